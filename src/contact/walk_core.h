/*
 * walk_core.h
 *		The one place that decides what a contact is: bounced, followed, part of
 *		which journey.
 *
 * Contacts are handed to this module request by request, each in time order:
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
 * Whether one of several contacts that start at the same instant bounced does not
 * depend on their order.
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

#include "base/branchless_core.h"

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
	bool		is_first;		/* of its request: nothing before it counts */
} Contact;

/* In place of a gap: no such contact comes. */
#define NO_CONTACT UINT64_MAX

/* What the other contacts of its request say of one. */
typedef struct ContactFact
{
	uint64_t	recontact_after;	/* gap to the next contact, or NO_CONTACT */
	uint64_t	human_after;	/* gap to the first human contact that starts at or
								 * after its own start, or NO_CONTACT; means
								 * nothing for a human contact */
	bool		opens;			/* it is the first of a journey */
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

/* The last instant at which what ends then can be followed in time. */
static inline int64_t
followed_until(int64_t end, uint64_t within)
{
	int64_t		until;

	return __builtin_add_overflow(end, within, &until) ? INT64_MAX : until;
}

/* Does a start come within the window after an end? */
static inline bool
starts_within(int64_t end, int64_t start, uint64_t within)
{
	return start <= followed_until(end, within);
}

/* Is "nobody came back" a fact at as_of? */
static inline bool
contact_is_mature(int64_t end, uint64_t within, int64_t as_of)
{
	return (as_of >= end) & ((uint64_t) as_of - (uint64_t) end >= within);
}

/*
 * Does a contact open a journey?  open_until is until when a contact can be of the
 * journey so far, and is moved along; a request's first contact does not look at it.
 */
static inline bool
opens_journey(int64_t *open_until, bool is_first, int64_t start, int64_t end, uint64_t within)
{
	bool		opens = is_first | (start > *open_until);
	int64_t		until = followed_until(end, within);
	int64_t		before = either_time(is_first, INT64_MIN, *open_until);

	/* where one opens, it begins after the one before can go on */
	*open_until = until > before ? until : before;
	return opens;
}

/*
 * Where the walk along a request has come to.  A zeroed one stands before the
 * first contact.
 */
typedef struct JourneyStep
{
	int64_t		open_until;		/* see opens_journey() */
	uint64_t	journey_no;		/* of this contact: 1 for the first journey */
	uint64_t	contact_no;		/* its position in the journey, from 1 */
} JourneyStep;

/* Take one step, to the next contact in order; does it open a journey? */
static inline bool
journey_step(JourneyStep *step, int64_t start, int64_t end, uint64_t within)
{
	bool		opens = opens_journey(&step->open_until, step->journey_no == 0,
									  start, end, within);

	step->journey_no += opens;
	step->contact_no = opens ? 1 : step->contact_no + 1;
	return opens;
}

/*
 * Called now and then in a long walk, where it is set: a server uses it to let
 * itself be interrupted.  It may not return.
 */
extern void (*walk_poll) (void);

/* What a human contact has as its origin that bounced from none. */
#define NO_ORIGIN SIZE_MAX

extern void walk_judge(const Contact *contacts, size_t n, uint64_t within, ContactFact *facts);
extern void walk_origins(const Contact *contacts, size_t n, uint64_t within, size_t *origins);

/* Did a contact bounce: is it digital, and did a human one come in time? */
static inline bool
contact_bounced(const Contact *contact, const ContactFact *fact, uint64_t within)
{
	return (contact->kind == CONTACT_DIGITAL) & (fact->human_after <= within);
}

/* Does the next contact start within the window, where there is one after such a gap? */
static inline bool
followed_within(uint64_t recontact_after, uint64_t within)
{
	return recontact_after <= within;
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
	uint64_t	judged;			/* all contacts, mature or not; counted batch by batch,
								 * by whoever has them */
} WalkTally;

/* Was any contact a human one? */
static inline bool
tally_has_human(const WalkTally *tally)
{
	return tally->judged > tally->digital + tally->digital_immature;
}

/* May a journey that begins then have begun before the data does? */
static inline bool
is_left_truncated(const WalkFrame *frame, int64_t start)
{
	return starts_within(frame->beginning, start, frame->within);
}

/*
 * Count a contact, and the journey that it opens.  A journey has a second contact
 * where its first one is followed within the window.
 */
static inline void
tally_contact(WalkTally *tally, const WalkFrame *frame, const Contact *contact,
			  const ContactFact *fact)
{
	bool		digital = contact->kind == CONTACT_DIGITAL;
	bool		mature = contact_is_mature(contact->end, frame->within, frame->as_of);
	bool		not_followed = !followed_within(fact->recontact_after, frame->within);
	bool		truncated = fact->opens & is_left_truncated(frame, contact->start);

	tally->contacts += mature;
	tally->not_followed += mature & not_followed;
	tally->digital += mature & digital;
	tally->bounced += mature & contact_bounced(contact, fact, frame->within);
	tally->digital_immature += !mature & digital;
	tally->digital_truncated += mature & digital & truncated;
	tally->journeys += mature & fact->opens;
	tally->resolved_first += mature & fact->opens & not_followed;
	tally->journeys_immature += !mature & fact->opens;
	tally->journeys_truncated += mature & truncated;
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

#endif							/* WALK_CORE_H */
