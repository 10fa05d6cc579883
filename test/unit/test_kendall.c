/*
 * test_kendall.c
 *		The test of Mann and Kendall against tables, worked examples, and all orders.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/kendall_core.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MOST 256

static KendallTest
test_of(const double *values, size_t n)
{
	double		sorted[MOST];
	uint64_t	tree[MOST + 1] = {0};
	Kendall		kendall;

	memcpy(sorted, values, n * sizeof(double));
	unit_sort(sorted, n);
	kendall_begin(&kendall, sorted, tree, n);
	for (size_t i = 0; i < n; i++)
		kendall_step(&kendall, values[i]);
	return kendall_test(&kendall);
}

/* Values 1 to n in an order of which S is as given: a low value earlier is a step of 2. */
static void
order_with_s(double *values, int n, int s)
{
	int			ascents = (s + n * (n - 1) / 2) / 2;

	for (int i = 0; i < n; i++)
	{
		/* move the next value behind as many of those before it as there are ascents left */
		int			behind = ascents < i ? ascents : i;

		memmove(values + behind + 1, values + behind, (i - behind) * sizeof(double));
		values[behind] = i + 1;
		ascents -= behind;
	}
}

/* One-sided chances of S or more (Kendall 1975, table 1; Gilbert 1987, table A18). */
static void
test_exact_table(void)
{
	static const struct
	{
		int			n;
		int			s;
		double		chance;
		double		rounding;
	}			table[] = {
		{5, 2, 0.408, 5e-4}, {5, 4, 0.242, 5e-4}, {5, 6, 0.117, 5e-4}, {5, 8, 0.042, 5e-4}, {5, 10, 0.0083, 5e-5},
		{6, 1, 0.500, 5e-4}, {6, 7, 0.136, 5e-4}, {6, 11, 0.028, 5e-4}, {6, 15, 0.0014, 5e-5},
		{7, 3, 0.386, 5e-4}, {7, 11, 0.068, 5e-4}, {7, 15, 0.015, 5e-4}, {7, 21, 0.00020, 5e-6},
		{8, 10, 0.138, 5e-4}, {8, 16, 0.031, 5e-4}, {8, 20, 0.0071, 5e-5}, {8, 26, 0.00019, 1e-5},
		{9, 2, 0.460, 5e-4}, {9, 12, 0.130, 5e-4}, {9, 18, 0.038, 5e-4}, {9, 24, 0.0063, 5e-5}, {9, 36, 0.0000028, 1e-7}
	};

	for (size_t i = 0; i < COUNT(table); i++)
	{
		double		values[16];
		KendallTest test;

		order_with_s(values, table[i].n, table[i].s);
		test = test_of(values, table[i].n);
		CHECK(test.s == table[i].s);
		CHECK(unit_near(test.p_value, 2 * table[i].chance, 2 * table[i].rounding));
		order_with_s(values, table[i].n, -table[i].s);
		CHECK(test_of(values, table[i].n).p_value == test.p_value);
	}
}

/* S by its definition. */
static int
plain_s(const double *values, size_t n)
{
	int			s = 0;

	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = i + 1; j < n; j++)
			s += (values[j] > values[i]) - (values[j] < values[i]);
	}
	return s;
}

/* How many of all orders of the values have so large an S, and how many orders there are. */
static void
count_orders(double *values, size_t n, size_t fixed, int s, double *extreme, double *all)
{
	if (fixed == n)
	{
		*all += 1;
		*extreme += abs(plain_s(values, n)) >= abs(s);
		return;
	}
	for (size_t i = fixed; i < n; i++)
	{
		double		moved = values[i];

		values[i] = values[fixed];
		values[fixed] = moved;
		count_orders(values, n, fixed + 1, s, extreme, all);
		values[fixed] = values[i];
		values[i] = moved;
	}
}

/* The exact chance, with ties, against all orders. */
static void
test_exact_with_ties(void)
{
	for (int round = 0; round < 60; round++)
	{
		size_t		n = 5 + round % 3;
		double		values[8];
		double		extreme = 0;
		double		all = 0;
		KendallTest test;

		for (size_t i = 0; i < n; i++)
			values[i] = (double) unit_random(1 + round % 7);
		test = test_of(values, n);
		CHECK(test.s == plain_s(values, n));
		count_orders(values, n, 0, (int) test.s, &extreme, &all);
		CHECK(unit_near(test.p_value, extreme / all, 1e-12));
	}
}

/* USEPA 2006, "Data Quality Assessment: Statistical Methods for Practitioners" (QA/G-9S), p. 109. */
static void
test_ties(void)
{
	static const double values[] = {10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15};
	KendallTest test = test_of(values, COUNT(values));

	CHECK(test.points == 11 && test.s == 22);
	CHECK(unit_near(test.variance, 155.33, 0.005));
	CHECK(unit_near(test.z, 1.685, 0.0005));
	CHECK(unit_near(test.tau, 22 / sqrt(55.0 * (55 - 7)), 1e-12));
}

/*
 * Sodium in a well (USEPA 2009, Unified Guidance, example 17-7, p. 17-36), with the figures of
 * EnvStats (Millard) for the same.
 */
static void
test_sodium(void)
{
	static const double values[] = {56, 53, 51, 55, 52, 60, 62, 59, 61, 63};
	KendallTest test = test_of(values, COUNT(values));

	CHECK(test.s == 25 && test.variance == 125);
	CHECK(unit_near(test.tau, 0.5555556, 5e-8));
	CHECK(unit_near(test.z, 2.146625, 5e-7));
	CHECK(unit_near(test.p_value, 0.03182313, 5e-9));
}

/* S by the tree is S by its definition, with ties or without. */
static void
test_random(void)
{
	for (int round = 0; round < 200; round++)
	{
		double		values[MOST];
		size_t		n = 5 + unit_random(MOST - 5);
		uint64_t	kinds = 1 + unit_random(round % 2 ? 5 : 1000);

		for (size_t i = 0; i < n; i++)
			values[i] = (double) unit_random(kinds);
		CHECK(test_of(values, n).s == plain_s(values, n));
	}
}

static void
test_all_equal(void)
{
	static const double values[12] = {0};
	KendallTest test = test_of(values, COUNT(values));

	CHECK(test.s == 0 && test.variance == 0 && test.z == 0 && test.p_value == 1 && !test.has_tau);
	test = test_of(values, 6);
	CHECK(test.p_value == 1 && !test.has_tau);
}

void
test_kendall(void)
{
	unit_random_restart(19450101);
	RUN(test_exact_table());
	RUN(test_exact_with_ties());
	RUN(test_ties());
	RUN(test_sodium());
	RUN(test_random());
	RUN(test_all_equal());
}
