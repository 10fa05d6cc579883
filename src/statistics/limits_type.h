/*
 * limits_type.h
 *		Values of the SQL type limits.
 */
#ifndef LIMITS_TYPE_H
#define LIMITS_TYPE_H

#include "fmgr.h"

#include "statistics/process_limits_core.h"

/* The attributes of the type, in order. */
enum
{
	LIMITS_CENTRE,
	LIMITS_LOWER,
	LIMITS_UPPER,
	LIMITS_RANGE_LIMIT,
	LIMITS_POINTS,
	LIMITS_METHOD,
	LIMITS_SIGMA,
	LIMITS_SIGMA_Z,
	LIMITS_ATTRIBUTES
};

extern LimitsMethod limits_method_named(const char *name);
extern ProcessLimits limits_from_datum(Datum datum);
extern Datum limits_row(FunctionCallInfo fcinfo, const ProcessLimits *limits);

#endif							/* LIMITS_TYPE_H */
