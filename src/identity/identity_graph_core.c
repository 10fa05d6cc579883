/*
 * identity_graph_core.c
 *		The identifiers and links of a value, checked and laid out to be asked.
 */
#include "identity/identity_graph_core.h"

/* Where identifiers begin is kept in 32 bits. */
#define MOST_BYTES UINT32_MAX

/* Read the identifiers, each of which must come after the one before. */
static bool
read_identifiers(IdentityGraph *graph)
{
	IdentitySource source = {graph->bytes, graph->bytes + graph->size, NULL};
	Identifier	last = {NULL, 0, 0};
	uint64_t	last_key = 0;

	for (uint32_t i = 0; i < graph->n; i++)
	{
		Identifier	identifier;
		uint64_t	key;

		identity_poll_at(i);
		graph->at[i] = (uint32_t) (source.at - graph->bytes);
		if (!identifier_get(&source, graph->limits, &identifier))
			return false;
		key = identity_key(graph->limits, &identifier);
		if (i > 0 && (key < last_key || (key == last_key && identity_compare(&last, &identifier) >= 0)))
			return false;
		graph->kind[i] = identifier.kind;
		if (graph->keys)
			graph->keys[i] = key;
		last = identifier;
		last_key = key;
	}
	return source.at == source.end;
}

/* Visit all links: count them by kind, or put each in its place. */
static bool
read_links(IdentityGraph *graph, const IdentityParts *parts, size_t *places, bool put)
{
	IdentitySource source = {parts->link_bytes, parts->link_bytes + parts->link_size, NULL};
	IdentityLinkCursor cursor = {0, 0};
	const uint8_t *kind = graph->kind;

	for (size_t i = 0; i < graph->m; i++)
	{
		uint64_t	link;
		uint32_t	a;
		uint32_t	b;
		size_t		place;

		identity_poll_at(i);
		if (!identity_link_get(&source, &cursor, &link) || (uint32_t) link >= graph->n)
			return false;
		a = (uint32_t) (link >> 32);
		b = (uint32_t) link;
		place = 2 * (size_t) (kind[a] > kind[b] ? kind[a] : kind[b]) + (kind[a] == kind[b]);
		if (put)
			graph->links[places[place]] = kind[a] >= kind[b] ? (GraphLink) {a, b} : (GraphLink) {b, a};
		places[place]++;
	}
	return source.at == source.end;
}

/* Lay out the links: count, then put. */
static bool
place_links(IdentityGraph *graph, const IdentityParts *parts, Arena *arena)
{
	int			kinds = graph->limits->kinds;
	size_t		places[2 * IDENTITY_MOST_KINDS] = {0};
	size_t		before = 0;

	graph->first_across = arena_array(arena, (size_t) kinds + 1, sizeof(size_t));
	graph->first_within = arena_array(arena, (size_t) kinds, sizeof(size_t));
	graph->links = arena_array(arena, graph->m + 1, sizeof(GraphLink));
	if (!read_links(graph, parts, places, false))
		return false;
	for (int i = 0; i < 2 * kinds; i++)
	{
		size_t		count = places[i];

		*(i % 2 == 0 ? &graph->first_across[i / 2] : &graph->first_within[i / 2]) = before;
		places[i] = before;
		before += count;
	}
	graph->first_across[kinds] = before;
	return read_links(graph, parts, places, true);
}

/*
 * Open a value whose parts are known.  Returns false where it is not what would have been
 * written.
 */
bool
identity_graph_open(const IdentityLimits *limits, const IdentityParts *parts, bool want_keys,
					Arena *arena, IdentityGraph *graph)
{
	if (parts->identifier_size > MOST_BYTES)
		return false;
	*graph = (IdentityGraph) {
		.limits = limits, .n = (uint32_t) parts->identifiers, .m = (size_t) parts->links,
		.bytes = parts->identifier_bytes, .size = parts->identifier_size
	};
	graph->at = arena_array(arena, (size_t) graph->n + 1, sizeof(uint32_t));
	graph->kind = arena_array(arena, (size_t) graph->n + 1, sizeof(uint8_t));
	if (want_keys)
		graph->keys = arena_array(arena, (size_t) graph->n + 1, sizeof(uint64_t));
	return read_identifiers(graph) && place_links(graph, parts, arena);
}

Identifier
identity_at(const IdentityGraph *graph, uint32_t number)
{
	IdentitySource source = {graph->bytes + graph->at[number], graph->bytes + graph->size, NULL};
	Identifier	identifier = {NULL, 0, 0};

	(void) identifier_get(&source, graph->limits, &identifier);
	return identifier;
}

/* The number of an identifier in a graph with keys; IDENTITY_NOBODY where it has none. */
uint32_t
identity_find(const IdentityGraph *graph, const Identifier *identifier)
{
	uint64_t	key = identity_key(graph->limits, identifier);
	uint32_t	low = 0;
	uint32_t	high = graph->n;

	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;
		Identifier	at;

		if (graph->keys[middle] == key)
		{
			int			order;

			at = identity_at(graph, middle);
			order = identity_compare(&at, identifier);
			if (order == 0)
				return middle;
			if (order < 0)
				low = middle + 1;
			else
				high = middle;
		}
		else if (graph->keys[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return IDENTITY_NOBODY;
}
