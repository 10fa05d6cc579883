/*
 * arguments.c
 *		Arguments of functions that are called again and again: over a group or partition.
 */
#include "postgres.h"

#include "utils/regproc.h"

#include "base/arguments.h"

void
report_varying(const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a group or partition", argument),
			 errdetail("A row has another %s than those before it.", argument),
			 errhint("Write a constant, or put the column that %s depends on into GROUP BY or PARTITION BY.",
					 argument)));
}

/* The context of an aggregate's state; errs where no aggregate calls (0A000). */
MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a support function was called outside its aggregate"),
				 errdetail("It is function %s.", format_procedure(fcinfo->flinfo->fn_oid)),
				 errhint("Call the aggregate that it is of.")));
	return context;
}
