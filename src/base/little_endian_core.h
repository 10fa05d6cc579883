/*
 * little_endian_core.h
 *		Numbers as little-endian bytes.
 */
#ifndef LITTLE_ENDIAN_CORE_H
#define LITTLE_ENDIAN_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A number of eight bytes. */
static inline uint64_t
load_word(const uint8_t *bytes)
{
	uint64_t	word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Of fewer, the missing ones zero; none but these are read. */
static inline uint64_t
load_rest(const uint8_t *bytes, size_t size)
{
	uint64_t	word = 0;

	for (size_t i = 0; i < size; i++)
		word |= (uint64_t) bytes[i] << 8 * i;
	return word;
}

static inline void
store_word(uint8_t *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(bytes, &word, sizeof(word));
}

#endif							/* LITTLE_ENDIAN_CORE_H */
