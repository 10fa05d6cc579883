/*
 * log_open.c
 *		A contact_log of few contacts that still grows.
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "log_open.h"

#define INITIAL_RECORDS 4
#define INITIAL_NAMES 32

/* A name is kept as: is it null, its length, its bytes. */
#define NAME_HEAD 3

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

static OpenLog *
allocate(int words, size_t capacity, size_t names_capacity)
{
	size_t		size = open_log_size(words, capacity, names_capacity);
	OpenLog    *log = palloc(size);

	memset(log, 0, offsetof(OpenLog, records));
	SET_VARSIZE(log, size);
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
	log->totals.unit = USECS_PER_SEC;
	return log;
}

/* The name at so many bytes, and where the next one begins. */
static LogName
name_at(const OpenLog *log, size_t at, size_t *next)
{
	const uint8 *head = names_of(log) + at;
	LogName		name;

	name.size = head[1] | head[2] << 8;
	name.bytes = head[0] ? NULL : (const char *) head + NAME_HEAD;
	*next = at + NAME_HEAD + name.size;
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
		if (log->names_size < NAME_HEAD || at > log->names_size - NAME_HEAD)
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

/* A copy with room for another contact, of a channel that may be new. */
OpenLog *
open_log_enlarge(const OpenLog *log, LogName channel)
{
	size_t		names_need = log->names_size + NAME_HEAD + channel.size;
	size_t		names_capacity = log->names_capacity;
	size_t		capacity = log->capacity;
	OpenLog    *larger;

	if (log->words == FULL_WORDS && names_need > names_capacity)
		names_capacity = Max(names_need, 2 * names_capacity);
	if (log->totals.contacts == capacity)
		capacity *= 2;
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
	if (log->names_size + NAME_HEAD + name.size > log->names_capacity)
		return -1;
	head = names_of(log) + log->names_size;
	head[0] = name.bytes == NULL;
	head[1] = (uint8) name.size;
	head[2] = (uint8) (name.size >> 8);
	if (name.size > 0)
		memcpy(head + NAME_HEAD, name.bytes, name.size);
	log->names_size += NAME_HEAD + name.size;
	return log->channels++;
}

/* Add a contact; false where there is no room for it.  The totals are the caller's
 * to keep, but for the number of contacts. */
bool
open_log_append(OpenLog *log, const LogContact *contact, LogName channel)
{
	LogContact	numbered = *contact;

	if (log->totals.contacts == log->capacity)
		return false;
	if (log->words == FULL_WORDS)
	{
		numbered.channel = find_channel(log, channel);
		if (numbered.channel < 0)
			return false;
	}
	log_make_record(&numbered, log->words,
					log->records + log->totals.contacts * log->words);
	log->totals.contacts++;
	return true;
}

/* The name of a channel by its number. */
static LogName
channel_name(const OpenLog *log, int channel)
{
	size_t		at = 0;
	LogName		name = name_at(log, at, &at);

	while (channel-- > 0)
		name = name_at(log, at, &at);
	return name;
}

/* Take the i-th contact out of its record; gives its channel. */
LogName
open_log_contact(const OpenLog *log, size_t i, LogContact *contact)
{
	const uint64 *record = log->records + i * log->words;
	LogName		none = {NULL, 0};

	memset(contact, 0, sizeof(LogContact));
	contact->customer = *record++;
	if (log->words == FULL_WORDS)
		contact->request = *record++;
	contact->contact.start = UNBIASED(record[0]);
	contact->contact.kind = record[1] >> RECORD_KIND_SHIFT ? CONTACT_HUMAN : CONTACT_DIGITAL;
	contact->contact.end = contact->contact.start + (int64) (record[1] & RECORD_LENGTH_MASK);
	if (log->words == KEYED_WORDS)
		return none;
	contact->has_handle = (record[2] & RECORD_HANDLE_MASK) != RECORD_NO_HANDLE;
	contact->handle = (int32) ((uint32) record[2] ^ 0x80000000);
	return channel_name(log, record[2] >> RECORD_CHANNEL_SHIFT);
}

/* Add all contacts to a state, and the totals too. */
void
open_log_pour(const OpenLog *log, LogState *state)
{
	LogTotals	totals = log->totals;
	uint64	   *channel_of = palloc((log->channels + 1) * sizeof(uint64));
	size_t		at = 0;

	for (int i = 0; i < log->channels; i++)
		channel_of[i] = log_channel(&state->channels, name_at(log, at, &at));
	totals.contacts = 0;
	log_totals_add(&state->totals, &totals);
	log_state_pour_records(state, log->records, log->totals.contacts, channel_of);
	pfree(channel_of);
}
