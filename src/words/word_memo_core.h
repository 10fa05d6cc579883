/*
 * word_memo_core.h
 *		What the words of texts were read as, the last time.
 *
 * Most words of texts are few, and come again and again.  To look one up is some
 * arithmetic and a comparison that holds nearly always; to walk along the trie is a
 * branch a byte, and a processor foresees wrongly where the walk ends.
 */
#ifndef WORD_MEMO_CORE_H
#define WORD_MEMO_CORE_H

#include "base/little_endian_core.h"
#include "words/vocabulary_core.h"

#define MEMO_WORDS_LOG2 12
#define MEMO_MOST_BYTES 16		/* longer words are not remembered */

/* A word, with zeros behind it. */
typedef struct MemoWord
{
	uint64_t	bytes[2];
	uint32_t	symbol;
} MemoWord;

typedef struct WordMemo
{
	MemoWord   *words;			/* one for each hash */
} WordMemo;

static inline void
word_memo_build(WordMemo *memo, Arena *arena)
{
	memo->words = arena_zeroed(arena, (size_t) 1 << MEMO_WORDS_LOG2, sizeof(MemoWord));
}

/* Up to eight bytes; eight are readable. */
static inline uint64_t
first_bytes(const uint8_t *bytes, size_t n)
{
	return n == 0 ? 0 : load_word(bytes) & UINT64_MAX >> (64 - 8 * (n < 8 ? n : 8));
}

/* What a word is read as, which is not empty.  16 bytes are readable there. */
static inline uint32_t
word_memo_symbol(const WordMemo *memo, const Vocabulary *vocabulary, const uint8_t *bytes,
				 size_t size)
{
	uint64_t	first = first_bytes(bytes, size);
	uint64_t	second = first_bytes(bytes + 8, size > 8 ? size - 8 : 0);
	uint64_t	hash =
		(first ^ second * UINT64_C(0xC2B2AE3D27D4EB4F)) * UINT64_C(0x9E3779B97F4A7C15);
	MemoWord   *word = &memo->words[hash >> (64 - MEMO_WORDS_LOG2)];

	if (size > MEMO_MOST_BYTES)
		return vocabulary_symbol(vocabulary, bytes, size);
	if (word->bytes[0] != first || word->bytes[1] != second)
		*word = (MemoWord) {
			.bytes = {first, second}, .symbol = vocabulary_symbol(vocabulary, bytes, size)
		};
	return word->symbol;
}

#endif							/* WORD_MEMO_CORE_H */
