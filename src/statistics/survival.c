/*
 * survival.c
 *		The aggregates survival, the chance that something has not ended by a time, and
 *		log_rank, which compares two groups.
 *
 * The state is a multiset of lives, a group each: how long something was watched, and
 * whether it was seen to end.  A time is kept as its bits, which sort as times do.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/arguments.h"
#include "base/row_type.h"
#include "base/sample_state.h"
#include "base/sort_numbers.h"
#include "statistics/log_rank_core.h"
#include "statistics/numbers.h"
#include "statistics/survival_core.h"

PG_FUNCTION_INFO_V1(survival_transition);
PG_FUNCTION_INFO_V1(survival_final);
PG_FUNCTION_INFO_V1(log_rank_transition);
PG_FUNCTION_INFO_V1(log_rank_final);
PG_FUNCTION_INFO_V1(lives_combine);
PG_FUNCTION_INFO_V1(lives_serialize);
PG_FUNCTION_INFO_V1(lives_deserialize);

/* The state of both aggregates. */
typedef struct LivesState
{
	bool		has_at;
	uint64		at;				/* of survival: the time that is asked for */
	SampleState lives[2];		/* of group false, or the only one, and of group true */
} LivesState;

static LivesState *
new_lives_state(MemoryContext context)
{
	LivesState *state = MemoryContextAllocZero(context, sizeof(LivesState));

	for (int i = 0; i < 2; i++)
		sample_init(&state->lives[i], context, sizeof(uint64));
	return state;
}

/* The state, which is the first argument, or a new one. */
static LivesState *
lives_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo);

	return PG_ARGISNULL(0) ? new_lives_state(context) : (LivesState *) PG_GETARG_POINTER(0);
}

/* A time as bits that sort as times do; errs where it is below 0 (22003). */
static uint64
time_bits(double time, const char *argument)
{
	uint64		bits;

	finite_number(time, argument);
	if (time < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative", argument),
				 errdetail("%s is %g.", argument, time),
				 errhint("Write how long it was watched, from its beginning.")));
	/* -0 is 0 */
	time = fabs(time);
	memcpy(&bits, &time, sizeof(bits));
	return bits;
}

static void
append_life(SampleState *lives, double time, bool event)
{
	uint64		word = life(time_bits(time, "time"), event);

	sample_append(lives, &word);
}

/* All lives must be asked for the same time. */
static void
set_at(LivesState *state, uint64 at)
{
	if (state->has_at && state->at != at)
		report_varying("at");
	state->has_at = true;
	state->at = at;
}

/* survival_transition(internal, time, event, at) */
Datum
survival_transition(PG_FUNCTION_ARGS)
{
	LivesState *state = lives_state(fcinfo);

	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at must not be null"),
				 errdetail("at is null."),
				 errhint("Write the time by which the chance is asked for.")));
	set_at(state, time_bits(PG_GETARG_FLOAT8(3), "at"));
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		append_life(&state->lives[0], PG_GETARG_FLOAT8(1), PG_GETARG_BOOL(2));
	PG_RETURN_POINTER(state);
}

/* log_rank_transition(internal, group_no, time, event) */
Datum
log_rank_transition(PG_FUNCTION_ARGS)
{
	LivesState *state = lives_state(fcinfo);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2) && !PG_ARGISNULL(3))
		append_life(&state->lives[PG_GETARG_BOOL(1)], PG_GETARG_FLOAT8(2), PG_GETARG_BOOL(3));
	PG_RETURN_POINTER(state);
}

/* lives_combine(internal, internal) */
Datum
lives_combine(PG_FUNCTION_ARGS)
{
	LivesState *state = lives_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		const LivesState *more = (const LivesState *) PG_GETARG_POINTER(1);

		if (more->has_at)
			set_at(state, more->at);
		for (int i = 0; i < 2; i++)
			sample_combine(&state->lives[i], &more->lives[i]);
	}
	PG_RETURN_POINTER(state);
}

