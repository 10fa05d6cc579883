/*
 * contact_facts.c
 *		The window function contact_facts: all that a refresh keeps of a contact beside what
 *		its source says.
 *
 * Nothing is decided here that trace(), bounce_origin() and demand() do not decide by the same
 * cores; here it is put side by side, so that the contacts of a request are sorted and walked,
 * and a customer's words read, once.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/elapsed.h"
#include "base/enum_label.h"
#include "base/row_type.h"
#include "base/text_bytes.h"
#include "contact/request_window.h"
#include "marker/demand_core.h"
#include "marker/marker_hits.h"

PG_FUNCTION_INFO_V1(contact_facts);

/* Its arguments. */
enum
{
	ARGUMENT_LEFT_OUT,
	ARGUMENT_KIND,
	ARGUMENT_STARTED_AT,
	ARGUMENT_ENDED_AT,
	ARGUMENT_WITHIN,
	ARGUMENT_AS_OF,
	ARGUMENT_OUTCOME,
	ARGUMENT_REASON_DEMAND,
	ARGUMENT_REASON_AVOIDABLE,
	ARGUMENT_REASON_CAUSE,
	ARGUMENT_VERBATIM,
	ARGUMENT_LANGUAGE,
	ARGUMENT_IDENTITY			/* the first of the parts */
};

/* The attributes of the type contact_fact_row, in order. */
enum
{
	FACT_JOURNEY_SOURCE,
	FACT_JOURNEY_ID,
	FACT_CONTACT_NO,
	FACT_CONTACTS,
	FACT_BOUNCED,
	FACT_MATURE,
	FACT_RECONTACT_AFTER,
	FACT_ORIGIN_SOURCE,
	FACT_ORIGIN_ID,
	FACT_ORIGIN_CHANNEL,
	FACT_ORIGIN_TOUCHPOINT,
	FACT_ORIGIN_REQUEST,
	FACT_DEMAND,
	FACT_EVIDENCE,
	FACT_ASSESSED,
	FACT_AVOIDABLE_REASON,
	FACT_CAUSE,
	FACT_MARKERS,
	FACT_CONTAINMENT,
	FACT_NEXT_CHANNEL,
	FACT_CHANNEL_CONTACT_NO,
	FACT_CHANNEL_CONTACTS,
	FACT_LINKABLE,
	FACT_OPEN,
	FACT_FOLLOWED,
	FACT_RESOLVED_FIRST,
	FACT_CHANNEL_FOLLOWED,
	FACT_CHANNEL_RESOLVED_FIRST,
	FACT_ASSESSED_FAILURE,
	FACT_SATURATED,
	FACT_ATTEMPTS_UNTIL_SERVED,
	FACT_STILL_ASKING,
	FACT_GENERATED_HUMAN,
	FACT_CHANNEL_RECONTACT_AFTER,
	FACTS
};

static const Oid fact_types[FACTS] = {
	[FACT_JOURNEY_SOURCE] = TEXTOID, [FACT_JOURNEY_ID] = TEXTOID, [FACT_CONTACT_NO] = INT8OID,
	[FACT_CONTACTS] = INT8OID, [FACT_BOUNCED] = BOOLOID, [FACT_MATURE] = BOOLOID,
	[FACT_RECONTACT_AFTER] = INTERVALOID, [FACT_ORIGIN_SOURCE] = TEXTOID, [FACT_ORIGIN_ID] = TEXTOID,
	[FACT_ORIGIN_CHANNEL] = TEXTOID, [FACT_ORIGIN_TOUCHPOINT] = TEXTOID, [FACT_ORIGIN_REQUEST] = TEXTOID,
	[FACT_DEMAND] = TEXTOID, [FACT_EVIDENCE] = TEXTOID, [FACT_ASSESSED] = BOOLOID,
	[FACT_AVOIDABLE_REASON] = TEXTOID, [FACT_CAUSE] = TEXTOID, [FACT_MARKERS] = INT4ARRAYOID,
	[FACT_CONTAINMENT] = TEXTOID, [FACT_NEXT_CHANNEL] = TEXTOID, [FACT_CHANNEL_CONTACT_NO] = INT8OID,
	[FACT_CHANNEL_CONTACTS] = INT8OID,
	[FACT_LINKABLE] = BOOLOID, [FACT_OPEN] = BOOLOID, [FACT_FOLLOWED] = BOOLOID,
	[FACT_RESOLVED_FIRST] = BOOLOID, [FACT_CHANNEL_FOLLOWED] = BOOLOID,
	[FACT_CHANNEL_RESOLVED_FIRST] = BOOLOID, [FACT_ASSESSED_FAILURE] = BOOLOID,
	[FACT_CHANNEL_RECONTACT_AFTER] = INTERVALOID, [FACT_SATURATED] = BOOLOID,
	[FACT_ATTEMPTS_UNTIL_SERVED] = INT8OID, [FACT_STILL_ASKING] = BOOLOID, [FACT_GENERATED_HUMAN] = INT8OID
};

