/*
 * log_source.c
 *		Reads runs of compact blocks, and merges several into one order.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "log_state.h"

/* ---- a run ---- */

/* How much of a run in a file is read at once; holds any block. */
#define CHUNK (128 * 1024)
#define READABLE_AFTER 8

StaticAssertDecl(CHUNK > LOG_BLOCK_MOST_BYTES, "a chunk holds a block");

typedef struct RunSource
{
	LogSource	base;
	LogState   *state;
	const LogRun *run;
	LogCursor	cursor;
	bool		behaviour_only;
	uint16	   *channel_of;		/* what is given for each channel of the run */
	size_t		at;				/* bytes of the body read */
	uint64		contacts;		/* read so far */
	uint64		customer;		/* of the last request read */
	uint64		request;
	uint8	   *chunk;			/* a piece of the body, with readable bytes after */
	size_t		chunk_at;		/* where in the body it begins */
	size_t		chunk_size;
} RunSource;

/* Have the bytes from where the source is in the chunk. */
static void
fill_chunk(RunSource *source)
{
	const LogRun *run = source->run;
	size_t		size = Min(CHUNK, run->body_size - source->at);

	source->chunk_at = source->at;
	source->chunk_size = size;
	if (run->body)
		memcpy(source->chunk, run->body + source->at, size);
	else
	{
		off_t		offset = run->offset + (off_t) source->at;

		if (BufFileSeek(source->state->file, run->fileno, offset, SEEK_SET) != 0)
			ereport(ERROR,
					(errcode_for_file_access(),
					 errmsg("could not seek in a temporary file of contacts")));
		BufFileReadExact(source->state->file, source->chunk, size);
	}
	memset(source->chunk + size, 0, READABLE_AFTER);
}

/* The bytes of the next block, and readable ones after it. */
static const uint8 *
next_bytes(RunSource *source, size_t *size)
{
	const LogRun *run = source->run;
	size_t		rest = run->body_size - source->at;

	/* In memory, and far enough from the end: where it is. */
	if (run->body && rest > LOG_BLOCK_MOST_BYTES + READABLE_AFTER)
	{
		*size = log_block_size(run->body + source->at, rest);
		return run->body + source->at;
	}
	*size = 0;
	if (source->at < source->chunk_at + source->chunk_size)
		*size = log_block_size(source->chunk + (source->at - source->chunk_at),
							   source->chunk_at + source->chunk_size - source->at);
	if (*size == 0)
	{
		fill_chunk(source);
		*size = log_block_size(source->chunk, source->chunk_size);
	}
	return source->chunk + (source->at - source->chunk_at);
}

/*
 * Could these contacts have been written?  In order, and none beyond the log's last
 * end: a forged log must not lead to times that cannot be.
 */
static bool
is_possible(RunSource *source, const LogBlock *block)
{
	for (int i = 0; i < block->n; i++)
	{
		if (block->start[i] + (int64) block->length[i] > source->run->totals.last_end)
			return false;
		if (!block->new_request[i])
			continue;
		if (source->contacts + i > 0 &&
			(block->customer[i] < source->customer ||
			 (block->customer[i] == source->customer && block->request[i] <= source->request)))
			return false;
		source->customer = block->customer[i];
		source->request = block->request[i];
	}
	return true;
}

static bool
run_next(LogSource *self, LogBlock *block)
{
	RunSource  *source = (RunSource *) self;
	const uint8 *bytes;
	size_t		size;

	CHECK_FOR_INTERRUPTS();
	if (source->at == source->run->body_size)
	{
		if (source->contacts != source->run->totals.contacts)
			report_damaged_log();
		return false;
	}
	bytes = next_bytes(source, &size);
	if (size == 0 ||
		!log_block_decode(bytes, size, &source->cursor, source->behaviour_only, block) ||
		(!source->cursor.keyed && !is_possible(source, block)))
		report_damaged_log();
	source->at += size;
	source->contacts += block->n;
	if (source->channel_of && !source->behaviour_only)
		for (int i = 0; i < block->n; i++)
			block->channel[i] = source->channel_of[block->channel[i]];
	return true;
}

/* A run's contacts in order. */
LogSource *
log_run_source(LogState *state, const LogRun *run, LogChannelsAs channels_as,
			   bool behaviour_only)
{
	RunSource  *source = palloc0(sizeof(RunSource));

	source->base.next = run_next;
	source->state = state;
	source->run = run;
	source->behaviour_only = behaviour_only;
	source->cursor.keyed = run->totals.keyed;
	source->cursor.unit = run->totals.unit;
	source->cursor.first_start = run->totals.first_start;
	source->cursor.channels = run->channels;
	source->chunk = palloc(Min(CHUNK, run->body_size) + READABLE_AFTER);
	if (!run->totals.keyed)
	{
		const uint16 *ranks = log_channel_ranks(&state->channels);

		source->channel_of = palloc((run->channels + 1) * sizeof(uint16));
		for (int i = 0; i < run->channels; i++)
			source->channel_of[i] = channels_as == LOG_CHANNELS_RANKED ?
				ranks[run->channel_of[i]] : run->channel_of[i];
	}
	return &source->base;
}

