/*
 * test_process_limits.c
 *		Limits against published examples.
 */
#include <math.h>

#include "statistics/process_limits_core.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static ProcessLimits
limits_of(const double *values, size_t n)
{
	XmrState	state = {0};
	ProcessLimits limits;

	for (size_t i = 0; i < n; i++)
	{
		if (isnan(values[i]))
			xmr_gap(&state);
		else
			xmr_point(&state, values[i]);
	}
	xmr_limits(&state, NAN, NAN, &limits);
	return limits;
}

/*
 * Wheeler 2003, "Making Sense of Data", p. 382, the data to verify software with.  His range
 * limit is 3.268 mean moving ranges, 1163.19.
 */
static void
test_wheeler(void)
{
	static const double values[] = {
		5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200
	};
	ProcessLimits limits = limits_of(values, COUNT(values));

	CHECK(limits.method == METHOD_XMR && limits.points == 16);
	CHECK(unit_near(limits.centre, 4135.50, 0.005));
	CHECK(unit_near(limits.lower, 3188.72, 0.005));
	CHECK(unit_near(limits.upper, 5082.28, 0.005));
	CHECK(unit_near(limits.range_limit, 1163.19 * 3.267 / 3.268, 0.005));
	CHECK(unit_near(limits.sigma, (5082.28 - 4135.50) / 3, 0.005));
	CHECK(isnan(limits.sigma_z));
}

/*
 * NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches, with 3
 * over 1.128 in place of 2.66.
 */
static void
test_nist(void)
{
	static const double values[] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
	ProcessLimits limits = limits_of(values, COUNT(values));

	CHECK(unit_near(limits.centre, 50.81, 1e-12));
	CHECK(unit_near(limits.range_limit / 3.267, 1.8778, 5e-5));
	CHECK(unit_near(limits.lower, 45.8159, 1e-3));
	CHECK(unit_near(limits.upper, 55.8041, 1e-3));
}

/* A missing point is no value, and breaks the moving range. */
static void
test_gaps(void)
{
	static const double values[] = {1, NAN, 5, 7, NAN, NAN, 2};
	static const double alone[] = {1, NAN, 5};
	ProcessLimits limits = limits_of(values, COUNT(values));

	CHECK(limits.points == 4 && limits.centre == 3.75);
	CHECK(unit_near(limits.upper, 3.75 + 2.66 * 2, 1e-12));
	CHECK(unit_near(limits.range_limit, 3.267 * 2, 1e-12));

	limits = limits_of(alone, COUNT(alone));
	CHECK(limits.points == 2 && limits.centre == 3);
	CHECK(isnan(limits.lower) && isnan(limits.upper) && isnan(limits.range_limit) && isnan(limits.sigma));
	limits = limits_of(alone, 0);
	CHECK(limits.points == 0 && isnan(limits.centre) && isnan(limits.lower));
}

/* Bounds clip limits, and leave sigma as it is. */
static void
test_bounds(void)
{
	XmrState	state = {0};
	ProcessLimits limits;

	xmr_point(&state, 1);
	xmr_point(&state, 2);
	xmr_limits(&state, 0, NAN, &limits);
	CHECK(limits.lower == 0 && unit_near(limits.upper, 1.5 + 2.66, 1e-12));
	CHECK(unit_near(limits.sigma, 2.66 / 3, 1e-12));
	xmr_limits(&state, NAN, 3, &limits);
	CHECK(unit_near(limits.lower, 1.5 - 2.66, 1e-12) && limits.upper == 3);
}

/* A sum of a large and many small numbers loses none of them. */
static void
test_exact_sum(void)
{
	XmrState	state = {0};
	ProcessLimits limits;

	xmr_point(&state, 1e16);
	for (int i = 0; i < 1000; i++)
		xmr_point(&state, 1);
	xmr_point(&state, -1e16);
	xmr_limits(&state, NAN, NAN, &limits);
	CHECK(limits.centre == 1000.0 / 1002);
}

/*
 * Attendances at accident and emergency departments in England over twenty weeks, and those
 * seen within four hours (Mohammed, Panesar, Laney and Wilson 2013, "Statistical process
 * control charts for attribute data involving very large sample sizes"), with the limits that
 * qicharts2 (Anhoej) gives for weeks 1, 10 and 20.
 */
static const double seen[] = {
	266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
	267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989
};
static const double attended[] = {
	280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
	279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772
};

static void
test_laney(void)
{
	static const struct
	{
		int			week;
		double		lower;
		double		upper;
	}			expected[] = {
		{1, 0.9401296441775141, 0.96566977851086822},
		{10, 0.94017687421815865, 0.96562254847022366},
		{20, 0.93997499652290417, 0.96582442616547814}
	};
	MovingRanges moving = {0};
	ProcessLimits limits;
	double		numerator = 0;
	double		denominator = 0;

	for (size_t i = 0; i < COUNT(seen); i++)
	{
		numerator += seen[i];
		denominator += attended[i];
	}
	p_limits(COUNT(seen), numerator, denominator, &limits);
	CHECK(limits.method == METHOD_P && limits.sigma_z == 1 && isnan(limits.lower));
	CHECK(unit_near(limits.centre, 0.95289971134419116, 1e-15));

	rate_limits_at(&limits, attended[0]);
	CHECK(unit_near(limits.upper - limits.centre,
					3 * sqrt(limits.centre * (1 - limits.centre) / attended[0]), 1e-15));

	for (size_t i = 0; i < COUNT(seen); i++)
		laney_point(&moving, limits.centre, seen[i], attended[i]);
	laney_limits(&moving, &limits);
	CHECK(limits.method == METHOD_LANEY && unit_near(limits.sigma_z, 10.640421863, 1e-9));
	for (size_t i = 0; i < COUNT(expected); i++)
	{
		rate_limits_at(&limits, attended[expected[i].week - 1]);
		CHECK(unit_near(limits.lower, expected[i].lower, 1e-14));
		CHECK(unit_near(limits.upper, expected[i].upper, 1e-14));
	}
}

/* Rates of 0 and 1 only; few points; limits between 0 and 1. */
static void
test_edges_of_rates(void)
{
	MovingRanges moving = {0};
	ProcessLimits limits;

	p_limits(2, 0, 20, &limits);
	laney_point(&moving, limits.centre, 0, 10);
	laney_gap(&moving);
	laney_point(&moving, limits.centre, 0, 10);
	laney_limits(&moving, &limits);
	CHECK(isnan(limits.sigma_z));
	laney_point(&moving, limits.centre, 0, 10);
	laney_limits(&moving, &limits);
	CHECK(limits.sigma_z == 0);
	rate_limits_at(&limits, 10);
	CHECK(limits.lower == 0 && limits.upper == 0);

	p_limits(0, 0, 0, &limits);
	CHECK(isnan(limits.centre) && isnan(limits.sigma_z));

	p_limits(1, 1, 10, &limits);
	rate_limits_at(&limits, 4);
	CHECK(limits.lower == 0 && unit_near(limits.upper, 0.1 + 3 * 0.15, 1e-12));
	p_limits(1, 9, 10, &limits);
	rate_limits_at(&limits, 4);
	CHECK(limits.upper == 1 && unit_near(limits.sigma, 0.15, 1e-12));
}

void
test_process_limits(void)
{
	RUN(test_wheeler());
	RUN(test_nist());
	RUN(test_gaps());
	RUN(test_bounds());
	RUN(test_exact_sum());
	RUN(test_laney());
	RUN(test_edges_of_rates());
}
