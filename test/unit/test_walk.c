/*
 * test_walk.c
 *		The walk where its input is special: boundaries, none and one, very many, and
 *		contacts that are in no order.  test_walk_batches.c has the definitions.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "contact/walk_core.h"

static void
test_boundary(void)
{
	const uint64_t within = UINT64_C(172800000000);

	CHECK(starts_within(0, (int64_t) within - 1, within));
	CHECK(starts_within(0, (int64_t) within, within));
	CHECK(!starts_within(0, (int64_t) within + 1, within));
	CHECK(!contact_is_mature(0, within, (int64_t) within - 1));
	CHECK(contact_is_mature(0, within, (int64_t) within));
	CHECK(!contact_is_mature(5, within, 4));
	CHECK(!contact_is_mature(INT64_MAX, within, INT64_MIN));
}

/* PostgreSQL's first and last instant are further apart than an int64 says. */
static void
test_extremes(void)
{
	const int64_t first = INT64_C(-211813488000000000);
	const int64_t last = INT64_C(9223371331199999999);

	CHECK(contact_gap(first, last) == UINT64_C(9435184819199999999));
	CHECK(contact_gap(last, first) == 0);
	CHECK(!starts_within(first, last, INT64_MAX));
	CHECK(contact_is_mature(first, INT64_MAX, last));
	CHECK(!contact_is_mature(last, 1, last));
	CHECK(contact_end(5, true, 4) == 5);
	CHECK(contact_end(5, true, 6) == 6);
	CHECK(contact_end(5, false, 9) == 5);
}

/* No contacts get no facts, and one alone is a journey. */
static void
test_none_and_one(void)
{
	Contact		one = {.start = 5, .end = 7, .kind = CONTACT_DIGITAL, .is_first = true};
	ContactFact fact = {.recontact_after = 4711, .human_after = 4712};
	size_t		origin = 4713;

	walk_judge(&one, 0, 1, &fact);
	walk_origins(&one, 0, 1, &origin);
	CHECK(fact.recontact_after == 4711 && fact.human_after == 4712 && origin == 4713);

	walk_judge(&one, 1, 1, &fact);
	CHECK(fact.opens && fact.recontact_after == NO_CONTACT && fact.human_after == NO_CONTACT);
	CHECK(!contact_bounced(&one, &fact, INT64_MAX));

	one.kind = CONTACT_HUMAN;
	walk_judge(&one, 1, 1, &fact);
	walk_origins(&one, 1, 1, &origin);
	CHECK(fact.opens && fact.recontact_after == NO_CONTACT);
	CHECK(!contact_bounced(&one, &fact, INT64_MAX) && origin == NO_ORIGIN);
}

/* ---- very many ---- */

static unsigned long polls;

static void
count_poll(void)
{
	polls++;
}

/* Does a walk let itself be interrupted all along? */
static void
check_polls(const Contact *contacts, size_t n, ContactFact *facts, size_t *origins)
{
	walk_poll = count_poll;
	polls = 0;
	walk_judge(contacts, n, 1, facts);
	CHECK(polls >= n / 100000);
	polls = 0;
	walk_origins(contacts, n, 1, origins);
	CHECK(polls >= n / 100000);
	walk_poll = NULL;
}

/*
 * A walk is linear also where every contact is open at once, where all start at the
 * same instant, and where each is a request of its own.
 */
