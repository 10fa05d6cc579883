/*
 * log_rates.c
 *		Rates asked of a contact_log: bounce, first contact resolution, next
 *		contact avoidance, as a silo sees it, by channel.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/nearest_names.h"
#include "base/row_type.h"
#include "contact/once.h"
#include "question/log_question.h"

PG_FUNCTION_INFO_V1(log_bounce_rate);
PG_FUNCTION_INFO_V1(log_global_fcr);
PG_FUNCTION_INFO_V1(log_next_contact_avoidance);
PG_FUNCTION_INFO_V1(log_bounce);
PG_FUNCTION_INFO_V1(log_fcr);
PG_FUNCTION_INFO_V1(log_channel_fcr);
PG_FUNCTION_INFO_V1(log_bounce_by_channel);

static const Oid estimate_types[ESTIMATE_ATTRIBUTES] = {ESTIMATE_TYPES};

/* Count over the log of a function of (log, within, as_of, match). */
static void
tally_log(FunctionCallInfo fcinfo, WalkTally *tally, uint64 *unlinkable)
{
	OpenedQuestion opened;

	question_open(fcinfo, 1, 2, 3, false, &opened);
	log_tally(opened.log, &opened.question, tally, unlinkable);
}

static Datum
rate_of_log(FunctionCallInfo fcinfo, WalkRate rate)
{
	WalkTally	tally;
	bool		known = false;
	double		value = 0;

	if (!PG_ARGISNULL(0))
	{
		tally_log(fcinfo, &tally, NULL);
		value = walk_rate(&tally, rate, &known);
		if (rate == BOUNCE_RATE)
			note_if_nobody_answered(&tally);
	}
	if (!known)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/* bounce_rate(log, within, as_of, match) */
Datum
log_bounce_rate(PG_FUNCTION_ARGS)
{
	return rate_of_log(fcinfo, BOUNCE_RATE);
}

/* global_fcr(log, within, as_of, match) */
Datum
log_global_fcr(PG_FUNCTION_ARGS)
{
	return rate_of_log(fcinfo, GLOBAL_FCR);
}

/* next_contact_avoidance(log, within, as_of, match) */
Datum
log_next_contact_avoidance(PG_FUNCTION_ARGS)
{
	return rate_of_log(fcinfo, NEXT_CONTACT_AVOIDANCE);
}

static Datum
estimate_of_log(FunctionCallInfo fcinfo, Estimate estimate)
{
	WalkTally	tally;
	uint64		unlinkable;
	Datum		values[ESTIMATE_ATTRIBUTES];
	bool		nulls[ESTIMATE_ATTRIBUTES];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	tally_log(fcinfo, &tally, &unlinkable);
	if (estimate == bounce_estimate)
		note_if_nobody_answered(&tally);
	estimate(&tally, unlinkable, values, nulls);
	PG_RETURN_DATUM(result_row(fcinfo, estimate_types, ESTIMATE_ATTRIBUTES, values, nulls));
}

/* bounce(log, within, as_of, match) */
Datum
log_bounce(PG_FUNCTION_ARGS)
{
	return estimate_of_log(fcinfo, bounce_estimate);
}

/* fcr(log, within, as_of, match) */
Datum
log_fcr(PG_FUNCTION_ARGS)
{
	return estimate_of_log(fcinfo, fcr_estimate);
}

/* ---- as one silo sees it ---- */

/* The log has no such channel, NULL for contacts without one (22023). */
FD_NORETURN static void
report_no_channel(const LogChannels *channels, const char *name)
{
	const char **names = palloc((channels->count + 1) * sizeof(char *));
	const char *nearest;
	int			named = 0;

	for (int i = 0; i < channels->count; i++)
		if (channels->names[i].bytes)
			names[named++] = pnstrdup(channels->names[i].bytes, channels->names[i].size);
	nearest = name ? nearest_of(name, names, named) : NULL;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("the log has no channel \"%s\"", name) :
			 errmsg("the log has no contact without a channel"),
			 errdetail_plural("It has %d channel with a name.", "It has %d channels with a name.", named, named),
			 nearest ? errhint("The nearest: %s.", nearest) :
			 errhint("The function quality() shows how many it has, bounce_by_channel() the digital ones.")));
}

/* Which channels of the log are among those named; errs on one that the log does
 * not have (22023). */
