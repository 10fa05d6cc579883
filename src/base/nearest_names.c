/*
 * nearest_names.c
 *		For hints: which of the names that there are was meant, and whether a name is that
 *		of a time zone here.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "parser/scansup.h"
#include "pgtime.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/formatting.h"
#include "utils/varlena.h"

#include "base/compat.h"
#include "base/nearest_names.h"

PG_FUNCTION_INFO_V1(nearest_names);
PG_FUNCTION_INFO_V1(is_time_zone);

/* So many names are given, */
#define MOST_NEAREST 3

/* and longer ones are not compared. */
#define MOST_COMPARED 255

/* A name, and how many letters would have to change. */
typedef struct NearName
{
	const char *name;
	int			distance;
} NearName;

/* The letters that differ, in capitals or not; more than most where there are more. */
static int
distance_of(const char *a, const char *b, int most)
{
	char	   *left = asc_tolower(a, strlen(a));
	char	   *right = asc_tolower(b, strlen(b));
	int			distance = varstr_levenshtein_less_equal(left, strlen(left), right, strlen(right),
														 1, 1, 1, most, true);

	pfree(left);
	pfree(right);
	return distance;
}

/* Put a name where it belongs among the nearest; equals are in the order of their bytes. */
static void
keep_nearest(NearName *nearest, int *n, NearName new)
{
	int			place = *n;

	while (place > 0 && (new.distance < nearest[place - 1].distance ||
						 (new.distance == nearest[place - 1].distance &&
						  strcmp(new.name, nearest[place - 1].name) < 0)))
		place--;
	if (place == MOST_NEAREST)
		return;
	*n = Min(*n + 1, MOST_NEAREST);
	memmove(&nearest[place + 1], &nearest[place], (*n - 1 - place) * sizeof(NearName));
	nearest[place] = new;
}

/* Those of the names that could have been meant, quoted; NULL where none is near. */
char *
nearest_of(const char *name, const char *const *names, int count)
{
	int			most = Max((int) strlen(name) / 2, 1);
	NearName	nearest[MOST_NEAREST + 1];
	StringInfoData result;
	int			n = 0;

	for (int i = 0; i < count && strlen(name) <= MOST_COMPARED; i++)
	{
		NearName	new = {names[i], 0};

		CHECK_FOR_INTERRUPTS();
		if (strlen(new.name) > MOST_COMPARED)
			continue;
		new.distance = distance_of(name, new.name, most);
		if (new.distance <= most)
			keep_nearest(nearest, &n, new);
	}
	if (n == 0)
		return NULL;
	initStringInfo(&result);
	for (int i = 0; i < n; i++)
		appendStringInfo(&result, "%s\"%s\"", i > 0 ? ", " : "", nearest[i].name);
	return result.data;
}

/* nearest_names(name, names): the same; null where none is near */
Datum
nearest_names(PG_FUNCTION_ARGS)
{
	const char **names;
	Datum	   *elements;
	bool	   *nulls;
	char	   *result;
	int			count;
	int			n = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	names = palloc((count + 1) * sizeof(char *));
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!nulls[i] && VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i])) <= MOST_COMPARED)
			names[n++] = TextDatumGetCString(elements[i]);
	}
	result = nearest_of(text_to_cstring(PG_GETARG_TEXT_PP(0)), names, n);
	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(result));
}

/* is_time_zone(name): would AT TIME ZONE take it here?  An empty one some servers take, and it says nothing. */
Datum
is_time_zone(PG_FUNCTION_ARGS)
{
	char		name[TZ_STRLEN_MAX + 1];

	text_to_cstring_buffer(PG_GETARG_TEXT_PP(0), name, sizeof(name));
	if (name[0] == '\0')
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(is_zone_abbreviation(downcase_truncate_identifier(name, strlen(name), false)) ||
				   pg_tzset(name) != NULL);
}
