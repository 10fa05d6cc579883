/*
 * log_quality.c
 *		What a contact_log holds, and what in it cannot be used.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "arguments.h"
#include "log_question.h"
#include "log_value.h"

PG_FUNCTION_INFO_V1(log_quality);

/* The columns of quality(), in order. */
enum
{
	QUALITY_CONTACTS,
	QUALITY_CUSTOMERS,
	QUALITY_REQUESTS,
	QUALITY_CHANNELS,
	QUALITY_FIRST,
	QUALITY_LAST,
	QUALITY_UNLINKABLE,
	QUALITY_UNDATED,
	QUALITY_REVERSED,
	QUALITY_COLUMNS
};

/* Count customers, requests and unlinkable contacts. */
static void
count_identities(LogState *log, uint64 *customers, uint64 *requests, uint64 *unlinkable)
{
	LogSource  *source = log_state_source(log, true);
	LogBlock   *block = palloc(sizeof(LogBlock));
	uint64		customer = NULL_FINGERPRINT;

	while (source->next(source, block))
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < block->n; i++)
		{
			bool		is_linkable = block->customer[i] != NULL_FINGERPRINT &&
				block->request[i] != NULL_FINGERPRINT;

			*customers += block->customer[i] != customer;
			customer = block->customer[i];
			*requests += block->new_request[i] && is_linkable;
			*unlinkable += !is_linkable;
		}
	}
}

/* quality(log): one row */
Datum
log_quality(PG_FUNCTION_ARGS)
{
	LogState   *log;
	const LogTotals *totals;
	uint64		customers = 0;
	uint64		requests = 0;
	uint64		unlinkable = 0;
	int			channels;
	Datum		values[QUALITY_COLUMNS];
	bool		nulls[QUALITY_COLUMNS] = {false};

	log = log_value_state(PG_GETARG_DATUM(0));
	totals = &log->totals;
	log_check_sort(totals, false);
	count_identities(log, &customers, &requests, &unlinkable);
	channels = log->channels.count;
	if (channels > 0 && log_channel_name(&log->channels, channels - 1).bytes == NULL)
		channels--;

	values[QUALITY_CONTACTS] = Int64GetDatum(totals->contacts + totals->undated);
	values[QUALITY_CUSTOMERS] = Int64GetDatum(customers);
	values[QUALITY_REQUESTS] = Int64GetDatum(requests);
	values[QUALITY_CHANNELS] = Int64GetDatum(channels);
	values[QUALITY_FIRST] = TimestampTzGetDatum(totals->first_start);
	values[QUALITY_LAST] = TimestampTzGetDatum(totals->last_end);
	nulls[QUALITY_FIRST] = nulls[QUALITY_LAST] = !totals->dated;
	values[QUALITY_UNLINKABLE] = Int64GetDatum(unlinkable);
	values[QUALITY_UNDATED] = Int64GetDatum(totals->undated);
	values[QUALITY_REVERSED] = Int64GetDatum(totals->reversed);
	PG_RETURN_DATUM(question_row(fcinfo, values, nulls));
}
