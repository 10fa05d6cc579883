/*
 * log_format.c
 *		Writes and reads the value of a contact_log.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "log/log_format.h"

#define FIXED_SIZE (1 + 1 + 2 + 6 * 8 + 2)

/* More than any log can hold: so that sums of what logs say do not overflow. */
#define MOST_CONTACTS (UINT64CONST(1) << 48)

/* A checksum is of so many bytes between two looks for interrupts. */
#define CHECKED_AT_ONCE ((size_t) 1 << 24)

void
report_damaged_log(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid contact_log"),
			 errdetail("Its bytes are not those that a contact_log is written in."),
			 errhint("A contact_log is made by the aggregate contact_log() and must be kept as it is.")));
}

/* By bytes, a null name last. */
int
log_compare_names(LogName a, LogName b)
{
	int			result;

	if (a.bytes == NULL || b.bytes == NULL)
		return (a.bytes == NULL) - (b.bytes == NULL);
	result = memcmp(a.bytes, b.bytes, Min(a.size, b.size));
	return result ? result : (int) a.size - (int) b.size;
}

/* Make the totals of two logs one; errs where their windows differ (22023). */
void
log_totals_add(LogTotals *totals, const LogTotals *more)
{
	if (totals->within == 0)
		totals->within = more->within;
	else if (more->within != 0 && totals->within != more->within)
		report_varying("within");
	if (more->dated && (!totals->dated || more->first_start < totals->first_start))
		totals->first_start = more->first_start;
	if (more->dated && (!totals->dated || more->last_start > totals->last_start))
		totals->last_start = more->last_start;
	totals->dated |= more->dated;
	totals->contacts += more->contacts;
	totals->undated += more->undated;
	totals->reversed += more->reversed;
}

static uint8 *
write_number(uint8 *out, uint64 value, int size)
{
	for (int i = 0; i < size; i++)
		*out++ = (uint8) (value >> 8 * i);
	return out;
}

static uint8 *
write_name(uint8 *out, LogName name)
{
	out = write_number(out, name.size, 2);
	if (name.size > 0)
		memcpy(out, name.bytes, name.size);
	return out + name.size;
}

/* The bytes of a log's header and dictionary. */
size_t
log_head_size(LogName collation, const LogName *names, int channels)
{
	size_t		size = FIXED_SIZE + collation.size;

	for (int i = 0; i < channels; i++)
		size += LOG_NAME_HEAD + names[i].size;
	return size;
}

/* Write a header and the dictionary, whose names are in order. */
uint8 *
log_head_write(uint8 *out, const LogTotals *totals, LogName collation,
			   const LogName *names, int channels, bool in_file)
{
	out = write_number(out, LOG_VERSION, 1);
	out = write_number(out, (totals->keyed ? LOG_KEYED : 0) |
					   (totals->within ? LOG_HAS_WITHIN : 0) |
					   (totals->dated ? LOG_DATED : 0) |
					   (in_file ? LOG_IN_FILE : 0), 1);
	out = write_number(out, channels, 2);
	out = write_number(out, totals->contacts, 8);
	out = write_number(out, totals->undated, 8);
	out = write_number(out, totals->reversed, 8);
	out = write_number(out, totals->first_start, 8);
	out = write_number(out, totals->last_start, 8);
	out = write_number(out, totals->within, 8);
	out = write_name(out, collation);
	for (int i = 0; i < channels; i++)
	{
		out = write_number(out, names[i].bytes == NULL, 1);
		out = write_name(out, names[i]);
	}
	return out;
}

static pg_crc32c
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

/* Write the checksum into the last bytes of a value of so many bytes. */
void
log_seal(uint8 *bytes, size_t size)
{
	write_number(bytes + size - LOG_CHECKSUM_SIZE,
				 checksum(bytes, size - LOG_CHECKSUM_SIZE), LOG_CHECKSUM_SIZE);
}

/* Bytes that are still to be read. */
typedef struct Reader
{
	const uint8 *at;
	size_t		rest;
} Reader;

static const uint8 *
read_bytes(Reader *reader, size_t size)
{
	const uint8 *result = reader->at;

	if (size > reader->rest)
		report_damaged_log();
	reader->at += size;
	reader->rest -= size;
	return result;
}

