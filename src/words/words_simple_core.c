/*
 * words_simple_core.c
 *		Words of characters whose boundaries need no ICU: Latin, Greek, Cyrillic, Hebrew
 *		and Arabic without combining marks, and most of what stands between words.
 *
 * Of the rest, ICU is given what is around it.
 */
#include "words/words_cutter_core.h"

#include <unicode/utf8.h>

/* What is above the table, but always ends a word: pictographs, and what is ill-formed. */
#define PICTOGRAPHS_BEGIN 0x1f300
#define PICTOGRAPHS_END 0x1fb00
#define REPLACEMENT 0xfffd

static const CharFact pictograph = {.kind = CHAR_END, .simple = true};

/* The word at hand. */
typedef struct SimpleWord
{
	bool		open;
	bool		after_letter;
	bool		ascii;
	size_t		at;				/* its first byte */
	size_t		from;			/* and character */
} SimpleWord;

/* Read a character; NULL where it is not simple. */
static inline const CharFact *
read_simple(const Cutting *cutting, size_t *at)
{
	const CharFact *fact;
	UChar32		character;

	U8_NEXT_OR_FFFD(cutting->text, *at, cutting->end, character);
	fact = char_fact(cutting->cutter, character);
	if (fact)
		return fact->simple ? fact : NULL;
	return (character >= PICTOGRAPHS_BEGIN && character < PICTOGRAPHS_END) ||
		character == REPLACEMENT ? &pictograph : NULL;
}

bool
words_are_simple(const WordCutter *cutter, const uint8_t *text, size_t size)
{
	Cutting		cutting = {.cutter = (WordCutter *) cutter, .text = text, .end = size};
	size_t		at = 0;

	while (at < size)
		if (read_simple(&cutting, &at) == NULL)
			return false;
	return true;
}

/*
 * The end of what ICU is given: between words, before a character that is simple by
 * the looks of its first byte.
 */
static size_t
complex_end(const Cutting *cutting, size_t at)
{
	for (; at + 1 < cutting->end; at++)
		if (byte_is_gap(cutting->cutter, cutting->text[at]) && cutting->text[at + 1] < 0xdc)
			return at + 1;
	return cutting->end;
}

/* Have ICU cut what is around a character that is not simple, from the beginning of
 * the word that it may be of. */
static bool
cut_complex(Cutting *cutting, SimpleWord *word)
{
	size_t		end = complex_end(cutting, cutting->at);

	if (word->open)
	{
		cutting->at = word->at;
		cutting->position = word->from;
		word->open = false;
	}
	return cut_by_icu(cutting, end);
}

static inline void
add_to_word(Cutting *cutting, SimpleWord *word, const CharFact *fact)
{
	if (!word->open)
	{
		word_begin(cutting->cutter);
		word->open = true;
		word->ascii = true;
		word->at = cutting->at;
		word->from = cutting->position;
	}
	word->after_letter = fact->kind == CHAR_LETTER;
	word->ascii &= cutting->text[cutting->at] < 0x80;
	word_add_simple(cutting->cutter, fact);
}

static bool
is_elision(const Cutting *cutting, const SimpleWord *word)
{
	return word->ascii && word_is_elision(cutting->cutter->bytes, cutting->cutter->size);
}

/* Cut the piece.  False where the taker had enough, or ICU failed. */
bool
cut_simple(Cutting *cutting)
{
	SimpleWord	word = {0};

	while (cutting->at < cutting->end)
	{
		size_t		next = cutting->at;
		const CharFact *fact = read_simple(cutting, &next);
		bool		joins = false;

		if (fact && fact->kind == CHAR_APOSTROPHE && word.open && word.after_letter &&
			next < cutting->end && !is_elision(cutting, &word))
		{
			size_t		behind = next;
			const CharFact *following = read_simple(cutting, &behind);

			joins = following && following->kind == CHAR_LETTER;
			fact = following ? fact : NULL;
		}
		if (fact == NULL)
		{
			if (!cut_complex(cutting, &word))
				return false;
			continue;
		}
		if (fact->size > 0)
			add_to_word(cutting, &word, fact);
		else if (word.open && !joins)
		{
			word.open = false;
			if (!word_take(cutting, word.from, cutting->position))
				return false;
		}
		cutting->at = next;
		cutting->position++;
	}
	return !word.open || word_take(cutting, word.from, cutting->position);
}
