/*
 * test_codec_damage.c
 *		Blocks that are damaged are refused, or read within bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

/* Does a contact come after another, as far as a reader relies on it? */
static bool
comes_after(uint64_t customer, uint64_t request, int64_t start,
			uint64_t last_customer, uint64_t last_request, int64_t last_start)
{
	if (customer != last_customer)
		return customer > last_customer;
	if (request != last_request)
		return request > last_request;
	return start >= last_start;
}

/* Are a decoded block's values possible, and in order after the block before? */
static bool
is_possible(const uint64_t *records, int n, const LogCursor *before, bool behaviour_only)
{
	int			words = before->keyed ? KEYED_WORDS : FULL_WORDS;
	LogCursor	last = *before;

	for (int i = 0; i < n; i++, records += words)
	{
		uint64_t	request = before->keyed ? 0 : records[1];
		int64_t		start = record_start(records, words);
		int64_t		length = record_length(records, words);

		if (start < before->origin || start > INT64_MAX - length ||
			start > before->last_start ||
			(last.begun && !comes_after(records[0], request, start,
										last.customer, last.request, last.start)))
			return false;
		if (!before->keyed && behaviour_only &&
			(record_channel(records) != 0 || record_has_handle(records)))
			return false;
		if (!before->keyed && !behaviour_only && record_channel(records) >= before->channels)
			return false;
		/* no bit is set that means nothing, and no handle but one of 32 bits */
		if (!before->keyed && (records[4] >> 49 != 0 ||
							   (record_has_handle(records) && records[4] >> 32 & 1)))
			return false;
		last.begun = true;
		last.customer = records[0];
		last.request = request;
		last.start = start;
	}
	return true;
}

/* Read bytes as a reader of a log does.  Returns whether they were taken. */
static bool
read_damaged(const uint8_t *bytes, size_t size, const LogCursor *before, bool behaviour_only)
{
	size_t		room = LOG_BLOCK_CONTACTS * (before->keyed ? KEYED_WORDS : FULL_WORDS);
	uint64_t   *records = malloc(room * sizeof(uint64_t));
	uint8_t    *copy = exact_copy(bytes, size);
	LogCursor	cursor = *before;
	size_t		said = log_block_size(copy, size);
	int			n = 0;

	CHECK(said <= size && said <= LOG_BLOCK_MOST_BYTES);
	if (said > 0 && said < size)
	{
		/* shorter than it was: the bytes behind it are not to be read */
		free(copy);
		copy = exact_copy(bytes, said);
	}
	if (said > 0)
	{
		n = log_block_decode(copy, said, &cursor, behaviour_only, records);
		CHECK(n >= 0 && n <= LOG_BLOCK_CONTACTS);
		CHECK(is_possible(records, n, before, behaviour_only));
	}
	free(copy);
	free(records);
	return n > 0;
}

/* Each byte, changed to each other value. */
static void
check_changed_bytes(uint8_t *bytes, size_t size, const LogCursor *before)
{
	for (size_t i = 0; i < size; i++)
	{
		uint8_t		right = bytes[i];

		for (int wrong = 0; wrong < 256; wrong++)
		{
			bool		taken;

			bytes[i] = (uint8_t) wrong;
			taken = read_damaged(bytes, size, before, false);
			CHECK(read_damaged(bytes, size, before, true) || !taken);
		}
		bytes[i] = right;
	}
}

/* Each beginning, with its size as it was and as it is now. */
static void
check_truncated(const uint8_t *bytes, size_t size, const LogCursor *before)
{
	for (size_t shorter = 0; shorter < size; shorter++)
	{
		uint8_t    *copy = exact_copy(bytes, size);

		CHECK(!read_damaged(copy, shorter, before, false));
		for (int i = 0; i < 4; i++)
			copy[i] = (uint8_t) (shorter >> 8 * i);
		CHECK(!read_damaged(copy, shorter, before, false));
		CHECK(!read_damaged(copy, shorter, before, true));
		free(copy);
	}
}

/* A longer block than its columns is refused, and so is one of too many contacts,
 * of whatever unit, and one of a unit that there is not. */