static void
test_long_journeys(void)
{
	const size_t n = 1000000;
	Contact    *contacts = calloc(n, sizeof(Contact));
	ContactFact *facts = malloc(n * sizeof(ContactFact));
	size_t	   *origins = malloc(n * sizeof(size_t));
	size_t		opened;

	for (size_t i = 0; i < n; i++)
	{
		contacts[i].start = (int64_t) i;
		contacts[i].end = (int64_t) (2 * n - i);
		contacts[i].kind = i % 2 ? CONTACT_HUMAN : CONTACT_DIGITAL;
	}
	contacts[0].is_first = true;
	check_polls(contacts, n, facts, origins);
	CHECK(facts[0].human_after == 0 && facts[n - 2].human_after == 0);
	CHECK(origins[1] == 0 && origins[n - 1] == n - 2);
	CHECK(facts[n - 2].recontact_after == 0 && facts[n - 1].recontact_after == NO_CONTACT);
	opened = 0;
	for (size_t i = 0; i < n; i++)
		opened += facts[i].opens;
	CHECK(opened == 1 && facts[0].opens);

	/* only the last is human, and it comes in time for all */
	for (size_t i = 0; i < n; i++)
	{
		contacts[i].start = contacts[i].end = 7;
		contacts[i].kind = i == n - 1 ? CONTACT_HUMAN : CONTACT_DIGITAL;
	}
	check_polls(contacts, n, facts, origins);
	CHECK(facts[0].human_after == 0 && facts[n / 2].human_after == 0);
	CHECK(origins[n - 1] == n - 2);

	for (size_t i = 0; i < n; i++)
	{
		contacts[i].is_first = true;
		contacts[i].kind = i % 3 ? CONTACT_HUMAN : CONTACT_DIGITAL;
	}
	check_polls(contacts, n, facts, origins);
	opened = 0;
	for (size_t i = 0; i < n; i++)
		opened += facts[i].opens && facts[i].recontact_after == NO_CONTACT &&
			(contacts[i].kind == CONTACT_HUMAN ? origins[i] == NO_ORIGIN :
			 facts[i].human_after == NO_CONTACT);
	CHECK(opened == n);
	free(contacts);
	free(facts);
	free(origins);
}

/* ---- in no order ---- */

#define MOST_UNSORTED 60

/* Judge, with facts that were something else before. */
static void
judge_over(const Contact *contacts, size_t n, uint64_t within, int before,
		   ContactFact *facts, size_t *origins)
{
	memset(facts, before, n * sizeof(ContactFact));
	memset(origins, before, n * sizeof(size_t));
	walk_judge(contacts, n, within, facts);
	walk_origins(contacts, n, within, origins);
}

/* Is it the index of a digital contact of the same request as i? */
static bool
is_digital_of_request(const Contact *contacts, size_t n, size_t i, size_t index)
{
	size_t		first = i;
	size_t		end = i + 1;

	while (!contacts[first].is_first)
		first--;
	while (end < n && !contacts[end].is_first)
		end++;
	return index >= first && index < end && contacts[index].kind == CONTACT_DIGITAL;
}

/*
 * Contacts may come in any order: a customer's, which are walked as if they were of
 * one request.  What is said of them then means nothing, but each gets its facts,
 * and nothing else is read or written.
 */
static void
test_any_order_of_starts(void)
{
	for (int round = 0; round < 3000; round++)
	{
		size_t		n = 1 + unit_random(MOST_UNSORTED);
		uint64_t	within = 1 + unit_random(30);
		uint64_t	a_request = 1 + unit_random(20);
		Contact    *contacts = calloc(n, sizeof(Contact));
		ContactFact *facts = malloc(n * sizeof(ContactFact));
		ContactFact *again = malloc(n * sizeof(ContactFact));
		size_t	   *origins = malloc(n * sizeof(size_t));
		size_t	   *origins_again = malloc(n * sizeof(size_t));

		for (size_t i = 0; i < n; i++)
		{
			bool		extreme = unit_random(30) == 0;

			contacts[i].start = extreme ? INT64_MIN : (int64_t) unit_random(60);
			contacts[i].end = extreme && unit_random(2) ? INT64_MAX :
				contacts[i].start + (int64_t) unit_random(20);
			contacts[i].kind = unit_random(2) ? CONTACT_HUMAN : CONTACT_DIGITAL;
			contacts[i].is_first = i == 0 || unit_random(a_request) == 0;
		}
		judge_over(contacts, n, within, 0xa5, facts, origins);
		judge_over(contacts, n, within, 0x5a, again, origins_again);
		for (size_t i = 0; i < n; i++)
		{
			CHECK(facts[i].recontact_after == again[i].recontact_after &&
				  facts[i].human_after == again[i].human_after &&
				  facts[i].opens == again[i].opens && origins[i] == origins_again[i]);
			CHECK(facts[i].opens || !contacts[i].is_first);
			CHECK((facts[i].recontact_after == NO_CONTACT) ==
				  (i + 1 == n || contacts[i + 1].is_first));
			if (contacts[i].kind == CONTACT_HUMAN && origins[i] != NO_ORIGIN)
				CHECK(is_digital_of_request(contacts, n, i, origins[i]));
		}
		free(contacts);
		free(facts);
		free(again);
		free(origins);
		free(origins_again);
	}
}

void
test_walk(void)
{
	RUN(test_boundary());
	RUN(test_extremes());
	RUN(test_none_and_one());
	RUN(test_any_order_of_starts());
	RUN(test_long_journeys());
}