/* ---- a merge ---- */

/* Handle seconds as numbers, nulls last. */
int
log_compare_handles(uint64 a, uint64 b)
{
	if (a == b)
		return 0;
	if (a == NO_HANDLE || b == NO_HANDLE)
		return a == NO_HANDLE ? 1 : -1;
	return handle_seconds(a) < handle_seconds(b) ? -1 : 1;
}

typedef struct MergeInput
{
	uint64		customer;		/* of the next contact, to be compared first */
	LogSource  *source;
	int			at;				/* contact of block that is next */
	LogBlock	block;
} MergeInput;

typedef struct MergeSource
{
	LogSource	base;
	MergeInput **heap;			/* the least next contact first */
	int			inputs;
	bool		behaviour_only;
	bool		begun;
	uint64		customer;		/* of the contact given last */
	uint64		request;
} MergeSource;

#define COMPARE_COLUMN(column) \
	if (a->block.column[i] != b->block.column[j]) \
		return a->block.column[i] < b->block.column[j]

/* Does the next contact of a come before that of b, of the same customer? */
static bool
comes_before_of_customer(const MergeInput *a, const MergeInput *b)
{
	int			i = a->at;
	int			j = b->at;

	COMPARE_COLUMN(request);
	COMPARE_COLUMN(start);
	COMPARE_COLUMN(human);
	COMPARE_COLUMN(length);
	COMPARE_COLUMN(channel);
	return log_compare_handles(a->block.handle[i], b->block.handle[j]) < 0;
}

/* Does the next contact of a come before that of b? */
static inline bool
comes_before(const MergeInput *a, const MergeInput *b)
{
	if (likely(a->customer != b->customer))
		return a->customer < b->customer;
	return comes_before_of_customer(a, b);
}

/* Have an input's first block.  Returns false where there is none. */
static bool
next_block(MergeInput *input)
{
	input->at = 0;
	if (!input->source->next(input->source, &input->block))
		return false;
	input->customer = input->block.customer[0];
	return true;
}

/* Move what is first in the heap to its place. */
static void
sift_down(MergeSource *source)
{
	MergeInput **heap = source->heap;
	MergeInput *moved = heap[0];
	int			place = 0;

	for (;;)
	{
		int			child = 2 * place + 1;

		if (child >= source->inputs)
			break;
		if (child + 1 < source->inputs && comes_before(heap[child + 1], heap[child]))
			child++;
		if (!comes_before(heap[child], moved))
			break;
		heap[place] = heap[child];
		place = child;
	}
	heap[place] = moved;
}

static bool
merge_next(LogSource *self, LogBlock *block)
{
	MergeSource *source = (MergeSource *) self;

	block->n = 0;
	while (block->n < LOG_BLOCK_CONTACTS && source->inputs > 0)
	{
		MergeInput *input = source->heap[0];
		int			from = input->at;
		int			to = block->n++;

		block->customer[to] = input->block.customer[from];
		block->request[to] = input->block.request[from];
		block->start[to] = input->block.start[from];
		block->length[to] = input->block.length[from];
		block->human[to] = input->block.human[from];
		if (!source->behaviour_only)
		{
			block->channel[to] = input->block.channel[from];
			block->handle[to] = input->block.handle[from];
		}
		block->new_request[to] = !source->begun ||
			block->customer[to] != source->customer || block->request[to] != source->request;
		source->begun = true;
		source->customer = block->customer[to];
		source->request = block->request[to];

		if (likely(++input->at < input->block.n))
			input->customer = input->block.customer[input->at];
		else if (!next_block(input))
			source->heap[0] = source->heap[--source->inputs];
		if (source->inputs > 1)
			sift_down(source);
	}
	return block->n > 0;
}

/* Several sources' contacts in one order; with behaviour_only without channels and
 * handle seconds, whatever the sources give. */
LogSource *
log_merge_sources(LogSource **inputs, int n, bool behaviour_only)
{
	MergeSource *source = palloc0(sizeof(MergeSource));

	source->base.next = merge_next;
	source->behaviour_only = behaviour_only;
	source->heap = palloc(n * sizeof(MergeInput *));
	for (int i = 0; i < n; i++)
	{
		MergeInput *input = palloc0(sizeof(MergeInput));

		input->source = inputs[i];
		if (!next_block(input))
			continue;
		/* sift up: put it where it belongs in the heap so far */
		for (int place = source->inputs++;; place = (place - 1) / 2)
		{
			if (place == 0 || !comes_before(input, source->heap[(place - 1) / 2]))
			{
				source->heap[place] = input;
				break;
			}
			source->heap[place] = source->heap[(place - 1) / 2];
		}
	}
	return &source->base;
}
