/*
 * proportion.c
 *		Rates from their numerators and denominators, with bounds: rate_bounds of one,
 *		rate_difference of two, standardised_difference of two in several strata.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/arguments.h"
#include "base/row_type.h"
#include "base/sample_state.h"
#include "base/sort_numbers.h"
#include "statistics/numbers.h"
#include "statistics/proportion_core.h"

PG_FUNCTION_INFO_V1(rate_bounds);
PG_FUNCTION_INFO_V1(rate_difference);
PG_FUNCTION_INFO_V1(standardised_difference_transition);
PG_FUNCTION_INFO_V1(standardised_difference_final);

/* A rate, or a difference, and its bounds. */
#define BOUNDED_ATTRIBUTES 3

/* A stratum is looked at so often for interrupts. */
#define STRATA_AT_ONCE 4096

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

/* A difference as (difference, lower, upper). */
static Datum
difference_row(FunctionCallInfo fcinfo, RateDifference gap)
{
	Datum		values[BOUNDED_ATTRIBUTES];
	bool		nulls[BOUNDED_ATTRIBUTES] = {false};

	values[0] = Float8GetDatum(gap.difference);
	values[1] = Float8GetDatum(gap.lower);
	values[2] = Float8GetDatum(gap.upper);
	return result_row(fcinfo, bounded_types, BOUNDED_ATTRIBUTES, values, nulls);
}

/*
 * rate_difference(numerator1, denominator1, numerator2, denominator2): (difference, lower,
 * upper); null where a denominator is 0.
 */
Datum
rate_difference(PG_FUNCTION_ARGS)
{
	RateDifference result;

	for (int i = 0; i < 4; i += 2)
		check_rate(PG_GETARG_INT64(i), PG_GETARG_INT64(i + 1));
	if (PG_GETARG_INT64(1) == 0 || PG_GETARG_INT64(3) == 0)
		PG_RETURN_NULL();
	result = rate_difference_of(PG_GETARG_INT64(0), PG_GETARG_INT64(1),
								PG_GETARG_INT64(2), PG_GETARG_INT64(3));
	PG_RETURN_DATUM(difference_row(fcinfo, result));
}

/*
 * standardised_difference_transition(internal, numerator1, denominator1, numerator2,
 * denominator2): a stratum that one side does not have cannot be compared, and is let go.
 */
Datum
standardised_difference_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	SampleState *state = PG_ARGISNULL(0) ? NULL : (SampleState *) PG_GETARG_POINTER(0);
	RateStratum stratum;

	if (state == NULL)
	{
		state = MemoryContextAlloc(context, sizeof(SampleState));
		sample_init(state, context, sizeof(RateStratum));
	}
	for (int i = 1; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_POINTER(state);
	for (int i = 1; i < PG_NARGS(); i += 2)
		check_rate(PG_GETARG_INT64(i), PG_GETARG_INT64(i + 1));
	stratum.numerator1 = PG_GETARG_INT64(1);
	stratum.denominator1 = PG_GETARG_INT64(2);
	stratum.numerator2 = PG_GETARG_INT64(3);
	stratum.denominator2 = PG_GETARG_INT64(4);
	if (stratum.denominator1 > 0 && stratum.denominator2 > 0)
		sample_append(state, &stratum);
	PG_RETURN_POINTER(state);
}

/* standardised_difference_final(internal): (difference, lower, upper); null without a stratum. */
Datum
standardised_difference_final(PG_FUNCTION_ARGS)
{
	const SampleState *state;
	StandardisedDifference sum = {0};
	RateStratum *strata;

	aggregate_context(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (const SampleState *) PG_GETARG_POINTER(0);
	if (state == NULL || state->n == 0)
		PG_RETURN_NULL();
	strata = sample_copy(state);
	sort_elements(strata, state->n, sizeof(RateStratum), rate_stratum_compare);
	for (uint64 i = 0; i < state->n; i++)
		standardised_weigh(&sum, &strata[i]);
	for (uint64 i = 0; i < state->n; i++)
	{
		if (i % STRATA_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		standardised_compare(&sum, &strata[i]);
	}
	PG_RETURN_DATUM(difference_row(fcinfo, standardised_bounds(&sum)));
}
