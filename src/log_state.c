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
#include "log_state.h"

/* A compact log of so few contacts is taken into the tail. */
#define POUR_MOST 65536

/* An empty state, all of which lives in a context. */
LogState *
log_state_create(MemoryContext context, bool keyed)
{
	LogState   *state = MemoryContextAllocZero(context, sizeof(LogState));

	state->context = context;
	state->channels.context = context;
	state->words = keyed ? KEYED_WORDS : FULL_WORDS;
	state->totals.keyed = keyed;
	state->totals.unit = USECS_PER_SEC;
	return state;
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
			run->channel_of[log_channel_ranks(&state->channels)[i]] = (uint16) i;
		log_tail_empty(state);
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

/* Would the state outgrow its limit with so many bytes more? */
static bool
is_too_large(const LogState *state, size_t more)
{
	return state->memory_limit > 0 &&
		MemoryContextMemAllocated(state->context, true) + more > state->memory_limit;
}

/* Spill without leaving anything behind in the current context. */
static void
spill_in_scratch(LogState *state)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "spilling contacts",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);

	spill(state);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/* See to it that the state does not outgrow its memory. */
void
log_state_limit(LogState *state)
{
	if (is_too_large(state, 0))
		spill_in_scratch(state);
}

/* Copy the blocks of a run, which were borrowed. */
static void
own_body(LogState *state, LogRun *run)
{
	uint8	   *copy = MemoryContextAllocHuge(state->context, run->body_size);

	memcpy(copy, run->body, run->body_size);
	run->body = copy;
	run->borrowed = false;
}

/*
 * Put the contacts of a run into the tail: of many small logs, which are quicker
 * sorted than merged.
 */
static void
pour_run(LogState *state, const LogRun *run)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "pouring contacts",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	LogBlock   *block = palloc(sizeof(LogBlock));
	LogSource  *source = log_run_source(state, run, LOG_CHANNELS_NUMBERED, false);

	while (source->next(source, block))
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < block->n; i++)
			log_state_append_from_block(state, block, i);
	}
	state->totals.contacts -= run->totals.contacts;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/*
 * Take in a compact log whole: its blocks are copied, or borrowed where they stay
 * as long as the state does.  Errs where it is damaged or of another sort.
 */
void
log_state_absorb(LogState *state, const uint8 *bytes, size_t size, bool borrow)
{
	LogParts	parts;

	log_parse(bytes, size, &parts);
	/* the state of a rate has only been sent, never kept */
	if (!parts.totals.keyed)
		log_check(bytes, size);
	log_check_sort(&parts.totals, state->totals.keyed);
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
			run->channel_of[i] = (uint16) log_channel(&state->channels, parts.names[i]);
		run->body = parts.body;
		run->body_size = parts.body_size;
		run->borrowed = true;
		if (parts.totals.contacts <= POUR_MOST && !borrow)
		{
			LogRun		small = *run;

			state->run_count--;
			pour_run(state, &small);
			pfree(small.channel_of);
		}
		else if (is_too_large(state, borrow ? 0 : parts.body_size))
			spill_in_scratch(state);
		else if (!borrow)
			own_body(state, run);
	}
	pfree(parts.names);
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
		inputs[n++] = log_run_source(state, &state->runs[i], LOG_CHANNELS_RANKED, behaviour_only);
	if (state->tail_count > 0 || n == 0)
		inputs[n++] = log_tail_source(state);
	return n == 1 ? inputs[0] : log_merge_sources(inputs, n, behaviour_only || state->totals.keyed);
}

/* All names in that order. */
static LogName *
names_in_order(LogState *state)
{
	LogName    *names = palloc((state->channels.count + 1) * sizeof(LogName));

	for (int rank = 0; rank < state->channels.count; rank++)
		names[rank] = log_channel_name(&state->channels, rank);
	return names;
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
				 state->totals.keyed ?
				 errhint("Ask for the rate without parallel workers: SET max_parallel_workers_per_gather = 0.") :
				 errhint("Keep several logs, such as by a hash of the customer.")));
	bytes = repalloc_huge(bytes, size);
	log_head_write(bytes + VARHDRSZ, &state->totals, state->collation,
				   names, state->channels.count);
	log_seal(bytes + VARHDRSZ, size - VARHDRSZ);
	SET_VARSIZE(bytes, size);
	return (struct varlena *) bytes;
}
