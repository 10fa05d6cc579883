/*
 * arguments.h
 *		Checks of arguments that several functions take.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <math.h>

#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "fmgr.h"

#include "base/compat.h"

/* An argument that a function does not have. */
#define NO_ARGUMENT (-1)

extern uint64 elapsed_from_interval(const Interval *elapsed, const char *argument);
extern uint64 window_from_interval(const Interval *within);
extern FD_NORETURN void report_null_within(void);
extern FD_NORETURN void report_varying(const char *argument);
extern FD_NORETURN void report_infinite(const char *argument, TimestampTz value);
extern FD_NORETURN void report_not_a_number(const char *argument, double value);
extern FD_NORETURN void report_overflow(const char *function);

extern void check_rate(int64 numerator, int64 denominator);
extern void check_row_type(TupleDesc type, const Oid *types, int columns);
extern TupleDesc result_type(FunctionCallInfo fcinfo, int columns);
extern Datum result_row(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls);
extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

/* An infinite time has no gap to anything. */
static inline void
check_finite(TimestampTz value, const char *argument)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(value)))
		report_infinite(argument, value);
}

/* Neither an infinite number nor one that is none. */
static inline double
finite_number(double value, const char *argument)
{
	if (unlikely(!isfinite(value)))
		report_not_a_number(argument, value);
	return value;
}

/* Both the same, where one that is not a number stands for none. */
static inline bool
same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

#endif							/* ARGUMENTS_H */
