/*
 * test_walk_batches.c
 *		The walk against the definitions, written out plainly, on random batches of
 *		requests.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "walk_batch.h"

/* Do two facts say the same of a contact?  What comes after a human one by a human
 * means nothing. */
static bool
same_fact(const Contact *contact, const ContactFact *a, const ContactFact *b)
{
	return a->recontact_after == b->recontact_after && a->opens == b->opens &&
		(contact->kind == CONTACT_HUMAN || a->human_after == b->human_after);
}

static void
check_contact(const Batch *batch, size_t i, uint64_t within)
{
	const Contact *contact = &batch->contacts[i];
	const ContactFact *fact = &batch->facts[i];
	bool		opens = plain_opens(batch, i, within);

	CHECK(contact_bounced(contact, fact, within) == plain_bounced(batch, i, within));
	if (contact->kind == CONTACT_DIGITAL)
		CHECK(fact->human_after == plain_human_after(batch, i));
	else
		CHECK(batch->origins[i] == plain_origin(batch, i, within));
	CHECK(fact->recontact_after == plain_recontact_after(batch, i));

	CHECK(fact->opens == opens && batch->stepped[i] == opens);
	if (batch->first[i] == i)
		CHECK(opens && batch->journey_no[i] == 1 && batch->contact_no[i] == 1);
	else
		CHECK(batch->journey_no[i] == batch->journey_no[i - 1] + opens &&
			  batch->contact_no[i] == (opens ? 1 : batch->contact_no[i - 1] + 1));
}

static void
check_tally(const Batch *batch, const WalkFrame *frame)
{
	WalkTally	tally = {0};
	WalkTally	expected = {0};
	bool		has_human = false;

	for (size_t i = 0; i < batch->n; i++)
	{
		const Contact *contact = &batch->contacts[i];
		bool		mature = plain_mature(contact, frame->within, frame->as_of);
		bool		digital = contact->kind == CONTACT_DIGITAL;
		bool		opens = plain_opens(batch, i, frame->within);
		bool		followed = i + 1 < batch->end[i] &&
			plain_no_later(contact[1].start, contact->end, frame->within);
		bool		truncated = opens &&
			plain_no_later(contact->start, frame->beginning, frame->within);

		tally_contact(&tally, frame, contact, &batch->facts[i]);
		has_human |= !digital;
		expected.contacts += mature;
		expected.not_followed += mature && !followed;
		expected.digital += mature && digital;
		expected.digital_immature += !mature && digital;
		expected.digital_truncated += mature && digital && truncated;
		expected.bounced += mature && plain_bounced(batch, i, frame->within);
		expected.journeys += mature && opens;
		expected.journeys_immature += !mature && opens;
		expected.journeys_truncated += mature && truncated;
		expected.resolved_first += mature && opens &&
			plain_journey_end(batch, i, frame->within) == i + 1;
	}
	tally.judged = expected.judged = batch->n;
	CHECK(memcmp(&tally, &expected, sizeof(tally)) == 0);
	CHECK(tally_has_human(&tally) == has_human);
}

/* Each request alone, in memory of its exact size, is judged as it is among others. */
static void
check_alone(const Batch *batch, uint64_t within)
{
	for (size_t first = 0, n; first < batch->n; first += n)
	{
		Contact    *contacts;
		ContactFact *facts;
		size_t	   *origins;
		bool		same = true;

		n = batch->end[first] - first;
		contacts = malloc(n * sizeof(Contact));
		facts = malloc(n * sizeof(ContactFact));
		origins = malloc(n * sizeof(size_t));
		memcpy(contacts, batch->contacts + first, n * sizeof(Contact));
		walk_judge(contacts, n, within, facts);
		walk_origins(contacts, n, within, origins);
		for (size_t i = 0; i < n; i++)
		{
			size_t		among = batch->origins[first + i];

			same &= same_fact(&contacts[i], &facts[i], &batch->facts[first + i]);
			if (contacts[i].kind == CONTACT_HUMAN)
				same &= origins[i] == (among == NO_ORIGIN ? NO_ORIGIN : among - first);
		}
		CHECK(same);
		free(contacts);
		free(facts);
		free(origins);
	}
}

/* The batch with a request's contacts of one instant in another order; place is where
 * each has gone.  Turned round, or digital ones last. */
static void
reorder_equals(const Batch *batch, bool digital_last, Batch *turned, size_t *place)
{
	*turned = *batch;
	for (size_t from = 0, to; from < batch->n; from = to)
	{
		size_t		at = from;

		for (to = from; to < batch->end[from]; to++)
			if (batch->contacts[to].start != batch->contacts[from].start)
				break;
		for (size_t i = from; i < to; i++)
			if (digital_last && batch->contacts[i].kind == CONTACT_HUMAN)
				place[i] = at++;
		for (size_t i = from; i < to; i++)
			if (!digital_last)
				place[i] = from + to - 1 - i;
			else if (batch->contacts[i].kind == CONTACT_DIGITAL)
				place[i] = at++;
		for (size_t i = from; i < to; i++)
			turned->contacts[place[i]] = batch->contacts[i];
	}
	for (size_t i = 0; i < batch->n; i++)
		turned->contacts[i].is_first = batch->first[i] == i;
}

