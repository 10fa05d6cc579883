/*
 * log_header_core.c
 *		Writes and reads what stands before the blocks of a contact_log.
 *
 * Reading trusts nothing: what would read out of bounds, has its channels out of order,
 * or says what no log can say is refused.
 */
#include "log/log_header_core.h"

#include <string.h>

#include "base/fingerprint_core.h"
#include "base/little_endian_core.h"
#include "log/log_codec_core.h"

/* More than any log can hold: so that sums of what logs say do not overflow. */
#define MOST_CONTACTS (UINT64_C(1) << 48)

static unsigned
columns_of(bool keyed)
{
	return keyed ? KEYED_COLUMNS : LOG_COLUMNS;
}

/* By bytes, a null name last. */
int
log_compare_names(LogName a, LogName b)
{
	int			result;

	if (a.bytes == NULL || b.bytes == NULL)
		return (a.bytes == NULL) - (b.bytes == NULL);
	result = memcmp(a.bytes, b.bytes, a.size < b.size ? a.size : b.size);
	return result ? result : (int) a.size - (int) b.size;
}

/* ---- writing: each gives where the next byte goes ---- */

uint8_t *
log_number_write(uint8_t *out, uint64_t value, int size)
{
	for (int i = 0; i < size; i++)
		*out++ = (uint8_t) (value >> 8 * i);
	return out;
}

uint8_t *
log_name_write(uint8_t *out, LogName name)
{
	out = log_number_write(out, name.size, 2);
	if (name.size > 0)
		memcpy(out, name.bytes, name.size);
	return out + name.size;
}

/* Write an entry of the dictionary. */
uint8_t *
log_entry_write(uint8_t *out, LogName name)
{
	return log_name_write(log_number_write(out, name.bytes == NULL, 1), name);
}

/* Write LOG_HEADER_SIZE bytes. */
uint8_t *
log_header_write(uint8_t *out, const LogTotals *totals, uint32_t channels, bool in_file)
{
	out = log_number_write(out, LOG_VERSION, 1);
	out = log_number_write(out, (totals->keyed ? LOG_KEYED : 0) |
						   (totals->within ? LOG_HAS_WITHIN : 0) |
						   (totals->dated ? LOG_DATED : 0) |
						   (in_file ? LOG_IN_FILE : 0), 1);
	out = log_number_write(out, LOG_HEADER_SIZE, 2);
	out = log_number_write(out, columns_of(totals->keyed), 1);
	out = log_number_write(out, FINGERPRINT_VERSION, 1);
	out = log_number_write(out, channels, 2);
	out = log_number_write(out, totals->contacts, 8);
	out = log_number_write(out, totals->undated, 8);
	out = log_number_write(out, totals->reversed, 8);
	out = log_number_write(out, (uint64_t) totals->first_start, 8);
	out = log_number_write(out, (uint64_t) totals->last_start, 8);
	return log_number_write(out, totals->within, 8);
}

/* ---- reading ---- */

/* Take so many bytes; false where there are not as many. */
static bool
take_bytes(LogReader *reader, size_t size, const uint8_t **bytes)
{
	*bytes = reader->at;
	if (size > reader->rest)
		return false;
	reader->at += size;
	reader->rest -= size;
	return true;
}

/* The next number of a header whose size was looked at. */
static uint64_t
next_number(const uint8_t **at, int size)
{
	uint64_t	value = load_rest(*at, (size_t) size);

	*at += size;
	return value;
}

/* Note in what a log is newer than what is known here, and whether it is. */
static bool
is_newer(LogHeader *header, const char *what, unsigned said, unsigned known)
{
	if (said <= known)
		return false;
	header->newer = what;
	header->newer_said = said;
	header->newer_known = known;
	return true;
}

