/*
 * walk_core.h
 *		The one place that decides what a contact is: bounced, followed, part of
 *		which journey.
 *
 * All contacts handed to this module are of one request and in time order:
 *
 *	Gap			from the end of one contact to the start of the next; an overlap is
 *				a gap of 0.
 *	Within		a gap of exactly the window is inside, one microsecond more is
 *				outside.
 *	Journey		a maximal chain of contacts in which each starts within the window
 *				after the latest end so far.
 *	Bounce		a digital contact bounces when a human contact starts at or after it
 *				starts, and within the window after it ends.
 *	Origin		of a human contact: the last digital contact, in order, that it could
 *				have bounced from.
 *	Mature		the whole window after the contact's end has passed at as_of.
 *
 * Contacts that start at the same instant are judged as a group: whether one of
 * them bounced does not depend on their order.
 *
 * Times are microseconds.  A gap is unsigned, for two instants of PostgreSQL's
 * range can be further apart than an int64 can say.  Nothing here allocates, and
 * nothing needs a server.
 */
#ifndef WALK_CORE_H
#define WALK_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ContactKind
{
	CONTACT_DIGITAL,			/* no person answers */
	CONTACT_HUMAN				/* a person does */
} ContactKind;

typedef struct Contact
{
	int64_t		start;
	int64_t		end;			/* never before start: see contact_end() */
	ContactKind kind;
} Contact;

/* No contact of the journey: what a human contact has that bounced from none. */
#define NO_ORIGIN SIZE_MAX

/* What a journey's other contacts say of one of them. */
typedef struct ContactFact
{
	uint64_t	recontact_after;	/* gap to the next contact, if followed */
	size_t		origin;			/* human: index in the journey of the digital
								 * contact it bounced from, or NO_ORIGIN */
	bool		followed;		/* another contact of the request comes after */
	bool		bounced;		/* digital: a human contact came within the window */
} ContactFact;

/* The end that counts: a missing or reversed one is the start. */
static inline int64_t
contact_end(int64_t start, bool has_end, int64_t end)
{
	return has_end && end > start ? end : start;
}

/* Elapsed time from an end to a later start; 0 where they overlap. */
static inline uint64_t
contact_gap(int64_t end, int64_t next_start)
{
	return next_start > end ? (uint64_t) next_start - (uint64_t) end : 0;
}

/* Does a start still belong to what was busy until then? */
static inline bool
starts_within(int64_t busy_until, int64_t start, uint64_t within)
{
	return contact_gap(busy_until, start) <= within;
}

/* Is "nobody came back" a fact at as_of? */
static inline bool
contact_is_mature(int64_t end, uint64_t within, int64_t as_of)
{
	return as_of >= end && (uint64_t) as_of - (uint64_t) end >= within;
}

/*
 * Where the walk along a request has come to.  A zeroed one stands before the
 * first contact.
 */
typedef struct JourneyStep
{
	int64_t		busy_until;		/* latest end in this journey so far */
	uint64_t	journey_no;		/* of this contact: 1 for the first journey */
	uint64_t	contact_no;		/* its position in the journey, from 1 */
} JourneyStep;

/* Would a contact that starts then be of the journey walked so far? */
static inline bool
journey_goes_on(const JourneyStep *step, int64_t start, uint64_t within)
{
	return step->journey_no > 0 && starts_within(step->busy_until, start, within);
}

/* Take one step, to the next contact in order. */
static inline void
journey_step(JourneyStep *step, int64_t start, int64_t end, uint64_t within)
{
	if (journey_goes_on(step, start, within))
	{
		step->contact_no++;
		if (end > step->busy_until)
			step->busy_until = end;
	}
	else
	{
		step->journey_no++;
		step->contact_no = 1;
		step->busy_until = end;
	}
}

/*
 * Called now and then in a long walk, where it is set: a server uses it to let
 * itself be interrupted.  It may not return.
 */
extern void (*walk_poll) (void);

/* Contacts walked between two polls. */
#define POLL_EVERY 65536

static inline void
poll_at(size_t i)
{
	if (i % POLL_EVERY == POLL_EVERY - 1 && walk_poll)
		walk_poll();
}

