/*
 * control_signal.c
 *		The window function control_signal: which rules of a control chart the point of
 *		a row breaks.
 *
 * The rules are control_signal_core.h's.  Limits come with each row.  Where they change, a
 * new phase begins, and with it new patterns; limits of rates that differ only by a
 * point's denominator are the same phase.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "windowapi.h"

#include "base/compat.h"
#include "statistics/control_signal_core.h"
#include "statistics/limits_type.h"
#include "statistics/numbers.h"

PG_FUNCTION_INFO_V1(control_signal);

/* In the order of their bits. */
static const char *const rule_names[SIGNAL_RULES] = {"outside", "run", "trend", "two_of_three"};

/* What is remembered of a partition. */
typedef struct SignalPartition
{
	bool		has_phase;
	ProcessLimits phase;
	SignalState state;
} SignalPartition;

/* The bit of a rule; errs where there is none of that name (22023). */
static unsigned
rule_named(const char *name)
{
	for (int i = 0; name && i < SIGNAL_RULES; i++)
	{
		if (strcmp(name, rule_names[i]) == 0)
			return 1 << i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("unknown rule: \"%s\"", name) : errmsg("a rule must not be null"),
			 errdetail("The rules are outside, run, trend and two_of_three."),
			 errhint("Write those that are to be looked for, such as ARRAY['outside', 'run'], or null for all of them.")));
}

/* The rules that are asked for. */
static unsigned
rules_from_array(ArrayType *array)
{
	unsigned	rules = 0;
	Datum	   *names;
	bool	   *nulls;
	int			n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	for (int i = 0; i < n; i++)
		rules |= rule_named(nulls[i] ? NULL : TextDatumGetCString(names[i]));
	return rules;
}

static Datum
rules_datum(unsigned rules)
{
	Datum		names[SIGNAL_RULES];
	int			n = 0;

	for (int i = 0; i < SIGNAL_RULES; i++)
	{
		if (rules & 1 << i)
			names[n++] = CStringGetTextDatum(rule_names[i]);
	}
	return PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static bool
same_phase(const ProcessLimits *a, const ProcessLimits *b)
{
	if (a->method != b->method || a->points != b->points ||
		!same_number(a->centre, b->centre) || !same_number(a->sigma_z, b->sigma_z))
		return false;
	return a->method != METHOD_XMR ||
		(same_number(a->lower, b->lower) && same_number(a->upper, b->upper) &&
		 same_number(a->sigma, b->sigma));
}

/* A rate was given the limits of all rates, and not those of its denominator (22023). */
FD_NORETURN static void
report_no_denominator(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the limits of a rate differ with its denominator"),
			 errdetail("Those that were given are of all denominators."),
			 errhint("Write limits_at(limits, denominator) in place of the limits.")));
}

/*
 * The lines of a chart; those at two sigma lie at two thirds of the way where no sigma is
 * known.  Returns false where there are no limits.
 */
static bool
lines_from_limits(const ProcessLimits *limits, SignalLines *lines)
{
	if (isnan(limits->lower) || isnan(limits->upper) || isnan(limits->centre))
	{
		if (limits->method != METHOD_XMR && isnan(limits->sigma) && !isnan(limits->sigma_z))
			report_no_denominator();
		return false;
	}
	lines->centre = limits->centre;
	lines->lower = limits->lower;
	lines->upper = limits->upper;
	if (isnan(limits->sigma))
	{
		lines->lower_two = limits->centre - (limits->centre - limits->lower) * 2 / 3;
		lines->upper_two = limits->centre + (limits->upper - limits->centre) * 2 / 3;
	}
	else
	{
		lines->lower_two = limits->centre - 2 * limits->sigma;
		lines->upper_two = limits->centre + 2 * limits->sigma;
	}
	return true;
}

/* control_signal(value, limits, rules): null for a null value, and for null limits */
Datum
control_signal(PG_FUNCTION_ARGS)
{
	WindowObject winobj = PG_WINDOW_OBJECT();
	SignalPartition *partition = WinGetPartitionLocalMemory(winobj, sizeof(SignalPartition));
	bool		value_isnull;
	bool		limits_isnull;
	bool		rules_isnull;
	Datum		value = WinGetFuncArgCurrent(winobj, 0, &value_isnull);
	Datum		given = WinGetFuncArgCurrent(winobj, 1, &limits_isnull);
	Datum		names = WinGetFuncArgCurrent(winobj, 2, &rules_isnull);
	unsigned	rules = rules_isnull ? ~0U : rules_from_array(DatumGetArrayTypeP(names));
	ProcessLimits limits;
	SignalLines lines;

	refuse_null_treatment(fcinfo);
	/* No row before this one will be asked for again. */
	WinSetMarkPosition(winobj, WinGetCurrentPosition(winobj));
	if (!value_isnull)
		finite_number(DatumGetFloat8(value), "value");
	if (!limits_isnull)
		limits = limits_from_datum(given);
	if (value_isnull || limits_isnull || !lines_from_limits(&limits, &lines))
	{
		partition->has_phase = false;
		PG_RETURN_NULL();
	}
	if (!partition->has_phase || !same_phase(&partition->phase, &limits))
		memset(&partition->state, 0, sizeof(SignalState));
	partition->has_phase = true;
	partition->phase = limits;
	PG_RETURN_DATUM(rules_datum(rules & signal_step(&partition->state, DatumGetFloat8(value), &lines)));
}
