/*
 * once.c
 *		What a statement is told once, however many rows and groups it is about.
 *
 * A process remembers the start of the last statement that it has told so.  Workers of
 * a parallel query are processes of their own: what is said of an aggregate is therefore
 * said where its result is made, which is the leader of the query, as a rule.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_aggregate.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "pgtime.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "contact/once.h"

/* Is the statement that runs another one than that which was told? */
static bool
is_first(TimestampTz *told)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();

	if (*told == statement)
		return false;
	*told = statement;
	return true;
}

/* ---- windows ---- */

/* To be called with every window that is asked for, by the name of the argument: '48' is 48 seconds. */
void
warn_of_short_time(uint64 elapsed, const char *argument)
{
	static TimestampTz told;
	Interval	asked = {.time = (int64) elapsed};

	if (likely(elapsed >= USECS_PER_MINUTE) || !is_first(&told))
		return;
	ereport(WARNING,
			(errmsg("%s is shorter than a minute", argument),
			 errdetail("%s is \"%s\".", argument,
					   DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(&asked)))),
			 errhint("A number without a unit is one of seconds: write '48 hours' for hours.")));
}

/* ---- time zones ---- */

/* Is any of these arguments a time without a zone, which nobody has said is one of the
 * session's? */
static bool
any_by_session_zone(List *arguments)
{
	ListCell   *cell;

	foreach(cell, arguments)
	{
		Node	   *argument = lfirst(cell);
		const FuncExpr *cast;

		if (IsA(argument, TargetEntry))
			argument = (Node *) ((TargetEntry *) argument)->expr;
		cast = IsA(argument, FuncExpr) ? (const FuncExpr *) argument : NULL;
		if (cast && cast->funcformat == COERCE_IMPLICIT_CAST &&
			(cast->funcid == F_TIMESTAMPTZ_TIMESTAMP || cast->funcid == F_TIMESTAMPTZ_DATE))
			return true;
	}
	return false;
}

static void
say_session_zone(void)
{
	static TimestampTz told;

	if (is_first(&told))
		ereport(WARNING,
				(errmsg("times without a time zone are taken for the session's"),
				 errdetail("The session's time zone is \"%s\".", pg_get_timezone_name(session_timezone)),
				 errhint("Write the zone in which they were recorded, such as started_at AT TIME ZONE 'Europe/Paris'; or, where it is the session's, started_at::timestamptz.")));
}

/* To be called by a function, or a window function, that takes times. */
void
warn_of_session_zone(FunctionCallInfo fcinfo)
{
	Node	   *call = fcinfo->flinfo->fn_expr;
	List	   *arguments = call == NULL ? NIL :
		IsA(call, FuncExpr) ? ((FuncExpr *) call)->args :
		IsA(call, WindowFunc) ? ((WindowFunc *) call)->args : NIL;

	if (any_by_session_zone(arguments))
		say_session_zone();
}

/* Is this the aggregate that has this final function? */
static bool
has_final(Oid aggregate, Oid final)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return false;
	result = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggfinalfn == final;
	ReleaseSysCache(tuple);
	return result;
}

/* The same of the calls of an aggregate in an expression; aggregate points to its OID. */
static bool
any_aggregate_by_session_zone(Node *node, void *aggregate)
{
	if (node == NULL)
		return false;
	if (IsA(node, Aggref) && ((Aggref *) node)->aggfnoid == *(Oid *) aggregate &&
		any_by_session_zone(((Aggref *) node)->args))
		return true;
	return expression_tree_walker(node, any_aggregate_by_session_zone, aggregate);
}

/* The same in a plan: only where rows are read does a call have its own arguments. */
static bool
any_plan_by_session_zone(Plan *plan, Oid aggregate)
{
	List	   *children = NIL;
	ListCell   *cell;

	if (plan == NULL)
		return false;
	check_stack_depth();
	if (IsA(plan, Append))
		children = ((Append *) plan)->appendplans;
	else if (IsA(plan, MergeAppend))
		children = ((MergeAppend *) plan)->mergeplans;
	foreach(cell, children)
		if (any_plan_by_session_zone(lfirst(cell), aggregate))
			return true;
	return (IsA(plan, Agg) &&
			(any_aggregate_by_session_zone((Node *) plan->targetlist, &aggregate) ||
			 any_aggregate_by_session_zone((Node *) plan->qual, &aggregate))) ||
		any_plan_by_session_zone(plan->lefttree, aggregate);
}

/* To be called by the final function of an aggregate: it looks at the first group. */
void
warn_of_session_zone_in_aggregate(FunctionCallInfo fcinfo)
{
	static char looked;
	Aggref	   *call = AggGetAggref(fcinfo);
	ListCell   *cell;

	if (fcinfo->flinfo->fn_extra)
		return;
	fcinfo->flinfo->fn_extra = &looked;
	if (call && any_plan_by_session_zone(((AggState *) fcinfo->context)->ss.ps.plan, call->aggfnoid))
		say_session_zone();
	if (!IsA(fcinfo->context, WindowAggState))
		return;
	foreach(cell, ((WindowAggState *) fcinfo->context)->funcs)
	{
		const WindowFunc *window = ((WindowFuncExprState *) lfirst(cell))->wfunc;

		if (window->winagg && has_final(window->winfnoid, fcinfo->flinfo->fn_oid) &&
			any_by_session_zone(window->args))
			say_session_zone();
	}
}

/* ---- bounces ---- */

/* A bounce rate of digital contacts alone is 0 whatever happened. */
void
note_nobody_answered(void)
{
	static TimestampTz told;

	if (is_first(&told))
		ereport(NOTICE,
				(errmsg("a bounce rate was asked of contacts of which none is human"),
				 errdetail("There is nobody to whom a digital contact could have bounced."),
				 errhint("Rows that are filtered or grouped away do not exist for a rate. For one by channel, ask bounce_by_channel(contact_log(...), within), or group what trace() says.")));
}
