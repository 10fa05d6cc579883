/*
 * marker_rows.c
 *		The rows of the tables of markers, shipped ones and the user's own, as a statement
 *		sees them.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/visible_rows.h"
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

static const OwnTable marker_tables[] = {
	{"failure_demand", "marker", marker_columns, MARKER_COLUMNS},
	{"failure_demand_internal", "shipped_marker", marker_columns, SHIPPED_MARKER_COLUMNS}
};

/* Is it the user's table, as the extension made it?  Its owner may alter it. */
bool
is_marker_table(Relation table)
{
	return has_own_columns(table, marker_columns, MARKER_COLUMNS);
}

/* A fingerprint of the rows that a snapshot shows, taken once a statement. */
uint64
visible_marker_rows(Snapshot snapshot, uint64 statement)
{
	static uint64 last_statement = 0;
	static uint64 last_rows = 0;

	if (statement != last_statement)
	{
		last_rows = visible_rows(marker_tables, lengthof(marker_tables), snapshot);
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

/* Rows that are being read. */
typedef struct MarkerReading
{
	int			columns;
	Oid			reasons;		/* the enum */
	List	   *rows;
} MarkerReading;

/* Add a row to those that were read. */
static void
take_row(void *self, const Datum *values, const bool *nulls)
{
	MarkerReading *reading = self;
	MarkerRow  *row;
	Oid			reason;

	for (int i = 0; i < reading->columns; i++)
		if (nulls[i])
			return;
	/* nor one of another reason, where the owner has dropped what would refuse it */
	reason = reason_named(reading->reasons, values[MARKER_REASON]);
	if (!OidIsValid(reason))
		return;
	row = palloc(sizeof(MarkerRow));
	row->info.reason = reason;
	row->info.id = DatumGetInt32(values[MARKER_ID]);
	row->info.cause = DatumGetTextPCopy(values[MARKER_CAUSE]);
	row->language = primary_language(values[MARKER_LANGUAGE], false);
	row->phrase = DatumGetTextPCopy(values[MARKER_PHRASE]);
	row->shipped = reading->columns == SHIPPED_MARKER_COLUMNS;
	row->enabled = row->shipped || DatumGetBool(values[MARKER_ENABLED]);
	reading->rows = lappend(reading->rows, row);
}

/* All rows that a snapshot shows. */
List *
read_marker_rows(Snapshot snapshot)
{
	MarkerReading reading = {
		.reasons = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("avoidable_reason"),
								   ObjectIdGetDatum(get_namespace_oid("failure_demand", false))),
		.rows = NIL
	};

	for (int i = 0; i < lengthof(marker_tables); i++)
	{
		reading.columns = marker_tables[i].n_columns;
		each_visible_row(&marker_tables[i], snapshot, take_row, &reading);
	}
	return reading.rows;
}
