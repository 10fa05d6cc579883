/*
 * kendall_core.h
 *		The test of Mann (1945) and Kendall (1975) for a trend that need not be a line:
 *		do later values tend to be higher, or lower, than earlier ones?
 *
 * S is the number of pairs of which the later value is higher, less those of which it is
 * lower.  With few points, the chance of so large an S where all orders of the same values
 * are equally likely is counted exactly, ties or none.  With more, S less one step towards
 * 0, over its standard deviation, is taken as normal (Gilbert 1987, "Statistical Methods
 * for Environmental Pollution Monitoring", chapter 16).
 */
#ifndef KENDALL_CORE_H
#define KENDALL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With so few points there is no test; with fewer than the second, an exact one. */
#define KENDALL_FEWEST 5
#define KENDALL_EXACT 10

/* Sums over the groups of t equal values. */
typedef struct Ties
{
	double		pairs;			/* t (t - 1) / 2 */
	double		triples;		/* t (t - 1) (t - 2) */
	double		variance;		/* t (t - 1) (2 t + 5) */
} Ties;

/* S in the making: the values so far, counted by rank. */
typedef struct Kendall
{
	const double *sorted;		/* all values */
	size_t		n;
	uint64_t   *tree;			/* of n + 1 counts, a Fenwick tree */
	uint64_t	seen;
	int64_t		s;
} Kendall;

typedef struct KendallTest
{
	uint64_t	points;
	int64_t		s;
	double		variance;		/* of S */
	double		tau;			/* tau-b; if there are two different values */
	bool		has_tau;
	double		z;
	double		p_value;		/* two-sided */
} KendallTest;

extern void count_ties(const double *sorted, size_t n, Ties *ties);
extern double kendall_variance(double n, const Ties *ties, const Ties *time_ties);

extern void kendall_begin(Kendall *kendall, const double *sorted, uint64_t *tree, size_t n);
extern void kendall_step(Kendall *kendall, double value);
extern KendallTest kendall_test(const Kendall *kendall);

#endif							/* KENDALL_CORE_H */
