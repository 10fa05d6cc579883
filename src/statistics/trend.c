/*
 * trend.c
 *		The aggregates mann_kendall and theil_sen: is there a trend, and how steep?
 *
 * mann_kendall, and theil_sen without times, depend on the order of the rows.  With times
 * the points of theil_sen are a multiset, in any order.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/arguments.h"
#include "base/row_type.h"
#include "base/sample_state.h"
#include "base/sort_numbers.h"
#include "statistics/kendall_core.h"
#include "statistics/numbers.h"
#include "statistics/theil_sen_core.h"

PG_FUNCTION_INFO_V1(mann_kendall_transition);
PG_FUNCTION_INFO_V1(mann_kendall_final);
PG_FUNCTION_INFO_V1(theil_sen_transition);
PG_FUNCTION_INFO_V1(theil_sen_step_transition);
PG_FUNCTION_INFO_V1(theil_sen_combine);
PG_FUNCTION_INFO_V1(theil_sen_serialize);
PG_FUNCTION_INFO_V1(theil_sen_deserialize);
PG_FUNCTION_INFO_V1(theil_sen_final);

#define ST_SORT sort_points
#define ST_ELEMENT_TYPE TimedValue
#define ST_COMPARE(a, b) (((a)->at > (b)->at) - ((a)->at < (b)->at))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* A value is looked at so often for interrupts. */
#define VALUES_AT_ONCE 4096

/* The state of a slope. */
typedef struct SlopeState
{
	int64		steps;			/* rows so far, where times are not given */
	SampleState points;			/* TimedValues */
} SlopeState;

/* ---- mann_kendall ---- */

/* mann_kendall_transition(internal, value) */
Datum
mann_kendall_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	SampleState *state = PG_ARGISNULL(0) ? NULL : (SampleState *) PG_GETARG_POINTER(0);

	if (state == NULL)
	{
		state = MemoryContextAlloc(context, sizeof(SampleState));
		sample_init(state, context, sizeof(double));
	}
	if (!PG_ARGISNULL(1))
	{
		double		value = finite_number(PG_GETARG_FLOAT8(1), "value");

		sample_append(state, &value);
	}
	PG_RETURN_POINTER(state);
}

/* The test of the values of a state. */
static KendallTest
test_values(const SampleState *state)
{
	const double *values = (const double *) state->values;
	double	   *sorted = sample_copy(state);
	uint64	   *tree = MemoryContextAllocExtended(CurrentMemoryContext, (state->n + 1) * sizeof(uint64),
												  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	Kendall		kendall;
	KendallTest test;

	sort_doubles(sorted, state->n);
	kendall_begin(&kendall, sorted, tree, state->n);
	for (uint64 i = 0; i < state->n; i++)
	{
		if (i % VALUES_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		kendall_step(&kendall, values[i]);
	}
	test = kendall_test(&kendall);
	pfree(tree);
	pfree(sorted);
	return test;
}

/* mann_kendall_final(internal): (points, s, variance, tau, z, p_value) */
Datum
mann_kendall_final(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		INT8OID, INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID
	};
	SampleState *state;
	KendallTest test = {0};
	Datum		values[lengthof(types)];
	bool		nulls[lengthof(types)] = {false};

	aggregate_context(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (SampleState *) PG_GETARG_POINTER(0);
	if (state == NULL || state->n == 0)
		PG_RETURN_NULL();
	if (state->n < KENDALL_FEWEST)
		memset(nulls + 1, true, sizeof(nulls) - sizeof(bool));
	else
	{
		test = test_values(state);
		nulls[3] = !test.has_tau;
	}
	values[0] = Int64GetDatum(state->n);
	values[1] = Int64GetDatum(test.s);
	values[2] = Float8GetDatum(test.variance);
	values[3] = Float8GetDatum(test.tau);
	values[4] = Float8GetDatum(test.z);
	values[5] = Float8GetDatum(test.p_value);
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}

/* ---- theil_sen ---- */

static SlopeState *
new_slope_state(MemoryContext context)
{
	SlopeState *state = MemoryContextAllocZero(context, sizeof(SlopeState));

	sample_init(&state->points, context, sizeof(TimedValue));
	return state;
}

/* The state, which is the first argument, or a new one. */
static SlopeState *
slope_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo);

	return PG_ARGISNULL(0) ? new_slope_state(context) : (SlopeState *) PG_GETARG_POINTER(0);
}

/* theil_sen_transition(internal, value, at) */
Datum
theil_sen_transition(PG_FUNCTION_ARGS)
{
	SlopeState *state = slope_state(fcinfo);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		TimedValue	point = {
			finite_number(PG_GETARG_FLOAT8(2), "at"),
			finite_number(PG_GETARG_FLOAT8(1), "value")
		};

		sample_append(&state->points, &point);
	}
	PG_RETURN_POINTER(state);
}

