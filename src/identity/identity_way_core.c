/*
 * identity_way_core.c
 *		The links that join two identifiers.
 *
 * Of all ways a shortest one, breadth first; links are tried in the order in which they are
 * kept, so that it is always the same one.
 */
#include "identity/identity_customers_core.h"

/* The links of one customer, by identifier. */
typedef struct Neighbours
{
	size_t	   *first;			/* of each identifier, and one more */
	uint32_t   *other;
} Neighbours;

/* Is a link one of the customer that has this root? */
static inline bool
is_of(const IdentityCustomers *customers, GraphLink link, uint32_t root)
{
	return customers->root[link.worse] == root && customers->root[link.better] == root;
}

static Neighbours
neighbours_of(const IdentityCustomers *customers, uint32_t root, Arena *arena)
{
	const IdentityGraph *graph = customers->graph;
	Neighbours	result = {arena_zeroed(arena, (size_t) graph->n + 2, sizeof(size_t)), NULL};
	size_t	   *next = result.first + 1;	/* of each identifier, where its next link goes: in
										 * the end, where those of the one after begin */

	for (size_t i = 0; i < graph->m; i++)
	{
		identity_poll_at(i);
		if (is_of(customers, graph->links[i], root))
		{
			next[graph->links[i].worse + 1]++;
			next[graph->links[i].better + 1]++;
		}
	}
	for (size_t i = 1; i <= graph->n; i++)
	{
		identity_poll_at(i);
		next[i] += next[i - 1];
	}
	result.other = arena_array(arena, next[graph->n] + 1, sizeof(uint32_t));
	for (size_t i = 0; i < graph->m; i++)
	{
		GraphLink	link = graph->links[i];

		identity_poll_at(i);
		if (is_of(customers, link, root))
		{
			result.other[next[link.worse]++] = link.better;
			result.other[next[link.better]++] = link.worse;
		}
	}
	return result;
}

/* From which identifier each was come to, from the last one on until the first is found. */
static uint32_t *
come_from(const IdentityCustomers *customers, uint32_t from, uint32_t to, Arena *arena)
{
	size_t		n = customers->graph->n;
	Neighbours	neighbours = neighbours_of(customers, customers->root[from], arena);
	uint32_t   *before = arena_array(arena, n + 1, sizeof(uint32_t));
	uint32_t   *queue = arena_array(arena, n + 1, sizeof(uint32_t));
	size_t		head = 0;
	size_t		tail = 0;

	memset(before, 0xff, n * sizeof(uint32_t));	/* IDENTITY_NOBODY */
	before[to] = to;
	queue[tail++] = to;
	while (head < tail && before[from] == IDENTITY_NOBODY)
	{
		uint32_t	at = queue[head++];

		for (size_t i = neighbours.first[at]; i < neighbours.first[at + 1]; i++)
		{
			uint32_t	other = neighbours.other[i];

			identity_poll_at(i);
			if (before[other] != IDENTITY_NOBODY)
				continue;
			before[other] = at;
			queue[tail++] = other;
		}
	}
	return before;
}

/*
 * The way from one identifier to another.  None where they are one, or not one customer's.
 */
IdentityWay
identity_way(const IdentityCustomers *customers, uint32_t from, uint32_t to, Arena *arena)
{
	IdentityWay way = {NULL, 0};
	uint32_t	unused;
	uint32_t	customer = identity_customer(customers, from, &unused);
	uint32_t   *before;

	if (from == to || customer == IDENTITY_NOBODY || customer != identity_customer(customers, to, &unused))
		return way;
	before = come_from(customers, from, to, arena);
	way.numbers = arena_array(arena, customers->found[customers->root[from]].identifiers, sizeof(uint32_t));
	for (uint32_t at = from;; at = before[at])
	{
		way.numbers[way.n++] = at;
		if (at == to)
			return way;
	}
}
