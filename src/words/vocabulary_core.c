/*
 * vocabulary_core.c
 *		Gives patterns their symbols, and builds the trie of their bytes.
 */
#include "words/vocabulary_core.h"

typedef struct Pattern
{
	PhraseWord	word;
	size_t		index;			/* in what was given */
} Pattern;

/* By bytes; a prefix before a word, which makes it come before all that begins so. */
static int
compare_patterns(const void *left, const void *right)
{
	const PhraseWord *a = &((const Pattern *) left)->word;
	const PhraseWord *b = &((const Pattern *) right)->word;
	int			order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);

	if (order != 0)
		return order;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return (int) b->is_prefix - (int) a->is_prefix;
}

/* Does a word begin as a prefix says? */
static bool
begins_with(const PhraseWord *word, const PhraseWord *prefix)
{
	return prefix->size <= word->size && memcmp(word->bytes, prefix->bytes, prefix->size) == 0;
}

/* Sort n words, and leave one of each; those given get their symbols. */
static size_t
number_patterns(Pattern *patterns, const PhraseWord *words, size_t n, uint32_t *symbols)
{
	size_t		kept = 0;

	for (size_t i = 0; i < n; i++)
		patterns[i] = (Pattern) {.word = words[i], .index = i};
	if (n > 0)
		words_sort(patterns, n, sizeof(Pattern), compare_patterns);
	for (size_t i = 0; i < n; i++)
	{
		words_poll_at(i);
		if (i == 0 || compare_patterns(&patterns[kept - 1], &patterns[i]) != 0)
			patterns[kept++] = patterns[i];
		symbols[patterns[i].index] = (uint32_t) kept;
	}
	return kept;
}

/* What begins with what, of n patterns in order. */
static void
relate_patterns(Vocabulary *vocabulary, Arena *arena, const Pattern *patterns, size_t n)
{
	uint32_t   *span = arena_zeroed(arena, n + 1, sizeof(uint32_t));
	uint32_t   *parent = arena_zeroed(arena, n + 1, sizeof(uint32_t));
	uint32_t	prefix = 0;		/* the last that the pattern at hand begins with */

	for (uint32_t symbol = 1; symbol <= n; symbol++)
	{
		const PhraseWord *word = &patterns[symbol - 1].word;

		words_poll_at(symbol);
		while (prefix != 0 && !begins_with(word, &patterns[prefix - 1].word))
		{
			span[prefix] = symbol - 1 - prefix;
			prefix = parent[prefix];
		}
		parent[symbol] = prefix;
		if (word->is_prefix)
			prefix = symbol;
	}
	for (; prefix != 0; prefix = parent[prefix])
		span[prefix] = (uint32_t) n - prefix;
	vocabulary->n_symbols = (uint32_t) n + 1;
	vocabulary->span = span;
	vocabulary->parent = parent;
}

/* ---- the trie ---- */

/* A node that has a cell, but no children yet: what has its bytes. */
typedef struct Branch
{
	uint32_t	first;			/* patterns */
	uint32_t	end;
	uint32_t	cell;
	uint32_t	prefix;			/* the longest so far */
	uint16_t	depth;			/* so many bytes lead to it */
} Branch;

typedef struct TrieBuilder
{
	Arena	   *arena;
	const Pattern *patterns;
	Branch	   *queue;			/* a ring: branches have no pattern in common */
	size_t		room;
	size_t		head;
	size_t		tail;

	size_t		n_cells;
	uint32_t   *cells;
	VocabularyNode *nodes;
	uint8_t    *is_base;		/* of some node */
	size_t		from;			/* where a free cell is looked for first */
} TrieBuilder;

/* Children of a node. */
typedef struct Children
{
	size_t		n;
	uint8_t		bytes[256];
	uint32_t	ends[256];		/* of their patterns */
} Children;

static inline bool
is_free(const TrieBuilder *trie, size_t cell)
{
	return cell != VOCABULARY_ROOT && (uint8_t) trie->cells[cell] == VOCABULARY_NO_BYTE;
}

/* Have at least n cells.  All tables have one size, so that one check is enough. */
static void
make_cells(TrieBuilder *trie, size_t n)
{
	size_t		had = trie->n_cells;
	size_t		room = had * 2 > n ? had * 2 : n;

	if (n <= had)
		return;
	trie->cells = arena_grown(trie->arena, trie->cells, had, sizeof(uint32_t), room);
	trie->nodes = arena_grown(trie->arena, trie->nodes, had, sizeof(VocabularyNode), room);
	trie->is_base = arena_grown(trie->arena, trie->is_base, had, 1, room);
	for (size_t i = had; i < room; i++)
	{
		trie->cells[i] = VOCABULARY_NO_BYTE;
		trie->nodes[i] = (VocabularyNode) {0, 0};
		trie->is_base[i] = false;
	}
	trie->n_cells = room;
}

