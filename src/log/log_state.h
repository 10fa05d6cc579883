/*
 * log_state.h
 *		Contacts on their way to a contact_log: appended, sorted, merged, spilled.
 *
 *		append ──> tail ── sort ──> ┐
 *		                            ├─ merge ──> records, in order ──> answer, or
 *		other logs, spilled tails ─> ┘                                a compact value
 *		            (runs)
 *
 * The tail holds records as they came; beyond a cache's size they are kept in
 * 256 buckets by the first byte of the customer's fingerprint, so that sorting
 * happens in cache.  A run is a compact log, in memory or in a temporary file.
 * When the state outgrows its share of work_mem the tail becomes a run, and runs
 * go to the file.  What a process of a parallel query sends to the leader and is too
 * large for a message is in a file of its own, and so is the run that it becomes.
 */
#ifndef LOG_STATE_H
#define LOG_STATE_H

#include "base/compat.h"
#include "contact/walk_core.h"
#include "log/log_channels.h"
#include "log/log_shared_file.h"

typedef struct LogPage
{
	struct LogPage *next;
	uint64		words[FLEXIBLE_ARRAY_MEMBER];
} LogPage;

#define LOG_PAGE_SIZE 4096
#define LOG_PAGE_RECORDS(record_words) \
	((LOG_PAGE_SIZE - offsetof(LogPage, words)) / ((record_words) * sizeof(uint64)))

#define LOG_BUCKETS 256

typedef struct LogBucket
{
	LogPage    *first;
	LogPage    *last;
	size_t		room;			/* records that last still takes */
	size_t		count;
} LogBucket;

/* How many records a page of a bucket holds. */
static inline size_t
log_page_records(const LogBucket *bucket, const LogPage *page, size_t per_page)
{
	return page == bucket->last ? per_page - bucket->room : per_page;
}

/* A compact log that the state has taken in. */
typedef struct LogRun
{
	LogTotals	totals;
	int			channels;
	uint16	   *channel_of;		/* the state's channel of each of the run's */
	const uint8 *body;			/* its blocks, or NULL where they are in a file */
	bool		borrowed;		/* the body is not the state's own */
	size_t		body_size;
	BufFile    *file;			/* the state's, or one that another process wrote */
	int			fileno;			/* where they begin there */
	off_t		offset;
} LogRun;

typedef struct LogState
{
	MemoryContext context;		/* where all of it lives */
	MemoryContext tail_context; /* records that are not sorted yet */
	int			words;			/* of a record */
	size_t		memory_limit;	/* bytes; 0 where it must not go to a file */
	size_t		message_limit;	/* bytes of a partial state's value; 0 of any other's,
								 * which must be whole */
	bool		takes_messages; /* it is made of partial states */
	MemoryContext query;		/* lives as long as the query; if either is so */
	LogTotals	totals;
	LogName		collation;
	LogChannels channels;

	size_t		tail_count;
	uint64	   *linear;			/* the tail, while it is small */
	size_t		linear_capacity;
	LogBucket  *buckets;		/* and when it is not */
	char	   *page_slab;		/* memory for pages to come */
	size_t		page_slab_left;

	LogRun	   *runs;
	int			run_count;
	int			run_capacity;
	BufFile    *file;			/* of runs that memory did not hold */
	int			end_fileno;		/* and where it ends */
	off_t		end_offset;

	WalkTally	tally;			/* counted last, when there were */
	uint64		tally_contacts; /* so many contacts */
	int64		tally_last_start;
	bool		has_tally;

	struct varlena *message;	/* made last, if in a file, when the totals were so */
	LogTotals	message_totals;
} LogState;

/* How the channels of a run are given: by rank, or as the state numbers them. */
typedef enum LogChannelsAs
{
	LOG_CHANNELS_RANKED,
	LOG_CHANNELS_NUMBERED
} LogChannelsAs;

/*
 * Contacts in order, as records, some at a time.  There is room for at least
 * LOG_BLOCK_CONTACTS of them; how many were read is returned, 0 at the end.
 */
typedef struct LogSource
{
	size_t		(*read) (struct LogSource *self, uint64 *records, size_t room);
} LogSource;

/* The setting failure_demand.debug_value_limit, in kilobytes. */
#define LOG_VALUE_MOST_KB ((int) (MaxAllocSize / 1024))
extern int	log_value_limit_kb;

/* How large a value may be; as a rule MaxAllocSize. */
static inline size_t
log_value_limit(void)
{
	return (size_t) log_value_limit_kb * 1024 + 1023;
}

extern LogState *log_state_create(MemoryContext context, bool keyed);
extern void log_state_absorb(LogState *state, const uint8 *bytes, size_t size, bool borrow);
extern void log_state_set_collation(LogState *state, LogName collation);
extern void log_state_limit(LogState *state);
extern void log_state_seal(LogState *state);
extern void log_state_close(Datum state);
extern FD_NORETURN void report_no_seek(void);
extern LogSource *log_state_source(LogState *state, bool behaviour_only);

/* Take a dated contact, linkable or not, into what is known of all starts. */
static inline void
log_totals_count(LogTotals *totals, int64 start)
{
	if (unlikely(!totals->dated))
	{
		totals->dated = true;
		totals->first_start = start;
		totals->last_start = start;
	}
	totals->first_start = Min(totals->first_start, start);
	totals->last_start = Max(totals->last_start, start);
}
extern void log_totals_add(LogTotals *totals, const LogTotals *more);

/* of log_tail.c */
extern void log_state_append(LogState *state, const uint64 *record);
extern void log_state_pour_records(LogState *state, const uint64 *records, size_t n,
								   const uint16 *channel_of);
extern bool log_state_pour(LogState *state, const LogState *other);
extern void log_tail_empty(LogState *state);

/* of log_sort.c */
extern LogSource *log_tail_source(LogState *state);

/* of log_source.c */
extern LogSource *log_run_source(LogState *state, const LogRun *run,
								 LogChannelsAs channels_as, bool behaviour_only);

/* of log_write.c */
extern uint8 *log_write_blocks(LogState *state, LogSource *source, BufFile *file, size_t *size);
extern struct varlena *log_state_value(LogState *state);
extern struct varlena *log_state_message(LogState *state);

/* of log_merge.c */
extern LogSource *log_merge_sources(LogSource **inputs, int n, int words);

#endif							/* LOG_STATE_H */
