/*
 * table_writer.c
 *		Writes rows into a plain table, many at a time, as COPY does.
 *
 * A plain table is one in which a row does nothing but to be there: it has no index, no trigger
 * of a row, no check, default, identity, domain, rule or policy.  A working table is unlogged:
 * it is the extension's alone, and nothing of all that is asked there, but its indexes are kept.
 * Triggers of the statement are fired.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "base/compat.h"
#include "server/table_writer.h"

/* So many rows wait at most, of so many bytes. */
#define MOST_ROWS 256
#define MOST_BYTES (256 * 1024)

static bool
has_row_triggers(const TriggerDesc *triggers)
{
	return triggers &&
		(triggers->trig_insert_before_row || triggers->trig_insert_after_row ||
		 triggers->trig_insert_instead_row || triggers->trig_insert_new_table);
}

/* Has it a column that asks something of a value, or gives one, and is in no list of constraints? */
static bool
has_column_with_rules(TupleDesc type)
{
	for (int i = 0; i < type->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		if (!column->attisdropped &&
			(column->attidentity != '\0' || get_typtype(column->atttypid) == TYPTYPE_DOMAIN))
			return true;
	}
	return false;
}

bool
is_plain_table(Relation table)
{
	TupleDesc	type = RelationGetDescr(table);

	return table->rd_rel->relkind == RELKIND_RELATION && !table->rd_rel->relispartition &&
		RelationGetIndexList(table) == NIL && table->rd_rules == NULL &&
		!has_row_triggers(table->trigdesc) && !has_column_with_rules(type) &&
		(type->constr == NULL || (type->constr->num_defval == 0 && type->constr->num_check == 0)) &&
		check_enable_rls(RelationGetRelid(table), InvalidOid, true) != RLS_ENABLED;
}

static bool
is_working_table(Relation table)
{
	return table->rd_rel->relkind == RELKIND_RELATION && table->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED;
}

/*
 * Open a table to be written.  Errs where whoever asks may not write it (42501), or it is neither
 * plain nor a working one (55000).
 */
TableWriter *
table_writer_open(Oid table)
{
	TableWriter *writer = palloc0(sizeof(TableWriter));
	AclResult	allowed = pg_class_aclcheck(table, GetUserId(), ACL_INSERT);

	PreventCommandIfReadOnly("write_rows()");
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(table));
	writer->table = table_open(table, RowExclusiveLock);
	if (!is_plain_table(writer->table) && !is_working_table(writer->table))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the table %s is not as the extension made it", RelationGetRelationName(writer->table)),
				 errdetail("It has an index, or a trigger of a row, a check, a default, an identity, a domain, a rule or a policy."),
				 errhint("Undo what was added to it, or create the extension again.")));
	writer->state = CreateExecutorState();
	writer->target = makeNode(ResultRelInfo);
	InitResultRelInfo(writer->target, writer->table, 0, NULL, 0);
	ExecOpenIndices(writer->target, false);
	writer->bulk = GetBulkInsertState();
	writer->insert_context = AllocSetContextCreate(CurrentMemoryContext, "rows that are written",
												   ALLOCSET_DEFAULT_SIZES);
	writer->slots = palloc0(MOST_ROWS * sizeof(TupleTableSlot *));
	AfterTriggerBeginQuery();
	ExecBSInsertTriggers(writer->state, writer->target);
	return writer;
}

/* To be called when the query has begun that gives the rows: it sees none of them. */
void
table_writer_begin(TableWriter *writer)
{
	/* beside workers neither could be had */
	(void) GetCurrentTransactionId();
	writer->command = GetCurrentCommandId(true);
}

/* A row of nulls, to be filled with values that last until it is put. */
TupleTableSlot *
table_writer_row(TableWriter *writer)
{
	TupleTableSlot **slot = &writer->slots[writer->waiting];

	if (*slot == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(writer));

		*slot = table_slot_create(writer->table, NULL);
		MemoryContextSwitchTo(caller);
	}
	ExecClearTuple(*slot);
	memset((*slot)->tts_isnull, true, (*slot)->tts_tupleDescriptor->natts * sizeof(bool));
	return *slot;
}

static void
write_waiting(TableWriter *writer)
{
	MemoryContext caller = MemoryContextSwitchTo(writer->insert_context);

	if (writer->waiting > 0)
		table_multi_insert(writer->table, writer->slots, writer->waiting, writer->command, 0, writer->bulk);
	for (int i = 0; i < writer->waiting; i++)
	{
		if (writer->target->ri_NumIndices > 0)
			list_free(insert_index_tuples(writer->target, writer->slots[i], writer->state));
		ResetPerTupleExprContext(writer->state);
		ExecClearTuple(writer->slots[i]);
	}
	writer->written += writer->waiting;
	writer->waiting = 0;
	writer->waiting_bytes = 0;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(writer->insert_context);
}

static void
check_not_null(const TableWriter *writer, const TupleTableSlot *row)
{
	TupleDesc	type = RelationGetDescr(writer->table);

	for (int i = 0; i < type->natts; i++)
		if (row->tts_isnull[i] && TupleDescAttr(type, i)->attnotnull)
			elog(ERROR, "column \"%s\" of table \"%s\" would be null",
				 NameStr(TupleDescAttr(type, i)->attname), RelationGetRelationName(writer->table));
}

/* Write the row that was asked for, or let it wait. */
void
table_writer_put(TableWriter *writer)
{
	TupleTableSlot *row = writer->slots[writer->waiting];

	check_not_null(writer, row);
	ExecStoreVirtualTuple(row);
	writer->waiting++;
	writer->waiting_bytes += ExecFetchSlotHeapTuple(row, true, NULL)->t_len;
	if (writer->waiting == MOST_ROWS || writer->waiting_bytes >= MOST_BYTES)
		write_waiting(writer);
}

void
table_writer_close(TableWriter *writer)
{
	write_waiting(writer);
	table_finish_bulk_insert(writer->table, 0);
	FreeBulkInsertState(writer->bulk);
	for (int i = 0; i < MOST_ROWS && writer->slots[i]; i++)
		ExecDropSingleTupleTableSlot(writer->slots[i]);
	ExecASInsertTriggers(writer->state, writer->target, NULL);
	AfterTriggerEndQuery(writer->state);
	ExecCloseIndices(writer->target);
	ExecCloseResultRelations(writer->state);
	FreeExecutorState(writer->state);
	table_close(writer->table, NoLock);
}
