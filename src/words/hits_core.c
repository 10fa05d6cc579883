/*
 * hits_core.c
 *		Decides which hits count, and gives them away in order.
 */
#include "words/hits_core.h"

#include <stdlib.h>

#include "words/words_core.h"

static inline int
compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static inline size_t
length(const Candidate *candidate)
{
	return candidate->hit.to - candidate->hit.from;
}

/* The undecided first, those of a cause together, the better first. */
static int
compare_worth(const void *left, const void *right)
{
	const Candidate *a = left;
	const Candidate *b = right;
	int			order = (int) a->counts - (int) b->counts;

	if (order == 0 && a->cause != b->cause)
		order = a->cause < b->cause ? -1 : 1;
	if (order == 0)
		order = compare(length(b), length(a));
	if (order == 0)
		order = compare(a->first, b->first);
	return order != 0 ? order : compare(a->hit.marker, b->hit.marker);
}

/* The order in which hits are given away. */
static int
compare_order(const void *left, const void *right)
{
	const Candidate *a = left;
	const Candidate *b = right;
	int			order = compare(a->first, b->first);

	if (order == 0)
		order = compare(length(b), length(a));
	return order != 0 ? order : compare(a->hit.marker, b->hit.marker);
}

void
hits_build(Hits *hits, Arena *arena, size_t reach, size_t decide_at)
{
	memset(hits, 0, sizeof(*hits));
	hits->arena = arena;
	hits->reach = reach;
	hits->decide_least = decide_at;
}

/* A text begins. */
void
hits_begin(Hits *hits)
{
	hits->n = 0;
	hits->decide_at = hits->decide_least;
}

/* ---- deciding ---- */

/* What a word is covered by: a hit of the cause at hand that counts, or an undecided one. */
typedef struct Cover
{
	uint32_t   *words;
	size_t		from;			/* word */
	uint32_t	counting;
	uint32_t	undecided;
} Cover;

/* All words of undecided candidates, uncovered. */
static void
begin_cover(Hits *hits, Cover *cover)
{
	size_t		from = SIZE_MAX;
	size_t		to = 0;

	for (size_t i = 0; i < hits->n; i++)
	{
		if (hits->candidates[i].counts)
			continue;
		from = hits->candidates[i].first < from ? hits->candidates[i].first : from;
		to = hits->candidates[i].last + 1 > to ? hits->candidates[i].last + 1 : to;
	}
	from = from < to ? from : to;
	if (hits->most_covered < to - from)
	{
		/* where this does not return, what there was remains */
		hits->covered = arena_array(hits->arena, (to - from) * 2, sizeof(uint32_t));
		hits->most_covered = (to - from) * 2;
	}
	memset(hits->covered, 0, (to - from) * sizeof(uint32_t));
	*cover = (Cover) {.words = hits->covered, .from = from};
}

/*
 * Is a candidate covered by a better one, so and so?  Those are at least as long: what
 * has a word in common with it, has its first or its last.
 */
static inline bool
is_covered(const Cover *cover, const Candidate *candidate, uint32_t by)
{
	return cover->words[candidate->first - cover->from] == by ||
		cover->words[candidate->last - cover->from] == by;
}

static void
cover_words(const Cover *cover, const Candidate *candidate, uint32_t by)
{
	for (size_t word = candidate->first; word <= candidate->last; word++)
		cover->words[word - cover->from] = by;
}

/*
 * Decide what can be decided where hits to come begin no earlier than a word, and drop
 * what does not count.  Returns the first word of those that are still undecided, or
 * that word.
 */
static size_t
decide(Hits *hits, size_t next_first)
{
	size_t		kept = 0;
	size_t		undecided_first = next_first;
	int32_t		cause = 0;
	Cover		cover;

	begin_cover(hits, &cover);
	words_sort(hits->candidates, hits->n, sizeof(Candidate), compare_worth);
	for (size_t i = 0; i < hits->n; i++)
	{
		Candidate	candidate = hits->candidates[i];

		words_poll_at(i);
		if (candidate.counts)
		{
			/* it overlaps nothing that is undecided, or to come */
			hits->candidates[kept++] = candidate;
			continue;
		}
		if (i == 0 || candidate.cause != cause)
		{
			cause = candidate.cause;
			cover.counting += 2;
			cover.undecided = cover.counting + 1;
		}
		if (is_covered(&cover, &candidate, cover.counting))
			continue;
		candidate.counts = candidate.last < next_first &&
			!is_covered(&cover, &candidate, cover.undecided);
		cover_words(&cover, &candidate, candidate.counts ? cover.counting : cover.undecided);
		if (!candidate.counts && candidate.first < undecided_first)
			undecided_first = candidate.first;
		hits->candidates[kept++] = candidate;
	}
	hits->n = kept;
	return undecided_first;
}

/* Decide, and give away what nothing can come before. */
static bool
give_away(Hits *hits, size_t next_first, HitTaker take, void *self)
{
	size_t		undecided_first;
	size_t		n = 0;

	if (hits->n == 0)
		return true;
	undecided_first = decide(hits, next_first);
	words_sort(hits->candidates, hits->n, sizeof(Candidate), compare_order);
	for (; n < hits->n && hits->candidates[n].first < undecided_first; n++)
		if (!take(self, &hits->candidates[n].hit))
			return false;
	hits->n -= n;
	memmove(hits->candidates, hits->candidates + n, hits->n * sizeof(Candidate));
	return true;
}

/* Add a hit, whose last word is none before that of the one before.  False where no more
 * are wanted. */
bool
hits_add(Hits *hits, const Candidate *candidate, HitTaker take, void *self)
{
	if (hits->n == hits->decide_at)
	{
		size_t		next_first = candidate->last + 1 > hits->reach ?
			candidate->last + 1 - hits->reach : 0;

		if (!give_away(hits, next_first, take, self))
			return false;
		hits->decide_at = hits->n * 2 > hits->decide_least ? hits->n * 2 : hits->decide_least;
	}
	if (hits->n == hits->room)
	{
		size_t		room = hits->room * 2 + 64;

		hits->candidates = arena_grown(hits->arena, hits->candidates, hits->n, sizeof(Candidate),
									   room);
		hits->room = room;
	}
	hits->candidates[hits->n++] = *candidate;
	return true;
}

/* The text ends.  False where no more were wanted. */
bool
hits_end(Hits *hits, HitTaker take, void *self)
{
	return give_away(hits, SIZE_MAX, take, self);
}
