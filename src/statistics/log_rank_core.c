/*
 * log_rank_core.c
 *		The log-rank test of two groups.
 */
#include <math.h>
#include <string.h>

#include "statistics/log_rank_core.h"
#include "statistics/normal_core.h"

/* Begin with the lives of both groups, each in order. */
void
log_rank_begin(LogRank *test, const uint64_t *const *lives, const size_t *n)
{
	memset(test, 0, sizeof(LogRank));
	for (int i = 0; i < 2; i++)
	{
		test->group[i].lives = lives[i];
		test->group[i].n = n[i];
	}
}

/* The time at which the next life of a group is over; none has the longest time of all. */
static uint64_t
next_time(const LogRankGroup *group)
{
	return group->at < group->n ? group->lives[group->at] >> 1 : UINT64_MAX;
}

/* Pass over all lives of a group that are over at a time.  Returns how many were seen to end. */
static uint64_t
pass_time(LogRankGroup *group, uint64_t time)
{
	uint64_t	ended = 0;

	for (; next_time(group) == time; group->at++)
		ended += group->lives[group->at] & 1;
	group->observed += ended;
	return ended;
}

/* Pass over the next time of either group.  Returns false where there is none. */
bool
log_rank_step(LogRank *test)
{
	LogRankGroup *one = &test->group[0];
	LogRankGroup *two = &test->group[1];
	uint64_t	time = next_time(one) < next_time(two) ? next_time(one) : next_time(two);
	double		risk_one = (double) (one->n - one->at);
	double		risk_two = (double) (two->n - two->at);
	double		risk = risk_one + risk_two;
	double		ended;

	if (time == UINT64_MAX)
		return false;
	ended = (double) (pass_time(one, time) + pass_time(two, time));
	one->expected += ended * risk_one / risk;
	two->expected += ended * risk_two / risk;
	if (risk > 1)
		test->variance += ended * (risk_one / risk) * (risk_two / risk) * (risk - ended) / (risk - 1);
	return true;
}

/* The result, when all times were passed; none where the groups were never at risk together. */
bool
log_rank_chi_square(const LogRank *test, double *chi_square, double *p_value)
{
	double		difference = (double) test->group[0].observed - test->group[0].expected;

	if (!(test->variance > 0))
		return false;
	*chi_square = difference * difference / test->variance;
	*p_value = normal_two_sided(sqrt(*chi_square));
	return true;
}
