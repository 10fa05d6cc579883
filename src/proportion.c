/*
 * proportion.c
 *		rate_bounds(): a rate from its numerator and denominator, with its bounds.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"

#include "proportion_core.h"

PG_FUNCTION_INFO_V1(rate_bounds);

/*
 * rate_bounds(numerator, denominator): rate, lower, upper; all null where the
 * denominator is 0.  Errs on what is no proportion (22023).
 */
Datum
rate_bounds(PG_FUNCTION_ARGS)
{
	int64		numerator = PG_GETARG_INT64(0);
	int64		denominator = PG_GETARG_INT64(1);
	TupleDesc	type;
	Datum		values[3] = {0};
	bool		nulls[3] = {true, true, true};

	if (numerator < 0 || numerator > denominator)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the numerator of a rate must be between 0 and its denominator"),
				 errdetail("The rate is " INT64_FORMAT " of " INT64_FORMAT ".", numerator, denominator)));
	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "rate_bounds does not return a row");
	if (denominator > 0)
	{
		Proportion	bounds = proportion_bounds((uint64) numerator, (uint64) denominator);

		memset(nulls, false, sizeof(nulls));
		values[0] = Float8GetDatum(bounds.rate);
		values[1] = Float8GetDatum(bounds.lower);
		values[2] = Float8GetDatum(bounds.upper);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(type), values, nulls)));
}
