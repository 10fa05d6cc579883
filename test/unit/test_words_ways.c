/*
 * test_words_ways.c
 *		Each way to cut a text gives the same words, also piece by piece.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "word_list.h"
#include "words/words_cutter_core.h"

#include <unicode/utf8.h>

static const char *const languages[] = {"en", "fr", "de", "it", "ja", "th", "tr", "sv", "und"};

#define LANGUAGES (sizeof(languages) / sizeof(languages[0]))

#define PIECE_LEAST 16			/* characters are whole, and words of these tests */

static WordCutter *cutters[LANGUAGES];

static bool
all_agree(WordCutter *cutter, const uint8_t *text, size_t size)
{
	return ways_agree(cutter, text, size, CUT_ASCII, CUT_BY_ICU) &&
		ways_agree(cutter, text, size, CUT, CUT_BY_ICU);
}

/* All texts of so many characters of an alphabet. */
static unsigned long
count_disagreeing(WordCutter *cutter, const char *alphabet, int length)
{
	size_t		n = strlen(alphabet);
	unsigned long disagreeing = 0;
	uint8_t		text[16];
	unsigned long texts = 1;

	for (int i = 0; i < length; i++)
		texts *= n;
	for (unsigned long number = 0; number < texts; number++)
	{
		unsigned long rest = number;

		for (int i = 0; i < length; i++, rest /= n)
			text[i] = (uint8_t) alphabet[rest % n];
		disagreeing += !all_agree(cutter, text, (size_t) length);
	}
	return disagreeing;
}

static void
test_all_short(void)
{
	for (size_t i = 0; i < LANGUAGES; i++)
	{
		for (int length = 0; length <= 4; length++)
			CHECK(count_disagreeing(cutters[i], "aL1'` ._:,\n", length) == 0);
		CHECK(count_disagreeing(cutters[i], "al1'.", 6) == 0);
		CHECK(count_disagreeing(cutters[i], "qU' ", 7) == 0);
	}
}

/* ASCII texts of all characters, or nearly like a language. */
static void
test_random_ascii(void)
{
	static const char likely[] = "eeeeaaiiooulldnstqujmcv  '''`.,-_:;0123EQL\n";
	unsigned long disagreeing = 0;
	uint8_t		text[150];

	for (int i = 0; i < 1000000; i++)
	{
		size_t		size = unit_random(unit_random(4) ? 66 : sizeof(text));
		bool		any = i % 4 == 0;

		for (size_t at = 0; at < size; at++)
			text[at] = (uint8_t) (any ? unit_random(128) : likely[unit_random(sizeof(likely) - 1)]);
		disagreeing += !all_agree(cutters[i % LANGUAGES], text, size);
	}
	CHECK(disagreeing == 0);
}

/* Runs and gaps that end at, before and behind the borders of what is read at once. */
static void
test_ascii_blocks(void)
{
	uint8_t		text[300];

	for (size_t size = 0; size < sizeof(text); size++)
		for (size_t gap = 0; gap <= size; gap++)
		{
			memset(text, 'A', size);
			if (gap < size)
				text[gap] = gap % 3 == 0 ? ' ' : '\'';
			CHECK(all_agree(cutters[0], text, size));
			memset(text, '-', size);
			if (gap < size)
				text[gap] = 'x';
			CHECK(all_agree(cutters[0], text, size));
		}
}

/* ---- any characters ---- */

static size_t
put_character(uint8_t *text, size_t at, UChar32 character)
{
	U8_APPEND_UNSAFE(text, at, character);
	return at;
}

/* Each character among letters, apostrophes and itself. */
static void
test_each_character(void)
{
	WordCutter *some[] = {cutter_for("und"), cutter_for("de")};
	unsigned long disagreeing = 0;

	for (UChar32 character = 0x80; character < 0x20000; character++)
	{
		static const char around[] = "a#b'c # ##'x#'#1#";
		uint8_t		text[100];
		size_t		size = 0;

		if (U_IS_SURROGATE(character))
			continue;
		for (const char *at = around; *at; at++)
			size = put_character(text, size, *at == '#' ? character : *at);
		disagreeing += !ways_agree(some[character % 2], text, size, CUT, CUT_BY_ICU);
	}
	CHECK(disagreeing == 0);
	word_cutter_close(some[0]);
	word_cutter_close(some[1]);
}

