/*
 * survival_core.c
 *		The product limit of Kaplan and Meier.
 */
#include <math.h>

#include "statistics/normal_core.h"
#include "statistics/survival_core.h"

/* Begin with lives that are in order: see life(). */
void
survival_begin(Survival *survival, const uint64_t *lives, size_t n)
{
	survival->lives = lives;
	survival->n = n;
	survival->at = 0;
	survival->events = 0;
	survival->surviving = 1;
	survival->greenwood = 0;
}

/* Pass over all lives of one time. */
static void
pass(Survival *survival)
{
	uint64_t	time = survival->lives[survival->at] >> 1;
	double		at_risk = (double) (survival->n - survival->at);
	uint64_t	ended = 0;

	for (; survival->at < survival->n && survival->lives[survival->at] >> 1 == time; survival->at++)
		ended += survival->lives[survival->at] & 1;
	survival->events += ended;
	if (ended == 0)
		return;
	survival->surviving *= 1 - (double) ended / at_risk;
	survival->greenwood += (double) ended / (at_risk * (at_risk - (double) ended));
}

/* The estimate at a time; times are to be asked for in order. */
SurvivalPoint
survival_at(Survival *survival, uint64_t time)
{
	SurvivalPoint point = {0};

	while (survival->at < survival->n && survival->lives[survival->at] >> 1 < time)
		pass(survival);
	point.at_risk = survival->n - survival->at;
	point.known = point.at_risk > 0;
	if (point.known && survival->lives[survival->at] >> 1 == time)
		pass(survival);
	point.events = survival->events;
	point.probability = 1 - survival->surviving;
	point.bounded = point.known && survival->surviving > 0 && survival->surviving < 1;
	if (point.bounded)
	{
		double		log_surviving = log(survival->surviving);
		double		spread = exp(NORMAL_QUANTILE * sqrt(survival->greenwood) / -log_surviving);

		point.lower = 1 - exp(log_surviving / spread);
		point.upper = 1 - exp(log_surviving * spread);
	}
	return point;
}
