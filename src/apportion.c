/*
 * apportion.c
 *		The window function apportion: a row's share of an amount, so that the shares
 *		of a partition add up exactly.
 *
 * The method is apportion_core's.  The partition is read once, at its first row, into
 * integers of 64 bits; from the first number on that does not fit, by apportion_wide
 * into numerics.  Memory is 16 bytes a row of the largest partition, and in the second
 * case three numerics a row more.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "apportion_wide.h"
#include "arguments.h"
#include "window_rows.h"

PG_FUNCTION_INFO_V1(apportion);

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
				 errdetail("%s is \"%s\".", argument, numeric_text(value))));
	return decimal;
}

/* Read the weight of the next row. */
static void
read_weight(Apportionment *state, WindowObject winobj, int64 row)
{
	Datum		value;
	bool		isnull;
	Decimal		weight;

	window_argument(winobj, ARGUMENT_WEIGHT, row, &value, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight must not be null"),
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
read_scale(WindowObject winobj, int64 row)
{
	Datum		value;
	bool		isnull;
	int32		scale;

	window_argument(winobj, ARGUMENT_SCALE, row, &value, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale must not be null"),
				 errhint("Write the number of decimals that a share can have, such as 2.")));
	scale = DatumGetInt32(value);
	if (scale < NUMERIC_MIN_SCALE || scale > NUMERIC_MAX_SCALE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale must be between %d and %d", NUMERIC_MIN_SCALE, NUMERIC_MAX_SCALE),
				 errdetail("scale is %d.", scale),
				 errhint("Write the number of decimals that a share can have, such as 2.")));
	return scale;
}

/* Read amount and scale of a row: remember those of the first, and compare the others. */
static void
read_terms(Apportionment *state, WindowObject winobj, int64 row)
{
	Terms	   *terms = &state->terms;
	Datum		amount;
	bool		isnull;
	int32		scale;

	window_argument(winobj, ARGUMENT_AMOUNT, row, &amount, &isnull);
	if (row == 0)
	{
		terms->amount_isnull = isnull;
		if (!isnull)
		{
			MemoryContext caller;

			terms->decimal = read_decimal(amount, "amount");
			caller = MemoryContextSwitchTo(state->context);
			terms->amount = DatumGetNumericCopy(amount);
			MemoryContextSwitchTo(caller);
		}
	}
	else if (isnull != terms->amount_isnull ||
			 (!isnull && DatumGetBool(DirectFunctionCall2(numeric_ne, amount,
														  NumericGetDatum(terms->amount)))))
	{
		if (!isnull)
			read_decimal(amount, "amount");
		report_varying("amount");
	}

	scale = read_scale(winobj, row);
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

/* Read the partition, and find the shares of all rows. */
static void
read_partition(Apportionment *state, WindowObject winobj)
{
	MemoryContext caller = CurrentMemoryContext;

	MemoryContextReset(state->context);
	state->rows = WinGetPartitionRowCount(winobj);
	if (state->rows > state->capacity)
	{
		MemoryContextSwitchTo(GetMemoryChunkContext(state));
		state->narrow.weights = window_array(state->narrow.weights, state->rows, sizeof(uint64));
		state->remainders = window_array(state->remainders, state->rows, sizeof(uint64));
		state->capacity = state->rows;
	}
	state->narrow = (NarrowWeights) {.weights = state->narrow.weights};
	state->is_wide = false;

	MemoryContextSwitchTo(state->scratch);
	for (int64 row = 0; row < state->rows; row++)
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(state->scratch);
		read_weight(state, winobj, row);
		if (row == 0 || !state->constant_terms)
			read_terms(state, winobj, row);
	}
	check_partition(state);
	if (!state->terms.amount_isnull)
		share_out(state);
	MemoryContextSwitchTo(caller);
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
	const Terms *terms = &state->terms;
	int64		row = WinGetCurrentPosition(winobj);
	int64		share;

	if (!*is_read)
	{
		read_partition(state, winobj);
		*is_read = true;
	}
	if (terms->amount_isnull)
		PG_RETURN_NULL();
	if (state->is_wide)
		PG_RETURN_NUMERIC(state->wide.shares[row]);
	share = (int64) state->narrow.weights[row];
	PG_RETURN_NUMERIC(int64_div_fast_to_numeric(terms->decimal.negative ? -share : share, terms->scale));
}
