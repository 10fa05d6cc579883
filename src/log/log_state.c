/*
 * log_state.c
 *		Contacts on their way to a contact_log: appended, sorted, merged, spilled.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/temporary_file.h"
#include "log/log_difference.h"
#include "log/log_merge.h"
#include "log/log_run.h"
#include "log/log_sort.h"
#include "log/log_tail.h"
#include "log/log_ties.h"
#include "log/log_write.h"

/* A compact log of so few contacts is taken into the tail. */
#define POUR_MOST 65536

/* An empty state, all of which lives in a context. */
LogState *
log_state_create(MemoryContext context, bool keyed)
{
	LogState   *state = MemoryContextAllocZero(context, sizeof(LogState));

	state->context = context;
	state->channels.context = context;
	state->totals.keyed = keyed;
	state->words = log_record_words(&state->totals);
	return state;
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

/* Close a state's files: to be called before its memory goes. */
void
log_state_close(Datum state)
{
	LogState   *log = (LogState *) DatumGetPointer(state);

	for (int i = 0; i < log->run_count; i++)
	{
		LogRun	   *run = &log->runs[i];

		if (run->file && run->file != log->file)
			BufFileClose(run->file);
		run->file = NULL;
	}
	if (log->file)
		BufFileClose(log->file);
	log->file = NULL;
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
	else
		temporary_file_seek(state->file, state->end_fileno, state->end_offset, SEEK_SET);
	run->file = state->file;
	run->fileno = state->end_fileno;
	run->offset = state->end_offset;
}

/* Make a run of the tail, in memory or in the file. */
static void
tail_to_run(LogState *state, bool to_file)
{
	LogRun	   *run = new_run(state, &state->totals);

	if (to_file)
		begin_in_file(state, run);
	run->body = log_write_blocks(state, log_tail_source(state), run->file, &run->body_size);
	if (to_file)
		BufFileTell(state->file, &state->end_fileno, &state->end_offset);
	run->totals.contacts = state->tail_count;
	run->channels = state->channels.count;
	run->channel_of = MemoryContextAlloc(state->context,
										 (run->channels + 1) * sizeof(uint16));
	for (int i = 0; i < run->channels; i++)
		run->channel_of[log_channel_ranks(&state->channels)[i]] = (uint16) i;
	log_tail_empty(state);
}

/* Move everything that the state holds in memory to the file. */
static void
spill(LogState *state)
{
	if (state->tail_count > 0)
		tail_to_run(state, true);
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

/* Spill, or only sort the tail, without leaving anything in the current context. */
static void
in_scratch(LogState *state, void (*work) (LogState *state))
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "sorting contacts",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);

	work(state);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

static void
tail_to_memory_run(LogState *state)
{
	tail_to_run(state, false);
}

/* Sort the tail for good, in a state that will not grow, but will be asked again. */
void
log_state_seal(LogState *state)
{
	if (state->tail_count > 0 && state->memory_limit > 0)
		in_scratch(state, tail_to_memory_run);
}

/* See to it that the state does not outgrow its memory. */
void
log_state_limit(LogState *state)
{
	if (is_too_large(state, 0))
		in_scratch(state, spill);
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

/* Open the file that the blocks of a run are in. */
static void
open_body(LogState *state, LogRun *run, const LogParts *parts)
{
	MemoryContext caller;
	LogSharedFile file;

	if (parts->body_size != sizeof(LogSharedFile))
		report_damaged_log();
	memcpy(&file, parts->body, sizeof(LogSharedFile));
	run->body_size = file.size;
	caller = MemoryContextSwitchTo(state->context);
	run->file = log_shared_file_open(&file, state->query);
	MemoryContextSwitchTo(caller);
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
	uint64	   *records = palloc(LOG_BLOCK_CONTACTS * state->words * sizeof(uint64));
	LogSource  *source = log_run_source(state, run, LOG_CHANNELS_NUMBERED, false);
	size_t		n;

	while ((n = source->read(source, records, LOG_BLOCK_CONTACTS)) > 0)
		log_state_pour_records(state, records, n, NULL);
	state->totals.contacts -= run->totals.contacts;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/* Make a run of a log's blocks. */
static void
absorb_blocks(LogState *state, const LogParts *parts, bool borrow)
{
	LogRun	   *run = new_run(state, &parts->totals);

	run->channels = parts->channels;
	run->channel_of = MemoryContextAlloc(state->context, (parts->channels + 1) * sizeof(uint16));
	for (int i = 0; i < parts->channels; i++)
		run->channel_of[i] = (uint16) log_channel(&state->channels, parts->names[i]);
	if (parts->in_file)
		open_body(state, run, parts);
	else
	{
		run->body = parts->body;
		run->body_size = parts->body_size;
		run->borrowed = true;
	}
	if (parts->totals.contacts <= POUR_MOST && !borrow)
	{
		LogRun		small = *run;

		state->run_count--;
		pour_run(state, &small);
		if (small.file)
			BufFileClose(small.file);
		pfree(small.channel_of);
	}
	else if (is_too_large(state, borrow || parts->in_file ? 0 : parts->body_size))
		in_scratch(state, spill);
	else if (!borrow && !parts->in_file)
		own_body(state, run);
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
	if (parts.in_file && !state->takes_messages)
		report_damaged_log();
	/* a message, and the state of a rate, has only been sent, never kept */
	if (!parts.in_file && !parts.totals.keyed)
		log_check(bytes, size);
	log_check_sort(&parts.totals, state->totals.keyed);
	if (parts.totals.dated || parts.totals.undated > 0)
		log_state_set_collation(state, parts.collation);
	log_totals_add(&state->totals, &parts.totals);
	if (parts.totals.contacts > 0)
		absorb_blocks(state, &parts, borrow);
	pfree(parts.names);
}

/*
 * Take in a compact log that was checked, whose bytes stay as long as the state does, with
 * the channels of the state that its own become; or take away its contacts.
 */
void
log_state_add_part(LogState *state, const LogParts *parts, uint16 *channel_of, bool removed)
{
	LogTotals	totals = parts->totals;
	LogRun	   *run;

	if (removed)
	{
		totals.contacts = -totals.contacts;
		totals.undated = -totals.undated;
		totals.reversed = -totals.reversed;
	}
	log_totals_add(&state->totals, &totals);
	if (parts->totals.contacts == 0)
		return;
	run = new_run(state, &parts->totals);
	run->channels = parts->channels;
	run->channel_of = channel_of;
	run->body = parts->body;
	run->body_size = parts->body_size;
	run->borrowed = true;
	run->removed = removed;
	state->runs_tie = true;
}

/* ---- what comes out ---- */

/* The runs that are to be taken away, or all others and the tail. */
static LogSource *
runs_source(LogState *state, bool removed, bool behaviour_only)
{
	LogSource **inputs = palloc((state->run_count + 2) * sizeof(LogSource *));
	int			n = 0;

	for (int i = 0; i < state->run_count; i++)
	{
		if (state->runs[i].removed != removed)
			continue;
		inputs[n] = log_run_source(state, &state->runs[i], LOG_CHANNELS_RANKED, behaviour_only);
		if (state->runs_tie && !behaviour_only)
			inputs[n] = log_sort_ties(inputs[n]);
		n++;
	}
	if (removed && n == 0)
		return NULL;
	if (!removed && (state->tail_count > 0 || n == 0))
		inputs[n++] = log_tail_source(state);
	return log_merge_sources(inputs, n, state->words);
}

/*
 * All contacts in order; in the current context, and to be read before the state
 * changes.  With behaviour_only their channels and handle seconds mean nothing.
 */
LogSource *
log_state_source(LogState *state, bool behaviour_only)
{
	LogSource  *source = runs_source(state, false, behaviour_only);
	LogSource  *removed = runs_source(state, true, behaviour_only);

	return removed ? log_difference(source, removed, behaviour_only) : source;
}

/* Is the first or the last contact perhaps one that was taken away? */
static bool
may_have_shrunk(const LogState *state)
{
	for (int i = 0; i < state->run_count; i++)
	{
		const LogTotals *removed = &state->runs[i].totals;

		if (state->runs[i].removed && (removed->first_start <= state->totals.first_start ||
									   removed->last_start >= state->totals.last_start))
			return true;
	}
	return false;
}

/* What is known of a state as a whole, put right where contacts were taken away. */
void
log_state_settle(LogState *state)
{
	LogTotals	totals = state->totals;
	LogSource  *source;
	uint64	   *records;
	size_t		n;

	if (!may_have_shrunk(state))
		return;
	source = log_state_source(state, true);
	records = palloc(LOG_BLOCK_CONTACTS * sizeof(FullRecord));
	totals.dated = false;
	totals.first_start = totals.last_start = 0;
	while ((n = source->read(source, records, LOG_BLOCK_CONTACTS)) > 0)
		for (size_t i = 0; i < n; i++)
			log_totals_count(&totals, record_start(records + i * FULL_WORDS, FULL_WORDS));
	pfree(records);
	state->totals = totals;
}

/* ---- what is known of it ---- */

const LogTotals *
log_state_totals(const LogState *state)
{
	return &state->totals;
}

LogChannels *
log_state_channels(LogState *state)
{
	return &state->channels;
}

/* What was counted last; NULL where more has come since: a state only grows, so that as
 * many contacts are the same contacts. */
const WalkTally *
log_state_tally(const LogState *state)
{
	return state->has_tally && state->tally_contacts == state->totals.contacts &&
		state->tally_last_start == state->totals.last_start ? &state->tally : NULL;
}

/* Keep what was counted of all contacts, judged at the latest start. */
void
log_state_keep_tally(LogState *state, const WalkTally *tally)
{
	state->tally = *tally;
	state->tally_contacts = state->totals.contacts;
	state->tally_last_start = state->totals.last_start;
	state->has_tally = true;
}
