/*
 * identity_customers_core.c
 *		Which identifiers are one customer, and by which links.
 *
 * Sets are joined as Goel, Khanna, Larkin and Tarjan (2014, "Disjoint set union with
 * randomized linking", p. 1005) do: the root of the lesser number stays one.  Numbers are in
 * the order of fingerprints, and so as good as drawn by chance; that takes the place of
 * ranks.  Paths are halved (Tarjan and van Leeuwen 1984).
 */
#include "identity/identity_customers_core.h"

#include "identity/identity_sort_core.h"

/* How many links ahead memory is asked for. */
#define AHEAD 16

/* The root of an identifier that is not shared. */
static inline uint32_t
find_root(uint32_t *root, uint32_t number)
{
	while (root[number] != number)
		number = root[number] = root[root[number]];
	return number;
}

static inline void
join(uint32_t *root, uint32_t a, uint32_t b)
{
	a = find_root(root, a);
	b = find_root(root, b);
	if (a < b)
		root[b] = a;
	else
		root[a] = b;
}

/* ---- shared ---- */

/* How many links with better kinds each identifier of a kind has. */
static void
count_links(const IdentityCustomers *customers, int kind, uint32_t *counts)
{
	const IdentityGraph *graph = customers->graph;

	for (size_t i = graph->first_across[kind]; i < graph->first_within[kind]; i++)
	{
		identity_poll_at(i);
		if (customers->root[graph->links[i].better] != IDENTITY_NOBODY)
			counts[graph->links[i].worse]++;
	}
}

/* Are links of an identifier to so many customers as shared_above allows?  Pairs of one
 * identifier and a customer, in order, tell; those that are shared are marked. */
static void
mark_shared(IdentityCustomers *customers, const uint64_t *pairs, size_t n, int64_t shared_above)
{
	int64_t		different = 0;

	for (size_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		if (i == 0 || pairs[i] >> 32 != pairs[i - 1] >> 32)
			different = 0;
		if (i == 0 || pairs[i] != pairs[i - 1])
			different++;
		if (different > shared_above)
			customers->root[pairs[i] >> 32] = IDENTITY_NOBODY;
	}
}

/* Look at the identifiers of a kind before they join; counts are 0, and so again after. */
static void
find_shared(IdentityCustomers *customers, int kind, uint32_t *counts, Arena *arena)
{
	const IdentityGraph *graph = customers->graph;
	int64_t		shared_above = graph->limits->kind[kind].shared_above;
	size_t		from = graph->first_across[kind];
	size_t		to = graph->first_within[kind];
	size_t		n = 0;
	uint64_t   *pairs;

	count_links(customers, kind, counts);
	for (size_t i = from; i < to; i++)
	{
		identity_poll_at(i);
		n += (int64_t) counts[graph->links[i].worse] > shared_above;
	}
	if (n > 0)
	{
		pairs = arena_array(arena, 2 * n, sizeof(uint64_t));
		n = 0;
		for (size_t i = from; i < to; i++)
		{
			GraphLink	link = graph->links[i];

			identity_poll_at(i);
			if ((int64_t) counts[link.worse] > shared_above && customers->root[link.better] != IDENTITY_NOBODY)
				pairs[n++] = (uint64_t) link.worse << 32 | find_root(customers->root, link.better);
		}
		identity_sort_words(pairs, pairs + n, n);
		mark_shared(customers, pairs, n, shared_above);
	}
	for (size_t i = from; i < to; i++)
	{
		identity_poll_at(i);
		counts[graph->links[i].worse] = 0;
	}
}

/* ---- customers ---- */

/* Join what is linked with identifiers of a kind, and is not shared. */
static void
join_kind(IdentityCustomers *customers, int kind)
{
	const IdentityGraph *graph = customers->graph;
	const GraphLink *links = graph->links;
	uint32_t   *root = customers->root;
	size_t		to = graph->first_across[kind + 1];

	for (size_t i = graph->first_across[kind]; i < to; i++)
	{
		identity_poll_at(i);
		if (i + AHEAD < to)
		{
			__builtin_prefetch(&root[links[i + AHEAD].worse]);
			__builtin_prefetch(&root[links[i + AHEAD].better]);
		}
		if (root[links[i].worse] != IDENTITY_NOBODY && root[links[i].better] != IDENTITY_NOBODY)
			join(root, links[i].worse, links[i].better);
	}
}

