/*
 * scores.c
 *		The aggregates nps, nps_estimate, csat and ces: scores that customers give.
 *
 * The states are counts, so that they are the same bytes in any plan; the sum of the mean
 * effort score is exact, too.  A null score is not counted.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "base/arguments.h"
#include "base/counts_state.h"
#include "base/row_type.h"
#include "statistics/scores_core.h"

PG_FUNCTION_INFO_V1(nps_transition);
PG_FUNCTION_INFO_V1(nps_combine);
PG_FUNCTION_INFO_V1(nps_final);
PG_FUNCTION_INFO_V1(nps_estimate_final);
PG_FUNCTION_INFO_V1(csat_transition);
PG_FUNCTION_INFO_V1(csat_combine);
PG_FUNCTION_INFO_V1(csat_final);
PG_FUNCTION_INFO_V1(ces_transition);
PG_FUNCTION_INFO_V1(ces_combine);
PG_FUNCTION_INFO_V1(ces_final);

/* The counts of a satisfaction score. */
enum
{
	CSAT_SCALE,					/* 0 before the first score */
	CSAT_ANSWERS,
	CSAT_TOP_TWO,
	CSAT_COUNTS
};

/* What an effort score is. */
typedef enum CesVariant
{
	CES_NONE,					/* before the first score */
	CES_TOP_THREE,
	CES_MEAN,
	CES_NET,
	CES_VARIANTS
} CesVariant;

static const char *const ces_names[CES_VARIANTS] = {NULL, "top3of7", "mean", "net"};

/* The counts of an effort score. */
enum
{
	CES_VARIANT,
	CES_ANSWERS,
	CES_TOP,					/* of 5 or more; of net: 6 or more */
	CES_BOTTOM,					/* of 3 or less */
	CES_SUM_WHOLE,
	CES_SUM_FRACTION,
	CES_COUNTS
};

/* Errs where a score is not on its scale (22003); that is so of one that is no number. */
static double
check_score(double score, int lowest, int highest)
{
	if (!(score >= lowest && score <= highest))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a score must be from %d to %d", lowest, highest),
				 errdetail("The score is %s.", float8out_internal(score)),
				 errhint("Write null where nothing was answered.")));
	return score;
}

/* ---- net promoter score ---- */

/* nps_transition(bigint[], score) */
Datum
nps_transition(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "nps", NPS_CLASSES, &counts);
	if (!PG_ARGISNULL(1))
		counts[nps_class(check_score(PG_GETARG_FLOAT8(1), 0, 10))]++;
	PG_RETURN_DATUM(state);
}

/* nps_combine(bigint[], bigint[]) */
Datum
nps_combine(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	int64	   *more;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "nps", NPS_CLASSES, &counts);
	counts_state(fcinfo, 1, "nps", NPS_CLASSES, &more);
	add_counts(counts, more, NPS_CLASSES);
	PG_RETURN_DATUM(state);
}

/* nps_final(bigint[]): null where nobody answered */
Datum
nps_final(PG_FUNCTION_ARGS)
{
	int64	   *counts;

	counts_state(fcinfo, 0, "nps", NPS_CLASSES, &counts);
	if (nps_answers(counts) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(nps_of(counts));
}

/*
 * nps_estimate_final(bigint[]): (nps, standard_error, lower, upper, n, promoters, passives,
 * detractors)
 */
Datum
nps_estimate_final(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {
		FLOAT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID, INT8OID, INT8OID, INT8OID, INT8OID
	};
	int64	   *counts;
	NpsEstimate estimate;
	Datum		values[lengthof(types)];
	bool		nulls[lengthof(types)] = {false};

	counts_state(fcinfo, 0, "nps", NPS_CLASSES, &counts);
	if (nps_answers(counts) == 0)
		PG_RETURN_NULL();
	estimate = nps_estimate_of(counts);
	values[0] = Float8GetDatum(estimate.nps);
	values[1] = Float8GetDatum(estimate.standard_error);
	values[2] = Float8GetDatum(estimate.lower);
	values[3] = Float8GetDatum(estimate.upper);
	values[4] = Int64GetDatum(nps_answers(counts));
	values[5] = Int64GetDatum(counts[NPS_PROMOTER]);
	values[6] = Int64GetDatum(counts[NPS_PASSIVE]);
	values[7] = Int64GetDatum(counts[NPS_DETRACTOR]);
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}

/* ---- customer satisfaction ---- */

/* What must be the same in all rows is the first count of a state, 0 where not known yet. */
static void
set_same(int64 *count, int64 value, const char *argument)
{
	if (*count != 0 && value != 0 && *count != value)
		report_varying(argument);
	if (value != 0)
		*count = value;
}

static int32
scale_argument(FunctionCallInfo fcinfo, int argument)
{
	int32		scale = PG_ARGISNULL(argument) ? 0 : PG_GETARG_INT32(argument);

	if (scale < 3)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 PG_ARGISNULL(argument) ? errmsg("scale must not be null") :
				 errmsg("scale must be at least 3"),
				 PG_ARGISNULL(argument) ? 0 : errdetail("scale is %d.", scale),
				 errhint("Write the highest score that can be given, such as 5.")));
	return scale;
}

