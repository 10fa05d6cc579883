/*
 * record_core.h
 *		A contact as a few words that sort, one after the other, as contacts do:
 *
 *		keyed	key, start, kind and length
 *		full	customer, request, start, kind and length, channel and handle
 *
 * Customer, request and key are fingerprints.  A start is biased, so that it
 * sorts as an unsigned number; kind is the highest bit of its word, digital
 * before human.  Handle seconds are biased too, and a missing one comes last.
 * A contact's channel is a number that its log gives meaning to.
 */
#ifndef RECORD_CORE_H
#define RECORD_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYED_WORDS 3
#define FULL_WORDS 5

typedef struct KeyedRecord
{
	uint64_t	word[KEYED_WORDS];
} KeyedRecord;

typedef struct FullRecord
{
	uint64_t	word[FULL_WORDS];
} FullRecord;

#define RECORD_KIND_SHIFT 63
#define RECORD_LENGTH_MASK ((uint64_t) INT64_MAX)
#define RECORD_CHANNEL_SHIFT 33
#define RECORD_HANDLE_MASK ((UINT64_C(1) << RECORD_CHANNEL_SHIFT) - 1)
#define RECORD_NO_HANDLE RECORD_HANDLE_MASK

static inline uint64_t
biased_time(int64_t time)
{
	return (uint64_t) time ^ UINT64_C(1) << 63;
}

static inline int64_t
unbiased_time(uint64_t word)
{
	return (int64_t) (word ^ UINT64_C(1) << 63);
}

/* Handle seconds as the record's last word has them. */
static inline uint64_t
record_handle_of(int32_t seconds)
{
	return (uint32_t) seconds ^ UINT32_C(0x80000000);
}

/* The words after those that say whose contact it is. */
static inline const uint64_t *
record_times(const uint64_t *record, int words)
{
	return record + (words == FULL_WORDS ? 2 : 1);
}

static inline int64_t
record_start(const uint64_t *record, int words)
{
	return unbiased_time(record_times(record, words)[0]);
}

static inline int64_t
record_length(const uint64_t *record, int words)
{
	return (int64_t) (record_times(record, words)[1] & RECORD_LENGTH_MASK);
}

static inline int64_t
record_end(const uint64_t *record, int words)
{
	return record_start(record, words) + record_length(record, words);
}

static inline bool
record_is_human(const uint64_t *record, int words)
{
	return record_times(record, words)[1] >> RECORD_KIND_SHIFT;
}

/* The channel of a full record. */
static inline uint16_t
record_channel(const uint64_t *record)
{
	return (uint16_t) (record[FULL_WORDS - 1] >> RECORD_CHANNEL_SHIFT);
}

/* The last word of a full record, with another channel. */
static inline uint64_t
record_renumbered(uint64_t last_word, uint64_t channel)
{
	return (last_word & RECORD_HANDLE_MASK) | channel << RECORD_CHANNEL_SHIFT;
}

/* Has a full record handle seconds? */
static inline bool
record_has_handle(const uint64_t *record)
{
	return (record[FULL_WORDS - 1] & RECORD_HANDLE_MASK) != RECORD_NO_HANDLE;
}

/* They, if it has. */
static inline int32_t
record_handle(const uint64_t *record)
{
	return (int32_t) ((uint32_t) record[FULL_WORDS - 1] ^ UINT32_C(0x80000000));
}

/* Are two contacts of the same customer and request? */
static inline bool
record_same_request(const uint64_t *a, const uint64_t *b, int words)
{
	return a[0] == b[0] && (words == KEYED_WORDS || a[1] == b[1]);
}

/* The order of contacts, from the first word on that is looked at. */
static inline int
record_compare(const uint64_t *a, const uint64_t *b, int first, int words)
{
	for (int i = first; i < words; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/*
 * How many of n records in order come before another, by their first words.  In growing
 * steps from the first one on: a few are found as quickly as by looking at each.
 */
static inline size_t
records_before(const uint64_t *records, size_t n, int words, const uint64_t *other, int compared)
{
	size_t		low = 0;
	size_t		step = 1;
	size_t		high;

	while (low + step <= n && record_compare(records + (low + step - 1) * words, other, 0, compared) < 0)
	{
		low += step;
		step *= 2;
	}
	high = low + step - 1 < n ? low + step - 1 : n;
	while (low < high)
	{
		size_t		middle = (low + high) / 2;

		if (record_compare(records + middle * words, other, 0, compared) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif							/* RECORD_CORE_H */
