/*
 * contact_reader.h
 *		Reads a contact from the arguments of an aggregate's transition function:
 *		what is done for every row is inline.
 */
#ifndef CONTACT_READER_H
#define CONTACT_READER_H

#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/elapsed.h"
#include "base/fingerprint.h"
#include "contact/channel_kind.h"
#include "log/log_append.h"

/* Which argument is what; the first is the state. */
typedef struct ContactArguments
{
	int			customer;
	int			request;
	int			channel;
	int			kind;
	int			started_at;
	int			ended_at;
	int			handle_seconds;
	int			within;
} ContactArguments;

/* How a call site reads its arguments. */
typedef struct ContactReader
{
	Fingerprinter customer;
	Fingerprinter request;
	KindReader	kinds;
	Interval	last_within;	/* as given, to be converted once */
	uint64		within;			/* the same in microseconds, 0 before */
} ContactReader;

extern ContactReader *contact_reader_open(FunctionCallInfo fcinfo,
										  const ContactArguments *argument);
extern void contact_reader_set_within(ContactReader *reader, const Interval *within);
extern LogName contact_reader_channel(FunctionCallInfo fcinfo, int argument);
FD_NORETURN extern void report_long_contact(TimestampTz start, TimestampTz end);

static inline uint64
read_within(ContactReader *reader, FunctionCallInfo fcinfo, int argument)
{
	const Interval *within;

	if (PG_ARGISNULL(argument))
		report_null_within();
	within = PG_GETARG_INTERVAL_P(argument);
	if (reader->within == 0 || within->time != reader->last_within.time ||
		within->day != reader->last_within.day ||
		within->month != reader->last_within.month)
		contact_reader_set_within(reader, within);
	return reader->within;
}

/* The fingerprint of a customer or request; a null one has its own. */
static inline uint64
read_fingerprint(FunctionCallInfo fcinfo, int argument, Fingerprinter *fingerprinter)
{
	if (PG_ARGISNULL(argument))
		return NULL_FINGERPRINT;
	return known_fingerprint(fingerprint_of(fingerprinter, PG_GETARG_DATUM(argument)));
}

/*
 * The times of a contact, its end no earlier than its start.  Errs where one is
 * infinite, or further from the other than an interval can say (22008).
 */
static inline void
read_times(FunctionCallInfo fcinfo, const ContactArguments *argument, LogRow *row)
{
	bool		has_end = !PG_ARGISNULL(argument->ended_at);
	TimestampTz ended_at = has_end ? PG_GETARG_TIMESTAMPTZ(argument->ended_at) : 0;

	check_finite(ended_at, "ended_at");
	row->dated = !PG_ARGISNULL(argument->started_at);
	if (!row->dated)
		return;
	row->start = PG_GETARG_TIMESTAMPTZ(argument->started_at);
	check_finite(row->start, "started_at");
	row->end = contact_end(row->start, has_end, ended_at);
	row->reversed = has_end && ended_at < row->start;
	if (unlikely((uint64) row->end - (uint64) row->start > PG_INT64_MAX))
		report_long_contact(row->start, row->end);
}

/* The version of the collations by which the ids are told apart, if there is one. */
static inline LogName
read_version(const ContactReader *reader)
{
	const char *version = reader->customer.version ? reader->customer.version :
		reader->request.version;
	LogName		name = {version, version ? (uint16) strlen(version) : 0};

	return name;
}

/*
 * Read a row.  With a window it is one of a one-step rate: customer and request
 * become one key, and an unlinkable contact is not kept.  Errs on a null kind
 * (22004) and on a bad window.
 */
static pg_attribute_always_inline void
read_contact(FunctionCallInfo fcinfo, const ContactArguments *argument, LogRow *row)
{
	ContactReader *reader = fcinfo->flinfo->fn_extra ? fcinfo->flinfo->fn_extra :
		contact_reader_open(fcinfo, argument);
	uint64	   *word = row->record;
	uint64		kind;

	row->keyed = argument->within != NO_ARGUMENT;
	row->within = row->keyed ? read_within(reader, fcinfo, argument->within) : 0;
	row->reversed = false;
	kind = read_kind(&reader->kinds, PG_GETARG_DATUM(argument->kind),
					 PG_ARGISNULL(argument->kind));
	read_times(fcinfo, argument, row);
	row->kept = row->dated &&
		!(row->keyed && (PG_ARGISNULL(argument->customer) || PG_ARGISNULL(argument->request)));
	if (row->kept)
	{
		word[0] = read_fingerprint(fcinfo, argument->customer, &reader->customer);
		word[1] = read_fingerprint(fcinfo, argument->request, &reader->request);
		word += 2;
	}
	/* known now that the first value was fingerprinted */
	row->collation = read_version(reader);
	if (!row->kept)
		return;
	if (row->keyed)
	{
		word--;
		word[-1] = fingerprint_append(word[-1], word[0]);
	}
	*word++ = biased_time(row->start);
	*word++ = kind << RECORD_KIND_SHIFT | ((uint64) row->end - (uint64) row->start);
	if (row->keyed)
		return;
	row->channel = contact_reader_channel(fcinfo, argument->channel);
	*word = argument->handle_seconds == NO_ARGUMENT || PG_ARGISNULL(argument->handle_seconds) ?
		RECORD_NO_HANDLE : record_handle_of(PG_GETARG_INT32(argument->handle_seconds));
}

#endif							/* CONTACT_READER_H */
