/*
 * log_state.c
 *		Contacts on their way to a contact_log: appended, sorted, merged, spilled.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "arguments.h"
#include "compat.h"
#include "fingerprint_core.h"
#include "log_state.h"

/* So many records are kept in one array; more go to buckets. */
#define LINEAR_MOST 32768
#define LINEAR_INITIAL 64

/* Pages are cut from slabs, so that they cost no memory of their own. */
#define SLAB_SIZE (128 * LOG_PAGE_SIZE)

/* An empty state in a context of its own making. */
LogState *
log_state_create(MemoryContext context, bool keyed)
{
	LogState   *state = MemoryContextAllocZero(context, sizeof(LogState));

	state->context = context;
	state->words = keyed ? KEYED_WORDS : FULL_WORDS;
	state->totals.keyed = keyed;
	state->totals.unit = USECS_PER_SEC;
	return state;
}

/* ---- channels ---- */

static uint64
name_fingerprint(LogName name)
{
	return name.bytes ? fingerprint_bytes(name.bytes, name.size) : 0;
}

static void
grow_slots(LogChannels *channels, MemoryContext context)
{
	channels->slots = channels->slots ? channels->slots * 2 : 16;
	if (channels->slot)
		pfree(channels->slot);
	channels->slot = MemoryContextAllocZero(context, channels->slots * sizeof(int));
	for (int i = 0; i < channels->count; i++)
	{
		uint64		place = name_fingerprint(channels->names[i]);

		while (channels->slot[place & (channels->slots - 1)])
			place++;
		channels->slot[place & (channels->slots - 1)] = i + 1;
	}
}

static int
new_channel(LogState *state, LogName name)
{
	LogChannels *channels = &state->channels;

	if (channels->count == LOG_MOST_CHANNELS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a contact_log cannot have more than %d channels", LOG_MOST_CHANNELS),
				 errhint("Pass the name of the channel or touchpoint, not an id of the contact.")));
	if (channels->count == channels->capacity)
	{
		channels->capacity = channels->capacity ? channels->capacity * 2 : 8;
		channels->names = channels->names ?
			repalloc(channels->names, channels->capacity * sizeof(LogName)) :
			MemoryContextAlloc(state->context, channels->capacity * sizeof(LogName));
	}
	if (name.bytes)
	{
		char	   *copy = MemoryContextAlloc(state->context, name.size + 1);

		memcpy(copy, name.bytes, name.size);
		name.bytes = copy;
	}
	channels->names[channels->count] = name;
	if (channels->rank)
	{
		pfree(channels->rank);
		pfree(channels->order);
		channels->rank = NULL;
	}
	return channels->count++;
}

/* The number of a channel in this state; a new one for a name not met before. */
int
log_channel(LogState *state, LogName name)
{
	LogChannels *channels = &state->channels;
	uint64		place;
	int			found;

	if (2 * channels->count >= channels->slots)
		grow_slots(channels, state->context);
	for (place = name_fingerprint(name);; place++)
	{
		found = channels->slot[place & (channels->slots - 1)];
		if (found == 0)
			break;
		if (log_compare_names(channels->names[found - 1], name) == 0)
			return found - 1;
	}
	channels->slot[place & (channels->slots - 1)] = channels->count + 1;
	return new_channel(state, name);
}

static int
compare_channels(const void *a, const void *b, void *names)
{
	return log_compare_names(((LogName *) names)[*(const int *) a],
							 ((LogName *) names)[*(const int *) b]);
}

/* Put the channels in order, unless they are. */
static void
order_channels(LogState *state)
{
	LogChannels *channels = &state->channels;

	if (channels->rank)
		return;
	channels->order = MemoryContextAlloc(state->context, (channels->count + 1) * sizeof(int));
	channels->rank = MemoryContextAlloc(state->context, (channels->count + 1) * sizeof(uint16));
	for (int i = 0; i < channels->count; i++)
		channels->order[i] = i;
	qsort_arg(channels->order, channels->count, sizeof(int), compare_channels,
			  channels->names);
	for (int i = 0; i < channels->count; i++)
		channels->rank[channels->order[i]] = (uint16) i;
}

