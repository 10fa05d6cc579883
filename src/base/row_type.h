/*
 * row_type.h
 *		Rows that functions are given and give.
 *
 * They are told by the types of their columns, of which InvalidOid is any enum.  The
 * catalogue's row type may have fewer columns, where the library is newer, or more, where
 * it is older: what both have is read and given, and the rest is null.
 */
#ifndef ROW_TYPE_H
#define ROW_TYPE_H

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "fmgr.h"
#include "utils/tuplestore.h"

/* Rows that a function gives all at once. */
typedef struct ResultRows
{
	Tuplestorestate *store;
	TupleDesc	type;
	int			columns;		/* that the function has */
} ResultRows;

extern void read_row(HeapTupleHeader row, const Oid *types, int columns, Datum *values, bool *nulls);
extern TupleDesc result_type(FunctionCallInfo fcinfo, const Oid *types, int columns);
extern Oid	result_column_type(TupleDesc type, int column);
extern Datum result_row_of(TupleDesc type, int columns, const Datum *values, const bool *nulls);
extern Datum result_row(FunctionCallInfo fcinfo, const Oid *types, int columns,
						const Datum *values, const bool *nulls);
extern ResultRows open_result_rows(FunctionCallInfo fcinfo, const Oid *types, int columns);
extern void put_result_row(const ResultRows *rows, const Datum *values, const bool *nulls);

#endif							/* ROW_TYPE_H */
