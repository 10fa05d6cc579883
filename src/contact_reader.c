/*
 * contact_reader.c
 *		Reads a contact from the arguments of an aggregate's transition function.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "nodes/execnodes.h"
#include "nodes/nodeFuncs.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "arguments.h"
#include "channel_kind.h"
#include "compat.h"
#include "contact_reader.h"
#include "fingerprint.h"

/* How a call site reads its arguments. */
typedef struct ContactReader
{
	Fingerprinter customer;
	Fingerprinter request;
	KindReader	kinds;
	Interval	last_within;	/* as given, to be converted once */
	uint64		within;			/* the same in microseconds, 0 before */
} ContactReader;

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
 * which call of its node this is; where two that might be differ, it is not
 * determined.
 */
static Oid
window_argument_collation(const WindowAggState *node, FmgrInfo *transition, int argument)
{
	Oid			result = InvalidOid;
	ListCell   *cell;

	foreach(cell, node->funcs)
	{
		const WindowFunc *call = ((WindowFuncExprState *) lfirst(cell))->wfunc;
		Node	   *expression;
		Oid			collation;

		if (!call->winagg || !has_transition(call->winfnoid, transition->fn_oid))
			continue;
		expression = list_nth(call->args, argument - 1);
		if (exprType(expression) != get_fn_expr_argtype(transition, argument))
			continue;
		collation = exprCollation(expression);
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
										 fcinfo->flinfo, argument);
	return PG_GET_COLLATION();
}

static ContactReader *
contact_reader(FunctionCallInfo fcinfo, const ContactArguments *argument)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	ContactReader *reader = flinfo->fn_extra;

	if (reader == NULL)
	{
		reader = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(ContactReader));
		fingerprinter_open(&reader->customer, get_fn_expr_argtype(flinfo, argument->customer),
						   argument_collation(fcinfo, argument->customer), flinfo->fn_mcxt);
		fingerprinter_open(&reader->request, get_fn_expr_argtype(flinfo, argument->request),
						   argument_collation(fcinfo, argument->request), flinfo->fn_mcxt);
		flinfo->fn_extra = reader;
	}
	return reader;
}

static uint64
read_within(ContactReader *reader, FunctionCallInfo fcinfo, int argument)
{
	const Interval *within;

	if (PG_ARGISNULL(argument))
		report_null_within();
	within = PG_GETARG_INTERVAL_P(argument);
	if (reader->within == 0 || within->time != reader->last_within.time ||
		within->day != reader->last_within.day ||
		within->month != reader->last_within.month)
	{
		reader->within = window_from_interval(within);
		reader->last_within = *within;
	}
	return reader->within;
}

/* The fingerprint of a customer or request; a null one has its own. */
static uint64
read_fingerprint(FunctionCallInfo fcinfo, int argument, Fingerprinter *fingerprinter)
{
	uint64		result;

	if (PG_ARGISNULL(argument))
		return NULL_FINGERPRINT;
	result = fingerprint_of(fingerprinter, PG_GETARG_DATUM(argument));
	return result == NULL_FINGERPRINT ? NULL_FINGERPRINT + 1 : result;
}

/*
 * The times of a contact, its end no earlier than its start.  Errs where one is
 * infinite (22008).
 */
static void
read_times(FunctionCallInfo fcinfo, const ContactArguments *argument, LogRow *row)
{
	bool		has_end = !PG_ARGISNULL(argument->ended_at);
	TimestampTz ended_at = has_end ? PG_GETARG_TIMESTAMPTZ(argument->ended_at) : 0;
	Contact    *contact = &row->contact.contact;

	check_finite(ended_at, "ended_at");
	row->dated = !PG_ARGISNULL(argument->started_at);
	if (!row->dated)
		return;
	contact->start = PG_GETARG_TIMESTAMPTZ(argument->started_at);
	check_finite(contact->start, "started_at");
	contact->end = contact_end(contact->start, has_end, ended_at);
	row->reversed = has_end && ended_at < contact->start;
}

/* The name of a channel; errs where it is too long (22001). */
static LogName
read_channel(FunctionCallInfo fcinfo, int argument)
{
	LogName		name = {NULL, 0};
	text	   *channel;

	if (PG_ARGISNULL(argument))
		return name;
	channel = PG_GETARG_TEXT_PP(argument);
	if (VARSIZE_ANY_EXHDR(channel) > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
				 errmsg("a channel's name cannot be longer than %d bytes", PG_UINT16_MAX)));
	name.bytes = VARDATA_ANY(channel);
	name.size = (uint16) VARSIZE_ANY_EXHDR(channel);
	return name;
}

/*
 * Read a row.  With a window it is one of a one-step rate: customer and request
 * become one key, and an unlinkable contact is not kept.  Errs on a null kind
 * (22004) and on a bad window.
 */
void
read_contact(FunctionCallInfo fcinfo, const ContactArguments *argument, LogRow *row)
{
	ContactReader *reader = contact_reader(fcinfo, argument);
	LogContact *contact = &row->contact;
	const char *version;

	row->keyed = argument->within != NO_ARGUMENT;
	row->within = row->keyed ? read_within(reader, fcinfo, argument->within) : 0;
	row->reversed = false;
	contact->contact.kind = read_kind(&reader->kinds, PG_GETARG_DATUM(argument->kind),
									  PG_ARGISNULL(argument->kind));
	read_times(fcinfo, argument, row);

	row->kept = row->dated &&
		!(row->keyed && (PG_ARGISNULL(argument->customer) || PG_ARGISNULL(argument->request)));
	if (row->kept)
	{
		contact->customer = read_fingerprint(fcinfo, argument->customer, &reader->customer);
		contact->request = read_fingerprint(fcinfo, argument->request, &reader->request);
		if (row->keyed)
			contact->customer = fingerprint_append(contact->customer, contact->request);
	}
	if (argument->channel != NO_ARGUMENT)
		row->channel = read_channel(fcinfo, argument->channel);
	contact->has_handle = argument->handle_seconds != NO_ARGUMENT &&
		!PG_ARGISNULL(argument->handle_seconds);
	contact->handle = contact->has_handle ? PG_GETARG_INT32(argument->handle_seconds) : 0;

	version = reader->customer.version ? reader->customer.version : reader->request.version;
	row->collation.bytes = version;
	row->collation.size = version ? (uint16) strlen(version) : 0;
}
