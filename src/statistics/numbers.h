/*
 * numbers.h
 *		Numbers that a statistic takes and gives.
 */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <math.h>

#include "base/compat.h"

FD_NORETURN extern void report_not_a_number(const char *argument, double value);
FD_NORETURN extern void report_overflow(const char *function);
extern void check_rate(int64 numerator, int64 denominator);

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

#endif							/* NUMBERS_H */
