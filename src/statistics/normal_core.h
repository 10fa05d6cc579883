/*
 * normal_core.h
 *		The standard normal distribution, as far as bounds and tests need it.
 */
#ifndef NORMAL_CORE_H
#define NORMAL_CORE_H

#include <math.h>

/* Its 97.5 % point: bounds at 95 % lie so far out on either side. */
#define NORMAL_QUANTILE 1.959963984540054

/* The chance of being at least as far from 0 as z, on either side. */
static inline double
normal_two_sided(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

#endif							/* NORMAL_CORE_H */
