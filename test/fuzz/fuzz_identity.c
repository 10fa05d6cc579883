/*
 * fuzz_identity.c
 *		Opens forged identities, and asks them.
 *
 * An input is a value without its checksum.  It is read from memory of its exact size: the
 * sanitizers see what is out of bounds.  What is said beside must hold for any input.
 */
#include <stdlib.h>
#include <string.h>

#include "identity/identity_customers_core.h"
#include "identity_value.h"
#include "must.h"
#include "test_arena.h"

/* Each identifier is found, is of a customer that is named by one of its own or of nobody,
 * and is written as what is read as it. */
static void
check_identifiers(const IdentityCustomers *customers)
{
	const IdentityGraph *graph = customers->graph;

	for (uint32_t i = 0; i < graph->n; i++)
	{
		Identifier	identifier = identity_at(graph, i);
		Identifier	again;
		CustomerOf	of;
		size_t		prefix_size = identity_prefix_size(graph->limits, &identifier);
		char	   *text = malloc(prefix_size + identifier.size);

		MUST(identity_find(graph, &identifier) == i);
		identity_write(graph->limits, &identifier, prefix_size, text);
		if (identity_read(graph->limits, text, prefix_size + identifier.size, &again))
			MUST(identity_equal(&again, &identifier));
		free(text);
		identity_customers_of(customers, i, 1, &of);
		if (of.name == IDENTITY_NOBODY)
			continue;
		MUST(of.name < graph->n && of.identifiers > 0 && of.identifiers <= graph->n);
		MUST(customers->root[of.name] == customers->root[i]);
		MUST(graph->kind[of.name] <= graph->kind[i]);
	}
}

/* A way is one of different identifiers, from the first to the last. */
static void
check_ways(const IdentityCustomers *customers, Arena *arena)
{
	uint32_t	n = customers->graph->n;

	for (uint32_t i = 1; i < n && i < 8; i++)
	{
		IdentityWay way = identity_way(customers, i - 1, n - i, arena);

		MUST(way.n <= n);
		if (way.n > 0)
			MUST(way.n > 1 && way.numbers[0] == i - 1 && way.numbers[way.n - 1] == n - i);
	}
}

/* Merged with itself it is the same bytes. */
static void
check_merged(IdentityValue value, const IdentityLimits *limits, Arena *arena)
{
	IdentityValue twice[2] = {value, value};
	IdentityValue merged = identity_value_merged(twice, 2, limits, arena);

	MUST(merged.size == value.size && memcmp(merged.bytes, value.bytes, value.size) == 0);
	free(merged.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static IdentityLimits limits;
	IdentityValue value = {malloc(size > 0 ? size : 1), size};
	TestArena	arena;
	IdentityParts parts;
	IdentityGraph graph;
	IdentityCustomers customers;

	test_arena_begin(&arena);
	memcpy(value.bytes, data, size);
	if (identity_head_read(value.bytes, size, &limits, &parts) == IDENTITY_HEAD_READ &&
		identity_graph_open(&limits, &parts, true, &arena.arena, &graph))
	{
		identity_customers(&graph, &arena.arena, &customers);
		check_identifiers(&customers);
		check_ways(&customers, &arena.arena);
		check_merged(value, &limits, &arena.arena);
	}
	test_arena_end(&arena);
	free(value.bytes);
	return 0;
}
