/*
 * log_tail.c
 *		The contacts of a log's state as they came, not in order yet.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "log/log_tail.h"

/* So many records are kept in one array; more go to buckets. */
#define LINEAR_MOST 32768
#define LINEAR_INITIAL 64

/* Pages are cut from slabs, so that they cost no memory of their own. */
#define SLAB_SIZE (128 * LOG_PAGE_SIZE)

/* Give a bucket another page. */
void
log_tail_add_page(LogState *state, LogBucket *bucket)
{
	LogPage    *page;

	if (state->page_slab_left == 0)
	{
		state->page_slab = MemoryContextAlloc(state->tail_context, SLAB_SIZE);
		state->page_slab_left = SLAB_SIZE;
	}
	page = (LogPage *) state->page_slab;
	state->page_slab += LOG_PAGE_SIZE;
	state->page_slab_left -= LOG_PAGE_SIZE;

	page->next = NULL;
	if (bucket->last)
		bucket->last->next = page;
	else
		bucket->first = page;
	bucket->last = page;
	bucket->room = LOG_PAGE_RECORDS(state->words);
}

/* Make room for one more record in the linear tail, or go over to buckets. */
void
log_tail_grow(LogState *state)
{
	size_t		capacity = state->linear_capacity;

	/* only a tail that may be spilled is ever let go of by itself */
	if (state->tail_context == NULL)
		state->tail_context = state->memory_limit == 0 ? state->context :
			AllocSetContextCreate(state->context, "contacts not sorted yet",
								  ALLOCSET_DEFAULT_SIZES);
	if (capacity == LINEAR_MOST)
	{
		state->buckets = MemoryContextAllocZero(state->tail_context,
												LOG_BUCKETS * sizeof(LogBucket));
		for (size_t i = 0; i < state->tail_count; i++)
			append_to_bucket(state, state->linear + i * state->words, state->words);
		pfree(state->linear);
		state->linear = NULL;
		state->linear_capacity = 0;
		return;
	}
	capacity = capacity ? capacity * 2 : LINEAR_INITIAL;
	state->linear = state->linear ?
		repalloc(state->linear, capacity * state->words * sizeof(uint64)) :
		MemoryContextAlloc(state->tail_context, capacity * state->words * sizeof(uint64));
	state->linear_capacity = capacity;
}

/* Add a contact likewise, of either sort of log. */
void
log_state_append(LogState *state, const uint64 *record)
{
	if (state->words == KEYED_WORDS)
		log_tail_append(state, record, KEYED_WORDS);
	else
		log_tail_append(state, record, FULL_WORDS);
}

/* Add full records whose channels channel_of gives as this state numbers them. */
static void
pour_renumbered(LogState *state, const uint64 *records, size_t n, const uint16 *channel_of)
{
	for (size_t i = 0; i < n; i++, records += FULL_WORDS)
	{
		uint64		record[FULL_WORDS];

		memcpy(record, records, sizeof(record));
		record[FULL_WORDS - 1] = record_renumbered(record[FULL_WORDS - 1],
												   channel_of[record_channel(record)]);
		log_tail_append(state, record, FULL_WORDS);
	}
}

/*
 * Add records, those of another state with the map from its channels to this one's,
 * or NULL where these are the same.
 */
void
log_state_pour_records(LogState *state, const uint64 *records, size_t n,
					   const uint16 *channel_of)
{
	if (state->words == KEYED_WORDS)
		for (size_t i = 0; i < n; i++)
			log_tail_append(state, records + i * KEYED_WORDS, KEYED_WORDS);
	else if (channel_of)
		pour_renumbered(state, records, n, channel_of);
	else
		for (size_t i = 0; i < n; i++)
			log_tail_append(state, records + i * FULL_WORDS, FULL_WORDS);
}

/* Add records of one bucket, whose channels are this state's, a page at a time. */
static void
pour_page(LogState *state, int number, const uint64 *records, size_t n)
{
	LogBucket  *bucket = &state->buckets[number];
	size_t		words = state->words;

	state->tail_count += n;
	state->totals.contacts += n;
	for (size_t piece; n > 0; n -= piece, records += piece * words)
	{
		if (bucket->room == 0)
			log_tail_add_page(state, bucket);
		piece = Min(n, bucket->room);
		memcpy(bucket->last->words + (LOG_PAGE_RECORDS(words) - bucket->room) * words,
			   records, piece * words * sizeof(uint64));
		bucket->room -= piece;
		bucket->count += piece;
	}
	log_state_limit(state);
}

/* Add a copy of everything that another state of this process holds in memory; false
 * where some of it is in a file. */
bool
log_state_pour(LogState *state, const LogState *other)
{
	LogTotals	totals = other->totals;
	uint16	   *channel_of;
	bool		same_channels = true;
	size_t		per_page = LOG_PAGE_RECORDS(other->words);

	if (other->file || other->run_count > 0 || other->words != state->words)
		return false;
	if (totals.dated || totals.undated > 0)
		log_state_set_collation(state, other->collation);
	totals.contacts = 0;
	log_totals_add(&state->totals, &totals);
	channel_of = palloc((other->channels.count + 1) * sizeof(uint16));
	for (int i = 0; i < other->channels.count; i++)
	{
		channel_of[i] = (uint16) log_channel(&state->channels, other->channels.names[i]);
		same_channels &= channel_of[i] == i;
	}

	if (other->linear)
		log_state_pour_records(state, other->linear, other->tail_count, channel_of);
	for (int i = 0; other->buckets && i < LOG_BUCKETS; i++)
		for (const LogPage *page = other->buckets[i].first; page; page = page->next)
		{
			size_t		n = log_page_records(&other->buckets[i], page, per_page);

			CHECK_FOR_INTERRUPTS();
			if (state->buckets && same_channels)
				pour_page(state, i, page->words, n);
			else
				log_state_pour_records(state, page->words, n, channel_of);
		}
	pfree(channel_of);
	return true;
}

/* Let go of the tail's memory. */
void
log_tail_empty(LogState *state)
{
	MemoryContextReset(state->tail_context);
	state->linear = NULL;
	state->linear_capacity = 0;
	state->buckets = NULL;
	state->page_slab = NULL;
	state->page_slab_left = 0;
	state->tail_count = 0;
}