/* Bytes that follow in the patterns of a branch. */
static void
list_children(const TrieBuilder *trie, const Branch *branch, Children *children)
{
	children->n = 0;
	for (uint32_t i = branch->first; i < branch->end; i++)
	{
		uint8_t		byte = trie->patterns[i].word.bytes[branch->depth];

		if (children->n == 0 || children->bytes[children->n - 1] != byte)
			children->bytes[children->n++] = byte;
		children->ends[children->n - 1] = i + 1;
	}
}

/*
 * A base for children: all of their cells are free.  The search begins where cells
 * are not nearly all taken (Yata's trick, from Darts); 0 if there is none.
 */
static uint32_t
find_base(TrieBuilder *trie, const Children *children)
{
	size_t		taken = 0;
	size_t		least = (size_t) children->bytes[0] + 1;	/* of the first child's cell */
	size_t		begin = trie->from > least ? trie->from : least;
	size_t		at = begin;

	for (;; at++)
	{
		size_t		base = at - children->bytes[0];
		size_t		i = 0;

		if (base > VOCABULARY_MOST_BASE)
			return 0;
		words_poll_at(at);
		make_cells(trie, base + 256);
		if (!is_free(trie, at))
		{
			taken++;
			continue;
		}
		if (taken == at - begin)
			trie->from = at;
		if (trie->is_base[base])
			continue;
		while (i < children->n && is_free(trie, base + children->bytes[i]))
			i++;
		if (i == children->n)
		{
			if (taken >= (at - begin + 1) / 20 * 19)
				trie->from = at;
			return (uint32_t) base;
		}
	}
}

/* Say what ends at a branch's node, and give it its children. */
static bool
grow_branch(TrieBuilder *trie, Branch branch)
{
	VocabularyNode *node = &trie->nodes[branch.cell];
	uint32_t	word = 0;
	uint32_t	base;
	Children	children;

	while (branch.first < branch.end &&
		   trie->patterns[branch.first].word.size == branch.depth)
	{
		word = branch.first + 1;
		if (trie->patterns[branch.first].word.is_prefix)
			branch.prefix = word;
		branch.first++;
	}
	*node = (VocabularyNode) {.word = word != 0 ? word : branch.prefix, .prefix = branch.prefix};
	if (branch.first == branch.end)
		return true;

	list_children(trie, &branch, &children);
	if ((base = find_base(trie, &children)) == 0)
		return false;
	trie->is_base[base] = true;
	trie->cells[branch.cell] |= base << 8;
	for (size_t i = 0; i < children.n; i++)
	{
		Branch		child = branch;

		child.first = i == 0 ? branch.first : children.ends[i - 1];
		child.end = children.ends[i];
		child.cell = base + children.bytes[i];
		child.depth++;
		trie->cells[child.cell] = children.bytes[i];
		trie->queue[trie->tail++ % trie->room] = child;
	}
	return true;
}

/* Nodes near the root come first, for those are what most words of texts see. */
static bool
build_trie(Vocabulary *vocabulary, Arena *arena, const Pattern *patterns, size_t n)
{
	TrieBuilder trie = {.arena = arena, .patterns = patterns, .room = n + 1};

	trie.queue = arena_array(arena, trie.room, sizeof(Branch));
	make_cells(&trie, 512);
	trie.queue[trie.tail++] = (Branch) {.end = (uint32_t) n, .cell = VOCABULARY_ROOT};
	while (trie.head < trie.tail)
	{
		words_poll_at(trie.head);
		if (!grow_branch(&trie, trie.queue[trie.head++ % trie.room]))
			return false;
	}
	vocabulary->cells = trie.cells;
	vocabulary->nodes = trie.nodes;
	vocabulary->n_cells = trie.n_cells;
	return true;
}

/*
 * The vocabulary of n words and prefixes, none of them empty, and the symbol of each
 * of them.  False where the trie would get too large.
 */
bool
vocabulary_build(Vocabulary *vocabulary, Arena *arena, const PhraseWord *words, size_t n,
				 uint32_t *symbols)
{
	Pattern    *patterns = arena_array(arena, n, sizeof(Pattern));
	size_t		kept = number_patterns(patterns, words, n, symbols);

	relate_patterns(vocabulary, arena, patterns, kept);
	return build_trie(vocabulary, arena, patterns, kept);
}
