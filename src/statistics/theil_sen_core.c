/*
 * theil_sen_core.c
 *		The slope of Theil and Sen.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "statistics/normal_core.h"
#include "statistics/theil_sen_core.h"

#define SIGN_BIT (UINT64_C(1) << 63)

/* So much of a time may be rounding: some more than three sums and products leave. */
#define ROUNDING (8 * DBL_EPSILON)

/* A number as bits that sort as numbers do; -0 is 0. */
static inline uint64_t
bits_of(double number)
{
	uint64_t	bits;

	number += 0.0;
	memcpy(&bits, &number, sizeof(bits));
	return bits & SIGN_BIT ? ~bits : bits | SIGN_BIT;
}

static double
number_of(uint64_t bits)
{
	double		number;

	bits = bits & SIGN_BIT ? bits & ~SIGN_BIT : ~bits;
	memcpy(&number, &bits, sizeof(number));
	return number;
}

/* Make times equal that differ by rounding only; the points are in order of time. */
void
theil_sen_tie_times(TimedValue *points, size_t n)
{
	size_t		first = 0;

	for (size_t i = 1; i < n; i++)
	{
		/* halves, so that no difference is too large */
		double		gap = points[i].at / 2 - points[first].at / 2;

		if (gap <= ROUNDING / 2 * fmax(fabs(points[i].at), fabs(points[first].at)))
			points[i].at = points[first].at;
		else
			first = i;
	}
}

/* Where the median and the bounds are among so many slopes; S has this variance. */
SlopePositions
theil_sen_positions(double slopes, double variance)
{
	SlopePositions positions = {0};
	double		spread = NORMAL_QUANTILE * sqrt(variance);

	positions.median = (slopes - 1) / 2;
	positions.lower = (slopes - spread) / 2 - 1;
	positions.upper = (slopes + spread) / 2;
	positions.bounded = positions.lower >= 0;
	return positions;
}

/* The ranks on both sides of a position. */
static void
ask_for(TheilSen *search, double position)
{
	search->rank[search->ranks++] = (uint64_t) floor(position);
	search->rank[search->ranks++] = (uint64_t) ceil(position);
}

/* Begin to look for the slopes at these positions. */
void
theil_sen_begin(TheilSen *search, const TimedValue *points, size_t n,
				const SlopePositions *positions)
{
	memset(search, 0, sizeof(TheilSen));
	search->points = points;
	search->n = n;
	search->unknown_bits = 64;
	search->groups = 1;
	ask_for(search, positions->median);
	if (positions->bounded)
	{
		ask_for(search, positions->lower);
		ask_for(search, positions->upper);
	}
}

/* The next bits to be known, and how many bits stay unknown after them. */
static inline int
bits_after(const TheilSen *search)
{
	return search->unknown_bits > SLOPE_DIGIT_BITS ? search->unknown_bits - SLOPE_DIGIT_BITS : 0;
}

/* Count the slopes between a point and all those behind it. */
void
theil_sen_step(TheilSen *search, size_t point)
{
	const TimedValue *here = &search->points[point];
	int			unknown = search->unknown_bits;
	int			after = bits_after(search);
	uint64_t	mask = (UINT64_C(1) << (unknown - after)) - 1;

	for (size_t i = point + 1; i < search->n; i++)
	{
		const TimedValue *there = &search->points[i];
		uint64_t	bits;

		if (there->at == here->at)
			continue;
		/* halves, so that no difference is too large */
		bits = bits_of((there->value / 2 - here->value / 2) / (there->at / 2 - here->at / 2));
		for (int group = 0; group < search->groups; group++)
		{
			if (unknown == 64 || bits >> unknown == search->group[group].known)
				search->group[group].counts[bits >> after & mask]++;
		}
	}
}

/* Find or make the group of these known bits, among those of the next pass. */
static int
group_with(SlopeGroup *group, int *groups, uint64_t known)
{
	for (int i = 0; i < *groups; i++)
	{
		if (group[i].known == known)
			return i;
	}
	group[*groups].known = known;
	return (*groups)++;
}

/* End a pass.  Returns whether all bits are known. */
bool
theil_sen_end_pass(TheilSen *search)
{
	int			after = bits_after(search);
	uint64_t	known[SLOPE_RANKS];

	for (int i = 0; i < search->ranks; i++)
	{
		const SlopeGroup *group = &search->group[search->group_of[i]];
		uint64_t	digit = 0;

		while (search->rank[i] >= group->counts[digit])
			search->rank[i] -= group->counts[digit++];
		known[i] = group->known << (search->unknown_bits - after) | digit;
	}
	search->groups = 0;
	for (int i = 0; i < search->ranks; i++)
		search->group_of[i] = group_with(search->group, &search->groups, known[i]);
	for (int i = 0; i < search->groups; i++)
		memset(search->group[i].counts, 0, sizeof(search->group[i].counts));
	search->unknown_bits = after;
	return after == 0;
}

/* What lies at a position between two neighbours. */
static double
between(double low, double high, double position)
{
	return low + (high - low) * (position - floor(position));
}

/* The median of values in order, of which there is at least one. */
double
median_of_sorted(const double *sorted, size_t n)
{
	return between(sorted[(n - 1) / 2], sorted[n / 2], (double) (n - 1) / 2);
}

static double
slope_at(const TheilSen *search, int first, double position)
{
	return between(number_of(search->group[search->group_of[first]].known),
				   number_of(search->group[search->group_of[first + 1]].known), position);
}

/* The line, when all bits are known. */
TheilSenLine
theil_sen_line(const TheilSen *search, const SlopePositions *positions,
			   double median_time, double median_value)
{
	TheilSenLine line = {0};

	line.slope = slope_at(search, 0, positions->median);
	line.intercept = median_value - line.slope * median_time;
	line.bounded = positions->bounded;
	if (line.bounded)
	{
		line.lower = slope_at(search, 2, positions->lower);
		line.upper = slope_at(search, 4, positions->upper);
	}
	return line;
}
