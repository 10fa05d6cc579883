/*
 * log_walk.c
 *		Hands the contacts of a log to the walk, and its journeys to a visitor.
 *
 * Contacts come sorted by customer, request and time.  Where any contact of a
 * customer is the same request, those of all its requests are gathered and put
 * in order of time again.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "log_walk.h"

#define INITIAL_ROOM 64

/* A contact with its details, to be sorted. */
typedef struct DetailedContact
{
	Contact		contact;
	uint16		channel;
	uint64		handle;
} DetailedContact;

/* The contacts of the request at hand, and room to judge them. */
typedef struct Gathering
{
	const LogQuestion *question;
	const LogVisitor *visitor;
	WalkTally  *tally;			/* count here instead of showing the visitor */
	uint64		customer;		/* fingerprints */
	uint64		request;
	size_t		n;
	size_t		room;
	bool		unordered;		/* contacts of several requests */
	Contact    *contacts;
	ContactFact *facts;
	uint16	   *channels;
	uint64	   *handles;
} Gathering;

static inline int
compare_detailed(const DetailedContact *a, const DetailedContact *b)
{
	if (a->contact.start != b->contact.start)
		return a->contact.start < b->contact.start ? -1 : 1;
	if (a->contact.kind != b->contact.kind)
		return a->contact.kind < b->contact.kind ? -1 : 1;
	if (a->contact.end != b->contact.end)
		return a->contact.end < b->contact.end ? -1 : 1;
	if (a->channel != b->channel)
		return a->channel < b->channel ? -1 : 1;
	return log_compare_handles(a->handle, b->handle);
}

#define ST_SORT sort_detailed
#define ST_ELEMENT_TYPE DetailedContact
#define ST_COMPARE(a, b) compare_detailed(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

static void
enlarge(Gathering *gathering)
{
	size_t		room = gathering->room ? gathering->room * 2 : INITIAL_ROOM;

	if (room > MaxAllocHugeSize / sizeof(DetailedContact))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many contacts of one request: %zu", gathering->n)));
	if (gathering->room == 0)
	{
		gathering->contacts = palloc(room * sizeof(Contact));
		gathering->facts = palloc(room * sizeof(ContactFact));
		gathering->channels = palloc(room * sizeof(uint16));
		gathering->handles = palloc(room * sizeof(uint64));
	}
	else
	{
		gathering->contacts = repalloc_huge(gathering->contacts, room * sizeof(Contact));
		gathering->facts = repalloc_huge(gathering->facts, room * sizeof(ContactFact));
		gathering->channels = repalloc_huge(gathering->channels, room * sizeof(uint16));
		gathering->handles = repalloc_huge(gathering->handles, room * sizeof(uint64));
	}
	gathering->room = room;
}

/* Put contacts of several requests in one order of time. */
static void
put_in_order(Gathering *gathering)
{
	DetailedContact *sorted = palloc_extended(gathering->n * sizeof(DetailedContact),
											  MCXT_ALLOC_HUGE);

	for (size_t i = 0; i < gathering->n; i++)
	{
		sorted[i].contact = gathering->contacts[i];
		sorted[i].channel = gathering->question->with_details ? gathering->channels[i] : 0;
		sorted[i].handle = gathering->question->with_details ? gathering->handles[i] : NO_HANDLE;
	}
	sort_detailed(sorted, gathering->n);
	for (size_t i = 0; i < gathering->n; i++)
	{
		gathering->contacts[i] = sorted[i].contact;
		gathering->channels[i] = sorted[i].channel;
		gathering->handles[i] = sorted[i].handle;
	}
	pfree(sorted);
}

/* Count a journey and its contacts. */
static inline void
count_journey(WalkTally *tally, const WalkFrame *frame, const Contact *contacts,
			  const ContactFact *facts, size_t length)
{
	tally_journey(tally, frame, contacts, length);
	for (size_t i = 0; i < length; i++)
		tally_contact(tally, frame, &contacts[i], &facts[i], i == 0);
}

/* All contacts of a request are there: judge them, and count or show them. */
static void
finish_request(Gathering *gathering)
{
	const LogVisitor *visitor = gathering->visitor;
	uint64		within = gathering->question->frame.within;
	LogJourney	journey;

	if (gathering->unordered)
		put_in_order(gathering);
	journey.request = gathering->request;
	for (size_t first = 0; first < gathering->n; first += journey.length)
	{
		size_t		rest = gathering->n - first;

		journey.contacts = gathering->contacts + first;
		journey.facts = gathering->facts + first;
		journey.channels = gathering->channels + first;
		journey.handles = gathering->handles + first;
		journey.length = rest;
		if (within > 0)
		{
			journey.length = journey_length(journey.contacts, rest, within);
			journey_judge_with(journey.contacts, journey.length, within,
						  journey.length < rest ? &journey.contacts[journey.length].start : NULL,
						  gathering->question->with_details, gathering->facts + first);
		}
		if (gathering->tally)
			count_journey(gathering->tally, &gathering->question->frame, journey.contacts,
						  journey.facts, journey.length);
		else
			visitor->journey(visitor->self, &journey);
	}
	gathering->n = 0;
	gathering->unordered = false;
}

