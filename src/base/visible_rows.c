/*
 * visible_rows.c
 *		Whether what was kept of the extension's own tables is what a statement sees.
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
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/fingerprint_core.h"
#include "base/visible_rows.h"

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

/* A scan of a table of the extension's own; errs where there is another in its place. */
typedef struct OwnScan
{
	Relation	table;
	TupleTableSlot *slot;
	TableScanDesc scan;
} OwnScan;

static OwnScan
begin_scan(const OwnTable *which, Snapshot snapshot)
{
	OwnScan		scan;

	scan.table = own_table_open(which->schema, which->name, which->columns, which->n_columns);
	scan.slot = table_slot_create(scan.table, NULL);
	scan.scan = begin_table_scan(scan.table, snapshot);
	return scan;
}

static void
end_scan(OwnScan *scan)
{
	table_endscan(scan->scan);
	ExecDropSingleTupleTableSlot(scan->slot);
	relation_close(scan->table, AccessShareLock);
}

/* A fingerprint of the rows that a snapshot shows: of who wrote them, and where. */
static uint64
rows_fingerprint(const OwnTable *which, Snapshot snapshot)
{
	OwnScan		scan = begin_scan(which, snapshot);
	/* a table that takes the place of another in one transaction may have such rows too */
	uint64		result = fingerprint_append(RelationGetRelid(scan.table), scan.table->rd_rel->relfilenode);

	while (table_scan_getnextslot(scan.scan, ForwardScanDirection, scan.slot))
	{
		bool		isnull;
		Datum		writer = slot_getsysattr(scan.slot, MinTransactionIdAttributeNumber, &isnull);
		uint64		row = fingerprint_append(DatumGetTransactionId(writer),
										ItemPointerGetBlockNumber(&scan.slot->tts_tid));

		/* a sum, for rows come in any order */
		result += fingerprint_append(row, ItemPointerGetOffsetNumber(&scan.slot->tts_tid));
	}
	end_scan(&scan);
	return result;
}

/* The same of several tables. */
uint64
visible_rows(const OwnTable *tables, int n, Snapshot snapshot)
{
	uint64		rows = 0;

	for (int i = 0; i < n; i++)
		rows = fingerprint_append(rows, rows_fingerprint(&tables[i], snapshot));
	return rows;
}

/* Give the rows of a table that a snapshot shows. */
void
each_visible_row(const OwnTable *table, Snapshot snapshot, RowTaker take, void *self)
{
	OwnScan		scan = begin_scan(table, snapshot);

	while (table_scan_getnextslot(scan.scan, ForwardScanDirection, scan.slot))
	{
		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(scan.slot);
		take(self, scan.slot->tts_values, scan.slot->tts_isnull);
	}
	end_scan(&scan);
}
