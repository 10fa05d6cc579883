/*
 * identity_state.c
 *		Links on their way to an identity: appended, sorted, merged, spilled.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/stored_value.h"
#include "base/temporary_file.h"
#include "identity/identity_limits.h"
#include "identity/identity_merge_core.h"
#include "identity/identity_state.h"
#include "identity/identity_value.h"

/* Values of so few identifiers and links are taken into the tail. */
#define POUR_MOST 4096

/* Memory is looked at each time that so many bytes have come. */
#define LOOK_EVERY ((size_t) 65536)

/* How much of a run in a file is read at once: less where there are many. */
#define LEAST_ROOM ((size_t) 8192)
#define MOST_ROOM ((size_t) 65536)

static void
begin_tail(IdentityState *state)
{
	identity_tail_begin(&state->tail, identity_arena(state->tail_context), state->limits);
}

/* An empty state, all of which lives in a context. */
IdentityState *
identity_state_create(MemoryContext context, const IdentityLimits *limits)
{
	IdentityState *state = MemoryContextAllocZero(context, sizeof(IdentityState));

	state->context = context;
	state->tail_context = AllocSetContextCreate(context, "links in a tail", ALLOCSET_SMALL_MINSIZE,
												ALLOCSET_SMALL_INITSIZE, ALLOCSET_DEFAULT_MAXSIZE);
	state->limits = identity_limits_copy(limits, context);
	begin_tail(state);
	return state;
}

/* Close a state's file: to be called before its memory goes. */
void
identity_state_close(Datum state)
{
	IdentityState *identity = (IdentityState *) DatumGetPointer(state);

	if (identity->file)
		BufFileClose(identity->file);
	identity->file = NULL;
}

/* ---- runs ---- */

static void
add_run(IdentityState *state, const StoredRun *run)
{
	if (state->run_count == state->run_capacity)
	{
		state->run_capacity = state->run_capacity ? state->run_capacity * 2 : 8;
		state->runs = state->runs ?
			repalloc(state->runs, state->run_capacity * sizeof(StoredRun)) :
			MemoryContextAlloc(state->context, state->run_capacity * sizeof(StoredRun));
	}
	state->runs[state->run_count++] = *run;
}

/* Go to the end of the file. */
static void
begin_in_file(IdentityState *state)
{
	if (state->file == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(state->context);

		state->file = BufFileCreateTemp(false);
		MemoryContextSwitchTo(caller);
	}
	else
		temporary_file_seek(state->file, state->file_end.fileno, state->file_end.offset, SEEK_SET);
}

/* ---- several as one ---- */

/* The tail as a run in memory, in the current context. */
static StoredRun
tail_run(IdentityState *state, Arena *scratch)
{
	StoredRun	run = {0};
	MemorySink	sink;
	uint64	   *ends;

	memory_sink_begin(&sink, 65536);
	ends = identity_tail_identifiers(&state->tail, scratch, &sink.sink, &run.identifiers);
	run.identifier_size = memory_sink_size(&sink);
	run.links = identity_tail_links(&state->tail, ends, scratch, &sink.sink);
	run.link_size = memory_sink_size(&sink) - run.identifier_size;
	run.bytes = sink.bytes;
	return run;
}

static IdentitySource *
memory_source(const uint8 *bytes, size_t size)
{
	IdentitySource *source = palloc(sizeof(IdentitySource));

	*source = (IdentitySource) {bytes, bytes + size, NULL};
	return source;
}

/* A run, to be merged with others. */
static IdentityRun
opened_run(const IdentityState *state, const StoredRun *run)
{
	IdentityRun result = {.identifier_count = run->identifiers, .link_count = run->links};

	if (run->bytes)
	{
		result.identifiers = memory_source(run->bytes, run->identifier_size);
		result.links = memory_source(run->bytes + run->identifier_size, run->link_size);
	}
	else
	{
		FilePlace	links = run->place;
		size_t		room = Min(MOST_ROOM, Max(LEAST_ROOM, state->memory_limit / 4 / state->run_count));

		temporary_file_seek(state->file, links.fileno, links.offset, SEEK_SET);
		temporary_file_seek(state->file, 0, run->identifier_size, SEEK_CUR);
		BufFileTell(state->file, &links.fileno, &links.offset);
		result.identifiers = file_source(state->file, run->place, run->identifier_size, room);
		result.links = file_source(state->file, links, run->link_size, room);
	}
	return result;
}

/* What is written as one: runs, or a tail alone. */
typedef struct Merging
{
	IdentityState *state;
	Arena	   *scratch;
	IdentityRun *runs;
	int			n;
	uint64	   *ends;			/* of a tail's links */
} Merging;

