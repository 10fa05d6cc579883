/*
 * process_limits_core.h
 *		The limits of a control chart, from the points of a process.
 *
 * XmR, for single values: the mean, and 2.66 mean moving ranges to either side; a
 * moving range is out of the ordinary beyond 3.267 of their mean (Shewhart 1931;
 * Wheeler 1993, "Understanding Variation", p. 60).  A moving range is the distance of
 * two points that follow each other; where a point is missing there is none.
 *
 * p, for rates: all numerators over all denominators, and three sigma of the binomial
 * distribution to either side, which differ with a point's denominator (Shewhart 1931).
 *
 * Laney's p': the same sigma, times by how much the points vary more, or less, than
 * that: the mean moving range of the points in sigmas, over 1.128 (Laney 2002, "Improved
 * control charts for attributes").
 */
#ifndef PROCESS_LIMITS_CORE_H
#define PROCESS_LIMITS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LimitsMethod
{
	METHOD_XMR,
	METHOD_P,
	METHOD_LANEY,
	METHODS
} LimitsMethod;

/* What is not known is not a number. */
typedef struct ProcessLimits
{
	LimitsMethod method;
	uint64_t	points;
	double		centre;
	double		lower;			/* both: of a rate, only with a denominator */
	double		upper;
	double		range_limit;	/* of XmR */
	double		sigma;			/* a third of centre to limit, before it is clipped */
	double		sigma_z;		/* of rates: how many sigmas of the binomial one sigma is */
} ProcessLimits;

/* A sum that does not lose its small parts (Neumaier 1974). */
typedef struct ExactSum
{
	double		total;
	double		lost;
} ExactSum;

/* The moving ranges of points that come in order. */
typedef struct MovingRanges
{
	uint64_t	ranges;
	ExactSum	sum;
	bool		has_last;
	double		last;
} MovingRanges;

/* An XmR chart in the making. */
typedef struct XmrState
{
	uint64_t	points;
	ExactSum	values;
	MovingRanges moving;
} XmrState;

extern void xmr_point(XmrState *state, double value);
extern void xmr_gap(XmrState *state);
extern void xmr_limits(const XmrState *state, double lower_bound, double upper_bound,
					   ProcessLimits *limits);

extern void p_limits(uint64_t points, double numerator, double denominator, ProcessLimits *limits);

/* Laney's factor: all points once more, in order, when their centre is known. */
extern void laney_point(MovingRanges *moving, double centre, double numerator, double denominator);
extern void laney_gap(MovingRanges *moving);
extern void laney_limits(const MovingRanges *moving, ProcessLimits *limits);

extern void rate_limits_at(ProcessLimits *limits, double denominator);

#endif							/* PROCESS_LIMITS_CORE_H */
