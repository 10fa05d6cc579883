/*
 * row_type.c
 *		Rows that functions are given and give.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "base/row_type.h"

/* What to do with a row type that the library does not know so. */
#define UNLIKE_MADE \
	"Undo what was changed in its attributes; or, where the library is of another version than the " \
	"catalogue, ALTER EXTENSION failure_demand UPDATE."

static bool
is_of_type(Form_pg_attribute column, Oid type)
{
	return OidIsValid(type) ? column->atttypid == type : type_is_enum(column->atttypid);
}

/* Errs where the catalogue has another type for a column than the library knows (55000). */
static void
check_columns(TupleDesc type, const Oid *types, int columns)
{
	for (int i = 0; i < Min(columns, type->natts); i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		if (!column->attisdropped && !is_of_type(column, types[i]))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("the type %s is not as the extension made it", format_type_be(type->tdtypeid)),
					 errdetail("Its attribute \"%s\" is of type %s, and the library knows it as %s.",
							   NameStr(column->attname), format_type_be(column->atttypid),
							   OidIsValid(types[i]) ? format_type_be(types[i]) : "an enum"),
					 errhint(UNLIKE_MADE)));
	}
}

/* The columns of a row that a function is given; errs as above. */
void
read_row(HeapTupleHeader row, const Oid *types, int columns, Datum *values, bool *nulls)
{
	TupleDesc	type = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(row), .t_data = row};
	Datum	   *found_values = palloc(type->natts * sizeof(Datum));
	bool	   *found_nulls = palloc(type->natts * sizeof(bool));

	check_columns(type, types, columns);
	heap_deform_tuple(&tuple, type, found_values, found_nulls);
	for (int i = 0; i < columns; i++)
	{
		nulls[i] = i >= type->natts || found_nulls[i] || TupleDescAttr(type, i)->attisdropped;
		values[i] = nulls[i] ? (Datum) 0 : found_values[i];
	}
	ReleaseTupleDesc(type);
	pfree(found_values);
	pfree(found_nulls);
}

/*
 * The type of the rows that a function gives.  To be asked once a call site.  Errs where the
 * catalogue has another type for one of the columns (55000).
 */
TupleDesc
result_type(FunctionCallInfo fcinfo, const Oid *types, int columns)
{
	TupleDesc	type;

	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "function %u does not return a row", fcinfo->flinfo->fn_oid);
	check_columns(type, types, columns);
	return BlessTupleDesc(type);
}

/* The type of a column, from 0; InvalidOid where the catalogue does not have it. */
Oid
result_column_type(TupleDesc type, int column)
{
	return column < type->natts ? TupleDescAttr(type, column)->atttypid : InvalidOid;
}

/* A row of what result_type() gave, of all the columns that the function has. */
static HeapTuple
form_result_row(TupleDesc type, int columns, const Datum *values, const bool *nulls)
{
	Datum	   *fitted_values = palloc0(type->natts * sizeof(Datum));
	bool	   *fitted_nulls = palloc(type->natts * sizeof(bool));
	HeapTuple	row;

	for (int i = 0; i < type->natts; i++)
	{
		fitted_nulls[i] = i >= columns || nulls[i] || TupleDescAttr(type, i)->attisdropped;
		if (!fitted_nulls[i])
			fitted_values[i] = values[i];
	}
	row = heap_form_tuple(type, fitted_values, fitted_nulls);
	pfree(fitted_values);
	pfree(fitted_nulls);
	return row;
}

Datum
result_row_of(TupleDesc type, int columns, const Datum *values, const bool *nulls)
{
	return HeapTupleGetDatum(form_result_row(type, columns, values, nulls));
}

/* The same for a function that remembers nothing else of its call site. */
Datum
result_row(FunctionCallInfo fcinfo, const Oid *types, int columns,
		   const Datum *values, const bool *nulls)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(flinfo->fn_mcxt);

		flinfo->fn_extra = result_type(fcinfo, types, columns);
		MemoryContextSwitchTo(caller);
	}
	return result_row_of(flinfo->fn_extra, columns, values, nulls);
}

/* Rows that a function gives all at once: none at first. */
ResultRows
open_result_rows(FunctionCallInfo fcinfo, const Oid *types, int columns)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	check_columns(result->setDesc, types, columns);
	return (ResultRows) {
		result->setResult, result->setDesc, columns
	};
}

void
put_result_row(const ResultRows *rows, const Datum *values, const bool *nulls)
{
	HeapTuple	row = form_result_row(rows->type, rows->columns, values, nulls);

	tuplestore_puttuple(rows->store, row);
	heap_freetuple(row);
}
