/*
 * rate_difference.c
 *		The function rate_difference: how far two rates are apart.
 */
#include "postgres.h"

#include "base/row_type.h"
#include "statistics/newcombe_core.h"
#include "statistics/numbers.h"

PG_FUNCTION_INFO_V1(rate_difference);

/*
 * rate_difference(numerator1, denominator1, numerator2, denominator2): (difference, lower,
 * upper); null where a denominator is 0.
 */
Datum
rate_difference(PG_FUNCTION_ARGS)
{
	RateDifference result;
	Datum		values[3];
	bool		nulls[3] = {false};

	for (int i = 0; i < 4; i += 2)
		check_rate(PG_GETARG_INT64(i), PG_GETARG_INT64(i + 1));
	if (PG_GETARG_INT64(1) == 0 || PG_GETARG_INT64(3) == 0)
		PG_RETURN_NULL();
	result = rate_difference_of(PG_GETARG_INT64(0), PG_GETARG_INT64(1),
								PG_GETARG_INT64(2), PG_GETARG_INT64(3));
	values[0] = Float8GetDatum(result.difference);
	values[1] = Float8GetDatum(result.lower);
	values[2] = Float8GetDatum(result.upper);
	PG_RETURN_DATUM(result_row(fcinfo, 3, values, nulls));
}
