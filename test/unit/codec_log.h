/*
 * codec_log.h
 *		Contacts in order and their blocks, for the tests of the codec.
 *
 * Each block is in memory of its exact size and the readable bytes that the codec
 * asks for, so that a sanitizer sees any byte read beyond.
 */
#ifndef CODEC_LOG_H
#define CODEC_LOG_H

#include "log/log_codec_core.h"

#define READABLE_AFTER 8
#define MOST_ROWS 1600
#define MOST_BLOCKS MOST_ROWS	/* of one contact each */
#define MOST_CHANNELS 65535

/* PostgreSQL's first and last instant */
#define FIRST_INSTANT INT64_C(-211813488000000000)
#define LAST_INSTANT INT64_C(9223371331199999999)

/* A contact; a keyed log has neither request nor channel nor handle seconds. */
typedef struct Row
{
	uint64_t	customer;		/* or key */
	uint64_t	request;
	int64_t		start;
	int64_t		length;
	bool		human;
	uint16_t	channel;
	bool		has_handle;
	int32_t		handle;
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

/* The units that a block's times can have, by their codes. */
#define UNITS 3
extern const uint32_t units[UNITS];

/* In place of a unit: some customers have times of one, some of another. */
#define MIXED_UNITS UNITS

static inline int
words_of(const Log *log)
{
	return log->head.keyed ? KEYED_WORDS : FULL_WORDS;
}

extern void make_record(uint64_t *record, const Row *row, bool keyed);
extern uint8_t *exact_copy(const uint8_t *bytes, size_t size);
extern LogCursor encode(Log *log, size_t a_block);
extern void free_blocks(Log *log);
extern int	compare_rows(const void *left, const void *right);
extern void make_log(Log *log, bool keyed, int unit, size_t n);
extern void make_golden(Log *log, bool keyed);

#endif							/* CODEC_LOG_H */