/* A row in the making: all null at first. */
typedef struct FactRow
{
	Datum		values[FACTS];
	bool		nulls[FACTS];
} FactRow;

static inline void
put(FactRow *row, int fact, Datum value)
{
	row->values[fact] = value;
	row->nulls[fact] = false;
}

static inline void
put_bool(FactRow *row, int fact, bool value)
{
	put(row, fact, BoolGetDatum(value));
}

/* A few words that are given again and again. */
typedef enum Term
{
	TERM_FAILURE, TERM_VALUE, TERM_UNCLASSIFIED,	/* as in DemandClass */
	TERM_REASON, TERM_MARKER, TERM_BOUNCE, TERM_REPEAT, TERM_WORDS, /* as in DemandEvidence */
	TERM_ESCALATED, TERM_BOUNCED, TERM_ABANDONED, TERM_CONTAINED, TERM_UNKNOWN,
	TERM_FAILED_SELF_SERVICE,
	TERMS
} Term;

static const char *const other_terms[] = {
	"escalated", "bounced", "abandoned", "contained", "unknown", "failed_self_service"
};

/* What the words of the current row say. */
typedef struct WordsRead
{
	MarkerSaying saying;
	Datum	   *markers;
	int			n;
	int			room;
	const LexiconMarker *first;
} WordsRead;

/* What a call site remembers. */
typedef struct FactsCall
{
	TupleDesc	type;
	RequestWindow *window;
	LexiconReader lexicon;
	uint64		within;
	bool		has_as_of;
	TimestampTz as_of;
	text	   *terms[TERMS];
} FactsCall;

static FactsCall *
facts_call(FunctionCallInfo fcinfo)
{
	static const RequestArguments argument = {
		.kind = ARGUMENT_KIND, .started_at = ARGUMENT_STARTED_AT, .ended_at = ARGUMENT_ENDED_AT,
		.outcome = ARGUMENT_OUTCOME, .identity = ARGUMENT_IDENTITY
	};
	FactsCall  *call = fcinfo->flinfo->fn_extra;

	if (call == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		call = palloc0(sizeof(FactsCall));
		refuse_null_treatment(fcinfo);
		call->type = result_type(fcinfo, fact_types, FACTS);
		call->window = request_window_make(CurrentMemoryContext, &argument);
		for (int i = 0; i < TERMS; i++)
			call->terms[i] = cstring_to_text(i < TERM_REASON ? demand_class_labels[i] :
											 i < TERM_ESCALATED ? demand_evidence_labels[i - TERM_REASON] :
											 other_terms[i - TERM_ESCALATED]);
		fcinfo->flinfo->fn_extra = call;
		MemoryContextSwitchTo(caller);
	}
	return call;
}

static inline void
put_term(FactRow *row, int fact, const FactsCall *call, int term)
{
	put(row, fact, PointerGetDatum(call->terms[term]));
}

/* The text of an argument of the current row; null where it is null. */
static text *
current_text(WindowObject winobj, int argument)
{
	bool		isnull;
	Datum		value = WinGetFuncArgCurrent(winobj, argument, &isnull);

	return isnull ? NULL : DatumGetTextPP(value);
}

