/*
 * test_identity.c
 *		Who is who: customers against their slow definition over small random graphs, and
 *		the bytes of identities, which are the same for any order and split.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity/identity_customers_core.h"
#include "identity_value.h"
#include "test_arena.h"
#include "unit.h"

#define KINDS 4
#define MOST_NODES 24
#define MOST_LINKS 48

/* A graph as it is drawn, and what is right for it. */
typedef struct Plain
{
	IdentityLimits limits;
	int			n;
	char		text[MOST_NODES][40];
	Identifier	node[MOST_NODES];
	int			links;
	int			link[MOST_LINKS][2];	/* the same node twice: it is alone */
	bool		met[MOST_NODES];
	bool		shared[MOST_NODES];
	int			part[MOST_NODES];	/* the least node that is connected */
} Plain;

static IdentityLimits
limits_of(int kinds)
{
	static const char *const names[KINDS] = {"customer", "account", "email", "phone"};
	IdentityLimits limits = {.kinds = kinds, .customer_limit = 1 + (int64_t) unit_random(4)};

	for (int i = 0; i < kinds; i++)
	{
		strcpy(limits.kind[i].name, names[i]);
		limits.kind[i].rank = 10 * i - 5;
		limits.kind[i].shared_above = (int64_t) unit_random(4) - 1;
	}
	CHECK(identity_limits_end(&limits));
	return limits;
}

static void
draw_graph(Plain *plain)
{
	memset(plain, 0, sizeof(*plain));
	plain->limits = limits_of(KINDS);
	plain->n = 1 + (int) unit_random(MOST_NODES);
	for (int i = 0; i < plain->n; i++)
	{
		const char *kind = plain->limits.kind[unit_random(KINDS)].name;

		memcpy(plain->text[i], kind, strlen(kind));
		snprintf(plain->text[i] + strlen(kind), sizeof(plain->text[i]) - 16, ":%d", i % 17);
		CHECK(identity_read(&plain->limits, plain->text[i], strlen(plain->text[i]), &plain->node[i]));
		for (int j = 0; j < i; j++)
			if (identity_equal(&plain->node[i], &plain->node[j]))
				plain->n = i;
	}
	plain->links = (int) unit_random(MOST_LINKS + 1);
	for (int i = 0; i < plain->links; i++)
		for (int end = 0; end < 2; end++)
		{
			plain->link[i][end] = (int) unit_random((uint64_t) plain->n);
			plain->met[plain->link[i][end]] = true;
		}
}

/* ---- the slow definition ---- */

/* Connect what is not shared, of kinds up to this, link by link until nothing changes. */
static void
connect(Plain *plain, int up_to)
{
	for (int i = 0; i < plain->n; i++)
		plain->part[i] = plain->met[i] && !plain->shared[i] && plain->node[i].kind <= up_to ? i : -1;
	for (bool changed = true; changed;)
	{
		changed = false;
		for (int i = 0; i < 2 * plain->links; i++)
		{
			int			a = plain->link[i / 2][i % 2];
			int			b = plain->link[i / 2][1 - i % 2];

			if (plain->part[a] >= 0 && plain->part[b] > plain->part[a])
			{
				plain->part[b] = plain->part[a];
				changed = true;
			}
		}
	}
}

/* To how many customers is a node linked? */
static int
customers_of(const Plain *plain, int node)
{
	bool		seen[MOST_NODES] = {false};
	int			result = 0;

	for (int i = 0; i < 2 * plain->links; i++)
	{
		int			part = plain->part[plain->link[i / 2][i % 2]];

		if (plain->link[i / 2][1 - i % 2] != node || part < 0 || seen[part])
			continue;
		seen[part] = true;
		result++;
	}
	return result;
}

static void
judge(Plain *plain)
{
	for (int kind = 0; kind < KINDS; kind++)
	{
		int64_t		most = plain->limits.kind[kind].shared_above;
		bool		found[MOST_NODES] = {false};

		connect(plain, kind - 1);
		for (int i = 0; i < plain->n; i++)
			found[i] = most >= 0 && plain->met[i] && plain->node[i].kind == kind && customers_of(plain, i) > most;
		for (int i = 0; i < plain->n; i++)
			plain->shared[i] |= found[i];
	}
	connect(plain, KINDS);
}

