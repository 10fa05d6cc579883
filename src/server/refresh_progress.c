/*
 * refresh_progress.c
 *		What a refresh tells while it runs, and when it is done.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "server/refresh_progress.h"

PG_FUNCTION_INFO_V1(count_row);
PG_FUNCTION_INFO_V1(log_refresh);

/* rows from one telling to the next: a few hundred tellings a second at most */
#define ROWS_A_TELLING 4096

bool		log_refresh_on = false;

/* Whoever may not set the sequence need not be watched, nor be what has none. */
void
begin_row_count(RowCount *count, Oid counter)
{
	count->counter = counter;
	count->rows = 0;
	count->is_told = OidIsValid(counter) &&
		pg_class_aclcheck(counter, GetUserId(), ACL_UPDATE) == ACLCHECK_OK;
}

/* Counts one more, and tells every 4,096th: but not beside workers, where no sequence can be set. */
void
count_one_row(RowCount *count)
{
	if (++count->rows % ROWS_A_TELLING == 0 && count->is_told && !IsInParallelMode())
		DirectFunctionCall2(setval_oid, ObjectIdGetDatum(count->counter), Int64GetDatum(count->rows));
}

/*
 * count_row(counter): true; of every 4,096th row of a statement, sets the sequence to how
 * many there have been.
 */
Datum
count_row(PG_FUNCTION_ARGS)
{
	RowCount   *count = fcinfo->flinfo->fn_extra;

	if (count == NULL)
	{
		count = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(RowCount));
		begin_row_count(count, PG_GETARG_OID(0));
		fcinfo->flinfo->fn_extra = count;
	}
	count_one_row(count);
	PG_RETURN_BOOL(true);
}

/*
 * log_refresh(line): writes it to the server's log where the setting says so, without the
 * statement and the functions that it comes from: one line a refresh.
 */
Datum
log_refresh(PG_FUNCTION_ARGS)
{
	if (log_refresh_on)
		ereport(LOG_SERVER_ONLY, errmsg_internal("%s", text_to_cstring(PG_GETARG_TEXT_PP(0))),
				errhidestmt(true), errhidecontext(true));
	PG_RETURN_VOID();
}
