/*
 * trace.c
 *		The window functions trace, bounced, bounce_origin, journey_no and
 *		contact_no: one row in, one fact out.
 *
 * The definitions are walk_core.h's.  The first three look ahead, through a
 * JourneyWindow; the last two only look back and take one step a row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/elapsed.h"
#include "base/row_type.h"
#include "contact/journey_window.h"
#include "contact/once.h"

PG_FUNCTION_INFO_V1(trace);
PG_FUNCTION_INFO_V1(bounced);
PG_FUNCTION_INFO_V1(bounce_origin);
PG_FUNCTION_INFO_V1(journey_no);
PG_FUNCTION_INFO_V1(contact_no);

/* The attributes of the type contact_trace, in order. */
enum
{
	TRACE_JOURNEY_NO,
	TRACE_CONTACT_NO,
	TRACE_CONTACTS,
	TRACE_BOUNCED,
	TRACE_MATURE,
	TRACE_RECONTACT_AFTER,
	TRACE_FOLLOWED,
	TRACE_ATTRIBUTES
};

/* The gap to the next contact as an interval. */
static Datum
interval_from_gap(uint64 gap)
{
	if (gap > PG_INT64_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("the time between two contacts is out of range for an interval"),
				 errdetail("It is " UINT64_FORMAT " microseconds.", gap),
				 errhint("Write null where a time is not known, or leave the row out.")));
	return interval_from_microseconds(gap);
}

/* The row type that this call site returns, made once. */
static TupleDesc
trace_descriptor(FunctionCallInfo fcinfo, JourneyWindow *window)
{
	if (window->result_type == NULL)
	{
		static const Oid types[TRACE_ATTRIBUTES] = {
			[TRACE_JOURNEY_NO] = INT8OID, [TRACE_CONTACT_NO] = INT8OID, [TRACE_CONTACTS] = INT8OID,
			[TRACE_BOUNCED] = BOOLOID, [TRACE_MATURE] = BOOLOID, [TRACE_RECONTACT_AFTER] = INTERVALOID,
			[TRACE_FOLLOWED] = BOOLOID
		};
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		window->result_type = result_type(fcinfo, types, TRACE_ATTRIBUTES);
		MemoryContextSwitchTo(caller);
	}
	return window->result_type;
}

/* trace(kind, started_at, ended_at, within, as_of): all facts of a contact. */
Datum
trace(PG_FUNCTION_ARGS)
{
	static const WindowArguments argument = {
		.value = NO_ARGUMENT, .kind = 0, .started_at = 1, .ended_at = 2,
		.within = 3, .as_of = 4
	};
	JourneyWindow *window = journey_window_open(fcinfo, &argument);
	const PartitionChecks *checks = &window->checks;
	Datum		values[TRACE_ATTRIBUTES] = {0};
	bool		nulls[TRACE_ATTRIBUTES] = {0};
	const Contact *contact;
	const ContactFact *fact;
	size_t		index;

	if (!journey_window_current(window, PG_WINDOW_OBJECT(), &index))
		PG_RETURN_NULL();
	contact = &window->contacts[index];
	fact = &window->facts[index];

	values[TRACE_JOURNEY_NO] = Int64GetDatum(window->step.journey_no);
	values[TRACE_CONTACT_NO] = Int64GetDatum(index + 1);
	values[TRACE_CONTACTS] = Int64GetDatum(window->count);

	values[TRACE_BOUNCED] = BoolGetDatum(contact_bounced(contact, fact, checks->within));
	nulls[TRACE_BOUNCED] = contact->kind == CONTACT_HUMAN;

	nulls[TRACE_MATURE] = !checks->has_as_of;
	if (checks->has_as_of)
		values[TRACE_MATURE] = BoolGetDatum(contact_is_mature(contact->end,
															  checks->within,
															  checks->as_of));

	nulls[TRACE_RECONTACT_AFTER] = fact->recontact_after == NO_CONTACT;
	if (fact->recontact_after != NO_CONTACT)
		values[TRACE_RECONTACT_AFTER] = interval_from_gap(fact->recontact_after);
	values[TRACE_FOLLOWED] = BoolGetDatum(followed_within(fact->recontact_after, checks->within));

	PG_RETURN_DATUM(result_row_of(trace_descriptor(fcinfo, window), TRACE_ATTRIBUTES, values, nulls));
}

