/*
 * fingerprint_core.c
 *		64-bit fingerprints of bytes.
 */
#include "base/fingerprint_core.h"

#include "base/little_endian_core.h"

/* The fingerprint of size bytes; bytes may be NULL where size is 0. */
uint64_t
fingerprint_bytes(const void *bytes, size_t size)
{
	const unsigned char *rest = bytes;
	uint64_t	result = fingerprint_integer((int64_t) size);

	for (; size >= 8; rest += 8, size -= 8)
		result = fingerprint_append(result, load_word(rest));
	if (size > 0)
		result = fingerprint_append(result, load_rest(rest, size));
	return result;
}
