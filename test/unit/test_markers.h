/*
 * test_markers.h
 *		A compiled lexicon, and the hits of a text.
 */
#ifndef TEST_MARKERS_H
#define TEST_MARKERS_H

#include "words/markers_core.h"
#include "test_arena.h"

#define LEXICON_MOST 400
#define FOUND_MOST 20000

typedef struct Lexicon
{
	TestArena	arena;
	WordCutter *cutter;
	size_t		n;
	Marker		markers[LEXICON_MOST];
	Markers    *compiled;
} Lexicon;

/* What there is in a text. */
typedef struct Found
{
	size_t		n;
	size_t		most;			/* so many are wanted */
	bool		complete;
	bool		has_word;
	MarkerHit	hits[FOUND_MOST];
} Found;

extern void lexicon_begin(Lexicon *lexicon);
extern bool lexicon_add(Lexicon *lexicon, const char *phrase, int32_t cause);
extern void lexicon_compile(Lexicon *lexicon, size_t transitions, size_t hits);
extern void lexicon_end(Lexicon *lexicon);
extern void lexicon_find(Lexicon *lexicon, const void *text, size_t size, Found *found);
extern bool lexicon_agrees(Lexicon *lexicon, const void *text, size_t size, const Found *found);

#endif							/* TEST_MARKERS_H */
