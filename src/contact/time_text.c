/*
 * time_text.c
 *		What a column of a source means by a conversion that its mapping names.
 *
 * A value that is none is null, and never an error: one bad row stops no refresh.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "contact/contact_time.h"
#include "contact/time_text_core.h"

PG_FUNCTION_INFO_V1(scaled_integer_of_text);
PG_FUNCTION_INFO_V1(scaled_integer_of_double);
PG_FUNCTION_INFO_V1(number_of);
PG_FUNCTION_INFO_V1(truth_of);
PG_FUNCTION_INFO_V1(clock_microseconds);
PG_FUNCTION_INFO_V1(interval_microseconds);
PG_FUNCTION_INFO_V1(whole_seconds);
PG_FUNCTION_INFO_V1(time_of_epoch);
PG_FUNCTION_INFO_V1(time_after);
PG_FUNCTION_INFO_V1(iso_time);
PG_FUNCTION_INFO_V1(iso_date);
PG_FUNCTION_INFO_V1(formatted_time);
PG_FUNCTION_INFO_V1(formatted_date);

static inline TimeText
time_text(const text *value)
{
	return (TimeText) {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

/* ---- numbers ---- */

/* scaled_integer(value text, digits), strict: a number times ten to the power of digits, rounded half away from zero */
Datum
scaled_integer_of_text(PG_FUNCTION_ARGS)
{
	int64		result;

	if (!time_text_scaled(time_text(PG_GETARG_TEXT_PP(0)), Max(PG_GETARG_INT32(1), 0), &result))
		PG_RETURN_NULL();
	PG_RETURN_INT64(result);
}

/* scaled_integer(value double precision, digits), strict */
Datum
scaled_integer_of_double(PG_FUNCTION_ARGS)
{
	double		result = round(PG_GETARG_FLOAT8(0) * pow(10, PG_GETARG_INT32(1)));

	if (!(fabs(result) < 9.2e18))
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) result);
}

/* number_of(value), strict */
Datum
number_of(PG_FUNCTION_ARGS)
{
	TimeText	digits = time_text_trimmed(time_text(PG_GETARG_TEXT_PP(0)));

	if (!time_text_is_number(digits))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(strtod(pnstrdup(digits.bytes, digits.size), NULL) + 0.0);
}

/* truth_of(value), strict: as PostgreSQL reads a boolean */
Datum
truth_of(PG_FUNCTION_ARGS)
{
	TimeText	word = time_text_trimmed(time_text(PG_GETARG_TEXT_PP(0)));
	bool		result;

	if (word.size == 0 || !parse_bool_with_len(word.bytes, word.size, &result))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(result);
}

/* ---- durations, in microseconds ---- */

/* clock_microseconds(value), strict: of hh:mm:ss */
Datum
clock_microseconds(PG_FUNCTION_ARGS)
{
	int64		result;

	if (!time_text_clock(time_text(PG_GETARG_TEXT_PP(0)), &result))
		PG_RETURN_NULL();
	PG_RETURN_INT64(result);
}

/* interval_microseconds(value), strict: a day is 24 hours, and a month has no fixed length */
Datum
interval_microseconds(PG_FUNCTION_ARGS)
{
	Interval   *value = PG_GETARG_INTERVAL_P(0);
	int64		days;
	int64		result;

	if (value->month != 0 || pg_mul_s64_overflow(value->day, USECS_PER_DAY, &days) ||
		pg_add_s64_overflow(days, value->time, &result))
		PG_RETURN_NULL();
	PG_RETURN_INT64(result);
}

/* whole_seconds(microseconds), strict: rounded half away from zero */
Datum
whole_seconds(PG_FUNCTION_ARGS)
{
	int64		microseconds = PG_GETARG_INT64(0);
	int64		seconds = microseconds / USECS_PER_SEC;
	int64		rest = microseconds % USECS_PER_SEC;

	if (rest >= USECS_PER_SEC / 2)
		seconds++;
	else if (rest <= -USECS_PER_SEC / 2)
		seconds--;
	if (seconds < PG_INT32_MIN || seconds > PG_INT32_MAX)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) seconds);
}

/* ---- times ---- */

