/*
 * newcombe_core.c
 *		The difference of two rates, with its bounds.
 */
#include <math.h>

#include "newcombe_core.h"
#include "normal_core.h"

/* A rate with Wilson's bounds (1927, p. 209). */
typedef struct BoundedRate
{
	double		rate;
	double		lower;
	double		upper;
} BoundedRate;

static BoundedRate
wilson(double numerator, double n)
{
	BoundedRate result;
	double		z2 = NORMAL_QUANTILE * NORMAL_QUANTILE;
	double		rate = numerator / n;
	double		centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
	double		half = NORMAL_QUANTILE / (1 + z2 / n) *
		sqrt(rate * (1 - rate) / n + z2 / (4 * n * n));

	result.rate = rate;
	/* at the ends the bound is exactly 0 or 1, whatever rounding says */
	result.lower = numerator == 0 ? 0 : fmax(centre - half, 0);
	result.upper = numerator == n ? 1 : fmin(centre + half, 1);
	return result;
}

/* The first rate less the second; both have a denominator. */
RateDifference
rate_difference_of(double numerator1, double denominator1,
				   double numerator2, double denominator2)
{
	BoundedRate one = wilson(numerator1, denominator1);
	BoundedRate two = wilson(numerator2, denominator2);
	RateDifference result;

	result.difference = one.rate - two.rate;
	result.lower = result.difference - hypot(one.rate - one.lower, two.upper - two.rate);
	result.upper = result.difference + hypot(one.upper - one.rate, two.rate - two.lower);
	return result;
}
