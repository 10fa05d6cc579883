/*
 * test_codec.c
 *		Blocks of contacts: what is written is read again.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

static bool
same_cursor(const LogCursor *a, const LogCursor *b)
{
	return a->keyed == b->keyed && a->unit == b->unit && a->first_start == b->first_start &&
		a->channels == b->channels && a->begun == b->begun && a->customer == b->customer &&
		a->request == b->request && a->start == b->start;
}

/* Is the i-th contact of a block this row, and what a keyed log or a question
 * about behaviour leaves out left as it was? */
static bool
same_contact(const LogBlock *block, int i, const Row *row, bool keyed, bool behaviour_only)
{
	bool		whole = !keyed && !behaviour_only;

	return block->customer[i] == row->customer &&
		block->request[i] == (keyed ? 0 : row->request) &&
		block->start[i] == row->start && block->length[i] == row->length &&
		block->human[i] == row->human &&
		block->channel[i] == (whole ? row->channel : 0x5555) &&
		block->handle[i] == (whole ? row->handle : UINT64_C(0x5555555555555555));
}

static bool
is_new_request(const Log *log, size_t i)
{
	const Row  *row = &log->rows[i];

	return i == 0 || row[-1].customer != row->customer ||
		(!log->head.keyed && row[-1].request != row->request);
}

static void
check_blocks(const Log *log, const LogCursor *behind, bool behaviour_only)
{
	LogCursor	cursor = log->head;
	LogBlock	block;
	size_t		at = 0;
	bool		same = true;

	for (size_t b = 0; b < log->blocks && same; b++)
	{
		memset(&block, 0x55, sizeof(block));
		same = log_block_size(log->bytes[b], log->size[b]) == log->size[b] &&
			log_block_decode(log->bytes[b], log->size[b], &cursor, behaviour_only, &block);
		for (int i = 0; same && i < block.n; i++, at++)
			same = at < log->n &&
				same_contact(&block, i, &log->rows[at], log->head.keyed, behaviour_only) &&
				block.new_request[i] == is_new_request(log, at);
	}
	CHECK(same && at == log->n);
	CHECK(same_cursor(&cursor, behind));
}

/* What is written is read again; the blocks are left for the caller to free. */
static void
check_round_trip(Log *log, size_t a_block)
{
	LogCursor	behind = encode(log, a_block);

	check_blocks(log, &behind, false);
	check_blocks(log, &behind, true);
}

static void
test_random_logs(Log *log)
{
	static const size_t counts[] = {1, 2, 3, 20, 511, 512, 513, 1024, MOST_ROWS};
	static const size_t a_block[] = {1, 7, 511, 512};

	for (int round = 0; round < 540; round++)
	{
		make_log(log, round % 2, units[round / 2 % 3], counts[round / 6 % 9]);
		check_round_trip(log, a_block[unit_random(4)]);
		free_blocks(log);
	}
}

/* ---- every width of every column ---- */

/* The i-th value of a column of so many bits, of which only the first has the
 * highest, so that their sum is no more than 64 bits. */
static uint64_t
value_to_add(int width, size_t i)
{
	if (width == 0)
		return 0;
	return i == 0 ? UINT64_C(1) << (width - 1) : random_bits(width < 54 ? width : 54);
}

/* Rows of which one column takes so many bits, and the others few. */
static void
make_wide(Log *log, LogColumn column, int width, size_t n)
{
	uint64_t	customer = 0;
	uint64_t	steps = 0;

	log->n = n;
	for (size_t i = 0; i < n; i++)
	{
		Row		   *row = &log->rows[i];
		uint64_t	wide = i == 0 && width > 0 ? UINT64_C(1) << (width - 1) : random_bits(width);

		memset(row, 0, sizeof(*row));
		row->start = instant(log, 0);
		if (column == COLUMN_CUSTOMER)
			customer += value_to_add(width, i);
		else if (column != COLUMN_START_STEP)
			customer = i;
		row->customer = customer;
		if (column == COLUMN_REQUEST)
			row->request = wide;
		else if (column == COLUMN_FIRST_START)
			row->start = instant(log, wide);
		else if (column == COLUMN_START_STEP)
			row->start = instant(log, i == 0 ? 0 : (steps += value_to_add(width, i - 1)));
		else if (column == COLUMN_LENGTH)
			row->length = wide * log->head.unit;
		else if (column == COLUMN_CHANNEL)
			row->channel = (uint16_t) (wide < MOST_CHANNELS ? wide : wide - 1);
		else if (column == COLUMN_HANDLE)
			row->handle = width == 33 ? UINT64_C(1) << 32 : wide;
	}
}

/* The widest that a column can take. */
static int
most_bits(LogColumn column, uint32_t unit)
{
	int			time = unit == 1 ? 64 : unit == 1000 ? 54 : 44;

	switch (column)
	{
		case COLUMN_FIRST_START:
		case COLUMN_START_STEP:
			/* so many values of the widest would leave the range */
			return unit == 1 ? time : time - 1;
		case COLUMN_LENGTH:
			return time - 1;
		case COLUMN_CHANNEL:
			return 16;
		case COLUMN_HANDLE:
			return 33;
		default:
			return 64;
	}
}

