/*
 * log_state_parts.h
 *		What the state of a log is made of: for the files that keep it, and for what adds
 *		a contact in line.
 */
#ifndef LOG_STATE_PARTS_H
#define LOG_STATE_PARTS_H

#include "log/log_shared_file.h"
#include "log/log_state.h"

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
	bool		removed;		/* its contacts are to be taken away from those of others */
	size_t		body_size;
	BufFile    *file;			/* the state's, or one that another process wrote */
	int			fileno;			/* where they begin there */
	off_t		offset;
} LogRun;

struct LogState
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
	bool		runs_tie;		/* several channels of a run may be one of the state: what
								 * is alike but for these is in no order */
	BufFile    *file;			/* of runs that memory did not hold */
	int			end_fileno;		/* and where it ends */
	off_t		end_offset;

	WalkTally	tally;			/* counted last, when there were */
	uint64		tally_contacts; /* so many contacts */
	int64		tally_last_start;
	bool		has_tally;

	struct varlena *message;	/* made last, if in a file, when the totals were so */
	LogTotals	message_totals;
};

#endif							/* LOG_STATE_PARTS_H */
