/*
 * marker_table.c
 *		The trigger of the table of markers.
 *
 * A shipped row is never changed: its change becomes a row of the user's own, of the
 * same language and phrase, which wins.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "marker_rows.h"
#include "marker_text.h"

PG_FUNCTION_INFO_V1(marker_check);

/* Lower ids are those of shipped markers, also of versions to come. */
#define FIRST_OWN_ID 100001

/* So long a phrase can be, for it must fit into an index. */
#define MOST_BYTES 2400

/* So many bytes of a phrase are shown in an error. */
#define MOST_SHOWN 200

static Datum
column(TriggerData *trigger, HeapTuple row, const char *name)
{
	TupleDesc	type = RelationGetDescr(trigger->tg_relation);
	bool		isnull;

	return SPI_getbinval(row, type, SPI_fnumber(type, name), &isnull);
}

static char *
text_column(TriggerData *trigger, HeapTuple row, const char *name)
{
	TupleDesc	type = RelationGetDescr(trigger->tg_relation);

	return SPI_getvalue(row, type, SPI_fnumber(type, name));
}

/* ---- checks ---- */

/* Errs on what is no language that ICU knows (22023). */
static void
check_language(const char *language)
{
	char	   *primary = primary_language(CStringGetTextDatum(language), false);

	if (is_known_language(primary))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown language: \"%s\"", language),
			 errhint("Write a language tag such as en, or und for any language.")));
}

/* Errs on a phrase that cannot be read, and says where (22023). */
static void
check_phrase(const char *language, const char *phrase)
{
	int			shown = pg_mbcliplen(phrase, (int) strlen(phrase), MOST_SHOWN);
	PhraseError error;

	if (strlen(phrase) > MOST_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid marker phrase: longer than %d bytes", MOST_BYTES),
				 errdetail("It has %zu bytes.", strlen(phrase)),
				 errhint("Make several phrases of it.")));
	if (!phrase_is_good(language, phrase, &error))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid marker phrase: %s", error.message),
				 errdetail("At character %zu of \"%.*s%s\".", error.at + 1, shown, phrase,
						   phrase[shown] ? "..." : ""),
				 error.hint ? errhint("%s", error.hint) : 0));
}

static void
check_row(TriggerData *trigger, HeapTuple row)
{
	char	   *language = text_column(trigger, row, "language");
	char	   *phrase = text_column(trigger, row, "phrase");

	/* a null is refused by the table */
	if (language)
		check_language(language);
	if (language && phrase)
		check_phrase(language, phrase);
}

/* ---- shipped rows ---- */

static void
report_shipped(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("%s", message),
			 errhint("Disable it instead: UPDATE failure_demand.marker SET enabled = false WHERE ...; that makes a row of your own, which wins.")));
}

static bool
same_column(TriggerData *trigger, HeapTuple a, HeapTuple b, const char *name)
{
	char	   *left = text_column(trigger, a, name);
	char	   *right = text_column(trigger, b, name);

	return left && right && strcmp(left, right) == 0;
}

/* A change of a shipped row, to be written when the statement is done with the table:
 * it may be about to change the row of the user's own, too. */
typedef struct PendingChange
{
	HeapTuple	old;
	HeapTuple	changed;
} PendingChange;

static MemoryContext pending_context = NULL;
static List *pending = NIL;

static void
forget_pending(void *arg)
{
	pending_context = NULL;
	pending = NIL;
}

/* A statement begins, or has written its changes: none are pending. */
static void
reset_pending(void)
{
	if (pending_context)
		MemoryContextDelete(pending_context);
}

/* Remember the change of a shipped row, whose other columns stay. */
static void
remember_change(TriggerData *trigger, HeapTuple old, HeapTuple changed)
{
	MemoryContext caller;
	PendingChange *change;

	if (!same_column(trigger, old, changed, "language") ||
		!same_column(trigger, old, changed, "phrase") ||
		!same_column(trigger, old, changed, "builtin") ||
		!same_column(trigger, old, changed, "id"))
		report_shipped("the id, language and phrase of a shipped marker cannot be changed");
	if (same_column(trigger, old, changed, "reason") &&
		same_column(trigger, old, changed, "cause") &&
		same_column(trigger, old, changed, "enabled"))
		return;
	if (pending_context == NULL)
	{
		MemoryContextCallback *callback;

		pending_context = AllocSetContextCreate(TopTransactionContext, "changes of shipped markers",
												ALLOCSET_DEFAULT_SIZES);
		callback = MemoryContextAlloc(pending_context, sizeof(MemoryContextCallback));
		callback->func = forget_pending;
		MemoryContextRegisterResetCallback(pending_context, callback);
	}
	caller = MemoryContextSwitchTo(pending_context);
	change = palloc(sizeof(PendingChange));
	change->old = heap_copytuple(old);
	change->changed = heap_copytuple(changed);
	pending = lappend(pending, change);
	MemoryContextSwitchTo(caller);
}

