/*
 * write_rows.c
 *		Writes the rows of a query into tables: what INSERT ... SELECT does, but that workers may
 *		take part in the query, that many rows are written at a time, and that the facts of a
 *		contact, a composite value, are taken apart once.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "base/row_type.h"
#include "server/refresh_progress.h"
#include "server/table_writer.h"

PG_FUNCTION_INFO_V1(write_rows);
PG_FUNCTION_INFO_V1(write_differences);
PG_FUNCTION_INFO_V1(takes_rows);

/* Values, as they come from a column of the query, or from one that is composite. */
typedef struct ValueSet
{
	TupleDesc	type;			/* of the values */
	int		   *place;			/* of each in the table that they are for, from 0; -1: in none */
	Datum	   *values;
	bool	   *nulls;
} ValueSet;

typedef struct RowsReceiver
{
	DestReceiver base;
	TableWriter *writer;
	TableWriter *former_writer; /* NULL: nothing is compared */
	RowCount	count;
	MemoryContext row_context;
	ValueSet	columns;
	ValueSet	facts;			/* of the column "facts" */
	ValueSet	former;			/* of the column "former": the row as it was */
	int			facts_column;	/* from 0; -1: there is none */
	int			former_column;
	int			group_column;
	int64		groups;			/* runs of rows of the same customer_group */
	int64		last_group;
} RowsReceiver;

/* ---- which column is which ---- */

static int
find_column(TupleDesc type, const char *name)
{
	for (int i = 0; i < type->natts; i++)
		if (!TupleDescAttr(type, i)->attisdropped && strcmp(NameStr(TupleDescAttr(type, i)->attname), name) == 0)
			return i;
	return -1;
}

/*
 * Find the places in a table of the columns of a type, by their names; errs where one has none,
 * unless it is a row, or that may be.
 */
static ValueSet
find_places(TupleDesc type, const TableWriter *writer, bool all_needed)
{
	TupleDesc	table = RelationGetDescr(writer->table);
	ValueSet	result = {
		.type = type, .place = palloc(type->natts * sizeof(int)),
		.values = palloc(type->natts * sizeof(Datum)), .nulls = palloc(type->natts * sizeof(bool))
	};

	for (int i = 0; i < type->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);
		int			place = column->attisdropped ? -1 : find_column(table, NameStr(column->attname));

		if (place >= 0 && TupleDescAttr(table, place)->atttypid != column->atttypid)
			place = -1;
		if (place < 0 && all_needed && !column->attisdropped && !type_is_rowtype(column->atttypid))
			elog(ERROR, "table \"%s\" has no place for column \"%s\" of the rows to write",
				 RelationGetRelationName(writer->table), NameStr(column->attname));
		result.place[i] = place;
	}
	return result;
}

/* Errs where a row of the one table would not stand in the other as it is. */
static void
check_same_columns(TupleDesc a, TupleDesc b)
{
	bool		same = a->natts == b->natts;

	for (int i = 0; same && i < a->natts; i++)
		same = TupleDescAttr(a, i)->atttypid == TupleDescAttr(b, i)->atttypid;
	if (!same)
		elog(ERROR, "rows of tables of different columns cannot be compared");
}

static TupleDesc
row_type_of(TupleDesc query, int column)
{
	return lookup_rowtype_tupdesc_copy(TupleDescAttr(query, column)->atttypid, TupleDescAttr(query, column)->atttypmod);
}

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc query)
{
	RowsReceiver *receiver = (RowsReceiver *) self;
	MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(receiver));

	receiver->columns = find_places(query, receiver->writer, true);
	receiver->facts_column = find_column(query, "facts");
	receiver->former_column = find_column(query, "former");
	receiver->group_column = find_column(query, "customer_group");
	if (receiver->facts_column >= 0)
		receiver->facts = find_places(row_type_of(query, receiver->facts_column), receiver->writer, true);
	table_writer_begin(receiver->writer);
	if (receiver->former_writer)
	{
		check_same_columns(RelationGetDescr(receiver->writer->table), RelationGetDescr(receiver->former_writer->table));
		/* the owner of what was may have added columns */
		receiver->former = find_places(row_type_of(query, receiver->former_column), receiver->former_writer, false);
		table_writer_begin(receiver->former_writer);
	}
	MemoryContextSwitchTo(caller);
}

/* ---- a row ---- */

/* Take a composite value apart. */
static void
take_apart(ValueSet *set, Datum row)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(row);
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};

	heap_deform_tuple(&tuple, set->type, set->values, set->nulls);
}

static void
fill_places(TupleTableSlot *row, const ValueSet *set)
{
	for (int i = 0; i < set->type->natts; i++)
		if (set->place[i] >= 0)
		{
			row->tts_values[set->place[i]] = set->values[i];
			row->tts_isnull[set->place[i]] = set->nulls[i];
		}
}

/* Are two such rows the same, to the byte? */
static bool
same_rows(TupleDesc type, const TupleTableSlot *a, const TupleTableSlot *b)
{
	for (int i = 0; i < type->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		if (a->tts_isnull[i] != b->tts_isnull[i] ||
			(!a->tts_isnull[i] &&
			 !datum_image_eq(a->tts_values[i], b->tts_values[i], column->attbyval, column->attlen)))
			return false;
	}
	return true;
}