/* Each channel's place by the bytes of its name; valid until a new one comes. */
const uint16 *
log_channel_ranks(LogState *state)
{
	order_channels(state);
	return state->channels.rank;
}

/* The name of the channel at a place in that order. */
LogName
log_channel_name(LogState *state, int rank)
{
	order_channels(state);
	return state->channels.names[state->channels.order[rank]];
}

/* All names in that order. */
static LogName *
names_in_order(LogState *state)
{
	LogName    *names = palloc((state->channels.count + 1) * sizeof(LogName));

	for (int rank = 0; rank < state->channels.count; rank++)
		names[rank] = log_channel_name(state, rank);
	return names;
}

/* ---- totals ---- */

/* The longest unit, so far and of a time, of which both are multiples. */
static inline uint32
time_unit(uint32 so_far, int64 time)
{
	if (likely(so_far == USECS_PER_SEC && time % USECS_PER_SEC == 0))
		return so_far;
	return time % 1000 == 0 ? Min(so_far, 1000) : 1;
}

/* Take a dated contact, linkable or not, into what is known of all times. */
void
log_totals_count(LogTotals *totals, int64 start, int64 end)
{
	if (!totals->dated || start < totals->first_start)
		totals->first_start = start;
	if (!totals->dated || end > totals->last_end)
		totals->last_end = end;
	totals->dated = true;
	totals->unit = time_unit(time_unit(totals->unit, start), end);
}

/* Make the totals of two logs one; errs where their windows differ (22023). */
void
log_totals_add(LogTotals *totals, const LogTotals *more)
{
	if (totals->within == 0)
		totals->within = more->within;
	else if (more->within != 0 && totals->within != more->within)
		report_varying("within");
	if (more->dated && (!totals->dated || more->first_start < totals->first_start))
		totals->first_start = more->first_start;
	if (more->dated && (!totals->dated || more->last_end > totals->last_end))
		totals->last_end = more->last_end;
	totals->dated |= more->dated;
	totals->contacts += more->contacts;
	totals->undated += more->undated;
	totals->reversed += more->reversed;
	if (more->dated)
		totals->unit = Min(totals->unit, more->unit);
}

/* Set the version of the collations; errs where another one is set (22023). */
void
log_state_set_collation(LogState *state, LogName collation)
{
	bool		is_first = !state->totals.dated && state->totals.undated == 0;

	if (!is_first &&
		(state->collation.size != collation.size ||
		 (collation.size > 0 && memcmp(state->collation.bytes, collation.bytes, collation.size) != 0)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("contact logs made under different versions of a collation cannot become one"),
				 errdetail("One has version \"%.*s\", the other \"%.*s\".",
						   state->collation.size, state->collation.bytes,
						   collation.size, collation.bytes),
				 errhint("Make the logs again from the contacts, or use customers and requests of a deterministic collation.")));
	if (is_first)
	{
		char	   *copy = MemoryContextAlloc(state->context, collation.size + 1);

		if (collation.size > 0)
			memcpy(copy, collation.bytes, collation.size);
		state->collation.bytes = copy;
		state->collation.size = collation.size;
	}
}

/* ---- memory ---- */

/* Close a state's file: to be called before its memory goes. */
void
log_state_close(Datum state)
{
	LogState   *log = (LogState *) DatumGetPointer(state);

	if (log->file)
		BufFileClose(log->file);
	log->file = NULL;
}

/*
 * Encode what a source gives into the file, at its end, or into memory; what
 * follows the head there gets its size into *size.
 */