/* lives_serialize(internal) */
Datum
lives_serialize(PG_FUNCTION_ARGS)
{
	const LivesState *state;
	StringInfoData message;

	aggregate_context(fcinfo);
	state = (const LivesState *) PG_GETARG_POINTER(0);
	pq_begintypsend(&message);
	pq_sendbyte(&message, state->has_at);
	pq_sendint64(&message, state->at);
	for (int i = 0; i < 2; i++)
		sample_send(&message, &state->lives[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* lives_deserialize(bytea, internal) */
Datum
lives_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	LivesState *state;
	StringInfoData message;

	aggregate_context(fcinfo);
	state = new_lives_state(CurrentMemoryContext);
	message_from_bytes(&message, bytes);
	state->has_at = pq_getmsgbyte(&message) != 0;
	state->at = pq_getmsgint64(&message);
	for (int i = 0; i < 2; i++)
		sample_receive(&message, &state->lives[i]);
	PG_RETURN_POINTER(state);
}

/* The lives of a group, in order. */
static uint64 *
sorted_lives(const SampleState *lives)
{
	uint64	   *sorted = sample_copy(lives);

	sort_words(sorted, lives->n);
	return sorted;
}

/* survival_final(internal): (probability, lower, upper, at_risk, events) */
Datum
survival_final(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		FLOAT8OID, FLOAT8OID, FLOAT8OID, INT8OID, INT8OID
	};
	const LivesState *state;
	uint64	   *lives;
	Survival	survival;
	SurvivalPoint point;
	Datum		values[lengthof(types)];
	bool		nulls[lengthof(types)] = {false};

	aggregate_context(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (const LivesState *) PG_GETARG_POINTER(0);
	if (state == NULL || state->lives[0].n == 0)
		PG_RETURN_NULL();
	lives = sorted_lives(&state->lives[0]);
	survival_begin(&survival, lives, state->lives[0].n);
	point = survival_at(&survival, state->at);
	pfree(lives);

	nulls[0] = !point.known;
	nulls[1] = nulls[2] = !point.bounded;
	values[0] = Float8GetDatum(survival.surviving);
	values[1] = Float8GetDatum(1 - point.upper);
	values[2] = Float8GetDatum(1 - point.lower);
	values[3] = Int64GetDatum(point.at_risk);
	values[4] = Int64GetDatum(point.events);
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}

/*
 * log_rank_final(internal): (chi_square, p_value, lives_false, observed_false,
 * expected_false, lives_true, observed_true, expected_true)
 */
Datum
log_rank_final(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		FLOAT8OID, FLOAT8OID, INT8OID, INT8OID, FLOAT8OID, INT8OID, INT8OID, FLOAT8OID
	};
	const LivesState *state;
	uint64	   *lives[2];
	size_t		n[2];
	LogRank		test;
	double		chi_square = 0;
	double		p_value = 0;
	Datum		values[lengthof(types)];
	bool		nulls[lengthof(types)] = {false};

	aggregate_context(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (const LivesState *) PG_GETARG_POINTER(0);
	if (state == NULL || state->lives[0].n + state->lives[1].n == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < 2; i++)
	{
		lives[i] = sorted_lives(&state->lives[i]);
		n[i] = state->lives[i].n;
	}
	log_rank_begin(&test, (const uint64 *const *) lives, n);
	while (log_rank_step(&test))
		CHECK_FOR_INTERRUPTS();
	nulls[0] = nulls[1] = !log_rank_chi_square(&test, &chi_square, &p_value);
	values[0] = Float8GetDatum(chi_square);
	values[1] = Float8GetDatum(p_value);
	for (int i = 0; i < 2; i++)
	{
		values[2 + 3 * i] = Int64GetDatum(n[i]);
		values[3 + 3 * i] = Int64GetDatum(test.group[i].observed);
		values[4 + 3 * i] = Float8GetDatum(test.group[i].expected);
		pfree(lives[i]);
	}
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}