/* time_of_epoch(microseconds), strict: since 1970 */
Datum
time_of_epoch(PG_FUNCTION_ARGS)
{
	TimestampTz result;

	if (pg_sub_s64_overflow(PG_GETARG_INT64(0), (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY,
							&result) || !IS_VALID_TIMESTAMP(result))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(result);
}

/* time_after(started_at, microseconds), strict: null after a start that is none; beyond all times infinite */
Datum
time_after(PG_FUNCTION_ARGS)
{
	TimestampTz start = PG_GETARG_TIMESTAMPTZ(0);
	TimestampTz result;

	if (TIMESTAMP_NOT_FINITE(start))
		PG_RETURN_NULL();
	if (pg_add_s64_overflow(start, PG_GETARG_INT64(1), &result) || !IS_VALID_TIMESTAMP(result))
	{
		if (PG_GETARG_INT64(1) < 0)
			TIMESTAMP_NOBEGIN(result);
		else
			TIMESTAMP_NOEND(result);
	}
	PG_RETURN_TIMESTAMPTZ(result);
}

/* Is it a date without a year, a month and a day, as systems write that there is none? */
static inline bool
is_zero_date(const IsoTime *time)
{
	return time->month == 0;
}

static inline int32
day_of(const IsoTime *time)
{
	return date2j(time->year, time->month, time->day) - POSTGRES_EPOCH_JDATE;
}

/* iso_time(value, time_zone), strict: null where it is a date alone */
Datum
iso_time(PG_FUNCTION_ARGS)
{
	text	   *zone = PG_GETARG_TEXT_PP(1);
	TimestampTz result;
	IsoTime		time;

	if (!time_text_iso(time_text(PG_GETARG_TEXT_PP(0)), &time) || !time.has_time)
		PG_RETURN_NULL();
	if (is_zero_date(&time))
	{
		TIMESTAMP_NOBEGIN(result);
		PG_RETURN_TIMESTAMPTZ(result);
	}
	result = day_of(&time) * USECS_PER_DAY + time.microseconds;
	PG_RETURN_TIMESTAMPTZ(time.has_offset ? known_in_zone(result - time.offset * USECS_PER_SEC, zone)
						  : zoned_time(result, zone));
}

/* iso_date(value), strict: null where a time is with it */
Datum
iso_date(PG_FUNCTION_ARGS)
{
	DateADT		none;
	IsoTime		time;

	if (!time_text_iso(time_text(PG_GETARG_TEXT_PP(0)), &time) || time.has_time)
		PG_RETURN_NULL();
	if (!is_zero_date(&time))
		PG_RETURN_DATEADT(day_of(&time));
	DATE_NOBEGIN(none);
	PG_RETURN_DATEADT(none);
}

/* A text of a format of to_timestamp(): what it says, and of which type; false where it is not of the format. */
static bool
read_formatted(FunctionCallInfo fcinfo, Datum *value, Oid *type)
{
	TimeText	written = time_text_trimmed(time_text(PG_GETARG_TEXT_PP(0)));

	return written.size > 0 &&
		read_datetime(cstring_to_text_with_len(written.bytes, (int) written.size), PG_GETARG_TEXT_PP(1), value, type);
}

/* formatted_time(value, format, time_zone), strict; null where the format has no time */
Datum
formatted_time(PG_FUNCTION_ARGS)
{
	Datum		value;
	Oid			type;

	if (!read_formatted(fcinfo, &value, &type))
		PG_RETURN_NULL();
	if (type == TIMESTAMPOID)
		PG_RETURN_TIMESTAMPTZ(zoned_time(DatumGetTimestamp(value), PG_GETARG_TEXT_PP(2)));
	if (type == TIMESTAMPTZOID)
		PG_RETURN_TIMESTAMPTZ(known_in_zone(DatumGetTimestampTz(value), PG_GETARG_TEXT_PP(2)));
	PG_RETURN_NULL();
}

/* formatted_date(value, format), strict; null where the format has a time */
Datum
formatted_date(PG_FUNCTION_ARGS)
{
	Datum		value;
	Oid			type;

	if (!read_formatted(fcinfo, &value, &type) || type != DATEOID)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(value);
}
