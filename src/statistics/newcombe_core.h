/*
 * newcombe_core.h
 *		The difference of two rates, with bounds at 95 % from Wilson's bounds of each
 *		(Newcombe 1998, "Interval estimation for the difference between independent
 *		proportions", method 10).
 */
#ifndef NEWCOMBE_CORE_H
#define NEWCOMBE_CORE_H

#include <stdint.h>

typedef struct RateDifference
{
	double		difference;
	double		lower;
	double		upper;
} RateDifference;

extern RateDifference rate_difference_of(uint64_t numerator1, uint64_t denominator1,
										 uint64_t numerator2, uint64_t denominator2);

#endif							/* NEWCOMBE_CORE_H */
