/*
 * plain_markers.h
 *		What a hit is, written out plainly: every place in a text is tried.
 */
#ifndef PLAIN_MARKERS_H
#define PLAIN_MARKERS_H

#include "words/markers_core.h"

#define PLAIN_MOST_WORDS 400
#define PLAIN_MOST_WORD_BYTES 32	/* longer ones are cut, and must not be tried */
#define PLAIN_MOST_HITS 20000

typedef struct PlainWord
{
	uint8_t		bytes[PLAIN_MOST_WORD_BYTES];
	size_t		size;
	size_t		from;
	size_t		to;
} PlainWord;

typedef struct PlainText
{
	size_t		n;
	bool		fits;			/* all words are there, whole */
	PlainWord	words[PLAIN_MOST_WORDS];
} PlainText;

typedef struct PlainHit
{
	MarkerHit	hit;
	int32_t		cause;
	size_t		first;			/* word */
	size_t		last;
} PlainHit;

/* Hits: all of them, or those that count, in order. */
typedef struct PlainHits
{
	size_t		n;
	bool		fits;			/* and there was time for all */
	PlainHit	hits[PLAIN_MOST_HITS];
} PlainHits;

extern void plain_read(PlainText *text, WordCutter *cutter, const uint8_t *bytes, size_t size);
extern void plain_find(const PlainText *text, const Marker *markers, size_t n, PlainHits *hits);

#endif							/* PLAIN_MARKERS_H */
