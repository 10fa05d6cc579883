/*
 * vocabulary_core.h
 *		All words that phrases know, and the symbols that texts are read as.
 *
 * A pattern is a word, or a prefix that stands for all words that begin so.  Each has
 * a symbol, a number from 1 on.  Symbols are in the order of the patterns' bytes, a
 * prefix before a word of the same bytes, so that what begins with a prefix has the
 * symbols right after its own.
 *
 * A word of a text is read as the symbol of the pattern that says most about it: the
 * very word, else the longest prefix, else 0.  It satisfies a pattern if its symbol is
 * the pattern's, or one of those after it that begin so: one comparison.
 *
 * The words are a trie, and the trie is one array of cells, a cell a node (a double
 * array, Aoe 1989): a node's children are at its base plus their byte.  A cell has its
 * base and the byte that leads to it; no two nodes that have children have the same
 * base, so that byte says whose child it is.
 */
#ifndef VOCABULARY_CORE_H
#define VOCABULARY_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"
#include "words/phrase_core.h"

/* What a word is read as that ends at a node, and one that leaves the trie there. */
typedef struct VocabularyNode
{
	uint32_t	word;
	uint32_t	prefix;
} VocabularyNode;

typedef struct Vocabulary
{
	const uint32_t *cells;		/* base, and the byte in the lowest 8 bits */
	const VocabularyNode *nodes;	/* of each cell */
	size_t		n_cells;
	uint32_t	n_symbols;		/* with 0 */
	const uint32_t *span;		/* of a symbol: so many after it begin so */
	const uint32_t *parent;		/* the longest prefix that it begins with, or 0 */
} Vocabulary;

#define VOCABULARY_ROOT 0
#define VOCABULARY_NO_BYTE 0xFF /* of a cell that is no child; not in UTF-8 */
#define VOCABULARY_MOST_BASE ((UINT32_C(1) << 24) - 1)

/* The node that a byte leads to, or none: then the trie is left. */
static inline bool
vocabulary_step(const uint32_t *cells, uint32_t *node, uint8_t byte)
{
	uint32_t	next = (cells[*node] >> 8) + byte;

	if ((uint8_t) cells[next] != byte)
		return false;
	*node = next;
	return true;
}

/* What a word is read as. */
static inline uint32_t
vocabulary_symbol(const Vocabulary *vocabulary, const uint8_t *bytes, size_t size)
{
	uint32_t	node = VOCABULARY_ROOT;

	for (size_t i = 0; i < size; i++)
		if (!vocabulary_step(vocabulary->cells, &node, bytes[i]))
			return vocabulary->nodes[node].prefix;
	return vocabulary->nodes[node].word;
}

/* Does what is read as a symbol satisfy a pattern? */
static inline bool
symbol_satisfies(const Vocabulary *vocabulary, uint32_t symbol, uint32_t pattern)
{
	return symbol - pattern <= vocabulary->span[pattern];
}

extern bool vocabulary_build(Vocabulary *vocabulary, Arena *arena, const PhraseWord *words,
							 size_t n, uint32_t *symbols);

#endif							/* VOCABULARY_CORE_H */
