/*
 * visible_rows.h
 *		Whether what was kept of the extension's own tables is what a statement sees.
 */
#ifndef VISIBLE_ROWS_H
#define VISIBLE_ROWS_H

#include "base/own_table.h"
#include "utils/snapshot.h"

/* A table of the extension's own, as it was made. */
typedef struct OwnTable
{
	const char *schema;
	const char *name;
	const OwnColumn *columns;
	int			n_columns;		/* the first ones */
} OwnTable;

extern uint64 statement_fingerprint(Snapshot snapshot);
extern uint64 visible_rows(const OwnTable *tables, int n, Snapshot snapshot);

/* Takes a row of a table: all its columns are there. */
typedef void (*RowTaker) (void *self, const Datum *values, const bool *nulls);
extern void each_visible_row(const OwnTable *table, Snapshot snapshot, RowTaker take, void *self);

#endif							/* VISIBLE_ROWS_H */