/*
 * What is said of a contact does not depend on the order of those that start at the
 * same instant, but for its position, its origin among equals and its re-contact
 * time.
 */
static void
check_any_order_of_equals(const Batch *batch, bool digital_last, uint64_t within)
{
	Batch		turned;
	size_t		place[MOST_CONTACTS];

	reorder_equals(batch, digital_last, &turned, place);
	walk_batch(&turned, within);
	for (size_t i = 0; i < batch->n; i++)
	{
		size_t		j = place[i];
		size_t		here = batch->origins[i];
		size_t		there = turned.origins[j];

		check_contact(&turned, j, within);
		CHECK(turned.journey_no[j] == batch->journey_no[i]);
		if (batch->contacts[i].kind == CONTACT_DIGITAL)
			CHECK(turned.facts[j].human_after == batch->facts[i].human_after);
		else if (here == NO_ORIGIN || there == NO_ORIGIN)
			CHECK(here == there);
		else
			CHECK(turned.contacts[there].start == batch->contacts[here].start);
	}
}

/* The gap to the next human contact decides what bounced for every window; only where
 * journeys open depends on the one that was asked for. */
static void
check_other_windows(const Batch *batch)
{
	static ContactFact facts[MOST_CONTACTS];

	for (uint64_t other = 0; other < 16; other += 5)
	{
		bool		same = true;

		walk_judge(batch->contacts, batch->n, other, facts);
		for (size_t i = 0; i < batch->n; i++)
		{
			same &= facts[i].recontact_after == batch->facts[i].recontact_after;
			same &= contact_bounced(&batch->contacts[i], &batch->facts[i], other) ==
				plain_bounced(batch, i, other);
			same &= facts[i].opens == plain_opens(batch, i, other);
		}
		CHECK(same);
	}
}

static void
check_batch(Batch *batch, const WalkFrame *frame)
{
	walk_batch(batch, frame->within);
	for (size_t i = 0; i < batch->n; i++)
		check_contact(batch, i, frame->within);
	check_tally(batch, frame);
	check_alone(batch, frame->within);
	check_any_order_of_equals(batch, false, frame->within);
	check_any_order_of_equals(batch, true, frame->within);
	check_other_windows(batch);
}

static void
test_random_batches(void)
{
	static Batch batch;

	for (int round = 0; round < 3000; round++)
	{
		WalkFrame	frame = {.within = unit_random(13), .as_of = 30, .beginning = -20};

		make_batch(&batch, FEW_INSTANTS);
		check_batch(&batch, &frame);
	}
}

/* The ends of what an int64 says, and windows of every length. */
static void
test_extreme_batches(void)
{
	static const uint64_t windows[] = {
		0, 1, 2, UINT64_C(172800000000), UINT64_C(1) << 62, INT64_MAX - 1, INT64_MAX
	};
	static const int64_t instants[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
	static Batch batch;

	for (int round = 0; round < 1500; round++)
	{
		WalkFrame	frame = {.within = windows[round % 7],
			.as_of = instants[unit_random(7)], .beginning = instants[unit_random(7)]};

		make_batch(&batch, EXTREME_INSTANTS);
		check_batch(&batch, &frame);
	}
}

/*
 * A request's neighbours say nothing of it: neither a human contact of another request
 * at the same instant, nor a journey that goes on, nor one in reach.
 */
static void
test_neighbours(void)
{
	Contact		contacts[] = {
		{.start = 5, .end = 50, .kind = CONTACT_DIGITAL, .is_first = true},
		{.start = 5, .end = 5, .kind = CONTACT_HUMAN, .is_first = true},
		{.start = 5, .end = 7, .kind = CONTACT_DIGITAL, .is_first = true},
		{.start = 8, .end = 8, .kind = CONTACT_DIGITAL},
		{.start = 8, .end = 9, .kind = CONTACT_HUMAN, .is_first = true},
		{.start = 9, .end = 9, .kind = CONTACT_HUMAN},
	};
	ContactFact facts[6];
	size_t		origins[6];

	walk_judge(contacts, 6, 10, facts);
	walk_origins(contacts, 6, 10, origins);
	for (int i = 0; i < 6; i++)
	{
		CHECK(facts[i].opens == contacts[i].is_first);
		CHECK(!contact_bounced(&contacts[i], &facts[i], 10));
		CHECK(contacts[i].kind == CONTACT_DIGITAL || origins[i] == NO_ORIGIN);
		CHECK(facts[i].recontact_after == (i == 2 ? 1 : i == 4 ? 0 : NO_CONTACT));
	}
	contacts[1].is_first = contacts[4].is_first = false;
	walk_judge(contacts, 6, 10, facts);
	walk_origins(contacts, 6, 10, origins);
	CHECK(facts[0].human_after == 0 && origins[1] == 0 && !facts[1].opens);
	CHECK(facts[2].human_after == 1 && facts[3].human_after == 0);
	CHECK(origins[4] == 3 && origins[5] == 3 && !facts[4].opens);
}

void
test_walk_batches(void)
{
	RUN(test_neighbours());
	RUN(test_random_batches());
	RUN(test_extreme_batches());
}
