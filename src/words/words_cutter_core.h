/*
 * words_cutter_core.h
 *		What a cutter of words is made of, for its parts.
 */
#ifndef WORDS_CUTTER_CORE_H
#define WORDS_CUTTER_CORE_H

#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/utypes.h>

#include "words/words_core.h"

/* A long text is cut in pieces of at most so many bytes. */
#define PIECE_MOST_BYTES 65536

/* What is normalised of a long word, and what can become of it: a character becomes at
 * most 18 (U+FDFA). */
#define WORD_MOST_UNITS 1024
#define NORMAL_MOST_UNITS (18 * WORD_MOST_UNITS)

/* What a character does to words. */
typedef enum CharKind
{
	CHAR_END,					/* ends a word, and is of none */
	CHAR_APOSTROPHE,
	CHAR_LETTER,				/* or ideograph */
	CHAR_DIGIT,
	CHAR_MARK,					/* belongs to the character before */
	CHAR_UNSEEN					/* is as if it were not there: a soft hyphen */
} CharKind;

/* The characters whose facts are in a table: Latin, Greek, Cyrillic, Hebrew and Arabic,
 * then more of the first two and punctuation. */
#define LOW_END 0x700
#define HIGH_BEGIN 0x1e00
#define HIGH_END 0x2800
#define CHAR_FACTS (LOW_END + HIGH_END - HIGH_BEGIN)

typedef struct CharFact
{
	uint8_t		kind;			/* a CharKind */
	bool		simple;			/* it needs no ICU */
	uint8_t		size;			/* of the normal form of a simple letter or digit */
	uint8_t		bytes[5];
} CharFact;

struct WordCutter
{
	UBreakIterator *iterator;
	const UNormalizer2 *fold;	/* NFKC_Casefold */
	const UNormalizer2 *compose;	/* NFC */
	bool		german;
	size_t		piece;			/* PIECE_MOST_BYTES; less in tests */
	CharFact	facts[CHAR_FACTS];

	/* the word at hand */
	size_t		size;
	bool		full;			/* nothing more is added */
	uint8_t		bytes[WORD_MOST_BYTES + 8];

	/* what is worked on */
	UChar		word_units[WORD_MOST_UNITS];
	UChar		normal_units[NORMAL_MOST_UNITS];
	UChar		units[PIECE_MOST_BYTES];
};

/* A text that is being cut: a piece, and where in it. */
typedef struct Cutting
{
	WordCutter *cutter;
	const uint8_t *text;
	size_t		at;
	size_t		end;			/* of the piece */
	size_t		position;		/* the character that begins at at */
	WordTaker	take;
	void	   *self;
	UErrorCode	status;
} Cutting;

/* What is known of a character; NULL where it is not in the table. */
static inline const CharFact *
char_fact(const WordCutter *cutter, UChar32 character)
{
	if (character < LOW_END)
		return &cutter->facts[character];
	if (character >= HIGH_BEGIN && character < HIGH_END)
		return &cutter->facts[character - HIGH_BEGIN + LOW_END];
	return NULL;
}

/* words_normal_core.c */
extern CharKind char_kind_by_icu(UChar32 character);
extern void char_facts_fill(WordCutter *cutter);
extern void word_begin(WordCutter *cutter);
extern void word_add(WordCutter *cutter, const uint8_t *bytes, size_t size);
extern void word_normalise(WordCutter *cutter, const UChar *units, int32_t n, UErrorCode *status);

/* Add the normal form of a simple letter or digit. */
static inline void
word_add_simple(WordCutter *cutter, const CharFact *fact)
{
	if (cutter->size + sizeof(fact->bytes) > WORD_MOST_BYTES)
	{
		word_add(cutter, fact->bytes, fact->size);
		return;
	}
	memcpy(cutter->bytes + cutter->size, fact->bytes, sizeof(fact->bytes));
	cutter->size += fact->size;
}

static inline CharKind
char_kind(const WordCutter *cutter, UChar32 character)
{
	const CharFact *fact = char_fact(cutter, character);

	return fact ? (CharKind) fact->kind : char_kind_by_icu(character);
}

/* Is a byte an ASCII character that no word goes across? */
static inline bool
byte_is_gap(const WordCutter *cutter, uint8_t byte)
{
	return byte < 0x80 && cutter->facts[byte].kind == CHAR_END;
}

/* words_icu_core.c */
extern bool cut_by_icu(Cutting *cutting, size_t end);

/* words_simple_core.c */
extern bool cut_simple(Cutting *cutting);

/* Give the word at hand to the taker, unless nothing is left of it. */
static inline bool
word_take(Cutting *cutting, size_t from, size_t to)
{
	Word		word = {.bytes = cutting->cutter->bytes, .size = cutting->cutter->size,
		.from = from, .to = to};

	return word.size == 0 || cutting->take(cutting->self, &word);
}

#endif							/* WORDS_CUTTER_CORE_H */
