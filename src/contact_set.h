/*
 * contact_set.h
 *		A multiset of contacts of many customers and requests.
 *
 * Contacts are appended in any order, and sorted when a question is asked: so
 * that it does not matter how they came, nor through how many workers.
 */
#ifndef CONTACT_SET_H
#define CONTACT_SET_H

#include "walk_core.h"

typedef struct ContactRecord
{
	uint64		customer;		/* fingerprints */
	uint64		request;
	Contact		contact;
} ContactRecord;

typedef struct ContactSet
{
	MemoryContext context;		/* where the records live */
	ContactRecord *records;
	size_t		count;
	size_t		capacity;
	size_t		sorted;			/* records in order, from the first on */
} ContactSet;

extern void contact_set_reserve(ContactSet *set, size_t more);
extern void contact_set_tally(ContactSet *set, uint64 within, int64 as_of,
							  WalkTally *tally);

static inline void
contact_set_append(ContactSet *set, const ContactRecord *record)
{
	if (unlikely(set->count == set->capacity))
		contact_set_reserve(set, 1);
	set->records[set->count++] = *record;
}

#endif							/* CONTACT_SET_H */
