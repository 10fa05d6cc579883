/*
 * once.h
 *		What a statement is told once, however many rows and groups it is about.
 */
#ifndef ONCE_H
#define ONCE_H

#include "fmgr.h"

#include "contact/walk_core.h"

extern void warn_of_short_time(uint64 elapsed, const char *argument);
extern void warn_of_session_zone(FunctionCallInfo fcinfo);
extern void warn_of_session_zone_in_aggregate(FunctionCallInfo fcinfo);
extern void note_nobody_answered(void);

static inline void
warn_of_short_window(uint64 within)
{
	warn_of_short_time(within, "within");
}

/* To be called with what a bounce rate was computed from. */
static inline void
note_if_nobody_answered(const WalkTally *tally)
{
	if (unlikely(tally->digital > 0 && !tally_has_human(tally)))
		note_nobody_answered();
}

#endif							/* ONCE_H */
