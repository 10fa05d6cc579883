/*
 * make_seeds.c
 *		Writes inputs that are logs, for the fuzzer to begin with: make_seeds FOLDER.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bit_pack_core.h"
#include "fuzz_log.h"
#include "log/log_codec_core.h"

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

/* So many contacts that go on behind the cursor, their times multiples of a unit. */
static void
fill_records(uint64_t *record, const LogCursor *cursor, uint32_t unit, int n)
{
	uint64_t	customer = cursor->customer;
	uint64_t	request = cursor->request;
	int64_t		start = cursor->begun ? cursor->start : cursor->origin;

	for (int i = 0; i < n; i++)
	{
		if (draw(2))
		{
			/* another customer, or another request of the same */
			if (draw(3) || cursor->keyed)
			{
				customer += 1 + draw(3) * draw(100000);
				request = cursor->keyed ? 0 : draw(50);
			}
			else
				request += 1 + draw(50);
			start = cursor->origin + (int64_t) (draw(500) * unit);
		}
		start += (int64_t) (draw(3) * draw(90000) * unit);
		*record++ = customer;
		if (!cursor->keyed)
			*record++ = request;
		*record++ = biased_time(start);
		*record++ = draw(900) * unit | draw(2) << RECORD_KIND_SHIFT;
		if (!cursor->keyed)
			*record++ = draw(cursor->channels) << RECORD_CHANNEL_SHIFT |
				(draw(2) ? record_handle_of((int32_t) draw(900) - 20) : RECORD_NO_HANDLE);
	}
}

/* The i-th seed: keyed or not, of one to three blocks, each of any unit. */
static void
write_seed(FILE *file, int i)
{
	static const uint32_t units[] = {1, 1000, 1000000};
	static const int counts[] = {1, 5, 40, LOG_BLOCK_CONTACTS};
	static uint64_t records[LOG_BLOCK_CONTACTS * FULL_WORDS];
	static uint8_t out[LOG_BLOCK_MOST_BYTES + PACK_SLACK];
	LogCursor	cursor = {.keyed = i % 2, .channels = 8,
		.origin = INT64_C(789000000000000000), .last_start = INT64_MAX};
	uint32_t	unit = units[i / 2 % 3];

	write_number(file, (cursor.keyed ? FUZZ_KEYED : 0) | (draw(2) ? FUZZ_BY_CUSTOMER : 0), 1);
	write_number(file, cursor.channels, 2);
	write_number(file, (uint64_t) cursor.origin, 8);
	write_number(file, (uint64_t) cursor.last_start, 8);
	write_number(file, (uint64_t) cursor.origin + 50000 * (uint64_t) unit, 8);
	write_number(file, 20000 * (uint64_t) unit, 8);
	for (uint64_t blocks = 1 + draw(3); blocks > 0; blocks--)
	{
		fill_records(records, &cursor, unit, counts[i / 6 % 4]);
		fwrite(out, 1, log_block_encode(records, counts[i / 6 % 4], &cursor, out), file);
		unit = units[draw(3)];
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
