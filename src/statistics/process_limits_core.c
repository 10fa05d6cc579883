/*
 * process_limits_core.c
 *		The limits of a control chart, from the points of a process.
 */
#include <math.h>

#include "statistics/process_limits_core.h"

/* Wheeler's constants: three sigma over 1.128, and D4, for ranges of two points. */
#define LIMIT_FACTOR 2.66
#define RANGE_LIMIT_FACTOR 3.267

/* The mean range of two points of a normal distribution, in sigmas. */
#define MEAN_RANGE 1.128

static void
sum_add(ExactSum *sum, double value)
{
	double		total = sum->total + value;

	if (fabs(sum->total) >= fabs(value))
		sum->lost += (sum->total - total) + value;
	else
		sum->lost += (value - total) + sum->total;
	sum->total = total;
}

/* Infinite where the sum is; not a number where there are no parts. */
static double
sum_mean(const ExactSum *sum, uint64_t n)
{
	double		total = isinf(sum->total) ? sum->total : sum->total + sum->lost;

	return n == 0 ? NAN : total / (double) n;
}

static void
moving_point(MovingRanges *moving, double value)
{
	if (moving->has_last)
	{
		moving->ranges++;
		sum_add(&moving->sum, fabs(value - moving->last));
	}
	moving->has_last = true;
	moving->last = value;
}

/* Add a point. */
void
xmr_point(XmrState *state, double value)
{
	state->points++;
	sum_add(&state->values, value);
	moving_point(&state->moving, value);
}

/* Here a point is missing. */
void
xmr_gap(XmrState *state)
{
	state->moving.has_last = false;
}

/*
 * The limits, clipped to what values of this kind can be; a bound that is not a number is
 * none.  Without a moving range there are no limits, without a point no centre.
 */
void
xmr_limits(const XmrState *state, double lower_bound, double upper_bound, ProcessLimits *limits)
{
	double		mean_range = sum_mean(&state->moving.sum, state->moving.ranges);

	limits->method = METHOD_XMR;
	limits->points = state->points;
	limits->centre = sum_mean(&state->values, state->points);
	limits->lower = limits->centre - LIMIT_FACTOR * mean_range;
	limits->upper = limits->centre + LIMIT_FACTOR * mean_range;
	limits->range_limit = RANGE_LIMIT_FACTOR * mean_range;
	limits->sigma = LIMIT_FACTOR / 3 * mean_range;
	limits->sigma_z = NAN;
	if (limits->lower < lower_bound)
		limits->lower = lower_bound;
	if (limits->upper > upper_bound)
		limits->upper = upper_bound;
}

/* What is the same for all denominators of a p chart, from its points' sums. */
void
p_limits(uint64_t points, double numerator, double denominator, ProcessLimits *limits)
{
	limits->method = METHOD_P;
	limits->points = points;
	limits->centre = points == 0 ? NAN : numerator / denominator;
	limits->lower = NAN;
	limits->upper = NAN;
	limits->range_limit = NAN;
	limits->sigma = NAN;
	limits->sigma_z = points == 0 ? NAN : 1;
}

/* One sigma of the binomial distribution. */
static double
binomial_sigma(double centre, double denominator)
{
	return sqrt(centre * (1 - centre) / denominator);
}

/* Add a point: where all points are 0, or all 1, none is off the centre. */
void
laney_point(MovingRanges *moving, double centre, double numerator, double denominator)
{
	double		sigma = binomial_sigma(centre, denominator);

	moving_point(moving, sigma > 0 ? (numerator / denominator - centre) / sigma : 0);
}

void
laney_gap(MovingRanges *moving)
{
	moving->has_last = false;
}

/* Make of the limits of a p chart those of a p' chart. */
void
laney_limits(const MovingRanges *moving, ProcessLimits *limits)
{
	limits->method = METHOD_LANEY;
	limits->sigma_z = sum_mean(&moving->sum, moving->ranges) / MEAN_RANGE;
}

/* Add the limits of a point of a p or p' chart, which has a denominator. */
void
rate_limits_at(ProcessLimits *limits, double denominator)
{
	limits->sigma = binomial_sigma(limits->centre, denominator) * limits->sigma_z;
	limits->lower = limits->centre - 3 * limits->sigma;
	limits->upper = limits->centre + 3 * limits->sigma;
	if (limits->lower < 0)
		limits->lower = 0;
	if (limits->upper > 1)
		limits->upper = 1;
}
