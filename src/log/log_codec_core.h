/*
 * log_codec_core.h
 *		The compact form of sorted contacts: blocks of columns, bit by bit.
 *
 * A block holds up to 512 contacts in the order of
 * (customer, request, start, kind, length, channel, handle):
 *
 *		size   4 bytes, of the whole block
 *		n      2 bytes, contacts; the highest two bits are the unit of its times:
 *			   0 a microsecond, 1 a millisecond, 2 a second
 *		widths 1 byte a column: how many bits a value of it takes
 *		then the columns, each from a whole byte on:
 *		  new_request   1 bit a contact: is it of another request than the last?
 *		  new_customer  1 bit a contact: of another customer?     (not if keyed)
 *		  kind          1 bit a contact
 *		  customer      a value a new customer: what it adds to the last
 *		  first_start   a value a new request: time since the log's origin
 *		  start_step    a value a contact that is not new: time since the last start
 *		  length        a value a contact
 *		  request       a value a new request                     (not if keyed)
 *		  channel       a value a contact: its rank in the dictionary (not if keyed)
 *		  handle        a value a contact: 0 for none, else zigzag and one
 *																  (not if keyed)
 *
 * The unit is the longest of which all times of the block are multiples; the
 * origin is the log's first start, rounded down to a second.  A keyed log, the
 * state of a one-step rate, has customer and request as one key.  All numbers are
 * little-endian.  The form is canonical: the same contacts give the same bytes.
 *
 * Decoding trusts nothing: what would read out of bounds, has its customers, requests
 * or starts out of order, or has impossible values is refused.
 */
#ifndef LOG_CODEC_CORE_H
#define LOG_CODEC_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contact/record_core.h"

#define LOG_BLOCK_CONTACTS 512

typedef enum LogColumn
{
	COLUMN_CUSTOMER,
	COLUMN_FIRST_START,
	COLUMN_START_STEP,
	COLUMN_LENGTH,
	KEYED_COLUMNS,				/* so many has a keyed log */
	COLUMN_REQUEST = KEYED_COLUMNS,
	COLUMN_CHANNEL,
	COLUMN_HANDLE,
	LOG_COLUMNS
} LogColumn;

/* What one block must know of the log and of the block before it. */
typedef struct LogCursor
{
	bool		keyed;
	int64_t		origin;			/* see log_origin() */
	int64_t		last_start;		/* of the log: a later start is refused */
	uint32_t	channels;		/* numbers of channels are below it */
	bool		begun;			/* a block came before this one */
	uint64_t	customer;		/* of the last contact so far, */
	uint64_t	request;
	int64_t		start;
} LogCursor;

/* From when a log's times are counted: a whole second, no later than its first start. */
static inline int64_t
log_origin(int64_t first_start)
{
	int64_t		part = first_start % 1000000;

	return first_start - (part < 0 ? part + 1000000 : part);
}

/* The longest block: every column at its full width. */
#define LOG_BLOCK_HEADER(columns) (4 + 2 + (columns))
#define LOG_BLOCK_MOST_BYTES \
	(LOG_BLOCK_HEADER(LOG_COLUMNS) + LOG_BLOCK_CONTACTS / 8 * (3 + 64 * LOG_COLUMNS))

extern size_t log_block_encode(const uint64_t *records, int n, LogCursor *cursor, uint8_t *out);
extern size_t log_block_size(const uint8_t *bytes, size_t size);
extern int	log_block_decode(const uint8_t *bytes, size_t size, LogCursor *cursor,
							 bool behaviour_only, uint64_t *records);

#endif							/* LOG_CODEC_CORE_H */