static uint64
read_number(Reader *reader, int size)
{
	const uint8 *bytes = read_bytes(reader, size);
	uint64		value = 0;

	for (int i = 0; i < size; i++)
		value |= (uint64) bytes[i] << 8 * i;
	return value;
}

static LogName
read_name(Reader *reader)
{
	LogName		name;

	name.size = (uint16) read_number(reader, 2);
	name.bytes = (const char *) read_bytes(reader, name.size);
	return name;
}

static void
read_fixed(Reader *reader, LogParts *parts)
{
	LogTotals  *totals = &parts->totals;
	int			flags;

	if (read_number(reader, 1) != LOG_VERSION)
		report_damaged_log();
	flags = (int) read_number(reader, 1);
	parts->channels = (int) read_number(reader, 2);
	parts->in_file = (flags & LOG_IN_FILE) != 0;
	totals->keyed = (flags & LOG_KEYED) != 0;
	totals->dated = (flags & LOG_DATED) != 0;
	totals->contacts = read_number(reader, 8);
	totals->undated = read_number(reader, 8);
	totals->reversed = read_number(reader, 8);
	totals->first_start = (int64) read_number(reader, 8);
	totals->last_start = (int64) read_number(reader, 8);
	totals->within = read_number(reader, 8);

	if ((flags & ~(LOG_KEYED | LOG_HAS_WITHIN | LOG_DATED | LOG_IN_FILE)) != 0 ||
		((flags & LOG_HAS_WITHIN) != 0) != (totals->within != 0) ||
		totals->within > PG_INT64_MAX ||
		totals->contacts > MOST_CONTACTS || totals->undated > MOST_CONTACTS ||
		totals->reversed > MOST_CONTACTS ||
		(totals->contacts > 0 && !totals->dated) ||
		!IS_VALID_TIMESTAMP(totals->first_start) ||
		!IS_VALID_TIMESTAMP(totals->last_start) ||
		totals->last_start < totals->first_start)
		report_damaged_log();
}

/* Take a value apart; errs where it is damaged (22P03), but does not check its
 * checksum. */
void
log_parse(const uint8 *bytes, size_t size, LogParts *parts)
{
	Reader		reader = {bytes, size};

	if (size < FIXED_SIZE + LOG_CHECKSUM_SIZE)
		report_damaged_log();
	reader.rest -= LOG_CHECKSUM_SIZE;
	read_fixed(&reader, parts);
	parts->collation = read_name(&reader);
	parts->names = palloc((parts->channels + 1) * sizeof(LogName));
	for (int i = 0; i < parts->channels; i++)
	{
		bool		is_null = read_number(&reader, 1) != 0;

		parts->names[i] = read_name(&reader);
		if (is_null)
			parts->names[i].bytes = NULL;
		if (is_null && parts->names[i].size > 0)
			report_damaged_log();
		if (i > 0 && log_compare_names(parts->names[i - 1], parts->names[i]) >= 0)
			report_damaged_log();
	}
	parts->body = reader.at;
	parts->body_size = reader.rest;
}

/* Check that a name is text that this database can hold; errs if not (22021). */
static void
check_name(LogName name)
{
	if (name.size > 0)
		(void) pg_verify_mbstr(GetDatabaseEncoding(), name.bytes, name.size, false);
}

/* Check that a value's checksum is right, that it can be taken apart and is whole. */
void
log_check(const uint8 *bytes, size_t size)
{
	Reader		reader;
	LogParts	parts;

	if (size < FIXED_SIZE + LOG_CHECKSUM_SIZE)
		report_damaged_log();
	reader.at = bytes + size - LOG_CHECKSUM_SIZE;
	reader.rest = LOG_CHECKSUM_SIZE;
	if (read_number(&reader, LOG_CHECKSUM_SIZE) != checksum(bytes, size - LOG_CHECKSUM_SIZE))
		report_damaged_log();
	log_parse(bytes, size, &parts);
	if (parts.in_file)
		report_damaged_log();
	for (int i = 0; i < parts.channels; i++)
		check_name(parts.names[i]);
	pfree(parts.names);
}