/* The node that names the customer of a node, or -1; and how many that has. */
static int
plain_customer(const Plain *plain, int node, uint32_t *identifiers)
{
	int			name = -1;
	int			of_best = 0;

	*identifiers = 0;
	for (int i = 0; i < plain->n; i++)
	{
		if (plain->part[i] != plain->part[node])
			continue;
		++*identifiers;
		if (name < 0 || plain->node[i].kind < plain->node[name].kind)
			of_best = 0;
		if (name < 0 || plain->node[i].kind <= plain->node[name].kind)
			of_best++;
		if (name < 0 || identity_compare(&plain->node[i], &plain->node[name]) < 0)
			name = i;
	}
	if (of_best <= plain->limits.customer_limit)
		return name;
	*identifiers = 1;
	return plain->node[node].kind == plain->node[name].kind ? node : -1;
}

/* ---- the same by the core ---- */

/* Links in another order, some turned round, into one of two tails; some of them twice. */
static void
add_links(const Plain *plain, IdentityTail *tails)
{
	int			order[MOST_LINKS];

	for (int i = 0; i < plain->links; i++)
	{
		int			other = (int) unit_random((uint64_t) i + 1);

		order[i] = order[other];
		order[other] = i;
	}
	for (int i = 0; i < plain->links; i++)
	{
		const int  *link = plain->link[order[i]];

		for (int again = unit_random(4) == 0; again >= 0; again--)
		{
			int			turned = (int) unit_random(2);

			identity_tail_link(&tails[unit_random(2)], &plain->node[link[turned]], &plain->node[link[1 - turned]]);
		}
	}
}

/* A value of the links, whose bytes are the same each time. */
static IdentityValue
value_of(const Plain *plain, Arena *arena)
{
	IdentityTail tails[2];
	IdentityValue parts[2];
	IdentityValue value;

	for (int i = 0; i < 2; i++)
		identity_tail_begin(&tails[i], arena, &plain->limits);
	add_links(plain, tails);
	for (int i = 0; i < 2; i++)
		parts[i] = identity_value_of_tail(&tails[i], arena);
	value = identity_value_merged(parts, 2, &plain->limits, arena);
	for (int i = 0; i < 2; i++)
		free(parts[i].bytes);
	return value;
}

static bool
is_linked(const Plain *plain, const Identifier *a, const Identifier *b)
{
	for (int i = 0; i < 2 * plain->links; i++)
		if (identity_equal(&plain->node[plain->link[i / 2][i % 2]], a) &&
			identity_equal(&plain->node[plain->link[i / 2][1 - i % 2]], b))
			return true;
	return false;
}

/* A way goes from link to link, and is there where both are one customer. */
static void
check_way(const Plain *plain, const IdentityCustomers *customers, uint32_t from, uint32_t to, bool wanted,
		  Arena *arena)
{
	IdentityWay way = identity_way(customers, from, to, arena);

	CHECK((way.n > 0) == wanted);
	if (way.n == 0)
		return;
	CHECK(way.numbers[0] == from && way.numbers[way.n - 1] == to);
	for (size_t i = 1; i < way.n; i++)
	{
		Identifier	a = identity_at(customers->graph, way.numbers[i - 1]);
		Identifier	b = identity_at(customers->graph, way.numbers[i]);

		CHECK(is_linked(plain, &a, &b));
	}
}