static uint8 *
encode(LogState *state, LogSource *source, bool to_file, size_t head_size, size_t *size)
{
	LogCursor	cursor = {0};
	LogBlock   *block = palloc0(sizeof(LogBlock));
	uint8	   *piece = palloc(LOG_BLOCK_MOST_BYTES + 8);
	size_t		capacity = 0;
	uint8	   *bytes = NULL;

	cursor.keyed = state->totals.keyed;
	cursor.unit = state->totals.unit;
	cursor.first_start = state->totals.first_start;
	cursor.channels = state->channels.count;
	if (!to_file)
	{
		capacity = head_size + LOG_BLOCK_MOST_BYTES;
		bytes = palloc_extended(capacity, MCXT_ALLOC_HUGE);
	}
	*size = 0;
	while (source->next(source, block))
	{
		size_t		length = log_block_encode(block, &cursor, piece);

		if (to_file)
			BufFileWrite(state->file, piece, length);
		else
		{
			if (head_size + *size + length > capacity)
			{
				capacity += Max(capacity / 2, length);
				bytes = repalloc_huge(bytes, capacity);
			}
			memcpy(bytes + head_size + *size, piece, length);
		}
		*size += length;
	}
	pfree(block);
	pfree(piece);
	return bytes;
}

static LogRun *
new_run(LogState *state, const LogTotals *totals)
{
	LogRun	   *run;

	if (state->run_count == state->run_capacity)
	{
		state->run_capacity = state->run_capacity ? state->run_capacity * 2 : 8;
		state->runs = state->runs ?
			repalloc(state->runs, state->run_capacity * sizeof(LogRun)) :
			MemoryContextAlloc(state->context, state->run_capacity * sizeof(LogRun));
	}
	run = &state->runs[state->run_count++];
	memset(run, 0, sizeof(LogRun));
	run->totals = *totals;
	return run;
}

