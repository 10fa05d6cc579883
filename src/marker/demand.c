/*
 * demand.c
 *		The window function demand, and the share of failure among what it says.
 *
 * The walk is journey_window's, the markers are marker_lexicon's, and demand_core decides.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "base/arguments.h"
#include "base/counts_state.h"
#include "base/enum_label.h"
#include "base/row_type.h"
#include "contact/journey_window.h"
#include "marker/demand_core.h"
#include "marker/marker_lexicon.h"

PG_FUNCTION_INFO_V1(demand);
PG_FUNCTION_INFO_V1(failure_share_transition);
PG_FUNCTION_INFO_V1(failure_share_combine);
PG_FUNCTION_INFO_V1(failure_share_final);

/* The attributes of demand_verdict, in order. */
enum
{
	VERDICT_DEMAND,
	VERDICT_EVIDENCE,
	VERDICT_ASSESSED,
	VERDICT_ATTRIBUTES
};

/* ---- the window function ---- */

/* The arguments of demand() beside those of the walk. */
#define ARGUMENT_REASON 4
#define ARGUMENT_VERBATIM 5
#define ARGUMENT_LANGUAGE 6

/* What a call site remembers. */
typedef struct DemandCall
{
	TupleDesc	type;
	Oid			classes[DEMAND_CLASSES];
	Oid			evidences[EVIDENCES];
	LexiconReader lexicon;
} DemandCall;

static void
learn_labels(Oid type, const char *const *labels, int n, Oid *oids)
{
	for (int i = 0; i < n; i++)
		oids[i] = enum_label_oid(type, labels[i]);
}

static DemandCall *
demand_call(FunctionCallInfo fcinfo, JourneyWindow *window)
{
	DemandCall *call = window->companion;

	if (call == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		Oid			class = get_fn_expr_argtype(fcinfo->flinfo, ARGUMENT_REASON);
		const Oid	types[VERDICT_ATTRIBUTES] = {
			[VERDICT_DEMAND] = class, [VERDICT_ASSESSED] = BOOLOID
		};
		Oid			evidence;

		call = palloc0(sizeof(DemandCall));
		call->type = result_type(fcinfo, types, VERDICT_ATTRIBUTES);
		learn_labels(class, demand_class_labels, DEMAND_CLASSES, call->classes);
		evidence = result_column_type(call->type, VERDICT_EVIDENCE);
		if (OidIsValid(evidence))
			learn_labels(evidence, demand_evidence_labels, EVIDENCES, call->evidences);
		window->companion = call;
		MemoryContextSwitchTo(caller);
	}
	return call;
}

/* What the reason code of the current row is mapped to; not to one, or to neither, is
 * unclassified. */
static DemandClass
read_reason(WindowObject winobj, const DemandCall *call)
{
	bool		isnull;
	Oid			reason = DatumGetObjectId(WinGetFuncArgCurrent(winobj, ARGUMENT_REASON, &isnull));

	if (!isnull && reason == call->classes[DEMAND_FAILURE])
		return DEMAND_FAILURE;
	if (!isnull && reason == call->classes[DEMAND_VALUE])
		return DEMAND_VALUE;
	return DEMAND_UNCLASSIFIED;
}

/* Is there a marker in the words of the current row? */
static bool
find_marker(WindowObject winobj, DemandCall *call)
{
	bool		any_language;
	bool		isnull;
	Datum		language = WinGetFuncArgCurrent(winobj, ARGUMENT_LANGUAGE, &any_language);
	Datum		verbatim = WinGetFuncArgCurrent(winobj, ARGUMENT_VERBATIM, &isnull);

	return !isnull &&
		lexicon_read(&call->lexicon, verbatim, language, any_language) == SAYS_MARKER;
}

/*
 * demand(kind, started_at, ended_at, within, reason, verbatim, language): null for a
 * digital contact.  Of an undated one only reason and verbatim can speak.
 */
