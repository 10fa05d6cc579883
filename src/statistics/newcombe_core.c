/*
 * newcombe_core.c
 *		The difference of two rates, with its bounds.
 */
#include <math.h>

#include "statistics/newcombe_core.h"
#include "statistics/proportion_core.h"

/* The first rate less the second; both have a denominator. */
RateDifference
rate_difference_of(uint64_t numerator1, uint64_t denominator1,
				   uint64_t numerator2, uint64_t denominator2)
{
	Proportion	one = proportion_bounds(numerator1, denominator1);
	Proportion	two = proportion_bounds(numerator2, denominator2);
	RateDifference result;

	result.difference = one.rate - two.rate;
	result.lower = result.difference - hypot(one.rate - one.lower, two.upper - two.rate);
	result.upper = result.difference + hypot(one.upper - one.rate, two.rate - two.lower);
	return result;
}
