/*
 * counts_state.c
 *		The state of an aggregate that only counts.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/counts_state.h"

/*
 * A state, which is an argument, and its counts.  Errs where it is no array of so many,
 * as in an aggregate of somebody else's making (22023).
 */
Datum
counts_state(FunctionCallInfo fcinfo, int argument, const char *aggregate, int n, int64 **counts)
{
	ArrayType  *state = PG_ARGISNULL(argument) ? NULL : PG_GETARG_ARRAYTYPE_P(argument);

	if (state == NULL || ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != n ||
		ARR_HASNULL(state) || ARR_ELEMTYPE(state) != INT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the state of %s() must be an array of %d counts", aggregate, n),
				 state == NULL ? errdetail("It is null.") :
				 errdetail("It is an array of %d elements of type %s.",
						   ArrayGetNItems(ARR_NDIM(state), ARR_DIMS(state)), format_type_be(ARR_ELEMTYPE(state))),
				 errhint("Call the aggregate itself.")));
	*counts = (int64 *) ARR_DATA_PTR(state);
	return PointerGetDatum(state);
}
