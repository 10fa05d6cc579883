/*
 * log_open.c
 *		A contact_log of few contacts that still grows.
 */
#include "postgres.h"

#include "port/pg_bitutils.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "log/log_open.h"
#include "log/log_tail.h"

#define INITIAL_RECORDS 2
#define INITIAL_NAMES 32

static inline uint8 *
names_of(const OpenLog *log)
{
	return (uint8 *) (log->records + (size_t) log->capacity * log->words);
}

static size_t
open_log_size(int words, size_t capacity, size_t names_capacity)
{
	return offsetof(OpenLog, records) + capacity * words * sizeof(uint64) + names_capacity;
}

/* A log with room for so many records and more, where the memory that is used up by
 * so many has room for more. */
static OpenLog *
allocate(int words, size_t capacity, size_t names_capacity)
{
	size_t		size = pg_nextpower2_size_t(open_log_size(words, capacity, names_capacity));
	OpenLog    *log;

	capacity += (size - open_log_size(words, capacity, names_capacity)) / (words * sizeof(uint64));
	log = palloc0(size);		/* the room, too, is written where values are sorted on disk */
	SET_VARSIZE(log, open_log_size(words, capacity, names_capacity));
	log->version = LOG_OPEN_VERSION;
	log->words = words;
	log->capacity = capacity;
	log->names_capacity = names_capacity;
	return log;
}

/* An empty log. */
OpenLog *
open_log_create(bool keyed)
{
	OpenLog    *log = allocate(keyed ? KEYED_WORDS : FULL_WORDS, INITIAL_RECORDS,
							   keyed ? 0 : INITIAL_NAMES);

	log->totals.keyed = keyed;
	return log;
}

/* The name at so many bytes, and where the next one begins. */
static LogName
name_at(const OpenLog *log, size_t at, size_t *next)
{
	const uint8 *head = names_of(log) + at;
	LogName		name;

	name.size = head[1] | head[2] << 8;
	name.bytes = head[0] ? NULL : (const char *) head + LOG_NAME_HEAD;
	*next = at + LOG_NAME_HEAD + name.size;
	return name;
}

/* Is it the form that this module makes?  Values also come from other processes. */
OpenLog *
open_log_from(struct varlena *value)
{
	OpenLog    *log = (OpenLog *) value;
	size_t		at = 0;

	if (VARSIZE(value) < offsetof(OpenLog, records) ||
		(log->words != KEYED_WORDS && log->words != FULL_WORDS) ||
		log->capacity > 4 * LOG_OPEN_MOST || log->names_capacity > MaxAllocSize / 2 ||
		log->totals.contacts > log->capacity || log->names_size > log->names_capacity ||
		log->totals.keyed != (log->words == KEYED_WORDS) ||
		VARSIZE(value) != open_log_size(log->words, log->capacity, log->names_capacity))
		report_damaged_log();
	for (int i = 0; i < log->channels; i++)
	{
		if (log->names_size < LOG_NAME_HEAD || at > log->names_size - LOG_NAME_HEAD)
			report_damaged_log();
		name_at(log, at, &at);
	}
	if (at != log->names_size)
		report_damaged_log();
	for (size_t i = 0; i < log->totals.contacts && log->words == FULL_WORDS; i++)
		if (log->records[i * FULL_WORDS + FULL_WORDS - 1] >> RECORD_CHANNEL_SHIFT >= log->channels)
			report_damaged_log();
	return log;
}

/* A copy with room for another contact, of a channel that may be new; a keyed log has none. */
OpenLog *
open_log_enlarge(const OpenLog *log, LogName channel)
{
	size_t		names_capacity = log->names_capacity;
	size_t		capacity = log->capacity;
	OpenLog    *larger;

	if (log->words == FULL_WORDS)
	{
		size_t		names_need = log->names_size + LOG_NAME_HEAD + channel.size;

		if (names_need > names_capacity)
			names_capacity = Max(names_need, 2 * names_capacity);
	}
	if (log->totals.contacts == capacity)
		capacity++;
	larger = allocate(log->words, capacity, names_capacity);
	larger->totals = log->totals;
	larger->channels = log->channels;
	larger->names_size = log->names_size;
	memcpy(larger->records, log->records,
		   log->totals.contacts * log->words * sizeof(uint64));
	memcpy(names_of(larger), names_of(log), log->names_size);
	return larger;
}

/* The number of a channel, or -1 where there is no room for its name. */
static int
find_channel(OpenLog *log, LogName name)
{
	size_t		at = 0;
	uint8	   *head;

	for (int i = 0; i < log->channels; i++)
		if (log_compare_names(name_at(log, at, &at), name) == 0)
			return i;
	if (log->names_size + LOG_NAME_HEAD + name.size > log->names_capacity)
		return -1;
	head = names_of(log) + log->names_size;
	head[0] = name.bytes == NULL;
	head[1] = (uint8) name.size;
	head[2] = (uint8) (name.size >> 8);
	if (name.size > 0)
		memcpy(head + LOG_NAME_HEAD, name.bytes, name.size);
	log->names_size += LOG_NAME_HEAD + name.size;
	return log->channels++;
}

/*
 * Add a contact, whose record's channel is not looked at; false where there is no
 * room for it.  The totals are the caller's to keep, but for the number of contacts.
 */
bool
open_log_append(OpenLog *log, const uint64 *record, LogName channel)
{
	uint64	   *to = log->records + log->totals.contacts * log->words;
	int			number;

	if (log->totals.contacts == log->capacity)
		return false;
	if (log->words == KEYED_WORDS)
		memcpy(to, record, KEYED_WORDS * sizeof(uint64));
	else
	{
		number = find_channel(log, channel);
		if (number < 0)
			return false;
		memcpy(to, record, FULL_WORDS * sizeof(uint64));
		to[FULL_WORDS - 1] = record_renumbered(record[FULL_WORDS - 1], number);
	}
	log->totals.contacts++;
	return true;
}

/* The name of the channel of a record. */
LogName
open_log_channel(const OpenLog *log, const uint64 *record)
{
	LogName		name = {NULL, 0};
	size_t		at = 0;

	if (log->words == FULL_WORDS)
		for (int i = record_channel(record); i >= 0; i--)
			name = name_at(log, at, &at);
	return name;
}

/* What is known of the log as a whole. */
LogTotals
open_log_totals(const OpenLog *log)
{
	LogTotals	totals = log->totals;
	const uint64 *record = log->records;

	for (size_t i = 0; i < log->totals.contacts; i++, record += log->words)
		log_totals_count(&totals, record_start(record, log->words));
	return totals;
}

/* Add all contacts to a state, and the totals too. */
void
open_log_pour(const OpenLog *log, LogState *state)
{
	LogTotals	totals = open_log_totals(log);
	uint16	   *channel_of = palloc((log->channels + 1) * sizeof(uint16));
	size_t		at = 0;

	for (int i = 0; i < log->channels; i++)
		channel_of[i] = (uint16) log_channel(&state->channels, name_at(log, at, &at));
	totals.contacts = 0;
	log_totals_add(&state->totals, &totals);
	log_state_pour_records(state, log->records, log->totals.contacts, channel_of);
	pfree(channel_of);
}