static void
count_groups(RowsReceiver *receiver, const TupleTableSlot *slot)
{
	int64		group;

	if (receiver->group_column < 0)
		return;
	group = DatumGetInt64(slot->tts_values[receiver->group_column]);
	if (receiver->groups == 0 || group != receiver->last_group)
		receiver->groups++;
	receiver->last_group = group;
}

/* The row as it is now, and as it was; NULL where there is none. */
static TupleTableSlot *
row_now(RowsReceiver *receiver, TupleTableSlot *slot)
{
	TupleTableSlot *row = table_writer_row(receiver->writer);

	if (receiver->facts_column >= 0)
	{
		if (slot->tts_isnull[receiver->facts_column])
			return NULL;
		take_apart(&receiver->facts, slot->tts_values[receiver->facts_column]);
		fill_places(row, &receiver->facts);
	}
	receiver->columns.values = slot->tts_values;
	receiver->columns.nulls = slot->tts_isnull;
	fill_places(row, &receiver->columns);
	return row;
}

static TupleTableSlot *
row_before(RowsReceiver *receiver, TupleTableSlot *slot)
{
	TupleTableSlot *row;

	if (receiver->former_writer == NULL || slot->tts_isnull[receiver->former_column])
		return NULL;
	row = table_writer_row(receiver->former_writer);
	take_apart(&receiver->former, slot->tts_values[receiver->former_column]);
	fill_places(row, &receiver->former);
	return row;
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowsReceiver *receiver = (RowsReceiver *) self;
	MemoryContext caller;
	TupleTableSlot *now;
	TupleTableSlot *before;

	MemoryContextReset(receiver->row_context);
	caller = MemoryContextSwitchTo(receiver->row_context);
	slot_getallattrs(slot);
	now = row_now(receiver, slot);
	before = row_before(receiver, slot);
	if (now)
	{
		count_one_row(&receiver->count);
		count_groups(receiver, slot);
	}
	if (now == NULL || before == NULL || !same_rows(RelationGetDescr(receiver->writer->table), now, before))
	{
		if (now)
			table_writer_put(receiver->writer);
		if (before)
			table_writer_put(receiver->former_writer);
	}
	MemoryContextSwitchTo(caller);
	return true;
}

/* ---- the functions ---- */

static void
no_more_rows(DestReceiver *self)
{
}

static RowsReceiver *
make_receiver(Oid table, Oid former, Oid counter)
{
	RowsReceiver *receiver = palloc0(sizeof(RowsReceiver));

	receiver->base = (DestReceiver) {
		receive_row, receiver_startup, no_more_rows, no_more_rows, DestNone
	};
	receiver->writer = table_writer_open(table);
	if (OidIsValid(former))
		receiver->former_writer = table_writer_open(former);
	begin_row_count(&receiver->count, counter);
	receiver->row_context = AllocSetContextCreate(CurrentMemoryContext, "a row that is written",
												  ALLOCSET_DEFAULT_SIZES);
	return receiver;
}

/* Of the snapshot of the statement that has called: what others change meanwhile is not seen. */
static void
run_query(const char *query, RowsReceiver *receiver)
{
	SPIExecuteOptions options = {.read_only = true, .dest = &receiver->base};

	if (SPI_execute_extended(query, &options) < 0)
		elog(ERROR, "the rows to write cannot be asked for: %s", query);
}

/*
 * write_rows(table, query, counter): writes the rows of a query into a plain table, each value into
 * the column of its name; counter may be null.  Gives how many, and how many runs there were of rows with one
 * customer_group.  Errs where the table is neither plain nor a working one (55000).
 */
Datum
write_rows(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT8OID, INT8OID};
	Datum		values[2];
	bool		nulls[2] = {false, false};
	RowsReceiver *receiver;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	SPI_connect();
	receiver = make_receiver(PG_GETARG_OID(0), InvalidOid, PG_ARGISNULL(2) ? InvalidOid : PG_GETARG_OID(2));
	run_query(text_to_cstring(PG_GETARG_TEXT_PP(1)), receiver);
	table_writer_close(receiver->writer);
	values[0] = Int64GetDatum(receiver->writer->written);
	values[1] = Int64GetDatum(receiver->groups);
	SPI_finish();
	PG_RETURN_DATUM(result_row(fcinfo, types, 2, values, nulls));
}

/*
 * write_differences(table, former, query, counter): of a query whose column "facts" is null where
 * there is only a row that was, and "former" where there is none that was, writes the rows that
 * differ: as they are into the one table, as they were into the other.
 */
Datum
write_differences(PG_FUNCTION_ARGS)
{
	RowsReceiver *receiver;

	SPI_connect();
	receiver = make_receiver(PG_GETARG_OID(0), PG_GETARG_OID(1), PG_GETARG_OID(3));
	run_query(text_to_cstring(PG_GETARG_TEXT_PP(2)), receiver);
	table_writer_close(receiver->writer);
	table_writer_close(receiver->former_writer);
	SPI_finish();
	PG_RETURN_VOID();
}

/* takes_rows(table): may the two write into it? */
Datum
takes_rows(PG_FUNCTION_ARGS)
{
	Relation	table = table_open(PG_GETARG_OID(0), AccessShareLock);
	bool		result = is_plain_table(table);

	table_close(table, NoLock);
	PG_RETURN_BOOL(result);
}
