/*
 * codec_log.c
 *		Contacts in order and their blocks, for the tests of the codec.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

const uint32_t units[UNITS] = {1, 1000, 1000000};

/* ---- writing ---- */

/* A row's words, worked out from what record_core.h says of them. */
void
make_record(uint64_t *record, const Row *row, bool keyed)
{
	*record++ = row->customer;
	if (!keyed)
		*record++ = row->request;
	*record++ = (uint64_t) row->start + (UINT64_C(1) << 63);
	*record++ = (row->human ? UINT64_C(1) << 63 : 0) + (uint64_t) row->length;
	if (!keyed)
		*record = row->channel * (UINT64_C(1) << 33) +
			(row->has_handle ? (uint64_t) (row->handle + INT64_C(0x80000000)) :
			 UINT64_C(0x1ffffffff));
}

/* A copy of its own exact size, to be freed. */
uint8_t *
exact_copy(const uint8_t *bytes, size_t size)
{
	uint8_t    *copy = malloc(size + READABLE_AFTER);

	memcpy(copy, bytes, size);
	memset(copy + size, 0xa5, READABLE_AFTER);
	return copy;
}

/* Encode some rows, given as words in memory of their exact size. */
static size_t
encode_rows(const Row *rows, size_t n, LogCursor *cursor, uint8_t *out)
{
	int			words = cursor->keyed ? KEYED_WORDS : FULL_WORDS;
	uint64_t   *records = malloc(n * words * sizeof(uint64_t));
	size_t		size;

	for (size_t i = 0; i < n; i++)
		make_record(records + i * words, &rows[i], cursor->keyed);
	size = log_block_encode(records, (int) n, cursor, out);
	free(records);
	return size;
}

/* Encode all rows, so many a block; returns the cursor behind the last. */
LogCursor
encode(Log *log, size_t a_block)
{
	static uint8_t out[LOG_BLOCK_MOST_BYTES + READABLE_AFTER];
	LogCursor	cursor;

	log->head.last_start = INT64_MIN;
	for (size_t i = 0; i < log->n; i++)
		if (log->rows[i].start > log->head.last_start)
			log->head.last_start = log->rows[i].start;
	cursor = log->head;
	log->blocks = 0;
	for (size_t from = 0; from < log->n; from += a_block)
	{
		size_t		n = log->n - from < a_block ? log->n - from : a_block;
		size_t		size = encode_rows(log->rows + from, n, &cursor, out);

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

/* The order of contacts; a missing handle comes last. */
int
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
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	if (a->channel != b->channel)
		return a->channel < b->channel ? -1 : 1;
	if (a->has_handle != b->has_handle)
		return b->has_handle - a->has_handle;
	return a->has_handle ? (a->handle > b->handle) - (a->handle < b->handle) : 0;
}

static void
make_handle(Row *row)
{
	row->has_handle = unit_random(4) > 0;
	row->handle = !row->has_handle ? 0 :
		unit_random(3) ? (int32_t) unit_random(900) : (int32_t) (uint32_t) unit_random_bits(32);
}

static void
make_row(const Log *log, Row *row, uint32_t unit, int id_width, int time_width)
{
	uint64_t	most = ((uint64_t) LAST_INSTANT - (uint64_t) log->head.origin) / unit;
	uint64_t	start = unit_random_bits(time_width);
	uint64_t	length = unit_random(3) ? unit_random(900) : unit_random_bits(time_width);

	memset(row, 0, sizeof(*row));
	/* null customers and requests among them, and both ends of the time */
	row->customer = unit_random(8) ? unit_random_bits(id_width) : 0;
	start = unit_random(50) == 0 ? most : start < most ? start : most;
	length = length < most - start ? length : most - start;
	if (length > INT64_MAX / unit)
		length = INT64_MAX / unit;
	row->start = (int64_t) ((uint64_t) log->head.origin + start * unit);
	row->length = (int64_t) (length * unit);
	row->human = unit_random(2);
	if (log->head.keyed)
		return;
	row->request = unit_random(8) ? unit_random_bits(id_width) : 0;
	row->channel = (uint16_t) unit_random(log->head.channels);
	make_handle(row);
}

/* A log whose times are multiples of one unit, or of several. */
void
make_log(Log *log, bool keyed, int unit, size_t n)
{
	static const int id_widths[] = {0, 2, 5, 12, 63, 64};
	static const int time_widths[] = {0, 6, 25, 45, 63, 64};
	int			id_width = id_widths[unit_random(6)];
	int			time_width = time_widths[unit_random(6)];

	memset(&log->head, 0, sizeof(log->head));
	log->head.keyed = keyed;
	log->head.origin = log_origin(unit_random(2) ? FIRST_INSTANT :
								  INT64_C(789000000000000000) + (int64_t) unit_random(10000000));
	log->head.channels = unit_random(2) ? 1 + (uint32_t) unit_random(9) : MOST_CHANNELS;
	log->n = n;
	for (size_t i = 0; i < n; i++)
	{
		make_row(log, &log->rows[i], unit < UNITS ? units[unit] : 1, id_width, time_width);
		/* neighbours among customers have times of the same sort */
		if (unit == MIXED_UNITS)
		{
			Row		   *row = &log->rows[i];
			uint32_t	coarse = units[(id_width < 6 ? row->customer : row->customer >> (id_width - 6)) / 3 % UNITS];

			row->start -= (int64_t) (((uint64_t) row->start - (uint64_t) log->head.origin) % coarse);
			row->length -= row->length % coarse;
		}
	}
	qsort(log->rows, n, sizeof(Row), compare_rows);
}

/* ---- a small log ---- */

/* Five contacts: a null customer, a request of two, a customer of two requests. */
void
make_golden(Log *log, bool keyed)
{
	static const Row full[5] = {
		{0, 0, 2000000, 0, false, 1, false, 0},
		{5, 300, 3000000, 60000000, false, 0, false, 0},
		{5, 300, 90000000, 125000000, true, 2, true, 30},
		{5, 301, 4000000, 0, true, 1, true, -1},
		{70000, 1, 2000000, 1000000, false, 0, false, 0},
	};
	static const Row by_key[5] = {
		{0, 0, 2000000, 0, false, 0, false, 0},
		{5, 0, 3000000, 60000000, false, 0, false, 0},
		{5, 0, 3000000, 125000000, true, 0, false, 0},
		{5, 0, 4000000, 0, true, 0, false, 0},
		{70000, 0, 2000000, 1000000, false, 0, false, 0},
	};

	memset(&log->head, 0, sizeof(log->head));
	log->head.keyed = keyed;
	log->head.origin = log_origin(2000000);
	log->head.channels = 3;
	log->n = 5;
	memcpy(log->rows, keyed ? by_key : full, sizeof(full));
}
