/*
 * test_record.c
 *		Contacts as words: what is put into them comes out, and they sort.
 */
#include <limits.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

static int64_t
some_time(void)
{
	static const int64_t some[] = {
		INT64_MIN, INT64_MIN + 1, FIRST_INSTANT, -1, 0, 1, LAST_INSTANT, INT64_MAX - 1, INT64_MAX
	};

	return unit_random(2) ? some[unit_random(9)] : (int64_t) unit_random_bits(64);
}

static int32_t
some_handle(void)
{
	static const int32_t some[] = {INT_MIN, INT_MIN + 1, -1, 0, 1, 59, INT_MAX - 1, INT_MAX};

	return unit_random(2) ? some[unit_random(8)] : (int32_t) (uint32_t) unit_random_bits(32);
}

/* A row of few customers and requests, and of any times. */
static void
some_row(Row *row, bool keyed)
{
	memset(row, 0, sizeof(*row));
	row->customer = unit_random(3) ? unit_random(3) : unit_random_bits(64);
	row->start = unit_random(2) ? some_time() : 0;
	row->length = unit_random(3) ? 0 : (int64_t) unit_random_bits(63);
	row->human = unit_random(2);
	if (keyed)
		return;
	row->request = unit_random(3) ? unit_random(2) : unit_random_bits(64);
	row->channel = (uint16_t) (unit_random(2) ? unit_random(2) : 65535 - unit_random(2));
	row->has_handle = unit_random(2);
	row->handle = row->has_handle ? some_handle() : 0;
}

static void
check_record(const uint64_t *record, const Row *row, bool keyed)
{
	int			words = keyed ? KEYED_WORDS : FULL_WORDS;

	CHECK(record_start(record, words) == row->start);
	CHECK(record_length(record, words) == row->length);
	CHECK(record_is_human(record, words) == row->human);
	if (keyed)
		return;
	CHECK(record_channel(record) == row->channel);
	CHECK(record_has_handle(record) == row->has_handle);
	if (row->has_handle)
		CHECK(record_handle(record) == row->handle &&
			  record_handle_of(row->handle) == (record[FULL_WORDS - 1] & RECORD_HANDLE_MASK));
}

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

/* The words of two rows compare as the rows do, from whatever word on they differ. */
static void
test_records(void)
{
	for (int round = 0; round < 40000; round++)
	{
		bool		keyed = round % 2;
		int			words = keyed ? KEYED_WORDS : FULL_WORDS;
		Row			rows[2];
		uint64_t	records[2][FULL_WORDS];
		bool		same;

		for (int i = 0; i < 2; i++)
		{
			some_row(&rows[i], keyed);
			if (i == 1 && unit_random(3) == 0)
				rows[1] = rows[0];
			make_record(records[i], &rows[i], keyed);
			check_record(records[i], &rows[i], keyed);
		}
		same = rows[0].customer == rows[1].customer && rows[0].request == rows[1].request;
		CHECK(record_same_request(records[0], records[1], words) == same);
		CHECK(record_compare(records[0], records[1], 0, words) ==
			  sign(compare_rows(&rows[0], &rows[1])));
		if (same)
			CHECK(record_compare(records[0], records[1], keyed ? 1 : 2, words) ==
				  sign(compare_rows(&rows[0], &rows[1])));
	}
}

static void
test_times(void)
{
	CHECK(biased_time(INT64_MIN) == 0 && biased_time(INT64_MAX) == UINT64_MAX);
	CHECK(biased_time(0) == UINT64_C(1) << 63);
	for (int i = 0; i < 1000; i++)
	{
		int64_t		time = some_time();

		CHECK(unbiased_time(biased_time(time)) == time);
	}

	/* a log's times count from a whole second, also before 2000 */
	CHECK(log_origin(0) == 0 && log_origin(999999) == 0 && log_origin(1000000) == 1000000);
	CHECK(log_origin(-1) == -1000000 && log_origin(-1000000) == -1000000);
	CHECK(log_origin(-1000001) == -2000000);
	CHECK(log_origin(FIRST_INSTANT) == FIRST_INSTANT);
	CHECK(log_origin(LAST_INSTANT) == LAST_INSTANT - 999999);
}

/* How many come before another, as counting says it. */
static void
test_records_before(void)
{
	for (int run = 0; run < 20000; run++)
	{
		uint64_t	records[40 * FULL_WORDS];
		size_t		n = unit_random(41);
		uint64_t	other[FULL_WORDS];
		int			words = unit_random(2) ? KEYED_WORDS : FULL_WORDS;
		int			compared = words - (int) unit_random(2);
		size_t		before = 0;

		for (size_t i = 0; i < n * words; i++)
			records[i] = unit_random(3);
		for (int i = 0; i < words; i++)
			other[i] = unit_random(3);
		for (size_t i = 1; i < n; i++)
			for (size_t j = i; j > 0 && record_compare(records + (j - 1) * words, records + j * words, 0, words) > 0; j--)
				for (int word = 0; word < words; word++)
				{
					uint64_t	last = records[j * words + word];

					records[j * words + word] = records[(j - 1) * words + word];
					records[(j - 1) * words + word] = last;
				}
		for (size_t i = 0; i < n; i++)
			before += record_compare(records + i * words, other, 0, compared) < 0;
		CHECK(records_before(records, n, words, other, compared) == before);
	}
}

void
test_record(void)
{
	RUN(test_times());
	RUN(test_records());
	RUN(test_records_before());
}