/* What is odd to some rule. */
static const UChar32 odd_characters[] = {
	'a', 'L', 'u', '1', '\'', '`', ' ', '\n', '.', '_', ':', '"', '-', 0,
	0xad, 0xb4, 0xdf, 0xe4, 0xe9, 0x149, 0x130, 0x131, 0x1c4, 0x301, 0x308, 0x323, 0x345,
	0x3b1, 0x3ac, 0x3c2, 0x37a, 0x438, 0x306, 0x439, 0x5d0, 0x5b8, 0x5f3, 0x627, 0x622, 0x640,
	0x64e, 0x661, 0x600, 0x915, 0x93f, 0x94d, 0xe01, 0xe32, 0xe33, 0xe44, 0x1100, 0x1161, 0x11a8,
	0xac00, 0xd55c, 0x115f, 0x17b4, 0x1ea4, 0x200b, 0x200c, 0x200d, 0x200e, 0x2019, 0x2026,
	0x2028, 0x203f, 0x20e3, 0x2764, 0xfe0f, 0x3042, 0x304b, 0x3099, 0x30a2, 0x30fc, 0xff76,
	0xff9e, 0x4e2d, 0x6587, 0x3007, 0xfb01, 0xfdfa, 0xff07, 0xff21, 0xfffd, 0x1f3fb, 0x1f469,
	0x1f1e9, 0x1f642, 0x10400, 0x20000, 0xe0061
};

static UChar32
draw_character(void)
{
	if (unit_random(3) == 0)
		return (UChar32) "etaoin '"[unit_random(8)];
	return odd_characters[unit_random(sizeof(odd_characters) / sizeof(odd_characters[0]))];
}

static void
test_random_characters(void)
{
	unsigned long disagreeing = 0;
	uint8_t		text[400];

	for (int i = 0; i < 200000; i++)
	{
		WordCutter *cutter = cutters[i % LANGUAGES];
		size_t		size = 0;

		cutter->piece = unit_random(2) ? PIECE_MOST_BYTES : PIECE_LEAST + unit_random(16);
		for (uint64_t n = unit_random(60); n > 0; n--)
			size = put_character(text, size, draw_character());
		disagreeing += !ways_agree(cutter, text, size, CUT, CUT_BY_ICU);
		cutter->piece = PIECE_MOST_BYTES;
	}
	CHECK(disagreeing == 0);
}

static void
test_random_bytes(void)
{
	unsigned long disagreeing = 0;
	uint8_t		text[64];

	for (int i = 0; i < 200000; i++)
	{
		WordCutter *cutter = cutters[i % LANGUAGES];
		size_t		size = unit_random(sizeof(text));

		cutter->piece = unit_random(2) ? PIECE_MOST_BYTES : 1 + unit_random(16);
		for (size_t at = 0; at < size; at++)
			text[at] = (uint8_t) (unit_random(3) ? 0x80 + unit_random(128) : unit_random(128));
		disagreeing += !ways_agree(cutter, text, size, CUT, CUT_BY_ICU);
		cutter->piece = PIECE_MOST_BYTES;
	}
	CHECK(disagreeing == 0);
}

/* ---- pieces ---- */

/* Where there are gaps for pieces to end at, words do not depend on these. */
static void
test_piece_sizes(void)
{
	static WordList whole;
	static WordList parts;
	unsigned long different = 0;
	uint8_t		text[400];

	for (int i = 0; i < 100000; i++)
	{
		WordCutter *cutter = cutters[i % LANGUAGES];
		size_t		size = 0;

		for (uint64_t n = unit_random(40); n > 0; n--)
		{
			for (uint64_t few = 1 + unit_random(3); few > 0; few--)
				size = put_character(text, size, draw_character());
			text[size++] = (uint8_t) " \n.,_:-"[unit_random(7)];
		}
		word_list_fill(&whole, cutter, text, size, CUT_BY_ICU);
		cutter->piece = PIECE_LEAST + unit_random(30);
		word_list_fill(&parts, cutter, text, size, CUT_BY_ICU);
		cutter->piece = PIECE_MOST_BYTES;
		different += !word_lists_equal(&whole, &parts);
	}
	CHECK(different == 0);
}

