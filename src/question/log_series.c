/*
 * log_series.c
 *		Rates of a contact_log by day, week or month in a time zone.
 *
 * A contact or journey belongs to the bucket in which it starts, by the zone's own
 * clock and calendar, and is judged by what follows, also over the bucket's edge.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/row_type.h"
#include "contact/once.h"
#include "question/log_question.h"

PG_FUNCTION_INFO_V1(log_bounce_series);
PG_FUNCTION_INFO_V1(log_fcr_series);

static const Oid series_types[] = {TIMESTAMPTZOID, ESTIMATE_TYPES};

typedef enum BucketUnit
{
	BUCKET_DAY,
	BUCKET_WEEK,
	BUCKET_MONTH
} BucketUnit;

/* Days, weeks and months are numbered by the local calendar, from 2000-01-01 on. */
typedef struct Bucket
{
	int64		number;
	WalkTally	tally;
	uint64		unlinkable;
} Bucket;

/* An hour of elapsed time, in which mostly all contacts are in one bucket. */
typedef struct Hour
{
	int64		hour;
	bool		is_in_one;		/* all its minutes are in one bucket, */
	int64		number;			/* this one */
} Hour;

typedef struct Series
{
	const WalkFrame *frame;
	Datum		zone;			/* text */
	MemoryContext scratch;		/* of one conversion */
	BucketUnit	unit;
	HTAB	   *hours;
	HTAB	   *buckets;		/* those with contacts */
	int64		first;			/* the least and the greatest number of these */
	int64		last;
	uint64		judged;			/* contacts in all of them */
} Series;

/* All days from the year 1 to 9999 are fewer. */
#define MOST_BUCKETS 10000000

/* The first Monday of the calendar by which is counted: 2000-01-03. */
#define FIRST_MONDAY 2

static int64
divide_down(int64 dividend, int64 divisor)
{
	return dividend / divisor - (dividend % divisor < 0);
}

/* The bucket of a local day. */
static int64
number_of_day(const Series *series, int64 day)
{
	int			year;
	int			month;
	int			day_of_month;

	if (series->unit == BUCKET_DAY)
		return day;
	if (series->unit == BUCKET_WEEK)
		return divide_down(day - FIRST_MONDAY, 7);
	j2date((int) day + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
	return (year - 2000) * 12 + month - 1;
}

/* A conversion from or to the zone's clock, without what it leaves in memory. */
static Datum
convert(const Series *series, PGFunction conversion, Datum time)
{
	MemoryContext caller = MemoryContextSwitchTo(series->scratch);
	Datum		result = DirectFunctionCall2(conversion, series->zone, time);

	MemoryContextSwitchTo(caller);
	MemoryContextReset(series->scratch);
	return result;
}

/* What the zone's clock shows at a time. */
static Timestamp
local_time(const Series *series, TimestampTz time)
{
	return DatumGetTimestamp(convert(series, timestamptz_zone, TimestampTzGetDatum(time)));
}

/* The bucket in which a local time lies. */
static int64
number_of_local(const Series *series, Timestamp local)
{
	return number_of_day(series, divide_down(local, USECS_PER_DAY));
}

/* When a bucket begins. */
static TimestampTz
begin_of(const Series *series, int64 number)
{
	int64		day = series->unit == BUCKET_DAY ? number :
		series->unit == BUCKET_WEEK ? number * 7 + FIRST_MONDAY :
		date2j((int) (2000 + divide_down(number, 12)),
			   (int) (number - 12 * divide_down(number, 12)) + 1, 1) - POSTGRES_EPOCH_JDATE;

	return DatumGetTimestampTz(convert(series, timestamp_zone,
									   TimestampGetDatum(day * USECS_PER_DAY)));
}

/* Look at an hour; where the clocks change in it, minute by minute. */
static void
learn_hour(const Series *series, Hour *hour)
{
	TimestampTz begin = hour->hour * USECS_PER_HOUR;
	Timestamp	first = local_time(series, begin);
	Timestamp	last = local_time(series, begin + USECS_PER_HOUR - 1);

	hour->number = number_of_local(series, first);
	hour->is_in_one = hour->number == number_of_local(series, last);
	if (last - first == USECS_PER_HOUR - 1)
		return;
	for (int minute = 1; minute < MINS_PER_HOUR && hour->is_in_one; minute++)
		hour->is_in_one = hour->number ==
			number_of_local(series, local_time(series, begin + minute * USECS_PER_MINUTE));
}

/* The bucket of a time: from its hour, where that is in one bucket. */
static int64
number_of(const Series *series, TimestampTz time)
{
	int64		key = divide_down(time, USECS_PER_HOUR);
	bool		found;
	Hour	   *hour;

	if (!IS_VALID_TIMESTAMP(key * USECS_PER_HOUR) ||
		!IS_VALID_TIMESTAMP((key + 1) * USECS_PER_HOUR))
		return number_of_local(series, local_time(series, time));
	hour = hash_search(series->hours, &key, HASH_ENTER, &found);
	if (!found)
	{
		/* until it is known: what is looked up below may fail */
		hour->is_in_one = false;
		learn_hour(series, hour);
	}
	return hour->is_in_one ? hour->number : number_of_local(series, local_time(series, time));
}

/* The bucket in which a time lies. */
static Bucket *
bucket_of(Series *series, TimestampTz time)
{
	int64		number = number_of(series, time);
	bool		found;
	Bucket	   *bucket = hash_search(series->buckets, &number, HASH_ENTER, &found);

	if (!found)
	{
		memset(&bucket->tally, 0, sizeof(bucket->tally));
		bucket->unlinkable = 0;
		series->first = Min(series->first, number);
		series->last = Max(series->last, number);
	}
	return bucket;
}

static HTAB *
create_table(const char *name, Size entry_size)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(int64);
	control.entrysize = entry_size;
	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 1024, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
open_series(FunctionCallInfo fcinfo, Series *series)
{
	char	   *unit = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));

	if (unit && strcmp(unit, "day") == 0)
		series->unit = BUCKET_DAY;
	else if (unit && strcmp(unit, "week") == 0)
		series->unit = BUCKET_WEEK;
	else if (unit && strcmp(unit, "month") == 0)
		series->unit = BUCKET_MONTH;
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 unit ? errmsg("unknown bucket: \"%s\"", unit) : errmsg("bucket must not be null"),
				 errdetail("The buckets are day, week and month."),
				 errhint("Write 'day', 'week' or 'month'.")));
	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_zone must not be null"),
				 errdetail("time_zone is null."),
				 errhint("Write the zone in which days begin and end, such as 'Europe/Paris'.")));
	series->zone = PG_GETARG_DATUM(3);
	series->scratch = AllocSetContextCreate(CurrentMemoryContext, "time zone conversions",
											ALLOCSET_SMALL_SIZES);
	/* an unknown zone is an error also where there is nothing to count */
	(void) local_time(series, 0);
	series->hours = create_table("hours of a series", sizeof(Hour));
	series->buckets = create_table("buckets of a series", sizeof(Bucket));
	series->first = PG_INT64_MAX;
	series->last = PG_INT64_MIN;
}