static bool
is_text(const text *value, const char *word)
{
	return value && text_is(value, word);
}

/* ---- the customer's words ---- */

static void
take_marker(void *self, MarkerHits *hits, const LexiconMarker *marker, const MarkerHit *hit)
{
	WordsRead  *words = self;

	if (words->n == words->room)
	{
		words->room = words->room * 2 + 8;
		words->markers = words->markers ? repalloc_huge(words->markers, words->room * sizeof(Datum)) :
			palloc(words->room * sizeof(Datum));
	}
	if (words->n == 0)
		words->first = marker;
	words->markers[words->n++] = Int32GetDatum(marker->id);
}

static WordsRead
read_words(WindowObject winobj, FactsCall *call, FactRow *row)
{
	WordsRead	words = {SAYS_UNREAD};
	bool		any_language;
	bool		isnull;
	Datum		language = WinGetFuncArgCurrent(winobj, ARGUMENT_LANGUAGE, &any_language);
	Datum		verbatim = WinGetFuncArgCurrent(winobj, ARGUMENT_VERBATIM, &isnull);

	if (isnull)
		return words;
	words.saying = lexicon_markers(&call->lexicon, verbatim, language, any_language, take_marker, &words);
	if (words.saying == SAYS_MARKER)
		put(row, FACT_MARKERS, PointerGetDatum(construct_array(words.markers, words.n, INT4OID, sizeof(int32),
															   true, TYPALIGN_INT)));
	else if (words.saying == SAYS_NOTHING)
		put(row, FACT_MARKERS, PointerGetDatum(construct_empty_array(INT4OID)));
	return words;
}

/* ---- failure demand ---- */

/* Why a failure should not have been needed, and what failed. */
static void
put_failure(WindowObject winobj, const FactsCall *call, FactRow *row, const Verdict *verdict, const WordsRead *words)
{
	text	   *avoidable = current_text(winobj, ARGUMENT_REASON_AVOIDABLE);
	text	   *cause = current_text(winobj, ARGUMENT_REASON_CAUSE);

	if (avoidable)
		put(row, FACT_AVOIDABLE_REASON, PointerGetDatum(avoidable));
	else if (words->first)
		put(row, FACT_AVOIDABLE_REASON, PointerGetDatum(enum_label_text(words->first->reason)));
	else if (verdict->evidence == EVIDENCE_BOUNCE)
		put_term(row, FACT_AVOIDABLE_REASON, call, TERM_FAILED_SELF_SERVICE);
	if (cause == NULL && words->first)
		cause = words->first->cause;
	if (cause)
		put(row, FACT_CAUSE, PointerGetDatum(cause));
}

/* Of a human contact: by its reason, its words, and where it stands, if it is in the rates. */
static void
put_verdict(WindowObject winobj, const FactsCall *call, FactRow *row, const WordsRead *words,
			bool is_bounce_back, bool is_repeat)
{
	const text *reason = current_text(winobj, ARGUMENT_REASON_DEMAND);
	Evidence	evidence = {
		.reason = is_text(reason, demand_class_labels[DEMAND_FAILURE]) ? DEMAND_FAILURE :
		is_text(reason, demand_class_labels[DEMAND_VALUE]) ? DEMAND_VALUE : DEMAND_UNCLASSIFIED,
		.has_marker = words->saying == SAYS_MARKER,
		.is_bounce_back = is_bounce_back,
		.is_repeat = is_repeat
	};
	Verdict		verdict = demand_decide(&evidence);

	put_term(row, FACT_DEMAND, call, TERM_FAILURE + verdict.demand);
	if (verdict.evidence != EVIDENCE_NONE)
		put_term(row, FACT_EVIDENCE, call, TERM_REASON + verdict.evidence);
	put_bool(row, FACT_ASSESSED, verdict.assessed);
	put_bool(row, FACT_ASSESSED_FAILURE, verdict.assessed && verdict.demand == DEMAND_FAILURE);
	if (verdict.demand == DEMAND_FAILURE)
		put_failure(winobj, call, row, &verdict, words);
}