/* bounced(kind, started_at, ended_at, within): null for a human contact. */
Datum
bounced(PG_FUNCTION_ARGS)
{
	static const WindowArguments argument = {
		.value = NO_ARGUMENT, .kind = 0, .started_at = 1, .ended_at = 2,
		.within = 3, .as_of = NO_ARGUMENT
	};
	JourneyWindow *window = journey_window_open(fcinfo, &argument);
	size_t		index;

	if (!journey_window_current(window, PG_WINDOW_OBJECT(), &index) ||
		window->contacts[index].kind == CONTACT_HUMAN)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(contact_bounced(&window->contacts[index], &window->facts[index],
								   window->checks.within));
}

/*
 * bounce_origin(value, kind, started_at, ended_at, within): value at the digital
 * contact that this human one bounced from, or null.
 */
Datum
bounce_origin(PG_FUNCTION_ARGS)
{
	static const WindowArguments argument = {
		.value = 0, .kind = 1, .started_at = 2, .ended_at = 3,
		.within = 4, .as_of = NO_ARGUMENT, .with_origins = true
	};
	JourneyWindow *window = journey_window_open(fcinfo, &argument);
	size_t		index;
	size_t		origin;

	if (!journey_window_current(window, PG_WINDOW_OBJECT(), &index) ||
		window->contacts[index].kind == CONTACT_DIGITAL)
		PG_RETURN_NULL();
	origin = window->origins[index];
	if (origin == NO_ORIGIN || window->value_isnull[origin])
		PG_RETURN_NULL();
	PG_RETURN_DATUM(window->values[origin]);
}

/* What journey_no and contact_no remember of a partition. */
typedef struct StepState
{
	PartitionChecks checks;
	JourneyStep step;
} StepState;

/*
 * Step to the current row of (started_at, ended_at, within).  Returns NULL for an
 * undated one.
 */
static const JourneyStep *
step_to_current_row(FunctionCallInfo fcinfo)
{
	WindowObject winobj = PG_WINDOW_OBJECT();
	StepState  *state = WinGetPartitionLocalMemory(winobj, sizeof(StepState));
	bool		started_at_isnull;
	bool		ended_at_isnull;
	bool		within_isnull;
	TimestampTz started_at = DatumGetTimestampTz(WinGetFuncArgCurrent(winobj, 0, &started_at_isnull));
	TimestampTz ended_at = DatumGetTimestampTz(WinGetFuncArgCurrent(winobj, 1, &ended_at_isnull));
	Datum		within = WinGetFuncArgCurrent(winobj, 2, &within_isnull);

	refuse_null_treatment(fcinfo);
	/* No row before this one will be asked for again. */
	WinSetMarkPosition(winobj, WinGetCurrentPosition(winobj));

	check_partition_within(&state->checks, within, within_isnull);
	if (!state->checks.opened)
		warn_of_session_zone(fcinfo);
	state->checks.opened = true;
	if (!ended_at_isnull)
		check_finite(ended_at, "ended_at");
	if (started_at_isnull)
		return NULL;
	check_finite(started_at, "started_at");
	check_partition_order(&state->checks, started_at);

	journey_step(&state->step, started_at,
				 contact_end(started_at, !ended_at_isnull, ended_at),
				 state->checks.within);
	return &state->step;
}

/* journey_no(started_at, ended_at, within): ordinal of the journey. */
Datum
journey_no(PG_FUNCTION_ARGS)
{
	const JourneyStep *step = step_to_current_row(fcinfo);

	if (step == NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT64(step->journey_no);
}

/* contact_no(started_at, ended_at, within): position in the journey. */
Datum
contact_no(PG_FUNCTION_ARGS)
{
	const JourneyStep *step = step_to_current_row(fcinfo);

	if (step == NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT64(step->contact_no);
}
