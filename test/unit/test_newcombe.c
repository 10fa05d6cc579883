/*
 * test_newcombe.c
 *		Differences of rates against Newcombe's table; standardised ones by hand.
 */
#include <math.h>
#include <stddef.h>

#include "statistics/proportion_core.h"
#include "unit.h"

/* Newcombe 1998, "Interval estimation for the difference ...", table II, method 10. */
static void
test_table(void)
{
	static const struct
	{
		double		counts[4];
		double		lower;
		double		upper;
	}			table[] = {
		{{56, 70, 48, 80}, 0.0524, 0.3339},
		{{9, 10, 3, 10}, 0.1705, 0.8090},
		{{6, 7, 2, 7}, 0.0582, 0.8062},
		{{5, 56, 0, 29}, -0.0381, 0.1926},
		{{0, 10, 0, 20}, -0.1611, 0.2775},
		{{0, 10, 0, 10}, -0.2775, 0.2775},
		{{10, 10, 0, 20}, 0.6791, 1},
		{{10, 10, 0, 10}, 0.6075, 1}
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
	{
		const double *counts = table[i].counts;
		RateDifference result = rate_difference_of(counts[0], counts[1], counts[2], counts[3]);
		RateDifference swapped = rate_difference_of(counts[2], counts[3], counts[0], counts[1]);

		CHECK(unit_near(result.difference, counts[0] / counts[1] - counts[2] / counts[3], 1e-15));
		CHECK(unit_near(result.lower, table[i].lower, 5e-5));
		CHECK(unit_near(result.upper, table[i].upper, 5e-5));
		CHECK(swapped.lower == -result.upper && swapped.upper == -result.lower);
	}
}

static RateDifference
standardised(const RateStratum *strata, int n)
{
	StandardisedDifference sum = {0};

	for (int i = 0; i < n; i++)
		standardised_weigh(&sum, &strata[i]);
	for (int i = 0; i < n; i++)
		standardised_compare(&sum, &strata[i]);
	return standardised_bounds(&sum);
}

/* Two strata by hand: weights 1/4 and 3/4, differences 0.2 and -0.1; in any order. */
static void
test_standardised(void)
{
	RateStratum strata[] = {{4, 10, 20, 100}, {20, 100, 90, 300}};
	RateStratum swapped[] = {strata[1], strata[0]};
	double		variance = (0.2 * 0.8 / 100 + 0.4 * 0.6 / 10) / 16 +
		9 * (0.3 * 0.7 / 300 + 0.2 * 0.8 / 100) / 16;
	RateDifference result = standardised(strata, 2);

	CHECK(unit_near(result.difference, 0.05 - 0.075, 1e-15));
	CHECK(unit_near(result.lower, result.difference - 1.959963984540054 * sqrt(variance), 1e-15));
	CHECK(unit_near(result.upper, result.difference + 1.959963984540054 * sqrt(variance), 1e-15));
	CHECK(rate_stratum_compare(&strata[0], &strata[1]) < 0 && rate_stratum_compare(&strata[1], &strata[0]) > 0);
	CHECK(rate_stratum_compare(&strata[0], &swapped[1]) == 0);

	/* one stratum is no mix: the crude difference */
	result = standardised(&strata[1], 1);
	CHECK(unit_near(result.difference, 0.2 - 0.3, 1e-15));
}

void
test_newcombe(void)
{
	RUN(test_table());
	RUN(test_standardised());
}
