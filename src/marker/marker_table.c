/*
 * marker_table.c
 *		What may stand in the user's table of markers: its trigger, and what is said of
 *		rows that are there all the same.
 *
 * A dump may come from a server whose ICU knew another language, or cut a phrase into
 * other words.  Such a row is not refused: it is left out of the lexicon, with a warning.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/row_type.h"
#include "marker/marker_rows.h"
#include "marker/marker_text.h"

PG_FUNCTION_INFO_V1(marker_check);
PG_FUNCTION_INFO_V1(marker_fault);
PG_FUNCTION_INFO_V1(marker_language);

/* Lower ids are those of shipped markers, also of versions to come. */
#define FIRST_OWN_ID 100001

/* So long a phrase can be, for it must fit into an index. */
#define MOST_BYTES 2400

/* So many bytes of a phrase are shown in an error. */
#define MOST_SHOWN 200

/* What is wrong with a marker. */
typedef struct MarkerFault
{
	bool		refused;		/* wherever it is written; else only left out, here */
	char	   *message;
	char	   *detail;			/* or NULL */
	const char *hint;			/* or NULL */
} MarkerFault;

/* ---- what is wrong ---- */

/* Has it the form of a language tag, as far as it is looked at? */
static bool
is_language_tag(const char *language)
{
	size_t		letters = strspn(language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return letters >= 2 && letters <= 8 &&
		(language[letters] == '\0' || language[letters] == '-' || language[letters] == '_');
}

/* Is there a fault in a marker's language?  ICU's list of them grows. */
static bool
language_has_fault(const char *language, MarkerFault *fault)
{
	if (is_known_language(primary_language(CStringGetTextDatum(language), false)))
		return false;
	*fault = (MarkerFault) {
		.refused = !is_language_tag(language),
		.message = psprintf("unknown language: \"%s\"", language),
		.hint = "Write a language tag such as en, or und for any language."
	};
	return true;
}

/* Is there one in its phrase? */
static bool
phrase_has_fault(const char *language, const char *phrase, MarkerFault *fault)
{
	int			shown = pg_mbcliplen(phrase, (int) strlen(phrase), MOST_SHOWN);
	PhraseError error;
	PhraseVerdict verdict;

	if (strlen(phrase) > MOST_BYTES)
	{
		*fault = (MarkerFault) {
			.refused = true,
			.message = psprintf("invalid marker phrase: longer than %d bytes", MOST_BYTES),
			.detail = psprintf("It has %zu bytes.", strlen(phrase)),
			.hint = "Make several phrases of it."
		};
		return true;
	}
	verdict = phrase_verdict(language, phrase, &error);
	if (verdict == PHRASE_GOOD)
		return false;
	*fault = (MarkerFault) {
		.refused = verdict == PHRASE_BAD,
		.message = psprintf("invalid marker phrase: %s", error.message),
		.detail = psprintf("At character %zu of \"%.*s%s\".", error.at + 1, shown, phrase,
						   phrase[shown] ? "..." : ""),
		.hint = error.hint
	};
	return true;
}

static bool
has_fault(const char *language, const char *phrase, MarkerFault *fault)
{
	return language_has_fault(language, fault) || phrase_has_fault(language, phrase, fault);
}

/* ---- the trigger ---- */

static char *
text_column(TriggerData *trigger, HeapTuple row, const char *name)
{
	TupleDesc	type = RelationGetDescr(trigger->tg_relation);

	return SPI_getvalue(row, type, SPI_fnumber(type, name));
}

/* Errs on a row that cannot be, wherever it is (22023), and warns of one that cannot be here. */
static void
check_row(TriggerData *trigger, HeapTuple row)
{
	char	   *language = text_column(trigger, row, "language");
	char	   *phrase = text_column(trigger, row, "phrase");
	MarkerFault fault;

	/* a null is refused by the table */
	if (language == NULL || phrase == NULL || !has_fault(language, phrase, &fault))
		return;
	ereport(fault.refused ? ERROR : WARNING,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s%s", fault.message,
					fault.refused ? "" : ": here, the marker is left out"),
			 fault.detail ? errdetail("%s", fault.detail) : 0,
			 fault.hint ? errhint("%s", fault.hint) : 0));
}

/* marker_check(): trigger of the user's table of markers */
Datum
marker_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	HeapTuple	row;
	int32		id;
	bool		isnull;

	if (!CALLED_AS_TRIGGER(fcinfo) || !is_marker_table(trigger->tg_relation) ||
		!TRIGGER_FIRED_BEFORE(trigger->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("marker_check() is the trigger of the table failure_demand.marker"),
				 errdetail("It was called otherwise, or the table is not as the extension made it."),
				 errhint("Undo what was changed in its triggers and columns, or create the extension again.")));
	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;
	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return PointerGetDatum(row);
	id = DatumGetInt32(SPI_getbinval(row, RelationGetDescr(trigger->tg_relation),
									 SPI_fnumber(RelationGetDescr(trigger->tg_relation), "id"),
									 &isnull));
	if (id < FIRST_OWN_ID && !isnull)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the id of a marker of your own must be at least %d", FIRST_OWN_ID),
				 errdetail("It is %d; lower ones are those of shipped markers.", id),
				 errhint("Leave the column id out.")));
	check_row(trigger, row);
	return PointerGetDatum(row);
}

/* ---- what is said of rows that are there ---- */

/* marker_fault(language, phrase): why a marker is left out, and its repair; nulls where it
 * is not */
Datum
marker_fault(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		TEXTOID, TEXTOID
	};
	char	   *language = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *phrase = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Datum		values[lengthof(types)] = {0};
	bool		nulls[lengthof(types)] = {true, true};
	MarkerFault fault;

	if (has_fault(language, phrase, &fault))
	{
		values[0] = CStringGetTextDatum(fault.detail == NULL ? fault.message :
										psprintf("%s: %s", fault.message, fault.detail));
		nulls[0] = false;
		if (fault.hint)
			values[1] = CStringGetTextDatum(fault.hint);
		nulls[1] = fault.hint == NULL;
	}
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}

/* primary_language(language): what is looked at of a language tag */
Datum
marker_language(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(primary_language(PG_GETARG_DATUM(0), false)));
}
