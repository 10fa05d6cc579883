/*
 * proportion.c
 *		Rates from their numerators and denominators, with bounds: rate_bounds of one,
 *		rate_difference of two.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "base/row_type.h"
#include "statistics/numbers.h"
#include "statistics/proportion_core.h"

PG_FUNCTION_INFO_V1(rate_bounds);
PG_FUNCTION_INFO_V1(rate_difference);

/* A rate, or a difference, and its bounds. */
#define BOUNDED_ATTRIBUTES 3

static const Oid bounded_types[BOUNDED_ATTRIBUTES] = {FLOAT8OID, FLOAT8OID, FLOAT8OID};

/*
 * rate_bounds(numerator, denominator): (rate, lower, upper); all null where the
 * denominator is 0.
 */
Datum
rate_bounds(PG_FUNCTION_ARGS)
{
	int64		numerator = PG_GETARG_INT64(0);
	int64		denominator = PG_GETARG_INT64(1);
	Datum		values[BOUNDED_ATTRIBUTES] = {0};
	bool		nulls[BOUNDED_ATTRIBUTES] = {true, true, true};

	check_rate(numerator, denominator);
	if (denominator > 0)
	{
		Proportion	bounds = proportion_bounds(numerator, denominator);

		memset(nulls, false, sizeof(nulls));
		values[0] = Float8GetDatum(bounds.rate);
		values[1] = Float8GetDatum(bounds.lower);
		values[2] = Float8GetDatum(bounds.upper);
	}
	PG_RETURN_DATUM(result_row(fcinfo, bounded_types, BOUNDED_ATTRIBUTES, values, nulls));
}

/*
 * rate_difference(numerator1, denominator1, numerator2, denominator2): (difference, lower,
 * upper); null where a denominator is 0.
 */
Datum
rate_difference(PG_FUNCTION_ARGS)
{
	RateDifference result;
	Datum		values[BOUNDED_ATTRIBUTES];
	bool		nulls[BOUNDED_ATTRIBUTES] = {false};

	for (int i = 0; i < 4; i += 2)
		check_rate(PG_GETARG_INT64(i), PG_GETARG_INT64(i + 1));
	if (PG_GETARG_INT64(1) == 0 || PG_GETARG_INT64(3) == 0)
		PG_RETURN_NULL();
	result = rate_difference_of(PG_GETARG_INT64(0), PG_GETARG_INT64(1),
								PG_GETARG_INT64(2), PG_GETARG_INT64(3));
	values[0] = Float8GetDatum(result.difference);
	values[1] = Float8GetDatum(result.lower);
	values[2] = Float8GetDatum(result.upper);
	PG_RETURN_DATUM(result_row(fcinfo, bounded_types, BOUNDED_ATTRIBUTES, values, nulls));
}