/* ---- the other contacts of the request ---- */

/* Which of the five became of a mature digital contact. */
static Term
containment(const text *outcome, bool bounced)
{
	return is_text(outcome, "transferred") ? TERM_ESCALATED :
		bounced ? TERM_BOUNCED :
		is_text(outcome, "abandoned") || is_text(outcome, "unresolved") ? TERM_ABANDONED :
		is_text(outcome, "completed") ? TERM_CONTAINED : TERM_UNKNOWN;
}

/* Where it stands in a journey; that of its request, or of its channel alone. */
static void
put_place(FactRow *row, const JourneyPlace *place, uint64 within, int contact_no, int contacts,
		  int recontact_after, int followed, int resolved_first)
{
	put(row, contact_no, Int64GetDatum(place->contact_no));
	put(row, contacts, Int64GetDatum(place->contacts));
	if (place->recontact_after != NO_CONTACT)
		put(row, recontact_after, interval_from_microseconds(place->recontact_after));
	put_bool(row, followed, followed_within(place->recontact_after, within));
	if (place->contact_no == 1)
		put_bool(row, resolved_first, place->contacts == 1);
}

static void
put_identity(FactRow *row, const ContactIdentity *identity, int fact, int parts)
{
	for (int part = 0; part < parts; part++)
		if (!identity->nulls[part])
			put(row, fact + part, identity->values[part]);
}

static void
put_journey(const FactsCall *call, FactRow *row, size_t index)
{
	const RequestWindow *window = call->window;
	const Request *request = &window->request;
	const JourneyPlace *place = &request->places[index];

	put_place(row, place, call->within, FACT_CONTACT_NO, FACT_CONTACTS, FACT_RECONTACT_AFTER,
			  FACT_FOLLOWED, FACT_RESOLVED_FIRST);
	put_place(row, &request->channel_places[index], call->within, FACT_CHANNEL_CONTACT_NO,
			  FACT_CHANNEL_CONTACTS, FACT_CHANNEL_RECONTACT_AFTER,
			  FACT_CHANNEL_FOLLOWED, FACT_CHANNEL_RESOLVED_FIRST);
	put_identity(row, window->identities[index - (place->contact_no - 1)], FACT_JOURNEY_SOURCE, IDENTITY_ID + 1);
	if (place->contact_no < place->contacts)
		put(row, FACT_NEXT_CHANNEL, PointerGetDatum(request_channel(window, index + 1)));
	if (place->contact_no == 1)
		put_bool(row, FACT_SATURATED, request->journeys[index].is_saturated);
	if (request->journeys[index].is_first_session)
		put(row, FACT_GENERATED_HUMAN, Int64GetDatum(request->journeys[index].humans_after));
}

/*
 * Of the first human contact of a journey: how many there are up to the first that was not given
 * up.  Until the last contact of the journey, a human one, is mature the customer may try again.
 */
static void
put_attempts(const FactsCall *call, FactRow *row, size_t index)
{
	const RequestWindow *window = call->window;
	const Request *request = &window->request;
	size_t		end = index + (request->places[index].contacts - request->places[index].contact_no) + 1;
	const Contact *last = &request->contacts[end - 1];
	int64		attempts = 0;
	bool		served = false;

	for (size_t i = index; i < end && !served; i++)
	{
		attempts += request->contacts[i].kind == CONTACT_HUMAN;
		served = request->contacts[i].kind == CONTACT_HUMAN && !window->given_up[i];
	}
	if (served)
		put(row, FACT_ATTEMPTS_UNTIL_SERVED, Int64GetDatum(attempts));
	put_bool(row, FACT_STILL_ASKING, !served && last->kind == CONTACT_HUMAN && call->has_as_of &&
			 !contact_is_mature(last->end, call->within, call->as_of));
}

