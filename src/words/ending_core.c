/*
 * ending_core.c
 *		Says which phrases end with a word.
 */
#include "words/ending_core.h"

/*
 * What finds n phrases.  They must live as long.  False where they have too many words.
 */
bool
matcher_build(Matcher *matcher, Arena *arena, const Phrase *const *phrases, size_t n,
			  size_t transitions_size)
{
	if (!automaton_build(&matcher->automaton, arena, phrases, n))
		return false;
	matcher->phrases = phrases;
	transitions_build(&matcher->transitions, arena, &matcher->automaton, transitions_size);
	word_memo_build(&matcher->memo, arena);
	seen_words_build(&matcher->seen, arena, matcher->automaton.most_words);
	matcher->ended = arena_zeroed(arena, matcher->automaton.segments.n, sizeof(uint64_t));
	matcher->text_ends = 0;
	return true;
}

/* A text of so many bytes begins. */
void
matcher_begin_text(Matcher *matcher, size_t size)
{
	/* what ended in the text before is too long ago for all phrases */
	matcher->text_begins = matcher->text_ends + matcher->automaton.most_words + 1;
	matcher->text_ends = matcher->text_begins + size;
	matcher->at = PLACE_ROOT;
	matcher->seen.n = 0;
}

/* Has all that a phrase waits for ended? */
static inline bool
is_possible(const Matcher *matcher, const SegmentLink *link, uint64_t now)
{
	const SegmentWait *waits = matcher->automaton.segments.waits;

	for (uint32_t i = link->end; i-- > link->first;)
		if (matcher->ended[waits[i].segment] + waits[i].reach < now)
			return false;
	return true;
}

/* Give away the phrases that may end where a segment does. */
static bool
end_segment(Matcher *matcher, const Segment *segment, uint64_t now, PhraseTaker take, void *self)
{
	const Segments *segments = &matcher->automaton.segments;

	for (uint32_t i = 0; i < segment->n_wholes; i++)
		if (!take(self, segments->wholes[segment->first_whole + i], true))
			return false;
	for (uint32_t i = 0; i < segment->n_links; i++)
	{
		const SegmentLink *link = &segments->links[segment->first_link + i];

		if (is_possible(matcher, link, now) && !take(self, link->phrase, false))
			return false;
	}
	return true;
}

/* Give all phrases that may end with the last word to take.  False where no more were
 * wanted. */
bool
matcher_end_phrases(Matcher *matcher, PhraseTaker take, void *self)
{
	const Automaton *automaton = &matcher->automaton;
	uint64_t	now = matcher->text_begins + matcher->seen.n - 1;
	uint32_t	n;
	const uint32_t *ends = transitions_ends(&matcher->transitions, matcher->at, &n);

	for (uint32_t i = 0; i < n; i++)
	{
		uint32_t	number = automaton->states[ends[i]].first;

		/* a segment does not wait for itself where it ends now, but it may have ended before */
		if (!end_segment(matcher, &automaton->segments.segments[number], now, take, self))
			return false;
		matcher->ended[number] = now;
	}
	return true;
}

/* The first word of a phrase that ends with the last word; false where it does not. */
bool
matcher_phrase_begins(const Matcher *matcher, uint32_t phrase, size_t *beginning)
{
	const Automaton *automaton = &matcher->automaton;

	return earliest_beginning(&matcher->seen, &automaton->vocabulary, matcher->phrases[phrase],
							  automaton->words + automaton->first_word[phrase], beginning);
}
