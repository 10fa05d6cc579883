/*
 * apportion.c
 *		Shares of an amount that add up exactly.  apportion() is a window function: of a
 *		row among the rows of its partition.  apportion_array(): of all weights of an array.
 *
 * The method is apportion_core's.  The partition is read once, at its first row, into
 * integers of 64 bits; from the first number on that does not fit, by apportion_wide
 * into numerics.  Memory is 16 bytes a row of the largest partition, and in the second
 * case three numerics a row more.  An array is a partition, too.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/window_rows.h"
#include "money/apportion_wide.h"

PG_FUNCTION_INFO_V1(apportion);
PG_FUNCTION_INFO_V1(apportion_array);

/* The arguments of apportion(). */
#define ARGUMENT_AMOUNT 0
#define ARGUMENT_WEIGHT 1
#define ARGUMENT_SCALE 2

/* What is shared, and how finely: the same in all rows of a partition. */
typedef struct Terms
{
	bool		amount_isnull;
	Numeric		amount;			/* if it is not null */
	Decimal		decimal;		/* the same */
	int32		scale;
} Terms;

/* What a call site remembers. */
typedef struct Apportionment
{
	bool		constant_terms; /* amount and scale cannot vary */
	MemoryContext scratch;		/* of one row; reset at any time */

	/* of the partition; the arrays of integers stay for the next one */
	MemoryContext context;
	size_t		rows;
	size_t		capacity;
	Terms		terms;
	NarrowWeights narrow;		/* the weights become shares */
	uint64	   *remainders;		/* or their ranks */
	bool		is_wide;		/* these are used instead */
	WideShares	wide;
} Apportionment;

static char *
numeric_text(Datum value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, value));
}

/* ---- one row ---- */

/* A number as the core reads it.  Errs where it is not finite (22003). */
static Decimal
read_decimal(Datum value, const char *argument)
{
	bytea	   *wire = DatumGetByteaPP(DirectFunctionCall1(numeric_send, value));
	Decimal		decimal = decimal_read((const unsigned char *) VARDATA_ANY(wire));

	if (!decimal.finite)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be finite", argument),
				 errdetail("%s is \"%s\".", argument, numeric_text(value)),
				 errhint("Write null for an amount that is not known, 0 for a weight without a share, or leave the row out.")));
	return decimal;
}

/* Read the weight of the next row. */
static void
read_weight(Apportionment *state, Datum value, bool isnull)
{
	Decimal		weight;

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight must not be null"),
				 errdetail("weight is null."),
				 errhint("Write coalesce(weight, 0) where a row without a weight has no share, or leave the row out.")));
	weight = read_decimal(value, "weight");
	if (weight.negative)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight must not be negative"),
				 errdetail("weight is \"%s\".", numeric_text(value)),
				 errhint("Write 0 for a row that has no share.")));

	if (!state->is_wide && !weights_add(&state->narrow, &weight))
	{
		wide_begin(&state->wide, &state->narrow, state->rows);
		state->is_wide = true;
	}
	if (state->is_wide)
		wide_add(&state->wide, DatumGetNumeric(value));
}

static int32
read_scale(Datum value, bool isnull)
{
	int32		scale = isnull ? 0 : DatumGetInt32(value);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale must not be null"),
				 errdetail("scale is null."),
				 errhint("Write the number of decimals that a share can have, such as 2.")));
	if (scale < NUMERIC_MIN_SCALE || scale > NUMERIC_MAX_SCALE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale must be between %d and %d", NUMERIC_MIN_SCALE, NUMERIC_MAX_SCALE),
				 errdetail("scale is %d.", scale),
				 errhint("Write the number of decimals that a share can have, such as 2.")));
	return scale;
}

/* Remember the amount that is shared. */
static void
set_amount(Apportionment *state, Datum amount, bool isnull)
{
	Terms	   *terms = &state->terms;
	MemoryContext caller;

	terms->amount_isnull = isnull;
	if (isnull)
		return;
	terms->decimal = read_decimal(amount, "amount");
	caller = MemoryContextSwitchTo(state->context);
	terms->amount = DatumGetNumericCopy(amount);
	MemoryContextSwitchTo(caller);
}

/* Read amount and scale of a row: remember those of the first, and compare the others. */
static void
read_terms(Apportionment *state, WindowObject winobj, int64 row)
{
	Terms	   *terms = &state->terms;
	Datum		amount;
	Datum		value;
	bool		isnull;
	int32		scale;

	window_argument(winobj, ARGUMENT_AMOUNT, row, &amount, &isnull);
	if (row == 0)
		set_amount(state, amount, isnull);
	else if (isnull != terms->amount_isnull ||
			 (!isnull && DatumGetBool(DirectFunctionCall2(numeric_ne, amount,
														  NumericGetDatum(terms->amount)))))
	{
		if (!isnull)
			read_decimal(amount, "amount");
		report_varying("amount");
	}

	window_argument(winobj, ARGUMENT_SCALE, row, &value, &isnull);
	scale = read_scale(value, isnull);
	if (row > 0 && scale != terms->scale)
		report_varying("scale");
	terms->scale = scale;
}

/* ---- the partition ---- */