/* Does an identifier come before another of its kind, by its text? */
static bool
is_less(const IdentityGraph *graph, uint32_t a, uint32_t b)
{
	Identifier	one = identity_at(graph, a);
	Identifier	other = identity_at(graph, b);

	return identity_compare(&one, &other) < 0;
}

/* Count an identifier with its customer, and see whether it names it. */
static inline void
count_with_customer(const IdentityCustomers *customers, uint32_t number)
{
	uint8_t		kind = customers->graph->kind[number];
	FoundCustomer *found = &customers->found[customers->root[number]];

	found->identifiers++;
	if (found->name == IDENTITY_NOBODY || kind < found->best)
	{
		found->name = number;
		found->best = kind;
		found->of_best = 1;
	}
	else if (kind == found->best)
	{
		found->of_best++;
		if (is_less(customers->graph, number, found->name))
			found->name = number;
	}
}

static void
count_customers(IdentityCustomers *customers, Arena *arena)
{
	uint32_t	n = customers->graph->n;
	uint32_t   *root = customers->root;

	customers->found = arena_array(arena, (size_t) n + 1, sizeof(FoundCustomer));
	for (uint32_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		customers->found[i] = (FoundCustomer) {.name = IDENTITY_NOBODY};
	}
	for (uint32_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		if (n - i > AHEAD && root[i + AHEAD] != IDENTITY_NOBODY)
			__builtin_prefetch(&customers->found[root[i + AHEAD]]);
		if (root[i] == IDENTITY_NOBODY)
			continue;
		root[i] = find_root(root, i);
		count_with_customer(customers, i);
	}
}

/* Find the customers of a graph. */
void
identity_customers(const IdentityGraph *graph, Arena *arena, IdentityCustomers *customers)
{
	uint32_t   *counts = arena_zeroed(arena, (size_t) graph->n + 1, sizeof(uint32_t));

	*customers = (IdentityCustomers) {.graph = graph};
	customers->root = arena_array(arena, (size_t) graph->n + 1, sizeof(uint32_t));
	for (uint32_t i = 0; i < graph->n; i++)
	{
		identity_poll_at(i);
		customers->root[i] = i;
	}
	for (int kind = 0; kind < graph->limits->kinds; kind++)
	{
		if (graph->limits->kind[kind].shared_above >= 0)
			find_shared(customers, kind, counts, arena);
		join_kind(customers, kind);
	}
	count_customers(customers, arena);
}

/* The identifier that names the customer of an identifier, and how many that has;
 * IDENTITY_NOBODY where it is nobody's. */
uint32_t
identity_customer(const IdentityCustomers *customers, uint32_t number, uint32_t *identifiers)
{
	uint32_t	root = customers->root[number];
	const FoundCustomer *found;

	if (root == IDENTITY_NOBODY)
		return IDENTITY_NOBODY;
	found = &customers->found[root];
	*identifiers = found->identifiers;
	if (found->of_best <= customers->graph->limits->customer_limit)
		return found->name;
	*identifiers = 1;
	return customers->graph->kind[number] == found->best ? number : IDENTITY_NOBODY;
}

/*
 * The same of n identifiers, of which there are as many, from one on.  Each lies elsewhere
 * in memory, and so does its customer's name: all are asked for before the first is read.
 */
void
identity_customers_of(const IdentityCustomers *customers, uint32_t from, uint32_t n, CustomerOf *of)
{
	const IdentityGraph *graph = customers->graph;

	for (uint32_t i = 0; i < n; i++)
		if (customers->root[from + i] != IDENTITY_NOBODY)
			__builtin_prefetch(&customers->found[customers->root[from + i]]);
	for (uint32_t i = 0; i < n; i++)
	{
		of[i].name = identity_customer(customers, from + i, &of[i].identifiers);
		if (of[i].name != IDENTITY_NOBODY)
			__builtin_prefetch(&graph->at[of[i].name]);
	}
	for (uint32_t i = 0; i < n; i++)
		if (of[i].name != IDENTITY_NOBODY)
			__builtin_prefetch(graph->bytes + graph->at[of[i].name]);
}
