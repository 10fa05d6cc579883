/*
 * codec_log.c
 *		Contacts in order and their blocks, for the tests of the codec.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

/* PostgreSQL's first and last instant */
#define FIRST_INSTANT INT64_C(-211813488000000000)
#define LAST_INSTANT INT64_C(9223371331199999999)

const uint32_t units[UNITS] = {1, 1000, 1000000};

/* ---- writing ---- */

/* A copy of its own exact size, to be freed. */
uint8_t *
exact_copy(const uint8_t *bytes, size_t size)
{
	uint8_t    *copy = malloc(size + READABLE_AFTER);

	memcpy(copy, bytes, size);
	memset(copy + size, 0xa5, READABLE_AFTER);
	return copy;
}

static void
fill_block(LogBlock *block, const Row *rows, size_t n)
{
	block->n = (int) n;
	for (size_t i = 0; i < n; i++)
	{
		block->customer[i] = rows[i].customer;
		block->request[i] = rows[i].request;
		block->start[i] = rows[i].start;
		block->length[i] = rows[i].length;
		block->handle[i] = rows[i].handle;
		block->channel[i] = rows[i].channel;
		block->human[i] = rows[i].human;
		block->new_request[i] = 0xff;	/* the encoder must not look at it */
	}
}

/* Encode all rows, so many a block; returns the cursor behind the last. */
LogCursor
encode(Log *log, size_t a_block)
{
	static uint8_t out[LOG_BLOCK_MOST_BYTES + READABLE_AFTER];
	LogCursor	cursor = log->head;
	LogBlock	block;

	log->blocks = 0;
	for (size_t from = 0; from < log->n; from += a_block)
	{
		size_t		n = log->n - from < a_block ? log->n - from : a_block;
		size_t		size;

		fill_block(&block, log->rows + from, n);
		size = log_block_encode(&block, &cursor, out);
		CHECK(size <= LOG_BLOCK_MOST_BYTES);
		log->size[log->blocks] = size;
		log->bytes[log->blocks++] = exact_copy(out, size);
	}
	return cursor;
}

void
free_blocks(Log *log)
{
	while (log->blocks > 0)
		free(log->bytes[--log->blocks]);
}

/* ---- random logs ---- */

uint64_t
random_bits(int width)
{
	uint64_t	word = unit_random(UINT64_C(1) << 32) << 32 | unit_random(UINT64_C(1) << 32);

	return width == 0 ? 0 : word >> (64 - width);
}

static int
compare_rows(const void *left, const void *right)
{
	const Row  *a = left;
	const Row  *b = right;

	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	if (a->request != b->request)
		return a->request < b->request ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->human != b->human)
		return a->human - b->human;
	return (a->length > b->length) - (a->length < b->length);
}

/* A multiple of the unit at or after the least one. */
int64_t
instant(const Log *log, uint64_t units_after)
{
	return (int64_t) ((uint64_t) log->head.first_start + units_after * log->head.unit);
}

static uint64_t
random_handle(void)
{
	switch (unit_random(4))
	{
		case 0:
			return NO_HANDLE;
		case 1:
			return handle_code((int32_t) (uint32_t) random_bits(32));
		default:
			return handle_code((int32_t) unit_random(900));
	}
}

static void
make_row(const Log *log, Row *row, int id_width, int time_width)
{
	uint64_t	most = ((uint64_t) LAST_INSTANT - (uint64_t) log->head.first_start) / log->head.unit;
	uint64_t	start = random_bits(time_width);
	uint64_t	length = unit_random(3) ? unit_random(900) : random_bits(time_width);

	/* null customers and requests among them, and both ends of the time */
	row->customer = unit_random(8) ? random_bits(id_width) : 0;
	row->request = log->head.keyed || !unit_random(8) ? 0 : random_bits(id_width);
	start = unit_random(50) == 0 ? most : start < most ? start : most;
	length = length < most - start ? length : most - start;
	if (length > INT64_MAX / log->head.unit)
		length = INT64_MAX / log->head.unit;
	row->start = instant(log, start);
	row->length = length * log->head.unit;
	row->human = (uint8_t) unit_random(2);
	row->channel = log->head.keyed ? 0 : (uint16_t) unit_random(log->head.channels);
	row->handle = log->head.keyed ? NO_HANDLE : random_handle();
}

void
make_log(Log *log, bool keyed, uint32_t unit, size_t n)
{
	static const int id_widths[] = {0, 2, 5, 12, 63, 64};
	static const int time_widths[] = {0, 6, 25, 45, 63, 64};
	int			id_width = id_widths[unit_random(6)];
	int			time_width = time_widths[unit_random(6)];

	memset(&log->head, 0, sizeof(log->head));
	log->head.keyed = keyed;
	log->head.unit = unit;
	log->head.first_start = unit_random(2) ? FIRST_INSTANT : INT64_C(789000000000000000);
	log->head.channels = unit_random(2) ? 1 + (uint32_t) unit_random(9) : MOST_CHANNELS;
	log->n = n;
	for (size_t i = 0; i < n; i++)
		make_row(log, &log->rows[i], id_width, time_width);
	qsort(log->rows, n, sizeof(Row), compare_rows);
}

/* ---- a small log ---- */

/* Five contacts: a null customer, a request of two, a customer of two requests. */
void
make_golden(Log *log, bool keyed)
{
	static const Row rows[5] = {
		{0, 0, 2000000, 0, NO_HANDLE, 1, 0},
		{5, 300, 3000000, 60000000, NO_HANDLE, 0, 0},
		{5, 300, 90000000, 125000000, 61, 2, 1},
		{5, 301, 4000000, 0, 2, 1, 1},
		{70000, 1, 2000000, 1000000, NO_HANDLE, 0, 0},
	};

	memset(&log->head, 0, sizeof(log->head));
	log->head.keyed = keyed;
	log->head.unit = 1000000;
	log->head.first_start = 1000000;
	log->head.channels = 3;
	log->n = 5;
	memcpy(log->rows, rows, sizeof(rows));
	if (keyed)
		for (size_t i = 0; i < 5; i++)
			log->rows[i].request = 0;
}
