/*
 * identity_file.c
 *		Where the bytes of an identity go to and come from.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/temporary_file.h"
#include "identity/identity_file.h"

#define BUFFER_SIZE ((size_t) 65536)

/* Bytes of a file that are read piece by piece. */
typedef struct FileSource
{
	IdentitySource source;
	BufFile    *file;
	FilePlace	place;			/* of what has not been read */
	uint64		left;
	uint8	   *buffer;
	size_t		room;
} FileSource;

static void *
arena_allocate(void *self, size_t size)
{
	return MemoryContextAllocHuge(self, size);
}

/* An arena that is a memory context, and lives there. */
Arena *
identity_arena(MemoryContext context)
{
	Arena	   *arena = MemoryContextAlloc(context, sizeof(Arena));

	*arena = (Arena) {arena_allocate, context};
	return arena;
}

/* ---- memory ---- */

static void
memory_more(IdentitySink *self, size_t wanted)
{
	MemorySink *sink = (MemorySink *) self;
	size_t		used = memory_sink_size(sink);
	size_t		room = Max(2 * (size_t) (self->end - sink->bytes), used + wanted);

	CHECK_FOR_INTERRUPTS();
	sink->bytes = repalloc_huge(sink->bytes, room);
	self->at = sink->bytes + used;
	self->end = sink->bytes + room;
}

void
memory_sink_begin(MemorySink *sink, size_t room)
{
	sink->bytes = palloc_extended(room, MCXT_ALLOC_HUGE);
	sink->sink = (IdentitySink) {sink->bytes, sink->bytes + room, memory_more};
}

size_t
memory_sink_size(const MemorySink *sink)
{
	return (size_t) (sink->sink.at - sink->bytes);
}

/* ---- files ---- */

/* Write what is in the buffer.  Returns how many bytes were written in all. */
uint64
file_sink_flush(FileSink *sink)
{
	size_t		size = (size_t) (sink->sink.at - sink->buffer);

	CHECK_FOR_INTERRUPTS();
	BufFileWrite(sink->file, sink->buffer, size);
	sink->written += size;
	sink->sink.at = sink->buffer;
	return sink->written;
}

static void
file_write_more(IdentitySink *self, size_t wanted)
{
	FileSink   *sink = (FileSink *) self;

	file_sink_flush(sink);
	if (wanted > (size_t) (self->end - self->at))
	{
		sink->buffer = repalloc_huge(sink->buffer, wanted);
		self->at = sink->buffer;
		self->end = sink->buffer + wanted;
	}
}

void
file_sink_begin(FileSink *sink, BufFile *file)
{
	sink->buffer = palloc(BUFFER_SIZE);
	sink->sink = (IdentitySink) {sink->buffer, sink->buffer + BUFFER_SIZE, file_write_more};
	sink->file = file;
	sink->written = 0;
}

static void
file_read_more(IdentitySource *self, size_t wanted)
{
	FileSource *source = (FileSource *) self;
	size_t		kept = (size_t) (self->end - self->at);
	size_t		read;

	CHECK_FOR_INTERRUPTS();
	if (source->left == 0)
		return;
	memmove(source->buffer, self->at, kept);
	if (wanted > source->room)
	{
		source->room = Min(wanted, kept + source->left);
		source->buffer = repalloc_huge(source->buffer, source->room);
	}
	read = Min(source->left, source->room - kept);
	temporary_file_seek(source->file, source->place.fileno, source->place.offset, SEEK_SET);
	BufFileReadExact(source->file, source->buffer + kept, read);
	BufFileTell(source->file, &source->place.fileno, &source->place.offset);
	source->left -= read;
	self->at = source->buffer;
	self->end = source->buffer + kept + read;
}

/* So many bytes from a place on, read by pieces of about this room in the current context. */
IdentitySource *
file_source(BufFile *file, FilePlace place, uint64 size, size_t room)
{
	FileSource *source = palloc(sizeof(FileSource));

	*source = (FileSource) {.file = file, .place = place, .left = size, .room = room};
	source->buffer = palloc(room);
	source->source = (IdentitySource) {source->buffer, source->buffer, file_read_more};
	return &source->source;
}
