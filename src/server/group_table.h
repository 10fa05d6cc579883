/*
 * group_table.h
 *		Groups of rows: how many rows each has, and the sum of their hashes modulo 2^64.
 */
#ifndef GROUP_TABLE_H
#define GROUP_TABLE_H

typedef struct GroupTable GroupTable;

/* Takes a group, in no order. */
typedef void (*GroupTaker) (void *taker, int64 group, uint64 rows, uint64 digest);

extern GroupTable *open_group_table(void);
extern void expect_group(const GroupTable *table, int64 group);
extern void add_to_group(GroupTable *table, int64 group, uint64 rows, uint64 digest);
extern void close_group_table(GroupTable *table, GroupTaker take, void *taker);

#endif							/* GROUP_TABLE_H */
