/*
 * log_rank_core.h
 *		The log-rank test: do two groups come to their end at the same pace?
 *
 * At each time at which a life was seen to end, the expected ends of a group are all ends
 * times the group's share of those still at risk; their variance is that of the
 * hypergeometric distribution, exact also where several end at once (Mantel 1966; Peto and
 * Peto 1972).  Chi-square is the difference of observed and expected ends, squared, over
 * the sum of the variances, with one degree of freedom.
 */
#ifndef LOG_RANK_CORE_H
#define LOG_RANK_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lives of one group, in order: see life(). */
typedef struct LogRankGroup
{
	const uint64_t *lives;
	size_t		n;
	size_t		at;				/* lives that are over */
	uint64_t	observed;		/* of these, seen to end */
	double		expected;
} LogRankGroup;

typedef struct LogRank
{
	LogRankGroup group[2];
	double		variance;
} LogRank;

extern void log_rank_begin(LogRank *test, const uint64_t *const *lives, const size_t *n);
extern bool log_rank_step(LogRank *test);
extern bool log_rank_chi_square(const LogRank *test, double *chi_square, double *p_value);

#endif							/* LOG_RANK_CORE_H */
