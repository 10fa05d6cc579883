/*
 * make_seeds.c
 *		Writes inputs that are logs, for the fuzzer to begin with: make_seeds FOLDER.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_log.h"
#include "log_codec_core.h"

#define SEEDS 24

static uint64_t random_state = 20260105;

/* A number below a limit; the same in every run (xorshift64*, Vigna 2016). */
static uint64_t
draw(uint64_t limit)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return ((random_state * UINT64_C(2685821657736338717)) >> 11) % limit;
}

static void
write_number(FILE *file, uint64_t value, int size)
{
	for (int i = 0; i < size; i++)
		fputc((int) (value >> 8 * i & 0xff), file);
}

/* So many contacts that go on behind the cursor. */
static void
fill_block(LogBlock *block, const LogCursor *cursor, int n)
{
	uint64_t	customer = cursor->customer;
	uint64_t	request = cursor->request;
	int64_t		start = cursor->begun ? cursor->start : cursor->first_start;

	block->n = n;
	for (int i = 0; i < n; i++)
	{
		if (draw(2))
		{
			customer += draw(3) * (1 + draw(100000));
			request = cursor->keyed ? 0 : draw(50);
			start = cursor->first_start + (int64_t) (draw(500) * cursor->unit);
		}
		start += (int64_t) (draw(3) * draw(90000) * cursor->unit);
		block->customer[i] = customer;
		block->request[i] = request;
		block->start[i] = start;
		block->length[i] = draw(900) * cursor->unit;
		block->human[i] = (uint8_t) draw(2);
		block->channel[i] = (uint16_t) draw(cursor->channels);
		block->handle[i] = draw(2) ? handle_code((int32_t) draw(900)) : NO_HANDLE;
	}
}

/* The i-th seed: keyed or not, of every unit, of one to three blocks. */
static void
write_seed(FILE *file, int i)
{
	static const uint32_t units[] = {1, 1000, 1000000};
	static const int counts[] = {1, 5, 40, LOG_BLOCK_CONTACTS};
	static LogBlock block;
	static uint8_t out[LOG_BLOCK_MOST_BYTES + 8];
	LogCursor	cursor = {.keyed = i % 2, .unit = units[i / 2 % 3], .channels = 8,
		.first_start = INT64_C(789000000000000000)};

	write_number(file, (cursor.keyed ? FUZZ_KEYED : 0) | (draw(2) ? FUZZ_BY_CUSTOMER : 0) |
				 (i / 2 % 3) << FUZZ_UNIT_SHIFT, 1);
	write_number(file, cursor.channels, 2);
	write_number(file, (uint64_t) cursor.first_start, 8);
	write_number(file, (uint64_t) cursor.first_start + 50000 * (uint64_t) cursor.unit, 8);
	write_number(file, 20000 * (uint64_t) cursor.unit, 8);
	for (uint64_t blocks = 1 + draw(3); blocks > 0; blocks--)
	{
		fill_block(&block, &cursor, counts[i / 6 % 4]);
		fwrite(out, 1, log_block_encode(&block, &cursor, out), file);
	}
}

int
main(int argc, char **argv)
{
	for (int i = 0; i < SEEDS; i++)
	{
		char		path[4096];
		FILE	   *file;

		snprintf(path, sizeof(path), "%s/seed-%02d", argc > 1 ? argv[1] : ".", i);
		file = fopen(path, "wb");
		if (file == NULL)
		{
			perror(path);
			return EXIT_FAILURE;
		}
		write_seed(file, i);
		if (fclose(file) != 0)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
