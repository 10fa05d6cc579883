/*
 * kendall_core.c
 *		The test of Mann and Kendall for a trend.
 */
#include <math.h>
#include <string.h>

#include "statistics/kendall_core.h"
#include "statistics/normal_core.h"

/* The pairs of as many points as an exact test has, at most, and one. */
#define MOST_PAIRS ((KENDALL_EXACT - 1) * (KENDALL_EXACT - 2) / 2 + 1)

/* Count the groups of equal values among sorted ones. */
void
count_ties(const double *sorted, size_t n, Ties *ties)
{
	size_t		first = 0;

	memset(ties, 0, sizeof(Ties));
	for (size_t i = 1; i <= n; i++)
	{
		double		t;

		if (i < n && sorted[i] == sorted[first])
			continue;
		t = (double) (i - first);
		ties->pairs += t * (t - 1) / 2;
		ties->triples += t * (t - 1) * (t - 2);
		ties->variance += t * (t - 1) * (2 * t + 5);
		first = i;
	}
}

/*
 * The variance of S, with ties among values and among times (Kendall 1975, chapter 4).
 * Where all values are tied it is 0, and rounding may leave less than that.
 */
double
kendall_variance(double n, const Ties *ties, const Ties *time_ties)
{
	double		variance = (n * (n - 1) * (2 * n + 5) - ties->variance - time_ties->variance) / 18;

	if (n > 1)
		variance += 2 * ties->pairs * time_ties->pairs / (n * (n - 1));
	if (n > 2)
		variance += ties->triples * time_ties->triples / (9 * n * (n - 1) * (n - 2));
	return fmax(variance, 0);
}

/* Begin with all values in order, and a tree of zeros. */
void
kendall_begin(Kendall *kendall, const double *sorted, uint64_t *tree, size_t n)
{
	kendall->sorted = sorted;
	kendall->n = n;
	kendall->tree = tree;
	kendall->seen = 0;
	kendall->s = 0;
}

/* How many of all values are lower, or not higher either. */
static size_t
rank_of(const Kendall *kendall, double value, bool or_equal)
{
	size_t		low = 0;
	size_t		high = kendall->n;

	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;

		if (kendall->sorted[middle] < value || (or_equal && kendall->sorted[middle] == value))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many of the values so far are among the lowest ones. */
static uint64_t
seen_among(const Kendall *kendall, size_t lowest)
{
	uint64_t	count = 0;

	for (size_t i = lowest; i > 0; i &= i - 1)
		count += kendall->tree[i];
	return count;
}

/* Take the next value, in order of time. */
void
kendall_step(Kendall *kendall, double value)
{
	size_t		lower = rank_of(kendall, value, false);
	uint64_t	higher_seen = kendall->seen - seen_among(kendall, rank_of(kendall, value, true));

	kendall->s += (int64_t) seen_among(kendall, lower) - (int64_t) higher_seen;
	for (size_t i = lower + 1; i <= kendall->n; i += i & -i)
		kendall->tree[i]++;
	kendall->seen++;
}

/*
 * Multiply a polynomial by 1 + q + ... + q^(k - 1), or divide by it.  Returns its new
 * degree.
 */
static int
multiply(uint64_t *orders, int degree, int k)
{
	for (int i = degree + k - 1; i >= 0; i--)
	{
		uint64_t	sum = 0;

		for (int j = i < k ? 0 : i - k + 1; j <= i && j <= degree; j++)
			sum += orders[j];
		orders[i] = sum;
	}
	return degree + k - 1;
}

static int
divide(uint64_t *orders, int degree, int k)
{
	for (int i = 0; i <= degree - k + 1; i++)
	{
		for (int j = i < k ? 0 : i - k + 1; j < i; j++)
			orders[i] -= orders[j];
	}
	return degree - k + 1;
}

/*
 * The share of all orders of the values of which S is at least as far from 0.  Orders are
 * counted by their descents, the pairs of which the later value is lower: their numbers
 * are the coefficients of a product of sums of powers, as many as there are values,
 * divided by such products of the ties (MacMahon 1915, "Combinatory Analysis").
 */
static double
exact_p_value(const Kendall *kendall)
{
	uint64_t	orders[MOST_PAIRS] = {1};
	uint64_t	all = 0;
	uint64_t	extreme = 0;
	int			degree = 0;
	int			tied = 1;

	for (int k = 2; k <= (int) kendall->n; k++)
		degree = multiply(orders, degree, k);
	for (size_t i = 1; i < kendall->n; i++)
	{
		tied = kendall->sorted[i] == kendall->sorted[i - 1] ? tied + 1 : 1;
		if (tied > 1)
			degree = divide(orders, degree, tied);
	}
	for (int descents = 0; descents <= degree; descents++)
	{
		int64_t		s = degree - 2 * descents;

		all += orders[descents];
		if ((s < 0 ? -s : s) >= (kendall->s < 0 ? -kendall->s : kendall->s))
			extreme += orders[descents];
	}
	return (double) extreme / (double) all;
}

/* The test, when all values were taken; there must be enough of them. */
KendallTest
kendall_test(const Kendall *kendall)
{
	KendallTest test = {kendall->n, kendall->s};
	double		n = (double) kendall->n;
	double		s = (double) kendall->s;
	double		pairs = n * (n - 1) / 2;
	Ties		ties;
	Ties		no_ties = {0};

	count_ties(kendall->sorted, kendall->n, &ties);
	test.variance = kendall_variance(n, &ties, &no_ties);
	test.has_tau = pairs > ties.pairs;
	if (test.has_tau)
		test.tau = s / sqrt(pairs * (pairs - ties.pairs));
	if (kendall->s != 0)
		test.z = (s > 0 ? s - 1 : s + 1) / sqrt(test.variance);
	test.p_value = kendall->n < KENDALL_EXACT ? exact_p_value(kendall) : normal_two_sided(test.z);
	return test;
}
