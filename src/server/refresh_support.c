/*
 * refresh_support.c
 *		What a refresh asks that SQL cannot say.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/elapsed.h"
#include "base/fingerprint_core.h"
#include "contact/once.h"

PG_FUNCTION_INFO_V1(elapsed);
PG_FUNCTION_INFO_V1(elapsed_of_argument);
PG_FUNCTION_INFO_V1(check_elapsed);
PG_FUNCTION_INFO_V1(row_hash);
PG_FUNCTION_INFO_V1(oldest_transaction_start);

/*
 * elapsed(within): the window as microseconds alone, so that adding it to a time does
 * not depend on a time zone.  Errs where it is no window (22023, 22008).
 */
Datum
elapsed(PG_FUNCTION_ARGS)
{
	uint64		window = window_from_interval(PG_GETARG_INTERVAL_P(0));

	warn_of_short_window(window);
	PG_RETURN_DATUM(interval_from_microseconds(window));
}

/* elapsed(value, what), internal: the same of any other time, by what it is called */
Datum
elapsed_of_argument(PG_FUNCTION_ARGS)
{
	char	   *argument = text_to_cstring(PG_GETARG_TEXT_PP(1));
	uint64		microseconds = elapsed_from_interval(PG_GETARG_INTERVAL_P(0), argument);

	warn_of_short_time(microseconds, argument);
	PG_RETURN_DATUM(interval_from_microseconds(microseconds));
}

/* check_elapsed(elapsed, what): true; errs where it is no elapsed time (22023, 22008) */
Datum
check_elapsed(PG_FUNCTION_ARGS)
{
	elapsed_from_interval(PG_GETARG_INTERVAL_P(0), text_to_cstring(PG_GETARG_TEXT_PP(1)));
	PG_RETURN_BOOL(true);
}

/* How the values of a column are stored. */
typedef struct ColumnStorage
{
	int16		length;
	bool		by_value;
} ColumnStorage;

/* Of the columns that a call site is given, asked for once. */
static const ColumnStorage *
column_storage(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
	{
		ColumnStorage *columns = MemoryContextAlloc(flinfo->fn_mcxt, PG_NARGS() * sizeof(ColumnStorage));

		for (int i = 0; i < PG_NARGS(); i++)
			get_typlenbyval(get_fn_expr_argtype(flinfo, i), &columns[i].length, &columns[i].by_value);
		flinfo->fn_extra = columns;
	}
	return flinfo->fn_extra;
}

/* The fingerprint of a value's bytes. */
static uint64
value_fingerprint(Datum value, ColumnStorage column)
{
	struct varlena *bytes;
	uint64		result;

	if (column.by_value)
		return fingerprint_integer((int64) value);
	if (column.length > 0)
		return fingerprint_bytes(DatumGetPointer(value), column.length);
	bytes = PG_DETOAST_DATUM_PACKED(value);
	result = fingerprint_bytes(VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	if ((Pointer) bytes != DatumGetPointer(value))
		pfree(bytes);
	return result;
}

/*
 * row_hash(VARIADIC "any"): a fingerprint of the bytes of a row's columns, nulls and all, in
 * their order.
 */
Datum
row_hash(PG_FUNCTION_ARGS)
{
	const ColumnStorage *columns = column_storage(fcinfo);
	uint64		result = 0;

	for (int i = 0; i < PG_NARGS(); i++)
		/* a null moves what comes after it, and a value does so otherwise */
		result = PG_ARGISNULL(i) ? fingerprint_mix(result + FINGERPRINT_STEP) :
			fingerprint_append(result, value_fingerprint(PG_GETARG_DATUM(i), columns[i]));
	PG_RETURN_INT64((int64) result);
}

/*
 * oldest_transaction_start(): when the oldest transaction began that is running in
 * this database, this one included.  What a transaction has written may be seen only
 * much later than the time it wrote beside it, but not from before it began; of a
 * session that does not track its activities, all that is known is when it began.
 * pg_stat_activity hides the transactions of other roles; a refresh must know of
 * them, and learns no more than this one time.
 */
Datum
oldest_transaction_start(PG_FUNCTION_ARGS)
{
	TimestampTz oldest = GetCurrentTransactionStartTimestamp();
	int			backends;

	pgstat_clear_backend_activity_snapshot();
	backends = pgstat_fetch_stat_numbackends();
	for (int index = 1; index <= backends; index++)
	{
		PgBackendStatus *backend = &pgstat_get_local_beentry_by_index(index)->backendStatus;
		TimestampTz began = backend->st_state == STATE_DISABLED ?
			backend->st_proc_start_timestamp : backend->st_xact_start_timestamp;

		if (backend->st_databaseid == MyDatabaseId && began != 0 && began < oldest)
			oldest = began;
	}
	PG_RETURN_TIMESTAMPTZ(oldest);
}
