/*
 * row_type.h
 *		Rows that functions are given and give.
 */
#ifndef ROW_TYPE_H
#define ROW_TYPE_H

#include "access/tupdesc.h"
#include "fmgr.h"

extern void check_row_type(TupleDesc type, const Oid *types, int columns);
extern TupleDesc result_type(FunctionCallInfo fcinfo, int columns);
extern Datum result_row(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls);

#endif							/* ROW_TYPE_H */
