/*
 * walk_core.c
 *		Judges contacts by those before and after them.
 */
#include "contact/walk_core.h"

void		(*walk_poll) (void) = NULL;

/* Contacts walked between two polls. */
#define POLL_EVERY 65536

static inline void
poll_at(size_t i)
{
	if (i % POLL_EVERY == POLL_EVERY - 1 && walk_poll)
		walk_poll();
}

/* A gap, or NO_CONTACT where there is nothing to have one to. */
static inline uint64_t
gap_if(bool comes, int64_t end, int64_t next_start)
{
	return contact_gap(end, next_start) | all_bits_if(!comes);
}

/* From the last contact to the first: what comes after each. */
static void
look_ahead(const Contact *contacts, size_t n, ContactFact *facts)
{
	bool		has_next = false;
	bool		has_human = false;
	int64_t		next_start = 0;
	int64_t		human_start = 0;

	for (size_t i = n; i-- > 0;)
	{
		const Contact *contact = &contacts[i];
		bool		is_human = contact->kind == CONTACT_HUMAN;

		poll_at(i);
		has_human |= is_human;
		human_start = either_time(is_human, contact->start, human_start);
		facts[i].human_after = gap_if(has_human, contact->end, human_start);
		facts[i].recontact_after = gap_if(has_next, contact->end, next_start);

		has_next = !contact->is_first;
		has_human &= !contact->is_first;
		next_start = contact->start;
	}
}

/*
 * From the first contact to the last: where journeys open, and what a human
 * contact says of a digital one that starts at the same instant but comes later.
 */
static void
look_back(const Contact *contacts, size_t n, uint64_t within, ContactFact *facts)
{
	int64_t		open_until = 0;
	bool		has_human = false;
	int64_t		human_start = 0;

	for (size_t i = 0; i < n; i++)
	{
		const Contact *contact = &contacts[i];
		bool		is_human = contact->kind == CONTACT_HUMAN;

		poll_at(i);
		facts[i].opens = opens_journey(&open_until, contact->is_first,
									   contact->start, contact->end, within);
		has_human = is_human | (has_human & !contact->is_first);
		human_start = either_time(is_human, contact->start, human_start);
		facts[i].human_after &= ~all_bits_if(has_human & (human_start == contact->start));
	}
}

/* Judge all n contacts of one request or several.  Linear in n. */
void
walk_judge(const Contact *contacts, size_t n, uint64_t within, ContactFact *facts)
{
	look_ahead(contacts, n, facts);
	look_back(contacts, n, within, facts);
}

/* The end of the run of a request's contacts that start at the same instant as the
 * i-th. */
static inline size_t
instant_end(const Contact *contacts, size_t n, size_t i)
{
	int64_t		instant = contacts[i].start;

	do
		i++;
	while (i < n && contacts[i].start == instant && !contacts[i].is_first);
	return i;
}

/*
 * Put a digital contact on top of the origins that later human contacts may
 * have.  One below that ends no later can never be chosen again: the new one
 * comes after it in order and stays in reach at least as long.  So the ends
 * grow from the top down.
 */
static inline size_t
push_origin(const Contact *contacts, size_t *origins, size_t top, size_t i)
{
	while (top != NO_ORIGIN && contacts[top].end <= contacts[i].end)
		top = origins[top];
	origins[i] = top;
	return i;
}

/*
 * The origin of each human contact: the index of a digital one, or NO_ORIGIN.  What
 * is filled in for a digital contact means nothing.  Linear in n.
 */
void
walk_origins(const Contact *contacts, size_t n, uint64_t within, size_t *origins)
{
	size_t		top = NO_ORIGIN;	/* last digital contact still in reach */

	for (size_t from = 0, to; from < n; from = to)
	{
		if (contacts[from].is_first)
			top = NO_ORIGIN;
		to = instant_end(contacts, n, from);
		for (size_t i = from; i < to; i++)
		{
			poll_at(i);
			if (contacts[i].kind == CONTACT_DIGITAL)
				top = push_origin(contacts, origins, top, i);
		}

		/* An origin out of reach now is out of reach for good. */
		while (top != NO_ORIGIN && !starts_within(contacts[top].end, contacts[from].start, within))
			top = origins[top];
		for (size_t i = from; i < to; i++)
			if (contacts[i].kind == CONTACT_HUMAN)
				origins[i] = top;
	}
}
