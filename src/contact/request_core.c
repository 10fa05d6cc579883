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
