/*
 * test_codec_forged.c
 *		Blocks that are whole but say what cannot be are refused: what is out of order,
 *		starts too late, leaves the range of time, or has no such channel or handle.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "codec_plain.h"
#include "unit.h"

/* A block that was right, and what was before it. */
typedef struct Forgery
{
	PlainBlock	block;
	LogCursor	before;
	uint64_t	records[LOG_BLOCK_CONTACTS * FULL_WORDS];	/* as last read */
} Forgery;

/* Read a forged block; returns how many contacts were taken. */
static int
read_forged(Forgery *forgery, bool behaviour_only)
{
	static uint8_t out[LOG_BLOCK_MOST_BYTES];
	size_t		size = plain_write(&forgery->block, out);
	uint8_t    *copy = exact_copy(out, size);
	LogCursor	cursor = forgery->before;
	int			n = 0;

	if (log_block_size(copy, size) == size)
		n = log_block_decode(copy, size, &cursor, behaviour_only, forgery->records);
	free(copy);
	return n;
}

/* The same with columns as wide as their values ask for. */
static bool
is_taken(Forgery *forgery)
{
	int			n;

	plain_fit(&forgery->block);
	n = read_forged(forgery, false);
	CHECK(n == 0 || n == forgery->block.n);
	return n > 0;
}

/* The same for a question about behaviour, which a channel or handle is nothing to. */
static bool
is_taken_for_behaviour(Forgery *forgery)
{
	plain_fit(&forgery->block);
	return read_forged(forgery, true) > 0;
}

/* The golden log's contacts from one on, in a block of their own. */
static void
golden(Forgery *forgery, bool keyed, size_t from, size_t n)
{
	Log		   *log = calloc(1, sizeof(Log));

	make_golden(log, keyed);
	plain_split(log, from, n, &forgery->block);
	forgery->before = log->head;
	forgery->before.last_start = INT64_MAX;
	if (from > 0)
	{
		forgery->before.begun = true;
		forgery->before.customer = log->rows[from - 1].customer;
		forgery->before.request = log->rows[from - 1].request;
		forgery->before.start = log->rows[from - 1].start;
	}
	free(log);
	CHECK(is_taken(forgery) && is_taken_for_behaviour(forgery));
}

/* Is it refused with this value, and taken with the one before again? */
static void
check_refused_with(Forgery *forgery, LogColumn column, int i, uint64_t wrong)
{
	uint64_t   *value = &forgery->block.value[column][i];
	uint64_t	right = *value;

	*value = wrong;
	CHECK(!is_taken(forgery));
	CHECK(!is_taken_for_behaviour(forgery));
	*value = right;
	CHECK(is_taken(forgery));
}

/* ---- order ---- */

static void
test_order_of_customers(Forgery *forgery)
{
	for (int keyed = 0; keyed < 2; keyed++)
	{
		/* another customer, but the same number, or beyond the greatest from 0 on */
		golden(forgery, keyed, 0, 5);
		check_refused_with(forgery, COLUMN_CUSTOMER, 1, 0);
		check_refused_with(forgery, COLUMN_CUSTOMER, 2, 0);
		check_refused_with(forgery, COLUMN_CUSTOMER, 2, UINT64_MAX);	/* 5 - 1 */
		check_refused_with(forgery, COLUMN_CUSTOMER, 2, UINT64_MAX - 4);	/* 5 - 5 */
		forgery->block.value[COLUMN_CUSTOMER][2] = UINT64_MAX - 5;	/* just the greatest */
		CHECK(is_taken(forgery));

		/* the same from one block to the next */
		golden(forgery, keyed, 4, 1);
		check_refused_with(forgery, COLUMN_CUSTOMER, 0, 0);
		check_refused_with(forgery, COLUMN_CUSTOMER, 0, UINT64_MAX);
		forgery->before.customer = UINT64_MAX - 69995;
		CHECK(is_taken(forgery));
		forgery->before.customer++;
		CHECK(!is_taken(forgery));
	}
	/* the first customer of all may be 0 */
	golden(forgery, false, 0, 1);
	CHECK(forgery->block.value[COLUMN_CUSTOMER][0] == 0);
}

