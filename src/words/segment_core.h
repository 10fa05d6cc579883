/*
 * segment_core.h
 *		Phrases in segments: what stands between their gaps.
 *
 * Texts are searched for segments, wherever they stand; a phrase with gaps is only
 * looked at where its last segment ends and the others ended not long before.  To
 * search for whole phrases would be to remember for each gap how far it is used up, and
 * of that there are too many combinations.
 *
 * Equal segments of several phrases are one.  That of a phrase without gaps that may
 * not begin everywhere, though, is its own: where it ends the phrase does.
 */
#ifndef SEGMENT_CORE_H
#define SEGMENT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"
#include "words/phrase_core.h"

#define NO_CONDITION UINT32_MAX

typedef struct Segment
{
	const Phrase *phrase;		/* the first that has it, */
	const uint32_t *symbols;	/* of its words, */
	uint16_t	first;			/* and the groups there */
	uint16_t	end;
	uint32_t	condition;		/* the phrase whose conditions must hold where it begins */
	bool		awaited;		/* some phrase goes on after it */
	uint32_t	first_whole;	/* phrases that are this segment and no more */
	uint32_t	n_wholes;
	uint32_t	first_link;		/* phrases of several segments of which it is the last */
	uint32_t	n_links;
} Segment;

/* A segment that must have ended not more than so many words before. */
typedef struct SegmentWait
{
	uint32_t	segment;
	uint32_t	reach;
} SegmentWait;

/* A phrase that may end where its last segment does. */
typedef struct SegmentLink
{
	uint32_t	phrase;
	uint32_t	first;			/* waits */
	uint32_t	end;
} SegmentLink;

typedef struct Segments
{
	Segment    *segments;
	uint32_t	n;
	const uint32_t *wholes;		/* phrases */
	const SegmentLink *links;
	const SegmentWait *waits;
} Segments;

extern void segments_build(Segments *segments, Arena *arena, const Phrase *const *phrases,
						   size_t n, const uint32_t *first_word, const uint32_t *symbols);

#endif							/* SEGMENT_CORE_H */
