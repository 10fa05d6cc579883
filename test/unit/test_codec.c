/*
 * test_codec.c
 *		Blocks of contacts: they are what the definition says, and what is written is
 *		read again.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "codec_plain.h"
#include "unit.h"

static bool
same_cursor(const LogCursor *a, const LogCursor *b)
{
	return a->keyed == b->keyed && a->origin == b->origin && a->last_start == b->last_start &&
		a->channels == b->channels && a->begun == b->begun && a->customer == b->customer &&
		a->request == b->request && a->start == b->start;
}

/* Is a record this row, and without its channel and handle seconds if only behaviour
 * was asked for? */
static bool
same_contact(const uint64_t *record, const Row *row, bool keyed, bool behaviour_only)
{
	uint64_t	expected[FULL_WORDS];
	Row			wanted = *row;

	if (behaviour_only)
	{
		wanted.channel = 0;
		wanted.has_handle = false;
	}
	make_record(expected, &wanted, keyed);
	return memcmp(record, expected, (keyed ? KEYED_WORDS : FULL_WORDS) * sizeof(uint64_t)) == 0;
}

/* Read all blocks into memory of the exact size, of which no more is written than
 * there are contacts. */
static void
check_blocks(const Log *log, const LogCursor *behind, bool behaviour_only)
{
	int			words = words_of(log);
	size_t		size = (size_t) words * LOG_BLOCK_CONTACTS;
	uint64_t   *records = malloc(size * sizeof(uint64_t));
	LogCursor	cursor = log->head;
	size_t		at = 0;
	bool		same = true;

	for (size_t b = 0; b < log->blocks && same; b++)
	{
		int			n;

		memset(records, 0x55, size * sizeof(uint64_t));
		CHECK(log_block_size(log->bytes[b], log->size[b]) == log->size[b]);
		n = log_block_decode(log->bytes[b], log->size[b], &cursor, behaviour_only, records);
		same = n > 0;
		for (int i = 0; same && i < n; i++, at++)
			same = at < log->n &&
				same_contact(records + i * words, &log->rows[at], log->head.keyed, behaviour_only);
		for (size_t word = (size_t) n * words; same && word < size; word++)
			same = records[word] == UINT64_C(0x5555555555555555);
	}
	CHECK(same && at == log->n);
	CHECK(same_cursor(&cursor, behind));
	free(records);
}

/* Are all blocks, byte by byte, what the definition says? */
static bool
are_canonical(const Log *log, size_t a_block)
{
	static uint8_t expected[LOG_BLOCK_MOST_BYTES];
	static PlainBlock block;

	for (size_t b = 0; b < log->blocks; b++)
	{
		size_t		from = b * a_block;

		plain_split(log, from, log->n - from < a_block ? log->n - from : a_block, &block);
		if (plain_write(&block, expected) != log->size[b] ||
			memcmp(expected, log->bytes[b], log->size[b]) != 0)
			return false;
	}
	return true;
}

/* What is written is read again; the blocks are left for the caller to free. */
static void
check_round_trip(Log *log, size_t a_block)
{
	LogCursor	behind = encode(log, a_block);

	CHECK(are_canonical(log, a_block));
	check_blocks(log, &behind, false);
	check_blocks(log, &behind, true);
}

/* The unit code that a block's head has. */
static int
unit_of(const Log *log, size_t b)
{
	return log->bytes[b][5] >> 6;
}

