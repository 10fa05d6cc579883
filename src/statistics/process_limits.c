/*
 * process_limits.c
 *		The aggregate process_limits, of values and of rates, and limits_at.
 *
 * All depend on the order of the rows, and so have no states that could be combined.
 */
#include "postgres.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/arguments.h"
#include "base/sample_state.h"
#include "statistics/limits_type.h"
#include "statistics/numbers.h"

PG_FUNCTION_INFO_V1(process_limits_transition);
PG_FUNCTION_INFO_V1(process_limits_bounded_transition);
PG_FUNCTION_INFO_V1(process_limits_final);
PG_FUNCTION_INFO_V1(process_limits_rate_transition);
PG_FUNCTION_INFO_V1(process_limits_rate_final);
PG_FUNCTION_INFO_V1(limits_at);

/* A point is looked at so often for interrupts. */
#define POINTS_AT_ONCE 4096

/* The state of the limits of values. */
typedef struct ValueLimits
{
	XmrState	xmr;
	double		lower_bound;	/* not a number where there is none */
	double		upper_bound;
} ValueLimits;

/* The state of the limits of rates. */
typedef struct RateLimits
{
	LimitsMethod method;
	uint64		points;
	int64		numerator;		/* all together */
	int64		denominator;
	SampleState rates;			/* of p' charts, gaps included */
} RateLimits;

/* A point, or a gap where the denominator is 0. */
typedef struct Rate
{
	int64		numerator;
	int64		denominator;
} Rate;

FD_NORETURN static void
report_method(const char *method, const char *detail, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 method ? errmsg("unknown method: \"%s\"", method) : errmsg("method must not be null"),
			 errdetail("%s", detail),
			 errhint("%s", hint)));
}

/* The name of a method, or NULL. */
static const char *
method_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

/* ---- of values ---- */

static void
add_value(FunctionCallInfo fcinfo, XmrState *xmr)
{
	if (PG_ARGISNULL(1))
		xmr_gap(xmr);
	else
		xmr_point(xmr, finite_number(PG_GETARG_FLOAT8(1), "value"));
}

static ValueLimits *
value_limits(FunctionCallInfo fcinfo, double lower_bound, double upper_bound)
{
	MemoryContext context = aggregate_context(fcinfo);
	ValueLimits *state = PG_ARGISNULL(0) ? NULL : (ValueLimits *) PG_GETARG_POINTER(0);

	if (state == NULL)
	{
		state = MemoryContextAllocZero(context, sizeof(ValueLimits));
		state->lower_bound = lower_bound;
		state->upper_bound = upper_bound;
	}
	return state;
}

/* process_limits_transition(internal, value) */
Datum
process_limits_transition(PG_FUNCTION_ARGS)
{
	ValueLimits *state = value_limits(fcinfo, NAN, NAN);

	add_value(fcinfo, &state->xmr);
	PG_RETURN_POINTER(state);
}

static double
bound_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	return PG_ARGISNULL(argument) ? NAN : finite_number(PG_GETARG_FLOAT8(argument), name);
}

/* process_limits_bounded_transition(internal, value, method, lower_bound, upper_bound) */
Datum
process_limits_bounded_transition(PG_FUNCTION_ARGS)
{
	const char *method = method_argument(fcinfo, 2);
	double		lower_bound = bound_argument(fcinfo, 3, "lower_bound");
	double		upper_bound = bound_argument(fcinfo, 4, "upper_bound");
	ValueLimits *state = value_limits(fcinfo, lower_bound, upper_bound);

	if (method == NULL || limits_method_named(method) != METHOD_XMR)
		report_method(method, "Of single values it is xmr.",
					  "Write 'xmr'; the limits of rates take a numerator and a denominator.");
	if (!same_number(state->lower_bound, lower_bound))
		report_varying("lower_bound");
	if (!same_number(state->upper_bound, upper_bound))
		report_varying("upper_bound");
	if (lower_bound > upper_bound)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lower_bound must not be above upper_bound"),
				 errdetail("They are %g and %g.", lower_bound, upper_bound),
				 errhint("Write what a value can be at least and at most, or null.")));
	add_value(fcinfo, &state->xmr);
	PG_RETURN_POINTER(state);
}

