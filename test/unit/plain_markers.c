/*
 * plain_markers.c
 *		Finds hits by trying everything, and of those that overlap takes the best one
 *		again and again.
 */
#include "plain_markers.h"

#include <stdlib.h>

/* So many tries are made of a text. */
#define MOST_TRIES 2000000

static bool
take_word(void *self, const Word *word)
{
	PlainText  *text = self;
	PlainWord  *plain = &text->words[text->n];

	if (text->n == PLAIN_MOST_WORDS || word->size > PLAIN_MOST_WORD_BYTES)
	{
		text->fits = false;
		return false;
	}
	text->n++;
	memcpy(plain->bytes, word->bytes, word->size);
	plain->size = word->size;
	plain->from = word->from;
	plain->to = word->to;
	return true;
}

void
plain_read(PlainText *text, WordCutter *cutter, const uint8_t *bytes, size_t size)
{
	const char *error = NULL;

	text->n = 0;
	text->fits = true;
	words_cut(cutter, bytes, size, take_word, text, &error);
}

/* ---- one place ---- */

/* A phrase that is tried from one word of a text to another. */
typedef struct Try
{
	const PlainText *text;
	const Phrase *phrase;
	size_t		end;			/* before that word it must end */
	size_t	   *tries;
} Try;

static bool
is_word(const PlainWord *word, const PhraseWord *pattern)
{
	if (pattern->is_prefix ? word->size < pattern->size : word->size != pattern->size)
		return false;
	return memcmp(word->bytes, pattern->bytes, pattern->size) == 0;
}

static bool matches_from(const Try *try, size_t group, size_t word);

/* One of the alternatives, and then the rest. */
static bool
matches_group(const Try *try, size_t group, size_t word)
{
	const PhraseGroup *groups = try->phrase->groups;

	for (size_t a = groups[group].first; a < groups[group].end; a++)
	{
		const PhraseAlternative *alternative = &try->phrase->alternatives[a];
		size_t		n = 0;

		while (alternative->first + n < alternative->end && word + n < try->end &&
			   is_word(&try->text->words[word + n], &try->phrase->words[alternative->first + n]))
			n++;
		if (alternative->first + n == alternative->end && matches_from(try, group + 1, word + n))
			return true;
	}
	return groups[group].optional && matches_from(try, group + 1, word);
}

/* All groups from one on, up to the end. */
static bool
matches_from(const Try *try, size_t group, size_t word)
{
	if (++*try->tries > MOST_TRIES)
		return false;
	if (group == try->phrase->n_groups)
		return word == try->end;
	for (size_t gap = 0; gap <= try->phrase->groups[group].gap && word + gap <= try->end; gap++)
		if (matches_group(try, group, word + gap))
			return true;
	return false;
}

static bool
matches(const PlainText *text, const Phrase *phrase, size_t first, size_t end, size_t *tries)
{
	Try			try = {.text = text, .phrase = phrase, .end = end, .tries = tries};

	if (phrase->opening && first >= 12)
		return false;
	for (size_t i = 0; i < phrase->negated; i++)
		if (first > 0 && is_word(&text->words[first - 1], &phrase->words[i]))
			return false;
	return matches_from(&try, 0, first);
}

/* ---- all of them ---- */

static size_t
length(const PlainHit *hit)
{
	return hit->hit.to - hit->hit.from;
}

static bool
is_better(const PlainHit *a, const PlainHit *b)
{
	if (length(a) != length(b))
		return length(a) > length(b);
	return a->hit.from != b->hit.from ? a->hit.from < b->hit.from : a->hit.marker < b->hit.marker;
}

static bool
comes_before(const PlainHit *a, const PlainHit *b)
{
	if (a->hit.from != b->hit.from)
		return a->hit.from < b->hit.from;
	return length(a) != length(b) ? length(a) > length(b) : a->hit.marker < b->hit.marker;
}

static bool
overlap(const PlainHit *a, const PlainHit *b)
{
	return a->cause == b->cause && a->first <= b->last && b->first <= a->last;
}

/* For each marker and each last word the earliest first word, if there is one. */
static void
list_hits(const PlainText *text, const Marker *markers, size_t n, PlainHits *hits)
{
	size_t		tries = 0;

	hits->n = 0;
	for (size_t m = 0; m < n; m++)
		for (size_t last = 0; last < text->n; last++)
			for (size_t first = 0; first <= last && hits->n < PLAIN_MOST_HITS; first++)
				if (matches(text, markers[m].phrase, first, last + 1, &tries))
				{
					hits->hits[hits->n++] = (PlainHit) {
						.hit = {
							.marker = m,
							.from = text->words[first].from,
							.to = text->words[last].to,
							.opening = first < 12
						},
						.cause = markers[m].cause, .first = first, .last = last
					};
					break;
				}
	hits->fits = hits->n < PLAIN_MOST_HITS && tries <= MOST_TRIES;
}

/* The hits of a text that count, in order. */
void
plain_find(const PlainText *text, const Marker *markers, size_t n, PlainHits *hits)
{
	static PlainHits all;
	bool	   *gone;

	list_hits(text, markers, n, &all);
	hits->n = 0;
	hits->fits = all.fits;
	if (!all.fits)
		return;
	gone = calloc(all.n + 1, sizeof(bool));
	for (;;)
	{
		size_t		best = all.n;
		size_t		place = hits->n;

		for (size_t i = 0; i < all.n; i++)
			if (!gone[i] && (best == all.n || is_better(&all.hits[i], &all.hits[best])))
				best = i;
		if (best == all.n)
			break;
		for (size_t i = 0; i < all.n; i++)
			gone[i] |= overlap(&all.hits[i], &all.hits[best]);
		for (; place > 0 && comes_before(&all.hits[best], &hits->hits[place - 1]); place--)
			hits->hits[place] = hits->hits[place - 1];
		hits->hits[place] = all.hits[best];
		hits->n++;
	}
	free(gone);
}
