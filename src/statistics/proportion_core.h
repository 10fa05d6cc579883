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

/* The same cases of two groups, such as one request now and before. */
typedef struct RateStratum
{
	uint64_t	numerator1;
	uint64_t	denominator1;
	uint64_t	numerator2;
	uint64_t	denominator2;
} RateStratum;

extern Proportion proportion_bounds(uint64_t numerator, uint64_t denominator);
extern RateDifference rate_difference_of(uint64_t numerator1, uint64_t denominator1,
										 uint64_t numerator2, uint64_t denominator2);
extern int	rate_stratum_compare(const void *a, const void *b);

/*
 * The difference of two rates, standardised to the mix of the second: first all strata are
 * weighed, and then compared.  Each has both denominators, and there is at least one.
 */
typedef struct StandardisedDifference
{
	double		cases;			/* of the second rates */
	double		difference;
	double		variance;
} StandardisedDifference;

extern void standardised_weigh(StandardisedDifference *sum, const RateStratum *stratum);
extern void standardised_compare(StandardisedDifference *sum, const RateStratum *stratum);
extern RateDifference standardised_bounds(const StandardisedDifference *sum);

#endif							/* PROPORTION_CORE_H */