/* theil_sen_step_transition(internal, value): a row is a step, also where its value is null */
Datum
theil_sen_step_transition(PG_FUNCTION_ARGS)
{
	SlopeState *state = slope_state(fcinfo);

	state->steps++;
	if (!PG_ARGISNULL(1))
	{
		TimedValue	point = {(double) state->steps, finite_number(PG_GETARG_FLOAT8(1), "value")};

		sample_append(&state->points, &point);
	}
	PG_RETURN_POINTER(state);
}

/* theil_sen_combine(internal, internal) */
Datum
theil_sen_combine(PG_FUNCTION_ARGS)
{
	SlopeState *state = slope_state(fcinfo);

	if (!PG_ARGISNULL(1))
		sample_combine(&state->points, &((SlopeState *) PG_GETARG_POINTER(1))->points);
	PG_RETURN_POINTER(state);
}

/* theil_sen_serialize(internal) */
Datum
theil_sen_serialize(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	aggregate_context(fcinfo);
	pq_begintypsend(&message);
	sample_send(&message, &((SlopeState *) PG_GETARG_POINTER(0))->points);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* theil_sen_deserialize(bytea, internal) */
Datum
theil_sen_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	SlopeState *state;
	StringInfoData message;

	aggregate_context(fcinfo);
	state = new_slope_state(CurrentMemoryContext);
	message_from_bytes(&message, bytes);
	sample_receive(&message, &state->points);
	PG_RETURN_POINTER(state);
}

/* What a line is made of, beside the slopes. */
typedef struct PointSummary
{
	double		slopes;			/* their number */
	double		variance;		/* of Kendall's S */
	double		median_time;
	double		median_value;
} PointSummary;

/* The points of a state in order of time; times that are tied are equal. */
static TimedValue *
points_by_time(const SampleState *state)
{
	TimedValue *points = sample_copy(state);

	sort_points(points, state->n);
	theil_sen_tie_times(points, state->n);
	return points;
}

/* What the slopes of points are counted by; the points are in order of time. */
static PointSummary
summarise(const TimedValue *points, uint64 n)
{
	double	   *column = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(double));
	PointSummary summary;
	Ties		time_ties;
	Ties		ties;

	for (uint64 i = 0; i < n; i++)
		column[i] = points[i].at;
	count_ties(column, n, &time_ties);
	summary.median_time = median_of_sorted(column, n);
	for (uint64 i = 0; i < n; i++)
		column[i] = points[i].value;
	sort_doubles(column, n);
	count_ties(column, n, &ties);
	summary.median_value = median_of_sorted(column, n);
	pfree(column);
	summary.slopes = (double) n * ((double) n - 1) / 2 - time_ties.pairs;
	summary.variance = kendall_variance(n, &ties, &time_ties);
	return summary;
}

/* The line through points, which must have slopes. */
static TheilSenLine
fit_line(const TimedValue *points, uint64 n, const PointSummary *summary)
{
	SlopePositions positions = theil_sen_positions(summary->slopes, summary->variance);
	TheilSen   *search = palloc(sizeof(TheilSen));
	TheilSenLine line;

	theil_sen_begin(search, points, n, &positions);
	do
	{
		for (uint64 i = 0; i < n; i++)
		{
			CHECK_FOR_INTERRUPTS();
			theil_sen_step(search, i);
		}
	} while (!theil_sen_end_pass(search));
	line = theil_sen_line(search, &positions, summary->median_time, summary->median_value);
	pfree(search);
	if (!isfinite(line.slope) || !isfinite(line.intercept) ||
		!isfinite(line.lower) || !isfinite(line.upper))
		report_overflow("theil_sen");
	return line;
}

/* theil_sen_final(internal): (points, slope, intercept, lower, upper) */
Datum
theil_sen_final(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID
	};
	const SampleState *state;
	TimedValue *points;
	PointSummary summary;
	TheilSenLine line = {0};
	Datum		values[lengthof(types)];
	bool		nulls[lengthof(types)] = {false};

	aggregate_context(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : &((SlopeState *) PG_GETARG_POINTER(0))->points;
	if (state == NULL || state->n == 0)
		PG_RETURN_NULL();
	points = points_by_time(state);
	summary = summarise(points, state->n);
	nulls[1] = nulls[2] = summary.slopes == 0;
	if (summary.slopes > 0)
		line = fit_line(points, state->n, &summary);
	pfree(points);
	nulls[3] = nulls[4] = !line.bounded;
	values[0] = Int64GetDatum(state->n);
	values[1] = Float8GetDatum(line.slope);
	values[2] = Float8GetDatum(line.intercept);
	values[3] = Float8GetDatum(line.lower);
	values[4] = Float8GetDatum(line.upper);
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}
