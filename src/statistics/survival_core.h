/*
 * survival_core.h
 *		The product limit of Kaplan and Meier (1958, "Nonparametric estimation from
 *		incomplete observations", p. 462), with Greenwood's variance and log-log
 *		bounds (Kalbfleisch and Prentice 2002, p. 18).
 */
#ifndef SURVIVAL_CORE_H
#define SURVIVAL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A life: how long something was watched, and whether it was seen to end.  As one
 * number that sorts by time: twice the time, plus one if it was seen to end.
 */
static inline uint64_t
life(uint64_t time, bool ended)
{
	return time << 1 | ended;
}

/* The longest time that a life can have. */
#define LONGEST_LIFE (UINT64_MAX >> 1)

/* Where an estimate has come to, along lives in order of time. */
typedef struct Survival
{
	const uint64_t *lives;
	size_t		n;
	size_t		at;				/* lives that are over */
	uint64_t	events;			/* of these, seen to end */
	double		surviving;		/* the estimate */
	double		greenwood;		/* the sum in Greenwood's formula */
} Survival;

/* The chance of having ended, at one time. */
typedef struct SurvivalPoint
{
	uint64_t	at_risk;		/* still watched just before */
	uint64_t	events;			/* seen to end until then */
	bool		known;			/* somebody was still at risk */
	double		probability;	/* if known */
	bool		bounded;		/* known, and neither 0 nor 1 */
	double		lower;			/* 95 %, if bounded */
	double		upper;
} SurvivalPoint;

extern void survival_begin(Survival *survival, const uint64_t *lives, size_t n);
extern SurvivalPoint survival_at(Survival *survival, uint64_t time);

#endif							/* SURVIVAL_CORE_H */