static bool *
channels_in_scope(LogState *log, ArrayType *names)
{
	LogChannels *channels = log_state_channels(log);
	bool	   *in_scope = palloc0((channels->count + 1) * sizeof(bool));
	const uint16 *ranks = log_channel_ranks(channels);
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		LogName		name = {NULL, 0};
		bool		too_long = false;	/* for a channel */
		int			channel;

		CHECK_FOR_INTERRUPTS();
		if (!nulls[i])
		{
			text	   *given = DatumGetTextPP(elements[i]);

			too_long = VARSIZE_ANY_EXHDR(given) > PG_UINT16_MAX;
			name.bytes = VARDATA_ANY(given);
			name.size = (uint16) VARSIZE_ANY_EXHDR(given);
		}
		channel = too_long ? -1 : log_channel_named(channels, name);
		if (channel < 0)
			report_no_channel(channels, nulls[i] ? NULL : TextDatumGetCString(elements[i]));
		in_scope[ranks[channel]] = true;
	}
	return in_scope;
}

/* channel_fcr(log, channels, within, as_of, match) */
Datum
log_channel_fcr(PG_FUNCTION_ARGS)
{
	OpenedQuestion opened;
	WalkTally	tally;
	uint64		unlinkable;
	Datum		values[ESTIMATE_ATTRIBUTES];
	bool		nulls[ESTIMATE_ATTRIBUTES];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("channels must not be null"),
				 errdetail("channels is null."),
				 errhint("Write the channels of the silo, such as ARRAY['app', 'portal'].")));
	question_open(fcinfo, 2, 3, 4, true, &opened);
	opened.question.in_scope = channels_in_scope(opened.log, PG_GETARG_ARRAYTYPE_P(1));
	log_tally(opened.log, &opened.question, &tally, &unlinkable);
	fcr_estimate(&tally, unlinkable, values, nulls);
	PG_RETURN_DATUM(result_row(fcinfo, estimate_types, ESTIMATE_ATTRIBUTES, values, nulls));
}

/* ---- by channel ---- */

typedef struct ChannelCount
{
	const WalkFrame *frame;
	WalkTally  *tallies;		/* of each channel, by rank */
	uint64	   *unlinkable;
	bool	   *is_digital;		/* has the channel a digital contact? */
	uint64		judged;			/* contacts of all channels */
} ChannelCount;

static void
count_channels(void *self, const LogBatch *batch)
{
	ChannelCount *count = self;

	for (size_t i = 0; i < batch->n; i++)
	{
		uint16		channel = record_channel(batch->records + i * FULL_WORDS);

		check_at(i);
		tally_contact(&count->tallies[channel], count->frame,
					  &batch->contacts[i], &batch->facts[i]);
		count->is_digital[channel] |= batch->contacts[i].kind == CONTACT_DIGITAL;
	}
	count->judged += batch->n;
}

static void
count_unlinkable_channel(void *self, const uint64 *record)
{
	ChannelCount *count = self;

	count->unlinkable[record_channel(record)]++;
	count->is_digital[record_channel(record)] |= !record_is_human(record, FULL_WORDS);
}

/* bounce_by_channel(log, within, as_of, match): a row a digital channel */
Datum
log_bounce_by_channel(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {TEXTOID, ESTIMATE_TYPES};
	ResultRows	result;
	OpenedQuestion opened;
	ChannelCount count = {0};
	WalkTally	all = {0};
	LogVisitor	visitor = {count_channels, count_unlinkable_channel, &count};
	int			channels;

	result = open_result_rows(fcinfo, types, lengthof(types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	question_open(fcinfo, 1, 2, 3, true, &opened);
	channels = log_state_channels(opened.log)->count;
	count.frame = &opened.question.frame;
	count.tallies = palloc0((channels + 1) * sizeof(WalkTally));
	count.unlinkable = palloc0((channels + 1) * sizeof(uint64));
	count.is_digital = palloc0((channels + 1) * sizeof(bool));
	log_walk(opened.log, &opened.question, &visitor);

	for (int rank = 0; rank < channels; rank++)
	{
		Datum		values[lengthof(types)];
		bool		nulls[lengthof(types)];

		CHECK_FOR_INTERRUPTS();
		if (!count.is_digital[rank])
			continue;
		all.digital += count.tallies[rank].digital;
		all.digital_immature += count.tallies[rank].digital_immature;
		values[0] = channel_datum(opened.log, rank, &nulls[0]);
		bounce_estimate(&count.tallies[rank], count.unlinkable[rank], values + 1, nulls + 1);
		put_result_row(&result, values, nulls);
	}
	all.judged = count.judged;
	note_if_nobody_answered(&all);
	return (Datum) 0;
}