/*
 * Write the change of a shipped row as a row of the user's own.  Where there is one
 * already, only what is changed now changes in it.
 */
static void
write_own_row(TriggerData *trigger, const PendingChange *change)
{
	static const char *const columns[] = {"language", "phrase", "reason", "cause", "enabled"};
	TupleDesc	type = RelationGetDescr(trigger->tg_relation);
	Oid			types[lengthof(columns) + 3];
	Datum		values[lengthof(columns) + 3];
	char		nulls[lengthof(columns) + 3];

	for (int i = 0; i < lengthof(columns); i++)
	{
		int			number = SPI_fnumber(type, columns[i]);
		bool		isnull;

		types[i] = SPI_gettypeid(type, number);
		values[i] = SPI_getbinval(change->changed, type, number, &isnull);
		nulls[i] = isnull ? 'n' : ' ';
	}
	for (int i = 0; i < 3; i++)
	{
		types[lengthof(columns) + i] = BOOLOID;
		values[lengthof(columns) + i] =
			BoolGetDatum(!same_column(trigger, change->old, change->changed, columns[2 + i]));
		nulls[lengthof(columns) + i] = ' ';
	}
	SPI_execute_with_args("INSERT INTO failure_demand.marker AS own (language, phrase, reason, cause, enabled)"
						  " VALUES ($1, $2, $3, $4, $5)"
						  " ON CONFLICT (language, phrase, builtin) DO UPDATE SET"
						  " reason = CASE WHEN $6 THEN EXCLUDED.reason ELSE own.reason END,"
						  " cause = CASE WHEN $7 THEN EXCLUDED.cause ELSE own.cause END,"
						  " enabled = CASE WHEN $8 THEN EXCLUDED.enabled ELSE own.enabled END",
						  lengthof(types), types, values, nulls, false, 0);
}

/* Write all that is pending; what it sets off has its own. */
static void
write_pending(TriggerData *trigger)
{
	List	   *changes = NIL;
	ListCell   *cell;

	SPI_connect();
	foreach(cell, pending)
	{
		PendingChange *change = palloc(sizeof(PendingChange));

		change->old = heap_copytuple(((PendingChange *) lfirst(cell))->old);
		change->changed = heap_copytuple(((PendingChange *) lfirst(cell))->changed);
		changes = lappend(changes, change);
	}
	reset_pending();
	foreach(cell, changes)
		write_own_row(trigger, lfirst(cell));
	SPI_finish();
}

/* marker_check(): trigger of the table of markers */
Datum
marker_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	TriggerEvent event;
	HeapTuple	row;

	if (!CALLED_AS_TRIGGER(fcinfo) || !is_marker_table(trigger->tg_relation))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("marker_check() is the trigger of the table failure_demand.marker")));
	event = trigger->tg_event;
	row = trigger->tg_trigtuple;
	if (TRIGGER_FIRED_BY_TRUNCATE(event))
		report_shipped("shipped markers cannot be removed");
	if (!TRIGGER_FIRED_FOR_ROW(event))
	{
		if (TRIGGER_FIRED_BEFORE(event))
			reset_pending();
		else if (pending)
			write_pending(trigger);
		return PointerGetDatum(NULL);
	}
	if (!TRIGGER_FIRED_BEFORE(event))
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_DELETE(event))
	{
		if (DatumGetBool(column(trigger, row, "builtin")) && !creating_extension)
			report_shipped("shipped markers cannot be removed");
		return PointerGetDatum(row);
	}
	if (TRIGGER_FIRED_BY_UPDATE(event))
	{
		if (DatumGetBool(column(trigger, row, "builtin")) && !creating_extension)
		{
			remember_change(trigger, row, trigger->tg_newtuple);
			return PointerGetDatum(row);
		}
		row = trigger->tg_newtuple;
	}
	if (DatumGetBool(column(trigger, row, "builtin")) && !creating_extension)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a marker of your own cannot be builtin"),
				 errhint("Leave the column builtin out.")));
	if (!creating_extension && DatumGetInt32(column(trigger, row, "id")) < FIRST_OWN_ID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the id of a marker of your own must be at least %d", FIRST_OWN_ID),
				 errhint("Leave the column id out.")));
	check_row(trigger, row);
	return PointerGetDatum(row);
}
