/*
 * scores_core.h
 *		Scores that customers give: of the net promoter score (Reichheld 2003), and the
 *		mean of an effort score.
 */
#ifndef SCORES_CORE_H
#define SCORES_CORE_H

#include <stdint.h>

/* The three kinds of answers to "would you recommend us?", from 0 to 10. */
typedef enum NpsClass
{
	NPS_PROMOTER,				/* 9 or more */
	NPS_PASSIVE,
	NPS_DETRACTOR,				/* 6 or less */
	NPS_CLASSES
} NpsClass;

/* The score and what it is worth, in points from -100 to 100. */
typedef struct NpsEstimate
{
	double		nps;
	double		standard_error;
	double		lower;			/* 95 % */
	double		upper;
} NpsEstimate;

/*
 * A sum of numbers from 1 up, exact and so the same in any order: each is a whole number
 * and so many times 2^-52, the last bit that a number from 1 up can have.
 */
typedef struct ScoreSum
{
	int64_t		whole;
	int64_t		fraction;		/* below SCORE_FRACTIONS */
} ScoreSum;

#define SCORE_FRACTIONS (INT64_C(1) << 52)

extern NpsClass nps_class(double score);
extern int64_t nps_answers(const int64_t *counts);
extern double nps_of(const int64_t *counts);
extern NpsEstimate nps_estimate_of(const int64_t *counts);

extern ScoreSum score_parts(double score);
extern ScoreSum score_sum(ScoreSum a, ScoreSum b);
extern double score_mean(ScoreSum sum, int64_t n);

#endif							/* SCORES_CORE_H */
