/*
 * codec_log.h
 *		Contacts in order and their blocks, for the tests of the codec.
 *
 * Each block is in memory of its exact size and the 8 readable bytes that the codec
 * asks for, so that a sanitizer sees any byte read beyond.
 */
#ifndef CODEC_LOG_H
#define CODEC_LOG_H

#include "log_codec_core.h"

#define READABLE_AFTER 8
#define MOST_ROWS 1600
#define MOST_BLOCKS MOST_ROWS	/* of one contact each */
#define MOST_CHANNELS 65535

typedef struct Row
{
	uint64_t	customer;
	uint64_t	request;
	int64_t		start;
	uint64_t	length;
	uint64_t	handle;			/* as handle_code() says, or NO_HANDLE */
	uint16_t	channel;
	uint8_t		human;
} Row;

typedef struct Log
{
	LogCursor	head;			/* before the first block */
	size_t		n;
	Row			rows[MOST_ROWS];
	size_t		blocks;
	size_t		size[MOST_BLOCKS];
	uint8_t    *bytes[MOST_BLOCKS];
} Log;

/* The units that logs have. */
#define UNITS 3
extern const uint32_t units[UNITS];

extern uint8_t *exact_copy(const uint8_t *bytes, size_t size);
extern LogCursor encode(Log *log, size_t a_block);
extern void free_blocks(Log *log);
extern uint64_t random_bits(int width);
extern int64_t instant(const Log *log, uint64_t units_after);
extern void make_log(Log *log, bool keyed, uint32_t unit, size_t n);
extern void make_golden(Log *log, bool keyed);

#endif							/* CODEC_LOG_H */
