/*
 * log_codec_core.h
 *		The compact form of sorted contacts: blocks of columns, bit by bit.
 *
 * A block holds up to 512 contacts in the order of
 * (customer, request, start, kind, length, channel, handle):
 *
 *		size   4 bytes, of the whole block
 *		n      2 bytes, contacts
 *		widths 1 byte a column: how many bits a value of it takes
 *		then the columns, each from a whole byte on:
 *		  new_request   1 bit a contact: is it of another request than the last?
 *		  new_customer  1 bit a contact: of another customer?     (not if keyed)
 *		  kind          1 bit a contact
 *		  customer      a value a new customer: what it adds to the last
 *		  first_start   a value a new request: time since the log's first start
 *		  start_step    a value a contact that is not new: time since the last start
 *		  length        a value a contact
 *		  request       a value a new request                     (not if keyed)
 *		  channel       a value a contact: its rank in the dictionary (not if keyed)
 *		  handle        a value a contact: see handle_code()      (not if keyed)
 *
 * Times are in the log's unit (a second, if all of them are whole seconds).  A
 * keyed log, the state of a one-step rate, has customer and request as one key.
 * All numbers are little-endian.  The form is canonical: the same contacts give
 * the same bytes.
 *
 * Decoding trusts nothing: what would read out of bounds or give impossible
 * values is refused.
 */
#ifndef LOG_CODEC_CORE_H
#define LOG_CODEC_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Contacts one beside the other, ready to be walked. */
typedef struct LogBlock
{
	int			n;
	uint64_t	customer[LOG_BLOCK_CONTACTS];
	uint64_t	request[LOG_BLOCK_CONTACTS];
	int64_t		start[LOG_BLOCK_CONTACTS];
	uint64_t	length[LOG_BLOCK_CONTACTS]; /* microseconds */
	uint64_t	handle[LOG_BLOCK_CONTACTS]; /* see handle_code() */
	uint16_t	channel[LOG_BLOCK_CONTACTS];
	uint8_t		human[LOG_BLOCK_CONTACTS];
	uint8_t		new_request[LOG_BLOCK_CONTACTS];
} LogBlock;

/* What one block must know of the log and of the block before it. */
typedef struct LogCursor
{
	bool		keyed;
	uint32_t	unit;			/* microseconds */
	int64_t		first_start;	/* of the log */
	uint32_t	channels;		/* ranks are below it */
	bool		begun;			/* a block came before this one */
	uint64_t	customer;		/* of the last contact so far, */
	uint64_t	request;
	int64_t		start;
} LogCursor;

/* The longest block: every column at its full width. */
#define LOG_BLOCK_HEADER(columns) (4 + 2 + (columns))
#define LOG_BLOCK_MOST_BYTES \
	(LOG_BLOCK_HEADER(LOG_COLUMNS) + LOG_BLOCK_CONTACTS / 8 * (3 + 64 * LOG_COLUMNS))

/* Handle seconds as a number: 0 for null, so that a column of nulls takes no bits;
 * else zigzag and one, so that small negative numbers stay small. */
#define NO_HANDLE 0

static inline uint64_t
handle_code(int32_t seconds)
{
	return (((uint64_t) (uint32_t) seconds << 1 ^ (seconds < 0 ? UINT64_C(0x1ffffffff) : 0)) & UINT64_C(0xffffffff)) + 1;
}

static inline int32_t
handle_seconds(uint64_t code)
{
	uint32_t	zigzag = (uint32_t) (code - 1);

	return (int32_t) (zigzag >> 1 ^ (0 - (zigzag & 1)));
}

extern size_t log_block_encode(const LogBlock *block, LogCursor *cursor, uint8_t *out);
extern size_t log_block_size(const uint8_t *bytes, size_t size);
extern bool log_block_decode(const uint8_t *bytes, size_t size, LogCursor *cursor,
							 bool behaviour_only, LogBlock *block);

#endif							/* LOG_CODEC_CORE_H */
