/*
 * arguments.h
 *		Checks of arguments that several functions take.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "datatype/timestamp.h"
#include "fmgr.h"

#include "compat.h"

/* An argument that a function does not have. */
#define NO_ARGUMENT (-1)

extern uint64 elapsed_from_interval(const Interval *elapsed, const char *argument);
extern uint64 window_from_interval(const Interval *within);
extern FD_NORETURN void report_null_within(void);
extern FD_NORETURN void report_varying(const char *argument);
extern FD_NORETURN void report_infinite(const char *argument);

extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

/* An infinite time has no gap to anything. */
static inline void
check_finite(TimestampTz value, const char *argument)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(value)))
		report_infinite(argument);
}

#endif							/* ARGUMENTS_H */
