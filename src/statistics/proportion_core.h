/*
 * proportion_core.h
 *		A proportion and its bounds; the difference of two, and its bounds.
 */
#ifndef PROPORTION_CORE_H
#define PROPORTION_CORE_H

#include <stdint.h>

typedef struct Proportion
{
	double		rate;
	double		lower;
	double		upper;
} Proportion;

typedef struct RateDifference
{
	double		difference;
	double		lower;
	double		upper;
} RateDifference;

extern Proportion proportion_bounds(uint64_t numerator, uint64_t denominator);
extern RateDifference rate_difference_of(uint64_t numerator1, uint64_t denominator1,
										 uint64_t numerator2, uint64_t denominator2);

#endif							/* PROPORTION_CORE_H */
