/*
 * segment_core.c
 *		Cuts phrases at their gaps, and finds equal segments.
 */
#include "words/segment_core.h"

typedef struct SegmentBuilder
{
	Segments   *segments;
	uint32_t   *slots;			/* a hash table of segments, with no more than half of
								 * its slots taken */
	size_t		mask;
	SegmentWait *waits;
	uint32_t	n_waits;
	SegmentLink *links;			/* of each phrase; without waits where it is whole */
	uint32_t   *last;			/* its last segment */
} SegmentBuilder;

/* ---- equal segments ---- */

static uint64_t
mixed(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

static size_t
alternative_words(const PhraseAlternative *alternative)
{
	return alternative->end - alternative->first;
}

static uint64_t
segment_hash(const Segment *segment)
{
	const Phrase *phrase = segment->phrase;
	uint64_t	hash = segment->condition;

	for (size_t g = segment->first; g < segment->end; g++)
		for (size_t a = phrase->groups[g].first; a < phrase->groups[g].end; a++)
			for (size_t w = phrase->alternatives[a].first; w < phrase->alternatives[a].end; w++)
				hash = mixed(hash, segment->symbols[w]);
	return hash;
}

static bool
same_alternative(const Segment *a, const PhraseAlternative *of_a, const Segment *b,
				 const PhraseAlternative *of_b)
{
	return alternative_words(of_a) == alternative_words(of_b) &&
		memcmp(a->symbols + of_a->first, b->symbols + of_b->first,
			   alternative_words(of_a) * sizeof(uint32_t)) == 0;
}

static bool
same_group(const Segment *a, const PhraseGroup *of_a, const Segment *b, const PhraseGroup *of_b)
{
	if (of_a->optional != of_b->optional || of_a->end - of_a->first != of_b->end - of_b->first)
		return false;
	for (size_t i = 0; i < (size_t) (of_a->end - of_a->first); i++)
		if (!same_alternative(a, &a->phrase->alternatives[of_a->first + i],
							  b, &b->phrase->alternatives[of_b->first + i]))
			return false;
	return true;
}

static bool
same_segment(const Segment *a, const Segment *b)
{
	if (a->condition != b->condition || a->end - a->first != b->end - b->first)
		return false;
	for (size_t i = 0; i < (size_t) (a->end - a->first); i++)
		if (!same_group(a, &a->phrase->groups[a->first + i], b, &b->phrase->groups[b->first + i]))
			return false;
	return true;
}

/* The number of a segment, which is added if there is none like it. */
static uint32_t
number_of(SegmentBuilder *builder, const Segment *segment)
{
	Segments   *segments = builder->segments;
	size_t		slot = (size_t) segment_hash(segment) & builder->mask;

	for (; builder->slots[slot] != UINT32_MAX; slot = (slot + 1) & builder->mask)
		if (same_segment(&segments->segments[builder->slots[slot]], segment))
			return builder->slots[slot];
	builder->slots[slot] = segments->n;
	segments->segments[segments->n] = *segment;
	return segments->n++;
}

/* ---- phrases ---- */

/* The most words that a segment has, and the gap before it. */
static uint32_t
most_words(const Phrase *phrase, size_t first, size_t end)
{
	uint32_t	most = phrase->groups[first].gap;

	for (size_t g = first; g < end; g++)
		most += (uint32_t) phrase_group_most_words(phrase, g);
	return most;
}

/* The end of the segment that begins with a group. */
static size_t
segment_end(const Phrase *phrase, size_t first)
{
	size_t		end = first + 1;

	while (end < phrase->n_groups && phrase->groups[end].gap == 0)
		end++;
	return end;
}

/* Cut a phrase. */
static void
add_phrase(SegmentBuilder *builder, uint32_t number, const Phrase *phrase, const uint32_t *symbols)
{
	SegmentLink *link = &builder->links[number];
	bool		is_whole = segment_end(phrase, 0) == phrase->n_groups;
	bool		has_condition = phrase->opening || phrase->negated > 0;
	uint32_t	reach = 0;
	uint32_t	segment = 0;

	*link = (SegmentLink) {.phrase = number, .first = builder->n_waits};
	for (size_t first = 0, end; first < phrase->n_groups; first = end)
	{
		end = segment_end(phrase, first);
		segment = number_of(builder, &(Segment) {
			.phrase = phrase, .symbols = symbols, .first = (uint16_t) first, .end = (uint16_t) end,
			.condition = is_whole && has_condition ? number : NO_CONDITION
		});
		if (end == phrase->n_groups)
			break;
		builder->segments->segments[segment].awaited = true;
		builder->waits[builder->n_waits++].segment = segment;
	}
	link->end = builder->n_waits;
	builder->last[number] = segment;
	if (is_whole)
		builder->segments->segments[segment].n_wholes++;
	else
		builder->segments->segments[segment].n_links++;

	/* from the last segment back: what comes after each, at most */
	for (size_t g = phrase->n_groups, end = g, wait = link->end; g-- > 0;)
		if (g > 0 && phrase->groups[g].gap > 0)
		{
			reach += most_words(phrase, g, end);
			builder->waits[--wait].reach = reach;
			end = g;
		}
}

/* Give each segment its phrases. */
static void
list_phrases(SegmentBuilder *builder, Arena *arena, size_t n)
{
	Segments   *segments = builder->segments;
	uint32_t   *wholes = arena_array(arena, n, sizeof(uint32_t));
	SegmentLink *links = arena_array(arena, n, sizeof(SegmentLink));
	uint32_t	n_wholes = 0;
	uint32_t	n_links = 0;

	for (uint32_t i = 0; i < segments->n; i++)
	{
		Segment    *segment = &segments->segments[i];

		segment->first_whole = n_wholes;
		segment->first_link = n_links;
		n_wholes += segment->n_wholes;
		n_links += segment->n_links;
		segment->n_wholes = segment->n_links = 0;
	}
	for (uint32_t i = 0; i < n; i++)
	{
		Segment    *segment = &segments->segments[builder->last[i]];
		const SegmentLink *link = &builder->links[i];

		words_poll_at(i);
		if (link->first == link->end)
			wholes[segment->first_whole + segment->n_wholes++] = i;
		else
			links[segment->first_link + segment->n_links++] = *link;
	}
	segments->wholes = wholes;
	segments->links = links;
	segments->waits = builder->waits;
}

/* The segments of n phrases.  symbols are those of all their words, of each from
 * first_word on. */
void
segments_build(Segments *segments, Arena *arena, const Phrase *const *phrases, size_t n,
			   const uint32_t *first_word, const uint32_t *symbols)
{
	SegmentBuilder builder = {.segments = segments};
	size_t		n_groups = 0;	/* at least as many as segments, or waits */
	size_t		n_slots = 2;

	for (size_t i = 0; i < n; i++)
		n_groups += phrases[i]->n_groups;
	while (n_slots < n_groups * 2)
		n_slots *= 2;
	segments->segments = arena_array(arena, n_groups, sizeof(Segment));
	segments->n = 0;
	builder.slots = memset(arena_array(arena, n_slots, sizeof(uint32_t)), 0xFF,
						   n_slots * sizeof(uint32_t));
	builder.mask = n_slots - 1;
	builder.waits = arena_array(arena, n_groups, sizeof(SegmentWait));
	builder.links = arena_array(arena, n, sizeof(SegmentLink));
	builder.last = arena_array(arena, n, sizeof(uint32_t));
	for (size_t i = 0; i < n; i++)
	{
		words_poll_at(i);
		add_phrase(&builder, (uint32_t) i, phrases[i], symbols + first_word[i]);
	}
	list_phrases(&builder, arena, n);
}
