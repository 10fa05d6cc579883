/*
 * test_theil_sen.c
 *		The slope of Theil and Sen against a worked example, and against slopes in order.
 */
#include <math.h>

#include "statistics/kendall_core.h"
#include "statistics/theil_sen_core.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MOST 64

/* All slopes, in order. */
static size_t
sorted_slopes(const TimedValue *points, size_t n, double *slopes)
{
	size_t		count = 0;

	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = i + 1; j < n; j++)
		{
			if (points[i].at != points[j].at)
				slopes[count++] = (points[j].value - points[i].value) / (points[j].at - points[i].at);
		}
	}
	unit_sort(slopes, count);
	return count;
}

static TheilSenLine
line_of(const TimedValue *points, size_t n, const SlopePositions *positions)
{
	static TheilSen search;
	double		times[MOST];
	double		values[MOST];

	for (size_t i = 0; i < n; i++)
	{
		times[i] = points[i].at;
		values[i] = points[i].value;
	}
	unit_sort(times, n);
	unit_sort(values, n);
	theil_sen_begin(&search, points, n, positions);
	do
	{
		for (size_t i = 0; i < n; i++)
			theil_sen_step(&search, i);
	} while (!theil_sen_end_pass(&search));
	return theil_sen_line(&search, positions, median_of_sorted(times, n), median_of_sorted(values, n));
}

/*
 * Sodium in a well (USEPA 2009, Unified Guidance, example 17-7, p. 17-36), with the figures of
 * EnvStats (Millard), whose bounds are Gilbert's, for the same.
 */
static void
test_sodium(void)
{
	static const TimedValue points[] = {
		{89.6, 56}, {90.1, 53}, {90.8, 51}, {91.1, 55}, {92.1, 52},
		{93.1, 60}, {94.1, 62}, {95.6, 59}, {96.1, 61}, {96.3, 63}
	};
	SlopePositions positions = theil_sen_positions(45, 125);
	TheilSenLine line = line_of(points, COUNT(points), &positions);

	CHECK(unit_near(line.slope, 1.3333333, 5e-8));
	CHECK(unit_near(line.intercept, -65.9666667, 5e-8));
	CHECK(line.bounded && unit_near(line.lower, 0.3992083, 5e-8) && unit_near(line.upper, 2.3333333, 5e-8));
}

/* What is at a position of sorted slopes. */
static double
at_position(const double *slopes, double position)
{
	size_t		low = (size_t) floor(position);

	return slopes[low] + (slopes[(size_t) ceil(position)] - slopes[low]) * (position - floor(position));
}

/* Any points: of few or many different slopes, of equal times, large and small. */
static void
test_random(void)
{
	static double slopes[MOST * MOST / 2];

	for (int round = 0; round < 500; round++)
	{
		TimedValue	points[MOST];
		size_t		n = 2 + unit_random(MOST - 2);
		uint64_t	kinds = 2 + unit_random(round % 3 ? 1000 : 4);
		double		scale = pow(10, (double) unit_random(60) - 30);
		SlopePositions positions;
		TheilSenLine line;
		size_t		count;

		for (size_t i = 0; i < n; i++)
		{
			points[i].at = (double) unit_random(kinds);
			points[i].value = ((double) unit_random(kinds) - (double) kinds / 2) * scale;
		}
		count = sorted_slopes(points, n, slopes);
		if (count == 0)
			continue;
		positions = theil_sen_positions((double) count, (double) unit_random(count));
		line = line_of(points, n, &positions);
		CHECK(line.slope == at_position(slopes, positions.median));
		CHECK(!line.bounded || line.lower == at_position(slopes, positions.lower));
		CHECK(!line.bounded || line.upper == at_position(slopes, positions.upper));
	}
}

/* Differences beyond the largest number, and slopes of -0. */
static void
test_extremes(void)
{
	static const TimedValue far[] = {{-1e308, -1e308}, {1e308, 1e308}};
	static const TimedValue flat[] = {{1, 5}, {0, 5}, {2, 5}};
	SlopePositions one = theil_sen_positions(1, 1);
	SlopePositions three = theil_sen_positions(3, 0);
	TheilSenLine line = line_of(far, COUNT(far), &one);

	CHECK(line.slope == 1 && !line.bounded);
	line = line_of(flat, COUNT(flat), &three);
	CHECK(line.slope == 0 && !signbit(line.slope) && line.intercept == 5);
}

/* Times that rounding alone keeps apart are tied, to the first of them. */
static void
test_tied_times(void)
{
	TimedValue	points[] = {{-1e308, 0}, {0, 0}, {1e-300, 0}, {0.1, 0}, {0.3, 1}, {0.1 + 0.2, 2}, {0.3 + 4e-15, 3}, {1e308, 0}};

	theil_sen_tie_times(points, COUNT(points));
	CHECK(points[0].at == -1e308 && points[1].at == 0 && points[3].at == 0.1 && points[7].at == 1e308);
	CHECK(points[2].at == 1e-300);
	CHECK(points[5].at == 0.3 && points[6].at == 0.3 + 4e-15 && points[5].value == 2);
	theil_sen_tie_times(points, 0);
}

static void
test_median(void)
{
	static const double values[] = {1, 2, 4, 8};

	CHECK(median_of_sorted(values, 1) == 1 && median_of_sorted(values, 2) == 1.5);
	CHECK(median_of_sorted(values, 3) == 2 && median_of_sorted(values, 4) == 3);
}

void
test_theil_sen(void)
{
	unit_random_restart(19680101);
	RUN(test_sodium());
	RUN(test_random());
	RUN(test_extremes());
	RUN(test_tied_times());
	RUN(test_median());
}
