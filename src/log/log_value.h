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
#include "utils/expandeddatum.h"

#include "log/log_state.h"

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

extern Datum log_value_combine(FunctionCallInfo fcinfo, Datum other);
extern struct varlena *log_value_concat(Datum a, Datum b);
extern LogState *log_value_state(Datum value);
extern LogState *log_value_asked(Datum value);
extern struct varlena *log_value_compact(Datum value);
extern Datum log_value_of_state(LogState *state);
extern Datum log_value_final(FunctionCallInfo fcinfo);

#endif							/* LOG_VALUE_H */
