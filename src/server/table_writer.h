/*
 * table_writer.h
 *		Writes rows into a plain table, many at a time, as COPY does.
 */
#ifndef TABLE_WRITER_H
#define TABLE_WRITER_H

#include "access/heapam.h"
#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "utils/relcache.h"

typedef struct TableWriter
{
	Relation	table;
	EState	   *state;
	ResultRelInfo *target;
	BulkInsertState bulk;
	CommandId	command;
	MemoryContext insert_context;
	TupleTableSlot **slots;		/* rows that wait to be written */
	int			waiting;
	Size		waiting_bytes;
	int64		written;
} TableWriter;

extern bool is_plain_table(Relation table);
extern TableWriter *table_writer_open(Oid table);
extern void table_writer_begin(TableWriter *writer);
extern TupleTableSlot *table_writer_row(TableWriter *writer);
extern void table_writer_put(TableWriter *writer);
extern void table_writer_close(TableWriter *writer);

#endif							/* TABLE_WRITER_H */
