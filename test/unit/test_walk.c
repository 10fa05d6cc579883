/*
 * test_walk.c
 *		The walk against the definitions, written out plainly, on random requests.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "walk_core.h"

#define MOST_CONTACTS 40

/* One request, and what the walk says of its contacts. */
typedef struct Request
{
	Contact		contacts[MOST_CONTACTS];
	ContactFact facts[MOST_CONTACTS];
	uint64_t	journey_no[MOST_CONTACTS];
	uint64_t	contact_no[MOST_CONTACTS];
	size_t		first[MOST_CONTACTS];	/* of the journey that a contact is in */
	size_t		length[MOST_CONTACTS];
	size_t		n;
} Request;

/* Walk a request as its callers do: step by step, and journey by journey. */
static void
walk(Request *request, uint64_t within)
{
	JourneyStep step = {0};
	size_t		length;

	for (size_t i = 0; i < request->n; i++)
	{
		journey_step(&step, request->contacts[i].start, request->contacts[i].end, within);
		request->journey_no[i] = step.journey_no;
		request->contact_no[i] = step.contact_no;
	}
	for (size_t first = 0; first < request->n; first += length)
	{
		length = journey_length(request->contacts + first, request->n - first, within);
		journey_judge(request->contacts + first, length, within,
					  first + length < request->n ?
					  &request->contacts[first + length].start : NULL,
					  request->facts + first);
		for (size_t i = first; i < first + length; i++)
		{
			request->first[i] = first;
			request->length[i] = length;
		}
	}
}

