/*
 * arguments.c
 *		Checks of arguments that several functions take.
 *
 * A window is elapsed time: a day is 24 hours, also over a change of clocks, and
 * a month, which has no fixed length, is refused.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "common/int.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/timestamp.h"

#include "base/arguments.h"

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
report_varying(const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a group or partition", argument),
			 errdetail("A row has another %s than those before it.", argument),
			 errhint("Write a constant, or put the column that %s depends on into GROUP BY or PARTITION BY.",
					 argument)));
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

/* A number that is none, or infinite, has no place in a statistic (22003). */
void
report_not_a_number(const char *argument, double value)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite number", argument),
			 errdetail("%s is %s.", argument, float8out_internal(value)),
			 errhint("Write null where a value is not known, or leave the row out.")));
}

/* What was computed is too large for a number (22003). */
void
report_overflow(const char *function)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the result of %s() is out of range", function),
			 errdetail("It is larger than a double precision number can be."),
			 errhint("Give the values in a larger unit.")));
}

/* The parts of a rate must be counts, and the first one of the second (22023). */
void
check_rate(int64 numerator, int64 denominator)
{
	if (unlikely(numerator < 0 || denominator < 0 || numerator > denominator))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rate must have a numerator between 0 and its denominator"),
				 errdetail("The numerator is " INT64_FORMAT ", the denominator " INT64_FORMAT ".",
						   numerator, denominator),
				 errhint("Write how many there are, and how many of them count.")));
}

/*
 * Errs where a row that is given is not of these types, of which InvalidOid is any enum
 * (55000): who owns a row type may alter it.
 */
void
check_row_type(TupleDesc type, const Oid *types, int columns)
{
	bool		as_made = type->natts == columns;

	for (int i = 0; as_made && i < columns; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		as_made = !column->attisdropped &&
			(OidIsValid(types[i]) ? column->atttypid == types[i] : type_is_enum(column->atttypid));
	}
	if (!as_made)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the type %s is not as the extension made it", format_type_be(type->tdtypeid)),
				 errdetail("It has not the %d attributes, and their types, that it was made with.", columns),
				 errhint("Undo what was changed in its attributes, or create the extension again.")));
}

/* The row type that the function returns, which has so many columns. */
TupleDesc
result_type(FunctionCallInfo fcinfo, int columns)
{
	TupleDesc	type;

	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE || type->natts != columns)
		elog(ERROR, "function %u does not return a row of %d columns",
			 fcinfo->flinfo->fn_oid, columns);
	return BlessTupleDesc(type);
}

/* A row of that type. */
Datum
result_row(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls)
{
	return HeapTupleGetDatum(heap_form_tuple(result_type(fcinfo, columns), values, nulls));
}

/* The context of an aggregate's state; errs where no aggregate calls (0A000). */
MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a support function was called outside its aggregate"),
				 errdetail("It is function %s.", format_procedure(fcinfo->flinfo->fn_oid)),
				 errhint("Call the aggregate that it is of.")));
	return context;
}
