/*
 * log_write.c
 *		Writes the contacts of a state as compact blocks: a run of it, its value, and
 *		what is sent of it to another process.
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/bit_pack_core.h"
#include "base/compat.h"
#include "base/stored_value.h"
#include "log/log_state_parts.h"
#include "log/log_write.h"

/* Where compact blocks go: into memory, after a head, or to the end of a file; or from
 * one to the other. */
typedef struct BlockWriter
{
	BufFile    *file;
	MemoryContext context;		/* where there is no file: of the bytes */
	uint8	   *bytes;
	size_t		capacity;
	size_t		head_size;
	size_t		size;			/* so far, with the head */
	size_t		most;			/* size beyond which a shared file is made, or 0 */
	MemoryContext query;		/* of such a file */
	LogSharedFile shared;
} BlockWriter;

/* Move the blocks to a shared file, and make room for saying which it is. */
static void
move_to_file(BlockWriter *writer)
{
	writer->file = log_shared_file_create(&writer->shared, writer->query);
	BufFileWrite(writer->file, writer->bytes + writer->head_size, writer->size - writer->head_size);
	writer->capacity = writer->head_size + sizeof(LogSharedFile) + LOG_CHECKSUM_SIZE;
	writer->bytes = repalloc_huge(writer->bytes, writer->capacity);
}

/* End a shared file: what the value says in place of its blocks. */
static void
end_shared_file(BlockWriter *writer)
{
	log_shared_file_finish(writer->file);
	writer->shared.size = writer->size - writer->head_size;
	memcpy(writer->bytes + writer->head_size, &writer->shared, sizeof(LogSharedFile));
	writer->size = writer->head_size + sizeof(LogSharedFile);
}

static void
write_block(BlockWriter *writer, LogCursor *cursor, const uint64 *records, int n)
{
	uint8		block[LOG_BLOCK_MOST_BYTES + PACK_SLACK];
	size_t		size = log_block_encode(records, n, cursor, block);

	if (writer->most > 0 && writer->file == NULL && writer->size + size > writer->most)
		move_to_file(writer);
	if (writer->file)
		BufFileWrite(writer->file, block, size);
	else
	{
		if (writer->size + size > writer->capacity)
		{
			writer->capacity += Max(writer->capacity / 2, LOG_BLOCK_MOST_BYTES);
			writer->bytes = writer->bytes ? repalloc_huge(writer->bytes, writer->capacity) :
				MemoryContextAllocHuge(writer->context, writer->capacity);
		}
		memcpy(writer->bytes + writer->size, block, size);
	}
	writer->size += size;
}

/* Write all that a source gives, in blocks that are full but for the last one. */
static void
write_blocks(LogState *state, LogSource *source, BlockWriter *writer)
{
	size_t		words = state->words;
	LogCursor	cursor = {
		.keyed = state->totals.keyed, .origin = log_origin(state->totals.first_start)
	};
	uint64	   *records = palloc(2 * LOG_BLOCK_CONTACTS * words * sizeof(uint64));
	size_t		n = 0;
	size_t		read;

	do
	{
		read = source->read(source, records + n * words, 2 * LOG_BLOCK_CONTACTS - n);
		n += read;
		while (n >= LOG_BLOCK_CONTACTS || (read == 0 && n > 0))
		{
			size_t		written = Min(n, LOG_BLOCK_CONTACTS);

			write_block(writer, &cursor, records, (int) written);
			n -= written;
			memmove(records, records + written * words, n * words * sizeof(uint64));
		}
	} while (read > 0);
	pfree(records);
}

/* Write all that a source gives to a file, or into the state's memory where that is
 * NULL, and say how many bytes. */
uint8 *
log_write_blocks(LogState *state, LogSource *source, BufFile *file, size_t *size)
{
	BlockWriter writer = {.file = file, .context = state->context};

	write_blocks(state, source, &writer);
	*size = writer.size;
	return writer.bytes;
}

/* ---- values ---- */

/* The names of all channels, by rank. */
static LogName *
names_in_order(LogState *state)
{
	LogName    *names = palloc((state->channels.count + 1) * sizeof(LogName));

	for (int rank = 0; rank < state->channels.count; rank++)
		names[rank] = log_channel_name(&state->channels, rank);
	return names;
}

/* The state as a value, whose blocks are in a file where it would be larger than most,
 * unless that is 0. */
static struct varlena *
make_value(LogState *state, size_t most, bool *in_file)
{
	LogName    *names = names_in_order(state);
	size_t		head_size = VARHDRSZ + log_head_size(state->collation, names,
													 state->channels.count);
	BlockWriter writer = {
		.head_size = head_size, .size = head_size, .most = most, .query = state->query
	};
	size_t		size;

	writer.capacity = writer.size + LOG_BLOCK_MOST_BYTES;
	writer.bytes = palloc_extended(writer.capacity, MCXT_ALLOC_HUGE);
	write_blocks(state, log_state_source(state, false), &writer);
	*in_file = writer.file != NULL;
	if (*in_file)
		end_shared_file(&writer);
	size = writer.size + LOG_CHECKSUM_SIZE;
	if (size > value_limit())
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a contact_log cannot be larger than 1 GB"),
				 errdetail("It would hold " UINT64_FORMAT " contacts in %zu bytes.",
						   state->totals.contacts, size),
				 errhint("Keep several logs, such as by a hash of the customer.")));
	writer.bytes = repalloc_huge(writer.bytes, size);
	log_head_write(writer.bytes + VARHDRSZ, &state->totals, state->collation,
				   names, state->channels.count, *in_file);
	value_seal(writer.bytes + VARHDRSZ, size - VARHDRSZ);
	SET_VARSIZE(writer.bytes, size);
	return (struct varlena *) writer.bytes;
}

/* The state as a value, in the current context: the same contacts, the same bytes. */
struct varlena *
log_state_value(LogState *state)
{
	bool		in_file;

	return make_value(state, 0, &in_file);
}

static struct varlena *
copy_value(const struct varlena *value, MemoryContext context)
{
	struct varlena *copy = MemoryContextAlloc(context, VARSIZE(value));

	memcpy(copy, value, VARSIZE(value));
	return copy;
}

static bool
same_totals(const LogTotals *a, const LogTotals *b)
{
	return a->contacts == b->contacts && a->undated == b->undated && a->reversed == b->reversed &&
		a->first_start == b->first_start && a->last_start == b->last_start;
}

/*
 * The state as what a process sends to the leader of its query: the value, or where
 * that is too large one whose blocks are in a file.  Rates that share the state are
 * sent one by one, and so it is asked for as often: the file is the same.
 */
struct varlena *
log_state_message(LogState *state)
{
	struct varlena *result;
	bool		in_file;

	if (state->message && same_totals(&state->message_totals, &state->totals))
		return copy_value(state->message, CurrentMemoryContext);
	result = make_value(state, state->message_limit, &in_file);
	if (in_file)
	{
		state->message = copy_value(result, state->context);
		state->message_totals = state->totals;
	}
	return result;
}
