/*
 * stored_value.c
 *		Values of the extension's own types: their checksum, as text, and as they are sent.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/little_endian_core.h"
#include "base/stored_value.h"

/* A checksum is of so many bytes between two looks for interrupts. */
#define CHECKED_AT_ONCE ((size_t) 1 << 24)

int			value_limit_kb = VALUE_MOST_KB;

static uint32
checksum(const uint8 *bytes, size_t size)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	for (; size > CHECKED_AT_ONCE; bytes += CHECKED_AT_ONCE, size -= CHECKED_AT_ONCE)
	{
		CHECK_FOR_INTERRUPTS();
		COMP_CRC32C(crc, bytes, CHECKED_AT_ONCE);
	}
	COMP_CRC32C(crc, bytes, size);
	FIN_CRC32C(crc);
	return crc;
}

/* Write the checksum of a value of so many bytes into the last ones. */
void
value_seal(uint8 *bytes, size_t size)
{
	uint32		crc = checksum(bytes, size - VALUE_CHECKSUM_SIZE);

	for (int i = 0; i < VALUE_CHECKSUM_SIZE; i++)
		bytes[size - VALUE_CHECKSUM_SIZE + i] = (uint8) (crc >> 8 * i);
}

/* Has it one, and is that right? */
bool
value_is_sealed(const uint8 *bytes, size_t size)
{
	return size >= VALUE_CHECKSUM_SIZE &&
		load_rest(bytes + size - VALUE_CHECKSUM_SIZE, VALUE_CHECKSUM_SIZE) ==
		checksum(bytes, size - VALUE_CHECKSUM_SIZE);
}

/* The value that a text has in hexadecimal, as a bytea is written; NULL where it has none. */
struct varlena *
value_from_hexadecimal(const char *text)
{
	size_t		length = strlen(text);
	struct varlena *value;

	if (length < 2 || length % 2 != 0 || text[0] != '\\' || text[1] != 'x' ||
		strspn(text + 2, "0123456789abcdefABCDEF") != length - 2)
		return NULL;
	value = palloc(VARHDRSZ + length / 2);
	SET_VARSIZE(value, VARHDRSZ + hex_decode(text + 2, length - 2, VARDATA(value)));
	return value;
}

/* The text of a value likewise. */
char *
value_as_hexadecimal(const struct varlena *value)
{
	size_t		size = VARSIZE(value) - VARHDRSZ;
	char	   *text = palloc_extended(2 + 2 * size + 1, MCXT_ALLOC_HUGE);

	text[0] = '\\';
	text[1] = 'x';
	text[2 + hex_encode(VARDATA(value), size, text + 2)] = '\0';
	return text;
}

/* The value that a message has from here on. */
struct varlena *
value_from_message(StringInfo message)
{
	int			size = message->len - message->cursor;
	struct varlena *value = palloc(VARHDRSZ + size);

	SET_VARSIZE(value, VARHDRSZ + size);
	pq_copymsgbytes(message, VARDATA(value), size);
	return value;
}
