/*
 * log_quality.c
 *		What a contact_log holds, and what in it cannot be used.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "base/row_type.h"
#include "log/log_value.h"
#include "question/log_question.h"

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
	uint64		records[LOG_BLOCK_CONTACTS * FULL_WORDS];
	uint64		last[2] = {NULL_FINGERPRINT, NULL_FINGERPRINT};
	size_t		n;

	while ((n = source->read(source, records, LOG_BLOCK_CONTACTS)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint64 *record = records; record < records + n * FULL_WORDS; record += FULL_WORDS)
		{
			bool		is_linkable = record[0] != NULL_FINGERPRINT && record[1] != NULL_FINGERPRINT;

			*customers += record[0] != last[0];
			*requests += is_linkable && !record_same_request(record, last, FULL_WORDS);
			*unlinkable += !is_linkable;
			memcpy(last, record, sizeof(last));
		}
	}
}

/* quality(log): one row */
Datum
log_quality(PG_FUNCTION_ARGS)
{
	static const Oid types[QUALITY_COLUMNS] = {
		[QUALITY_CONTACTS] = INT8OID, [QUALITY_CUSTOMERS] = INT8OID, [QUALITY_REQUESTS] = INT8OID,
		[QUALITY_CHANNELS] = INT8OID, [QUALITY_FIRST] = TIMESTAMPTZOID, [QUALITY_LAST] = TIMESTAMPTZOID,
		[QUALITY_UNLINKABLE] = INT8OID, [QUALITY_UNDATED] = INT8OID, [QUALITY_REVERSED] = INT8OID
	};
	LogState   *log;
	const LogTotals *totals;
	uint64		customers = 0;
	uint64		requests = 0;
	uint64		unlinkable = 0;
	Datum		values[QUALITY_COLUMNS];
	bool		nulls[QUALITY_COLUMNS] = {false};

	log = log_value_asked(PG_GETARG_DATUM(0));
	totals = log_state_totals(log);
	log_check_sort(totals, false);
	count_identities(log, &customers, &requests, &unlinkable);

	values[QUALITY_CONTACTS] = Int64GetDatum(totals->contacts + totals->undated);
	values[QUALITY_CUSTOMERS] = Int64GetDatum(customers);
	values[QUALITY_REQUESTS] = Int64GetDatum(requests);
	values[QUALITY_CHANNELS] = Int64GetDatum(log_state_channels(log)->count);
	values[QUALITY_FIRST] = TimestampTzGetDatum(totals->first_start);
	values[QUALITY_LAST] = TimestampTzGetDatum(totals->last_start);
	nulls[QUALITY_FIRST] = nulls[QUALITY_LAST] = !totals->dated;
	values[QUALITY_UNLINKABLE] = Int64GetDatum(unlinkable);
	values[QUALITY_UNDATED] = Int64GetDatum(totals->undated);
	values[QUALITY_REVERSED] = Int64GetDatum(totals->reversed);
	PG_RETURN_DATUM(result_row(fcinfo, types, QUALITY_COLUMNS, values, nulls));
}
