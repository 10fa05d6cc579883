/*
 * walk_batch.c
 *		Random requests, walked as a caller does, and the plain definitions.
 */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "walk_batch.h"

/* ---- random requests ---- */

static int
compare_starts(const void *left, const void *right)
{
	const Contact *a = left;
	const Contact *b = right;

	return (a->start > b->start) - (a->start < b->start);
}

static void
make_contact(Contact *contact, BatchTimes times)
{
	static const int64_t extremes[] = {
		INT64_MIN, INT64_MIN + 1, INT64_C(-211813488000000000), -1, 0, 1,
		INT64_C(9223371331199999999), INT64_MAX - 1, INT64_MAX
	};

	memset(contact, 0, sizeof(*contact));
	if (times == EXTREME_INSTANTS)
	{
		contact->start = extremes[unit_random(9)];
		contact->end = contact_end(contact->start, unit_random(2), extremes[unit_random(9)]);
	}
	else
	{
		contact->start = (int64_t) unit_random(60) - 20;
		contact->end = contact_end(contact->start, unit_random(4) > 0,
								   contact->start + (int64_t) unit_random(8) - 2);
	}
	contact->kind = unit_random(2) ? CONTACT_HUMAN : CONTACT_DIGITAL;
}

/* One request or several, of one contact or many, those of an instant in any order. */
void
make_batch(Batch *batch, BatchTimes times)
{
	size_t		most = 1 + unit_random(MOST_CONTACTS);
	size_t		a_request = 1 + unit_random(unit_random(2) ? 3 : 40);
	size_t		n = 0;

	while (n < most)
	{
		size_t		first = n;

		n += 1 + unit_random(a_request);
		n = n < most ? n : most;
		for (size_t i = first; i < n; i++)
		{
			make_contact(&batch->contacts[i], times);
			batch->first[i] = first;
			batch->end[i] = n;
		}
		qsort(batch->contacts + first, n - first, sizeof(Contact), compare_starts);
		batch->contacts[first].is_first = true;
	}
	batch->n = n;
}

/* Walk a batch as its callers do: all at once, and step by step. */
void
walk_batch(Batch *batch, uint64_t within)
{
	JourneyStep step = {0};

	memset(batch->facts, 0xa5, sizeof(batch->facts));
	memset(batch->origins, 0xa5, sizeof(batch->origins));
	walk_judge(batch->contacts, batch->n, within, batch->facts);
	walk_origins(batch->contacts, batch->n, within, batch->origins);
	for (size_t i = 0; i < batch->n; i++)
	{
		if (batch->first[i] == i)
			memset(&step, 0, sizeof(step));
		batch->stepped[i] = journey_step(&step, batch->contacts[i].start,
										 batch->contacts[i].end, within);
		batch->journey_no[i] = step.journey_no;
		batch->contact_no[i] = step.contact_no;
	}
}

/* ---- the definitions ---- */

/* Is a time no later than from + within?  A window is no longer than an int64 says. */
bool
plain_no_later(int64_t time, int64_t from, uint64_t within)
{
	if (from > 0 && within > (uint64_t) (INT64_MAX - from))
		return true;			/* that is later than every time */
	return time <= from + (int64_t) within;
}

/* Is from + within no later than as_of? */
bool
plain_mature(const Contact *contact, uint64_t within, int64_t as_of)
{
	if (contact->end > 0 && within > (uint64_t) (INT64_MAX - contact->end))
		return false;
	return contact->end + (int64_t) within <= as_of;
}

/* Does the digital contact d bounce at the human contact h? */
static bool
bounces_at(const Contact *d, const Contact *h, uint64_t within)
{
	return h->start >= d->start && plain_no_later(h->start, d->end, within);
}

bool
plain_bounced(const Batch *batch, size_t i, uint64_t within)
{
	if (batch->contacts[i].kind != CONTACT_DIGITAL)
		return false;
	for (size_t j = batch->first[i]; j < batch->end[i]; j++)
		if (batch->contacts[j].kind == CONTACT_HUMAN &&
			bounces_at(&batch->contacts[i], &batch->contacts[j], within))
			return true;
	return false;
}

/* From an end to a start, of whatever signs. */
static uint64_t
plain_gap(int64_t end, int64_t start)
{
	if (start <= end)
		return 0;
	if (end < 0 && start >= 0)
		return (uint64_t) -(end + 1) + 1 + (uint64_t) start;
	return (uint64_t) (start - end);
}

uint64_t
plain_recontact_after(const Batch *batch, size_t i)
{
	return i + 1 == batch->end[i] ? NO_CONTACT :
		plain_gap(batch->contacts[i].end, batch->contacts[i + 1].start);
}

/* To the earliest human contact of those that start at or after the contact does. */
uint64_t
plain_human_after(const Batch *batch, size_t i)
{
	const Contact *earliest = NULL;

	for (size_t j = batch->first[i]; j < batch->end[i]; j++)
	{
		const Contact *contact = &batch->contacts[j];

		if (contact->kind == CONTACT_HUMAN && contact->start >= batch->contacts[i].start &&
			(earliest == NULL || contact->start < earliest->start))
			earliest = contact;
	}
	return earliest ? plain_gap(batch->contacts[i].end, earliest->start) : NO_CONTACT;
}

/* The last digital contact, in order, that i could have bounced from. */
size_t
plain_origin(const Batch *batch, size_t i, uint64_t within)
{
	for (size_t j = batch->end[i]; j-- > batch->first[i];)
		if (batch->contacts[j].kind == CONTACT_DIGITAL &&
			bounces_at(&batch->contacts[j], &batch->contacts[i], within))
			return j;
	return NO_ORIGIN;
}

/* Does a new journey start at i: is all before it too long over? */
bool
plain_opens(const Batch *batch, size_t i, uint64_t within)
{
	for (size_t j = batch->first[i]; j < i; j++)
		if (plain_no_later(batch->contacts[i].start, batch->contacts[j].end, within))
			return false;
	return true;
}

/* Behind the last contact of the journey that i is in. */
size_t
plain_journey_end(const Batch *batch, size_t i, uint64_t within)
{
	do
		i++;
	while (i < batch->end[i - 1] && !plain_opens(batch, i, within));
	return i;
}