/* Take together the tail and all runs, or those in memory, in the current context. */
static Merging
begin_merging(IdentityState *state, bool in_memory)
{
	Merging		merging = {.state = state, .scratch = identity_arena(CurrentMemoryContext)};

	merging.runs = palloc((state->run_count + 1) * sizeof(IdentityRun));
	for (int i = 0; i < state->run_count; i++)
		if (!in_memory || state->runs[i].bytes)
			merging.runs[merging.n++] = opened_run(state, &state->runs[i]);
	if (merging.n > 0 && state->tail.mentions > 0)
	{
		StoredRun	tail = tail_run(state, merging.scratch);

		merging.runs[merging.n++] = opened_run(state, &tail);
	}
	return merging;
}

/* Write their identifiers, and then their links.  Both say how many. */
static uint64
write_identifiers(Merging *merging, IdentitySink *sink)
{
	const IdentityState *state = merging->state;
	uint64		identifiers = 0;

	if (merging->n == 0)
		merging->ends = identity_tail_identifiers(&state->tail, merging->scratch, sink, &identifiers);
	else if (!identity_merge_identifiers(merging->runs, merging->n, state->limits, merging->scratch,
										 sink, &identifiers))
		report_damaged_identity();
	return identifiers;
}

static uint64
write_links(Merging *merging, IdentitySink *sink)
{
	uint64		links;

	if (merging->n == 0)
		return identity_tail_links(&merging->state->tail, merging->ends, merging->scratch, sink);
	if (!identity_merge_links(merging->runs, merging->n, merging->scratch, sink, &links))
		report_damaged_identity();
	return links;
}

/* ---- memory ---- */

/* Let go of what is in memory: the tail and runs. */
static void
empty_memory(IdentityState *state)
{
	int			n = 0;

	for (int i = 0; i < state->run_count; i++)
	{
		StoredRun  *run = &state->runs[i];

		if (run->bytes == NULL)
			state->runs[n++] = *run;
		else if (!run->borrowed)
			pfree((void *) run->bytes);
	}
	state->run_count = n;
	MemoryContextReset(state->tail_context);
	begin_tail(state);
}

/* Move everything that the state holds in memory to the file, as one run. */
static void
spill(IdentityState *state)
{
	Merging		merging = begin_merging(state, true);
	StoredRun	run = {0};
	FileSink	sink;

	begin_in_file(state);
	run.place = state->file_end;
	file_sink_begin(&sink, state->file);
	run.identifiers = write_identifiers(&merging, &sink.sink);
	run.identifier_size = file_sink_flush(&sink);
	run.links = write_links(&merging, &sink.sink);
	run.link_size = file_sink_flush(&sink) - run.identifier_size;
	BufFileTell(state->file, &state->file_end.fileno, &state->file_end.offset);
	empty_memory(state);
	add_run(state, &run);
}

/* See to it that the state does not outgrow its memory with so many bytes more. */
static void
keep_limit(IdentityState *state, size_t more)
{
	MemoryContext scratch;
	MemoryContext caller;

	state->unlooked = 0;
	if (state->memory_limit == 0 ||
		MemoryContextMemAllocated(state->context, true) + more <= state->memory_limit)
		return;
	scratch = AllocSetContextCreate(CurrentMemoryContext, "sorting links", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(scratch);
	spill(state);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/* ---- what comes in ---- */

/* Add a link, or what stands alone where the other one is NULL. */
void
identity_state_add(IdentityState *state, const Identifier *a, const Identifier *b)
{
	if (unlikely(state->tail.links == IDENTITY_TAIL_MOST))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many links of one identity"),
				 errdetail("More than " UINT64_FORMAT " are in memory.", IDENTITY_TAIL_MOST),
				 errhint("Keep several identities, or set a smaller work_mem: then links are sorted in pieces.")));
	if (b)
		identity_tail_link(&state->tail, a, b);
	else
		identity_tail_alone(&state->tail, a);
	state->unlooked += a->size + (b ? b->size : 0) + sizeof(StoredRun);
	if (state->unlooked > LOOK_EVERY)
		keep_limit(state, 0);
}

