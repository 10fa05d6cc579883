/*
 * numbers.c
 *		Numbers that a statistic takes and gives.
 */
#include "postgres.h"

#include "utils/float.h"

#include "statistics/numbers.h"

/* A number that is none, or infinite, has no place in a statistic (22003). */
void
report_not_a_number(const char *argument, double value)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite number", argument),
			 errdetail("%s is %s.", argument, float8out_internal(value)),
			 errhint("Write null where a value is not known, or leave the row out.")));
}

/* What was computed is too large for a number (22003). */
void
report_overflow(const char *function)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the result of %s() is out of range", function),
			 errdetail("It is larger than a double precision number can be."),
			 errhint("Give the values in a larger unit.")));
}

/* The parts of a rate must be counts, and the first one of the second (22023). */
void
check_rate(int64 numerator, int64 denominator)
{
	if (unlikely(numerator < 0 || denominator < 0 || numerator > denominator))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rate must have a numerator between 0 and its denominator"),
				 errdetail("The numerator is " INT64_FORMAT ", the denominator " INT64_FORMAT ".",
						   numerator, denominator),
				 errhint("Write how many there are, and how many of them count.")));
}