/* Limits as a row; null without a point.  Errs where one is too large for a number. */
static Datum
limits_result(FunctionCallInfo fcinfo, const ProcessLimits *limits)
{
	if (limits->points == 0)
		PG_RETURN_NULL();
	if (!isfinite(limits->centre) || isinf(limits->lower) || isinf(limits->upper) ||
		isinf(limits->range_limit))
		report_overflow("process_limits");
	PG_RETURN_DATUM(limits_row(fcinfo, limits));
}

/* process_limits_final(internal) */
Datum
process_limits_final(PG_FUNCTION_ARGS)
{
	ProcessLimits limits;
	ValueLimits *state;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (ValueLimits *) PG_GETARG_POINTER(0);
	xmr_limits(&state->xmr, state->lower_bound, state->upper_bound, &limits);
	return limits_result(fcinfo, &limits);
}

/* ---- of rates ---- */

static LimitsMethod
rate_method(const char *method)
{
	LimitsMethod result = method ? limits_method_named(method) : METHODS;

	if (result != METHOD_P && result != METHOD_LANEY)
		report_method(method, "Of rates it is p or laney.",
					  "Write 'p', or 'laney' for rates that vary more than chance alone would let them.");
	return result;
}

/* Add a point, or a gap. */
static void
add_rate(RateLimits *state, const Rate *rate)
{
	check_rate(rate->numerator, rate->denominator);
	state->points += rate->denominator > 0;
	/* a numerator is never more than its denominator */
	if (pg_add_s64_overflow(state->denominator, rate->denominator, &state->denominator))
		report_overflow("process_limits");
	state->numerator += rate->numerator;
	if (state->method == METHOD_LANEY)
		sample_append(&state->rates, rate);
}

/* process_limits_rate_transition(internal, numerator, denominator, method) */
Datum
process_limits_rate_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	LimitsMethod method = rate_method(method_argument(fcinfo, 3));
	RateLimits *state = PG_ARGISNULL(0) ? NULL : (RateLimits *) PG_GETARG_POINTER(0);
	Rate		rate = {0, 0};

	if (state == NULL)
	{
		state = MemoryContextAllocZero(context, sizeof(RateLimits));
		state->method = method;
		sample_init(&state->rates, context, sizeof(Rate));
	}
	if (state->method != method)
		report_varying("method");
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		rate.numerator = PG_GETARG_INT64(1);
		rate.denominator = PG_GETARG_INT64(2);
	}
	add_rate(state, &rate);
	PG_RETURN_POINTER(state);
}

/* Go through the points once more, for Laney's factor. */
static void
add_laney_limits(const SampleState *rates, ProcessLimits *limits)
{
	const Rate *rate = (const Rate *) rates->values;
	MovingRanges moving = {0};

	for (uint64 i = 0; i < rates->n; i++)
	{
		if (i % POINTS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (rate[i].denominator == 0)
			laney_gap(&moving);
		else
			laney_point(&moving, limits->centre, rate[i].numerator, rate[i].denominator);
	}
	laney_limits(&moving, limits);
}

/* process_limits_rate_final(internal) */
Datum
process_limits_rate_final(PG_FUNCTION_ARGS)
{
	ProcessLimits limits;
	RateLimits *state;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (RateLimits *) PG_GETARG_POINTER(0);
	p_limits(state->points, state->numerator, state->denominator, &limits);
	if (state->method == METHOD_LANEY)
		add_laney_limits(&state->rates, &limits);
	return limits_result(fcinfo, &limits);
}

/* limits_at(limits, denominator): the limits of one point of a p or p' chart */
Datum
limits_at(PG_FUNCTION_ARGS)
{
	ProcessLimits limits = limits_from_datum(PG_GETARG_DATUM(0));
	int64		denominator = PG_GETARG_INT64(1);

	if (limits.method == METHOD_XMR)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the limits of single values are the same at every point"),
				 errdetail("They were made by method xmr, and have no denominator."),
				 errhint("Use them as they are, or make limits by method 'p' or 'laney'.")));
	check_rate(0, denominator);
	if (denominator == 0)
		PG_RETURN_NULL();
	rate_limits_at(&limits, denominator);
	PG_RETURN_DATUM(limits_row(fcinfo, &limits));
}
