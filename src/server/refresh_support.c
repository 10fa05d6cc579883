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
#include "utils/timestamp.h"

#include "base/elapsed.h"
#include "base/fingerprint_core.h"
#include "contact/once.h"

PG_FUNCTION_INFO_V1(elapsed);
PG_FUNCTION_INFO_V1(digest_add);
PG_FUNCTION_INFO_V1(digest_row);
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

/*
 * digest_add(a, b): their sum modulo 2^64.  A sum of hashes does not depend on the
 * order of the rows, and unlike an exclusive or does not lose those that are alike.
 */
Datum
digest_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) ((uint64) PG_GETARG_INT64(0) + (uint64) PG_GETARG_INT64(1)));
}

/*
 * digest_row(a, hash): a, and one row more.  A row's hash is a weighted sum of those of
 * its columns; were it added as it is, rows could exchange values without a trace.
 */
Datum
digest_row(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) ((uint64) PG_GETARG_INT64(0) + fingerprint_integer(PG_GETARG_INT64(1))));
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
