/*
 * test_newcombe.c
 *		Differences of rates against Newcombe's table.
 */
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

void
test_newcombe(void)
{
	RUN(test_table());
}