/* csat_transition(bigint[], score, scale) */
Datum
csat_transition(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "csat", CSAT_COUNTS, &counts);
	if (!PG_ARGISNULL(1))
	{
		int32		scale = scale_argument(fcinfo, 2);
		double		score = check_score(PG_GETARG_FLOAT8(1), 1, scale);

		set_same(&counts[CSAT_SCALE], scale, "scale");
		counts[CSAT_ANSWERS]++;
		counts[CSAT_TOP_TWO] += score >= scale - 1;
	}
	PG_RETURN_DATUM(state);
}

/* csat_combine(bigint[], bigint[]) */
Datum
csat_combine(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	int64	   *more;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "csat", CSAT_COUNTS, &counts);
	counts_state(fcinfo, 1, "csat", CSAT_COUNTS, &more);
	set_same(&counts[CSAT_SCALE], more[CSAT_SCALE], "scale");
	add_counts(counts + CSAT_ANSWERS, more + CSAT_ANSWERS, CSAT_COUNTS - CSAT_ANSWERS);
	PG_RETURN_DATUM(state);
}

/* csat_final(bigint[]): null where nobody answered */
Datum
csat_final(PG_FUNCTION_ARGS)
{
	int64	   *counts;

	counts_state(fcinfo, 0, "csat", CSAT_COUNTS, &counts);
	if (counts[CSAT_ANSWERS] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) counts[CSAT_TOP_TWO] / (double) counts[CSAT_ANSWERS]);
}

/* ---- customer effort ---- */

static CesVariant
variant_argument(FunctionCallInfo fcinfo, int argument)
{
	char	   *name = PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));

	for (CesVariant variant = CES_NONE + 1; name && variant < CES_VARIANTS; variant++)
	{
		if (strcmp(name, ces_names[variant]) == 0)
			return variant;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("unknown variant: \"%s\"", name) : errmsg("variant must not be null"),
			 errdetail("The variants are top3of7, mean and net."),
			 errhint("Write 'top3of7', 'mean' or 'net'.")));
}

static ScoreSum
sum_in(const int64 *counts)
{
	ScoreSum	sum = {counts[CES_SUM_WHOLE], counts[CES_SUM_FRACTION]};

	return sum;
}

static void
add_sum(int64 *counts, ScoreSum more)
{
	ScoreSum	sum = score_sum(sum_in(counts), more);

	counts[CES_SUM_WHOLE] = sum.whole;
	counts[CES_SUM_FRACTION] = sum.fraction;
}

/* ces_transition(bigint[], score, variant) */
Datum
ces_transition(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "ces", CES_COUNTS, &counts);
	if (!PG_ARGISNULL(1))
	{
		CesVariant	variant = variant_argument(fcinfo, 2);
		double		score = check_score(PG_GETARG_FLOAT8(1), 1, 7);

		set_same(&counts[CES_VARIANT], variant, "variant");
		counts[CES_ANSWERS]++;
		counts[CES_TOP] += score >= (variant == CES_NET ? 6 : 5);
		counts[CES_BOTTOM] += score <= 3;
		add_sum(counts, score_parts(score));
	}
	PG_RETURN_DATUM(state);
}

/* ces_combine(bigint[], bigint[]) */
Datum
ces_combine(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	int64	   *more;
	Datum		state;

	aggregate_context(fcinfo);
	state = counts_state(fcinfo, 0, "ces", CES_COUNTS, &counts);
	counts_state(fcinfo, 1, "ces", CES_COUNTS, &more);
	set_same(&counts[CES_VARIANT], more[CES_VARIANT], "variant");
	add_counts(counts + CES_ANSWERS, more + CES_ANSWERS, CES_SUM_WHOLE - CES_ANSWERS);
	add_sum(counts, sum_in(more));
	PG_RETURN_DATUM(state);
}

/* ces_final(bigint[]): null where nobody answered */
Datum
ces_final(PG_FUNCTION_ARGS)
{
	int64	   *counts;
	double		n;

	counts_state(fcinfo, 0, "ces", CES_COUNTS, &counts);
	n = (double) counts[CES_ANSWERS];
	if (n == 0)
		PG_RETURN_NULL();
	if (counts[CES_VARIANT] == CES_MEAN)
		PG_RETURN_FLOAT8(score_mean(sum_in(counts), counts[CES_ANSWERS]));
	if (counts[CES_VARIANT] == CES_NET)
		PG_RETURN_FLOAT8((double) (counts[CES_TOP] - counts[CES_BOTTOM]) / n);
	PG_RETURN_FLOAT8((double) counts[CES_TOP] / n);
}
