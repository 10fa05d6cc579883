/*
 * contact_time.c
 *		Times that systems write for none, and when a contact ended.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "contact/walk_core.h"

PG_FUNCTION_INFO_V1(known_time);
PG_FUNCTION_INFO_V1(contact_end_known);

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
