/*
 * log_append.h
 *		Adds a row to a contact_log: what is done for every row of a large group is inline.
 */
#ifndef LOG_APPEND_H
#define LOG_APPEND_H

#include "datatype/timestamp.h"

#include "base/arguments.h"
#include "log/log_tail.h"
#include "log/log_value.h"

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

#endif							/* LOG_APPEND_H */