static unsigned long polls;

static void
count_poll(void)
{
	polls++;
}

/* A text of one sequence of bytes again and again. */
static uint8_t *
repeated(const char *bytes, size_t n, size_t *size)
{
	size_t		once = strlen(bytes);
	uint8_t    *text = malloc(n * once);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * once, bytes, once);
	*size = n * once;
	return text;
}

#define ANY_NUMBER SIZE_MAX

/* How many words a long text has, and where the last one ends; both ways alike. */
static void
check_long(const char *bytes, size_t times, size_t n, size_t last_to)
{
	static WordList list;
	size_t		size;
	uint8_t    *text = repeated(bytes, times, &size);

	polls = 0;
	word_list_fill(&list, cutters[0], text, size, CUT);
	CHECK(polls >= size / 100000);
	CHECK((n == ANY_NUMBER || list.n == n) && list.last_to == last_to);
	CHECK(ways_agree(cutters[0], text, size, CUT, CUT_BY_ICU));
	free(text);
}

static void
test_long_texts(void)
{
	words_poll = count_poll;
	check_long("word ", 100000, 100000, 499999);
	check_long("ça va ", 50000, 100000, 299999);
	check_long("l’été ", 50000, 100000, 299999);
	check_long("don't ", 50000, 50000, 299999);
	check_long("\xff", 100000, 0, 0);
	check_long(" ", 200000, 0, 0);
	/* without a gap a piece ends at any character, and so does the word */
	check_long("a", 150000, 3, 150000);
	check_long("é", 50000, 2, 50000);
	check_long("中文。", 30000, 30001, 89999);
	check_long("中", 40000, ANY_NUMBER, 40000);
	check_long("🙂", 40000, 0, 0);
	check_long("𐐀", 20000, 2, 20000);
	words_poll = NULL;
}

/* A word has at most WORD_MOST_BYTES, in whole characters. */
static void
test_long_words(void)
{
	static const struct
	{
		const char *character;
		size_t		once;		/* bytes that it becomes */
	}			cases[] = {{"a", 1}, {"a'", 1}, {"é", 1}, {"e\xcc\x81", 1}, {"ß", 2}, {"я", 2},
	{"ह", 3}, {"𐐀", 4}, {"x\xc2\xad", 1}, {"ﷺ", 30}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t n = 1; n < 400; n += n < 30 ? 13 : 1)
		{
			size_t		size;
			uint8_t    *text = repeated(cases[i].character, n, &size);
			WordList	list = {0};
			size_t		bytes;

			word_list_fill(&list, cutters[0], text, size, CUT);
			bytes = (size_t) ((char *) memchr(list.shown, '@', list.size) - list.shown);
			CHECK(list.n == 1);
			CHECK(bytes == n * cases[i].once || (n * cases[i].once > WORD_MOST_BYTES &&
												 bytes > WORD_MOST_BYTES - 4));
			CHECK(ways_agree(cutters[0], text, size, CUT, CUT_BY_ICU));
			free(list.shown);
			free(text);
		}
}

void
test_words_ways(void)
{
	for (size_t i = 0; i < LANGUAGES; i++)
		cutters[i] = cutter_for(languages[i]);
	RUN(test_all_short());
	RUN(test_random_ascii());
	RUN(test_ascii_blocks());
	RUN(test_each_character());
	RUN(test_random_characters());
	RUN(test_random_bytes());
	RUN(test_piece_sizes());
	RUN(test_long_texts());
	RUN(test_long_words());
	for (size_t i = 0; i < LANGUAGES; i++)
		word_cutter_close(cutters[i]);
}
