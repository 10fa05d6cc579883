/*
 * fingerprint_core.c
 *		64-bit fingerprints of bytes.
 */
#include "base/fingerprint_core.h"

/* Up to eight bytes as a little-endian number, the missing ones zero. */
static inline uint64_t
load_word(const unsigned char *bytes, size_t size)
{
	uint64_t	word = 0;

	for (size_t i = 0; i < size; i++)
		word |= (uint64_t) bytes[i] << (8 * i);
	return word;
}

/* The fingerprint of size bytes; bytes may be NULL where size is 0. */
uint64_t
fingerprint_bytes(const void *bytes, size_t size)
{
	const unsigned char *rest = bytes;
	uint64_t	result = fingerprint_integer((int64_t) size);

	for (; size >= 8; rest += 8, size -= 8)
		result = fingerprint_append(result, load_word(rest, 8));
	if (size > 0)
		result = fingerprint_append(result, load_word(rest, size));
	return result;
}
