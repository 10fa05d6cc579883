/*
 * arguments.h
 *		Checks of arguments that several functions take.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "datatype/timestamp.h"
#include "fmgr.h"

extern uint64 window_from_interval(const Interval *within);
extern void report_null_within(void) pg_attribute_noreturn();
extern void report_varying(const char *argument) pg_attribute_noreturn();
extern void report_infinite(const char *argument) pg_attribute_noreturn();

extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

/* An infinite time has no gap to anything. */
static inline void
check_finite(TimestampTz value, const char *argument)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(value)))
		report_infinite(argument);
}

#endif							/* ARGUMENTS_H */
