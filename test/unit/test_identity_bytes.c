/*
 * test_identity_bytes.c
 *		Identifiers as texts, and identities as bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "identity/identity_customers_core.h"
#include "identity_value.h"
#include "test_arena.h"
#include "unit.h"

/* Kinds as they could be shipped. */
static IdentityLimits
some_limits(void)
{
	static const char *const names[] = {"customer", "account", "phone"};
	IdentityLimits limits = {.customer_limit = 50, .kinds = 3};

	for (int i = 0; i < 3; i++)
	{
		strcpy(limits.kind[i].name, names[i]);
		limits.kind[i].rank = i + 1;
		limits.kind[i].shared_above = i == 2 ? 3 : -1;
	}
	CHECK(identity_limits_end(&limits));
	return limits;
}

/* ---- texts ---- */

/* What a text says is what is written of it. */
static void
check_text(const IdentityLimits *limits, const char *text, int kind, const char *value, const char *written)
{
	Identifier	identifier;
	char		out[128] = "";
	size_t		prefix_size;
	bool		says = identity_read(limits, text, strlen(text), &identifier);

	CHECK(says == (value != NULL));
	if (!says || value == NULL)
		return;
	CHECK(identifier.kind == kind && identifier.size == strlen(value) &&
		  memcmp(identifier.text, value, identifier.size) == 0);
	prefix_size = identity_prefix_size(limits, &identifier);
	CHECK(prefix_size + identifier.size == strlen(written));
	identity_write(limits, &identifier, prefix_size, out);
	CHECK(strcmp(out, written) == 0);
}

static void
test_texts(void)
{
	IdentityLimits limits = some_limits();

	check_text(&limits, "ida", 0, "ida", "ida");
	check_text(&limits, "customer:ida", 0, "ida", "ida");
	check_text(&limits, "account:7", 1, "7", "account:7");
	check_text(&limits, "account:7:8", 1, "7:8", "account:7:8");
	check_text(&limits, "Account:7", 0, "Account:7", "Account:7");
	check_text(&limits, "fax:7", 0, "fax:7", "fax:7");
	check_text(&limits, ":7", 0, ":7", ":7");
	check_text(&limits, " 7 ", 0, " 7 ", " 7 ");
	/* a customer whose name looks like an account, and one that looks like itself */
	check_text(&limits, "customer:account:7", 0, "account:7", "customer:account:7");
	check_text(&limits, "customer:customer:7", 0, "customer:7", "customer:customer:7");
	check_text(&limits, "", 0, NULL, NULL);
	check_text(&limits, " \t\n", 0, NULL, NULL);
	check_text(&limits, "phone:", 0, NULL, NULL);
	check_text(&limits, "phone:  ", 0, NULL, NULL);
}

static void
test_limits(void)
{
	IdentityLimits one = some_limits();
	IdentityLimits other = one;

	CHECK(identity_same_limits(&one, &other));
	other.customer_limit++;
	CHECK(!identity_same_limits(&one, &other));
	other = one;
	other.kind[2].shared_above++;
	CHECK(!identity_same_limits(&one, &other));
	other = one;
	other.kind[2].rank = other.kind[1].rank;
	CHECK(!identity_limits_end(&other));
	other = one;
	strcpy(other.kind[2].name, "account");
	CHECK(!identity_limits_end(&other));
	strcpy(other.kind[2].name, "Phone");
	CHECK(!identity_limits_end(&other));
}

/* ---- bytes ---- */

/* A value of two links, whose bytes stay what they are. */
static IdentityValue
golden(Arena *arena)
{
	static const char *const texts[2][2] = {{"ida", "account:1"}, {"ida", "phone:+49"}};
	IdentityLimits *limits = arena_array(arena, 1, sizeof(IdentityLimits));
	IdentityTail tail;

	*limits = some_limits();
	identity_tail_begin(&tail, arena, limits);
	for (int i = 0; i < 2; i++)
	{
		Identifier	end[2];

		for (int j = 0; j < 2; j++)
			CHECK(identity_read(limits, texts[i][j], strlen(texts[i][j]), &end[j]));
		identity_tail_link(&tail, &end[0], &end[1]);
	}
	return identity_value_of_tail(&tail, arena);
}

static void
test_golden_bytes(void)
{
	static const uint8_t expected[] = {
		1, 0, 3, 50, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0,
		8, 'c', 'u', 's', 't', 'o', 'm', 'e', 'r', 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
		7, 'a', 'c', 'c', 'o', 'u', 'n', 't', 2, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
		5, 'p', 'h', 'o', 'n', 'e', 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
		9, 'i', 'd', 'a', 4, '1', 11, '+', '4', '9', 0, 1, 0, 1
	};
	TestArena	arena;
	IdentityValue value;

	test_arena_begin(&arena);
	value = golden(&arena.arena);
	CHECK(value.size == sizeof(expected) && memcmp(value.bytes, expected, sizeof(expected)) == 0);
	free(value.bytes);
	test_arena_end(&arena);
}

/* Bytes that are wrong are refused, or are another value. */
static void
check_bytes(const uint8_t *bytes, size_t size, bool whole, Arena *arena)
{
	static IdentityLimits limits;
	uint8_t    *copy = malloc(size + (size == 0));
	IdentityParts parts;
	IdentityGraph graph;
	IdentityCustomers customers;

	memcpy(copy, bytes, size);
	if (identity_head_read(copy, size, &limits, &parts) == IDENTITY_HEAD_READ &&
		identity_graph_open(&limits, &parts, false, arena, &graph))
	{
		CHECK(whole);
		identity_customers(&graph, arena, &customers);
	}
	free(copy);
}

static void
test_damage(void)
{
	TestArena	arena;
	IdentityValue value;

	test_arena_begin(&arena);
	value = golden(&arena.arena);
	for (size_t size = 0; size < value.size; size++)
		check_bytes(value.bytes, size, false, &arena.arena);
	test_arena_end(&arena);
	for (size_t at = 0; at < value.size; at++)
	{
		uint8_t		right = value.bytes[at];

		test_arena_begin(&arena);
		for (int byte = 0; byte < 256; byte++)
		{
			value.bytes[at] = (uint8_t) byte;
			check_bytes(value.bytes, value.size, true, &arena.arena);
		}
		value.bytes[at] = right;
		test_arena_end(&arena);
	}
	free(value.bytes);
}

void
test_identity_bytes(void)
{
	RUN(test_texts());
	RUN(test_limits());
	RUN(test_golden_bytes());
	RUN(test_damage());
}
