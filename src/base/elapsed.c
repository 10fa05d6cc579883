/*
 * elapsed.c
 *		Windows and times as arguments.
 *
 * A window is elapsed time: a day is 24 hours, also over a change of clocks, and
 * a month, which has no fixed length, is refused.
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/elapsed.h"

static char *
interval_text(const Interval *value)
{
	return DatumGetCString(DirectFunctionCall1(interval_out,
											   IntervalPGetDatum(value)));
}

/*
 * An elapsed time in microseconds.  Errs on months (22023), on one that is zero or
 * negative (22023), and on one that no int64 holds (22008).
 */
uint64
elapsed_from_interval(const Interval *elapsed, const char *argument)
{
	int64		day_time;
	int64		total = 0;
	bool		overflows;

	if (elapsed->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not have months or years", argument),
				 errdetail("%s is \"%s\".", argument, interval_text(elapsed)),
				 errhint("A month has no fixed length: write days, such as '30 days'.")));

	overflows = pg_mul_s64_overflow(elapsed->day, USECS_PER_DAY, &day_time) ||
		pg_add_s64_overflow(day_time, elapsed->time, &total);

	/* Where days alone are too many, no time of day can change their sign. */
	if (overflows ? elapsed->day < 0 : total <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be more than zero", argument),
				 errdetail("%s is \"%s\".", argument, interval_text(elapsed)),
				 errhint("Write an elapsed time, such as '48 hours'.")));
	if (overflows)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("%s is out of range", argument),
				 errdetail("%s is \"%s\".", argument, interval_text(elapsed)),
				 errhint("Write a shorter time, such as '30 days'.")));

	return (uint64) total;
}

/* The window in microseconds: the time in which a contact counts as a repeat. */
uint64
window_from_interval(const Interval *within)
{
	return elapsed_from_interval(within, "within");
}

/* The other way round; no more than an int64 holds. */
Datum
interval_from_microseconds(uint64 elapsed)
{
	Interval   *result = palloc0(sizeof(Interval));

	result->time = (int64) elapsed;
	return IntervalPGetDatum(result);
}

void
report_null_within(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("within must not be null"),
			 errdetail("within is null."),
			 errhint("Write the time in which a contact counts as a repeat, such as '48 hours'.")));
}

void
report_infinite(const char *argument, TimestampTz value)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be finite", argument),
			 errdetail("%s is %s.", argument, TIMESTAMP_IS_NOBEGIN(value) ? "-infinity" : "infinity"),
			 errhint("Write null where a time is not known, or leave the row out.")));
}
