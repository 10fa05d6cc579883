/*
 * log_series.c
 *		Rates of a contact_log by day, week or month in a time zone.
 *
 * A contact or journey belongs to the bucket in which it starts, and is judged by
 * what follows, also over the bucket's edge.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "arguments.h"
#include "log_question.h"

PG_FUNCTION_INFO_V1(log_bounce_series);
PG_FUNCTION_INFO_V1(log_fcr_series);

typedef struct Bucket
{
	TimestampTz begin;
	WalkTally	tally;
	uint64		unlinkable;
} Bucket;

typedef struct Series
{
	const WalkFrame *frame;
	Datum		zone;			/* text */
	Interval	width;
	Timestamp	local_begin;	/* of the first bucket, in the zone */
	int			count;			/* buckets that are known, and one more begin */
	int			capacity;
	Bucket	   *buckets;
	int			used;			/* up to the last one with a contact */
} Series;

/* When, in the zone, the nth bucket begins. */
static TimestampTz
bucket_begin(const Series *series, int n)
{
	Interval	after = {0};
	Datum		local;

	after.day = series->width.day * n;
	after.month = series->width.month * n;
	local = DirectFunctionCall2(timestamp_pl_interval,
								TimestampGetDatum(series->local_begin),
								IntervalPGetDatum(&after));
	return DatumGetTimestampTz(DirectFunctionCall2(timestamp_zone, series->zone, local));
}

static void
open_series(FunctionCallInfo fcinfo, Series *series, const OpenedQuestion *opened)
{
	char	   *unit = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	Datum		local;

	memset(series, 0, sizeof(Series));
	series->frame = &opened->question.frame;
	if (unit && strcmp(unit, "day") == 0)
		series->width.day = 1;
	else if (unit && strcmp(unit, "week") == 0)
		series->width.day = 7;
	else if (unit && strcmp(unit, "month") == 0)
		series->width.month = 1;
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 unit ? errmsg("unknown bucket: \"%s\"", unit) : errmsg("bucket must not be null"),
				 errhint("Write 'day', 'week' or 'month'.")));
	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_zone must not be null"),
				 errhint("Write the zone in which days begin and end, such as 'Europe/Paris'.")));
	series->zone = PG_GETARG_DATUM(3);
	local = DirectFunctionCall2(timestamptz_zone, series->zone,
								TimestampTzGetDatum(opened->log->totals.first_start));
	series->local_begin = DatumGetTimestamp(DirectFunctionCall2(timestamp_trunc,
																PG_GETARG_DATUM(2), local));
}

/* Know the next bucket. */
static void
add_bucket(Series *series)
{
	if (series->count == series->capacity)
	{
		series->capacity = series->capacity ? series->capacity * 2 : 64;
		series->buckets = series->buckets ?
			repalloc_huge(series->buckets, series->capacity * sizeof(Bucket)) :
			palloc(series->capacity * sizeof(Bucket));
	}
	memset(&series->buckets[series->count], 0, sizeof(Bucket));
	series->buckets[series->count].begin = bucket_begin(series, series->count);
	series->count++;
}

/* The bucket in which a time lies. */
static Bucket *
bucket_of(Series *series, TimestampTz time)
{
	int			low = 0;
	int			high;

	/* the last one known only says where the one before it ends */
	while (series->count < 2 || series->buckets[series->count - 1].begin <= time)
	{
		CHECK_FOR_INTERRUPTS();
		add_bucket(series);
	}
	high = series->count - 1;
	while (high - low > 1)
	{
		int			middle = low + (high - low) / 2;

		if (series->buckets[middle].begin <= time)
			low = middle;
		else
			high = middle;
	}
	series->used = Max(series->used, low + 1);
	return &series->buckets[low];
}

static void
count_journey(void *self, const LogJourney *journey)
{
	Series	   *series = self;

	tally_journey(&bucket_of(series, journey->contacts->start)->tally, series->frame,
				  journey->contacts, journey->length);
	for (size_t i = 0; i < journey->length; i++)
		tally_contact(&bucket_of(series, journey->contacts[i].start)->tally, series->frame,
					  &journey->contacts[i], &journey->facts[i], i == 0);
}

static void
count_unlinkable(void *self, const Contact *contact, uint16 channel)
{
	bucket_of(self, contact->start)->unlinkable++;
}

/* A series of (log, within, bucket, time_zone, as_of, match). */
static Datum
series_rows(FunctionCallInfo fcinfo,
			void (*estimate) (const WalkTally *, uint64, Datum *, bool *))
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	OpenedQuestion opened;
	Series		series;
	LogVisitor	visitor = {count_journey, count_unlinkable, &series};

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	question_open(fcinfo, 1, 4, 5, false, &opened);
	open_series(fcinfo, &series, &opened);
	log_walk(opened.log, &opened.question, &visitor);

	for (int i = 0; i < series.used; i++)
	{
		Datum		values[1 + ESTIMATE_ATTRIBUTES];
		bool		nulls[1 + ESTIMATE_ATTRIBUTES] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = TimestampTzGetDatum(series.buckets[i].begin);
		estimate(&series.buckets[i].tally, series.buckets[i].unlinkable,
				 values + 1, nulls + 1);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* bounce_series(log, within, bucket, time_zone, as_of, match) */
Datum
log_bounce_series(PG_FUNCTION_ARGS)
{
	return series_rows(fcinfo, bounce_estimate);
}

/* fcr_series(log, within, bucket, time_zone, as_of, match) */
Datum
log_fcr_series(PG_FUNCTION_ARGS)
{
	return series_rows(fcinfo, fcr_estimate);
}
