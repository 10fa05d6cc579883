/*
 * marker_rows.c
 *		The rows of the tables of markers, shipped ones and the user's own, as a statement
 *		sees them.
 *
 * What it sees is what its snapshot shows.  A fingerprint of the visible rows'
 * versions is taken once a statement, and where it is another than before, so are the
 * rows: also after a rollback, under an older snapshot, and in a parallel worker.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/fingerprint_core.h"
#include "base/own_table.h"
#include "marker/marker_rows.h"
#include "marker/marker_text.h"

/* The columns of the tables, in order, and their types. */
enum
{
	MARKER_ID,
	MARKER_LANGUAGE,
	MARKER_PHRASE,
	MARKER_REASON,
	MARKER_CAUSE,
	SHIPPED_MARKER_COLUMNS,
	MARKER_ENABLED = SHIPPED_MARKER_COLUMNS,
	MARKER_COLUMNS
};

static const OwnColumn marker_columns[MARKER_COLUMNS] = {
	{"id", INT4OID}, {"language", TEXTOID}, {"phrase", TEXTOID}, {"reason", TEXTOID},
	{"cause", TEXTOID}, {"enabled", BOOLOID}
};

typedef struct MarkerTable
{
	const char *schema;
	const char *name;
	int			columns;		/* the first ones */
	bool		shipped;
} MarkerTable;

static const MarkerTable marker_tables[] = {
	{"failure_demand", "marker", MARKER_COLUMNS, false},
	{"failure_demand_internal", "shipped_marker", SHIPPED_MARKER_COLUMNS, true}
};

/* A fingerprint of all that decides what the current statement sees. */
uint64
statement_fingerprint(Snapshot snapshot)
{
	uint64		result = fingerprint_append(GetCurrentTransactionStartTimestamp(),
									   GetCurrentSubTransactionId());

	result = fingerprint_append(result, snapshot->xmin);
	result = fingerprint_append(result, snapshot->xmax);
	result = fingerprint_append(result, snapshot->curcid);
	for (uint32 i = 0; i < snapshot->xcnt; i++)
		result = fingerprint_append(result, snapshot->xip[i]);
	return fingerprint_append(result, snapshot->subxcnt);
}

/* Is it the user's table, as the extension made it?  Its owner may alter it. */
bool
is_marker_table(Relation table)
{
	return has_own_columns(table, marker_columns, MARKER_COLUMNS);
}

static Relation
open_markers(const MarkerTable *which)
{
	return own_table_open(which->schema, which->name, marker_columns, which->columns);
}

/* A fingerprint of the rows that a snapshot shows: of who wrote them, and where. */
static uint64
rows_fingerprint(const MarkerTable *which, Snapshot snapshot)
{
	Relation	table = open_markers(which);
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = begin_table_scan(table, snapshot);
	/* a table that takes the place of another in one transaction may have such rows too */
	uint64		result = fingerprint_append(RelationGetRelid(table), table->rd_rel->relfilenode);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		isnull;
		Datum		writer = slot_getsysattr(slot, MinTransactionIdAttributeNumber, &isnull);
		uint64		row = fingerprint_append(DatumGetTransactionId(writer),
										ItemPointerGetBlockNumber(&slot->tts_tid));

		/* a sum, for rows come in any order */
		result += fingerprint_append(row, ItemPointerGetOffsetNumber(&slot->tts_tid));
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(table, AccessShareLock);
	return result;
}

/* The same of all tables, once a statement. */
uint64
visible_marker_rows(Snapshot snapshot, uint64 statement)
{
	static uint64 last_statement = 0;
	static uint64 last_rows = 0;

	if (statement != last_statement)
	{
		uint64		rows = 0;

		for (int i = 0; i < lengthof(marker_tables); i++)
			rows = fingerprint_append(rows, rows_fingerprint(&marker_tables[i], snapshot));
		last_rows = rows;
		last_statement = statement;
	}
	return last_rows;
}

/* The value of the enum that a text names; InvalidOid where it names none. */
static Oid
reason_named(Oid reasons, Datum name)
{
	char	   *label = TextDatumGetCString(name);
	Oid			value = strlen(label) >= NAMEDATALEN ? InvalidOid :
		GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid, ObjectIdGetDatum(reasons), CStringGetDatum(label));

	pfree(label);
	return value;
}

/* Add the rows of a table that a snapshot shows to the list. */
static List *
read_rows(const MarkerTable *which, Snapshot snapshot, List *rows)
{
	Relation	table = open_markers(which);
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = begin_table_scan(table, snapshot);
	Oid			reasons = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("avoidable_reason"),
										  ObjectIdGetDatum(get_namespace_oid("failure_demand", false)));

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		MarkerRow  *row = palloc(sizeof(MarkerRow));
		const Datum *values = slot->tts_values;
		bool		has_null = false;

		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(slot);
		for (int i = 0; i < which->columns; i++)
			has_null |= slot->tts_isnull[i];
		if (has_null)
			continue;
		/* nor one of another reason, where the owner has dropped what would refuse it */
		row->info.reason = reason_named(reasons, values[MARKER_REASON]);
		if (!OidIsValid(row->info.reason))
			continue;
		row->info.id = DatumGetInt32(values[MARKER_ID]);
		row->info.cause = DatumGetTextPCopy(values[MARKER_CAUSE]);
		row->language = primary_language(values[MARKER_LANGUAGE], false);
		row->phrase = DatumGetTextPCopy(values[MARKER_PHRASE]);
		row->enabled = which->shipped || DatumGetBool(values[MARKER_ENABLED]);
		row->shipped = which->shipped;
		rows = lappend(rows, row);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(table, AccessShareLock);
	return rows;
}

/* All rows that a snapshot shows. */
List *
read_marker_rows(Snapshot snapshot)
{
	List	   *rows = NIL;

	for (int i = 0; i < lengthof(marker_tables); i++)
		rows = read_rows(&marker_tables[i], snapshot, rows);
	return rows;
}
