/*
 * log_format.c
 *		Writes and reads the value of a contact_log.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/stored_value.h"
#include "log/log_format.h"

StaticAssertDecl(LOG_CHECKSUM_SIZE == VALUE_CHECKSUM_SIZE, "a log ends with its checksum");

void
report_damaged_log(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid contact_log"),
			 errdetail("Its bytes are not those that a contact_log is written in."),
			 errhint("A contact_log is made by the aggregate contact_log() and must be kept as it is.")));
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

/* The bytes of a log's header and dictionary. */
size_t
log_head_size(LogName collation, const LogName *names, int channels)
{
	size_t		size = LOG_HEADER_SIZE + 2 + collation.size;

	for (int i = 0; i < channels; i++)
		size += LOG_NAME_HEAD + names[i].size;
	return size;
}

/* Write a header and the dictionary, whose names are in order. */
uint8 *
log_head_write(uint8 *out, const LogTotals *totals, LogName collation,
			   const LogName *names, int channels, bool in_file)
{
	out = log_header_write(out, totals, channels, in_file);
	out = log_name_write(out, collation);
	for (int i = 0; i < channels; i++)
		out = log_entry_write(out, names[i]);
	return out;
}

static void
report_newer_log(const LogHeader *header)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("this contact_log was made by a newer version of failure_demand"),
			 errdetail("%s: %u; known to this version of failure_demand: %u.",
					   header->newer, header->newer_said, header->newer_known),
			 errhint("Install the newer version on this server, too, and run ALTER EXTENSION failure_demand UPDATE.")));
}

/* Take a value apart; errs where it is damaged (22P03) or made by a newer version
 * (0A000), but does not check its checksum. */
void
log_parse(const uint8 *bytes, size_t size, LogParts *parts)
{
	LogReader	reader;
	LogHeader	header;
	LogHeaderState state = log_header_read(bytes, size, value_is_sealed, &reader, &header);

	if (state == LOG_HEADER_NEWER)
		report_newer_log(&header);
	if (state == LOG_HEADER_DAMAGED ||
		!IS_VALID_TIMESTAMP(header.totals.first_start) ||
		!IS_VALID_TIMESTAMP(header.totals.last_start) ||
		!log_name_read(&reader, &parts->collation))
		report_damaged_log();
	parts->totals = header.totals;
	parts->in_file = header.in_file;
	parts->channels = (int) header.channels;
	parts->names = palloc((parts->channels + 1) * sizeof(LogName));
	for (int i = 0; i < parts->channels; i++)
		if (!log_entry_read(&reader, i > 0 ? &parts->names[i - 1] : NULL, &parts->names[i]))
			report_damaged_log();
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
	LogParts	parts;

	if (!value_is_sealed(bytes, size))
		report_damaged_log();
	log_parse(bytes, size, &parts);
	if (parts.in_file)
		report_damaged_log();
	for (int i = 0; i < parts.channels; i++)
		check_name(parts.names[i]);
	pfree(parts.names);
}
