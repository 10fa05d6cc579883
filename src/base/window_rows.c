/*
 * window_rows.c
 *		What window functions need that read ahead: an argument of a row to come, and
 *		arrays of what was read.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/window_rows.h"

/*
 * Read an argument of a row at or after the current one.  Returns false past
 * the end of the partition.  The current row itself is read without touching
 * the executor's row store.  What the argument's expression allocates is in the
 * caller's memory context.
 */
bool
window_argument(WindowObject winobj, int argument, int64 row, Datum *value, bool *isnull)
{
	int64		ahead = row - WinGetCurrentPosition(winobj);
	bool		isout;

	if (ahead == 0)
	{
		*value = WinGetFuncArgCurrent(winobj, argument, isnull);
		return true;
	}
	if (ahead > PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d rows of a window partition cannot be read ahead", PG_INT32_MAX),
				 errdetail("Row " INT64_FORMAT " was asked for from row " INT64_FORMAT ".", row, WinGetCurrentPosition(winobj)),
				 errhint("Make partitions smaller, or leave out the rows of customers that are no persons.")));
	*value = WinGetFuncArgInPartition(winobj, argument, (int) ahead,
									  WINDOW_SEEK_CURRENT, true, isnull, &isout);
	return !isout;
}

/* Allocate an array of n elements, or make the one there is longer. */
void *
window_array(void *array, size_t n, size_t size)
{
	if (n > MaxAllocHugeSize / size)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%zu rows of a window partition cannot be held", n),
				 errdetail("They need %zu bytes each.", size),
				 errhint("Make partitions smaller, or leave out the rows of customers that are no persons.")));
	return array ? repalloc_huge(array, n * size) : palloc_extended(n * size, MCXT_ALLOC_HUGE);
}
