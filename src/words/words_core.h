/*
 * words_core.h
 *		Cuts a text into words, the same way for phrases and for verbatims.
 *
 *	Boundary	where ICU's word break iterator for the language has one, after every
 *				kind of apostrophe became '.  Dictionaries find the words of Japanese,
 *				Chinese, Thai and the like, in a text of whatever language.
 *	Word		between boundaries, a letter or digit and what letters, digits and marks
 *				follow it.  Any other character ends it: "end.next" is two words.
 *	Apostrophe	between two letters it is dropped and joins them ("don't" is "dont"),
 *				unless what it follows is an elision: then it ends the word ("l'app" is
 *				"l" and "app").  Elsewhere it ends the word.
 *	Normalised	NFKC with case folding, which also takes away what is not seen, like soft
 *				hyphens.  Marks are taken from Latin, Greek, Arabic and Hebrew letters,
 *				but for German, where a, o and u with two dots become ae, oe and ue.
 *
 * Positions count the characters (code points) of the text; each ill-formed sequence of
 * bytes counts as one, U+FFFD.  A word of ASCII characters alone is found here, inline,
 * in the same way for all languages.
 *
 * Long texts are cut in pieces, so that memory is bounded.  A piece ends where no word
 * can be; a run of letters longer than 64 kB is several words.
 */
#ifndef WORDS_CORE_H
#define WORDS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/little_endian_core.h"

/* Longer words are cut to so many bytes: nobody looks for them. */
#define WORD_MOST_BYTES 256

typedef struct Word
{
	const uint8_t *bytes;		/* normalised, UTF-8, not terminated; valid until the
								 * next word */
	size_t		size;
	size_t		from;			/* first character in the text, from 0, */
	size_t		to;				/* and the one after its last */
} Word;

/* Takes a word; false where no more are wanted.  It may not return. */
typedef bool (*WordTaker) (void *self, const Word *word);

/* Cuts texts of a language; holds ICU's break iterator and buffers.  One thread uses it,
 * for one text at a time; it can be used again after a taker that did not return. */
typedef struct WordCutter WordCutter;

/* language: a BCP 47 tag, "und" for any; of one that ICU does not know the general rules
 * hold.  NULL where ICU cannot (message in *error). */
extern WordCutter *word_cutter_open(const char *language, const char **error);
extern void word_cutter_close(WordCutter *cutter);

/*
 * Give all words of a text in UTF-8 (invalid bytes are treated as U+FFFD) to take.
 * What is simple takes a path without ICU.  False where take had enough, or ICU failed
 * (then *error is set, else NULL).
 */
extern bool words_cut(WordCutter *cutter, const uint8_t *text, size_t size,
					  WordTaker take, void *self, const char **error);
/* The same, always through ICU: for tests. */
extern bool words_cut_by_icu(WordCutter *cutter, const uint8_t *text, size_t size,
							 WordTaker take, void *self, const char **error);

/* Are all characters of a text of the kind that takes the path without ICU? */
extern bool words_are_simple(const WordCutter *cutter, const uint8_t *text, size_t size);

/* Called now and then in a long text, where it is set; it may not return. */
extern void (*words_poll) (void);

/*
 * Puts n elements of a size in order.  The server's can be interrupted, and then does not
 * return; the C library's does, but would leave memory behind.
 */
extern void (*words_sort) (void *elements, size_t n, size_t size,
						   int (*compare) (const void *, const void *));

/* Poll at every so many steps of a loop. */
static inline void
words_poll_at(size_t step)
{
	if (step % 4096 == 4095 && words_poll)
		words_poll();
}

/* Is a normalised word one that French or Italian shortens before a vowel? */
extern bool word_is_elision(const uint8_t *bytes, size_t size);

/* ---- ASCII, inline, for the matcher's fast path ---- */

extern bool text_is_ascii(const uint8_t *text, size_t size);

/*
 * Where the reading of an ASCII text has come to: begin with the text, its size and at
 * 0; the rest need not be set.
 */
typedef struct AsciiWords
{
	const uint8_t *text;
	size_t		size;
	size_t		at;
	uint8_t		bytes[WORD_MOST_BYTES + 8]; /* of the word at hand, lower case */
	size_t		block;			/* where the block at hand begins, of 64 characters, */
	uint64_t	edges;			/* and where in it runs of letters and digits begin and
								 * end that are still to be read */
} AsciiWords;

