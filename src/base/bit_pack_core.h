/*
 * bit_pack_core.h
 *		Numbers of few bits, one after the other, little-endian.
 */
#ifndef BIT_PACK_CORE_H
#define BIT_PACK_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/little_endian_core.h"

/* Bytes that must be readable, or may be written, after those that count. */
#define PACK_SLACK 8

/* The widest number that is read and written as part of one 8-byte word, wherever
 * in a byte it begins. */
#define PACK_WORD_BITS 56

static inline int
bit_width(uint64_t value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}

static inline size_t
packed_size(size_t n, int width)
{
	return (n * width + 7) / 8;
}

/* Write n values that are wider than PACK_WORD_BITS. */
static inline size_t
pack_wide(uint8_t *out, const uint64_t *values, size_t n, int width)
{
	uint8_t    *at = out;
	uint64_t	word = 0;
	int			filled = 0;		/* bits of word */

	for (size_t i = 0; i < n; i++)
	{
		word |= values[i] << filled;
		filled += width;
		if (filled < 64)
			continue;
		store_word(at, word);
		at += 8;
		filled -= 64;
		word = filled ? values[i] >> (width - filled) : 0;
	}
	for (; filled > 0; filled -= 8, word >>= 8)
		*at++ = (uint8_t) word;
	return (size_t) (at - out);
}

/*
 * Write n values of so many bits each, and up to PACK_SLACK bytes after them.
 * Returns the bytes that they take.
 */
static inline size_t
pack(uint8_t *out, const uint64_t *values, size_t n, int width)
{
	uint8_t    *at = out;
	uint64_t	word = 0;
	int			filled = 0;		/* bits of word, fewer than 8 */

	if (width == 0)
		return 0;
	if (width > PACK_WORD_BITS)
		return pack_wide(out, values, n, width);
	for (size_t i = 0; i < n; i++)
	{
		word |= values[i] << filled;
		store_word(at, word);
		filled += width;
		at += filled / 8;
		word >>= filled & ~7;
		filled &= 7;
	}
	if (filled > 0)
		*at++ = (uint8_t) word;
	return (size_t) (at - out);
}

/* Read n values of so many bits each, PACK_SLACK bytes after which are readable. */
static inline void
unpack(const uint8_t *bytes, uint64_t *values, size_t n, int width)
{
	uint64_t	mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
	size_t		bit = 0;

	if (width == 0)
		memset(values, 0, n * sizeof(*values));
	else if (width == 64)
		for (size_t i = 0; i < n; i++)
			values[i] = load_word(bytes + i * 8);
	else if (width <= PACK_WORD_BITS)
		for (size_t i = 0; i < n; i++, bit += width)
			values[i] = load_word(bytes + bit / 8) >> bit % 8 & mask;
	else
		for (size_t i = 0; i < n; i++, bit += width)
		{
			uint64_t	low = load_word(bytes + bit / 8) >> bit % 8;
			uint64_t	high = bit % 8 ? (uint64_t) bytes[bit / 8 + 8] << (64 - bit % 8) : 0;

			values[i] = (low | high) & mask;
		}
}

/*
 * Write n bits, given a byte each, 0 or 1.  Eight of these, as the bytes of a word,
 * are gathered by a product that brings the i-th to the bit 56 + i.
 */
static inline size_t
pack_bits(uint8_t *out, const uint8_t *bits, size_t n)
{
	size_t		i = 0;

	for (; i + 8 <= n; i += 8)
		out[i / 8] = (uint8_t) (load_word(bits + i) * UINT64_C(0x0102040810204080) >> 56);
	if (i < n)
		out[i / 8] = 0;
	for (; i < n; i++)
		out[i / 8] |= (uint8_t) (bits[i] << i % 8);
	return packed_size(n, 1);
}

/* Read n bits to a byte each; there is room for a multiple of 8 of them. */
static inline void
unpack_bits(const uint8_t *bytes, uint8_t *bits, size_t n)
{
	for (size_t i = 0; i < n; i += 8)
	{
		/* the i-th bit alone in the i-th byte, then as 1 */
		uint64_t	word = bytes[i / 8] * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);

		store_word(bits + i, (word + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101));
	}
}

#endif							/* BIT_PACK_CORE_H */
