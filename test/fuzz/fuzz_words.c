/*
 * fuzz_words.c
 *		Cuts any bytes into words, in each way.
 *
 * An input is a byte that chooses the language, one that chooses how long a piece may
 * be, and the text.  The text is in memory of its exact size.  The sanitizers see what
 * is out of bounds; what is said beside must hold for any input.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "must.h"
#include "words/words_cutter_core.h"

#define FUZZ_HEADER 2

static const char *const languages[] = {"und", "en", "de", "fr", "ja", "th", "sv", "tr",
"zh", "km"};

#define LANGUAGES (sizeof(languages) / sizeof(languages[0]))

/* The words of a text: bytes, then where they are, one after the other. */
typedef struct Taken
{
	uint8_t    *bytes;
	size_t		size;
	size_t		room;
	size_t		characters;		/* of the text */
	size_t		last_to;
} Taken;

static WordCutter *
cutter_of(uint8_t choice)
{
	static WordCutter *cutters[LANGUAGES];
	WordCutter **cutter = &cutters[choice % LANGUAGES];
	const char *error;

	if (*cutter == NULL)
		*cutter = word_cutter_open(languages[choice % LANGUAGES], &error);
	MUST(*cutter != NULL);
	return *cutter;
}

/* A word is well-formed, of letters, digits and marks, and not with an upper-case ASCII
 * letter. */
static void
check_word(const Word *word)
{
	MUST(word->size > 0 && word->size <= WORD_MOST_BYTES);
	for (size_t at = 0; at < word->size;)
	{
		UChar32		character;

		U8_NEXT(word->bytes, at, word->size, character);
		MUST(character >= 0);
		MUST(U_GET_GC_MASK(character) &
			 (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK));
		MUST(character < 'A' || character > 'Z');
	}
}

static bool
take(void *self, const Word *word)
{
	Taken	   *taken = self;

	check_word(word);
	MUST(word->from >= taken->last_to && word->to > word->from);
	MUST(word->to <= taken->characters);
	taken->last_to = word->to;
	if (taken->room < taken->size + word->size + sizeof(Word))
	{
		taken->room = 2 * (taken->room + word->size + sizeof(Word));
		taken->bytes = realloc(taken->bytes, taken->room);
	}
	memcpy(taken->bytes + taken->size, word->bytes, word->size);
	taken->size += word->size;
	memcpy(taken->bytes + taken->size, &word->from, sizeof(word->from));
	taken->size += sizeof(word->from);
	memcpy(taken->bytes + taken->size, &word->to, sizeof(word->to));
	taken->size += sizeof(word->to);
	return true;
}

static size_t
count_characters(const uint8_t *text, size_t size)
{
	size_t		n = 0;

	for (size_t at = 0; at < size; n++)
		U8_FWD_1(text, at, size);
	return n;
}

static bool
take_one(void *self, const Word *word)
{
	MUST(++*(int *) self == 1);
	return false;
}

static void
check_ascii(const Taken *expected, const uint8_t *text, size_t size)
{
	AsciiWords	words = {.text = text, .size = size, .at = 0};
	Taken		taken = {.characters = size};
	Word		word;

	while (ascii_words_next(&words, &word))
		take(&taken, &word);
	MUST(taken.size == expected->size);
	MUST(taken.size == 0 || memcmp(taken.bytes, expected->bytes, taken.size) == 0);
	free(taken.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	WordCutter *cutter;
	uint8_t    *text;
	const char *error;
	Taken		by_icu = {0};
	Taken		taken = {0};
	int			taken_alone = 0;

	if (size < FUZZ_HEADER)
		return 0;
	cutter = cutter_of(data[0]);
	size -= FUZZ_HEADER;
	text = malloc(size > 0 ? size : 1);
	memcpy(text, data + FUZZ_HEADER, size);
	by_icu.characters = taken.characters = count_characters(text, size);

	cutter->piece = data[1] == 0 ? PIECE_MOST_BYTES : U8_MAX_LENGTH + (size_t) data[1];
	MUST(words_cut_by_icu(cutter, text, size, take, &by_icu, &error) && error == NULL);
	MUST(words_cut(cutter, text, size, take, &taken, &error) && error == NULL);
	MUST(taken.size == by_icu.size);
	MUST(taken.size == 0 || memcmp(taken.bytes, by_icu.bytes, taken.size) == 0);
	MUST(words_cut(cutter, text, size, take_one, &taken_alone, &error) == (taken.size == 0));
	MUST(error == NULL);
	if (data[1] == 0 && text_is_ascii(text, size))
		check_ascii(&taken, text, size);
	free(by_icu.bytes);
	free(taken.bytes);
	free(text);
	return 0;
}