/* Read all of a header but what it says of its form. */
static bool
read_totals(const uint8_t *at, unsigned flags, LogHeader *header)
{
	LogTotals  *totals = &header->totals;

	totals->keyed = (flags & LOG_KEYED) != 0;
	totals->dated = (flags & LOG_DATED) != 0;
	header->in_file = (flags & LOG_IN_FILE) != 0;
	header->channels = (uint32_t) next_number(&at, 2);
	totals->contacts = next_number(&at, 8);
	totals->undated = next_number(&at, 8);
	totals->reversed = next_number(&at, 8);
	totals->first_start = (int64_t) next_number(&at, 8);
	totals->last_start = (int64_t) next_number(&at, 8);
	totals->within = next_number(&at, 8);
	return ((flags & LOG_HAS_WITHIN) != 0) == (totals->within != 0) &&
		totals->within <= INT64_MAX && totals->contacts <= MOST_CONTACTS &&
		totals->undated <= MOST_CONTACTS && totals->reversed <= MOST_CONTACTS &&
		(totals->contacts == 0 || totals->dated) && totals->first_start <= totals->last_start;
}

/*
 * Read a header.  If it was read, rest is what comes after it, without the checksum,
 * which was not looked at; where it says that the log is newer, the checksum is right.
 */
LogHeaderState
log_header_read(const uint8_t *bytes, size_t size, LogSealCheck is_sealed,
				LogReader *rest, LogHeader *header)
{
	unsigned	flags;
	size_t		length;
	unsigned	columns;
	unsigned	fingerprints;

	memset(header, 0, sizeof(*header));
	if (size < 1 + LOG_CHECKSUM_SIZE)
		return LOG_HEADER_DAMAGED;
	if (is_newer(header, "Version of its format", bytes[0], LOG_VERSION))
		return is_sealed(bytes, size) ? LOG_HEADER_NEWER : LOG_HEADER_DAMAGED;
	if (bytes[0] != LOG_VERSION || size < LOG_HEADER_SIZE + LOG_CHECKSUM_SIZE)
		return LOG_HEADER_DAMAGED;

	flags = bytes[1];
	length = load_rest(bytes + 2, 2);
	columns = bytes[4];
	fingerprints = bytes[5];
	if (is_newer(header, "Flags that it has", flags & ~LOG_FLAGS ? flags : 0, LOG_FLAGS) ||
		is_newer(header, "Columns of a contact in it", columns, LOG_COLUMNS) ||
		is_newer(header, "Version of its fingerprints", fingerprints, FINGERPRINT_VERSION))
		return is_sealed(bytes, size) ? LOG_HEADER_NEWER : LOG_HEADER_DAMAGED;

	if (length < LOG_HEADER_SIZE || length > size - LOG_CHECKSUM_SIZE ||
		columns != columns_of(flags & LOG_KEYED) || fingerprints != FINGERPRINT_VERSION ||
		!read_totals(bytes + 6, flags, header))
		return LOG_HEADER_DAMAGED;
	rest->at = bytes + length;
	rest->rest = size - LOG_CHECKSUM_SIZE - length;
	return LOG_HEADER_READ;
}

/* Read a name that is not null; false where it is longer than what is left. */
bool
log_name_read(LogReader *reader, LogName *name)
{
	const uint8_t *bytes;

	if (!take_bytes(reader, 2, &bytes))
		return false;
	name->size = (uint16_t) load_rest(bytes, 2);
	if (!take_bytes(reader, name->size, &bytes))
		return false;
	name->bytes = (const char *) bytes;
	return true;
}

/* Read an entry of the dictionary, that comes after the last one, if there was one;
 * false where it does not, or there is none. */
bool
log_entry_read(LogReader *reader, const LogName *last, LogName *name)
{
	const uint8_t *is_null;

	if (!take_bytes(reader, 1, &is_null) || !log_name_read(reader, name))
		return false;
	if (*is_null)
		name->bytes = NULL;
	return *is_null <= 1 && !(*is_null && name->size > 0) &&
		(last == NULL || log_compare_names(*last, *name) < 0);
}
