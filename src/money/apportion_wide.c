/*
 * apportion_wide.c
 *		The arithmetic of apportionment where integers are too small: by numeric.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/window_rows.h"
#include "money/apportion_wide.h"

/* The digits of a number that can be multiplied; a numeric has four of them in two bytes. */
#define MOST_DIGITS 20000
#define DIGITS_A_BYTE 2

/* A row's remainder, on its way to a rank. */
typedef struct Remainder
{
	Numeric		value;
	size_t		row;
} Remainder;

static int
compare_numerics(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a), NumericGetDatum(b)));
}

#define ST_SORT sort_remainders
#define ST_ELEMENT_TYPE Remainder
#define ST_COMPARE(a, b) compare_numerics((a)->value, (b)->value)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* The result of an operation on numerics that may be too large for one. */
static Numeric
not_too_large(Numeric result, bool too_large)
{
	if (too_large)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("amount and weights have too many digits to be apportioned"),
				 errdetail("The amount in units, times the total of the weights, must fit into a numeric."),
				 errhint("Make the scale smaller, or divide all weights by the same number.")));
	return result;
}

static Numeric
multiply(Numeric a, Numeric b)
{
	bool		too_large = false;
	Numeric		result = numeric_mul_opt_error(a, b, &too_large);

	return not_too_large(result, too_large);
}

static Numeric
subtract(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub, NumericGetDatum(a), NumericGetDatum(b)));
}

/*
 * Errs on a number of too many digits, zeros at its ends aside (22003): two of 60,000
 * take half a second to multiply, in which nothing can be cancelled.
 */
static void
check_digits(Numeric number)
{
	if (VARSIZE(number) <= MOST_DIGITS / DIGITS_A_BYTE)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("amount and weights have too many digits to be apportioned"),
			 errdetail("One of them, or the total of the weights, has about %zu digits; the most is %d.",
					   (size_t) VARSIZE(number) * DIGITS_A_BYTE, MOST_DIGITS),
			 errhint("Round the amount, or the weights.")));
}

/* Keep a weight, whose value is in the context already. */
static void
keep_weight(WideShares *wide, Numeric weight)
{
	bool		too_large = false;
	Numeric		total = numeric_add_opt_error(wide->total, weight, &too_large);

	not_too_large(total, too_large);
	check_digits(total);
	pfree(wide->total);
	wide->total = total;
	wide->shares[wide->n++] = weight;
}

/* Begin with the weights that were held as integers so far; there will be so many rows. */
void
wide_begin(WideShares *wide, const NarrowWeights *narrow, size_t rows)
{
	MemoryContext caller = MemoryContextSwitchTo(wide->context);

	wide->shares = window_array(NULL, rows, sizeof(Numeric));
	wide->n = 0;
	wide->total = int64_to_numeric(0);
	for (size_t i = 0; i < narrow->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		keep_weight(wide, int64_div_fast_to_numeric(narrow->weights[i], -narrow->exponent));
	}
	MemoryContextSwitchTo(caller);
}

/* Add the weight of the next row, which is finite and not negative. */
void
wide_add(WideShares *wide, Numeric weight)
{
	MemoryContext caller = MemoryContextSwitchTo(wide->context);

	keep_weight(wide, DatumGetNumericCopy(NumericGetDatum(weight)));
	MemoryContextSwitchTo(caller);
}

/*
 * Turn the weights into the whole parts of their quotas of so many units, and say what
 * remains of each, in the caller's context.  Returns the units that are left.
 */
static int64
divide(WideShares *wide, Numeric units, Remainder *remainders)
{
	MemoryContext caller = CurrentMemoryContext;
	Numeric		left = DatumGetNumericCopy(NumericGetDatum(units));

	/* no product below is larger */
	multiply(units, wide->total);
	for (size_t i = 0; i < wide->n; i++)
	{
		Numeric		product;
		Numeric		whole;
		Numeric		still_left;

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(wide->scratch);
		MemoryContextSwitchTo(wide->scratch);
		product = multiply(units, wide->shares[i]);

		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(wide->context);
		whole = DatumGetNumeric(DirectFunctionCall2(numeric_div_trunc, NumericGetDatum(product),
													NumericGetDatum(wide->total)));
		pfree(wide->shares[i]);
		wide->shares[i] = whole;

		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(wide->scratch);
		whole = multiply(whole, wide->total);
		MemoryContextSwitchTo(caller);
		remainders[i].value = subtract(product, whole);
		remainders[i].row = i;
		still_left = subtract(left, wide->shares[i]);
		pfree(left);
		left = still_left;
	}
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(left)));
}

/* Rank remainders from 0, equal ones alike, by row.  Returns the number of ranks. */
static uint64
rank_remainders(Remainder *remainders, size_t n, uint64 *ranks)
{
	uint64		rank = 0;

	sort_remainders(remainders, n);
	for (size_t i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0 && compare_numerics(remainders[i - 1].value, remainders[i].value) != 0)
			rank++;
		ranks[remainders[i].row] = rank;
	}
	return rank + 1;
}

/* Add the units that are given out to the whole shares, and make amounts of all. */
static void
hand_out(WideShares *wide, ExtraUnits *extra, const uint64 *ranks, Numeric unit)
{
	Numeric		one = int64_to_numeric(1);

	for (size_t i = 0; i < wide->n; i++)
	{
		Numeric		whole = wide->shares[i];

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(wide->scratch);
		MemoryContextSwitchTo(wide->scratch);
		if (takes_extra(extra, ranks[i]))
			whole = DatumGetNumeric(DirectFunctionCall2(numeric_add, NumericGetDatum(whole),
														NumericGetDatum(one)));
		MemoryContextSwitchTo(wide->context);
		whole = multiply(whole, unit);
		pfree(wide->shares[i]);
		wide->shares[i] = whole;
	}
}

/*
 * The amount, which has no more decimals than scale, without its sign and as a number of
 * units that is written without decimals: numeric rounds products of too many.
 */
static Numeric
count_units(Numeric amount, bool negative, int scale)
{
	Numeric		units = multiply(amount, int64_div_fast_to_numeric(negative ? -1 : 1, -scale));

	return DatumGetNumeric(DirectFunctionCall2(numeric_trunc, NumericGetDatum(units), Int32GetDatum(0)));
}

/*
 * Turn the weights, whose total is not 0, into shares of an amount that has no more
 * decimals than scale.  There must be room for a rank of each row.
 */
void
wide_apportion(WideShares *wide, Numeric amount, bool negative, int scale, uint64 *ranks)
{
	MemoryContext caller = MemoryContextSwitchTo(wide->context);
	MemoryContext steps = AllocSetContextCreate(wide->context, "remainders of shares",
												ALLOCSET_DEFAULT_SIZES);
	Numeric		unit = int64_div_fast_to_numeric(negative ? -1 : 1, scale);
	Numeric		units;
	Remainder  *remainders;
	uint64		left;
	uint64		different;
	ExtraUnits	extra;

	check_digits(amount);
	units = count_units(amount, negative, scale);
	MemoryContextSwitchTo(steps);
	remainders = window_array(NULL, wide->n, sizeof(Remainder));
	left = divide(wide, units, remainders);
	different = rank_remainders(remainders, wide->n, ranks);
	MemoryContextSwitchTo(wide->context);
	MemoryContextDelete(steps);

	extra = extra_units(ranks, wide->n, different, left);
	hand_out(wide, &extra, ranks, unit);
	MemoryContextSwitchTo(caller);
}