static void
test_order_of_requests(Forgery *forgery)
{
	golden(forgery, false, 0, 5);
	check_refused_with(forgery, COLUMN_REQUEST, 2, 300);	/* as the one before */
	check_refused_with(forgery, COLUMN_REQUEST, 2, 299);
	check_refused_with(forgery, COLUMN_REQUEST, 2, 0);
	check_refused_with(forgery, COLUMN_REQUEST, 1, 301);	/* as the one after */
	forgery->block.value[COLUMN_REQUEST][1] = 0;	/* a new customer's may be any */
	forgery->block.value[COLUMN_REQUEST][3] = 0;
	CHECK(is_taken(forgery));

	/* from one block to the next */
	golden(forgery, false, 3, 2);
	check_refused_with(forgery, COLUMN_REQUEST, 0, 300);
	check_refused_with(forgery, COLUMN_REQUEST, 0, 299);
	forgery->before.request = 301;
	CHECK(!is_taken(forgery));
}

/* What begins nothing goes on with what was before; there has to be something. */
static void
test_beginnings(Forgery *forgery)
{
	for (int keyed = 0; keyed < 2; keyed++)
	{
		golden(forgery, keyed, 2, 3);
		CHECK(!forgery->block.new_request[0]);
		forgery->before.begun = false;
		CHECK(!is_taken(forgery) && !is_taken_for_behaviour(forgery));
	}

	/* a new request alone is not enough for a first block */
	golden(forgery, false, 3, 2);
	CHECK(forgery->block.new_request[0] && !forgery->block.new_customer[0]);
	forgery->before.begun = false;
	CHECK(!is_taken(forgery) && !is_taken_for_behaviour(forgery));

	/* a new customer has a new request */
	golden(forgery, false, 0, 5);
	forgery->block.new_customer[2] = true;
	forgery->block.values[COLUMN_CUSTOMER] = 4;
	forgery->block.value[COLUMN_CUSTOMER][3] = 9;
	CHECK(!is_taken(forgery) && !is_taken_for_behaviour(forgery));
	forgery->block.new_request[2] = true;
	forgery->block.value[COLUMN_FIRST_START][4] = 1;
	forgery->block.value[COLUMN_REQUEST][3] = 302;
	forgery->block.value[COLUMN_REQUEST][4] = 400;
	forgery->block.values[COLUMN_FIRST_START] = forgery->block.values[COLUMN_REQUEST] = 5;
	forgery->block.values[COLUMN_START_STEP] = 0;
	CHECK(is_taken(forgery));
}

/* ---- times ---- */

/* The latest start may be the log's, wherever it is, and not a microsecond later. */
static void
test_last_start(Log *log, Forgery *forgery)
{
	for (int round = 0; round < 600; round++)
	{
		make_log(log, round % 2, round / 2 % 4, 1 + unit_random(40));
		encode(log, LOG_BLOCK_CONTACTS);
		free_blocks(log);
		plain_split(log, 0, log->n, &forgery->block);
		forgery->before = log->head;
		CHECK(is_taken(forgery) && is_taken_for_behaviour(forgery));
		forgery->before.last_start--;
		CHECK(!is_taken(forgery) && !is_taken_for_behaviour(forgery));
		forgery->before.last_start = INT64_MIN;
		CHECK(!is_taken(forgery) && !is_taken_for_behaviour(forgery));
	}
}

/* Is a block of one contact taken that starts and lasts so many units after an origin? */
static bool
takes_times(Forgery *forgery, bool goes_on, int unit, int64_t from, uint64_t after, uint64_t length)
{
	golden(forgery, true, goes_on ? 2 : 0, 1);
	forgery->block.unit = unit;
	forgery->block.value[goes_on ? COLUMN_START_STEP : COLUMN_FIRST_START][0] = after;
	forgery->block.value[COLUMN_LENGTH][0] = length;
	forgery->before.origin = goes_on ? INT64_MIN : from;
	forgery->before.start = goes_on ? from : 0;
	return is_taken(forgery);
}

