/*
 * proportion_core.h
 *		A proportion and its bounds.
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

extern Proportion proportion_bounds(uint64_t numerator, uint64_t denominator);

#endif							/* PROPORTION_CORE_H */
