/*
 * contact_set.c
 *		A multiset of contacts of many customers and requests.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "contact_set.h"

#define INITIAL_CAPACITY 4

static inline int
compare_uint64(uint64 a, uint64 b)
{
	return (a > b) - (a < b);
}

static inline int
compare_int64(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

/* Customer and request together, then the order of contacts. */
static inline int
compare_records(const ContactRecord *a, const ContactRecord *b)
{
	int			result = compare_uint64(a->customer, b->customer);

	if (result == 0)
		result = compare_uint64(a->request, b->request);
	if (result == 0)
		result = compare_int64(a->contact.start, b->contact.start);
	if (result == 0)
		result = (int) a->contact.kind - (int) b->contact.kind;
	if (result == 0)
		result = compare_int64(a->contact.end, b->contact.end);
	return result;
}

#define ST_SORT sort_records
#define ST_ELEMENT_TYPE ContactRecord
#define ST_COMPARE(a, b) compare_records(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* Make room for more records than there are. */
void
contact_set_reserve(ContactSet *set, size_t more)
{
	size_t		need = set->count + more;
	size_t		capacity = Max(set->capacity, INITIAL_CAPACITY);

	while (capacity < need)
		capacity *= 2;
	if (capacity > MaxAllocHugeSize / sizeof(ContactRecord))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many contacts in one group: %zu", need)));
	if (capacity == set->capacity)
		return;
	if (set->records)
		set->records = repalloc_huge(set->records, capacity * sizeof(ContactRecord));
	else
		set->records = MemoryContextAllocHuge(set->context,
											  capacity * sizeof(ContactRecord));
	set->capacity = capacity;
}

/* The end of the run of records of the same customer and request. */
static size_t
request_end(const ContactSet *set, size_t first)
{
	const ContactRecord *of = &set->records[first];
	size_t		i = first + 1;

	while (i < set->count && set->records[i].customer == of->customer &&
		   set->records[i].request == of->request)
		i++;
	return i;
}

/*
 * Count over all contacts, of which none starts after as_of.  The set stays the
 * same multiset; its records are in order afterwards.
 */
void
contact_set_tally(ContactSet *set, uint64 within, int64 as_of, WalkTally *tally)
{
	Contact    *contacts = NULL;
	ContactFact *facts = NULL;
	size_t		room = 0;

	if (set->sorted < set->count)
		sort_records(set->records, set->count);
	set->sorted = set->count;

	memset(tally, 0, sizeof(WalkTally));
	for (size_t first = 0, end; first < set->count; first = end)
	{
		size_t		n;

		CHECK_FOR_INTERRUPTS();
		end = request_end(set, first);
		n = end - first;
		if (n > room)
		{
			if (contacts)
			{
				pfree(contacts);
				pfree(facts);
			}
			room = Max(n, 2 * room);
			contacts = palloc_extended(room * sizeof(Contact), MCXT_ALLOC_HUGE);
			facts = palloc_extended(room * sizeof(ContactFact), MCXT_ALLOC_HUGE);
		}
		for (size_t i = 0; i < n; i++)
			contacts[i] = set->records[first + i].contact;
		walk_tally(contacts, n, within, as_of, facts, tally);
	}
	if (contacts)
	{
		pfree(contacts);
		pfree(facts);
	}
}
