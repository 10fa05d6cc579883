/*
 * log_value.h
 *		A contact_log as a Datum, in any of its three forms.
 *
 *		compact		what is stored and sent: log_format.h
 *		open		a small one that still grows, in an aggregate: log_open.h
 *		expanded	a large one that still grows, in an aggregate: an expanded
 *					object around a LogState, with a memory context of its own
 */
#ifndef LOG_VALUE_H
#define LOG_VALUE_H

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "utils/expandeddatum.h"

#include "base/arguments.h"
#include "log/log_open.h"
#include "log/log_tail.h"

/* A row for an aggregate to add. */
typedef struct LogRow
{
	bool		keyed;
	bool		dated;			/* it has a start */
	bool		kept;			/* it gets a place in the log */
	bool		reversed;
	uint64		within;			/* of a one-step rate, else 0 */
	LogName		collation;		/* version of the collations, empty if none */
	TimestampTz start;			/* if dated */
	TimestampTz end;
	LogName		channel;		/* if kept and not keyed */
	uint64		record[FULL_WORDS]; /* if kept; the channel's number is not in it */
} LogRow;

typedef struct ExpandedLog
{
	ExpandedObjectHeader hdr;
	LogState   *state;
	struct varlena *flat;		/* the value, from get_flat_size to flatten_into */
	bool		asked;			/* a question was put to it */
} ExpandedLog;

extern const ExpandedObjectMethods log_expanded_methods;

/* The expanded log that a Datum is, or NULL. */
static inline ExpandedLog *
log_as_expanded(Datum value)
{
	ExpandedLog *log;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return NULL;
	log = (ExpandedLog *) DatumGetEOHP(value);
	if (log->hdr.eoh_methods != &log_expanded_methods)
		elog(ERROR, "a contact_log is some other expanded object");
	return log;
}

/* What a row adds to the totals, but for the number of contacts and, without_starts,
 * for its start. */
static inline void
log_count_row(LogTotals *totals, const LogRow *row, bool without_starts)
{
	if (unlikely(totals->within != row->within))
	{
		if (totals->within != 0)
			report_varying("within");
		totals->within = row->within;
	}
	if (unlikely(!row->dated))
		totals->undated++;
	else if (!without_starts)
		log_totals_count(totals, row->start);
	if (unlikely(row->reversed))
		totals->reversed++;
}

extern Datum log_value_append_any(FunctionCallInfo fcinfo, const LogRow *row);
extern Datum log_value_combine(FunctionCallInfo fcinfo, Datum other);
extern struct varlena *log_value_concat(Datum a, Datum b);
extern LogState *log_value_state(Datum value);
extern LogState *log_value_asked(Datum value);
extern struct varlena *log_value_compact(Datum value);
extern Datum log_value_final(FunctionCallInfo fcinfo);

/* Add a row: nearly all rows of a large group take this way. */
static pg_attribute_always_inline Datum
log_value_append(FunctionCallInfo fcinfo, const LogRow *row)
{
	ExpandedLog *log = PG_ARGISNULL(0) ? NULL : log_as_expanded(PG_GETARG_DATUM(0));

	if (unlikely(log == NULL || !row->keyed || !log->state->totals.keyed ||
				 row->collation.size > 0 || log->state->collation.size > 0))
		return log_value_append_any(fcinfo, row);
	log_count_row(&log->state->totals, row, false);
	if (row->kept)
		log_tail_append(log->state, row->record, KEYED_WORDS);
	return PG_GETARG_DATUM(0);
}

#endif							/* LOG_VALUE_H */
