/*
 * test_control_signal.c
 *		The rules, one by one, at their boundaries.
 */
#include <stdio.h>
#include <string.h>

#include "statistics/control_signal_core.h"
#include "unit.h"

/* Centre 0, one sigma is 1. */
static const SignalLines lines = {0, -3, 3, -2, 2};

/*
 * The points that break a rule, as x among as many dots as there are points; points are
 * separated by blanks, and "-" is a missing one.
 */
static bool
breaks(unsigned rule, const char *points, const char *expected)
{
	SignalState state = {0};
	char		found[64];
	size_t		n = 0;
	double		value;
	int			read;

	while (*points)
	{
		if (sscanf(points, "%lf%n", &value, &read) == 1)
			found[n++] = signal_step(&state, value, &lines) & rule ? 'x' : '.';
		else
		{
			sscanf(points, " -%n", &read);
			memset(&state, 0, sizeof(state));
			found[n++] = '.';
		}
		points += read;
	}
	found[n] = '\0';
	return strcmp(found, expected) == 0;
}

static void
test_outside(void)
{
	CHECK(breaks(SIGNAL_OUTSIDE, "3 3.001 -3 -3.001 0", ".x.x."));
}

static void
test_run(void)
{
	CHECK(breaks(SIGNAL_RUN, "1 1 1 1 1 1 1", "......."));
	CHECK(breaks(SIGNAL_RUN, "1 1 1 1 1 1 1 1 1 -1", ".......xx."));
	CHECK(breaks(SIGNAL_RUN, "1 -1 -1 -1 -1 -1 -1 -1 -1", "........x"));
	/* a point on the centre neither counts nor ends a run */
	CHECK(breaks(SIGNAL_RUN, "0 1 1 1 1 0 1 1 1 1 0 1", ".........x.x"));
	CHECK(breaks(SIGNAL_RUN, "1 1 1 1 - 1 1 1 1 1 1 1 1", "............x"));
	CHECK(breaks(SIGNAL_RUN, "1 1 1 1 1 1 1 -1 1", "........."));
}

static void
test_trend(void)
{
	CHECK(breaks(SIGNAL_TREND, "1 2 3 4 5", "....."));
	CHECK(breaks(SIGNAL_TREND, "1 2 3 4 5 6 7 6", ".....xx."));
	CHECK(breaks(SIGNAL_TREND, "9 10 5 4 3 2 1 0", "......xx"));
	/* an equal point neither counts nor ends a trend */
	CHECK(breaks(SIGNAL_TREND, "1 1 2 3 3 4 5 5 6 6", "........x."));
	CHECK(breaks(SIGNAL_TREND, "1 2 3 - 4 5 6 7 8 9", ".........x"));
	CHECK(breaks(SIGNAL_TREND, "1 2 3 4 4 3 2 1 0 -1", ".........x"));
}

static void
test_two_of_three(void)
{
	CHECK(breaks(SIGNAL_TWO_OF_THREE, "2.1 2.1 0 2.1", ".x.x"));
	CHECK(breaks(SIGNAL_TWO_OF_THREE, "2.1 0 2.1 0 0 2.1", "..x..."));
	CHECK(breaks(SIGNAL_TWO_OF_THREE, "2.1 -2.1 -2.1 2.1", "..x."));
	CHECK(breaks(SIGNAL_TWO_OF_THREE, "2.1 2 2.1 2", "..x."));
	CHECK(breaks(SIGNAL_TWO_OF_THREE, "2.1 - 2.1 4", "...x"));
}

/* Several at once. */
static void
test_together(void)
{
	SignalState state = {0};
	unsigned	broken = 0;

	for (int i = 1; i <= 8; i++)
		broken = signal_step(&state, i, &lines);
	CHECK(broken == (SIGNAL_OUTSIDE | SIGNAL_RUN | SIGNAL_TREND | SIGNAL_TWO_OF_THREE));
}

void
test_control_signal(void)
{
	RUN(test_outside());
	RUN(test_run());
	RUN(test_trend());
	RUN(test_two_of_three());
	RUN(test_together());
}