/* Times that an int64 does not hold are refused, one less is what it says. */
static void
test_range_of_times(Forgery *forgery)
{
	for (int goes_on = 0; goes_on < 2; goes_on++)
		for (int unit = 0; unit < UNITS; unit++)
		{
			const int64_t step = units[unit];
			const uint64_t most = UINT64_MAX / units[unit];

			/* a start, from near the end and from the beginning */
			CHECK(takes_times(forgery, goes_on, unit, INT64_MAX - step, 1, 0));
			CHECK(record_start(forgery->records, KEYED_WORDS) == INT64_MAX);
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MAX - step + 1, 1, 0));
			CHECK(takes_times(forgery, goes_on, unit, INT64_MIN, most, 0));
			CHECK(record_start(forgery->records, KEYED_WORDS) ==
				  INT64_MAX - (int64_t) (UINT64_MAX % units[unit]));
			CHECK(unit == 0 || !takes_times(forgery, goes_on, unit, INT64_MIN, most + 1, 0));
			CHECK(unit == 0 || !takes_times(forgery, goes_on, unit, INT64_MIN, UINT64_MAX, 0));

			/* an end */
			CHECK(takes_times(forgery, goes_on, unit, INT64_MAX - step, 0, 1));
			CHECK(record_length(forgery->records, KEYED_WORDS) == step);
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MAX - step + 1, 0, 1));
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MAX - step, 1, 1));

			/* a length that ends in time and still is none */
			CHECK(takes_times(forgery, goes_on, unit, INT64_MIN, 0, INT64_MAX / step));
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MIN, 0,
							   (uint64_t) (INT64_MAX / step) + 1));
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MIN, 0, most));
			CHECK(!takes_times(forgery, goes_on, unit, INT64_MIN, 0, UINT64_MAX));
		}
}

/* Steps that are small each, but many, and widths at which times begin to be checked
 * one by one. */
static void
test_sum_of_steps(Forgery *forgery)
{
	for (int unit = 0; unit < UNITS; unit++)
		for (int width = 1; width <= 63; width++)
		{
			PlainBlock *block = &forgery->block;
			uint64_t	step = UINT64_MAX >> (64 - width);
			uint64_t	sum = 511;	/* of all steps, by the most that it may be */
			bool		fits;

			golden(forgery, true, 0, 1);
			block->unit = unit;
			block->n = LOG_BLOCK_CONTACTS;
			block->values[COLUMN_LENGTH] = block->n;
			block->values[COLUMN_START_STEP] = block->n - 1;
			for (int i = 0; i < block->n - 1; i++)
				block->value[COLUMN_START_STEP][i] = step;
			forgery->before.origin = 0;
			fits = step <= INT64_MAX / units[unit] / sum;
			CHECK(is_taken(forgery) == fits);
			if (!fits)
				continue;
			sum *= step * units[unit];
			forgery->before.origin = INT64_MAX - (int64_t) sum;
			CHECK(is_taken(forgery));
			CHECK(record_start(forgery->records + 511 * KEYED_WORDS, KEYED_WORDS) == INT64_MAX);
			forgery->before.origin++;
			CHECK(!is_taken(forgery));
		}
}

/* Move a time, counted from the least one, on; false where it leaves the range. */
static bool
plain_advance(uint64_t *at, uint64_t value, uint32_t unit)
{
	if (value > (UINT64_MAX - *at) / unit)
		return false;
	*at += value * unit;
	return true;
}

/* Do the times of a block of one request stay within an int64? */
static bool
fits_in_time(const Forgery *forgery)
{
	const PlainBlock *block = &forgery->block;
	uint32_t	unit = units[block->unit];
	uint64_t	start = (uint64_t) forgery->before.origin + (UINT64_C(1) << 63);

	for (int i = 0; i < block->n; i++)
	{
		uint64_t	length = block->value[COLUMN_LENGTH][i];
		uint64_t	end;

		if (!plain_advance(&start, i == 0 ? block->value[COLUMN_FIRST_START][0] :
						   block->value[COLUMN_START_STEP][i - 1], unit))
			return false;
		end = start;
		if (length > (uint64_t) INT64_MAX / unit || !plain_advance(&end, length, unit))
			return false;
	}
	return true;
}

/* Where a reader may stop to check times one by one: the widths and the origins near
 * that, of all columns at once. */
