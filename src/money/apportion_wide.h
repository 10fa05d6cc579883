/*
 * apportion_wide.h
 *		The arithmetic of apportionment where integers are too small: by numeric.
 *
 * Only the whole shares and the order of the remainders are found here.  Who is
 * given the units that are left, apportion_core decides.
 */
#ifndef APPORTION_WIDE_H
#define APPORTION_WIDE_H

#include "utils/numeric.h"

#include "money/apportion_core.h"

/* The weights of the rows of a partition, then their shares. */
typedef struct WideShares
{
	MemoryContext context;		/* of the numbers; reset before the next partition */
	MemoryContext scratch;		/* of one row; reset at any time */
	Numeric    *shares;
	size_t		n;
	Numeric		total;			/* of the weights */
} WideShares;

extern void wide_begin(WideShares *wide, const NarrowWeights *narrow, size_t rows);
extern void wide_add(WideShares *wide, Numeric weight);
extern void wide_apportion(WideShares *wide, Numeric amount, bool negative, int scale,
						   uint64 *ranks);

#endif							/* APPORTION_WIDE_H */
