/*
 * apportion_core.h
 *		Shares in proportion to weights, which add up exactly: the method of largest
 *		remainders (Hamilton 1792; Balinski and Young 1982, "Fair Representation").
 *
 * In an amount of A units, the quota of a row of weight w is A * w / W, where W is
 * the total of the weights.  Each row is given the whole part of its quota.  The
 * units that are then left, fewer than there are rows, go one each to the rows of
 * the largest remainders; among rows of equal remainders, to the first ones.
 *
 * A remainder is the whole number A * w mod W, and nothing is ever rounded.
 */
#ifndef APPORTION_CORE_H
#define APPORTION_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Called now and then in a long loop, where it is set: a server uses it to let
 * itself be interrupted.  It may not return.
 */
extern void (*apportion_poll) (void);

/* ---- decimal numbers ---- */

/* The largest amount in units, weight or total weight that is held as an integer. */
#define APPORTION_MOST ((uint64_t) INT64_MAX)

/* A decimal number: significand times 10 to the power of exponent. */
typedef struct Decimal
{
	bool		finite;
	bool		negative;
	bool		fits;			/* the significand is at most APPORTION_MOST */
	uint64_t	significand;	/* if it fits: does not end in 0, but for zero */
	int			exponent;		/* of the last digit that is not 0 */
} Decimal;

extern Decimal decimal_read(const unsigned char *wire);
extern bool decimal_shift(uint64_t *value, int places);

static inline bool
decimal_is_zero(const Decimal *decimal)
{
	return decimal->fits && decimal->significand == 0;
}

/* Has the number more decimals than scale?  Of a negative scale: is it no multiple? */
static inline bool
decimal_finer_than(const Decimal *decimal, int scale)
{
	return !decimal_is_zero(decimal) && decimal->exponent < -scale;
}

/* ---- weights ---- */

/* The weights of some rows, as whole multiples of one power of ten. */
typedef struct NarrowWeights
{
	uint64_t   *weights;		/* room for all rows there will be */
	size_t		n;
	uint64_t	total;
	int			exponent;		/* of all of them; if total is not 0 */
} NarrowWeights;

extern bool weights_add(NarrowWeights *narrow, const Decimal *weight);

/* ---- shares ---- */

/* Who is given a unit: rows above a remainder, and the first of those that have it. */
typedef struct ExtraUnits
{
	uint64_t	remainder;
	uint64_t	ties;			/* rows of that very remainder that may take one */
} ExtraUnits;

extern ExtraUnits extra_units(const uint64_t *remainders, size_t n,
							  uint64_t below, uint64_t units);

/* Is the next row, in order, given a unit? */
static inline bool
takes_extra(ExtraUnits *extra, uint64_t remainder)
{
	if (remainder != extra->remainder)
		return remainder > extra->remainder;
	if (extra->ties == 0)
		return false;
	extra->ties--;
	return true;
}

/* What holds an amount times a weight. */
#ifdef __SIZEOF_INT128__
typedef unsigned __int128 Product;
#else
typedef uint64_t Product;
#endif

/* Can an amount be apportioned among weights of this total by apportion_shares()? */
static inline bool
apportion_fits(uint64_t amount, uint64_t total)
{
	return amount <= APPORTION_MOST && total <= APPORTION_MOST &&
		(amount == 0 || total <= (Product) -1 / amount);
}

extern void apportion_shares(uint64_t amount, uint64_t total,
							 uint64_t *shares, uint64_t *remainders, size_t n);

#endif							/* APPORTION_CORE_H */
