/*
 * proportion.c
 *		The function rate_bounds: a rate from its numerator and denominator, with its
 *		bounds.
 */
#include "postgres.h"

#include "base/row_type.h"
#include "statistics/numbers.h"
#include "statistics/proportion_core.h"

PG_FUNCTION_INFO_V1(rate_bounds);

/*
 * rate_bounds(numerator, denominator): (rate, lower, upper); all null where the
 * denominator is 0.
 */
Datum
rate_bounds(PG_FUNCTION_ARGS)
{
	int64		numerator = PG_GETARG_INT64(0);
	int64		denominator = PG_GETARG_INT64(1);
	Datum		values[3] = {0};
	bool		nulls[3] = {true, true, true};

	check_rate(numerator, denominator);
	if (denominator > 0)
	{
		Proportion	bounds = proportion_bounds(numerator, denominator);

		memset(nulls, false, sizeof(nulls));
		values[0] = Float8GetDatum(bounds.rate);
		values[1] = Float8GetDatum(bounds.lower);
		values[2] = Float8GetDatum(bounds.upper);
	}
	PG_RETURN_DATUM(result_row(fcinfo, 3, values, nulls));
}
