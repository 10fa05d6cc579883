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

#include "base/compat.h"
#include "base/elapsed.h"
#include "base/fingerprint.h"
#include "contact/channel_kind.h"
#include "log/contact_reader.h"

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

/* Get ready for the arguments of a call site; errs where it is not an aggregate's (0A000). */
ContactReader *
contact_reader_open(FunctionCallInfo fcinfo, const ContactArguments *argument)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	ContactReader *reader;

	aggregate_context(fcinfo);
	reader = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(ContactReader));
	fingerprinter_open(&reader->customer, get_fn_expr_argtype(flinfo, argument->customer),
					   argument_collation(fcinfo, argument->customer), flinfo->fn_mcxt);
	fingerprinter_open(&reader->request, get_fn_expr_argtype(flinfo, argument->request),
					   argument_collation(fcinfo, argument->request), flinfo->fn_mcxt);
	flinfo->fn_extra = reader;
	return reader;
}

/* Take another window than the last one. */
void
contact_reader_set_within(ContactReader *reader, const Interval *within)
{
	reader->within = window_from_interval(within);
	reader->last_within = *within;
}

/* A record has 63 bits for the microseconds from start to end (22008). */
void
report_long_contact(TimestampTz start, TimestampTz end)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("a contact lasts too long"),
			 errdetail("It lasts from %s to %s, more than 292000 years.",
					   pstrdup(timestamptz_to_str(start)), pstrdup(timestamptz_to_str(end))),
			 errhint("Write null where an end is not known, or leave the row out.")));
}

/* The name of a channel; errs where it is too long (22001). */
LogName
contact_reader_channel(FunctionCallInfo fcinfo, int argument)
{
	LogName		name = {NULL, 0};
	text	   *channel;

	if (PG_ARGISNULL(argument))
		return name;
	channel = PG_GETARG_TEXT_PP(argument);
	if (VARSIZE_ANY_EXHDR(channel) > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
				 errmsg("a channel's name cannot be longer than %d bytes", PG_UINT16_MAX),
				 errdetail("It has %zu bytes.", (size_t) VARSIZE_ANY_EXHDR(channel)),
				 errhint("Pass the name of the channel or touchpoint, and no text.")));
	name.bytes = VARDATA_ANY(channel);
	name.size = (uint16) VARSIZE_ANY_EXHDR(channel);
	return name;
}
