/*
 * request_core.h
 *		All contacts of one request, each judged among all of them, and among those of its
 *		own channel.
 *
 * A silo sees its own channel alone.  What that says of a contact is told by the same walk,
 * over contacts that are put channel by channel:
 *
 *		order of time		app  phone  app  app  phone
 *		by channel			app  app  app | phone  phone
 *
 * Memory is the caller's, and linear in the contacts; so is the time.
 */
#ifndef REQUEST_CORE_H
#define REQUEST_CORE_H

#include "contact/walk_core.h"

/* Where a contact stands in its journey. */
typedef struct JourneyPlace
{
	uint64_t	contact_no;		/* position, from 1 */
	uint64_t	contacts;		/* of the journey */
	uint64_t	recontact_after;	/* gap to the next contact, or NO_CONTACT */
} JourneyPlace;

/* What is told of a contact's journey as a whole. */
typedef struct JourneyFact
{
	uint64_t	humans_before;	/* human contacts before it */
	uint64_t	humans_after;
	bool		is_first_session;	/* the first mature digital contact of its channel */
	bool		is_saturated;	/* it opens the journey, which two channels had at once */
} JourneyFact;

typedef struct Request
{
	size_t		n;
	Contact    *contacts;		/* in order of time */
	uint64_t   *channels;		/* of each: its number, and its index below; see channel_key() */
	ContactFact *facts;
	size_t	   *origins;
	JourneyPlace *places;
	Contact    *by_channel;		/* the same contacts, channel by channel */
	ContactFact *channel_facts;
	JourneyPlace *channel_places;	/* in order of time */
	JourneyFact *journeys;
} Request;

/* A channel's number, below 2^32, and the index of a contact: in order of these, contacts
 * are channel by channel. */
static inline uint64_t
channel_key(uint32_t channel, size_t index)
{
	return (uint64_t) channel << 32 | (uint32_t) index;
}

static inline uint32_t
key_channel(uint64_t key)
{
	return (uint32_t) (key >> 32);
}

static inline size_t
key_index(uint64_t key)
{
	return (uint32_t) key;
}

extern void request_judge(Request *request, uint64_t within);
extern void request_judge_channels(Request *request, uint64_t within);
extern void request_judge_journeys(Request *request, const uint32_t *channel_of, uint64_t within,
								   const int64_t *as_of);

#endif							/* REQUEST_CORE_H */