/* Of a contact that is in the rates. */
static void
put_linked(WindowObject winobj, FactsCall *call, FactRow *row, const WordsRead *words)
{
	const RequestWindow *window = call->window;
	const Request *request = &window->request;
	size_t		index = WinGetCurrentPosition(winobj);
	const Contact *contact = &request->contacts[index];
	bool		mature = call->has_as_of && contact_is_mature(contact->end, call->within, call->as_of);
	bool		bounced = contact_bounced(contact, &request->facts[index], call->within);

	put_journey(call, row, index);
	if (call->has_as_of)
	{
		put_bool(row, FACT_MATURE, mature);
		put_bool(row, FACT_OPEN, contact->end > call->as_of);
	}
	if (contact->kind == CONTACT_HUMAN)
	{
		size_t		origin = request->origins[index];

		put_verdict(winobj, call, row, words, origin != NO_ORIGIN, request->places[index].contact_no > 1);
		if (request->journeys[index].humans_before == 0)
			put_attempts(call, row, index);
		if (origin != NO_ORIGIN)
			put_identity(row, window->identities[origin], FACT_ORIGIN_SOURCE, IDENTITY_PARTS);
	}
	else
	{
		put_bool(row, FACT_BOUNCED, bounced);
		if (mature)
			put_term(row, FACT_CONTAINMENT, call, containment(current_text(winobj, ARGUMENT_OUTCOME), bounced));
	}
}

/* ---- the function ---- */

/* By what contacts are judged: the same in all rows. */
static void
read_bounds(WindowObject winobj, FactsCall *call)
{
	bool		isnull;
	Datum		value = WinGetFuncArgCurrent(winobj, ARGUMENT_WITHIN, &isnull);

	if (isnull)
		report_null_within();
	call->within = window_from_interval(DatumGetIntervalP(value));
	value = WinGetFuncArgCurrent(winobj, ARGUMENT_AS_OF, &isnull);
	call->has_as_of = !isnull;
	call->as_of = isnull ? 0 : DatumGetTimestampTz(value);
}

/* Is the current row a human contact?  Nobody knows of a channel that nobody knows. */
static bool
is_human(WindowObject winobj, FactsCall *call)
{
	bool		isnull;
	Datum		kind = WinGetFuncArgCurrent(winobj, ARGUMENT_KIND, &isnull);

	return !isnull && read_kind(&call->window->kinds, kind, false) == CONTACT_HUMAN;
}

/*
 * contact_facts(left_out, kind, started_at, ended_at, within, as_of, outcome, reason_demand,
 * reason_avoidable, reason_cause, verbatim, language, source, interaction_id, channel,
 * touchpoint, request), over a partition that is one request, and of one left_out.
 *
 * A contact that is in no rate belongs to no journey; but where it was one, its words and its
 * reason may speak.
 */
Datum
contact_facts(PG_FUNCTION_ARGS)
{
	WindowObject winobj = PG_WINDOW_OBJECT();
	FactsCall  *call = facts_call(fcinfo);
	const text *left_out = current_text(winobj, ARGUMENT_LEFT_OUT);
	bool	   *is_open = WinGetPartitionLocalMemory(winobj, sizeof(bool));
	WordsRead	words = {SAYS_UNREAD};
	FactRow		row;

	memset(row.nulls, true, sizeof(row.nulls));
	if (!*is_open)
	{
		read_bounds(winobj, call);
		if (left_out == NULL)
		{
			request_window_read(call->window, winobj, call->within);
			request_judge_journeys(&call->window->request, call->window->channel_of, call->within,
								   call->has_as_of ? &call->as_of : NULL);
		}
		*is_open = true;
	}
	if (left_out)
		WinSetMarkPosition(winobj, WinGetCurrentPosition(winobj));
	if (!is_text(left_out, "not yet") && !is_text(left_out, "ahead"))
		words = read_words(winobj, call, &row);
	if (left_out == NULL || is_text(left_out, "unlinkable"))
		put_bool(&row, FACT_LINKABLE, left_out == NULL);
	if (left_out == NULL)
		put_linked(winobj, call, &row, &words);
	else if ((is_text(left_out, "undated") || is_text(left_out, "unlinkable")) && is_human(winobj, call))
		put_verdict(winobj, call, &row, &words, false, false);
	PG_RETURN_DATUM(result_row_of(call->type, FACTS, row.values, row.nulls));
}