/* Errs where what was read cannot be shared out. */
static void
check_partition(const Apportionment *state)
{
	const Terms *terms = &state->terms;

	/* a weight that makes the partition wide is not 0 */
	if (!state->is_wide && state->narrow.total == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the weights of a partition must not all be zero"),
				 errdetail_plural("The partition has %zu row.", "The partition has %zu rows.",
								  state->rows, state->rows),
				 errhint("Give each row the weight 1 for equal shares, or leave the partition out.")));
	if (!terms->amount_isnull && decimal_finer_than(&terms->decimal, terms->scale))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("amount must not be finer than scale"),
				 errdetail("amount is \"%s\", scale is %d.",
						   numeric_text(NumericGetDatum(terms->amount)), terms->scale),
				 errhint("Round the amount first: shares cannot add up to what they are too coarse for.")));
}

/* Turn the weights of the partition into shares. */
static void
share_out(Apportionment *state)
{
	const Terms *terms = &state->terms;
	NarrowWeights *narrow = &state->narrow;
	uint64		units = terms->decimal.significand;

	if (!state->is_wide && terms->decimal.fits &&
		decimal_shift(&units, terms->decimal.exponent + terms->scale) &&
		apportion_fits(units, narrow->total))
	{
		apportion_shares(units, narrow->total, narrow->weights, state->remainders, state->rows);
		return;
	}
	if (!state->is_wide)
	{
		/* the weights are all here, and it is only their proportion that counts */
		narrow->exponent = 0;
		wide_begin(&state->wide, narrow, state->rows);
		state->is_wide = true;
	}
	wide_apportion(&state->wide, terms->amount, terms->decimal.negative, terms->scale,
				   state->remainders);
}

/* Forget the partition before; this one has so many rows. */
static void
begin_partition(Apportionment *state, size_t rows)
{
	MemoryContextReset(state->context);
	state->rows = rows;
	if (rows > state->capacity)
	{
		MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(state));

		state->narrow.weights = window_array(state->narrow.weights, rows, sizeof(uint64));
		state->remainders = window_array(state->remainders, rows, sizeof(uint64));
		state->capacity = rows;
		MemoryContextSwitchTo(caller);
	}
	state->narrow = (NarrowWeights) {.weights = state->narrow.weights};
	state->is_wide = false;
}

/* Find the shares of all rows, once they are read. */
static void
end_partition(Apportionment *state)
{
	check_partition(state);
	if (!state->terms.amount_isnull)
		share_out(state);
}

/* Read the partition, and find the shares of all rows. */
static void
read_partition(Apportionment *state, WindowObject winobj)
{
	MemoryContext caller;

	begin_partition(state, WinGetPartitionRowCount(winobj));
	caller = MemoryContextSwitchTo(state->scratch);
	for (int64 row = 0; row < state->rows; row++)
	{
		Datum		weight;
		bool		isnull;

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(state->scratch);
		window_argument(winobj, ARGUMENT_WEIGHT, row, &weight, &isnull);
		read_weight(state, weight, isnull);
		if (row == 0 || !state->constant_terms)
			read_terms(state, winobj, row);
	}
	end_partition(state);
	MemoryContextSwitchTo(caller);
}

/* The share of a row of a partition whose amount is not null. */
static Datum
share_of(const Apportionment *state, size_t row)
{
	int64		share;

	if (state->is_wide)
		return NumericGetDatum(state->wide.shares[row]);
	share = (int64) state->narrow.weights[row];
	return NumericGetDatum(int64_div_fast_to_numeric(state->terms.decimal.negative ? -share : share,
													 state->terms.scale));
}

/* What this call site remembers, made at the first call. */
static Apportionment *
apportion_open(FmgrInfo *flinfo)
{
	Apportionment *state = flinfo->fn_extra;

	if (state == NULL)
	{
		state = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Apportionment));
		state->constant_terms = get_fn_expr_arg_stable(flinfo, ARGUMENT_AMOUNT) &&
			get_fn_expr_arg_stable(flinfo, ARGUMENT_SCALE);
		state->scratch = AllocSetContextCreate(flinfo->fn_mcxt, "a row to be apportioned to",
											   ALLOCSET_DEFAULT_SIZES);
		state->context = AllocSetContextCreate(flinfo->fn_mcxt, "shares of a partition",
											   ALLOCSET_DEFAULT_SIZES);
		state->wide.scratch = state->scratch;
		state->wide.context = state->context;
		flinfo->fn_extra = state;
	}
	return state;
}

/* apportion(amount, weight, scale): null where the amount is. */
Datum
apportion(PG_FUNCTION_ARGS)
{
	WindowObject winobj = PG_WINDOW_OBJECT();
	bool	   *is_read = WinGetPartitionLocalMemory(winobj, sizeof(bool));
	Apportionment *state = apportion_open(fcinfo->flinfo);

	refuse_null_treatment(fcinfo);
	if (!*is_read)
	{
		read_partition(state, winobj);
		*is_read = true;
	}
	if (state->terms.amount_isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(share_of(state, WinGetCurrentPosition(winobj)));
}

/* apportion_array(amount, weights, scale): the shares, in the order of the weights. */
Datum
apportion_array(PG_FUNCTION_ARGS)
{
	Apportionment *state = apportion_open(fcinfo->flinfo);
	Datum	   *values;
	bool	   *nulls;
	int			n;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(ARGUMENT_WEIGHT), NUMERICOID, -1, false, TYPALIGN_INT,
					  &values, &nulls, &n);
	begin_partition(state, n);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_weight(state, values[i], nulls[i]);
	}
	set_amount(state, PG_GETARG_DATUM(ARGUMENT_AMOUNT), false);
	state->terms.scale = read_scale(PG_GETARG_DATUM(ARGUMENT_SCALE), false);
	end_partition(state);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		values[i] = share_of(state, i);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(values, n, NUMERICOID, -1, false, TYPALIGN_INT));
}
