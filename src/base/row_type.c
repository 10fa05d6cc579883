/*
 * row_type.c
 *		Rows that functions are given and give.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/row_type.h"

/*
 * Errs where a row that is given is not of these types, of which InvalidOid is any enum
 * (55000): who owns a row type may alter it.
 */
void
check_row_type(TupleDesc type, const Oid *types, int columns)
{
	bool		as_made = type->natts == columns;

	for (int i = 0; as_made && i < columns; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		as_made = !column->attisdropped &&
			(OidIsValid(types[i]) ? column->atttypid == types[i] : type_is_enum(column->atttypid));
	}
	if (!as_made)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the type %s is not as the extension made it", format_type_be(type->tdtypeid)),
				 errdetail("It has not the %d attributes, and their types, that it was made with.", columns),
				 errhint("Undo what was changed in its attributes, or create the extension again.")));
}

/* The row type that the function returns, which has so many columns. */
TupleDesc
result_type(FunctionCallInfo fcinfo, int columns)
{
	TupleDesc	type;

	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE || type->natts != columns)
		elog(ERROR, "function %u does not return a row of %d columns",
			 fcinfo->flinfo->fn_oid, columns);
	return BlessTupleDesc(type);
}

/* A row of that type. */
Datum
result_row(FunctionCallInfo fcinfo, int columns, Datum *values, bool *nulls)
{
	return HeapTupleGetDatum(heap_form_tuple(result_type(fcinfo, columns), values, nulls));
}
