/*
 * markers_core.h
 *		Finds the phrases of a lexicon in texts.
 *
 *	Hit			a marker and the last word of a place in the text that its phrase
 *				matches; it begins with the earliest word possible.
 *	Overlap		hits of one cause that have a word in common count once: the longest in
 *				characters, then the first, then that of the marker with the least
 *				index (hits_core.h).
 *
 * A text is read as symbols (vocabulary_core.h), which lead from place to place
 * (transitions_core.h).  Where a place says that a phrase ends, its beginning is looked
 * for backwards (beginning_core.h).  So a text costs the same whether the lexicon is
 * small or large, as long as the tables are in the processor's caches.
 *
 * What is compiled changes as it is used: one thread at a time.  It can be used again
 * after a taker, or words_poll, that did not return.
 */
#ifndef MARKERS_CORE_H
#define MARKERS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"
#include "words/hits_core.h"
#include "words/phrase_core.h"
#include "words/words_core.h"

typedef struct Marker
{
	const Phrase *phrase;		/* it lives as long as what is compiled of it */
	int32_t		cause;			/* equal for equal causes */
} Marker;

/* What finds markers. */
typedef struct Markers Markers;

/* How much memory may be used. */
typedef struct MarkersMemory
{
	size_t		transitions;	/* bytes, for what has been seen of texts */
	size_t		hits;			/* so many are kept until the text ends, or little more */
} MarkersMemory;

extern const MarkersMemory markers_memory;

extern Markers *markers_compile(Arena *arena, const Marker *markers, size_t n);
extern Markers *markers_compile_within(Arena *arena, const Marker *markers, size_t n,
									   const MarkersMemory *memory);
extern bool markers_found_in_ascii(Markers *markers, const uint8_t *text, size_t size,
								   bool *has_word);
extern bool markers_found(Markers *markers, WordCutter *cutter, const uint8_t *text, size_t size,
						  bool *has_word, const char **error);
extern bool markers_find(Markers *markers, WordCutter *cutter, const uint8_t *text, size_t size,
						 HitTaker take, void *self, bool *has_word, const char **error);

#endif							/* MARKERS_CORE_H */
