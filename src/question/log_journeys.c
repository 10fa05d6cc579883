/*
 * log_journeys.c
 *		The shape of journeys in a contact_log: how long they grow, and who hands
 *		over to whom.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "base/row_type.h"
#include "question/log_question.h"

PG_FUNCTION_INFO_V1(log_journey_lengths);
PG_FUNCTION_INFO_V1(log_channel_transitions);

/* A number, or a pair of them, and how often it was seen. */
typedef struct Tally
{
	uint64		key;
	uint64		count;
} Tally;

#define ST_SORT sort_tallies
#define ST_ELEMENT_TYPE Tally
#define ST_COMPARE(a, b) (((a)->key > (b)->key) - ((a)->key < (b)->key))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

static HTAB *
create_tallies(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(uint64);
	control.entrysize = sizeof(Tally);
	control.hcxt = CurrentMemoryContext;
	return hash_create("journeys of a contact_log", 64, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
tally(HTAB *tallies, uint64 key)
{
	bool		found;
	Tally	   *entry = hash_search(tallies, &key, HASH_ENTER, &found);

	if (!found)
		entry->count = 0;
	entry->count++;
}

/* All entries, by key. */
static Tally *
sorted_tallies(HTAB *tallies, long *count)
{
	HASH_SEQ_STATUS status;
	Tally	   *entry;
	Tally	   *result;
	long		i = 0;

	*count = hash_get_num_entries(tallies);
	/* of many channels there may be more pairs than an ordinary allocation holds */
	result = MemoryContextAllocHuge(CurrentMemoryContext, (*count + 1) * sizeof(Tally));
	hash_seq_init(&status, tallies);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		result[i++] = *entry;
	}
	sort_tallies(result, *count);
	return result;
}

/* Open the question of (log, within, as_of, match), and count what visit counts. */
static Tally *
tally_journeys(FunctionCallInfo fcinfo, bool with_details,
			   void (*visit) (void *self, const LogBatch *batch),
			   OpenedQuestion *opened, long *count)
{
	HTAB	   *tallies = create_tallies();
	LogVisitor	visitor = {visit, NULL, tallies};

	question_open(fcinfo, 1, 2, 3, with_details, opened);
	log_walk(opened->log, &opened->question, &visitor);
	return sorted_tallies(tallies, count);
}

static void
count_lengths(void *self, const LogBatch *batch)
{
	size_t		first = 0;		/* contact of the journey at hand */

	for (size_t i = 1; i <= batch->n; i++)
	{
		check_at(i);
		if (i == batch->n || batch->facts[i].opens)
		{
			tally(self, i - first);
			first = i;
		}
	}
}

/* journey_lengths(log, within, as_of, match): (contacts, journeys) */
Datum
log_journey_lengths(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT8OID, INT8OID};
	ResultRows	result;
	OpenedQuestion opened;
	Tally	   *rows;
	long		count;

	result = open_result_rows(fcinfo, types, lengthof(types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	rows = tally_journeys(fcinfo, false, count_lengths, &opened, &count);
	for (long i = 0; i < count; i++)
	{
		Datum		values[lengthof(types)] = {Int64GetDatum(rows[i].key), Int64GetDatum(rows[i].count)};
		bool		nulls[lengthof(types)] = {false, false};

		CHECK_FOR_INTERRUPTS();
		put_result_row(&result, values, nulls);
	}
	return (Datum) 0;
}

/* A pair of channels as one key, in the order of both. */
#define PAIR_BITS 16

static void
count_transitions(void *self, const LogBatch *batch)
{
	const uint64 *record = batch->records;

	for (size_t i = 0; i < batch->n; i++, record += FULL_WORDS)
	{
		check_at(i);
		if (!batch->facts[i].opens)
			tally(self, (uint64) record_channel(record - FULL_WORDS) << PAIR_BITS |
				  record_channel(record));
	}
}

/* channel_transitions(log, within, as_of, match): (from_channel, to_channel, transitions) */
Datum
log_channel_transitions(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {TEXTOID, TEXTOID, INT8OID};
	ResultRows	result;
	OpenedQuestion opened;
	Tally	   *rows;
	long		count;

	result = open_result_rows(fcinfo, types, lengthof(types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	rows = tally_journeys(fcinfo, true, count_transitions, &opened, &count);
	for (long i = 0; i < count; i++)
	{
		Datum		values[lengthof(types)];
		bool		nulls[lengthof(types)] = {false, false, false};

		CHECK_FOR_INTERRUPTS();
		values[0] = channel_datum(opened.log, rows[i].key >> PAIR_BITS, &nulls[0]);
		values[1] = channel_datum(opened.log, rows[i].key & ((1 << PAIR_BITS) - 1), &nulls[1]);
		values[2] = Int64GetDatum(rows[i].count);
		put_result_row(&result, values, nulls);
	}
	return (Datum) 0;
}
