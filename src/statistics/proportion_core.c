/*
 * proportion_core.c
 *		A proportion and its bounds: Wilson's at 95 % (Wilson 1927, "Probable
 *		inference, the law of succession, and statistical inference", p. 209), the
 *		cases taken as independent; and the difference of two, with bounds from those of
 *		each (Newcombe 1998, "Interval estimation for the difference between independent
 *		proportions", method 10).
 */
#include "statistics/proportion_core.h"

#include <math.h>

#include "statistics/normal_core.h"

/* The denominator is more than 0, and no less than the numerator. */
Proportion
proportion_bounds(uint64_t numerator, uint64_t denominator)
{
	double		n = (double) denominator;
	double		rate = (double) numerator / n;
	double		z2 = NORMAL_QUANTILE * NORMAL_QUANTILE;
	double		centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
	double		half = NORMAL_QUANTILE / (1 + z2 / n) *
		sqrt(rate * (1 - rate) / n + z2 / (4 * n * n));
	Proportion	bounds = {rate, centre - half, centre + half};

	/* at the ends the bound is exactly 0 or 1, whatever rounding says */
	if (numerator == 0 || bounds.lower < 0)
		bounds.lower = 0;
	if (numerator == denominator || bounds.upper > 1)
		bounds.upper = 1;
	return bounds;
}

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
