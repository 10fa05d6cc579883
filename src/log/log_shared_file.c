/*
 * log_shared_file.c
 *		Files by which a process of a parallel query hands a state to its leader.
 *
 * The server's own shared files go with the last process that has a segment of
 * shared memory open, and an aggregate has none.  So here a set of files is named
 * after the leader, whom each worker knows, and no process has to tell another.
 */
#include "postgres.h"

#include <fcntl.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "commands/tablespace.h"
#include "common/file_utils.h"
#include "miscadmin.h"
#include "storage/fileset.h"
#include "storage/proc.h"

#include "log/log_shared_file.h"

/* The numbers of a leader's sets: the server's own are below INT_MAX. */
#define OF_WORKERS 0xFD000001
#define OF_LEADER 0xFD000002

/* Beside the files of the database's tablespace: where else there are some. */
#define MARKER "tablespace.%u"

/* A file and its set, as long as the query. */
typedef struct FileOfQuery
{
	MemoryContextCallback at_end;
	FileSet		set;
	char		name[64];
} FileOfQuery;

static bool leader_made_files = false;

static int
leader_pid(void)
{
	return IsParallelWorker() ? MyProc->lockGroupLeader->pid : MyProcPid;
}

static FileSet
make_set(uint32 number, Oid tablespace)
{
	FileSet		set = {
		.creator_pid = leader_pid(), .number = number, .ntablespaces = 1,
		.tablespaces = {tablespace}
	};

	return set;
}

/* ---- one file ---- */

/* Delete a file, if it is still there.  Does not err, as BufFileDeleteFileSet() would. */
static void
delete_file(void *arg)
{
	FileOfQuery *file = arg;
	char		segment[sizeof(file->name) + 16];
	int			n = 0;

	do
		snprintf(segment, sizeof(segment), "%s.%d", file->name, n++);
	while (FileSetDelete(&file->set, segment, false));
}

/* A file, to be deleted with the query if so. */
static FileOfQuery *
file_of_query(const LogSharedFile *file, MemoryContext query, bool delete)
{
	FileOfQuery *result = MemoryContextAllocZero(query, sizeof(FileOfQuery));

	result->set = make_set(file->creator == leader_pid() ? OF_LEADER : OF_WORKERS, file->tablespace);
	snprintf(result->name, sizeof(result->name), "%d." INT64_FORMAT "." UINT64_FORMAT,
			 file->creator, file->creator_start, file->number);
	if (delete)
	{
		result->at_end.func = delete_file;
		result->at_end.arg = result;
		MemoryContextRegisterResetCallback(query, &result->at_end);
	}
	return result;
}

/* The tablespace of the next file, and a marker that it has some: a leader whose
 * transaction has failed cannot look up which it would be. */
static Oid
choose_tablespace(uint32 set_number)
{
	FileSet		home = make_set(set_number, MyDatabaseTableSpace);
	Oid			tablespace;
	char		marker[64];

	PrepareTempTablespaces();
	tablespace = GetNextTempTableSpace();
	if (!OidIsValid(tablespace) || tablespace == MyDatabaseTableSpace)
		return MyDatabaseTableSpace;
	snprintf(marker, sizeof(marker), MARKER, tablespace);
	FileClose(FileSetCreate(&home, marker));
	return tablespace;
}

/* Create a file, to be written in the current context, and say which it is. */
BufFile *
log_shared_file_create(LogSharedFile *file, MemoryContext query)
{
	static uint64 count = 0;
	FileOfQuery *of_query;

	leader_made_files |= !IsParallelWorker();
	file->tablespace = choose_tablespace(IsParallelWorker() ? OF_WORKERS : OF_LEADER);
	file->creator = MyProcPid;
	file->creator_start = MyStartTimestamp;
	file->number = count++;
	file->size = 0;
	/* a worker's query ends before the leader reads */
	of_query = file_of_query(file, query, !IsParallelWorker());
	return BufFileCreateFileSet(&of_query->set, of_query->name);
}

/* Close a file that was written, for others to open. */
void
log_shared_file_finish(BufFile *open)
{
	BufFileExportFileSet(open);
	BufFileClose(open);
}

/* Open a file to be read, in the current context; it is deleted with the query. */
BufFile *
log_shared_file_open(const LogSharedFile *file, MemoryContext query)
{
	FileOfQuery *of_query = file_of_query(file, query, true);

	return BufFileOpenFileSet(&of_query->set, of_query->name, O_RDONLY, false);
}

/* ---- all files ---- */

/* Delete a set of the leader's, in all tablespaces; nothing where there is none. */
static void
delete_set(uint32 number)
{
	FileSet		home = make_set(number, MyDatabaseTableSpace);
	char		parent[MAXPGPATH];
	char		path[MAXPGPATH + 64];
	DIR		   *directory;
	struct dirent *entry;

	TempTablespacePath(parent, MyDatabaseTableSpace);
	snprintf(path, sizeof(path), "%s/%s%d.%u.fileset", parent, PG_TEMP_FILE_PREFIX,
			 (int) home.creator_pid, number);
	directory = AllocateDir(path);
	if (directory == NULL)
		return;
	while ((entry = ReadDirExtended(directory, path, LOG)) != NULL)
	{
		Oid			tablespace;

		if (sscanf(entry->d_name, MARKER, &tablespace) == 1)
		{
			FileSet		there = make_set(number, tablespace);

			FileSetDeleteAll(&there);
		}
	}
	FreeDir(directory);
	FileSetDeleteAll(&home);
}

/*
 * Has this process ever launched workers?  Then, and only then, it leads a lock group,
 * and goes on to: looking for what they made would cost each transaction of all others
 * a look into a directory.
 */
static bool
launched_workers(void)
{
	return MyProc->lockGroupLeader == MyProc;
}

/* At the end of a transaction no query runs any more, and no worker. */
static void
at_transaction_end(XactEvent event, void *arg)
{
	if (IsParallelWorker() ||
		(event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE))
		return;
	if (launched_workers())
		delete_set(OF_WORKERS);
	if (leader_made_files)
		delete_set(OF_LEADER);
	leader_made_files = false;
}

/*
 * When a subtransaction fails its workers have ended.  Those of a query around it
 * run in parallel mode only, and that query is done with their files when it leaves
 * that.  What the leader made may be of a cursor, and goes with its query.
 */
static void
at_subtransaction_end(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB && launched_workers() && !IsInParallelMode())
		delete_set(OF_WORKERS);
}

/* See to it that no file is left behind. */
void
log_shared_file_init(void)
{
	RegisterXactCallback(at_transaction_end, NULL);
	RegisterSubXactCallback(at_subtransaction_end, NULL);
}
