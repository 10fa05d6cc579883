/*
 * counts_state.h
 *		The state of an aggregate that only counts: an array of bigint, which any
 *		server can send and add up.
 */
#ifndef COUNTS_STATE_H
#define COUNTS_STATE_H

#include "fmgr.h"

extern Datum counts_state(FunctionCallInfo fcinfo, int argument, const char *aggregate,
						  int n, int64 **counts);

/* Add the counts of another state. */
static inline void
add_counts(int64 *counts, const int64 *more, int n)
{
	for (int i = 0; i < n; i++)
		counts[i] += more[i];
}

#endif							/* COUNTS_STATE_H */
