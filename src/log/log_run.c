/*
 * log_run.c
 *		Reads runs of compact blocks.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "base/bit_pack_core.h"
#include "base/compat.h"
#include "base/temporary_file.h"
#include "log/log_run.h"

/* How much of a run in a file is read at once; holds any block. */
#define CHUNK (128 * 1024)
#define READABLE_AFTER PACK_SLACK

StaticAssertDecl(CHUNK > LOG_BLOCK_MOST_BYTES, "a chunk holds a block");

typedef struct RunSource
{
	LogSource	base;
	const LogRun *run;
	LogCursor	cursor;
	bool		behaviour_only;
	uint16	   *channel_of;		/* what is given for each channel of the run; NULL
								 * where it stays as it is */
	size_t		at;				/* bytes of the body read */
	uint64		contacts;		/* read so far */
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

		temporary_file_seek(run->file, run->fileno, offset, SEEK_SET);
		BufFileReadExact(run->file, source->chunk, size);
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

static size_t
run_read(LogSource *self, uint64 *records, size_t room)
{
	RunSource  *source = (RunSource *) self;
	const uint8 *bytes;
	size_t		size;
	int			n = 0;

	Assert(room >= LOG_BLOCK_CONTACTS);
	CHECK_FOR_INTERRUPTS();
	if (source->at == source->run->body_size)
	{
		if (source->contacts != source->run->totals.contacts)
			report_damaged_log();
		return 0;
	}
	bytes = next_bytes(source, &size);
	if (size > 0)
		n = log_block_decode(bytes, size, &source->cursor, source->behaviour_only, records);
	if (n == 0)
		report_damaged_log();
	source->at += size;
	source->contacts += n;
	if (source->channel_of)
		for (uint64 *record = records; record < records + n * FULL_WORDS; record += FULL_WORDS)
			record[FULL_WORDS - 1] = record_renumbered(record[FULL_WORDS - 1],
													   source->channel_of[record_channel(record)]);
	return n;
}

/* What is given for each channel of a run; NULL where it stays as it is. */
static uint16 *
channel_map(LogState *state, const LogRun *run, LogChannelsAs channels_as)
{
	const uint16 *ranks = log_channel_ranks(&state->channels);
	uint16	   *map = palloc((run->channels + 1) * sizeof(uint16));
	bool		stays = true;

	for (int i = 0; i < run->channels; i++)
	{
		map[i] = channels_as == LOG_CHANNELS_RANKED ? ranks[run->channel_of[i]] : run->channel_of[i];
		stays &= map[i] == i;
	}
	return stays ? NULL : map;
}

/* A run's contacts in order. */
LogSource *
log_run_source(LogState *state, const LogRun *run, LogChannelsAs channels_as,
			   bool behaviour_only)
{
	RunSource  *source = palloc0(sizeof(RunSource));

	source->base.read = run_read;
	source->run = run;
	source->behaviour_only = behaviour_only;
	source->cursor.keyed = run->totals.keyed;
	source->cursor.origin = log_origin(run->totals.first_start);
	source->cursor.last_start = run->totals.last_start;
	source->cursor.channels = run->channels;
	source->chunk = palloc(Min(CHUNK, run->body_size) + READABLE_AFTER);
	if (!run->totals.keyed && !behaviour_only)
		source->channel_of = channel_map(state, run, channels_as);
	return &source->base;
}
