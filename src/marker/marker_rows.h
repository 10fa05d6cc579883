/*
 * marker_rows.h
 *		The rows of the tables of markers, shipped ones and the user's own, as a statement
 *		sees them.
 */
#ifndef MARKER_ROWS_H
#define MARKER_ROWS_H

#include "nodes/pg_list.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

/* What the functions give of a marker. */
typedef struct LexiconMarker
{
	int32		id;
	Oid			reason;			/* the enum's value */
	text	   *cause;
} LexiconMarker;

/* A row of one of the tables. */
typedef struct MarkerRow
{
	LexiconMarker info;
	char	   *language;		/* its primary subtag */
	text	   *phrase;
	bool		enabled;
	bool		shipped;
} MarkerRow;

extern bool is_marker_table(Relation table);
extern uint64 visible_marker_rows(Snapshot snapshot, uint64 statement);
extern List *read_marker_rows(Snapshot snapshot);

#endif							/* MARKER_ROWS_H */
