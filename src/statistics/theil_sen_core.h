/*
 * theil_sen_core.h
 *		The slope of Theil (1950) and Sen (1968): the median of the slopes between all
 *		pairs of points of different times.
 *
 * Its bounds at 95 % are slopes, too: as many of them in from either end as half their
 * number less half of 1.96 standard deviations of Kendall's S (Gilbert 1987, p. 218), by
 * interpolation.  The line goes through the medians of times and values (Conover 1980).
 *
 * Times that differ by less than a few units of their last place are the same: that much
 * is left by rounding, and a slope between them would be any number.
 *
 * Slopes are far more than points, and are not kept: each pass over all pairs finds some
 * more bits of the slopes of the ranks that are asked for.
 */
#ifndef THEIL_SEN_CORE_H
#define THEIL_SEN_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TimedValue
{
	double		at;
	double		value;
} TimedValue;

/* Two neighbours for each of: lower, median, upper. */
#define SLOPE_RANKS 6
#define SLOPE_DIGIT_BITS 11

/* Slopes of which the same bits are known: those with these bits, by their next ones. */
typedef struct SlopeGroup
{
	uint64_t	known;
	uint64_t	counts[1 << SLOPE_DIGIT_BITS];
} SlopeGroup;

typedef struct TheilSen
{
	const TimedValue *points;	/* in any order; times that are tied are equal */
	size_t		n;
	int			unknown_bits;
	int			ranks;
	uint64_t	rank[SLOPE_RANKS];	/* from 0, within its group */
	int			group_of[SLOPE_RANKS];
	int			groups;
	SlopeGroup	group[SLOPE_RANKS];
} TheilSen;

/* Where the slopes are that are asked for: from 0, between two ranks. */
typedef struct SlopePositions
{
	double		median;
	bool		bounded;		/* there are enough slopes for bounds */
	double		lower;
	double		upper;
} SlopePositions;

typedef struct TheilSenLine
{
	double		slope;
	double		intercept;
	bool		bounded;
	double		lower;
	double		upper;
} TheilSenLine;

extern void theil_sen_tie_times(TimedValue *points, size_t n);
extern SlopePositions theil_sen_positions(double slopes, double variance);

/* In passes: begin, then in each pass a step for each point, then the end of the pass. */
extern void theil_sen_begin(TheilSen *search, const TimedValue *points, size_t n,
							const SlopePositions *positions);
extern void theil_sen_step(TheilSen *search, size_t point);
extern bool theil_sen_end_pass(TheilSen *search);

extern double median_of_sorted(const double *sorted, size_t n);
extern TheilSenLine theil_sen_line(const TheilSen *search, const SlopePositions *positions,
								   double median_time, double median_value);

#endif							/* THEIL_SEN_CORE_H */