#define EIGHT_OF(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The eight characters from at on, of which there is one, the first in the lowest
 * byte; 0 beyond the end. */
static inline uint64_t
ascii_eight(const uint8_t *text, size_t size, size_t at)
{
	size_t		rest = size - at;

	if (rest >= 8)
		return load_word(text + at);
	if (size >= 8)
		return load_word(text + size - 8) >> 8 * (8 - rest);
	return load_rest(text + at, rest);
}

/* Which of eight ASCII characters are letters or digits, a bit each. */
static inline uint64_t
ascii_in_words(uint64_t eight)
{
	uint64_t	lower = eight | EIGHT_OF(0x20);
	uint64_t	letters = (lower + EIGHT_OF(0x80 - 'a')) & ~(lower + EIGHT_OF(0x7f - 'z'));
	uint64_t	digits = (eight + EIGHT_OF(0x80 - '0')) & ~(eight + EIGHT_OF(0x7f - '9'));

	/* the highest bit of each byte goes to the highest byte */
	return (((letters | digits) & EIGHT_OF(0x80)) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* Find the edges of runs in a block; does a run go on into it? */
static inline void
ascii_read_block(AsciiWords *words, size_t block, bool goes_on)
{
	uint64_t	in_words = 0;

	for (size_t i = 0; i < 64 && block + i < words->size; i += 8)
		in_words |= ascii_in_words(ascii_eight(words->text, words->size, block + i)) << i;
	words->block = block;
	words->edges = in_words ^ (in_words << 1 | goes_on);
}

/* The next edge, or the end of the text; does a run end there? */
static inline size_t
ascii_next_edge(AsciiWords *words, bool ends)
{
	size_t		edge;

	while (words->edges == 0)
	{
		if (words->size - words->block <= 64)
			return words->size;
		ascii_read_block(words, words->block + 64, ends);
	}
	edge = words->block + (size_t) __builtin_ctzll(words->edges);
	words->edges &= words->edges - 1;
	return edge;
}

static inline bool
ascii_is_letter(uint8_t byte)
{
	return (uint8_t) ((byte | 0x20) - 'a') < 26;
}

/* Does an apostrophe that follows a run of letters and digits join it to what follows? */
static inline bool
ascii_joins(const AsciiWords *words, size_t at, size_t n)
{
	if (at + 1 >= words->size || (words->text[at] != '\'' && words->text[at] != '`'))
		return false;
	return ascii_is_letter(words->text[at - 1]) && ascii_is_letter(words->text[at + 1]) &&
		!word_is_elision(words->bytes, n);
}

/* Put a run of letters and digits behind the n bytes of the word so far; its size then. */
static inline size_t
ascii_add_run(AsciiWords *words, size_t n, size_t begin, size_t end)
{
	size_t		n_then = n + (end - begin);

	if (n_then > WORD_MOST_BYTES)
		n_then = WORD_MOST_BYTES;
	/* the bit makes letters lower case, and digits have it */
	for (; n < n_then; n += 8, begin += 8)
		store_word(words->bytes + n,
				   ascii_eight(words->text, words->size, begin) | EIGHT_OF(0x20));
	return n_then;
}

/* Read the next word into *word; false at the end of the text. */
static inline bool
ascii_words_next(AsciiWords *words, Word *word)
{
	size_t		begin;
	size_t		end;
	size_t		n;

	if (words->at == 0)
		ascii_read_block(words, 0, false);
	begin = ascii_next_edge(words, false);
	end = begin;
	if (begin < words->size)
		end = ascii_next_edge(words, true);
	n = ascii_add_run(words, 0, begin, end);
	word->from = begin;
	while (ascii_joins(words, end, n))
	{
		begin = ascii_next_edge(words, false);
		end = ascii_next_edge(words, true);
		n = ascii_add_run(words, n, begin, end);
	}
	words->at = end;
	word->bytes = words->bytes;
	word->size = n;
	word->to = end;
	return n > 0;
}

#endif							/* WORDS_CORE_H */