static int
compare_contacts(const void *left, const void *right)
{
	const Contact *a = left;
	const Contact *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

/* A request of few instants, so that ties, overlaps and exact gaps are many. */
static void
make_request(Request *request)
{
	request->n = 1 + unit_random(MOST_CONTACTS);
	for (size_t i = 0; i < request->n; i++)
	{
		Contact    *contact = &request->contacts[i];

		contact->start = (int64_t) unit_random(60) - 20;
		contact->end = contact_end(contact->start, unit_random(4) > 0,
								   contact->start + (int64_t) unit_random(8) - 2);
		contact->kind = unit_random(2) ? CONTACT_HUMAN : CONTACT_DIGITAL;
	}
	qsort(request->contacts, request->n, sizeof(Contact), compare_contacts);
}

/* Does the digital contact d bounce at the human contact h? */
static bool
bounces_at(const Contact *d, const Contact *h, uint64_t within)
{
	return h->start >= d->start && h->start <= d->end + (int64_t) within;
}

static bool
bounces_somewhere(const Request *request, size_t i, uint64_t within)
{
	for (size_t j = 0; j < request->n; j++)
		if (request->contacts[j].kind == CONTACT_HUMAN &&
			bounces_at(&request->contacts[i], &request->contacts[j], within))
			return true;
	return false;
}

/* The last digital contact, in order, that i could have bounced from. */
static size_t
expected_origin(const Request *request, size_t i, uint64_t within)
{
	for (size_t j = request->n; j-- > 0;)
		if (request->contacts[j].kind == CONTACT_DIGITAL &&
			bounces_at(&request->contacts[j], &request->contacts[i], within))
			return j;
	return NO_ORIGIN;
}

/* Does a new journey start at i: is all before it too long over? */
static bool
starts_journey(const Request *request, size_t i, uint64_t within)
{
	for (size_t j = 0; j < i; j++)
		if (request->contacts[j].end + (int64_t) within >= request->contacts[i].start)
			return false;
	return true;
}

static void
check_contact(const Request *request, size_t i, uint64_t within)
{
	const Contact *contact = &request->contacts[i];
	const ContactFact *fact = &request->facts[i];

	if (contact->kind == CONTACT_DIGITAL)
		CHECK(fact->bounced == bounces_somewhere(request, i, within));
	else
	{
		size_t		origin = expected_origin(request, i, within);

		CHECK(!fact->bounced);
		CHECK(fact->origin == (origin == NO_ORIGIN ? NO_ORIGIN : origin - request->first[i]));
	}

	CHECK((request->contact_no[i] == 1) == starts_journey(request, i, within));
	CHECK(request->contact_no[i] == i - request->first[i] + 1);
	if (i > 0)
		CHECK(request->journey_no[i] ==
			  request->journey_no[i - 1] + (request->contact_no[i] == 1));

	CHECK(fact->followed == (i + 1 < request->n));
	if (fact->followed)
		CHECK(fact->recontact_after ==
			  contact_gap(contact->end, request->contacts[i + 1].start));
}

/* Tally a request as the questions to a log do. */
static void
tally_request(const Request *request, const WalkFrame *frame, WalkTally *tally)
{
	for (size_t i = 0; i < request->n; i++)
	{
		bool		is_first = request->first[i] == i;

		tally_contact(tally, frame, &request->contacts[i], &request->facts[i], is_first);
		if (is_first)
			tally_journey(tally, frame, &request->contacts[i], request->length[i]);
	}
}

static void
check_tally(const Request *request, const WalkFrame *frame)
{
	WalkTally	tally = {0};
	WalkTally	expected = {0};

	tally_request(request, frame, &tally);
	for (size_t i = 0; i < request->n; i++)
	{
		const Contact *contact = &request->contacts[i];
		const ContactFact *fact = &request->facts[i];
		bool		mature = contact->end + (int64_t) frame->within <= frame->as_of;
		bool		digital = contact->kind == CONTACT_DIGITAL;
		bool		first = request->contact_no[i] == 1;
		bool		truncated = first &&
			contact->start <= frame->beginning + (int64_t) frame->within;

		expected.contacts += mature;
		expected.not_followed += mature && (!fact->followed || fact->recontact_after > frame->within);
		expected.digital += mature && digital;
		expected.digital_immature += !mature && digital;
		expected.digital_truncated += mature && digital && truncated;
		expected.bounced += mature && fact->bounced;
		expected.journeys += mature && first;
		expected.journeys_immature += !mature && first;
		expected.journeys_truncated += mature && truncated;
		expected.resolved_first += mature && first && request->length[i] == 1;
	}
	CHECK(memcmp(&tally, &expected, sizeof(tally)) == 0);
}

/* The gap to the next human contact decides what bounced, for every window. */
static void
check_next_human(const Request *request, uint64_t within)
{
	uint64_t	gaps[MOST_CONTACTS];

	next_human_gaps(request->contacts, request->n, gaps);
	for (size_t i = 0; i < request->n; i++)
	{
		uint64_t	expected = NO_HUMAN;

		if (request->contacts[i].kind == CONTACT_HUMAN)
			continue;
		for (size_t j = request->n; j-- > i;)
			if (request->contacts[j].kind == CONTACT_HUMAN)
				expected = contact_gap(request->contacts[i].end, request->contacts[j].start);
		CHECK(gaps[i] == expected);
		CHECK((gaps[i] != NO_HUMAN && gaps[i] <= within) == request->facts[i].bounced);
	}
}

/*
 * The same contacts with those of one instant turned round: what is said of a
 * contact stays the same, but for its position, its origin among equals and its
 * re-contact time.
 */
static void
check_any_order_of_equals(const Request *request, uint64_t within)
{
	Request		turned = {.n = request->n};
	size_t		place[MOST_CONTACTS];	/* where each contact has gone */

	for (size_t from = 0, to; from < request->n; from = to)
	{
		for (to = from; to < request->n; to++)
			if (request->contacts[to].start != request->contacts[from].start)
				break;
		for (size_t i = from; i < to; i++)
		{
			place[i] = from + to - 1 - i;
			turned.contacts[place[i]] = request->contacts[i];
		}
	}
	walk(&turned, within);

	for (size_t i = 0; i < request->n; i++)
	{
		size_t		j = place[i];
		size_t		here = request->facts[i].origin;
		size_t		there = turned.facts[j].origin;

		CHECK(turned.journey_no[j] == request->journey_no[i]);
		CHECK(turned.length[j] == request->length[i]);
		if (request->contacts[i].kind == CONTACT_DIGITAL)
			CHECK(turned.facts[j].bounced == request->facts[i].bounced);
		else if (here == NO_ORIGIN || there == NO_ORIGIN)
			CHECK(here == there);
		else
			CHECK(turned.contacts[turned.first[j] + there].start ==
				  request->contacts[request->first[i] + here].start);
	}
}

/* Judged without origins, all else is the same. */
static void
check_without_origins(const Request *request, uint64_t within)
{
	for (size_t first = 0; first < request->n; first += request->length[first])
	{
		ContactFact facts[MOST_CONTACTS];
		size_t		length = request->length[first];

		journey_judge_with(request->contacts + first, length, within,
						   first + length < request->n ?
						   &request->contacts[first + length].start : NULL,
						   false, facts);
		for (size_t i = 0; i < length; i++)
		{
			const ContactFact *fact = &request->facts[first + i];

			CHECK(facts[i].followed == fact->followed);
			CHECK(facts[i].recontact_after == fact->recontact_after);
			CHECK(facts[i].bounced == fact->bounced);
		}
	}
}

static void
test_random_requests(void)
{
	for (int round = 0; round < 3000; round++)
	{
		Request		request;
		uint64_t	within = 1 + unit_random(12);
		WalkFrame	frame = {.within = within, .as_of = 30, .beginning = -20};

		make_request(&request);
		walk(&request, within);
		for (size_t i = 0; i < request.n; i++)
			check_contact(&request, i, within);
		check_tally(&request, &frame);
		check_next_human(&request, within);
		check_without_origins(&request, within);
		check_any_order_of_equals(&request, within);
	}
}

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
	CHECK(contact_end(5, false, 9) == 5);
}

