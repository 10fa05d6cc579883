/*
 * test_request.c
 *		The contacts of a request, and of its channels, against what the definitions say of
 *		each contact: looked up one by one, in no clever way.
 */
#include "unit.h"
#include "contact/request_core.h"
#include "marker/demand_core.h"

#define MOST 12

typedef struct Drawn
{
	Contact		contacts[MOST];
	uint32_t	channels[MOST];
	size_t		n;
	uint64_t	within;
} Drawn;

static Drawn
draw(void)
{
	Drawn		drawn = {.n = unit_random(MOST + 1), .within = 1 + unit_random(6)};
	int64_t		start = 0;

	for (size_t i = 0; i < drawn.n; i++)
	{
		start += (int64_t) unit_random(8);
		drawn.contacts[i] = (Contact) {
			.start = start, .end = start + (int64_t) unit_random(9),
			.kind = unit_random(2) ? CONTACT_HUMAN : CONTACT_DIGITAL, .is_first = i == 0
		};
		drawn.channels[i] = (uint32_t) unit_random(3);
	}
	return drawn;
}

/* The place of a contact among those of some channels only. */
static JourneyPlace
plain_place(const Drawn *drawn, const bool *seen, size_t which)
{
	JourneyPlace place = {.recontact_after = NO_CONTACT};
	int64_t		open_until = 0;
	size_t		first = which;
	bool		any = false;

	/* the first of its journey */
	for (size_t i = 0; i <= which; i++)
		if (seen[i])
		{
			int64_t		until = drawn->contacts[i].end + (int64_t) drawn->within;

			if (!any || drawn->contacts[i].start > open_until)
				first = i;
			open_until = any && open_until > until ? open_until : until;
			any = true;
		}
	for (size_t i = first; i <= which; i++)
		place.contact_no += seen[i];
	place.contacts = place.contact_no;
	for (size_t i = which + 1; i < drawn->n; i++)
		if (seen[i])
		{
			int64_t		until = drawn->contacts[i].end + (int64_t) drawn->within;

			if (place.recontact_after == NO_CONTACT)
				place.recontact_after = contact_gap(drawn->contacts[which].end, drawn->contacts[i].start);
			if (drawn->contacts[i].start > open_until)
				break;
			place.contacts++;
			open_until = open_until > until ? open_until : until;
		}
	return place;
}

static bool
equal_places(const JourneyPlace *a, const JourneyPlace *b)
{
	return a->contact_no == b->contact_no && a->contacts == b->contacts && a->recontact_after == b->recontact_after;
}

static bool
is_session(const Drawn *drawn, int64_t as_of, size_t which)
{
	return drawn->contacts[which].kind == CONTACT_DIGITAL &&
		contact_is_mature(drawn->contacts[which].end, drawn->within, as_of);
}

/* Do two contacts of a journey overlap, in two channels?  A moment does, inside of the other. */
static bool
overlap(const Drawn *drawn, size_t a, size_t b)
{
	const Contact *first = &drawn->contacts[a];
	const Contact *second = &drawn->contacts[b];

	return drawn->channels[a] != drawn->channels[b] && first->end > second->start &&
		(first->start < second->start || second->end > second->start);
}

static void
check_journey(const Drawn *drawn, const JourneyPlace *places, int64_t as_of, size_t which, const JourneyFact *said)
{
	size_t		first = which - (places[which].contact_no - 1);
	size_t		end = first + places[which].contacts;
	JourneyFact right = {.is_first_session = is_session(drawn, as_of, which)};

	for (size_t i = first; i < end; i++)
	{
		right.humans_before += i < which && drawn->contacts[i].kind == CONTACT_HUMAN;
		right.humans_after += i > which && drawn->contacts[i].kind == CONTACT_HUMAN;
		if (i < which && drawn->channels[i] == drawn->channels[which] && is_session(drawn, as_of, i))
			right.is_first_session = false;
		for (size_t j = first; which == first && j < i; j++)
			right.is_saturated |= overlap(drawn, j, i);
	}
	CHECK(said->humans_before == right.humans_before);
	CHECK(said->humans_after == right.humans_after);
	CHECK(said->is_first_session == right.is_first_session);
	CHECK(said->is_saturated == right.is_saturated);
}