/* How many of n ordered contacts, from the first on, make its journey. */
static inline size_t
journey_length(const Contact *contacts, size_t n, uint64_t within)
{
	JourneyStep step = {0};
	size_t		i;

	if (n == 1)
		return 1;				/* as most requests are */
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
static inline size_t
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
static inline size_t
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
 * NULL.  Fills facts[0 .. n-1], origin only where origins; linear in n.
 *
 * A human contact can only be the bounce-back of a digital one of its own journey
 * (the digital contact's end is no later than the journey's latest end), so a
 * journey can be judged alone.
 */
static inline void
journey_judge_with(const Contact *contacts, size_t n, uint64_t within,
				   const int64_t *next_start, bool origins, ContactFact *facts)
{
	size_t		top = NO_ORIGIN;	/* last digital contact still in reach */
	size_t		unjudged = 0;	/* first contact with no human one at or after */

	/* Most journeys: nothing comes before the contact, or at once, to judge it by. */
	if (n == 1)
	{
		facts->followed = next_start != NULL;
		facts->recontact_after = next_start ? contact_gap(contacts->end, *next_start) : 0;
		facts->bounced = false;
		facts->origin = NO_ORIGIN;
		return;
	}

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
			if (contacts[i].kind == CONTACT_HUMAN)
				has_human = true;
			else if (origins)
				top = push_origin(contacts, facts, top, i);
		}
		if (!has_human)
			continue;

		/* The first human contact at or after a digital one decides for it. */
		for (; unjudged < to; unjudged++)
			if (contacts[unjudged].kind == CONTACT_DIGITAL)
				facts[unjudged].bounced =
					starts_within(contacts[unjudged].end, instant, within);

		if (!origins)
			continue;

		/* An origin out of reach now is out of reach for good. */
		while (top != NO_ORIGIN && !starts_within(contacts[top].end, instant, within))
			top = facts[top].origin;
		for (size_t i = from; i < to; i++)
			if (contacts[i].kind == CONTACT_HUMAN)
				facts[i].origin = top;
	}
}

/* The same with origins. */
static inline void
journey_judge(const Contact *contacts, size_t n, uint64_t within,
			  const int64_t *next_start, ContactFact *facts)
{
	journey_judge_with(contacts, n, within, next_start, true, facts);
}

/* By what contacts are judged. */
typedef struct WalkFrame
{
	uint64_t	within;
	int64_t		as_of;
	int64_t		beginning;		/* of the data */
} WalkFrame;

/* Counts over contacts and journeys, ready to be divided. */
typedef struct WalkTally
{
	uint64_t	digital;		/* mature digital contacts */
	uint64_t	bounced;		/* of these, bounced */
	uint64_t	digital_immature;	/* digital contacts that are not mature */
	uint64_t	digital_truncated;	/* of the mature, first of a journey that may
									 * have begun before the data */
	uint64_t	journeys;		/* journeys whose first contact is mature */
	uint64_t	resolved_first; /* of these, with no second contact */
	uint64_t	journeys_immature;	/* journeys whose first contact is not */
	uint64_t	journeys_truncated; /* of the mature, those that may have begun
									 * before the data */
	uint64_t	contacts;		/* mature contacts */
	uint64_t	not_followed;	/* of these, not followed within the window */
} WalkTally;

/* May a journey that begins then have begun before the data does? */
static inline bool
is_left_truncated(const WalkFrame *frame, int64_t start)
{
	return starts_within(frame->beginning, start, frame->within);
}

/* Count a contact. */
static inline void
tally_contact(WalkTally *tally, const WalkFrame *frame, const Contact *contact,
			  const ContactFact *fact, bool is_first)
{
	bool		is_digital = contact->kind == CONTACT_DIGITAL;

	if (!contact_is_mature(contact->end, frame->within, frame->as_of))
	{
		tally->digital_immature += is_digital;
		return;
	}
	tally->contacts++;
	tally->not_followed += !(fact->followed && fact->recontact_after <= frame->within);
	tally->digital += is_digital;
	tally->bounced += fact->bounced;
	tally->digital_truncated += is_digital && is_first &&
		is_left_truncated(frame, contact->start);
}

/* Count a journey of so many contacts. */
static inline void
tally_journey(WalkTally *tally, const WalkFrame *frame, const Contact *first, size_t length)
{
	if (!contact_is_mature(first->end, frame->within, frame->as_of))
	{
		tally->journeys_immature++;
		return;
	}
	tally->journeys++;
	tally->resolved_first += length == 1;
	tally->journeys_truncated += is_left_truncated(frame, first->start);
}

/* What a tally says. */
typedef enum WalkRate
{
	BOUNCE_RATE,
	GLOBAL_FCR,
	NEXT_CONTACT_AVOIDANCE
} WalkRate;

/* A rate of a tally; not known where nothing could be judged. */
static inline double
walk_rate(const WalkTally *tally, WalkRate rate, bool *known)
{
	uint64_t	numerator = rate == BOUNCE_RATE ? tally->bounced :
		rate == GLOBAL_FCR ? tally->resolved_first : tally->not_followed;
	uint64_t	denominator = rate == BOUNCE_RATE ? tally->digital :
		rate == GLOBAL_FCR ? tally->journeys : tally->contacts;

	*known = denominator > 0;
	return *known ? (double) numerator / (double) denominator : 0;
}

extern void next_human_gaps(const Contact *contacts, size_t n, uint64_t *gaps);

/* In place of a gap: no human contact comes. */
#define NO_HUMAN UINT64_MAX

#endif							/* WALK_CORE_H */
