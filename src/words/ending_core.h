/*
 * ending_core.h
 *		Reads a text word by word, and says which phrases end with the word at hand.
 *
 * A phrase without gaps ends where its segment does.  One with gaps may end where its
 * last segment does and each of the others has ended not too long before; whether it
 * does is asked of its words, backwards (beginning_core.h).
 */
#ifndef ENDING_CORE_H
#define ENDING_CORE_H

#include "words/beginning_core.h"
#include "words/transitions_core.h"
#include "words/word_memo_core.h"

typedef struct Matcher
{
	Automaton	automaton;
	Transitions transitions;
	WordMemo	memo;
	const Phrase *const *phrases;
	PlaceName	at;				/* place of the last word seen */
	SeenWords	seen;
	uint64_t   *ended;			/* when a segment did the last time, in words of all texts */
	uint64_t	text_begins;	/* the first word of the text at hand, in these */
	uint64_t	text_ends;		/* no word of it is later than that */
} Matcher;

/* Takes a phrase that may end with the last word; is it certain that it does?  False
 * where no more are wanted. */
typedef bool (*PhraseTaker) (void *self, uint32_t phrase, bool certain);

extern bool matcher_build(Matcher *matcher, Arena *arena, const Phrase *const *phrases, size_t n,
						  size_t transitions_size);
extern void matcher_begin_text(Matcher *matcher, size_t size);
extern bool matcher_end_phrases(Matcher *matcher, PhraseTaker take, void *self);
extern bool matcher_phrase_begins(const Matcher *matcher, uint32_t phrase, size_t *beginning);

/* Go where a word leads, which is read as a symbol.  True where segments end with it. */
static inline bool
matcher_step(Matcher *matcher, uint32_t symbol, size_t from, size_t to)
{
	matcher->at = transitions_next(&matcher->transitions, matcher->at, symbol, matcher->seen.n);
	*seen_word(&matcher->seen, matcher->seen.n++) = (SeenWord) {.symbol = symbol, .from = from, .to = to};
	return place_has_ends(matcher->at);
}

/* Read the next word.  True where segments end with it. */
static inline bool
matcher_read(Matcher *matcher, const Word *word)
{
	return matcher_step(matcher,
						vocabulary_symbol(&matcher->automaton.vocabulary, word->bytes, word->size),
						word->from, word->to);
}

/* The same of one with 16 readable bytes. */
static inline bool
matcher_read_ascii(Matcher *matcher, const Word *word)
{
	return matcher_step(matcher,
						word_memo_symbol(&matcher->memo, &matcher->automaton.vocabulary,
										 word->bytes, word->size),
						word->from, word->to);
}

static inline void
matcher_end_text(Matcher *matcher)
{
	transitions_end_text(&matcher->transitions, matcher->seen.n);
}

#endif							/* ENDING_CORE_H */
