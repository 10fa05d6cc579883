/*
 * walk_batch.h
 *		Contacts of several requests, one after the other, and what the definitions,
 *		written out plainly, say of each.
 */
#ifndef WALK_BATCH_H
#define WALK_BATCH_H

#include "contact/walk_core.h"

#define MOST_CONTACTS 120

typedef struct Batch
{
	Contact		contacts[MOST_CONTACTS];
	size_t		first[MOST_CONTACTS];	/* of the contact's request, */
	size_t		end[MOST_CONTACTS]; /* and behind its last */
	size_t		n;
	/* what the walk says */
	ContactFact facts[MOST_CONTACTS];
	size_t		origins[MOST_CONTACTS];
	uint64_t	journey_no[MOST_CONTACTS];
	uint64_t	contact_no[MOST_CONTACTS];
	bool		stepped[MOST_CONTACTS]; /* to a new journey */
} Batch;

/* Times of a batch: few instants, so that ties, overlaps and exact gaps are many, or
 * the ends of what an int64 says. */
typedef enum BatchTimes
{
	FEW_INSTANTS,
	EXTREME_INSTANTS
} BatchTimes;

extern void make_batch(Batch *batch, BatchTimes times);
extern void walk_batch(Batch *batch, uint64_t within);

extern bool plain_no_later(int64_t time, int64_t from, uint64_t within);
extern bool plain_mature(const Contact *contact, uint64_t within, int64_t as_of);
extern bool plain_bounced(const Batch *batch, size_t i, uint64_t within);
extern uint64_t plain_recontact_after(const Batch *batch, size_t i);
extern uint64_t plain_human_after(const Batch *batch, size_t i);
extern size_t plain_origin(const Batch *batch, size_t i, uint64_t within);
extern bool plain_opens(const Batch *batch, size_t i, uint64_t within);
extern size_t plain_journey_end(const Batch *batch, size_t i, uint64_t within);

#endif							/* WALK_BATCH_H */