Datum
demand(PG_FUNCTION_ARGS)
{
	static const WindowArguments argument = {
		.value = NO_ARGUMENT, .kind = 0, .started_at = 1, .ended_at = 2,
		.within = 3, .as_of = NO_ARGUMENT, .with_origins = true
	};
	WindowObject winobj = PG_WINDOW_OBJECT();
	JourneyWindow *window = journey_window_open(fcinfo, &argument);
	DemandCall *call = demand_call(fcinfo, window);
	Evidence	evidence = {DEMAND_UNCLASSIFIED, false, false, false};
	Verdict		verdict;
	Datum		values[VERDICT_ATTRIBUTES];
	bool		nulls[VERDICT_ATTRIBUTES] = {false};
	size_t		index;
	bool		exists = journey_window_current(window, winobj, &index);
	bool		isnull;
	Datum		kind = WinGetFuncArgCurrent(winobj, argument.kind, &isnull);

	if (read_kind(&window->kinds, kind, isnull) == CONTACT_DIGITAL)
		PG_RETURN_NULL();
	evidence.reason = read_reason(winobj, call);
	/* words are read only where they can decide */
	if (evidence.reason == DEMAND_UNCLASSIFIED)
		evidence.has_marker = find_marker(winobj, call);
	if (exists)
	{
		evidence.is_bounce_back = window->origins[index] != NO_ORIGIN;
		evidence.is_repeat = index > 0;
	}
	verdict = demand_decide(&evidence);

	values[VERDICT_DEMAND] = ObjectIdGetDatum(call->classes[verdict.demand]);
	nulls[VERDICT_EVIDENCE] = verdict.evidence == EVIDENCE_NONE;
	values[VERDICT_EVIDENCE] = verdict.evidence == EVIDENCE_NONE ? (Datum) 0 :
		ObjectIdGetDatum(call->evidences[verdict.evidence]);
	values[VERDICT_ASSESSED] = BoolGetDatum(verdict.assessed);
	PG_RETURN_DATUM(result_row_of(call->type, VERDICT_ATTRIBUTES, values, nulls));
}

/* ---- the aggregate ---- */

/* Its state: how many assessed contacts are failure, and how many value. */
static Datum
share_state(FunctionCallInfo fcinfo, int argument, int64 **counts)
{
	return counts_state(fcinfo, argument, "failure_share", 2, counts);
}

/* The class of an assessed verdict, or InvalidOid. */
static Oid
assessed_class(HeapTupleHeader verdict)
{
	static const Oid types[VERDICT_ATTRIBUTES] = {[VERDICT_ASSESSED] = BOOLOID};
	Datum		values[VERDICT_ATTRIBUTES];
	bool		nulls[VERDICT_ATTRIBUTES];

	read_row(verdict, types, VERDICT_ATTRIBUTES, values, nulls);
	if (nulls[VERDICT_ASSESSED] || !DatumGetBool(values[VERDICT_ASSESSED]) || nulls[VERDICT_DEMAND])
		return InvalidOid;
	return DatumGetObjectId(values[VERDICT_DEMAND]);
}

/* The values of demand_class, looked up once a call site. */
static const Oid *
share_classes(FmgrInfo *flinfo)
{
	if (flinfo->fn_extra == NULL)
	{
		TupleDesc	verdict = lookup_rowtype_tupdesc(get_fn_expr_argtype(flinfo, 1), -1);
		Oid		   *classes = MemoryContextAlloc(flinfo->fn_mcxt, DEMAND_CLASSES * sizeof(Oid));

		learn_labels(result_column_type(verdict, VERDICT_DEMAND), demand_class_labels, DEMAND_CLASSES, classes);
		ReleaseTupleDesc(verdict);
		flinfo->fn_extra = classes;
	}
	return flinfo->fn_extra;
}

/* failure_share_transition(bigint[], demand_verdict) */
Datum
failure_share_transition(PG_FUNCTION_ARGS)
{
	Datum		state;
	int64	   *counts;

	aggregate_context(fcinfo);
	state = share_state(fcinfo, 0, &counts);
	if (!PG_ARGISNULL(1))
	{
		const Oid  *classes = share_classes(fcinfo->flinfo);
		Oid			class = assessed_class(PG_GETARG_HEAPTUPLEHEADER(1));

		counts[0] += class == classes[DEMAND_FAILURE];
		counts[1] += class == classes[DEMAND_VALUE];
	}
	PG_RETURN_DATUM(state);
}

/* failure_share_combine(bigint[], bigint[]) */
Datum
failure_share_combine(PG_FUNCTION_ARGS)
{
	Datum		state;
	int64	   *counts;
	int64	   *more;

	aggregate_context(fcinfo);
	state = share_state(fcinfo, 0, &counts);
	share_state(fcinfo, 1, &more);
	add_counts(counts, more, 2);
	PG_RETURN_DATUM(state);
}

/* failure_share_final(bigint[]): null where nothing was assessed as either */
Datum
failure_share_final(PG_FUNCTION_ARGS)
{
	int64	   *counts;

	share_state(fcinfo, 0, &counts);
	if (counts[0] == 0 && counts[1] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) counts[0] / ((double) counts[0] + (double) counts[1]));
}