static void
test_near_limits(Forgery *forgery)
{
	static const int64_t origins[] = {
		(INT64_C(1) << 62) - 1, INT64_C(1) << 62, INT64_C(3) << 61, 0, INT64_MIN
	};
	static const LogColumn times[] = {COLUMN_FIRST_START, COLUMN_START_STEP, COLUMN_LENGTH};
	PlainBlock *block = &forgery->block;
	int			taken = 0;
	int			refused = 0;

	golden(forgery, true, 0, 1);
	for (int round = 0; round < 30000; round++)
	{
		int			most[3];

		block->n = 1 + (int) unit_random(20);
		block->values[COLUMN_LENGTH] = block->n;
		block->values[COLUMN_START_STEP] = block->n - 1;
		block->unit = round % 3;
		forgery->before.origin = origins[unit_random(5)];
		for (int t = 0; t < 3; t++)
		{
			most[t] = unit_random(2) ? 64 - 10 * block->unit - (int) unit_random(16) : 0;
			for (int i = 0; i < block->n; i++)
				block->value[times[t]][i] = most[t] == 0 ? 0 : unit_random(4) ?
					UINT64_MAX >> (64 - most[t]) : unit_random_bits(most[t]);
		}
		taken += fits_in_time(forgery);
		refused += !fits_in_time(forgery);
		CHECK(is_taken(forgery) == fits_in_time(forgery));
	}
	CHECK(taken > 1000 && refused > 1000);
}

/* A column that is wider than it need be says the same, though its times may then be
 * read otherwise. */
static void
test_too_wide_columns(Log *log, Forgery *forgery)
{
	for (int round = 0; round < 400; round++)
	{
		size_t		words = round % 2 ? KEYED_WORDS : FULL_WORDS;
		int			columns = round % 2 ? KEYED_COLUMNS : LOG_COLUMNS;
		uint64_t	expected[40 * FULL_WORDS];

		make_log(log, round % 2, round / 2 % 4, 1 + unit_random(40));
		encode(log, LOG_BLOCK_CONTACTS);
		free_blocks(log);
		plain_split(log, 0, log->n, &forgery->block);
		forgery->before = log->head;
		for (size_t i = 0; i < log->n; i++)
			make_record(expected + i * words, &log->rows[i], log->head.keyed);
		for (int column = 0; column < columns; column++)
			if (round < 20 || unit_random(2))
				forgery->block.width[column] += (int) unit_random(65 - forgery->block.width[column]);
		CHECK(read_forged(forgery, false) == (int) log->n);
		CHECK(memcmp(forgery->records, expected, log->n * words * sizeof(uint64_t)) == 0);

		/* but no number has more than 64 bits, if there is one or not */
		forgery->block.width[unit_random((uint64_t) columns)] = 65 + (int) unit_random(191);
		CHECK(read_forged(forgery, false) == 0 && read_forged(forgery, true) == 0);
	}
}

/* ---- channels and handle seconds ---- */

static void
test_details(Forgery *forgery)
{
	static const uint64_t wrong_codes[] = {
		UINT64_C(0x100000001), UINT64_C(0x200000000), UINT64_MAX
	};

	golden(forgery, false, 0, 5);
	for (int i = 0; i < 5; i++)
	{
		uint64_t   *channel = &forgery->block.value[COLUMN_CHANNEL][i];
		uint64_t   *code = &forgery->block.value[COLUMN_HANDLE][i];
		uint64_t	right = *channel;

		*channel = 3;
		CHECK(!is_taken(forgery) && is_taken_for_behaviour(forgery));
		*channel = UINT64_MAX;
		CHECK(!is_taken(forgery) && is_taken_for_behaviour(forgery));
		*channel = 2;
		CHECK(is_taken(forgery));
		*channel = right;

		right = *code;
		for (int w = 0; w < 3; w++)
		{
			*code = wrong_codes[w];
			CHECK(!is_taken(forgery) && is_taken_for_behaviour(forgery));
		}
		*code = UINT64_C(0x100000000);	/* the last that there is */
		CHECK(is_taken(forgery));
		CHECK(record_handle(forgery->records + i * FULL_WORDS) == INT32_MIN);
		*code = right;
	}
	CHECK(is_taken(forgery));
	forgery->before.channels = 2;
	CHECK(!is_taken(forgery) && is_taken_for_behaviour(forgery));
	forgery->before.channels = 0;
	CHECK(!is_taken(forgery) && is_taken_for_behaviour(forgery));
}

void
test_codec_forged(void)
{
	Log		   *log = calloc(1, sizeof(Log));
	Forgery    *forgery = calloc(1, sizeof(Forgery));

	RUN(test_order_of_customers(forgery));
	RUN(test_order_of_requests(forgery));
	RUN(test_beginnings(forgery));
	RUN(test_last_start(log, forgery));
	RUN(test_range_of_times(forgery));
	RUN(test_sum_of_steps(forgery));
	RUN(test_near_limits(forgery));
	RUN(test_too_wide_columns(log, forgery));
	RUN(test_details(forgery));
	free(log);
	free(forgery);
}
