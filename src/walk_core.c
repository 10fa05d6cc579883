/*
 * walk_core.c
 *		Walks the ordered contacts of one request, once, and decides what the
 *		others say of each.
 *
 * The definitions are in walk_core.h.  A human contact can only be the
 * bounce-back of a digital one of its own journey (the digital contact's end is
 * no later than the journey's latest end), so a journey can be judged alone.
 */
#include "walk_core.h"

/* Contacts walked between two polls. */
#define POLL_EVERY 65536

void		(*walk_poll) (void) = NULL;

static inline void
poll_at(size_t i)
{
	if (i % POLL_EVERY == POLL_EVERY - 1 && walk_poll)
		walk_poll();
}

/* How many of n ordered contacts, from the first on, make its journey. */
size_t
journey_length(const Contact *contacts, size_t n, uint64_t within)
{
	JourneyStep step = {0};
	size_t		i;

	for (i = 0; i < n; i++)
	{
		poll_at(i);
		if (i > 0 && !journey_goes_on(&step, contacts[i].start, within))
			break;
		journey_step(&step, contacts[i].start, contacts[i].end, within);
	}
	return i;
}

/* The end of the run of contacts that start at the same instant as the i-th. */
static size_t
instant_end(const Contact *contacts, size_t n, size_t i)
{
	int64_t		instant = contacts[i].start;

	while (i < n && contacts[i].start == instant)
		i++;
	return i;
}

/*
 * Put a digital contact on top of the origins that later human contacts may
 * have.  One below that ends no later can never be chosen again: the new one
 * comes after it in order and stays in reach at least as long.  So the ends
 * grow from the top down.  The links are kept in the facts' own origin fields.
 */
static size_t
push_origin(const Contact *contacts, ContactFact *facts, size_t top, size_t i)
{
	while (top != NO_ORIGIN && contacts[top].end <= contacts[i].end)
		top = facts[top].origin;
	facts[i].origin = top;
	return i;
}

/*
 * Judge a journey: n contacts in time order, of any order within one instant.
 * next_start is the start of the request's next contact after the journey, or
 * NULL.  Fills facts[0 .. n-1]; linear in n.
 */
void
journey_judge(const Contact *contacts, size_t n, uint64_t within,
			  const int64_t *next_start, ContactFact *facts)
{
	size_t		top = NO_ORIGIN;	/* last digital contact still in reach */
	size_t		unjudged = 0;	/* first contact with no human one at or after */

	for (size_t from = 0, to; from < n; from = to)
	{
		int64_t		instant = contacts[from].start;
		bool		has_human = false;

		to = instant_end(contacts, n, from);
		for (size_t i = from; i < to; i++)
		{
			const int64_t *next = i + 1 < n ? &contacts[i + 1].start : next_start;

			poll_at(i);
			facts[i].followed = next != NULL;
			facts[i].recontact_after = next ? contact_gap(contacts[i].end, *next) : 0;
			facts[i].bounced = false;
			if (contacts[i].kind == CONTACT_DIGITAL)
				top = push_origin(contacts, facts, top, i);
			else
				has_human = true;
		}
		if (!has_human)
			continue;

		/* The first human contact at or after a digital one decides for it. */
		for (; unjudged < to; unjudged++)
			if (contacts[unjudged].kind == CONTACT_DIGITAL)
				facts[unjudged].bounced =
					starts_within(contacts[unjudged].end, instant, within);

		/* An origin out of reach now is out of reach for good. */
		while (top != NO_ORIGIN && !starts_within(contacts[top].end, instant, within))
			top = facts[top].origin;
		for (size_t i = from; i < to; i++)
			if (contacts[i].kind == CONTACT_HUMAN)
				facts[i].origin = top;
	}
}

/*
 * For each digital contact, the time from its end to the first human contact that
 * starts at or after its own start, or NO_HUMAN: what bounced is decided by, for
 * all windows at once.  The contacts are in order, digital before human where they
 * start together; what is filled in for a human contact means nothing.
 */
void
next_human_gaps(const Contact *contacts, size_t n, uint64_t *gaps)
{
	bool		has_human = false;
	int64_t		human_start = 0;

	for (size_t i = n; i-- > 0;)
	{
		if (contacts[i].kind == CONTACT_HUMAN)
		{
			has_human = true;
			human_start = contacts[i].start;
		}
		gaps[i] = has_human ? contact_gap(contacts[i].end, human_start) : NO_HUMAN;
	}
}
