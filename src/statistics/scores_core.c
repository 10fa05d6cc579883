/*
 * scores_core.c
 *		Scores that customers give.
 */
#include <math.h>

#include "statistics/normal_core.h"
#include "statistics/scores_core.h"

/* What an answer from 0 to 10 counts as; between 6 and 9 it is neither. */
NpsClass
nps_class(double score)
{
	return score >= 9 ? NPS_PROMOTER : score <= 6 ? NPS_DETRACTOR : NPS_PASSIVE;
}

int64_t
nps_answers(const int64_t *counts)
{
	return counts[NPS_PROMOTER] + counts[NPS_PASSIVE] + counts[NPS_DETRACTOR];
}

/* The net promoter score of at least one answer. */
double
nps_of(const int64_t *counts)
{
	return 100 * (double) (counts[NPS_PROMOTER] - counts[NPS_DETRACTOR]) /
		(double) nps_answers(counts);
}

/*
 * The same with its standard error: an answer counts 1, 0 or -1, and the variance of their
 * mean is that of one answer over their number.
 */
NpsEstimate
nps_estimate_of(const int64_t *counts)
{
	NpsEstimate estimate;
	double		n = (double) nps_answers(counts);
	double		promoters = (double) counts[NPS_PROMOTER] / n;
	double		detractors = (double) counts[NPS_DETRACTOR] / n;
	double		net = promoters - detractors;

	estimate.nps = nps_of(counts);
	estimate.standard_error = 100 * sqrt(fmax(promoters + detractors - net * net, 0) / n);
	estimate.lower = fmax(estimate.nps - NORMAL_QUANTILE * estimate.standard_error, -100);
	estimate.upper = fmin(estimate.nps + NORMAL_QUANTILE * estimate.standard_error, 100);
	return estimate;
}

/* A score, which must be at least 1, as a sum of one. */
ScoreSum
score_parts(double score)
{
	ScoreSum	sum;
	double		whole = floor(score);

	sum.whole = (int64_t) whole;
	sum.fraction = (int64_t) ldexp(score - whole, 52);
	return sum;
}

ScoreSum
score_sum(ScoreSum a, ScoreSum b)
{
	ScoreSum	sum;
	int64_t		fraction = a.fraction + b.fraction;

	sum.whole = a.whole + b.whole + fraction / SCORE_FRACTIONS;
	sum.fraction = fraction % SCORE_FRACTIONS;
	return sum;
}

/* The mean of at least one score. */
double
score_mean(ScoreSum sum, int64_t n)
{
	return ((double) sum.whole + ldexp((double) sum.fraction, -52)) / (double) n;
}
