/*
 * phrase_core.h
 *		Reads a phrase, such as
 *
 *			I tried your (app|website|portal) *3 but
 *
 *		into groups of alternatives.
 *
 *	word		words, and punctuation between them, are cut as those of texts are
 *	word~		a word that begins so; of one that the cutter cuts, the last part
 *	(a|b c|)	one of these; an empty one makes the group optional
 *	*N			up to N words may stand between, from 1 to 20; * alone is *5.  Between
 *				it and the next, and the ends, is a word that cannot be left out
 *	^			as the first character: begins within the text's first twelve words
 *	!word		before everything else, any number of them, also !(a|b~): no hit
 *				where such a word stands right before its first word
 *
 * Everything that may match consists of groups: a row of words outside of brackets
 * is a group of one alternative.
 */
#ifndef PHRASE_CORE_H
#define PHRASE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"
#include "words/words_core.h"

#define PHRASE_MOST_WORDS 256	/* of all alternatives, and negated ones */
#define PHRASE_MOST_GAP 20
#define PHRASE_GAP 5			/* where no number says it */
#define PHRASE_OPENING_WORDS 12 /* of a text are its opening */

typedef struct PhraseWord
{
	const uint8_t *bytes;		/* normalised, as the cutter gives them */
	uint16_t	size;
	bool		is_prefix;		/* stands for all words that begin so */
} PhraseWord;

/* Words that follow each other: from the first of the phrase's words to before end. */
typedef struct PhraseAlternative
{
	uint16_t	first;
	uint16_t	end;
} PhraseAlternative;

/* The same, of alternatives.  None of them is empty. */
typedef struct PhraseGroup
{
	uint16_t	first;
	uint16_t	end;
	uint8_t		gap;			/* so many words may stand between it and the group
								 * before */
	bool		optional;
} PhraseGroup;

typedef struct Phrase
{
	bool		opening;
	uint16_t	negated;		/* so many of its words, the first ones, are negated */
	uint16_t	n_words;
	uint16_t	n_alternatives;
	uint16_t	n_groups;
	const PhraseWord *words;
	const PhraseAlternative *alternatives;
	const PhraseGroup *groups;
} Phrase;

/* What is wrong with a phrase. */
typedef struct PhraseError
{
	const char *message;
	const char *hint;			/* or NULL */
	size_t		at;				/* character of the phrase, from 0 */
} PhraseError;

/* cutter: NULL to ask only whether any cut could make a phrase of it. */
extern Phrase *phrase_parse(Arena *arena, WordCutter *cutter, const uint8_t *text, size_t size,
							PhraseError *error);
extern size_t phrase_group_most_words(const Phrase *phrase, size_t group);
extern size_t phrase_most_words(const Phrase *phrase);

#endif							/* PHRASE_CORE_H */
