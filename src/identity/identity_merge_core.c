/*
 * identity_merge_core.c
 *		Several runs as one: first their identifiers, then the links between these.
 *
 * A run's identifiers stay in order when they are numbered among all, and so do its links.
 */
#include "identity/identity_merge_core.h"

/* A heap of runs, the one whose turn it is first. */
typedef struct RunHeap
{
	IdentityRun **runs;
	size_t		n;
	bool		(*before) (const IdentityRun *a, const IdentityRun *b);
} RunHeap;

static bool
identifier_before(const IdentityRun *a, const IdentityRun *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	return identity_compare(&a->identifier, &b->identifier) < 0;
}

static bool
link_before(const IdentityRun *a, const IdentityRun *b)
{
	return a->link < b->link;
}

/* Let the run at a place sink to where none below comes before it. */
static void
sift(RunHeap *heap, size_t at)
{
	IdentityRun *sinking = heap->runs[at];

	for (size_t below; (below = 2 * at + 1) < heap->n; at = below)
	{
		if (below + 1 < heap->n && heap->before(heap->runs[below + 1], heap->runs[below]))
			below++;
		if (!heap->before(heap->runs[below], sinking))
			break;
		heap->runs[at] = heap->runs[below];
	}
	heap->runs[at] = sinking;
}

static void
make_heap(RunHeap *heap)
{
	for (size_t i = heap->n / 2; i-- > 0;)
		sift(heap, i);
}

/* The first run has another turn, or none any more. */
static void
go_on(RunHeap *heap, bool has_more)
{
	if (!has_more)
		heap->runs[0] = heap->runs[--heap->n];
	if (heap->n > 1)
		sift(heap, 0);
}

/* Read a run's next identifier, unless all are read.  Returns false where it is damaged. */
static bool
next_identifier(IdentityRun *run, const IdentityLimits *limits)
{
	if (run->identifiers_read == run->identifier_count)
		return true;
	if (!identifier_get(run->identifiers, limits, &run->identifier))
		return false;
	run->key = identity_key(limits, &run->identifier);
	return true;
}

/*
 * Number an identifier that was written in all runs that have it: it is the first one's next.
 * Returns false where a run is damaged.
 */
static bool
number_identifier(RunHeap *heap, const IdentityLimits *limits, const Identifier *identifier, uint32_t number)
{
	uint64_t	key = heap->runs[0]->key;

	do
	{
		IdentityRun *run = heap->runs[0];

		identity_poll_at(run->identifiers_read);
		run->number[run->identifiers_read++] = number;
		if (!next_identifier(run, limits))
			return false;
		go_on(heap, run->identifiers_read < run->identifier_count);
	} while (heap->n > 0 && heap->runs[0]->key == key && identity_equal(&heap->runs[0]->identifier, identifier));
	return true;
}

/*
 * Write the identifiers of all runs, and say how many.  Returns false where a run is
 * damaged, or there are more than can be numbered.
 */
bool
identity_merge_identifiers(IdentityRun *runs, size_t n, const IdentityLimits *limits, Arena *scratch,
						   IdentitySink *sink, uint64_t *identifiers)
{
	RunHeap		heap = {arena_array(scratch, n + 1, sizeof(IdentityRun *)), 0, identifier_before};
	uint64_t	written = 0;

	for (size_t i = 0; i < n; i++)
	{
		runs[i].number = arena_array(scratch, (size_t) runs[i].identifier_count + 1, sizeof(uint32_t));
		if (!next_identifier(&runs[i], limits))
			return false;
		if (runs[i].identifier_count > 0)
			heap.runs[heap.n++] = &runs[i];
	}
	make_heap(&heap);
	while (heap.n > 0)
	{
		Identifier	identifier = heap.runs[0]->identifier;

		if (written == IDENTITY_MOST)
			return false;
		identifier_put(sink, limits, &identifier);
		/* what it was read from is overwritten by what is read next */
		identifier.text = sink->at - identifier.size;
		if (!number_identifier(&heap, limits, &identifier, (uint32_t) written++))
			return false;
	}
	*identifiers = written;
	return true;
}

/* Read a run's next link likewise. */
static bool
next_link(IdentityRun *run)
{
	uint64_t	link;

	if (run->links_read == run->link_count)
		return true;
	if (!identity_link_get(run->links, &run->cursor, &link) || (uint32_t) link >= run->identifier_count)
		return false;
	run->link = (uint64_t) run->number[link >> 32] << 32 | run->number[(uint32_t) link];
	return true;
}

/* Write the links of all runs, of equals one, when their identifiers are written.  Returns
 * false where a run is damaged. */
bool
identity_merge_links(IdentityRun *runs, size_t n, Arena *scratch, IdentitySink *sink, uint64_t *links)
{
	RunHeap		heap = {arena_array(scratch, n + 1, sizeof(IdentityRun *)), 0, link_before};
	IdentityLinkCursor cursor = {0, 0};
	uint64_t	last = 0;		/* no link: its second is greater than its first */

	*links = 0;
	for (size_t i = 0; i < n; i++)
	{
		if (!next_link(&runs[i]))
			return false;
		if (runs[i].link_count > 0)
			heap.runs[heap.n++] = &runs[i];
	}
	make_heap(&heap);
	while (heap.n > 0)
	{
		IdentityRun *run = heap.runs[0];

		identity_poll_at(run->links_read);
		if (run->link != last)
		{
			last = run->link;
			identity_link_put(sink, &cursor, last);
			(*links)++;
		}
		run->links_read++;
		if (!next_link(run))
			return false;
		go_on(&heap, run->links_read < run->link_count);
	}
	return true;
}
