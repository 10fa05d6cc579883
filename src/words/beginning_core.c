/*
 * beginning_core.c
 *		Matches one phrase backwards, from its last word.
 */
#include "words/beginning_core.h"

/*
 * What is possible after some words were matched, from the end: that all from a group on
 * is matched, and so many words may be passed over before it, and one; or that a word is
 * the next to be matched, of an alternative that has begun.
 */
typedef struct Back
{
	uint8_t		before[PHRASE_MOST_WORDS + 1];	/* a group */
	bool		expected[PHRASE_MOST_WORDS];
	bool		any;			/* goes on */
} Back;

typedef struct BackMatch
{
	const Vocabulary *vocabulary;
	const Phrase *phrase;
	const uint32_t *symbols;	/* of its words */
	Back	   *now;
	Back	   *then;			/* one word earlier */
} BackMatch;

void
seen_words_build(SeenWords *seen, Arena *arena, size_t most_words)
{
	size_t		room = 1;

	while (room < most_words + 1)
		room *= 2;
	seen->ring = arena_array(arena, room, sizeof(SeenWord));
	seen->mask = room - 1;
	seen->n = 0;
}

static void
clear(const BackMatch *match, Back *back)
{
	memset(back->before, 0, match->phrase->n_groups + 1);
	memset(back->expected, false, match->phrase->n_words);
	back->any = false;
}

/* All from a group on is matched, and so are optional ones before it. */
static void
reach(const BackMatch *match, Back *back, size_t group, uint8_t left)
{
	const PhraseGroup *groups = match->phrase->groups;

	for (;; left = groups[--group].gap)
	{
		if (back->before[group] > left)
			return;				/* what comes before it, too */
		back->before[group] = left + 1;
		back->any |= group > 0;
		if (group == 0 || !groups[group - 1].optional)
			return;
	}
}

/* Match a symbol with a word that may come next, from the end. */
static void
match_word(const BackMatch *match, size_t group, const PhraseAlternative *alternative, size_t word,
		   uint32_t symbol)
{
	if (!symbol_satisfies(match->vocabulary, symbol, match->symbols[word]))
		return;
	if (word > alternative->first)
	{
		match->then->expected[word - 1] = true;
		match->then->any = true;
	}
	else
		reach(match, match->then, group, match->phrase->groups[group].gap);
}

/* Go one word back. */
static void
step_back(BackMatch *match, uint32_t symbol)
{
	const Phrase *phrase = match->phrase;
	Back	   *now = match->now;

	clear(match, match->then);
	for (size_t g = phrase->n_groups; g-- > 0;)
	{
		if (now->before[g + 1] > 1)
			reach(match, match->then, g + 1, now->before[g + 1] - 2);
		for (size_t a = phrase->groups[g].first; a < phrase->groups[g].end; a++)
		{
			const PhraseAlternative *alternative = &phrase->alternatives[a];

			for (size_t w = alternative->first; w < alternative->end; w++)
				if (now->expected[w] || (w + 1 == alternative->end && now->before[g + 1] > 0))
					match_word(match, g, alternative, w, symbol);
		}
	}
	match->now = match->then;
	match->then = now;
}

/* May the phrase begin with a word? */
static bool
may_begin(const BackMatch *match, const SeenWords *seen, size_t word)
{
	if (match->phrase->opening && word >= PHRASE_OPENING_WORDS)
		return false;
	for (size_t i = 0; i < match->phrase->negated && word > 0; i++)
		if (symbol_satisfies(match->vocabulary, seen_word(seen, word - 1)->symbol,
							 match->symbols[i]))
			return false;
	return true;
}

/*
 * The first word of a phrase that ends with the last word seen; false where it does not.
 * symbols are those of the phrase's words.
 */
bool
earliest_beginning(const SeenWords *seen, const Vocabulary *vocabulary, const Phrase *phrase,
				   const uint32_t *symbols, size_t *beginning)
{
	Back		backs[2];
	BackMatch	match = {
		.vocabulary = vocabulary, .phrase = phrase, .symbols = symbols,
		.now = &backs[0], .then = &backs[1]
	};
	bool		begins = false;

	clear(&match, match.now);
	reach(&match, match.now, phrase->n_groups, 0);
	for (size_t word = seen->n; word-- > 0 && match.now->any;)
	{
		step_back(&match, seen_word(seen, word)->symbol);
		if (match.now->before[0] > 0 && may_begin(&match, seen, word))
		{
			*beginning = word;
			begins = true;
		}
	}
	return begins;
}