/* The keys of the contacts, channel by channel. */
static void
order_keys(const Drawn *drawn, uint64_t *keys)
{
	size_t		n = 0;

	for (uint32_t channel = 0; channel < 3; channel++)
		for (size_t i = 0; i < drawn->n; i++)
			if (drawn->channels[i] == channel)
				keys[n++] = channel_key(channel, i);
}

static void
check_request(const Drawn *drawn)
{
	Contact		by_channel[MOST];
	ContactFact facts[MOST];
	ContactFact channel_facts[MOST];
	size_t		origins[MOST];
	uint64_t	keys[MOST];
	JourneyPlace places[MOST];
	JourneyPlace channel_places[MOST];
	JourneyFact journeys[MOST];
	Contact		contacts[MOST];
	Request		request = {
		.n = drawn->n, .contacts = contacts, .channels = keys, .facts = facts, .origins = origins,
		.places = places, .by_channel = by_channel, .channel_facts = channel_facts,
		.channel_places = channel_places, .journeys = journeys
	};
	int64_t		as_of = (int64_t) unit_random(40);

	for (size_t i = 0; i < drawn->n; i++)
		contacts[i] = drawn->contacts[i];
	order_keys(drawn, keys);
	request_judge(&request, drawn->within);
	request_judge_channels(&request, drawn->within);
	request_judge_journeys(&request, drawn->channels, drawn->within, &as_of);
	for (size_t i = 0; i < drawn->n; i++)
	{
		bool		all[MOST];
		bool		own[MOST];
		JourneyPlace place;

		for (size_t j = 0; j < drawn->n; j++)
		{
			all[j] = true;
			own[j] = drawn->channels[j] == drawn->channels[i];
		}
		place = plain_place(drawn, all, i);
		CHECK(equal_places(&places[i], &place));
		place = plain_place(drawn, own, i);
		CHECK(equal_places(&channel_places[i], &place));
		check_journey(drawn, places, as_of, i, &journeys[i]);
	}
}

static void
test_random_requests(void)
{
	unit_random_restart(20261130);
	for (int i = 0; i < 3000; i++)
	{
		Drawn		drawn = draw();

		check_request(&drawn);
	}
}

/* Keys are in the order of channels, whatever their numbers are. */
static void
test_keys(void)
{
	CHECK(channel_key(0, 4294967295u) < channel_key(1, 0));
	CHECK(key_channel(channel_key(4294967295u, 7)) == 4294967295u);
	CHECK(key_index(channel_key(3, 4294967295u)) == 4294967295u);
}

/* The first that speaks decides. */
static void
test_demand(void)
{
	for (int class = 0; class < DEMAND_CLASSES; class++)
		for (int rest = 0; rest < 8; rest++)
		{
			Evidence	evidence = {(DemandClass) class, rest & 1, rest & 2, rest & 4};
			Verdict		verdict = demand_decide(&evidence);
			bool		mapped = class != DEMAND_UNCLASSIFIED;

			CHECK(verdict.assessed == mapped);
			CHECK(verdict.evidence == (mapped ? EVIDENCE_REASON : rest & 1 ? EVIDENCE_MARKER :
									   rest & 2 ? EVIDENCE_BOUNCE : rest & 4 ? EVIDENCE_REPEAT : EVIDENCE_NONE));
			CHECK(verdict.demand == (mapped ? (DemandClass) class : rest ? DEMAND_FAILURE : DEMAND_UNCLASSIFIED));
		}
}

void
test_request(void)
{
	RUN(test_keys());
	RUN(test_random_requests());
	RUN(test_demand());
}
