/*
 * codec_plain.c
 *		A block, column by column and bit by bit.
 */
#include <string.h>

#include "codec_plain.h"

static void
add(PlainBlock *block, LogColumn column, uint64_t value)
{
	block->value[column][block->values[column]++] = value;
}

/* 0 for none, then 0, -1, 1, -2, 2 and so on from 1 */
static uint64_t
plain_handle_code(const Row *row)
{
	int64_t		seconds = row->handle;

	if (!row->has_handle)
		return 0;
	return (uint64_t) (seconds >= 0 ? 2 * seconds : -2 * seconds - 1) + 1;
}

static bool
all_multiples(const PlainBlock *block, uint32_t of)
{
	for (int column = COLUMN_FIRST_START; column <= COLUMN_LENGTH; column++)
		for (int i = 0; i < block->values[column]; i++)
			if (block->value[column][i] % of != 0)
				return false;
	return true;
}

/* Put some rows into columns; those before them came in blocks before this one. */
void
plain_split(const Log *log, size_t from, size_t n, PlainBlock *block)
{
	memset(block, 0, sizeof(*block));
	block->keyed = log->head.keyed;
	block->n = (int) n;
	for (size_t i = 0; i < n; i++)
	{
		const Row  *row = &log->rows[from + i];
		const Row  *last = from + i > 0 ? row - 1 : NULL;
		bool		new_customer = !last || last->customer != row->customer;
		bool		new_request = new_customer || last->request != row->request;

		block->new_customer[i] = new_customer;
		block->new_request[i] = new_request;
		block->human[i] = row->human;
		if (new_customer)
			add(block, COLUMN_CUSTOMER, last ? row->customer - last->customer : row->customer);
		if (new_request)
			add(block, COLUMN_FIRST_START, (uint64_t) row->start - (uint64_t) log->head.origin);
		else
			add(block, COLUMN_START_STEP, (uint64_t) row->start - (uint64_t) last->start);
		add(block, COLUMN_LENGTH, (uint64_t) row->length);
		if (block->keyed)
			continue;
		if (new_request)
			add(block, COLUMN_REQUEST, row->request);
		add(block, COLUMN_CHANNEL, row->channel);
		add(block, COLUMN_HANDLE, plain_handle_code(row));
	}
	block->unit = all_multiples(block, 1000000) ? 2 : all_multiples(block, 1000) ? 1 : 0;
	for (int column = COLUMN_FIRST_START; column <= COLUMN_LENGTH; column++)
		for (int i = 0; i < block->values[column]; i++)
			block->value[column][i] /= units[block->unit];
	plain_fit(block);
}

/* Make each column as wide as its values ask for. */
void
plain_fit(PlainBlock *block)
{
	for (int column = 0; column < LOG_COLUMNS; column++)
	{
		block->width[column] = 0;
		for (int i = 0; i < block->values[column]; i++)
			while (block->width[column] < 64 &&
				   block->value[column][i] >> block->width[column] != 0)
				block->width[column]++;
	}
}

/* Write so many bits of a value from a bit on; returns the bit behind them. */
static size_t
write_bits(uint8_t *out, size_t bit, uint64_t value, int width)
{
	for (int i = 0; i < width; i++, bit++)
		if (i < 64 && value >> i & 1)
			out[bit / 8] |= (uint8_t) (1 << bit % 8);
	return bit;
}

static size_t
to_whole_byte(size_t bit)
{
	return (bit + 7) / 8 * 8;
}

static size_t
write_plane(uint8_t *out, size_t bit, const bool *plane, int n)
{
	for (int i = 0; i < n; i++)
		bit = write_bits(out, bit, plane[i], 1);
	return to_whole_byte(bit);
}

/* Write a block, also a wrong one, into room for LOG_BLOCK_MOST_BYTES; returns its
 * size. */
size_t
plain_write(const PlainBlock *block, uint8_t *out)
{
	int			columns = block->keyed ? KEYED_COLUMNS : LOG_COLUMNS;
	size_t		bit = 8 * (4 + 2);

	memset(out, 0, LOG_BLOCK_MOST_BYTES);
	for (int column = 0; column < columns; column++)
		bit = write_bits(out, bit, (uint64_t) block->width[column], 8);
	bit = write_plane(out, bit, block->new_request, block->n);
	if (!block->keyed)
		bit = write_plane(out, bit, block->new_customer, block->n);
	bit = write_plane(out, bit, block->human, block->n);
	for (int column = 0; column < columns; column++)
	{
		for (int i = 0; i < block->values[column]; i++)
			bit = write_bits(out, bit, block->value[column][i], block->width[column]);
		bit = to_whole_byte(bit);
	}
	write_bits(out, 0, bit / 8, 32);
	write_bits(out, 32, (uint64_t) block->n, 14);
	write_bits(out, 46, (uint64_t) block->unit, 2);
	return bit / 8;
}
