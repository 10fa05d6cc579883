/*
 * limits_type.c
 *		Values of the SQL type limits: a null is what is not known.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "base/row_type.h"
#include "statistics/limits_type.h"

static const Oid limits_types[LIMITS_ATTRIBUTES] = {
	[LIMITS_CENTRE] = FLOAT8OID, [LIMITS_LOWER] = FLOAT8OID, [LIMITS_UPPER] = FLOAT8OID,
	[LIMITS_RANGE_LIMIT] = FLOAT8OID, [LIMITS_POINTS] = INT8OID, [LIMITS_METHOD] = TEXTOID,
	[LIMITS_SIGMA] = FLOAT8OID, [LIMITS_SIGMA_Z] = FLOAT8OID
};
static const char *const method_names[METHODS] = {"xmr", "p", "laney"};

/* The method of a name, or METHODS. */
LimitsMethod
limits_method_named(const char *name)
{
	LimitsMethod method = 0;

	while (method < METHODS && strcmp(name, method_names[method]) != 0)
		method++;
	return method;
}

static double
known_or_nan(const Datum *values, const bool *nulls, int attribute)
{
	return nulls[attribute] ? get_float8_nan() : DatumGetFloat8(values[attribute]);
}

/*
 * Read limits.  Those that somebody wrote by hand may lack a method, which is xmr then.
 * Errs where there is one of another name (22023).
 */
ProcessLimits
limits_from_datum(Datum datum)
{
	Datum		values[LIMITS_ATTRIBUTES];
	bool		nulls[LIMITS_ATTRIBUTES];
	ProcessLimits limits = {METHOD_XMR};

	read_row(DatumGetHeapTupleHeader(datum), limits_types, LIMITS_ATTRIBUTES, values, nulls);
	limits.centre = known_or_nan(values, nulls, LIMITS_CENTRE);
	limits.lower = known_or_nan(values, nulls, LIMITS_LOWER);
	limits.upper = known_or_nan(values, nulls, LIMITS_UPPER);
	limits.range_limit = known_or_nan(values, nulls, LIMITS_RANGE_LIMIT);
	limits.sigma = known_or_nan(values, nulls, LIMITS_SIGMA);
	limits.sigma_z = known_or_nan(values, nulls, LIMITS_SIGMA_Z);
	if (!nulls[LIMITS_POINTS])
		limits.points = DatumGetInt64(values[LIMITS_POINTS]);
	if (!nulls[LIMITS_METHOD])
	{
		char	   *name = TextDatumGetCString(values[LIMITS_METHOD]);

		limits.method = limits_method_named(name);
		if (limits.method == METHODS)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown method of limits: \"%s\"", name),
					 errdetail("The methods are xmr, p and laney."),
					 errhint("Limits are made by process_limits(); by hand, write 'xmr'.")));
	}
	return limits;
}

/* A row of limits, the result of a function. */
Datum
limits_row(FunctionCallInfo fcinfo, const ProcessLimits *limits)
{
	const double numbers[LIMITS_ATTRIBUTES] = {
		[LIMITS_CENTRE] = limits->centre, [LIMITS_LOWER] = limits->lower,
		[LIMITS_UPPER] = limits->upper, [LIMITS_RANGE_LIMIT] = limits->range_limit,
		[LIMITS_SIGMA] = limits->sigma, [LIMITS_SIGMA_Z] = limits->sigma_z
	};
	Datum		values[LIMITS_ATTRIBUTES];
	bool		nulls[LIMITS_ATTRIBUTES];

	for (int i = 0; i < LIMITS_ATTRIBUTES; i++)
	{
		values[i] = Float8GetDatum(numbers[i]);
		nulls[i] = isnan(numbers[i]);
	}
	values[LIMITS_POINTS] = Int64GetDatum(limits->points);
	values[LIMITS_METHOD] = CStringGetTextDatum(method_names[limits->method]);
	return result_row(fcinfo, limits_types, LIMITS_ATTRIBUTES, values, nulls);
}
