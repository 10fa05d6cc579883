/*
 * request_core.c
 *		Judges all contacts of one request, also as their own channels see them.
 */
#include "contact/request_core.h"

/* The contact that stands at a place of the order that the keys say, or of the order of time. */
static inline size_t
index_at(const uint64_t *keys, size_t i)
{
	return keys ? key_index(keys[i]) : i;
}

/* The place of each contact in its journey, by what it was judged. */
static void
find_places(const ContactFact *facts, const uint64_t *keys, size_t n, JourneyPlace *places)
{
	uint64_t	contact_no = 0;
	uint64_t	contacts = 0;

	for (size_t i = 0; i < n; i++)
	{
		JourneyPlace *place = &places[index_at(keys, i)];

		contact_no = facts[i].opens ? 1 : contact_no + 1;
		place->contact_no = contact_no;
		place->recontact_after = facts[i].recontact_after;
	}
	for (size_t i = n; i-- > 0;)
	{
		JourneyPlace *place = &places[index_at(keys, i)];

		if (i + 1 == n || facts[i + 1].opens)
			contacts = place->contact_no;
		place->contacts = contacts;
	}
}

/* Among all contacts of the request. */
void
request_judge(Request *request, uint64_t within)
{
	walk_judge(request->contacts, request->n, within, request->facts);
	walk_origins(request->contacts, request->n, within, request->origins);
	find_places(request->facts, NULL, request->n, request->places);
}

/* Among those of its channel: the keys are in order. */
void
request_judge_channels(Request *request, uint64_t within)
{
	const uint64_t *keys = request->channels;
	size_t		n = request->n;

	for (size_t i = 0; i < n; i++)
	{
		request->by_channel[i] = request->contacts[key_index(keys[i])];
		request->by_channel[i].is_first = i == 0 || key_channel(keys[i]) != key_channel(keys[i - 1]);
	}
	walk_judge(request->by_channel, n, within, request->channel_facts);
	find_places(request->channel_facts, keys, n, request->channel_places);
}

/* The latest end so far, and that of all channels but the one that has it. */
typedef struct LatestEnds
{
	int64_t		end;
	int64_t		other_end;
	uint32_t	channel;
} LatestEnds;

static const LatestEnds no_ends = {INT64_MIN, INT64_MIN, 0};

static void
note_end(LatestEnds *latest, uint32_t channel, int64_t end)
{
	if (channel == latest->channel)
		latest->end = end > latest->end ? end : latest->end;
	else if (end > latest->end)
		*latest = (LatestEnds) {.end = end, .other_end = latest->end, .channel = channel};
	else if (end > latest->other_end)
		latest->other_end = end;
}

static int64_t
end_elsewhere(const LatestEnds *latest, uint32_t channel)
{
	return channel == latest->channel ? latest->other_end : latest->end;
}

/*
 * Two channels have a journey at once where a contact of the one starts before one of the other
 * is over.  Of two that start together, neither may be a mere moment.
 */
static void
find_saturated(Request *request, const uint32_t *channel_of)
{
	LatestEnds	earlier = no_ends;	/* of contacts that start earlier */
	LatestEnds	so_far = no_ends;
	size_t		first = 0;

	for (size_t i = 0; i < request->n; i++)
	{
		const Contact *contact = &request->contacts[i];

		request->journeys[i].is_saturated = false;
		if (request->places[i].contact_no == 1)
		{
			first = i;
			so_far = no_ends;
		}
		if (i == first || contact->start != request->contacts[i - 1].start)
			earlier = so_far;
		if (end_elsewhere(contact->end > contact->start ? &so_far : &earlier, channel_of[i]) > contact->start)
			request->journeys[first].is_saturated = true;
		note_end(&so_far, channel_of[i], contact->end);
	}
}

/* How many human contacts of its journey come before each, and after. */
static void
count_humans(Request *request)
{
	uint64_t	humans = 0;

	for (size_t i = 0; i < request->n; i++)
	{
		humans = request->places[i].contact_no == 1 ? 0 : humans;
		request->journeys[i].humans_before = humans;
		humans += request->contacts[i].kind == CONTACT_HUMAN;
	}
	for (size_t i = request->n; i-- > 0;)
	{
		humans = request->places[i].contact_no == request->places[i].contacts ? 0 : humans;
		request->journeys[i].humans_after = humans;
		humans += request->contacts[i].kind == CONTACT_HUMAN;
	}
}

/* What follows the first session of a channel in a journey follows the others, too. */
static void
find_first_sessions(Request *request, uint64_t within, const int64_t *as_of)
{
	uint64_t	last = UINT64_MAX;	/* channel and journey of the last session */

	for (size_t i = 0; i < request->n; i++)
	{
		size_t		index = key_index(request->channels[i]);
		const Contact *contact = &request->contacts[index];
		uint64_t	session = channel_key(key_channel(request->channels[i]),
										  index - (request->places[index].contact_no - 1));
		bool		counts = contact->kind == CONTACT_DIGITAL && as_of &&
			contact_is_mature(contact->end, within, *as_of);

		request->journeys[index].is_first_session = counts && session != last;
		if (counts)
			last = session;
	}
}

/* Of its journeys as a whole, after they were judged; as_of may not be known. */
void
request_judge_journeys(Request *request, const uint32_t *channel_of, uint64_t within, const int64_t *as_of)
{
	find_saturated(request, channel_of);
	count_humans(request);
	find_first_sessions(request, within, as_of);
}
