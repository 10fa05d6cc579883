/*
 * test_named_hits.c
 *		Which causes are named, and which hits take the place of others.
 */
#include <string.h>

#include "words/named_hits_core.h"
#include "unit.h"

#define HITS 40

static bool
is_named(const char *text, const char *cause)
{
	return names_cause(text, strlen(text), cause, strlen(cause));
}

static void
test_names(void)
{
	CHECK(is_named("the App crashed", "app") && is_named("apps", "app") && is_named("(APP)", "app"));
	CHECK(!is_named("happy", "app") && !is_named("ap", "app") && !is_named("", "app"));
	CHECK(!is_named("\xC3\xA4" "pp", "pp") && is_named("l'app", "app"));
	CHECK(is_named("call back", "call_back") && is_named("Call-Backs", "call_back") && is_named("callback", "call_back"));
	CHECK(!is_named("call me back", "call_back") && !is_named("call", "call_back"));
}

/* The rule, hit by hit. */
static bool
should_count(const NamedHit *hits, size_t n, const NamedHit *hit)
{
	for (size_t i = 0; i < n; i++)
		if (hits[i].named && hits[i].reason == hit->reason &&
			hits[i].hit.from < hit->hit.to && hit->hit.from < hits[i].hit.to &&
			(!hit->named || (hits[i].hit.from > hit->hit.from && hits[i].hit.to <= hit->hit.to)))
			return false;
	return true;
}

static void
test_random_hits(void)
{
	unit_random_restart(7);
	for (int round = 0; round < 20000; round++)
	{
		NamedHit	hits[HITS];
		size_t		n = unit_random(HITS);
		size_t		from = 0;
		bool		right = true;

		for (size_t i = 0; i < n; i++)
		{
			from += unit_random(4);
			hits[i] = (NamedHit) {
				.hit = {.marker = i, .from = from, .to = from + 1 + unit_random(9)},
				.reason = (uint32_t) unit_random(3), .named = unit_random(3) == 0
			};
		}
		named_hits_decide(hits, n);
		for (size_t i = 0; i < n; i++)
			right = right && hits[i].counts == should_count(hits, n, &hits[i]);
		CHECK(right);
	}
}

void
test_named_hits(void)
{
	RUN(test_names());
	RUN(test_random_hits());
}
