/*
 * hits_core.h
 *		Of hits that overlap, and have the same cause, the best one counts.
 *
 * The best hit is the longest in characters, then the first, then that of the marker
 * with the least index.  It counts, those of its cause that have a word in common with
 * it do not, and so on with the rest.
 *
 * Hits come in the order of their last words, and are given away in the order of their
 * first words, longer ones first, then by marker.  A hit is undecided as long as better
 * ones may come that overlap it, or if one that is better and overlaps it is undecided;
 * so no more must be remembered of a long text than a part of it, unless it is a chain
 * of ever longer hits.
 */
#ifndef HITS_CORE_H
#define HITS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"

typedef struct MarkerHit
{
	size_t		marker;			/* index */
	size_t		from;			/* characters of the text: the first, */
	size_t		to;				/* and the one after the last */
	bool		opening;		/* it begins within the first twelve words */
} MarkerHit;

/* Takes a hit; false where no more are wanted.  It may not return. */
typedef bool (*HitTaker) (void *self, const MarkerHit *hit);

/* A hit that may count. */
typedef struct Candidate
{
	MarkerHit	hit;
	int32_t		cause;
	bool		counts;			/* it is decided that it does */
	size_t		first;			/* word */
	size_t		last;
} Candidate;

typedef struct Hits
{
	Arena	   *arena;
	size_t		reach;			/* the most words that a hit can have */
	Candidate  *candidates;		/* that are not given away yet */
	size_t		n;
	size_t		room;
	size_t		decide_least;	/* so many are not decided before the text ends */
	size_t		decide_at;		/* the same, of the text at hand */
	uint32_t   *covered;		/* by which cause's hits are words, as decide() counts them */
	size_t		most_covered;
} Hits;

extern void hits_build(Hits *hits, Arena *arena, size_t reach, size_t decide_at);
extern void hits_begin(Hits *hits);
extern bool hits_add(Hits *hits, const Candidate *candidate, HitTaker take, void *self);
extern bool hits_end(Hits *hits, HitTaker take, void *self);

#endif							/* HITS_CORE_H */
