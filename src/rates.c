/*
 * rates.c
 *		The aggregates bounce_rate, global_fcr and next_contact_avoidance.
 *
 * All three have the same arguments, and one transition function, so that asked
 * together they share one state and one pass.  The state is a multiset of the
 * linkable contacts; the definitions are walk_core.h's.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "fmgr.h"
#include "libpq/pqformat.h"
#include "nodes/execnodes.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "miscadmin.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "arguments.h"
#include "channel_kind.h"
#include "contact_set.h"
#include "fingerprint.h"

PG_FUNCTION_INFO_V1(rate_transition);
PG_FUNCTION_INFO_V1(rate_combine);
PG_FUNCTION_INFO_V1(rate_serialize);
PG_FUNCTION_INFO_V1(rate_deserialize);
PG_FUNCTION_INFO_V1(bounce_rate_final);
PG_FUNCTION_INFO_V1(global_fcr_final);
PG_FUNCTION_INFO_V1(next_contact_avoidance_final);

/* Arguments of the transition function; the state is the first. */
enum
{
	ARG_STATE,
	ARG_CUSTOMER,
	ARG_REQUEST,
	ARG_KIND,
	ARG_STARTED_AT,
	ARG_ENDED_AT,
	ARG_WITHIN
};

/* Of a state as sent from one process to another. */
#define WIRE_VERSION 1

typedef struct RateState
{
	ContactSet	set;			/* linkable contacts */
	uint64		within;			/* the same in all rows */
	bool		has_dated;
	int64		last_end;		/* of all dated contacts, linkable or not */
	bool		is_tallied;		/* nothing came since tally was counted */
	WalkTally	tally;
} RateState;

/* How a call site reads its arguments. */
typedef struct RateReader
{
	Fingerprinter customer;
	Fingerprinter request;
	KindReader	kinds;
	Interval	last_within;	/* as given, to be converted once */
	uint64		within;			/* the same in microseconds, 0 before */
} RateReader;

/* Is this the aggregate that has this transition function? */
static bool
has_transition(Oid aggregate, Oid transition)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return false;
	result = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn == transition;
	ReleaseSysCache(tuple);
	return result;
}

/*
 * The collation of an argument of a window aggregate.  The executor does not say
 * which call of its node this is; where two differ it is not determined.
 */
static Oid
window_argument_collation(const WindowAggState *node, Oid transition, int argument)
{
	Oid			result = InvalidOid;
	ListCell   *cell;

	foreach(cell, node->funcs)
	{
		const WindowFunc *call = ((WindowFuncExprState *) lfirst(cell))->wfunc;
		Oid			collation;

		if (!call->winagg || !has_transition(call->winfnoid, transition))
			continue;
		collation = exprCollation(list_nth(call->args, argument - 1));
		if (OidIsValid(result) && collation != result)
			return InvalidOid;
		result = collation;
	}
	return result;
}

/* The collation of an argument: its own where it can be seen, else the call's. */
static Oid
argument_collation(FunctionCallInfo fcinfo, int argument)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);

	if (aggref)
	{
		TargetEntry *entry = list_nth_node(TargetEntry, aggref->args, argument - 1);

		return exprCollation((Node *) entry->expr);
	}
	if (IsA(fcinfo->context, WindowAggState))
		return window_argument_collation((WindowAggState *) fcinfo->context,
										 fcinfo->flinfo->fn_oid, argument);
	return PG_GET_COLLATION();
}

static RateReader *
rate_reader(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	RateReader *reader = flinfo->fn_extra;

	if (reader == NULL)
	{
		reader = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(RateReader));
		fingerprinter_open(&reader->customer, get_fn_expr_argtype(flinfo, ARG_CUSTOMER),
						   argument_collation(fcinfo, ARG_CUSTOMER), flinfo->fn_mcxt);
		fingerprinter_open(&reader->request, get_fn_expr_argtype(flinfo, ARG_REQUEST),
						   argument_collation(fcinfo, ARG_REQUEST), flinfo->fn_mcxt);
		flinfo->fn_extra = reader;
	}
	return reader;
}

