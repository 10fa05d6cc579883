/*
 * elapsed.h
 *		Windows and times as arguments.
 */
#ifndef ELAPSED_H
#define ELAPSED_H

#include "datatype/timestamp.h"

#include "base/compat.h"

extern uint64 elapsed_from_interval(const Interval *elapsed, const char *argument);
extern uint64 window_from_interval(const Interval *within);
extern Datum interval_from_microseconds(uint64 elapsed);
FD_NORETURN extern void report_null_within(void);
FD_NORETURN extern void report_infinite(const char *argument, TimestampTz value);

/* An infinite time has no gap to anything. */
static inline void
check_finite(TimestampTz value, const char *argument)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(value)))
		report_infinite(argument, value);
}

#endif							/* ELAPSED_H */
