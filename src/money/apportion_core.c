/*
 * apportion_core.c
 *		Shares in proportion to weights, which add up exactly.
 */
#include "money/apportion_core.h"

void		(*apportion_poll) (void) = NULL;

/* Rows between two polls. */
#define POLL_EVERY 65536

static inline void
poll_at(size_t i)
{
	if (i % POLL_EVERY == POLL_EVERY - 1 && apportion_poll)
		apportion_poll();
}

/* ---- decimal numbers ---- */

/* Digits of a numeric, and those of them that always fit into 64 bits. */
#define NUMERIC_BASE 10000
#define BASE_DIGITS 4
#define MOST_DIGITS 5

/* The sign of a numeric; what is neither is no finite number. */
#define SIGN_POSITIVE 0x0000
#define SIGN_NEGATIVE 0x4000

static inline unsigned
read_word(const unsigned char *wire, size_t word)
{
	return (unsigned) wire[2 * word] << 8 | wire[2 * word + 1];
}

/* The same as a signed number. */
static inline int
read_signed(const unsigned char *wire, size_t word)
{
	unsigned	value = read_word(wire, word);

	return value < 0x8000 ? (int) value : (int) value - 0x10000;
}

/*
 * Read a number as numeric_send() writes it: words of 16 bits, the most significant
 * byte first, that say how many digits there are to the base of 10,000, the weight of
 * the first one, the sign, and how many decimals are shown; then the digits.  Neither
 * the first nor the last digit is 0.
 */
Decimal
decimal_read(const unsigned char *wire)
{
	enum {DIGITS, WEIGHT, SIGN, SHOWN, HEADER};
	Decimal		decimal = {.fits = true};
	unsigned	n = read_word(wire, DIGITS);
	unsigned	sign = read_word(wire, SIGN);
	unsigned	last;
	unsigned	base = NUMERIC_BASE;

	decimal.finite = sign == SIGN_POSITIVE || sign == SIGN_NEGATIVE;
	decimal.negative = sign == SIGN_NEGATIVE;
	if (!decimal.finite || n == 0)
		return decimal;

	decimal.exponent = (read_signed(wire, WEIGHT) - (int) n + 1) * BASE_DIGITS;
	for (last = read_word(wire, HEADER + n - 1); base > 10 && last % 10 == 0; last /= 10)
	{
		base /= 10;
		decimal.exponent++;
	}
	decimal.fits = n <= MOST_DIGITS;
	if (!decimal.fits)
		return decimal;
	for (unsigned i = 0; i < n - 1; i++)
		decimal.significand = decimal.significand * NUMERIC_BASE + read_word(wire, HEADER + i);
	decimal.fits = decimal.significand <= (APPORTION_MOST - last) / base;
	decimal.significand = decimal.significand * base + last;
	return decimal;
}

/* Add zeros at the end.  Returns false, and leaves the value, where that is too much. */
bool
decimal_shift(uint64_t *value, int places)
{
	uint64_t	shifted = *value;

	if (shifted == 0)
		return true;
	for (; places > 0; places--)
	{
		if (shifted > APPORTION_MOST / 10)
			return false;
		shifted *= 10;
	}
	*value = shifted;
	return true;
}

/* ---- weights ---- */

/*
 * Make the exponent smaller.  Returns false, and leaves all as it is, where the total
 * would be too much.  As the total is not 0, that is so after 19 steps at the latest.
 */
static bool
weights_refine(NarrowWeights *narrow, int exponent)
{
	uint64_t	total = narrow->total;
	uint64_t	factor;

	if (!decimal_shift(&total, narrow->exponent - exponent))
		return false;
	factor = total / narrow->total;
	for (size_t i = 0; i < narrow->n; i++)
	{
		poll_at(i);
		narrow->weights[i] *= factor;
	}
	narrow->total = total;
	narrow->exponent = exponent;
	return true;
}

/*
 * Add the weight of the next row, which is finite and not negative.  Returns false,
 * and says the same of the rows before, where it or the total does not fit.
 */
bool
weights_add(NarrowWeights *narrow, const Decimal *weight)
{
	uint64_t	value = weight->significand;

	if (!weight->fits)
		return false;
	if (value > 0)
	{
		if (narrow->total == 0)
			narrow->exponent = weight->exponent;
		else if (weight->exponent < narrow->exponent &&
				 !weights_refine(narrow, weight->exponent))
			return false;
		if (!decimal_shift(&value, weight->exponent - narrow->exponent) ||
			value > APPORTION_MOST - narrow->total)
			return false;
		narrow->total += value;
	}
	narrow->weights[narrow->n++] = value;
	return true;
}

/* ---- shares ---- */

/* How many remainders are no less than this one? */
static uint64_t
count_from(const uint64_t *remainders, size_t n, uint64_t least)
{
	uint64_t	count = 0;

	for (size_t i = 0; i < n; i++)
	{
		poll_at(i);
		count += remainders[i] >= least;
	}
	return count;
}

/*
 * Find who is given one of some units, of which there are no more than rows; all
 * remainders are below a number.  By bisection: each of at most 63 steps counts the
 * remainders once.
 */
ExtraUnits
extra_units(const uint64_t *remainders, size_t n, uint64_t below, uint64_t units)
{
	ExtraUnits	extra = {0, units};

	/* as many rows as there are units, or more, have extra.remainder at least; fewer
	 * have below, and extra.ties are the units that these leave */
	while (below - extra.remainder > 1)
	{
		uint64_t	middle = extra.remainder + (below - extra.remainder) / 2;
		uint64_t	count = count_from(remainders, n, middle);

		if (count >= units)
			extra.remainder = middle;
		else
		{
			below = middle;
			extra.ties = units - count;
		}
		if (count == units)
			break;
	}
	return extra;
}

/*
 * Apportion an amount in units, which fits by apportion_fits().  The shares come as
 * the weights, whose total is not 0; the remainders are left behind.
 */
void
apportion_shares(uint64_t amount, uint64_t total,
				 uint64_t *shares, uint64_t *remainders, size_t n)
{
	uint64_t	left = amount;
	ExtraUnits	extra;

	for (size_t i = 0; i < n; i++)
	{
		Product		product = (Product) amount * shares[i];

		poll_at(i);
		shares[i] = (uint64_t) (product / total);
		remainders[i] = (uint64_t) (product - (Product) shares[i] * total);
		left -= shares[i];
	}
	extra = extra_units(remainders, n, total, left);
	for (size_t i = 0; i < n; i++)
	{
		poll_at(i);
		shares[i] += takes_extra(&extra, remainders[i]);
	}
}
