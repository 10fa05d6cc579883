/*
 * test_codec_damage.c
 *		Blocks that are damaged are refused, or read within bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "codec_log.h"
#include "unit.h"

/* Are a decoded block's values possible? */
static bool
is_possible(const LogBlock *block, const LogCursor *cursor, bool behaviour_only)
{
	if (block->n < 1 || block->n > LOG_BLOCK_CONTACTS)
		return false;
	for (int i = 0; i < block->n; i++)
	{
		if (block->human[i] > 1 || block->new_request[i] > 1 ||
			block->start[i] < cursor->first_start || block->length[i] > INT64_MAX ||
			block->start[i] > INT64_MAX - (int64_t) block->length[i])
			return false;
		if (i > 0 && !block->new_request[i] &&
			(block->start[i] < block->start[i - 1] ||
			 block->customer[i] != block->customer[i - 1] ||
			 block->request[i] != block->request[i - 1]))
			return false;
		if (!cursor->keyed && !behaviour_only &&
			(block->channel[i] >= cursor->channels || block->handle[i] > UINT64_C(1) << 32))
			return false;
	}
	return true;
}

/* Read bytes as a reader of a log does.  Returns whether they were taken. */
static bool
read_damaged(const uint8_t *bytes, size_t size, const LogCursor *before, bool behaviour_only)
{
	uint8_t    *copy = exact_copy(bytes, size);
	LogCursor	cursor = *before;
	LogBlock	block;
	size_t		said = log_block_size(copy, size);
	bool		taken = false;

	CHECK(said <= size && said <= LOG_BLOCK_MOST_BYTES);
	if (said > 0 && said < size)
	{
		/* shorter than it was: the bytes behind it are not to be read */
		free(copy);
		copy = exact_copy(bytes, said);
	}
	if (said > 0)
	{
		taken = log_block_decode(copy, said, &cursor, behaviour_only, &block);
		CHECK(!taken || is_possible(&block, &cursor, behaviour_only));
	}
	free(copy);
	return taken;
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
			bytes[i] = (uint8_t) wrong;
			read_damaged(bytes, size, before, false);
			read_damaged(bytes, size, before, true);
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

/* A longer block than its columns is refused, and so is one of too many contacts. */
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
	for (unsigned n = 0; n < 65536; n += n == 0 ? LOG_BLOCK_CONTACTS + 1 : 509)
	{
		copy[4] = (uint8_t) n;
		copy[5] = (uint8_t) (n >> 8);
		CHECK(!read_damaged(copy, size, before, false));
	}
	free(copy);
}

/* The first block, and one that goes on in the middle of a request. */
static void
test_damaged_blocks(Log *log)
{
	static const size_t counts[] = {1, 9, 30};

	for (int round = 0; round < 12; round++)
	{
		size_t		n = counts[round / 2 % 3];
		LogCursor	before;
		LogBlock	block;

		make_log(log, round % 2, units[round % 3], 2 * n);
		before = log->head;
		encode(log, n);
		for (size_t b = 0; b < log->blocks; b++)
		{
			check_changed_bytes(log->bytes[b], log->size[b], &before);
			check_truncated(log->bytes[b], log->size[b], &before);
			check_lengthened(log->bytes[b], log->size[b], &before);
			CHECK(log_block_decode(log->bytes[b], log->size[b], &before, false, &block));
		}
		free_blocks(log);
	}
}

/* What cannot be is refused, though every column is there. */
static void
test_impossible_values(Log *log)
{
	LogCursor	goes_on;

	make_golden(log, false);
	log->rows[4].handle = (UINT64_C(1) << 32) + 1;
	encode(log, LOG_BLOCK_CONTACTS);
	CHECK(!read_damaged(log->bytes[0], log->size[0], &log->head, false));
	CHECK(read_damaged(log->bytes[0], log->size[0], &log->head, true));
	free_blocks(log);

	make_golden(log, false);
	log->rows[3].channel = 3;
	encode(log, LOG_BLOCK_CONTACTS);
	CHECK(!read_damaged(log->bytes[0], log->size[0], &log->head, false));
	free_blocks(log);

	/* a length that an int64 does not hold, and an end beyond it */
	make_golden(log, false);
	log->head.unit = 1;
	log->rows[4].length = UINT64_C(1) << 63;
	encode(log, LOG_BLOCK_CONTACTS);
	CHECK(!read_damaged(log->bytes[0], log->size[0], &log->head, false));
	free_blocks(log);
	log->rows[4].length = INT64_MAX;
	encode(log, LOG_BLOCK_CONTACTS);
	CHECK(!read_damaged(log->bytes[0], log->size[0], &log->head, false));
	free_blocks(log);

	/* times that leave the range by their unit, or by what they are added to */
	make_golden(log, true);
	encode(log, LOG_BLOCK_CONTACTS);
	log->head.unit = UINT32_MAX;
	log->head.first_start = INT64_MAX;
	CHECK(!read_damaged(log->bytes[0], log->size[0], &log->head, false));
	free_blocks(log);

	/* small times that leave the range by what they are added to */
	make_golden(log, true);
	log->rows[2].start = 3000000;
	log->rows[3].start = 4000000;
	encode(log, 3);
	goes_on = log->head;
	goes_on.first_start = INT64_MAX;
	CHECK(!read_damaged(log->bytes[0], log->size[0], &goes_on, false));
	goes_on = log->head;
	goes_on.begun = true;
	goes_on.start = INT64_MAX;
	CHECK(!read_damaged(log->bytes[1], log->size[1], &goes_on, false));
	free_blocks(log);

	/* a block that goes on needs one before it */
	make_golden(log, false);
	log->n = 4;
	log->rows[0] = log->rows[1];
	encode(log, 1);
	goes_on = log->head;
	CHECK(!read_damaged(log->bytes[1], log->size[1], &goes_on, false));
	CHECK(read_damaged(log->bytes[0], log->size[0], &goes_on, false));
	free_blocks(log);
}

/* A block of no contacts, and one that is longer than any. */
static void
test_impossible_sizes(Log *log)
{
	const size_t size = LOG_BLOCK_MOST_BYTES + 1;
	uint8_t    *large = calloc(1, size + READABLE_AFTER);

	for (int keyed = 0; keyed < 2; keyed++)
	{
		LogCursor	cursor = {.keyed = keyed, .unit = 1, .channels = 1, .begun = true};
		uint8_t		empty[LOG_BLOCK_HEADER(LOG_COLUMNS)] = {0};
		size_t		header = LOG_BLOCK_HEADER(keyed ? KEYED_COLUMNS : LOG_COLUMNS);

		empty[0] = (uint8_t) header;
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
	RUN(test_impossible_values(log));
	RUN(test_impossible_sizes(log));
	free(log);
}