static uint64
read_within(RateReader *reader, FunctionCallInfo fcinfo)
{
	const Interval *within;

	if (PG_ARGISNULL(ARG_WITHIN))
		report_null_within();
	within = PG_GETARG_INTERVAL_P(ARG_WITHIN);
	if (reader->within == 0 || within->time != reader->last_within.time ||
		within->day != reader->last_within.day ||
		within->month != reader->last_within.month)
	{
		reader->within = window_from_interval(within);
		reader->last_within = *within;
	}
	return reader->within;
}

static MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a rate's support function was called outside an aggregate")));
	return context;
}

static RateState *
new_state(MemoryContext context, uint64 within)
{
	RateState  *state = MemoryContextAllocZero(context, sizeof(RateState));

	state->set.context = context;
	state->within = within;
	return state;
}

/* rate_transition(internal, customer, request, kind, started_at, ended_at, within) */
Datum
rate_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	RateReader *reader = rate_reader(fcinfo);
	RateState  *state;
	uint64		within = read_within(reader, fcinfo);
	ContactRecord record;
	bool		has_end = !PG_ARGISNULL(ARG_ENDED_AT);
	TimestampTz ended_at = has_end ? PG_GETARG_TIMESTAMPTZ(ARG_ENDED_AT) : 0;

	if (PG_ARGISNULL(ARG_STATE))
		state = new_state(context, within);
	else
		state = (RateState *) PG_GETARG_POINTER(ARG_STATE);
	if (within != state->within)
		report_varying("within");

	record.contact.kind = read_kind(&reader->kinds, PG_GETARG_DATUM(ARG_KIND),
									PG_ARGISNULL(ARG_KIND));
	check_finite(ended_at, "ended_at");
	if (PG_ARGISNULL(ARG_STARTED_AT))
		PG_RETURN_POINTER(state);
	record.contact.start = PG_GETARG_TIMESTAMPTZ(ARG_STARTED_AT);
	check_finite(record.contact.start, "started_at");
	record.contact.end = contact_end(record.contact.start, has_end, ended_at);

	if (!state->has_dated || record.contact.end > state->last_end)
		state->last_end = record.contact.end;
	state->has_dated = true;
	state->is_tallied = false;

	if (PG_ARGISNULL(ARG_CUSTOMER) || PG_ARGISNULL(ARG_REQUEST))
		PG_RETURN_POINTER(state);
	record.customer = fingerprint_of(&reader->customer, PG_GETARG_DATUM(ARG_CUSTOMER));
	record.request = fingerprint_of(&reader->request, PG_GETARG_DATUM(ARG_REQUEST));
	contact_set_append(&state->set, &record);
	PG_RETURN_POINTER(state);
}

/* rate_combine(internal, internal): the contacts of both */
Datum
rate_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	RateState  *state;
	const RateState *other;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	other = (const RateState *) PG_GETARG_POINTER(1);
	state = PG_ARGISNULL(0) ? new_state(context, other->within) :
		(RateState *) PG_GETARG_POINTER(0);
	if (state->within != other->within)
		report_varying("within");

	if (other->has_dated && (!state->has_dated || other->last_end > state->last_end))
		state->last_end = other->last_end;
	state->has_dated |= other->has_dated;
	state->is_tallied = false;
	if (other->set.count > 0)
	{
		contact_set_reserve(&state->set, other->set.count);
		memcpy(state->set.records + state->set.count, other->set.records,
			   other->set.count * sizeof(ContactRecord));
		state->set.count += other->set.count;
	}
	PG_RETURN_POINTER(state);
}

