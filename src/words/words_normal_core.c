/*
 * words_normal_core.c
 *		What characters are to words, and the normal form of a word.
 */
#include "words/words_cutter_core.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#define DIAERESIS 0x308

/* ---- characters ---- */

static bool
is_apostrophe(UChar32 character)
{
	switch (character)
	{
		case '\'':
		case '`':
		case 0xb4:				/* acute accent */
		case 0x2bc:				/* modifier letter apostrophe */
		case 0x2018:			/* quotation marks */
		case 0x2019:
		case 0x2032:			/* prime */
		case 0xff07:			/* full width */
			return true;
		default:
			return false;
	}
}

CharKind
char_kind_by_icu(UChar32 character)
{
	uint32_t	type = U_MASK(u_charType(character));

	if (is_apostrophe(character))
		return CHAR_APOSTROPHE;
	if (type & (U_GC_CF_MASK | U_GC_M_MASK | U_GC_LO_MASK | U_GC_CN_MASK) &&
		u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return CHAR_UNSEEN;
	/* the half-width marks of Katakana are letters by name alone */
	if (type & U_GC_LM_MASK &&
		u_getIntPropertyValue(character, UCHAR_WORD_BREAK) == U_WB_EXTEND)
		return CHAR_MARK;
	if (type & (U_GC_L_MASK | U_GC_NL_MASK))
		return CHAR_LETTER;
	if (type & U_GC_ND_MASK)
		return CHAR_DIGIT;
	return type & U_GC_M_MASK ? CHAR_MARK : CHAR_END;
}

/* Are marks taken from it? */
static bool
loses_marks(UChar32 character)
{
	return uscript_hasScript(character, USCRIPT_LATIN) ||
		uscript_hasScript(character, USCRIPT_GREEK) ||
		uscript_hasScript(character, USCRIPT_ARABIC) ||
		uscript_hasScript(character, USCRIPT_HEBREW);
}

static bool
is_nonspacing(UChar32 character)
{
	return u_charType(character) == U_NON_SPACING_MARK;
}

/* ---- the word at hand ---- */

void
word_begin(WordCutter *cutter)
{
	cutter->size = 0;
	cutter->full = false;
}

/* Add a character, or several of which only the first may find room. */
void
word_add(WordCutter *cutter, const uint8_t *bytes, size_t size)
{
	size_t		next;

	for (size_t at = 0; at < size; at = next)
	{
		next = at;
		U8_FWD_1(bytes, next, size);
		if (cutter->size + (next - at) > WORD_MOST_BYTES)
			cutter->full = true;
		if (cutter->full)
			return;
		for (; at < next; at++)
			cutter->bytes[cutter->size++] = bytes[at];
	}
}

static void
add_character(WordCutter *cutter, UChar32 character)
{
	uint8_t		bytes[U8_MAX_LENGTH];
	size_t		size = 0;

	U8_APPEND_UNSAFE(bytes, size, character);
	word_add(cutter, bytes, size);
}

/* The letter that marks are taken from, and what the German fold has to know. */
typedef struct Base
{
	bool		loses_marks;
	bool		umlaut;			/* a German one, whose dots become an e */
} Base;

static void
add_base(WordCutter *cutter, Base *base, UChar32 character)
{
	base->umlaut = cutter->german && (character == 'a' || character == 'o' || character == 'u');
	add_character(cutter, character);
}

static void
add_mark(WordCutter *cutter, Base *base, UChar32 mark)
{
	if (!base->loses_marks || !is_nonspacing(mark))
		add_character(cutter, mark);
	else if (base->umlaut && mark == DIAERESIS)
	{
		base->umlaut = false;
		add_character(cutter, 'e');
	}
}

/* Add a letter or digit; where it loses marks, in its parts. */
static void
add_letter(WordCutter *cutter, Base *base, UChar32 letter)
{
	UErrorCode	status = U_ZERO_ERROR;
	UChar		parts[16];
	UChar32		part;
	int32_t		n = -1;
	int32_t		at = 0;

	base->loses_marks = loses_marks(letter);
	if (base->loses_marks)
		n = unorm2_getDecomposition(cutter->compose, letter, parts, 16, &status);
	if (n < 0 || U_FAILURE(status))
	{
		add_base(cutter, base, letter);
		return;
	}
	U16_NEXT(parts, at, n, part);
	add_base(cutter, base, part);
	while (at < n)
	{
		U16_NEXT(parts, at, n, part);
		add_mark(cutter, base, part);
	}
}

/*
 * Make the normal form of some characters the word at hand.  What is neither letter,
 * digit nor mark in it is left out: a few letters become a word with spaces.
 */
void
word_normalise(WordCutter *cutter, const UChar *units, int32_t n, UErrorCode *status)
{
	UChar	   *normal = cutter->normal_units;
	int32_t		n_normal = unorm2_normalize(cutter->fold, units, n, normal,
											NORMAL_MOST_UNITS, status);
	Base		base = {0};
	UChar32		character;

	word_begin(cutter);
	if (U_FAILURE(*status))
		return;
	for (int32_t at = 0; at < n_normal && !cutter->full;)
	{
		CharKind	kind;

		U16_NEXT(normal, at, n_normal, character);
		kind = char_kind_by_icu(character);
		if (kind == CHAR_MARK)
			add_mark(cutter, &base, character);
		else if (kind == CHAR_LETTER || kind == CHAR_DIGIT)
			add_letter(cutter, &base, character);
	}
}

/* ---- the table ---- */

/* Do letters or digits of this kind always stay together, as those of Latin do? */
static bool
stays_together(UChar32 character, CharKind kind)
{
	int32_t		of_break = u_getIntPropertyValue(character, UCHAR_WORD_BREAK);

	if (kind == CHAR_DIGIT)
		return of_break == U_WB_NUMERIC;
	return of_break == U_WB_ALETTER || of_break == U_WB_HEBREW_LETTER;
}

static void
fill_fact(WordCutter *cutter, UChar32 character, CharFact *fact)
{
	CharKind	kind = char_kind_by_icu(character);
	UErrorCode	status = U_ZERO_ERROR;
	UChar		unit = (UChar) character;

	fact->kind = (uint8_t) kind;
	fact->simple = kind == CHAR_END || kind == CHAR_APOSTROPHE;
	fact->size = 0;
	if ((kind != CHAR_LETTER && kind != CHAR_DIGIT) || !stays_together(character, kind))
		return;
	word_normalise(cutter, &unit, 1, &status);
	if (U_FAILURE(status) || cutter->size == 0 || cutter->size > sizeof(fact->bytes))
		return;
	fact->simple = true;
	fact->size = (uint8_t) cutter->size;
	memcpy(fact->bytes, cutter->bytes, cutter->size);
}

void
char_facts_fill(WordCutter *cutter)
{
	for (UChar32 character = 0; character < LOW_END; character++)
		fill_fact(cutter, character, &cutter->facts[character]);
	for (UChar32 character = HIGH_BEGIN; character < HIGH_END; character++)
		fill_fact(cutter, character, &cutter->facts[character - HIGH_BEGIN + LOW_END]);
}
