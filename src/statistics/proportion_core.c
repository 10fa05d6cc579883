/*
 * proportion_core.c
 *		A proportion and its bounds: Wilson's at 95 % (Wilson 1927, "Probable
 *		inference, the law of succession, and statistical inference", p. 209), the
 *		cases taken as independent; and the difference of two, with bounds from those of
 *		each (Newcombe 1998, "Interval estimation for the difference between independent
 *		proportions", method 10); and that of two rates of several strata, standardised
 *		directly to the mix of the second (Armitage, Berry and Matthews 2002, "Statistical
 *		Methods in Medical Research", 4th edition, section 19.3), with normal bounds.
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

/* An order of strata in which equals are the same, so that sums do not depend on the rows'. */
int
rate_stratum_compare(const void *a, const void *b)
{
	const RateStratum *one = a;
	const RateStratum *two = b;

	if (one->denominator2 != two->denominator2)
		return one->denominator2 < two->denominator2 ? -1 : 1;
	if (one->denominator1 != two->denominator1)
		return one->denominator1 < two->denominator1 ? -1 : 1;
	if (one->numerator2 != two->numerator2)
		return one->numerator2 < two->numerator2 ? -1 : 1;
	if (one->numerator1 != two->numerator1)
		return one->numerator1 < two->numerator1 ? -1 : 1;
	return 0;
}

/* The variance of a rate of so many cases. */
static double
rate_variance(double rate, double n)
{
	return rate * (1 - rate) / n;
}

/* Count the cases of a stratum. */
void
standardised_weigh(StandardisedDifference *sum, const RateStratum *stratum)
{
	sum->cases += (double) stratum->denominator2;
}

/* The first rate of a stratum less the second, which weighs what the stratum does in the second. */
void
standardised_compare(StandardisedDifference *sum, const RateStratum *stratum)
{
	double		n1 = (double) stratum->denominator1;
	double		n2 = (double) stratum->denominator2;
	double		rate1 = (double) stratum->numerator1 / n1;
	double		rate2 = (double) stratum->numerator2 / n2;
	double		weight = n2 / sum->cases;

	sum->difference += weight * (rate1 - rate2);
	sum->variance += weight * weight * (rate_variance(rate2, n2) + rate_variance(rate1, n1));
}

RateDifference
standardised_bounds(const StandardisedDifference *sum)
{
	double		half = NORMAL_QUANTILE * sqrt(sum->variance);
	RateDifference result = {sum->difference, sum->difference - half, sum->difference + half};

	return result;
}
