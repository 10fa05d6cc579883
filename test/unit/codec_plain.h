/*
 * codec_plain.h
 *		A block as the definition in log_codec_core.h has it, column by column and
 *		written bit by bit: to compare with, and to forge.
 */
#ifndef CODEC_PLAIN_H
#define CODEC_PLAIN_H

#include "codec_log.h"

typedef struct PlainBlock
{
	bool		keyed;
	int			n;
	int			unit;			/* its code: 3 is none */
	bool		new_request[LOG_BLOCK_CONTACTS];
	bool		new_customer[LOG_BLOCK_CONTACTS];
	bool		human[LOG_BLOCK_CONTACTS];
	int			values[LOG_COLUMNS];	/* of a column */
	int			width[LOG_COLUMNS];
	uint64_t	value[LOG_COLUMNS][LOG_BLOCK_CONTACTS];
} PlainBlock;

extern void plain_split(const Log *log, size_t from, size_t n, PlainBlock *block);
extern void plain_fit(PlainBlock *block);
extern size_t plain_write(const PlainBlock *block, uint8_t *out);

#endif							/* CODEC_PLAIN_H */
