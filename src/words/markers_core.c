/*
 * markers_core.c
 *		Compiles a lexicon, and reads texts with it.
 */
#include "words/markers_core.h"

#include "words/ending_core.h"

/* Words of an ASCII text between two polls. */
#define POLL_EVERY 65536

const MarkersMemory markers_memory = {.transitions = 2 << 20, .hits = 16384};

struct Markers
{
	Matcher		matcher;
	Hits		hits;
	const Marker *markers;
};

/*
 * Compile n markers, with some memory beside what the lexicon itself takes.  NULL where
 * the lexicon is too large: its phrases have more than a million words, or the words that
 * differ 16 million bytes.
 */
Markers *
markers_compile_within(Arena *arena, const Marker *markers, size_t n, const MarkersMemory *memory)
{
	Markers    *compiled = arena_zeroed(arena, 1, sizeof(Markers));
	const Phrase **phrases = arena_array(arena, n, sizeof(Phrase *));

	for (size_t i = 0; i < n; i++)
		phrases[i] = markers[i].phrase;
	if (!matcher_build(&compiled->matcher, arena, phrases, n, memory->transitions))
		return NULL;
	hits_build(&compiled->hits, arena, compiled->matcher.automaton.most_words, memory->hits);
	compiled->markers = memcpy(arena_array(arena, n, sizeof(Marker)), markers, n * sizeof(Marker));
	return compiled;
}

Markers *
markers_compile(Arena *arena, const Marker *markers, size_t n)
{
	return markers_compile_within(arena, markers, n, &markers_memory);
}

/* ---- is there one? ---- */

/* A text that is asked whether it has a marker. */
typedef struct Question
{
	Matcher    *matcher;
	bool		found;
} Question;

/* Is a phrase the answer?  Then no more are wanted. */
static bool
is_not_found(void *self, uint32_t phrase, bool certain)
{
	Question   *question = self;
	size_t		beginning;

	question->found = certain || matcher_phrase_begins(question->matcher, phrase, &beginning);
	return !question->found;
}

/*
 * Is a marker in an ASCII text?  Reads no further than the end of the first.  *has_word
 * says whether the text has a word at all.
 */
bool
markers_found_in_ascii(Markers *markers, const uint8_t *text, size_t size, bool *has_word)
{
	Question	question = {.matcher = &markers->matcher};
	AsciiWords	words;
	Word		word;

	words.text = text;
	words.size = size;
	words.at = 0;
	matcher_begin_text(question.matcher, size);
	while (ascii_words_next(&words, &word))
	{
		if (matcher_read_ascii(question.matcher, &word) &&
			!matcher_end_phrases(question.matcher, is_not_found, &question))
			break;
		if (question.matcher->seen.n % POLL_EVERY == 0 && words_poll)
			words_poll();
	}
	matcher_end_text(question.matcher);
	*has_word = question.matcher->seen.n > 0;
	return question.found;
}

static bool
ask_word(void *self, const Word *word)
{
	Question   *question = self;

	return !matcher_read(question->matcher, word) ||
		matcher_end_phrases(question->matcher, is_not_found, question);
}

/*
 * The same of any text, which is UTF-8.  False where ICU failed, and *error says why; else
 * that is NULL.
 */
bool
markers_found(Markers *markers, WordCutter *cutter, const uint8_t *text, size_t size,
			  bool *has_word, const char **error)
{
	Question	question = {.matcher = &markers->matcher};

	*error = NULL;
	if (text_is_ascii(text, size))
		return markers_found_in_ascii(markers, text, size, has_word);
	matcher_begin_text(question.matcher, size);
	words_cut(cutter, text, size, ask_word, &question, error);
	matcher_end_text(question.matcher);
	*has_word = question.matcher->seen.n > 0;
	return question.found;
}

/* ---- where are they? ---- */

/* A text that is searched for all hits. */
typedef struct Search
{
	Markers    *markers;
	HitTaker	take;
	void	   *self;
} Search;

/* A marker's phrase may end with the last word: if it does, it is a hit. */
static bool
add_hit(void *self, uint32_t phrase, bool certain)
{
	Search	   *search = self;
	Markers    *markers = search->markers;
	const SeenWords *seen = &markers->matcher.seen;
	size_t		last = seen->n - 1;
	size_t		first;
	Candidate	candidate;

	if (!matcher_phrase_begins(&markers->matcher, phrase, &first))
		return true;
	candidate = (Candidate) {
		.hit = {
			.marker = phrase,
			.from = seen_word(seen, first)->from,
			.to = seen_word(seen, last)->to,
			.opening = first < PHRASE_OPENING_WORDS
		},
		.cause = markers->markers[phrase].cause, .first = first, .last = last
	};
	return hits_add(&markers->hits, &candidate, search->take, search->self);
}

static bool
search_word(void *self, const Word *word)
{
	Search	   *search = self;
	Matcher    *matcher = &search->markers->matcher;

	return !matcher_read(matcher, word) || matcher_end_phrases(matcher, add_hit, search);
}

/*
 * Give the hits of a text, which is UTF-8, to take, in the order of their first
 * characters, longer ones first, then by marker.  False where take had enough, or ICU
 * failed (then *error is set, else NULL).  *has_word says whether the text has a word at
 * all.
 */
bool
markers_find(Markers *markers, WordCutter *cutter, const uint8_t *text, size_t size,
			 HitTaker take, void *self, bool *has_word, const char **error)
{
	Search		search = {.markers = markers, .take = take, .self = self};
	bool		read;

	matcher_begin_text(&markers->matcher, size);
	hits_begin(&markers->hits);
	read = words_cut(cutter, text, size, search_word, &search, error);
	matcher_end_text(&markers->matcher);
	*has_word = markers->matcher.seen.n > 0;
	return read && hits_end(&markers->hits, take, self);
}
