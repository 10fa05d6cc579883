/*
 * log_sort.c
 *		Gives the tail of a log's state in order.
 *
 * A bucket is scattered into bins by the next bits of the customer's
 * fingerprint, about as many bins as records, and each bin put in order.  Most
 * bins hold a record or two, and those of one request mostly came in time order
 * already, so that little is left to do.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "log/log_sort.h"
#include "log/log_state_parts.h"

#define MOST_BIN_BITS 14
#define BUCKET_BITS 8			/* 2 to the power of this is LOG_BUCKETS */
#define INSERTION_MOST 32

#define ST_SORT sort_keyed
#define ST_ELEMENT_TYPE KeyedRecord
#define ST_COMPARE(a, b) record_compare((a)->word, (b)->word, 0, KEYED_WORDS)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_full
#define ST_ELEMENT_TYPE FullRecord
#define ST_COMPARE(a, b) record_compare((a)->word, (b)->word, 0, FULL_WORDS)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct TailSource
{
	LogSource	base;
	LogState   *state;
	const uint16 *ranks;		/* of the channels; NULL where keyed */
	int			next_bucket;
	uint64	   *sorted;			/* the bucket at hand */
	size_t		capacity;		/* in records */
	size_t		count;
	size_t		at;
	uint32	   *bins;
	int			most_bits;		/* bins has room for 2 to the power of this */
} TailSource;

/* Put n records in order that are few, or nearly in order. */
static pg_attribute_always_inline void
insertion_sort(uint64 *records, size_t n, int words)
{
	for (size_t i = 1; i < n; i++)
	{
		uint64		record[FULL_WORDS];
		size_t		j = i;

		if (record_compare(records + (i - 1) * words, records + i * words, 0, words) <= 0)
			continue;
		memcpy(record, records + i * words, words * sizeof(uint64));
		do
		{
			memcpy(records + j * words, records + (j - 1) * words, words * sizeof(uint64));
			j--;
		} while (j > 0 && record_compare(records + (j - 1) * words, record, 0, words) > 0);
		memcpy(records + j * words, record, words * sizeof(uint64));
	}
}

/* Does request a come before b?  Without a branch. */
static inline bool
request_before(const uint64 *a, const uint64 *b)
{
	return (a[0] < b[0]) | ((a[0] == b[0]) & (a[1] < b[1]));
}

/* The place of each of n records in the order of requests, equals as they came. */
static pg_attribute_always_inline void
count_places(const FullRecord *records, size_t n, bool one_customer, uint32 *place)
{
	for (size_t i = 1; i < n; i++)
	{
		uint32		before_i = 0;

		for (size_t j = 0; j < i; j++)
		{
			bool		before = one_customer ? records[i].word[1] < records[j].word[1] :
				request_before(records[i].word, records[j].word);

			place[j] += before;
			before_i += !before;
		}
		place[i] = before_i;
	}
}

/*
 * Put few full records in the order of their requests, each request's as they came:
 * the requests of a customer come in any order.  A record's place is the number of
 * those before it, and to count them nothing has to be foreseen.  Mostly all are one
 * customer's.
 */
static void
sort_requests(FullRecord *records, size_t n)
{
	FullRecord	copy[INSERTION_MOST];
	uint32		place[INSERTION_MOST] = {0};
	uint64		others = 0;

	for (size_t i = 1; i < n; i++)
		others |= records[i].word[0] ^ records[0].word[0];
	if (others == 0)
		count_places(records, n, true, place);
	else
		count_places(records, n, false, place);
	memcpy(copy, records, n * sizeof(FullRecord));
	for (size_t i = 0; i < n; i++)
		records[place[i]] = copy[i];
}

/* What the bins are told apart by: bits of the first word, after so many. */
static inline uint32
bin_of(uint64 first_word, int skip, int bits)
{
	return bits == 0 ? 0 : (uint32) (first_word << skip >> (64 - bits));
}

/* Count a piece of records into bins; meanwhile the next one, if there is one, is
 * fetched from memory, where it has not been looked at for long. */
static pg_attribute_always_inline void
count_piece(uint32 *bins, const uint64 *piece, size_t n, int skip, int bits, int words,
			const LogPage *next)
{
	for (size_t i = 0; i < n; i++)
	{
		if (next)
			__builtin_prefetch(next->words + i * words);
		bins[bin_of(piece[i * words], skip, bits)]++;
	}
}

/* Copy a piece of records to their bins, channels as ranks. */
static pg_attribute_always_inline void
scatter_piece(TailSource *source, const uint64 *piece, size_t n, int skip, int bits, int words)
{
	for (size_t i = 0; i < n; i++)
	{
		const uint64 *from = piece + i * words;
		uint64	   *to = source->sorted +
			(size_t) source->bins[bin_of(from[0], skip, bits)]++ * words;

		memcpy(to, from, words * sizeof(uint64));
		if (words == FULL_WORDS)
			to[FULL_WORDS - 1] = record_renumbered(from[FULL_WORDS - 1],
												   source->ranks[record_channel(from)]);
	}
}