/* Take in the i-th contact of a block, which exists and is in scope. */
static inline void
gather(Gathering *gathering, const LogBlock *block, int i)
{
	Contact    *contact;

	if (unlikely(gathering->n == gathering->room))
		enlarge(gathering);
	contact = &gathering->contacts[gathering->n];
	contact->start = block->start[i];
	contact->end = block->start[i] + (int64) block->length[i];
	contact->kind = block->human[i] ? CONTACT_HUMAN : CONTACT_DIGITAL;
	if (gathering->question->with_details)
	{
		gathering->channels[gathering->n] = block->channel[i];
		gathering->handles[gathering->n] = block->handle[i];
	}
	gathering->n++;
}

static void
show_unlinkable(const LogVisitor *visitor, const LogQuestion *question,
				const LogBlock *block, int i)
{
	Contact		contact;

	if (visitor->unlinkable == NULL)
		return;
	contact.start = block->start[i];
	contact.end = block->start[i] + (int64) block->length[i];
	contact.kind = block->human[i] ? CONTACT_HUMAN : CONTACT_DIGITAL;
	visitor->unlinkable(visitor->self, &contact,
						question->with_details ? block->channel[i] : 0);
}

/* A block of which every contact counts, each with its own request. */
static void
gather_whole(Gathering *gathering, const LogBlock *block)
{
	for (int i = 0; i < block->n; i++)
	{
		if (block->new_request[i] && gathering->n > 0)
			finish_request(gathering);
		gather(gathering, block, i);
	}
}

/* A block of which some contacts may not exist, be out of scope or unlinkable. */
static void
gather_some(Gathering *gathering, const LogBlock *block, bool keyed)
{
	const LogQuestion *question = gathering->question;

	for (int i = 0; i < block->n; i++)
	{
		if (block->new_request[i])
		{
			bool		is_next = !question->by_customer ||
				block->customer[i] != gathering->customer;

			if (gathering->n > 0 && is_next)
				finish_request(gathering);
			gathering->unordered = gathering->n > 0;
			gathering->customer = block->customer[i];
			gathering->request = question->by_customer || keyed ? NULL_FINGERPRINT :
				block->request[i];
		}
		if (block->start[i] > question->frame.as_of ||
			(question->in_scope && !question->in_scope[block->channel[i]]))
			continue;
		if (!keyed && (block->customer[i] == NULL_FINGERPRINT ||
					   (!question->by_customer && block->request[i] == NULL_FINGERPRINT)))
			show_unlinkable(gathering->visitor, question, block, i);
		else
			gather(gathering, block, i);
	}
}

static void
walk(LogState *state, Gathering *gathering)
{
	const LogQuestion *question = gathering->question;
	LogSource  *source = log_state_source(state, !question->with_details);
	LogBlock   *block = palloc(sizeof(LogBlock));
	bool		is_whole = state->totals.keyed && question->frame.as_of >= state->totals.last_end;

	enlarge(gathering);
	while (source->next(source, block))
	{
		CHECK_FOR_INTERRUPTS();
		if (is_whole)
			gather_whole(gathering, block);
		else
			gather_some(gathering, block, state->totals.keyed);
	}
	if (gathering->n > 0)
		finish_request(gathering);
}

/*
 * Show a visitor all journeys of a log, and all contacts that are of none because
 * they cannot be linked.
 */
void
log_walk(LogState *state, const LogQuestion *question, const LogVisitor *visitor)
{
	Gathering	gathering = {.question = question, .visitor = visitor};

	walk(state, &gathering);
}

static void
count_unlinkable(void *self, const Contact *contact, uint16 channel)
{
	(*(uint64 *) self)++;
}

/* Count over all contacts and journeys, and the unlinkable contacts unless NULL. */
void
log_tally(LogState *state, const LogQuestion *question, WalkTally *tally, uint64 *unlinkable)
{
	LogVisitor	visitor = {NULL, unlinkable ? count_unlinkable : NULL, unlinkable};
	Gathering	gathering = {.question = question, .visitor = &visitor, .tally = tally};

	memset(tally, 0, sizeof(WalkTally));
	if (unlinkable)
		*unlinkable = 0;
	walk(state, &gathering);
}
