/*
 * test_log_rank.c
 *		Two groups of leukaemia patients: the log-rank test, and the bounds of survival.
 */
#include <stddef.h>

#include "statistics/log_rank_core.h"
#include "statistics/survival_core.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Weeks in remission (Freireich et al. 1963): after placebo all came to an end. */
static const uint64_t placebo_weeks[] = {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23};

/* After 6-mercaptopurine; twice, plus one where the end was seen: see life(). */
static const uint64_t treated[] = {
	6 << 1, 6 << 1 | 1, 6 << 1 | 1, 6 << 1 | 1, 7 << 1 | 1, 9 << 1, 10 << 1, 10 << 1 | 1, 11 << 1, 13 << 1 | 1,
	16 << 1 | 1, 17 << 1, 19 << 1, 20 << 1, 22 << 1 | 1, 23 << 1 | 1, 25 << 1, 32 << 1, 32 << 1, 34 << 1, 35 << 1
};

static void
placebo_lives(uint64_t *lives)
{
	for (size_t i = 0; i < COUNT(placebo_weeks); i++)
		lives[i] = life(placebo_weeks[i], true);
}

/* Chi-square 16.79 and the expected numbers are Kleinbaum and Klein's (2012, chapter 2). */
static void
test_remission(void)
{
	uint64_t	placebo[COUNT(placebo_weeks)];
	const uint64_t *lives[2] = {placebo, treated};
	const size_t n[2] = {COUNT(placebo), COUNT(treated)};
	LogRank		test;
	double		chi_square;
	double		p_value;

	placebo_lives(placebo);
	log_rank_begin(&test, lives, n);
	while (log_rank_step(&test))
		;
	CHECK(test.group[0].observed == 21 && test.group[1].observed == 9);
	CHECK(unit_near(test.group[0].expected, 10.75, 0.005));
	CHECK(unit_near(test.group[1].expected, 19.25, 0.005));
	CHECK(log_rank_chi_square(&test, &chi_square, &p_value));
	CHECK(unit_near(chi_square, 16.79, 0.005) && unit_near(p_value, 4.17e-5, 5e-8));
}

/* One group alone, and nobody: nothing to compare. */
static void
test_nothing_to_compare(void)
{
	const uint64_t *lives[2] = {NULL, treated};
	size_t		n[2] = {0, COUNT(treated)};
	LogRank		test;
	double		chi_square;
	double		p_value;

	log_rank_begin(&test, lives, n);
	while (log_rank_step(&test))
		;
	CHECK(test.group[1].observed == 9 && unit_near(test.group[1].expected, 9, 1e-12));
	CHECK(!log_rank_chi_square(&test, &chi_square, &p_value));
	n[1] = 0;
	log_rank_begin(&test, lives, n);
	CHECK(!log_rank_step(&test));
}

/* Stata's list of the same data (Rodriguez, Princeton: "Kaplan-Meier Survival"). */
static void
test_survival_bounds(void)
{
	uint64_t	placebo[COUNT(placebo_weeks)];
	Survival	survival;
	SurvivalPoint point;

	placebo_lives(placebo);
	survival_begin(&survival, placebo, COUNT(placebo));
	point = survival_at(&survival, 1);
	CHECK(unit_near(survival.surviving, 0.9048, 5e-5));
	CHECK(unit_near(1 - point.upper, 0.6700, 5e-5) && unit_near(1 - point.lower, 0.9753, 5e-5));
	point = survival_at(&survival, 2);
	CHECK(unit_near(survival.surviving, 0.8095, 5e-5));
	CHECK(unit_near(1 - point.upper, 0.5689, 5e-5) && unit_near(1 - point.lower, 0.9239, 5e-5));

	survival_begin(&survival, treated, COUNT(treated));
	survival_at(&survival, 6);
	CHECK(unit_near(survival.surviving, 0.857, 5e-4));
	survival_at(&survival, 23);
	CHECK(unit_near(survival.surviving, 0.448, 5e-4));
}

void
test_log_rank(void)
{
	RUN(test_remission());
	RUN(test_nothing_to_compare());
	RUN(test_survival_bounds());
}
