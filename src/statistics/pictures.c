/*
 * pictures.c
 *		The functions sparkline and bar: numbers as pictures of text.
 *
 * Where the encoding of the database is not UTF-8, they are drawn in ASCII.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "statistics/numbers.h"
#include "statistics/picture_core.h"

PG_FUNCTION_INFO_V1(sparkline);
PG_FUNCTION_INFO_V1(bar);

/* Wider than any screen. */
#define MOST_WIDTH 1000

/* A value is looked at so often for interrupts. */
#define VALUES_AT_ONCE 4096

static bool
draws_utf8(void)
{
	return GetDatabaseEncoding() == PG_UTF8;
}

/* The lowest and the highest value.  Errs where one is not a finite number (22003). */
static void
find_extent(const Datum *values, const bool *nulls, int n, double *low, double *high)
{
	bool		found = false;

	for (int i = 0; i < n; i++)
	{
		double		value;

		if (i % VALUES_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		value = finite_number(DatumGetFloat8(values[i]), "value");
		*low = found ? Min(*low, value) : value;
		*high = found ? Max(*high, value) : value;
		found = true;
	}
}

/* sparkline(double precision[]): a character a value, a blank for a null one */
Datum
sparkline(PG_FUNCTION_ARGS)
{
	bool		utf8 = draws_utf8();
	StringInfoData line;
	Datum	   *values;
	bool	   *nulls;
	int			n;
	double		low = 0;
	double		high = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &values, &nulls, &n);
	find_extent(values, nulls, n, &low, &high);
	initStringInfo(&line);
	for (int i = 0; i < n; i++)
	{
		if (i % VALUES_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&line, nulls[i] ? " " :
							   spark_character(spark_level(DatumGetFloat8(values[i]), low, high), utf8));
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(line.data, line.len));
}

/* bar(value, max, width): of so many characters where the value is max */
Datum
bar(PG_FUNCTION_ARGS)
{
	double		value = PG_GETARG_FLOAT8(0);
	double		max = PG_GETARG_FLOAT8(1);
	int32		width = PG_GETARG_INT32(2);
	bool		utf8 = draws_utf8();
	StringInfoData line;
	int			steps;

	finite_number(value, "value");
	finite_number(max, "max");
	if (width < 1 || width > MOST_WIDTH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("width must be from 1 to %d", MOST_WIDTH),
				 errdetail("width is %d.", width),
				 errhint("Write how many characters the longest bar has, such as 20.")));
	steps = bar_steps(value, max, width);
	initStringInfo(&line);
	for (; steps >= PICTURE_STEPS; steps -= PICTURE_STEPS)
		appendStringInfoString(&line, bar_character(PICTURE_STEPS, utf8));
	if (steps > 0)
		appendStringInfoString(&line, bar_character(steps, utf8));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(line.data, line.len));
}