static void
test_random_logs(Log *log)
{
	static const size_t counts[] = {1, 2, 3, 20, 511, 512, 513, 1024, MOST_ROWS};
	static const size_t a_block[] = {1, 7, 511, 512};
	size_t		seen[UNITS] = {0};

	for (int round = 0; round < 720; round++)
	{
		make_log(log, round % 2, round / 2 % 4, counts[round / 8 % 9]);
		check_round_trip(log, a_block[unit_random(4)]);
		for (size_t b = 0; b < log->blocks; b++)
			seen[unit_of(log, b)]++;
		free_blocks(log);
	}
	CHECK(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
}

/* ---- every width of every column ---- */

/* The i-th value of a column of so many bits, of which only the first has the
 * highest, so that their sum is no more than 64 bits. */
static uint64_t
value_to_add(int width, size_t i)
{
	if (width == 0)
		return 0;
	return i == 0 ? UINT64_C(1) << (width - 1) : unit_random_bits(width < 54 ? width : 54);
}

/* The handle seconds that the code says. */
static void
set_handle(Row *row, uint64_t code)
{
	int64_t		zigzag = (int64_t) code - 1;

	row->has_handle = code > 0;
	if (row->has_handle)
		row->handle = (int32_t) (zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2);
}

/*
 * Rows of which one column takes so many bits, and the others few.  The first wide
 * value is a power of 2, which no longer unit divides.
 */
static void
make_wide(Log *log, LogColumn column, int width, uint32_t unit, size_t n)
{
	uint64_t	customer = 0;
	uint64_t	steps = 0;
	uint64_t	after = 0;		/* the origin, in units */

	log->n = n;
	for (size_t i = 0; i < n; i++)
	{
		Row		   *row = &log->rows[i];
		uint64_t	wide = i == 0 && width > 0 ? UINT64_C(1) << (width - 1) : unit_random_bits(width);

		memset(row, 0, sizeof(*row));
		if (column == COLUMN_CUSTOMER)
			customer += value_to_add(width, i);
		else if (column != COLUMN_START_STEP)
			customer = i;
		row->customer = customer;
		if (column == COLUMN_REQUEST)
			row->request = wide;
		else if (column == COLUMN_FIRST_START)
			after = wide;
		else if (column == COLUMN_START_STEP)
			after = i == 0 ? 0 : (steps += value_to_add(width, i - 1));
		else if (column == COLUMN_LENGTH)
			row->length = (int64_t) (wide * unit);
		else if (column == COLUMN_CHANNEL)
			row->channel = (uint16_t) (wide < MOST_CHANNELS ? wide : wide - 1);
		else if (column == COLUMN_HANDLE)
			set_handle(row, width == 33 ? UINT64_C(1) << 32 : wide);
		row->start = (int64_t) ((uint64_t) log->head.origin + after * unit);
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
check_width(Log *log, bool keyed, int unit, LogColumn column, int width)
{
	static const size_t counts[] = {2, 65, LOG_BLOCK_CONTACTS};
	bool		is_time = column >= COLUMN_FIRST_START && column <= COLUMN_LENGTH;

	for (int c = 0; c < 3; c++)
	{
		size_t		n = counts[c];

		memset(&log->head, 0, sizeof(log->head));
		log->head.keyed = keyed;
		log->head.origin = INT64_MIN;
		log->head.channels = MOST_CHANNELS;
		/* a sum of steps must stay in range */
		if (column == COLUMN_START_STEP && width > 30 && unit > 0)
			n = 2;
		make_wide(log, column, width, units[unit], n);
		check_round_trip(log, LOG_BLOCK_CONTACTS);
		CHECK(log->bytes[0][6 + column] == width);
		CHECK(unit_of(log, 0) == (is_time && width > 0 ? unit : 2));
		free_blocks(log);
	}
}

static void
test_widths(Log *log)
{
	for (int keyed = 0; keyed < 2; keyed++)
		for (int unit = 0; unit < UNITS; unit++)
			for (int column = 0; column < (keyed ? KEYED_COLUMNS : LOG_COLUMNS); column++)
				for (int width = 0; width <= most_bits(column, units[unit]); width++)
					check_width(log, keyed, unit, column, width);
}

/* ---- units ---- */

/* The finest of a block's times decides its unit, wherever it stands in the block. */
static void
test_finest_time_decides(Log *log)
{
	static const int64_t parts[] = {1, 999, 1001, 999999, 1000, 999000};

	for (int round = 0; round < 600; round++)
	{
		int64_t		part = parts[round % 6];
		Row		   *row;

		make_log(log, round / 6 % 2, 2, 1 + unit_random(30));
		row = &log->rows[unit_random(log->n)];
		row->length = (unit_random(2) ? row->length / 1000000 % 1000 * 1000000 : 0) + part;
		if (row->start > LAST_INSTANT - row->length)
			row->length = 0;
		if (unit_random(2))
		{
			/* a start of another second part than its neighbours' */
			row = &log->rows[log->n - 1];
			row->start += part - 1000000 * (row->start > INT64_C(9000000000000000000));
			qsort(log->rows, log->n, sizeof(Row), compare_rows);
		}
		check_round_trip(log, LOG_BLOCK_CONTACTS);
		free_blocks(log);
	}
}

/* A step counts from the last block's last contact, and so does its unit. */
static void
test_unit_of_steps(Log *log)
{
	static const int64_t starts[] = {500001, 1500001, 1501001, 1501002, 1501002};
	static const int expected[] = {0, 2, 1, 0, 2};

	make_log(log, true, 0, 5);
	for (int i = 0; i < 5; i++)
	{
		Row			row = {.customer = 7, .start = log->head.origin + starts[i], .human = i == 4};

		log->rows[i] = row;
	}
	check_round_trip(log, 1);
	for (int i = 0; i < 5; i++)
		CHECK(unit_of(log, i) == expected[i]);
	free_blocks(log);
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
				 "29000000" "0580"	/* 41 bytes, 5 contacts, seconds */
				 "11020707" "090206"	/* widths: 17 2 7 7, 9 2 6 */
				 "1b" "13" "0c" /* new requests, new customers, kinds */
				 "00000a00ac4504"	/* customers: 0, +5, +69995 */
				 "24"			/* first starts: 0, 1, 2, 0 */
				 "57"			/* start steps: 87 */
				 "005e1f1000"	/* lengths: 0, 60, 125, 0, 1 */
				 "0058b60c00"	/* requests: 0, 300, 301, 1 */
				 "6100"			/* channels: 1, 0, 2, 1, 0 */
				 "00d00b00"));	/* handle codes: none, none, 61, 2, none */
	free_blocks(log);

	make_golden(log, true);
	check_round_trip(log, LOG_BLOCK_CONTACTS);
	CHECK(is_hex(log->bytes[0], log->size[0],
				 "1a000000" "0580"	/* 26 bytes, 5 contacts, seconds */
				 "11010107"		/* widths */
				 "13" "0c"		/* new keys, kinds */
				 "00000a00ac4504"	/* keys: 0, +5, +69995 */
				 "02"			/* first starts: 0, 1, 0 */
				 "02"			/* start steps: 0, 1 */
				 "005e1f1000"));	/* lengths */
	free_blocks(log);
}

/* Three blocks, each of a unit of its own. */
static void
test_golden_units(Log *log)
{
	static const Row rows[3] = {
		{.customer = 0, .start = 2000000},
		{.customer = 5, .start = 2250000, .length = 1500000},
		{.customer = 5, .start = 2250001, .human = true},
	};

	make_golden(log, true);
	log->n = 3;
	memcpy(log->rows, rows, sizeof(rows));
	check_round_trip(log, 1);
	CHECK(is_hex(log->bytes[0], log->size[0],
				 "0c000000" "0180"	/* 12 bytes, 1 contact, seconds */
				 "00000000"		/* widths: all are 0 */
				 "01" "00"));	/* a new key, digital */
	CHECK(is_hex(log->bytes[1], log->size[1],
				 "10000000" "0140"	/* 16 bytes, 1 contact, milliseconds */
				 "0308000b"		/* widths: 3 8 0 11 */
				 "01" "00"		/* a new key, digital */
				 "05" "fa" "dc05"));	/* key +5, after 250, for 1500 */
	CHECK(is_hex(log->bytes[2], log->size[2],
				 "0d000000" "0100"	/* 13 bytes, 1 contact, microseconds */
				 "00000100"		/* widths: 0 0 1 0 */
				 "00" "01"		/* no new key, human */
				 "01"));		/* 1 later */
	free_blocks(log);
}

void
test_codec(void)
{
	Log		   *log = calloc(1, sizeof(Log));

	RUN(test_golden_blocks(log));
	RUN(test_golden_units(log));
	RUN(test_unit_of_steps(log));
	RUN(test_finest_time_decides(log));
	RUN(test_random_logs(log));
	RUN(test_widths(log));
	free(log);
}
