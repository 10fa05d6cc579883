/*
 * words_core.c
 *		Opens cutters, and cuts a text piece by piece.
 */
#include "words/words_cutter_core.h"

#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/utf8.h>

void		(*words_poll) (void) = NULL;
void		(*words_sort) (void *elements, size_t n, size_t size,
						   int (*compare) (const void *, const void *)) = qsort;

/* ---- cutters ---- */

/* ICU's name for a language; that of its general rules where there is none. */
static void
locale_of(const char *language, char *locale, int32_t size)
{
	UErrorCode	status = U_ZERO_ERROR;
	int32_t		parsed = 0;

	uloc_forLanguageTag(language, locale, size, &parsed, &status);
	if (status != U_ZERO_ERROR || (size_t) parsed != strlen(language))
		locale[0] = '\0';
}

static bool
is_german(const char *locale)
{
	UErrorCode	status = U_ZERO_ERROR;
	char		language[ULOC_LANG_CAPACITY];

	uloc_getLanguage(locale, language, sizeof(language), &status);
	return U_SUCCESS(status) && strcmp(language, "de") == 0;
}

WordCutter *
word_cutter_open(const char *language, const char **error)
{
	WordCutter *cutter = malloc(sizeof(WordCutter));
	UErrorCode	status = U_ZERO_ERROR;
	char		locale[ULOC_FULLNAME_CAPACITY];

	*error = NULL;
	if (cutter == NULL)
	{
		*error = "out of memory";
		return NULL;
	}
	locale_of(language, locale, sizeof(locale));
	cutter->iterator = ubrk_open(UBRK_WORD, locale, NULL, 0, &status);
	cutter->fold = unorm2_getNFKCCasefoldInstance(&status);
	cutter->compose = unorm2_getNFCInstance(&status);
	if (U_FAILURE(status))
	{
		*error = u_errorName(status);
		word_cutter_close(cutter);
		return NULL;
	}
	cutter->german = is_german(locale);
	cutter->piece = PIECE_MOST_BYTES;
	char_facts_fill(cutter);
	return cutter;
}

void
word_cutter_close(WordCutter *cutter)
{
	if (cutter == NULL)
		return;
	ubrk_close(cutter->iterator);
	free(cutter);
}

/* ---- elisions ---- */

/* By their length. */
static const char *const elisions[] = {
	"",
	"cdjlmnstv",
	"quungl",
	"allaglcomdovcos",
	"dalldellnellsullcolldagldeglneglsuglcoglbellsant",
	"jusququellquestquand",
	"lorsqupuisququoiququelqupresqunessun",
	"qualcunciascun"
};

bool
word_is_elision(const uint8_t *bytes, size_t size)
{
	if (size == 0 || size >= sizeof(elisions) / sizeof(elisions[0]))
		return false;
	for (const char *elision = elisions[size]; *elision != '\0'; elision += size)
		if (memcmp(elision, bytes, size) == 0)
			return true;
	return false;
}

/* ---- texts ---- */

bool
text_is_ascii(const uint8_t *text, size_t size)
{
	uint64_t	seen = 0;
	size_t		at = 0;

	for (; size - at >= 32; at += 32)
	{
		seen = load_word(text + at) | load_word(text + at + 8) |
			load_word(text + at + 16) | load_word(text + at + 24);
		if (seen & EIGHT_OF(0x80))
			return false;
	}
	for (; size - at >= 8; at += 8)
		seen |= load_word(text + at);
	if (at < size)
		seen |= ascii_eight(text, size, at);
	return (seen & EIGHT_OF(0x80)) == 0;
}

/* Where a piece ends: behind a character between words, or else before any character. */
static size_t
piece_end(const WordCutter *cutter, const uint8_t *text, size_t size, size_t at)
{
	size_t		most = at + cutter->piece;

	if (size - at <= cutter->piece)
		return size;
	for (size_t end = most; end > at; end--)
		if (byte_is_gap(cutter, text[end - 1]))
			return end;
	for (size_t end = most; end > at && end + U8_MAX_LENGTH > most; end--)
		if (!U8_IS_TRAIL(text[end]))
			return end;
	return most;
}

static bool
cut_ascii(Cutting *cutting)
{
	AsciiWords	words = {.text = cutting->text + cutting->at,
		.size = cutting->end - cutting->at, .at = 0};
	Word		word;

	while (ascii_words_next(&words, &word))
	{
		word.from += cutting->position;
		word.to += cutting->position;
		if (!cutting->take(cutting->self, &word))
			return false;
	}
	cutting->at += words.size;
	cutting->position += words.size;
	return true;
}

static bool
cut(WordCutter *cutter, const uint8_t *text, size_t size, WordTaker take, void *self,
	bool always_by_icu, const char **error)
{
	Cutting		cutting = {.cutter = cutter, .text = text, .take = take, .self = self,
		.status = U_ZERO_ERROR};
	bool		wants_more = true;

	while (wants_more && cutting.at < size)
	{
		if (cutting.at > 0 && words_poll)
			words_poll();
		cutting.end = piece_end(cutter, text, size, cutting.at);
		if (always_by_icu)
			wants_more = cut_by_icu(&cutting, cutting.end);
		else if (text_is_ascii(text + cutting.at, cutting.end - cutting.at))
			wants_more = cut_ascii(&cutting);
		else
			wants_more = cut_simple(&cutting);
	}
	*error = U_FAILURE(cutting.status) ? u_errorName(cutting.status) : NULL;
	return wants_more;
}

bool
words_cut(WordCutter *cutter, const uint8_t *text, size_t size, WordTaker take, void *self,
		  const char **error)
{
	return cut(cutter, text, size, take, self, false, error);
}

bool
words_cut_by_icu(WordCutter *cutter, const uint8_t *text, size_t size, WordTaker take,
				 void *self, const char **error)
{
	return cut(cutter, text, size, take, self, true, error);
}
