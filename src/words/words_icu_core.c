/*
 * words_icu_core.c
 *		Words between the boundaries that ICU finds.
 */
#include "words/words_cutter_core.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

#define FULL_WIDTH_APOSTROPHE 0xff07

/* More letters than an elision has. */
#define ELISION_TOO_LONG 8

/* Where the reading between two boundaries has come to, and the word that it is in. */
typedef struct Reading
{
	int32_t		at;				/* unit */
	int32_t		end;
	size_t		position;		/* the character that begins at at */

	bool		in_word;
	bool		after_letter;
	bool		simple;			/* all characters of the word are */
	int32_t		first_unit;		/* the units of the word, with what is dropped */
	int32_t		end_unit;
	size_t		from;			/* its characters */
	size_t		to;
	int			n_letters;		/* its first letters, while these are ASCII */
	uint8_t		letters[ELISION_TOO_LONG];
} Reading;

/* Convert a part of the piece, which has a character for each byte at most. */
static int32_t
to_units(const Cutting *cutting, size_t end)
{
	WordCutter *cutter = cutting->cutter;
	int32_t		n = 0;

	for (size_t at = cutting->at; at < end;)
	{
		const CharFact *fact;
		UChar32		character;

		U8_NEXT_OR_FFFD(cutting->text, at, end, character);
		fact = char_fact(cutter, character);
		if (fact ? fact->kind == CHAR_APOSTROPHE : character == FULL_WIDTH_APOSTROPHE)
			character = '\'';
		U16_APPEND_UNSAFE(cutter->units, n, character);
	}
	return n;
}

/* Make the normal form of what was read the word at hand. */
static void
normalise_word(Cutting *cutting, const Reading *reading)
{
	WordCutter *cutter = cutting->cutter;
	int32_t		n = 0;

	word_begin(cutter);
	for (int32_t at = reading->first_unit; at < reading->end_unit && n + 2 <= WORD_MOST_UNITS;)
	{
		UChar32		character;
		CharKind	kind;

		U16_NEXT(cutter->units, at, reading->end_unit, character);
		kind = char_kind(cutter, character);
		if (kind == CHAR_APOSTROPHE || kind == CHAR_UNSEEN)
			continue;
		if (reading->simple)
			word_add_simple(cutter, char_fact(cutter, character));
		else
			U16_APPEND_UNSAFE(cutter->word_units, n, character);
	}
	if (!reading->simple)
		word_normalise(cutter, cutter->word_units, n, &cutting->status);
}

static bool
end_word(Cutting *cutting, Reading *reading)
{
	if (!reading->in_word)
		return true;
	reading->in_word = false;
	normalise_word(cutting, reading);
	return U_SUCCESS(cutting->status) && word_take(cutting, reading->from, reading->to);
}

/* The character from the unit first on is of the word. */
static void
add_to_word(const WordCutter *cutter, Reading *reading, int32_t first, UChar32 character,
			CharKind kind)
{
	const CharFact *fact = char_fact(cutter, character);

	if (!reading->in_word)
	{
		reading->in_word = true;
		reading->simple = true;
		reading->first_unit = first;
		reading->from = reading->position;
		reading->n_letters = 0;
	}
	reading->end_unit = reading->at;
	reading->to = reading->position + 1;
	if (kind != CHAR_MARK)
		reading->after_letter = kind == CHAR_LETTER;
	reading->simple &= fact && fact->simple;
	if (character >= 0x80)
		reading->n_letters = ELISION_TOO_LONG;
	else if (reading->n_letters < ELISION_TOO_LONG)
		reading->letters[reading->n_letters++] = (uint8_t) (character | 0x20);
}

/* Does the apostrophe just read join the word to what follows? */
static bool
joins(const WordCutter *cutter, const Reading *reading)
{
	if (!reading->in_word || !reading->after_letter ||
		word_is_elision(reading->letters, (size_t) reading->n_letters))
		return false;
	for (int32_t at = reading->at; at < reading->end;)
	{
		UChar32		character;
		CharKind	kind;

		U16_NEXT(cutter->units, at, reading->end, character);
		kind = char_kind(cutter, character);
		if (kind != CHAR_UNSEEN)
			return kind == CHAR_LETTER;
	}
	return false;
}

/* Cut what is between two boundaries. */
static bool
cut_segment(Cutting *cutting, Reading *reading)
{
	WordCutter *cutter = cutting->cutter;

	while (reading->at < reading->end)
	{
		int32_t		first = reading->at;
		UChar32		character;
		CharKind	kind;

		U16_NEXT(cutter->units, reading->at, reading->end, character);
		kind = char_kind(cutter, character);
		if (kind == CHAR_LETTER || kind == CHAR_DIGIT || (kind == CHAR_MARK && reading->in_word))
			add_to_word(cutter, reading, first, character, kind);
		else if (kind == CHAR_UNSEEN)
			reading->simple = false;
		else if (!(kind == CHAR_APOSTROPHE && joins(cutter, reading)))
		{
			if (!end_word(cutting, reading))
				return false;
		}
		reading->position++;
	}
	return end_word(cutting, reading);
}

/* Cut a part of the piece, which ends before or behind it.  False where the taker had
 * enough, or ICU failed. */
bool
cut_by_icu(Cutting *cutting, size_t end)
{
	WordCutter *cutter = cutting->cutter;
	Reading		reading = {.position = cutting->position};
	int32_t		n = to_units(cutting, end);

	ubrk_setText(cutter->iterator, cutter->units, n, &cutting->status);
	if (U_FAILURE(cutting->status))
		return false;
	while (reading.at < n)
	{
		reading.end = ubrk_next(cutter->iterator);
		if (reading.end == UBRK_DONE)
			reading.end = n;
		if (!cut_segment(cutting, &reading))
			return false;
	}
	cutting->at = end;
	cutting->position = reading.position;
	return true;
}