/* Put each bin in order; the bins hold where they end. */
static pg_attribute_always_inline void
sort_bins(TailSource *source, int bits, int words)
{
	size_t		from = 0;

	for (size_t bin = 0; bin < (size_t) 1 << bits; bin++)
	{
		size_t		to = source->bins[bin];
		uint64	   *records = source->sorted + from * words;

		if (to - from > INSERTION_MOST)
		{
			if (words == KEYED_WORDS)
				sort_keyed((KeyedRecord *) records, to - from);
			else
				sort_full((FullRecord *) records, to - from);
		}
		else if (to - from > 1)
		{
			if (words == FULL_WORDS && to - from > 2)
				sort_requests((FullRecord *) records, to - from);
			insertion_sort(records, to - from, words);
		}
		from = to;
	}
}

/* Sort a bucket, or the linear tail where bucket is NULL, into sorted. */
static pg_attribute_always_inline void
sort_bucket(TailSource *source, const LogBucket *bucket, size_t n, int words)
{
	const LogState *state = source->state;
	size_t		per_page = LOG_PAGE_RECORDS(words);
	int			skip = bucket ? BUCKET_BITS : 0;
	int			bits = 0;
	uint32		before = 0;

	while (bits < MOST_BIN_BITS && (size_t) 1 << (bits + 1) <= n)
		bits++;
	if (bits > source->most_bits || source->bins == NULL)
	{
		if (source->bins)
			pfree(source->bins);
		source->bins = palloc(sizeof(uint32) << bits);
		source->most_bits = bits;
	}
	memset(source->bins, 0, sizeof(uint32) << bits);

	if (bucket == NULL)
		count_piece(source->bins, state->linear, n, skip, bits, words, NULL);
	else
		for (const LogPage *page = bucket->first; page; page = page->next)
		{
			CHECK_FOR_INTERRUPTS();
			count_piece(source->bins, page->words, log_page_records(bucket, page, per_page),
						skip, bits, words, page->next);
		}

	for (size_t bin = 0; bin < (size_t) 1 << bits; bin++)
	{
		uint32		count = source->bins[bin];

		source->bins[bin] = before;
		before += count;
	}

	if (bucket == NULL)
		scatter_piece(source, state->linear, n, skip, bits, words);
	else
		for (const LogPage *page = bucket->first; page; page = page->next)
		{
			CHECK_FOR_INTERRUPTS();
			scatter_piece(source, page->words, log_page_records(bucket, page, per_page),
						  skip, bits, words);
		}
	sort_bins(source, bits, words);
}

/* Sort the next bucket that is not empty.  Returns false where none is left. */
static bool
next_bucket(TailSource *source)
{
	const LogState *state = source->state;
	const LogBucket *bucket = NULL;
	size_t		n;

	CHECK_FOR_INTERRUPTS();
	if (state->buckets)
	{
		while (source->next_bucket < LOG_BUCKETS &&
			   state->buckets[source->next_bucket].count == 0)
			source->next_bucket++;
		if (source->next_bucket == LOG_BUCKETS)
			return false;
		bucket = &state->buckets[source->next_bucket++];
		n = bucket->count;
	}
	else
	{
		n = state->tail_count;
		if (n == 0 || source->next_bucket++ > 0)
			return false;
	}
	if (n > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many contacts of one customer"),
				 errdetail("There are %zu, and at most %u can be sorted at once.", n, PG_UINT32_MAX),
				 errhint("Leave out the rows of customers that are no persons, or make their customer null.")));

	if (n > source->capacity)
	{
		if (source->sorted)
			pfree(source->sorted);
		source->capacity = Max(n, source->capacity + source->capacity / 4);
		source->sorted = palloc_extended(source->capacity * state->words * sizeof(uint64),
										 MCXT_ALLOC_HUGE);
	}
	if (state->words == KEYED_WORDS)
		sort_bucket(source, bucket, n, KEYED_WORDS);
	else
		sort_bucket(source, bucket, n, FULL_WORDS);
	source->count = n;
	source->at = 0;
	return true;
}

static size_t
tail_read(LogSource *self, uint64 *records, size_t room)
{
	TailSource *source = (TailSource *) self;
	int			words = source->state->words;
	size_t		n;

	if (source->at == source->count && !next_bucket(source))
		return 0;
	n = Min(source->count - source->at, room);
	memcpy(records, source->sorted + source->at * words, n * words * sizeof(uint64));
	source->at += n;
	return n;
}

/* The tail's contacts in order.  The tail must not change meanwhile. */
LogSource *
log_tail_source(LogState *state)
{
	TailSource *source = palloc0(sizeof(TailSource));

	source->base.read = tail_read;
	source->state = state;
	source->ranks = state->words == FULL_WORDS ? log_channel_ranks(&state->channels) : NULL;
	return &source->base;
}
