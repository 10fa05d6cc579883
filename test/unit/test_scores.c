/*
 * test_scores.c
 *		Net promoter scores, and sums of scores.
 */
#include <math.h>

#include "statistics/scores_core.h"
#include "unit.h"

static void
test_classes(void)
{
	CHECK(nps_class(10) == NPS_PROMOTER && nps_class(9) == NPS_PROMOTER);
	CHECK(nps_class(8.999) == NPS_PASSIVE && nps_class(7) == NPS_PASSIVE && nps_class(6.001) == NPS_PASSIVE);
	CHECK(nps_class(6) == NPS_DETRACTOR && nps_class(0) == NPS_DETRACTOR);
}

/*
 * A half promoters, a third passives, a sixth detractors: the score is a third, and the
 * variance of an answer 5/9 (Huber 2011, "How can I calculate margin of error in a NPS
 * result?", Cross Validated).
 */
static void
test_standard_error(void)
{
	static const int64_t counts[NPS_CLASSES] = {162, 108, 54};
	NpsEstimate estimate = nps_estimate_of(counts);

	CHECK(nps_answers(counts) == 324);
	CHECK(unit_near(estimate.nps, 100.0 / 3, 1e-12));
	CHECK(unit_near(estimate.standard_error, 100 * sqrt(5.0 / 9) / 18, 1e-12));
	CHECK(unit_near(estimate.standard_error, 4.1, 0.05));
	CHECK(unit_near(estimate.upper - estimate.nps, 1.959963984540054 * estimate.standard_error, 1e-12));
	CHECK(unit_near(estimate.nps - estimate.lower, estimate.upper - estimate.nps, 1e-12));
}

static void
test_unanimous(void)
{
	static const int64_t promoters[NPS_CLASSES] = {3, 0, 0};
	static const int64_t nearly[NPS_CLASSES] = {1, 0, 20};
	NpsEstimate estimate = nps_estimate_of(promoters);

	CHECK(estimate.nps == 100 && estimate.standard_error == 0 && estimate.lower == 100 && estimate.upper == 100);
	CHECK(nps_estimate_of(nearly).lower == -100);
}

/* The same sum, to the last bit, in any order and any parts. */
static void
test_exact_sum(void)
{
	ScoreSum	forward = {0};
	ScoreSum	backward = {0};
	double		scores[1000];
	double		whole_sum = 0;

	for (int i = 0; i < 1000; i++)
	{
		scores[i] = 1 + 6 * (double) unit_random(UINT64_C(1) << 50) / (double) (UINT64_C(1) << 50);
		whole_sum += scores[i];
	}
	for (int i = 0; i < 1000; i++)
	{
		forward = score_sum(forward, score_parts(scores[i]));
		backward = score_sum(score_parts(scores[999 - i]), backward);
	}
	CHECK(forward.whole == backward.whole && forward.fraction == backward.fraction);
	CHECK(unit_near(score_mean(forward, 1000), whole_sum / 1000, 1e-12));

	forward = score_sum(score_parts(nextafter(2, 1)), score_parts(nextafter(1, 2)));
	CHECK(forward.whole == 3 && forward.fraction == 0);
	CHECK(score_mean(score_sum(score_parts(3.5), score_parts(7)), 2) == 5.25);
}

void
test_scores(void)
{
	RUN(test_classes());
	RUN(test_standard_error());
	RUN(test_unanimous());
	RUN(test_exact_sum());
}
