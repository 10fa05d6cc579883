/*
 * contact_time.c
 *		Times that systems write for none, times in the zone of their source, and when a contact ended.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "contact/contact_time.h"
#include "contact/walk_core.h"

PG_FUNCTION_INFO_V1(known_time);
PG_FUNCTION_INFO_V1(contact_end_known);
PG_FUNCTION_INFO_V1(zoned_time_without);
PG_FUNCTION_INFO_V1(zoned_time_with);

/* Midnight of the first of January of a year, UTC. */
static inline TimestampTz
year_begin(int year)
{
	return (TimestampTz) (date2j(year, 1, 1) - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY;
}

/* Is it a time, and none that stands for none? */
static inline bool
is_known(TimestampTz at)
{
	return at >= year_begin(1901) && at < year_begin(9999);
}

/* known_time(at), strict: null where it stands for none */
Datum
known_time(PG_FUNCTION_ARGS)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(0);

	if (!is_known(at))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(at);
}

/* contact_end(started_at, ended_at): null where the start is not known */
Datum
contact_end_known(PG_FUNCTION_ARGS)
{
	TimestampTz start;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	start = PG_GETARG_TIMESTAMPTZ(0);
	if (!is_known(start))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(contact_end(start, !PG_ARGISNULL(1) && is_known(PG_GETARG_TIMESTAMPTZ(1)),
									  PG_ARGISNULL(1) ? 0 : PG_GETARG_TIMESTAMPTZ(1)));
}

/* Infinite in the direction in which a time is that stands for none. */
static inline TimestampTz
no_time(Timestamp local)
{
	TimestampTz result;

	if (local < year_begin(1901))
		TIMESTAMP_NOBEGIN(result);
	else
		TIMESTAMP_NOEND(result);
	return result;
}

/* A time of the clocks of a zone. */
TimestampTz
zoned_time(Timestamp local, text *time_zone)
{
	if (!is_known(local))
		return no_time(local);
	return DatumGetTimestampTz(DirectFunctionCall2(timestamp_zone, PointerGetDatum(time_zone),
												   TimestampGetDatum(local)));
}

/* A time; infinite where the clocks of a zone say one that stands for none.  No zone is a day and a half from UTC. */
TimestampTz
known_in_zone(TimestampTz at, text *time_zone)
{
	Timestamp	local;

	if (TIMESTAMP_NOT_FINITE(at) ||
		(at >= year_begin(1901) + 2 * USECS_PER_DAY && at < year_begin(9999) - 2 * USECS_PER_DAY))
		return at;
	if (at < year_begin(1901) - 2 * USECS_PER_DAY || at >= year_begin(9999) + 2 * USECS_PER_DAY)
		return no_time(at);
	local = DatumGetTimestamp(DirectFunctionCall2(timestamptz_zone, PointerGetDatum(time_zone),
												  TimestampTzGetDatum(at)));
	return is_known(local) ? at : no_time(local);
}

/* zoned_time(at timestamp, time_zone), strict */
Datum
zoned_time_without(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMESTAMPTZ(zoned_time(PG_GETARG_TIMESTAMP(0), PG_GETARG_TEXT_PP(1)));
}

/* zoned_time(at timestamptz, time_zone), strict */
Datum
zoned_time_with(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMESTAMPTZ(known_in_zone(PG_GETARG_TIMESTAMPTZ(0), PG_GETARG_TEXT_PP(1)));
}
