/*
 * own_table.h
 *		Tables of the extension's that C reads, and whose owner may alter them.
 */
#ifndef OWN_TABLE_H
#define OWN_TABLE_H

#include "utils/relcache.h"

/* A column as the extension made it. */
typedef struct OwnColumn
{
	const char *name;
	Oid			type;
} OwnColumn;

extern bool has_own_columns(Relation table, const OwnColumn *columns, int n);
extern Relation own_table_open(const char *schema, const char *name, const OwnColumn *columns, int n);

#endif							/* OWN_TABLE_H */
