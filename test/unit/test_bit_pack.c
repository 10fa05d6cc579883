/*
 * test_bit_pack.c
 *		Numbers of few bits, against the same written bit by bit.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bit_pack_core.h"
#include "unit.h"

#define MOST_VALUES 600

/* What is behind the bytes that count, so that it is seen if it matters. */
#define JUNK 0xa5

/* A number as wide as can be, as narrow, or any. */
static uint64_t
some_value(int width)
{
	switch (unit_random(4))
	{
		case 0:
			return 0;
		case 1:
			return width == 0 ? 0 : UINT64_MAX >> (64 - width);
		default:
			return unit_random_bits(width);
	}
}

/* The same bytes, bit by bit.  Returns how many. */
static size_t
plain_pack(uint8_t *out, const uint64_t *values, size_t n, int width)
{
	size_t		size = (n * width + 7) / 8;
	size_t		at = 0;

	memset(out, 0, size);
	for (size_t i = 0; i < n; i++)
		for (int bit = 0; bit < width; bit++, at++)
			if (values[i] >> bit & 1)
				out[at / 8] |= (uint8_t) (1 << at % 8);
	return size;
}

/* Write to memory of the exact size, and read from such. */
static void
check_values(const uint64_t *values, size_t n, int width)
{
	static uint8_t expected[MOST_VALUES * 8];
	size_t		size = plain_pack(expected, values, n, width);
	uint8_t    *bytes = malloc(size + PACK_SLACK);
	uint64_t   *again = malloc((n + 1) * sizeof(uint64_t));

	CHECK(packed_size(n, width) == size);
	memset(bytes, JUNK, size + PACK_SLACK);
	CHECK(pack(bytes, values, n, width) == size);
	CHECK(memcmp(bytes, expected, size) == 0);

	/* neither is what is behind read as a value, nor more values written */
	memset(bytes + size, JUNK, PACK_SLACK);
	memset(again, JUNK, (n + 1) * sizeof(uint64_t));
	again[n] = 4711;
	unpack(bytes, again, n, width);
	CHECK(memcmp(again, values, n * sizeof(uint64_t)) == 0 && again[n] == 4711);
	free(bytes);
	free(again);
}

static void
test_every_width(void)
{
	static const size_t counts[] = {0, 1, 2, 7, 8, 9, 511, 512};
	static uint64_t values[MOST_VALUES];

	for (int width = 0; width <= 64; width++)
		for (int round = 0; round < 40; round++)
		{
			size_t		n = round < 8 ? counts[round] : unit_random(MOST_VALUES);

			for (size_t i = 0; i < n; i++)
				values[i] = some_value(width);
			check_values(values, n, width);
		}
}

/* Every value at its widest: where bits of neighbours would mix, it shows. */
static void
test_alternating(void)
{
	uint64_t	values[65];

	for (int width = 1; width <= 64; width++)
		for (int odd = 0; odd < 2; odd++)
		{
			for (int i = 0; i < 65; i++)
				values[i] = i % 2 == odd ? UINT64_MAX >> (64 - width) : 0;
			check_values(values, 65, width);
		}
}

/* Bits given a byte each take no bytes but their own, for there is no slack. */
static void
check_bits(const uint8_t *bits, size_t n)
{
	size_t		size = (n + 7) / 8;
	uint8_t    *exact = malloc(n + 1);	/* of n bytes, but none is no memory */
	uint8_t    *packed = malloc(size + 1);
	uint8_t    *again = malloc(8 * size + 1);
	bool		right = true;

	memcpy(exact + 1, bits, n);
	packed[0] = 0;
	CHECK(pack_bits(packed + 1, exact + 1, n) == size);
	for (size_t i = 0; i < 8 * size; i++)
		right &= (packed[1 + i / 8] >> i % 8 & 1) == (i < n ? bits[i] : 0);
	CHECK(right);
	memset(again, JUNK, 8 * size + 1);
	unpack_bits(packed + 1, again + 1, n);
	CHECK(memcmp(again + 1, bits, n) == 0 && again[0] == JUNK);
	free(exact);
	free(packed);
	free(again);
}

static void
test_bits(void)
{
	uint8_t		bits[MOST_VALUES];

	/* every byte */
	for (int byte = 0; byte < 256; byte++)
	{
		for (int i = 0; i < 8; i++)
			bits[i] = (uint8_t) (byte >> i & 1);
		for (size_t n = 0; n <= 8; n++)
			check_bits(bits, n);
	}
	for (size_t n = 0; n < MOST_VALUES; n++)
	{
		uint64_t	density = 1 + unit_random(6);

		for (size_t i = 0; i < n; i++)
			bits[i] = unit_random(density) == 0;
		check_bits(bits, n);
	}
}

static void
test_words(void)
{
	static const uint8_t bytes[9] = {0, 1, 2, 3, 4, 5, 6, 7, 0x88};
	uint8_t		written[8];

	CHECK(load_word(bytes) == UINT64_C(0x0706050403020100));
	CHECK(load_word(bytes + 1) == UINT64_C(0x8807060504030201));
	store_word(written, UINT64_C(0x0706050403020100));
	CHECK(memcmp(written, bytes, 8) == 0);

	CHECK(bit_width(0) == 0 && bit_width(1) == 1 && bit_width(UINT64_MAX) == 64);
	for (int width = 1; width < 64; width++)
		CHECK(bit_width(UINT64_C(1) << width) == width + 1 &&
			  bit_width((UINT64_C(1) << width) - 1) == width);
}

void
test_bit_pack(void)
{
	RUN(test_words());
	RUN(test_every_width());
	RUN(test_alternating());
	RUN(test_bits());
}
