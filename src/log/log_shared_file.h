/*
 * log_shared_file.h
 *		Files by which a process of a parallel query hands a state to its leader.
 *
 * What is too large for one message is in such a file, and the message says in
 * which.  A directory of temporary files belongs to the leader, who alone deletes:
 *
 *		a file that it made or read		with the query
 *		all that workers made			at the end of the transaction, and of a
 *										subtransaction that fails: also what
 *										nobody came to read
 *
 * Files stay until the query ends, for it may read what was sent once more.
 */
#ifndef LOG_SHARED_FILE_H
#define LOG_SHARED_FILE_H

#include "datatype/timestamp.h"
#include "storage/buffile.h"

/* Which file it is; sent as it is here. */
typedef struct LogSharedFile
{
	Oid			tablespace;
	int32		creator;		/* a process, and when it was started: the numbers */
	TimestampTz creator_start;	/* of processes come again */
	uint64		number;			/* of the creator's files */
	uint64		size;			/* bytes, for those who use it to set */
} LogSharedFile;

extern BufFile *log_shared_file_create(LogSharedFile *file, MemoryContext query);
extern void log_shared_file_finish(BufFile *open);
extern BufFile *log_shared_file_open(const LogSharedFile *file, MemoryContext query);
extern void log_shared_file_init(void);

#endif							/* LOG_SHARED_FILE_H */