/* A walk is linear also where every contact is open at once. */
static void
test_long_journey(void)
{
	const size_t n = 1000000;
	Contact    *contacts = malloc(n * sizeof(Contact));
	ContactFact *facts = malloc(n * sizeof(ContactFact));

	for (size_t i = 0; i < n; i++)
	{
		contacts[i].start = (int64_t) i;
		contacts[i].end = (int64_t) (2 * n - i);
		contacts[i].kind = i % 2 ? CONTACT_HUMAN : CONTACT_DIGITAL;
	}
	CHECK(journey_length(contacts, n, 1) == n);
	journey_judge(contacts, n, 1, NULL, facts);
	CHECK(facts[0].bounced && facts[n - 2].bounced);
	CHECK(facts[1].origin == 0 && facts[n - 1].origin == n - 2);
	CHECK(!facts[n - 1].followed);
	free(contacts);
	free(facts);
}

/*
 * A forged log may have its contacts in any order.  What is said of them then means
 * nothing, but each gets its facts, and nothing else is read or written.
 */
static void
test_any_order_of_starts(void)
{
	for (int round = 0; round < 3000; round++)
	{
		size_t		n = 1 + unit_random(MOST_CONTACTS);
		uint64_t	within = 1 + unit_random(30);
		Contact    *contacts = malloc(n * sizeof(Contact));
		ContactFact *facts = malloc(n * sizeof(ContactFact));
		uint64_t   *gaps = malloc(n * sizeof(uint64_t));
		size_t		length;

		for (size_t i = 0; i < n; i++)
		{
			contacts[i].start = (int64_t) unit_random(60);
			contacts[i].end = contacts[i].start + (int64_t) unit_random(20);
			contacts[i].kind = unit_random(2) ? CONTACT_HUMAN : CONTACT_DIGITAL;
		}
		length = journey_length(contacts, n, within);
		CHECK(length >= 1 && length <= n);
		memset(facts, 0xa5, n * sizeof(ContactFact));
		journey_judge(contacts, n, within, NULL, facts);
		for (size_t i = 0; i < n; i++)
		{
			CHECK(facts[i].followed == (i + 1 < n));
			CHECK(facts[i].origin == NO_ORIGIN || facts[i].origin < n);
		}
		next_human_gaps(contacts, n, gaps);
		free(contacts);
		free(facts);
		free(gaps);
	}
}

/* No contacts are no journey, and one alone is one. */
static void
test_none_and_one(void)
{
	Contact		one = {.start = 5, .end = 7, .kind = CONTACT_DIGITAL};
	ContactFact fact;
	uint64_t	gap = 0;
	int64_t		next = 9;

	CHECK(journey_length(&one, 0, 1) == 0);
	journey_judge(&one, 0, 1, NULL, &fact);
	CHECK(journey_length(&one, 1, 1) == 1);
	journey_judge(&one, 1, 1, &next, &fact);
	CHECK(fact.followed && fact.recontact_after == 2 && !fact.bounced);
	CHECK(fact.origin == NO_ORIGIN);
	next_human_gaps(&one, 1, &gap);
	CHECK(gap == NO_HUMAN);
}

void
test_walk(void)
{
	RUN(test_boundary());
	RUN(test_extremes());
	RUN(test_random_requests());
	RUN(test_any_order_of_starts());
	RUN(test_none_and_one());
	RUN(test_long_journey());
}