static void
count_requests(void *self, const LogBatch *batch)
{
	Series	   *series = self;

	for (size_t i = 0; i < batch->n; i++)
	{
		check_at(i);
		tally_contact(&bucket_of(series, batch->contacts[i].start)->tally, series->frame,
					  &batch->contacts[i], &batch->facts[i]);
	}
	series->judged += batch->n;
}

static void
count_unlinkable(void *self, const uint64 *record)
{
	bucket_of(self, record_start(record, FULL_WORDS))->unlinkable++;
}

/* Give the rows, in order, also those of buckets without contacts. */
static void
put_rows(const Series *series, Estimate estimate, const ResultRows *result)
{
	static const Bucket empty = {0};
	WalkTally	all = {.judged = series->judged};

	if (series->first <= series->last && series->last - series->first >= MOST_BUCKETS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a series cannot have more than %d buckets", MOST_BUCKETS),
				 errdetail("It would have " INT64_FORMAT " of them.",
						   series->last - series->first + 1),
				 errhint("Write a longer bucket, or leave out contacts of impossible times.")));
	for (int64 number = series->first; number <= series->last; number++)
	{
		const Bucket *bucket = hash_search(series->buckets, &number, HASH_FIND, NULL);
		TimestampTz begin = begin_of(series, number);
		Datum		values[lengthof(series_types)];
		bool		nulls[lengthof(series_types)] = {false};

		CHECK_FOR_INTERRUPTS();
		/* a day that a zone has skipped */
		if (bucket == NULL && begin == begin_of(series, number + 1))
			continue;
		if (bucket == NULL)
			bucket = &empty;
		all.digital += bucket->tally.digital;
		all.digital_immature += bucket->tally.digital_immature;
		values[0] = TimestampTzGetDatum(begin);
		estimate(&bucket->tally, bucket->unlinkable, values + 1, nulls + 1);
		put_result_row(result, values, nulls);
	}
	if (estimate == bounce_estimate)
		note_if_nobody_answered(&all);
}

/* A series of (log, within, bucket, time_zone, as_of, match). */
static Datum
series_rows(FunctionCallInfo fcinfo, Estimate estimate)
{
	ResultRows	result;
	OpenedQuestion opened;
	Series		series = {0};
	LogVisitor	visitor = {count_requests, count_unlinkable, &series};

	result = open_result_rows(fcinfo, series_types, lengthof(series_types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	question_open(fcinfo, 1, 4, 5, false, &opened);
	series.frame = &opened.question.frame;
	open_series(fcinfo, &series);
	log_walk(opened.log, &opened.question, &visitor);
	put_rows(&series, estimate, &result);
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
