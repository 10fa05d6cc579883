/*
 * beginning_core.h
 *		Where does the phrase begin that ends with a certain word?
 *
 * The earliest beginning that is possible as a whole is meant: with what is negated
 * before it, and in the opening if the phrase must begin there.
 */
#ifndef BEGINNING_CORE_H
#define BEGINNING_CORE_H

#include "words/automaton_core.h"

/* A word of the text, as matching sees it. */
typedef struct SeenWord
{
	uint32_t	symbol;
	size_t		from;			/* characters */
	size_t		to;
} SeenWord;

/* The last words of a text; enough for the longest phrase and a word before it. */
typedef struct SeenWords
{
	SeenWord   *ring;
	size_t		mask;
	size_t		n;				/* words so far */
} SeenWords;

/* The i-th word, one of the last. */
static inline SeenWord *
seen_word(const SeenWords *seen, size_t i)
{
	return &seen->ring[i & seen->mask];
}

extern void seen_words_build(SeenWords *seen, Arena *arena, size_t most_words);
extern bool earliest_beginning(const SeenWords *seen, const Vocabulary *vocabulary,
							   const Phrase *phrase, const uint32_t *symbols, size_t *beginning);

#endif							/* BEGINNING_CORE_H */
