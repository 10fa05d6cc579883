/*
 * test_control_simulation.c
 *		How often a stable process signals, and how soon one that has shifted does.
 *
 * The rules' textbook figures are for independent normal points and known limits.  Of each
 * point: outside, 2 (1 - Phi(3)) = 0.0027, a point in 370 (Shewhart 1931); a run, 2 / 2^8; a
 * trend, 2 / 6!, the share of the orders of six points that rise or fall; two of three,
 * 2 p (1 - (1 - p)^2) with p = 1 - Phi(2).
 *
 * Average run lengths, from a point to the first signal, are Champ and Woodall's (1987,
 * "Exact results for Shewhart control charts with supplementary runs rules", table 1).  Their
 * table has shifts of 1.4 and 1.6 sigma; those of 1.5 were worked out by the same Markov chain,
 * which gives their figures at 0, 1.4 and 1.6.
 */
#include <math.h>
#include <stddef.h>

#include "statistics/control_signal_core.h"
#include "statistics/process_limits_core.h"
#include "unit.h"

#define POINTS 100000
#define RUNS 10000

static const SignalLines known = {0, -3, 3, -2, 2};

/* A normal number (Box and Muller 1958). */
static double
random_normal(void)
{
	const double half_turn = 3.14159265358979323846;
	double		radius = sqrt(-2 * log(((double) unit_random(1000000000) + 0.5) / 1e9));

	return radius * cos(2 * half_turn * (double) unit_random(1000000000) / 1e9);
}

/*
 * Shares of signals among the points of a stable process, whose limits are made of these
 * points.  Signals of a pattern come in clusters, so their number varies more than that of
 * single points would: tolerances are three standard deviations, with a cluster's mean
 * squared size over its mean size (run 3, trend 1.3, two of three 1.3).
 */
static void
test_false_signals(void)
{
	static const struct
	{
		unsigned	rule;
		double		rate;
		double		clustering;
	}			expected[] = {
		{SIGNAL_OUTSIDE, 0.0026998, 1},
		{SIGNAL_RUN, 0.0078125, 3},
		{SIGNAL_TREND, 0.0027778, 1.3},
		{SIGNAL_TWO_OF_THREE, 0.0020466, 1.3}
	};
	static double values[POINTS];
	XmrState	xmr = {0};
	ProcessLimits limits;
	SignalLines lines;
	SignalState state = {0};
	unsigned	broken[POINTS];

	unit_random_restart(19310101);
	for (size_t i = 0; i < POINTS; i++)
	{
		values[i] = 50 + 10 * random_normal();
		xmr_point(&xmr, values[i]);
	}
	xmr_limits(&xmr, NAN, NAN, &limits);
	CHECK(unit_near(limits.centre, 50, 0.1) && unit_near(limits.sigma, 10, 0.1));
	lines.centre = limits.centre;
	lines.lower = limits.lower;
	lines.upper = limits.upper;
	lines.lower_two = limits.centre - 2 * limits.sigma;
	lines.upper_two = limits.centre + 2 * limits.sigma;
	for (size_t i = 0; i < POINTS; i++)
		broken[i] = signal_step(&state, values[i], &lines);

	for (size_t rule = 0; rule < SIGNAL_RULES; rule++)
	{
		double		signals = 0;
		double		deviation = sqrt(expected[rule].rate * expected[rule].clustering / POINTS);

		for (size_t i = 0; i < POINTS; i++)
			signals += (broken[i] & expected[rule].rule) != 0;
		CHECK(unit_near(signals / POINTS, expected[rule].rate, 3 * deviation));
	}
}

/*
 * Are the points from a shift to the first signal as many as expected, on average?  Within
 * three standard errors: of the comparisons below, one in twenty sequences of random numbers
 * has one that is farther off, and this sequence has none.
 */
static bool
run_length_is(double shift, unsigned rules, double expected)
{
	double		sum = 0;
	double		squares = 0;

	for (int run = 0; run < RUNS; run++)
	{
		SignalState state = {0};
		double		length = 1;

		while ((signal_step(&state, shift + random_normal(), &known) & rules) == 0)
			length++;
		sum += length;
		squares += length * length;
	}
	sum /= RUNS;
	return unit_near(sum, expected, 3 * sqrt((squares / RUNS - sum * sum) / RUNS));
}

static void
test_run_lengths(void)
{
	const unsigned one = SIGNAL_OUTSIDE;
	const unsigned one_two = SIGNAL_OUTSIDE | SIGNAL_TWO_OF_THREE;
	const unsigned one_four = SIGNAL_OUTSIDE | SIGNAL_RUN;

	unit_random_restart(1987);
	CHECK(run_length_is(0, one, 370.40));
	CHECK(run_length_is(0, one_two, 225.44));
	CHECK(run_length_is(0, one_four, 152.73));
	CHECK(run_length_is(0, one_two | one_four, 122.05));
	CHECK(run_length_is(1.4, one, 18.25));
	CHECK(run_length_is(1.4, one_two, 8.69));
	CHECK(run_length_is(1.4, one_four, 8.60));
	CHECK(run_length_is(1.5, one, 14.97));
	CHECK(run_length_is(1.5, one_two, 7.30));
	CHECK(run_length_is(1.5, one_four, 7.76));
	CHECK(run_length_is(1.5, one_two | one_four, 5.90));
	CHECK(run_length_is(1.6, one, 12.38));
	CHECK(run_length_is(1.6, one_two, 6.21));
	CHECK(run_length_is(1.6, one_four, 7.03));
	CHECK(run_length_is(2, one, 6.30));
	CHECK(run_length_is(2, one_two, 3.65));
	CHECK(run_length_is(2, one_four, 4.89));
}

void
test_control_simulation(void)
{
	RUN(test_false_signals());
	RUN(test_run_lengths());
}
