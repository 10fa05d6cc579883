/*
 * newcombe_core.h
 *		The difference of two rates, with bounds at 95 % from Wilson's bounds of each
 *		(Newcombe 1998, "Interval estimation for the difference between independent
 *		proportions", method 10).
 */
#ifndef NEWCOMBE_CORE_H
#define NEWCOMBE_CORE_H

typedef struct RateDifference
{
	double		difference;
	double		lower;
	double		upper;
} RateDifference;

extern RateDifference rate_difference_of(double numerator1, double denominator1,
										 double numerator2, double denominator2);

#endif							/* NEWCOMBE_CORE_H */
