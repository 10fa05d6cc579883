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

#include "fmgr.h"

#include "log_open.h"

/* A row for an aggregate to add. */
typedef struct LogRow
{
	bool		keyed;
	bool		dated;			/* it has a start */
	bool		kept;			/* it gets a place in the log */
	bool		reversed;
	uint64		within;			/* of a one-step rate, else 0 */
	LogName		collation;		/* version of the collations, empty if none */
	LogName		channel;
	LogContact	contact;
} LogRow;

extern Datum log_value_append(FunctionCallInfo fcinfo, const LogRow *row);
extern Datum log_value_combine(FunctionCallInfo fcinfo, Datum other);
extern struct varlena *log_value_concat(Datum a, Datum b);
extern LogState *log_value_state(Datum value);
extern struct varlena *log_value_compact(Datum value);

#endif							/* LOG_VALUE_H */
