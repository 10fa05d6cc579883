/*
 * identity_file.h
 *		Where the bytes of an identity go to and come from: memory, or a temporary file.
 */
#ifndef IDENTITY_FILE_H
#define IDENTITY_FILE_H

#include "storage/buffile.h"

#include "base/compat.h"
#include "identity/identity_bytes_core.h"

/* A place in a file. */
typedef struct FilePlace
{
	int			fileno;
	off_t		offset;
} FilePlace;

/* Memory that grows, in the current context. */
typedef struct MemorySink
{
	IdentitySink sink;
	uint8	   *bytes;
} MemorySink;

/* A file, written from where it is. */
typedef struct FileSink
{
	IdentitySink sink;
	BufFile    *file;
	uint8	   *buffer;
	uint64		written;		/* bytes that have left the buffer */
} FileSink;

extern Arena *identity_arena(MemoryContext context);
extern void memory_sink_begin(MemorySink *sink, size_t room);
extern size_t memory_sink_size(const MemorySink *sink);
extern void file_sink_begin(FileSink *sink, BufFile *file);
extern uint64 file_sink_flush(FileSink *sink);
extern IdentitySource *file_source(BufFile *file, FilePlace place, uint64 size, size_t room);

#endif							/* IDENTITY_FILE_H */
