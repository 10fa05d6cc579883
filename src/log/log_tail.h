/*
 * log_tail.h
 *		The tail of a log's state, to which contacts are added: what is done for every row
 *		is inline.
 */
#ifndef LOG_TAIL_H
#define LOG_TAIL_H

#include "log/log_state_parts.h"

extern void log_state_append(LogState *state, const uint64 *record);
extern void log_state_pour_records(LogState *state, const uint64 *records, size_t n,
								   const uint16 *channel_of);
extern bool log_state_pour(LogState *state, const LogState *other);
extern void log_tail_empty(LogState *state);
extern void log_tail_add_page(LogState *state, LogBucket *bucket);
extern void log_tail_grow(LogState *state);

/* So often is it asked whether the tail has outgrown its memory. */
#define SPILL_CHECK 4096

/*
 * Word by word: the record was written so only just, and a wider load would have to
 * wait until the words have left the processor's store buffer.
 */
static pg_attribute_always_inline void
copy_words(uint64 *to, const volatile uint64 *from, int words)
{
	for (int i = 0; i < words; i++)
		to[i] = from[i];
}

static pg_attribute_always_inline void
append_to_bucket(LogState *state, const uint64 *record, int words)
{
	LogBucket  *bucket = &state->buckets[record[0] >> 56];
	uint64	   *to;

	if (unlikely(bucket->room == 0))
		log_tail_add_page(state, bucket);
	to = bucket->last->words + (LOG_PAGE_RECORDS(words) - bucket->room) * words;
	copy_words(to, record, words);
	/* where the next but one will be written, of a page that the processor has not seen yet */
	__builtin_prefetch(to + 2 * words, 1);
	bucket->room--;
	bucket->count++;
}

/* Add a contact; the totals are the caller's to keep, but for the number of contacts. */
static pg_attribute_always_inline void
log_tail_append(LogState *state, const uint64 *record, int words)
{
	if (state->buckets == NULL && unlikely(state->tail_count == state->linear_capacity))
		log_tail_grow(state);
	if (state->buckets)
		append_to_bucket(state, record, words);
	else
		copy_words(state->linear + state->tail_count * words, record, words);
	state->tail_count++;
	state->totals.contacts++;
	if (unlikely(state->tail_count % SPILL_CHECK == 0))
		log_state_limit(state);
}

#endif							/* LOG_TAIL_H */