/*
 * From the beginning of int64's range, so that all of its 64 bits are needed.  No
 * column is widened by its neighbours but by what was made wide.
 */
static void
check_width(Log *log, bool keyed, uint32_t unit, LogColumn column, int width)
{
	static const size_t counts[] = {2, 65, LOG_BLOCK_CONTACTS};

	for (int c = 0; c < 3; c++)
	{
		size_t		n = counts[c];

		memset(&log->head, 0, sizeof(log->head));
		log->head.keyed = keyed;
		log->head.unit = unit;
		log->head.first_start = INT64_MIN;
		log->head.channels = MOST_CHANNELS;
		/* a sum of steps must stay in range */
		if (column == COLUMN_START_STEP && width > 30 && unit > 1)
			n = 2;
		make_wide(log, column, width, n);
		check_round_trip(log, LOG_BLOCK_CONTACTS);
		CHECK(log->bytes[0][6 + column] == width);
		free_blocks(log);
	}
}

static void
test_widths(Log *log)
{
	for (int keyed = 0; keyed < 2; keyed++)
		for (int u = 0; u < 3; u++)
			for (int column = 0; column < (keyed ? KEYED_COLUMNS : LOG_COLUMNS); column++)
				for (int width = 0; width <= most_bits(column, units[u]); width++)
					check_width(log, keyed, units[u], column, width);
}

/* ---- handle seconds ---- */

static void
test_handle_codes(void)
{
	static const int32_t some[] = {0, 1, -1, 2, -2, 59, 899, INT_MAX, INT_MAX - 1, INT_MIN, INT_MIN + 1};

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
	{
		uint64_t	code = handle_code(some[i]);

		CHECK(code != NO_HANDLE && code <= UINT64_C(1) << 32);
		CHECK(handle_seconds(code) == some[i]);
	}
	for (int i = 0; i < 10000; i++)
	{
		int32_t		seconds = (int32_t) (uint32_t) random_bits(32);

		CHECK(handle_seconds(handle_code(seconds)) == seconds);
	}
	CHECK(handle_code(0) == 1 && handle_code(-1) == 2 && handle_code(1) == 3);
	CHECK(handle_code(INT_MAX) == UINT64_C(0xffffffff) && handle_code(INT_MIN) == UINT64_C(0x100000000));
}

/* ---- golden bytes ---- */

/* Is a block these bytes, in hexadecimal? */
static bool
is_hex(const uint8_t *bytes, size_t size, const char *hex)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(hex) != 2 * size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (hex[2 * i] != digits[bytes[i] >> 4] || hex[2 * i + 1] != digits[bytes[i] & 15])
			return false;
	return true;
}

/*
 * Worked out by hand from the definition in log_codec_core.h.  A change of one of
 * them is a change of the stored format.
 */
static void
test_golden_blocks(Log *log)
{
	make_golden(log, false);
	check_round_trip(log, LOG_BLOCK_CONTACTS);
	CHECK(is_hex(log->bytes[0], log->size[0],
				 "29000000" "0500"	/* 41 bytes, 5 contacts */
				 "11020707" "090206"	/* widths: 17 2 7 7, 9 2 6 */
				 "1b" "13" "0c" /* new requests, new customers, kinds */
				 "00000a00ac4504"	/* customers: 0, +5, +69995 */
				 "79"			/* first starts: 1, 2, 3, 1 */
				 "57"			/* start steps: 87 */
				 "005e1f1000"	/* lengths: 0, 60, 125, 0, 1 */
				 "0058b60c00"	/* requests: 0, 300, 301, 1 */
				 "6100"			/* channels: 1, 0, 2, 1, 0 */
				 "00d00b00"));	/* handle codes: none, none, 61, 2, none */
	free_blocks(log);

	make_golden(log, true);
	log->rows[2].start = 3000000;
	log->rows[3].start = 4000000;
	check_round_trip(log, LOG_BLOCK_CONTACTS);
	CHECK(is_hex(log->bytes[0], log->size[0],
				 "1a000000" "0500"	/* 26 bytes, 5 contacts */
				 "11020107"		/* widths */
				 "13" "0c"		/* new keys, kinds */
				 "00000a00ac4504"	/* keys: 0, +5, +69995 */
				 "19"			/* first starts: 1, 2, 1 */
				 "02"			/* start steps: 0, 1 */
				 "005e1f1000"));	/* lengths */
	free_blocks(log);
}

void
test_codec(void)
{
	Log		   *log = calloc(1, sizeof(Log));

	RUN(test_handle_codes());
	RUN(test_golden_blocks(log));
	RUN(test_random_logs(log));
	RUN(test_widths(log));
	free(log);
}
