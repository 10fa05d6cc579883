/*
 * marker_hits.h
 *		The markers that count in a text, one after the other.
 */
#ifndef MARKER_HITS_H
#define MARKER_HITS_H

#include "marker/marker_lexicon.h"

/* A text, its lexicon, and how far it was read. */
typedef struct MarkerHits MarkerHits;

/* Takes a marker that counts, in the order of the text. */
typedef void (*MarkerTaker) (void *self, MarkerHits *hits, const LexiconMarker *marker,
							 const MarkerHit *hit);

extern MarkerSaying lexicon_markers(LexiconReader *reader, Datum verbatim, Datum language,
									bool any_language, MarkerTaker take, void *self);
extern text *marker_words_of(MarkerHits *hits, size_t from, size_t to);

#endif							/* MARKER_HITS_H */
