/*
 * kept_log_make.c
 *		Makes the parts of the log that a refresh keeps of all contacts.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "log/contact_reader.h"
#include "log/labels_core.h"

PG_FUNCTION_INFO_V1(kept_log_transition);
PG_FUNCTION_INFO_V1(kept_log_counts);
PG_FUNCTION_INFO_V1(names_transition);
PG_FUNCTION_INFO_V1(names_combine);
PG_FUNCTION_INFO_V1(names_serialize);
PG_FUNCTION_INFO_V1(names_deserialize);
PG_FUNCTION_INFO_V1(names_final);

/* The labels of a contact, three arguments from the channel on, as the name of one channel;
 * errs where they are too long (22001). */
static LogName
read_labels(FunctionCallInfo fcinfo, int channel, bool reversed)
{
	LogName		labels[LABELS];
	LogName		name;
	size_t		bytes = 0;
	char	   *written;

	for (int i = 0; i < LABELS; i++)
	{
		labels[i] = contact_reader_channel(fcinfo, channel + i);
		bytes += labels[i].size;
	}
	if (LABELS_MOST(bytes) > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
				 errmsg("channel, touchpoint and brand are too long for a log"),
				 errdetail("Together they have %zu bytes.", bytes),
				 errhint("Pass their names, and no texts.")));
	written = palloc(LABELS_MOST(bytes));
	name.bytes = written;
	name.size = (uint16) labels_write(written, reversed, labels);
	return name;
}

/*
 * kept_log_transition(contact_log, customer, request, channel, touchpoint, brand, kind,
 * started_at, ended_at, handle_seconds)
 */
Datum
kept_log_transition(PG_FUNCTION_ARGS)
{
	ContactArguments argument = {
		.customer = 1, .request = 2, .channel = 3, .kind = 6, .started_at = 7,
		.ended_at = 8, .handle_seconds = 9, .within = NO_ARGUMENT
	};
	LogRow		row;

	read_contact(fcinfo, &argument, &row);
	if (row.kept)
		row.channel = read_labels(fcinfo, argument.channel, row.reversed);
	PG_RETURN_DATUM(log_value_append(fcinfo, &row));
}

/* kept_log_counts(contact_log): contacts of each channel, in the order of their names. */
Datum
kept_log_counts(PG_FUNCTION_ARGS)
{
	LogState   *state = log_value_state(PG_GETARG_DATUM(0));
	int			channels = log_state_channels(state)->count;
	LogSource  *source = log_state_source(state, false);
	uint64	   *records = palloc(LOG_BLOCK_CONTACTS * sizeof(FullRecord));
	int64	   *counts = palloc0((channels + 1) * sizeof(int64));
	Datum	   *values = palloc((channels + 1) * sizeof(Datum));
	size_t		n;

	log_check_sort(log_state_totals(state), false);
	while ((n = source->read(source, records, LOG_BLOCK_CONTACTS)) > 0)
		for (size_t i = 0; i < n; i++)
			counts[record_channel(records + i * FULL_WORDS)]++;
	for (int i = 0; i < channels; i++)
		values[i] = Int64GetDatum(counts[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(values, channels, INT8OID, sizeof(int64), true, TYPALIGN_DOUBLE));
}

/* ---- names ---- */

/* The different names of a group; too many or too long ones are none. */
typedef struct Names
{
	LogChannels names;
	bool		are_too_many;
} Names;

static Names *
names_create(MemoryContext context)
{
	Names	   *names = MemoryContextAllocZero(context, sizeof(Names));

	names->names.context = context;
	return names;
}

/* The state that is the first argument; a new one where it is null. */
static Names *
names_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo);

	return PG_ARGISNULL(0) ? names_create(context) : (Names *) PG_GETARG_POINTER(0);
}

static void
add_name(Names *names, LogName name)
{
	if (names->are_too_many || log_channel_named(&names->names, name) >= 0)
		return;
	if (names->names.count == LOG_MOST_CHANNELS)
		names->are_too_many = true;
	else
		log_channel(&names->names, name);
}

/* names_transition(internal, text) */
Datum
names_transition(PG_FUNCTION_ARGS)
{
	Names	   *names = names_state(fcinfo);
	LogName		name;
	text	   *given;

	if (PG_ARGISNULL(1) || names->are_too_many)
		PG_RETURN_POINTER(names);
	given = PG_GETARG_TEXT_PP(1);
	name.bytes = VARDATA_ANY(given);
	name.size = (uint16) VARSIZE_ANY_EXHDR(given);
	names->are_too_many = VARSIZE_ANY_EXHDR(given) > PG_UINT16_MAX;
	add_name(names, name);
	PG_RETURN_POINTER(names);
}

/* names_combine(internal, internal) */
Datum
names_combine(PG_FUNCTION_ARGS)
{
	Names	   *names = names_state(fcinfo);
	const Names *more = PG_ARGISNULL(1) ? NULL : (const Names *) PG_GETARG_POINTER(1);

	if (more == NULL)
		PG_RETURN_POINTER(names);
	names->are_too_many |= more->are_too_many;
	for (int i = 0; i < more->names.count; i++)
		add_name(names, more->names.names[i]);
	PG_RETURN_POINTER(names);
}

/* names_serialize(internal): are they too many, then each with its length. */
Datum
names_serialize(PG_FUNCTION_ARGS)
{
	const Names *names = (const Names *) PG_GETARG_POINTER(0);
	StringInfoData message;

	aggregate_context(fcinfo);
	pq_begintypsend(&message);
	pq_sendbyte(&message, names->are_too_many);
	for (int i = 0; i < names->names.count && !names->are_too_many; i++)
	{
		pq_sendint16(&message, names->names.names[i].size);
		pq_sendbytes(&message, names->names.names[i].bytes, names->names.names[i].size);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* names_deserialize(bytea, internal) */
Datum
names_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	Names	   *names = names_create(aggregate_context(fcinfo));
	StringInfoData message;

	initStringInfo(&message);
	appendBinaryStringInfo(&message, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	names->are_too_many = pq_getmsgbyte(&message);
	while (message.cursor < message.len)
	{
		LogName		name;

		name.size = (uint16) pq_getmsgint(&message, 2);
		name.bytes = pq_getmsgbytes(&message, name.size);
		add_name(names, name);
	}
	PG_RETURN_POINTER(names);
}

/* names_final(internal): the names, in order; null where there are more than a log has channels. */
Datum
names_final(PG_FUNCTION_ARGS)
{
	Names	   *names = PG_ARGISNULL(0) ? NULL : (Names *) PG_GETARG_POINTER(0);
	Datum	   *values;

	aggregate_context(fcinfo);
	if (names == NULL)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(TEXTOID));
	if (names->are_too_many)
		PG_RETURN_NULL();
	values = palloc((names->names.count + 1) * sizeof(Datum));
	for (int i = 0; i < names->names.count; i++)
	{
		LogName		name = log_channel_name(&names->names, i);

		values[i] = PointerGetDatum(cstring_to_text_with_len(name.bytes, name.size));
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(values, names->names.count, TEXTOID, -1, false, TYPALIGN_INT));
}
