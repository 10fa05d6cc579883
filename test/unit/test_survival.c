/*
 * test_survival.c
 *		The product limit on five lives, worked out by hand.
 */
#include <math.h>

#include "statistics/survival_core.h"
#include "unit.h"

static bool
is_close(double a, double b)
{
	return fabs(a - b) < 1e-12;
}

/* Seen to end at 1, 3 and 3; watched until 2 and 5. */
static void
test_five_lives(void)
{
	const uint64_t lives[] = {life(1, true), life(2, false), life(3, true), life(3, true), life(5, false)};
	Survival	survival;
	SurvivalPoint point;

	survival_begin(&survival, lives, 5);
	point = survival_at(&survival, 0);
	CHECK(point.at_risk == 5 && point.events == 0 && point.known && !point.bounded);
	CHECK(point.probability == 0);

	point = survival_at(&survival, 1);
	CHECK(point.at_risk == 5 && point.events == 1 && is_close(point.probability, 0.2));

	point = survival_at(&survival, 3);
	CHECK(point.at_risk == 3 && point.events == 3);
	CHECK(is_close(point.probability, 1 - 0.8 / 3));
	CHECK(point.bounded && is_close(point.lower, 0.31386372084298797) && is_close(point.upper, 0.9903229994211187));

	CHECK(survival_at(&survival, 5).known);
	point = survival_at(&survival, 6);
	CHECK(point.at_risk == 0 && point.events == 3 && !point.known && !point.bounded);
}

/* All of them seen to end: the chance is 1, and has no bounds. */
static void
test_certainty(void)
{
	const uint64_t lives[] = {life(0, true), life(LONGEST_LIFE, true)};
	Survival	survival;
	SurvivalPoint point;

	survival_begin(&survival, lives, 2);
	CHECK(is_close(survival_at(&survival, 0).probability, 0.5));
	point = survival_at(&survival, LONGEST_LIFE);
	CHECK(point.known && point.probability == 1 && !point.bounded);
}

static void
test_nobody(void)
{
	Survival	survival;

	survival_begin(&survival, NULL, 0);
	CHECK(!survival_at(&survival, 0).known);
}

void
test_survival(void)
{
	RUN(test_five_lives());
	RUN(test_certainty());
	RUN(test_nobody());
}
