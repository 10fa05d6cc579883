/*
 * log_tail.c
 *		The contacts of a log's state as they came, not in order yet.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "log_state.h"

/* So many records are kept in one array; more go to buckets. */
#define LINEAR_MOST 32768
#define LINEAR_INITIAL 64

/* So often is it asked whether the tail has outgrown its memory. */
#define SPILL_CHECK 4096

/* Pages are cut from slabs, so that they cost no memory of their own. */
#define SLAB_SIZE (128 * LOG_PAGE_SIZE)

/* Give a bucket another page. */
static void
add_page(LogState *state, LogBucket *bucket)
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

static pg_attribute_always_inline void
append_to_bucket(LogState *state, const uint64 *record, int words)
{
	LogBucket  *bucket = &state->buckets[record[0] >> 56];
	uint64	   *to;

	if (unlikely(bucket->room == 0))
		add_page(state, bucket);
	to = bucket->last->words + (LOG_PAGE_RECORDS(words) - bucket->room) * words;
	memcpy(to, record, words * sizeof(uint64));
	bucket->room--;
	bucket->count++;
}

/* Make room for one more record in the linear tail, or go over to buckets. */
static void
grow_linear(LogState *state)
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

static pg_attribute_always_inline void
append_record(LogState *state, const uint64 *record, int words)
{
	if (state->buckets == NULL && unlikely(state->tail_count == state->linear_capacity))
		grow_linear(state);
	if (state->buckets)
		append_to_bucket(state, record, words);
	else
		memcpy(state->linear + state->tail_count * words, record, words * sizeof(uint64));
	state->tail_count++;
	state->totals.contacts++;
	if (unlikely(state->tail_count % SPILL_CHECK == 0))
		log_state_limit(state);
}

/*
 * A contact as the words of a record.  Errs where it lasts longer than an interval
 * can say (22008).
 */
void
log_make_record(const LogContact *contact, int words, uint64 *record)
{
	uint64		length = (uint64) contact->contact.end - (uint64) contact->contact.start;

	if (unlikely(length > RECORD_LENGTH_MASK))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a contact lasts too long"),
				 errdetail("It lasts more than 292000 years.")));
	*record++ = contact->customer;
	if (words == FULL_WORDS)
		*record++ = contact->request;
	*record++ = BIASED(contact->contact.start);
	*record++ = (uint64) contact->contact.kind << RECORD_KIND_SHIFT | length;
	if (words == FULL_WORDS)
		*record = (uint64) contact->channel << RECORD_CHANNEL_SHIFT |
			(contact->has_handle ? (uint64) ((uint32) contact->handle ^ 0x80000000) :
			 RECORD_NO_HANDLE);
}

/* Add a contact; the totals are the caller's to keep, but for the number of contacts. */
void
log_state_append(LogState *state, const LogContact *contact)
{
	uint64		record[FULL_WORDS];

	log_make_record(contact, state->words, record);
	if (state->words == KEYED_WORDS)
		append_record(state, record, KEYED_WORDS);
	else
		append_record(state, record, FULL_WORDS);
}

/* Add a contact of a block whose channels are this state's numbers. */
void
log_state_append_from_block(LogState *state, const LogBlock *block, int i)
{
	LogContact	contact;

	contact.customer = block->customer[i];
	contact.request = block->request[i];
	contact.contact.start = block->start[i];
	contact.contact.end = block->start[i] + (int64) block->length[i];
	contact.contact.kind = block->human[i] ? CONTACT_HUMAN : CONTACT_DIGITAL;
	contact.channel = 0;
	contact.has_handle = false;
	contact.handle = 0;
	if (state->words == FULL_WORDS)
	{
		contact.channel = block->channel[i];
		contact.has_handle = block->handle[i] != NO_HANDLE;
		contact.handle = contact.has_handle ? handle_seconds(block->handle[i]) : 0;
	}
	log_state_append(state, &contact);
}

/* Copy the records of a tail, channels as this state numbers them. */
static pg_attribute_always_inline void
pour_records(LogState *state, const uint64 *records, size_t n, const uint64 *channel_of, int words)
{
	for (size_t i = 0; i < n; i++)
	{
		uint64		record[FULL_WORDS];

		memcpy(record, records + i * words, words * sizeof(uint64));
		if (words == FULL_WORDS)
			record[FULL_WORDS - 1] = (record[FULL_WORDS - 1] & RECORD_HANDLE_MASK) |
				channel_of[record[FULL_WORDS - 1] >> RECORD_CHANNEL_SHIFT] << RECORD_CHANNEL_SHIFT;
		append_record(state, record, words);
	}
}

/*
 * Add records of another state's making, whose channels channel_of gives in this
 * one's.
 */
void
log_state_pour_records(LogState *state, const uint64 *records, size_t n,
					   const uint64 *channel_of)
{
	if (state->words == KEYED_WORDS)
		pour_records(state, records, n, channel_of, KEYED_WORDS);
	else
		pour_records(state, records, n, channel_of, FULL_WORDS);
}

/* Add a copy of everything that another state of this process holds in memory; false
 * where some of it is in a file. */
bool
log_state_pour(LogState *state, const LogState *other)
{
	LogTotals	totals = other->totals;
	uint64	   *channel_of;
	size_t		per_page = LOG_PAGE_RECORDS(other->words);

	if (other->file || other->run_count > 0 || other->words != state->words)
		return false;
	if (totals.dated || totals.undated > 0)
		log_state_set_collation(state, other->collation);
	totals.contacts = 0;
	log_totals_add(&state->totals, &totals);
	channel_of = palloc((other->channels.count + 1) * sizeof(uint64));
	for (int i = 0; i < other->channels.count; i++)
		channel_of[i] = log_channel(&state->channels, other->channels.names[i]);

	if (other->linear)
		log_state_pour_records(state, other->linear, other->tail_count, channel_of);
	for (int i = 0; other->buckets && i < LOG_BUCKETS; i++)
		for (const LogPage *page = other->buckets[i].first; page; page = page->next)
		{
			CHECK_FOR_INTERRUPTS();
			log_state_pour_records(state, page->words,
								   log_page_records(&other->buckets[i], page, per_page),
								   channel_of);
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
