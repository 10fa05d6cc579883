/*
 * test_vocabulary.c
 *		Symbols of words: does a word satisfy the patterns that it does by its bytes, and
 *		no others?
 */
#include <stdlib.h>
#include <string.h>

#include "test_arena.h"
#include "unit.h"
#include "words/vocabulary_core.h"

#define MOST_PATTERNS 3000
#define MOST_BYTES 12

typedef struct Patterns
{
	size_t		n;
	PhraseWord	words[MOST_PATTERNS];
	uint8_t		bytes[MOST_PATTERNS][MOST_BYTES];
	uint32_t	symbols[MOST_PATTERNS];
} Patterns;

/* A word of letters from a few, or of any bytes that words can have. */
static size_t
make_word(uint8_t *bytes, uint64_t letters)
{
	size_t		size = 1 + unit_random(MOST_BYTES);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t) (letters > 26 ? 1 + unit_random(254) : 'a' + unit_random(letters));
	return size;
}

static void
make_patterns(Patterns *patterns, uint64_t letters)
{
	for (size_t i = 0; i < patterns->n; i++)
		patterns->words[i] = (PhraseWord) {
			.bytes = patterns->bytes[i], .size = (uint16_t) make_word(patterns->bytes[i], letters),
			.is_prefix = unit_random(3) == 0
		};
}

static bool
is_word(const PhraseWord *pattern, const uint8_t *bytes, size_t size)
{
	if (pattern->is_prefix ? size < pattern->size : size != pattern->size)
		return false;
	return memcmp(bytes, pattern->bytes, pattern->size) == 0;
}

/* Is a word read as a symbol that satisfies what it should? */
static bool
is_read_well(const Vocabulary *vocabulary, const Patterns *patterns, const uint8_t *bytes,
			 size_t size)
{
	uint32_t	symbol = vocabulary_symbol(vocabulary, bytes, size);
	bool		known = false;

	for (size_t i = 0; i < patterns->n; i++)
	{
		bool		should = is_word(&patterns->words[i], bytes, size);

		known |= should;
		if (symbol_satisfies(vocabulary, symbol, patterns->symbols[i]) != should)
			return false;
	}
	return known == (symbol != 0) && symbol < vocabulary->n_symbols;
}

static void
check_vocabulary(size_t n, uint64_t letters, int words)
{
	Patterns   *patterns = malloc(sizeof(Patterns));
	Vocabulary	vocabulary;
	TestArena	arena;
	uint8_t		bytes[MOST_BYTES];
	bool		well = true;

	test_arena_begin(&arena);
	patterns->n = n;
	make_patterns(patterns, letters);
	CHECK(vocabulary_build(&vocabulary, &arena.arena, patterns->words, n, patterns->symbols));
	for (size_t i = 0; i < n; i++)
		well &= is_read_well(&vocabulary, patterns, patterns->bytes[i], patterns->words[i].size);
	for (int i = 0; i < words; i++)
		well &= is_read_well(&vocabulary, patterns, bytes, make_word(bytes, letters));
	CHECK(well);
	CHECK(vocabulary_symbol(&vocabulary, bytes, 0) == 0);
	test_arena_end(&arena);
	free(patterns);
}

static void
test_symbols(void)
{
	check_vocabulary(0, 2, 10);
	for (int round = 0; round < 300; round++)
		check_vocabulary(unit_random(60), 1 + unit_random(4), 60);
	check_vocabulary(MOST_PATTERNS, 3, 500);
	check_vocabulary(MOST_PATTERNS, 26, 500);
	check_vocabulary(MOST_PATTERNS, 256, 500);
}

/* Prefixes of one another, as deep as words are long. */
static void
test_deep(void)
{
	enum
	{
		N = WORD_MOST_BYTES
	};
	uint8_t		bytes[N];
	PhraseWord	words[N * 2];
	uint32_t	symbols[N * 2];
	Vocabulary	vocabulary;
	TestArena	arena;

	memset(bytes, 'a', N);
	for (size_t i = 0; i < N * 2; i++)
		words[i] =
			(PhraseWord) {.bytes = bytes, .size = (uint16_t) (i / 2 + 1), .is_prefix = i % 2};
	test_arena_begin(&arena);
	CHECK(vocabulary_build(&vocabulary, &arena.arena, words, N * 2, symbols));
	CHECK(vocabulary.n_symbols == N * 2 + 1);
	for (size_t i = 1; i < N; i++)
	{
		uint32_t	symbol = vocabulary_symbol(&vocabulary, bytes, i);

		CHECK(symbol == symbols[(i - 1) * 2]);
		CHECK(symbol_satisfies(&vocabulary, symbol, symbols[1]));
		CHECK(symbol_satisfies(&vocabulary, symbol, symbols[(i - 1) * 2 + 1]));
		CHECK(!symbol_satisfies(&vocabulary, symbol, symbols[i * 2]));
		CHECK(!symbol_satisfies(&vocabulary, symbol, symbols[i * 2 + 1]));
	}
	test_arena_end(&arena);
}

void
test_vocabulary(void)
{
	RUN(test_symbols());
	RUN(test_deep());
}