static void
check_customers(const Plain *plain, const IdentityCustomers *customers, Arena *arena)
{
	uint32_t	number[MOST_NODES];
	int			name[MOST_NODES];

	for (int i = 0; i < plain->n; i++)
	{
		uint32_t	identifiers = 0;
		uint32_t	expected = 0;
		uint32_t	customer;

		number[i] = identity_find(customers->graph, &plain->node[i]);
		CHECK((number[i] != IDENTITY_NOBODY) == plain->met[i]);
		name[i] = !plain->met[i] || plain->shared[i] ? -1 : plain_customer(plain, i, &expected);
		if (!plain->met[i])
			continue;
		customer = identity_customer(customers, number[i], &identifiers);
		CHECK((customer == IDENTITY_NOBODY) == (name[i] < 0));
		if (customer == IDENTITY_NOBODY || name[i] < 0)
			continue;
		CHECK(identifiers == expected && customer == identity_find(customers->graph, &plain->node[name[i]]));
	}
	for (int i = 0; i < plain->n; i++)
		for (int j = 0; j < plain->n; j++)
			if (plain->met[i] && plain->met[j] && unit_random(3) == 0)
				check_way(plain, customers, number[i], number[j], i != j && name[i] >= 0 && name[i] == name[j], arena);
}

static void
test_random_graphs(void)
{
	static Plain plain;
	static IdentityLimits limits;

	for (int round = 0; round < 1000; round++)
	{
		TestArena	arena;
		IdentityValue value;
		IdentityValue again;
		IdentityParts parts;
		IdentityGraph graph;
		IdentityCustomers customers;

		test_arena_begin(&arena);
		draw_graph(&plain);
		judge(&plain);
		value = value_of(&plain, &arena.arena);
		again = value_of(&plain, &arena.arena);
		CHECK(value.size == again.size && memcmp(value.bytes, again.bytes, value.size) == 0);
		CHECK(identity_head_read(value.bytes, value.size, &limits, &parts) == IDENTITY_HEAD_READ);
		CHECK(identity_same_limits(&limits, &plain.limits));
		CHECK(identity_graph_open(&limits, &parts, true, &arena.arena, &graph));
		identity_customers(&graph, &arena.arena, &customers);
		check_customers(&plain, &customers, &arena.arena);
		free(value.bytes);
		free(again.bytes);
		test_arena_end(&arena);
	}
}

/* ---- many ---- */

/* Customer i / 3 has account i, for i in an order that a step of n's coprime makes. */
static IdentityValue
value_of_many(uint32_t n, uint32_t step, const IdentityLimits *limits, Arena *arena)
{
	IdentityTail tail;

	identity_tail_begin(&tail, arena, limits);
	for (uint32_t i = 0; i < n; i++)
	{
		uint32_t	account = (uint32_t) ((uint64_t) i * step % n);
		char		text[2][32];
		Identifier	end[2];

		snprintf(text[0], sizeof(text[0]), "%u", account / 3);
		snprintf(text[1], sizeof(text[1]), "account:%u", account);
		for (int j = 0; j < 2; j++)
			CHECK(identity_read(limits, text[j], strlen(text[j]), &end[j]));
		identity_tail_link(&tail, &end[i % 2], &end[1 - i % 2]);
	}
	return identity_value_of_tail(&tail, arena);
}

/* So many that the tail has many buckets. */
static void
test_many(void)
{
	const uint32_t n = 60000;
	IdentityLimits limits = limits_of(2);
	IdentityLimits read;
	TestArena	arena;
	IdentityValue one;
	IdentityValue other;
	IdentityParts parts;
	IdentityGraph graph;
	IdentityCustomers customers;

	limits.kind[1].shared_above = -1;
	test_arena_begin(&arena);
	one = value_of_many(n, 1, &limits, &arena.arena);
	other = value_of_many(n, 48271, &limits, &arena.arena);
	CHECK(one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0);
	CHECK(identity_head_read(one.bytes, one.size, &read, &parts) == IDENTITY_HEAD_READ);
	CHECK(parts.identifiers == n + n / 3 && parts.links == n);
	CHECK(identity_graph_open(&read, &parts, true, &arena.arena, &graph));
	identity_customers(&graph, &arena.arena, &customers);
	for (uint32_t i = 0; i < graph.n; i++)
	{
		uint32_t	identifiers = 0;
		uint32_t	customer = identity_customer(&customers, i, &identifiers);

		CHECK(customer != IDENTITY_NOBODY && graph.kind[customer] == 0 && identifiers == 4);
	}
	free(one.bytes);
	free(other.bytes);
	test_arena_end(&arena);
}

void
test_identity(void)
{
	RUN(test_random_graphs());
	RUN(test_many());
}