/* rate_serialize(internal): for the way from a worker to the leader */
Datum
rate_serialize(PG_FUNCTION_ARGS)
{
	const RateState *state = (const RateState *) PG_GETARG_POINTER(0);
	StringInfoData buffer;

	aggregate_context(fcinfo);
	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, WIRE_VERSION);
	pq_sendint64(&buffer, state->within);
	pq_sendbyte(&buffer, state->has_dated);
	pq_sendint64(&buffer, state->last_end);
	pq_sendint64(&buffer, state->set.count);
	for (size_t i = 0; i < state->set.count; i++)
	{
		const ContactRecord *record = &state->set.records[i];

		CHECK_FOR_INTERRUPTS();
		pq_sendint64(&buffer, record->customer);
		pq_sendint64(&buffer, record->request);
		pq_sendint64(&buffer, record->contact.start);
		pq_sendint64(&buffer, record->contact.end);
		pq_sendbyte(&buffer, record->contact.kind);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

/* rate_deserialize(bytea, internal): the state that rate_serialize sent */
Datum
rate_deserialize(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData buffer;
	RateState  *state;
	uint64		count;

	/* StringInfo wants to own what it reads, but reading does not change it. */
	buffer.data = VARDATA_ANY(bytes);
	buffer.len = buffer.maxlen = VARSIZE_ANY_EXHDR(bytes);
	buffer.cursor = 0;

	if (pq_getmsgbyte(&buffer) != WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("a rate's state was sent by another version")));
	state = new_state(context, pq_getmsgint64(&buffer));
	state->has_dated = pq_getmsgbyte(&buffer);
	state->last_end = pq_getmsgint64(&buffer);
	count = pq_getmsgint64(&buffer);
	if (count > (uint64) buffer.len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("a rate's state is shorter than it says")));
	contact_set_reserve(&state->set, count);
	for (uint64 i = 0; i < count; i++)
	{
		ContactRecord record;

		CHECK_FOR_INTERRUPTS();
		record.customer = pq_getmsgint64(&buffer);
		record.request = pq_getmsgint64(&buffer);
		record.contact.start = pq_getmsgint64(&buffer);
		record.contact.end = pq_getmsgint64(&buffer);
		record.contact.kind = pq_getmsgbyte(&buffer) ? CONTACT_HUMAN : CONTACT_DIGITAL;
		contact_set_append(&state->set, &record);
	}
	pq_getmsgend(&buffer);
	PG_RETURN_POINTER(state);
}

/* What was counted over all contacts so far, or NULL where there was no row. */
static const WalkTally *
tally_of(FunctionCallInfo fcinfo)
{
	RateState  *state;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	state = (RateState *) PG_GETARG_POINTER(0);
	if (!state->is_tallied)
		contact_set_tally(&state->set, state->within, state->last_end, &state->tally);
	state->is_tallied = true;
	return &state->tally;
}

/* A share as double precision; null where nothing could be judged. */
#define RETURN_SHARE(numerator, denominator) \
	do { \
		if ((denominator) == 0) \
			PG_RETURN_NULL(); \
		PG_RETURN_FLOAT8((double) (numerator) / (double) (denominator)); \
	} while (0)

/* Mature digital contacts that bounced, of the mature digital contacts. */
Datum
bounce_rate_final(PG_FUNCTION_ARGS)
{
	const WalkTally *tally = tally_of(fcinfo);

	if (tally == NULL)
		PG_RETURN_NULL();
	RETURN_SHARE(tally->bounced, tally->digital);
}

/* Journeys of one contact, of the journeys whose first contact is mature. */
Datum
global_fcr_final(PG_FUNCTION_ARGS)
{
	const WalkTally *tally = tally_of(fcinfo);

	if (tally == NULL)
		PG_RETURN_NULL();
	RETURN_SHARE(tally->resolved_first, tally->journeys);
}

/* Mature contacts with none after them in the window, of the mature contacts. */
Datum
next_contact_avoidance_final(PG_FUNCTION_ARGS)
{
	const WalkTally *tally = tally_of(fcinfo);

	if (tally == NULL)
		PG_RETURN_NULL();
	RETURN_SHARE(tally->not_followed, tally->contacts);
}