/* Go to the end of the file, and remember it as the place of a run. */
static void
begin_in_file(LogState *state, LogRun *run)
{
	if (state->file == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(state->context);

		state->file = BufFileCreateTemp(false);
		MemoryContextSwitchTo(caller);
	}
	else if (BufFileSeek(state->file, state->end_fileno, state->end_offset, SEEK_SET) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file of contacts")));
	run->fileno = state->end_fileno;
	run->offset = state->end_offset;
}

/* Let go of the tail's memory. */
static void
empty_tail(LogState *state)
{
	MemoryContextReset(state->tail_context);
	state->linear = NULL;
	state->linear_capacity = 0;
	state->buckets = NULL;
	state->page_slab = NULL;
	state->page_slab_left = 0;
	state->tail_count = 0;
}

/* Move everything that the state holds in memory to the file. */
static void
spill(LogState *state)
{
	if (state->tail_count > 0)
	{
		LogTotals	totals = state->totals;
		LogRun	   *run = new_run(state, &totals);

		begin_in_file(state, run);
		encode(state, log_tail_source(state), true, 0, &run->body_size);
		BufFileTell(state->file, &state->end_fileno, &state->end_offset);
		run->totals.contacts = state->tail_count;
		run->channels = state->channels.count;
		run->channel_of = MemoryContextAlloc(state->context,
											 (run->channels + 1) * sizeof(uint16));
		for (int i = 0; i < run->channels; i++)
			run->channel_of[log_channel_ranks(state)[i]] = (uint16) i;
		empty_tail(state);
	}
	for (int i = 0; i < state->run_count; i++)
	{
		LogRun	   *run = &state->runs[i];

		if (run->body == NULL)
			continue;
		begin_in_file(state, run);
		BufFileWrite(state->file, (void *) run->body, run->body_size);
		BufFileTell(state->file, &state->end_fileno, &state->end_offset);
		if (!run->borrowed)
			pfree((void *) run->body);
		run->body = NULL;
	}
}

static void
spill_if_too_large(LogState *state)
{
	MemoryContext scratch;
	MemoryContext caller;

	if (state->memory_limit == 0 ||
		MemoryContextMemAllocated(state->context, true) <= state->memory_limit)
		return;
	scratch = AllocSetContextCreate(CurrentMemoryContext, "spilling contacts",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(scratch);
	spill(state);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/* ---- the tail ---- */

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

	if (state->tail_context == NULL)
		state->tail_context = AllocSetContextCreate(state->context, "contacts not sorted yet",
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
	if (unlikely(state->tail_count % 16384 == 0))
		spill_if_too_large(state);
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

/* Add a record to the tail; the totals are the caller's to keep, but for the
 * number of contacts. */
void
log_state_append_record(LogState *state, const uint64 *record)
{
	if (state->words == KEYED_WORDS)
		append_record(state, record, KEYED_WORDS);
	else
		append_record(state, record, FULL_WORDS);
}

/* Add a contact. */
void
log_state_append(LogState *state, const LogContact *contact)
{
	uint64		record[FULL_WORDS];

	log_make_record(contact, state->words, record);
	log_state_append_record(state, record);
}

/*
 * Take in a compact log whole: its blocks are copied, or borrowed where they stay
 * as long as the state does.  Errs where it is damaged or of another sort.
 */
void
log_state_absorb(LogState *state, const uint8 *bytes, size_t size, bool borrow)
{
	LogParts	parts;

	log_check(bytes, size);
	log_parse(bytes, size, &parts);
	if (parts.totals.keyed != state->totals.keyed)
		report_damaged_log();
	if (parts.totals.dated || parts.totals.undated > 0)
		log_state_set_collation(state, parts.collation);
	log_totals_add(&state->totals, &parts.totals);
	if (parts.totals.contacts > 0)
	{
		LogRun	   *run = new_run(state, &parts.totals);

		run->channels = parts.channels;
		run->channel_of = MemoryContextAlloc(state->context,
											 (parts.channels + 1) * sizeof(uint16));
		for (int i = 0; i < parts.channels; i++)
			run->channel_of[i] = (uint16) log_channel(state, parts.names[i]);
		run->body = parts.body;
		run->body_size = parts.body_size;
		run->borrowed = borrow;
		if (!borrow)
		{
			uint8	   *copy = MemoryContextAllocHuge(state->context, parts.body_size);

			memcpy(copy, parts.body, parts.body_size);
			run->body = copy;
		}
	}
	pfree(parts.names);
	spill_if_too_large(state);
}

/* ---- what comes out ---- */

/*
 * All contacts in order; in the current context, and to be read before the state
 * changes.  With behaviour_only their channels and handle seconds are left out.
 */
LogSource *
log_state_source(LogState *state, bool behaviour_only)
{
	LogSource **inputs = palloc((state->run_count + 1) * sizeof(LogSource *));
	int			n = 0;

	for (int i = 0; i < state->run_count; i++)
		inputs[n++] = log_run_source(state, &state->runs[i], behaviour_only);
	if (state->tail_count > 0 || n == 0)
		inputs[n++] = log_tail_source(state);
	return n == 1 ? inputs[0] : log_merge_sources(inputs, n);
}

/* The state as a value, in the current context: the same contacts, the same bytes. */
struct varlena *
log_state_value(LogState *state)
{
	LogName    *names = names_in_order(state);
	size_t		head_size = log_head_size(&state->totals, state->collation,
										  names, state->channels.count);
	size_t		size;
	uint8	   *bytes = encode(state, log_state_source(state, false), false,
							   VARHDRSZ + head_size, &size);

	size += VARHDRSZ + head_size + LOG_CHECKSUM_SIZE;
	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a contact_log cannot be larger than 1 GB"),
				 errdetail("It would hold " UINT64_FORMAT " contacts in %zu bytes.",
						   state->totals.contacts, size),
				 errhint("Keep several logs, such as by a hash of the customer.")));
	bytes = repalloc_huge(bytes, size);
	log_head_write(bytes + VARHDRSZ, &state->totals, state->collation,
				   names, state->channels.count);
	log_seal(bytes + VARHDRSZ, size - VARHDRSZ);
	SET_VARSIZE(bytes, size);
	return (struct varlena *) bytes;
}