static void
check_lengthened(const uint8_t *bytes, size_t size, const LogCursor *before)
{
	uint8_t    *copy = malloc(size + 1);

	memcpy(copy, bytes, size);
	copy[size] = 0;
	for (int i = 0; i < 4; i++)
		copy[i] = (uint8_t) ((size + 1) >> 8 * i);
	CHECK(!read_damaged(copy, size + 1, before, false));

	memcpy(copy, bytes, size);
	for (unsigned n = 0; n < 16384; n += n == 0 ? LOG_BLOCK_CONTACTS + 1 : 127)
		for (unsigned unit = 0; unit < 4; unit++)
		{
			copy[4] = (uint8_t) n;
			copy[5] = (uint8_t) (n >> 8 | unit << 6);
			CHECK(!read_damaged(copy, size, before, false));
		}
	copy[4] = bytes[4];
	copy[5] = bytes[5] | 3 << 6;
	CHECK(!read_damaged(copy, size, before, false));
	CHECK(!read_damaged(copy, size, before, true));
	free(copy);
}

/* The first block, and one that goes on in the middle of a request. */
static void
test_damaged_blocks(Log *log)
{
	static const size_t counts[] = {1, 9, 30};

	for (int round = 0; round < 16; round++)
	{
		size_t		n = counts[round / 2 % 3];
		LogCursor	before;
		uint64_t	records[LOG_BLOCK_CONTACTS * FULL_WORDS];

		make_log(log, round % 2, round % 4, 2 * n);
		encode(log, n);
		before = log->head;
		for (size_t b = 0; b < log->blocks; b++)
		{
			check_changed_bytes(log->bytes[b], log->size[b], &before);
			check_truncated(log->bytes[b], log->size[b], &before);
			check_lengthened(log->bytes[b], log->size[b], &before);
			CHECK(log_block_decode(log->bytes[b], log->size[b], &before, false, records) > 0);
		}
		free_blocks(log);
	}
}

/* Blocks that change places, are left out or come twice are out of order or read as
 * what they are not, within bounds. */
static void
test_misplaced_blocks(Log *log)
{
	for (int round = 0; round < 300; round++)
	{
		LogCursor	before;
		uint64_t	records[LOG_BLOCK_CONTACTS * FULL_WORDS];

		make_log(log, round % 2, round / 2 % 4, 60);
		encode(log, 1 + unit_random(20));
		before = log->head;
		for (int i = 0; i < 10; i++)
		{
			size_t		b = unit_random(log->blocks);

			if (!read_damaged(log->bytes[b], log->size[b], &before, false))
				break;
			CHECK(log_block_decode(log->bytes[b], log->size[b], &before, false, records) > 0);
		}
		free_blocks(log);
	}
}

/* A block of no contacts, and one that is longer than any. */
static void
test_impossible_sizes(Log *log)
{
	const size_t size = LOG_BLOCK_MOST_BYTES + 1;
	uint8_t    *large = calloc(1, size + READABLE_AFTER);

	for (int keyed = 0; keyed < 2; keyed++)
		for (int unit = 0; unit < 4; unit++)
		{
			LogCursor	cursor = {.keyed = keyed, .last_start = INT64_MAX, .channels = 1, .begun = true};
			uint8_t		empty[LOG_BLOCK_HEADER(LOG_COLUMNS)] = {0};
			size_t		header = LOG_BLOCK_HEADER(keyed ? KEYED_COLUMNS : LOG_COLUMNS);

			empty[0] = (uint8_t) header;
			empty[5] = (uint8_t) (unit << 6);
			CHECK(log_block_size(empty, header) == header);
			CHECK(!read_damaged(empty, header, &cursor, false));
		}

	/* as a block of one contact, and then more */
	make_golden(log, false);
	log->n = 1;
	encode(log, 1);
	memcpy(large, log->bytes[0], log->size[0]);
	for (int i = 0; i < 4; i++)
		large[i] = (uint8_t) (size >> 8 * i);
	CHECK(log_block_size(large, size) == 0);
	large[3] = 0xff;
	CHECK(log_block_size(large, size) == 0);
	free_blocks(log);
	free(large);
}

void
test_codec_damage(void)
{
	Log		   *log = calloc(1, sizeof(Log));

	RUN(test_damaged_blocks(log));
	RUN(test_misplaced_blocks(log));
	RUN(test_impossible_sizes(log));
	free(log);
}