/* Put a small value into the tail. */
static void
pour(IdentityState *state, const IdentityParts *parts)
{
	IdentitySource identifiers = {parts->identifier_bytes, parts->link_bytes, NULL};
	IdentitySource links = {parts->link_bytes, parts->link_bytes + parts->link_size, NULL};
	IdentityLinkCursor cursor = {0, 0};
	Identifier *identifier = palloc((parts->identifiers + 1) * sizeof(Identifier));
	bool	   *linked = palloc0(parts->identifiers + 1);

	for (uint64 i = 0; i < parts->identifiers; i++)
		if (!identifier_get(&identifiers, state->limits, &identifier[i]))
			report_damaged_identity();
	for (uint64 i = 0; i < parts->links; i++)
	{
		uint64		link;

		if (!identity_link_get(&links, &cursor, &link) || (uint32) link >= parts->identifiers)
			report_damaged_identity();
		identity_state_add(state, &identifier[link >> 32], &identifier[(uint32) link]);
		linked[link >> 32] = linked[(uint32) link] = true;
	}
	for (uint64 i = 0; i < parts->identifiers; i++)
		if (!linked[i])
			identity_state_add(state, &identifier[i], NULL);
	pfree(identifier);
	pfree(linked);
}

/* Limits as a reader of an error sees them. */
static char *
limits_said(const IdentityLimits *limits)
{
	StringInfoData said;

	initStringInfo(&said);
	appendStringInfo(&said, "customer_limit " INT64_FORMAT, limits->customer_limit);
	for (int i = 0; i < limits->kinds; i++)
	{
		appendStringInfo(&said, ", %s %d", limits->kind[i].name, limits->kind[i].rank);
		if (limits->kind[i].shared_above >= 0)
			appendStringInfo(&said, " (shared above " INT64_FORMAT ")", limits->kind[i].shared_above);
	}
	return said.data;
}

static void
check_limits(const IdentityState *state, const IdentityLimits *limits)
{
	if (!identity_same_limits(state->limits, limits))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("identities of different limits cannot become one"),
				 errdetail("One was made by: %s. Another by: %s.", limits_said(state->limits), limits_said(limits)),
				 errhint("Make them again of their links, under the limits of today.")));
}

/* Take in a value whole: its bytes are copied, or borrowed where they stay as long as the
 * state does.  Errs where it is damaged, or of other limits (22023). */
void
identity_state_absorb(IdentityState *state, const struct varlena *value, bool borrow)
{
	IdentityLimits *limits = palloc(sizeof(IdentityLimits));
	IdentityParts parts;
	StoredRun	run;
	size_t		size;

	identity_parse(value, limits, &parts);
	check_limits(state, limits);
	pfree(limits);
	if (parts.identifiers + parts.links <= POUR_MOST)
	{
		pour(state, &parts);
		return;
	}
	size = parts.identifier_size + parts.link_size;
	run = (StoredRun) {
		.identifiers = parts.identifiers, .links = parts.links, .bytes = parts.identifier_bytes,
		.identifier_size = parts.identifier_size, .link_size = parts.link_size, .borrowed = borrow
	};
	if (!borrow)
	{
		keep_limit(state, size);
		run.bytes = memcpy(MemoryContextAllocHuge(state->context, size), run.bytes, size);
	}
	add_run(state, &run);
}

/* ---- what comes out ---- */

/* The state as a value, in the current context: the same links, the same bytes. */
struct varlena *
identity_state_value(IdentityState *state)
{
	size_t		head_size = VARHDRSZ + identity_head_size(state->limits);
	MemoryContext result = CurrentMemoryContext;
	MemoryContext scratch = AllocSetContextCreate(result, "merging links", ALLOCSET_DEFAULT_SIZES);
	IdentityParts parts = {0};
	Merging		merging;
	MemorySink	sink;
	size_t		size;

	memory_sink_begin(&sink, head_size + 512);
	sink.sink.at += head_size;
	MemoryContextSwitchTo(scratch);
	merging = begin_merging(state, false);
	parts.identifiers = write_identifiers(&merging, &sink.sink);
	parts.identifier_size = memory_sink_size(&sink) - head_size;
	parts.links = write_links(&merging, &sink.sink);
	MemoryContextSwitchTo(result);
	MemoryContextDelete(scratch);

	size = memory_sink_size(&sink) + IDENTITY_CHECKSUM_SIZE;
	if (size > value_limit())
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("an identity cannot be larger than 1 GB"),
				 errdetail("It would hold " UINT64_FORMAT " identifiers and " UINT64_FORMAT " links in %zu bytes.",
						   parts.identifiers, parts.links, size),
				 errhint("Keep several identities, of parts of the company that share no customers.")));
	sink.bytes = repalloc_huge(sink.bytes, size);
	identity_head_write(sink.bytes + VARHDRSZ, state->limits, &parts);
	value_seal(sink.bytes + VARHDRSZ, size - VARHDRSZ);
	SET_VARSIZE(sink.bytes, size);
	return (struct varlena *) sink.bytes;
}
