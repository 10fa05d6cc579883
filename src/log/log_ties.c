/*
 * log_ties.c
 *		Puts contacts in order that are so already but for their channels and handle seconds.
 *
 * Where several channels become one, contacts that are alike in all else may be in another
 * order than before.  Few are, so that a look at the neighbour is most of the work.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/compat.h"
#include "log/log_ties.h"

typedef struct TiesSource
{
	LogSource	base;
	LogSource  *inner;			/* NULL where it has given all */
	uint64	   *records;
	size_t		room;			/* of records */
	size_t		at;				/* given so far, */
	size_t		ready;			/* in order up to here, */
	size_t		n;				/* and read */
} TiesSource;

#define ST_SORT sort_by_last_word
#define ST_ELEMENT_TYPE FullRecord
#define ST_COMPARE(a, b) record_compare((a)->word, (b)->word, FULL_WORDS - 1, FULL_WORDS)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

static inline bool
is_tie(const uint64 *a, const uint64 *b)
{
	return ((a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[1] ^ b[1]) | (a[0] ^ b[0])) == 0;
}

/* Put the ties among some records in order; the last group may go on behind them, and
 * where it begins is returned. */
static size_t
sort_groups(uint64 *records, size_t n)
{
	size_t		first = 0;		/* of the group at hand */

	for (size_t i = 1; i < n; i++)
	{
		const uint64 *record = records + i * FULL_WORDS;

		if (likely(!is_tie(record - FULL_WORDS, record)))
		{
			if (unlikely(i - first > 1))
				sort_by_last_word((FullRecord *) records + first, i - first);
			first = i;
		}
	}
	return first;
}

/* Read until a group is whole, or all is read. */
static void
read_groups(TiesSource *source)
{
	source->n -= source->at;
	memmove(source->records, source->records + source->at * FULL_WORDS, source->n * sizeof(FullRecord));
	source->at = source->ready = 0;
	while (source->ready == 0 && source->inner)
	{
		size_t		read;

		CHECK_FOR_INTERRUPTS();
		if (source->room - source->n < LOG_BLOCK_CONTACTS)
		{
			source->room *= 2;
			source->records = repalloc_huge(source->records, source->room * sizeof(FullRecord));
		}
		read = source->inner->read(source->inner, source->records + source->n * FULL_WORDS,
								   LOG_BLOCK_CONTACTS);
		source->n += read;
		if (read == 0)
			source->inner = NULL;
		source->ready = sort_groups(source->records, source->n);
	}
	if (source->inner == NULL)
	{
		if (source->n - source->ready > 1)
			sort_by_last_word((FullRecord *) source->records + source->ready, source->n - source->ready);
		source->ready = source->n;
	}
}

static size_t
ties_read(LogSource *self, uint64 *records, size_t room)
{
	TiesSource *source = (TiesSource *) self;
	size_t		n;

	if (source->at == source->ready)
		read_groups(source);
	n = Min(room, source->ready - source->at);
	memcpy(records, source->records + source->at * FULL_WORDS, n * sizeof(FullRecord));
	source->at += n;
	return n;
}

/* The full records of a source whose order is right but for the last word. */
LogSource *
log_sort_ties(LogSource *inner)
{
	TiesSource *source = palloc0(sizeof(TiesSource));

	source->base.read = ties_read;
	source->inner = inner;
	source->room = 2 * LOG_BLOCK_CONTACTS;
	source->records = palloc(source->room * sizeof(FullRecord));
	return &source->base;
}
