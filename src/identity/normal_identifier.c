/*
 * normal_identifier.c
 *		Identifiers in their normal form: SQL's functions.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/text_bytes.h"
#include "identity/normal_value.h"

PG_FUNCTION_INFO_V1(normal_identifier);
PG_FUNCTION_INFO_V1(identifier_of);
PG_FUNCTION_INFO_V1(identifier_folded);

/* So many bytes of a value are shown in an error. */
#define MOST_SHOWN 40

static char *
shown(const text *value)
{
	char	   *all = text_to_cstring(value);

	all[pg_mbcliplen(all, (int) strlen(all), MOST_SHOWN)] = '\0';
	return all;
}

/* The form of a name; errs where it is none (22023). */
static IdentifierForm
form_argument(FunctionCallInfo fcinfo, int argument)
{
	text	   *name = PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);

	for (IdentifierForm form = 0; name && form < FORMS; form++)
		if (text_is(name, identifier_forms[form]))
			return form;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("unknown form of identifiers: \"%s\"", shown(name)) :
			 errmsg("the form of identifiers must not be null"),
			 errdetail("A form says which values are equal."),
			 errhint("The forms are exact, casefold, email and phone.")));
	return FORMS;
}

/* The kind of a name; errs where it is none (22023). */
static const IdentifierKind *
kind_argument(FunctionCallInfo fcinfo, int argument, const IdentifierTables *tables)
{
	text	   *name = PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);
	const IdentifierKind *kind = name ? kind_named(tables, name) : NULL;
	StringInfoData kinds;

	if (kind)
		return kind;
	initStringInfo(&kinds);
	for (int i = 0; i < tables->n_kinds; i++)
		appendStringInfo(&kinds, "%s%s", i > 0 ? ", " : "", tables->kinds[i].kind);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("unknown kind of identifiers: \"%s\"", shown(name)) :
			 errmsg("the kind of identifiers must not be null"),
			 errdetail("There are %s.", kinds.data),
			 errhint("Write one of these, or add a row to table failure_demand.identifier_kind.")));
	return NULL;
}

/* A country code, 0 for null; errs where it is none, or needed and without a plan (22023). */
static int
country_code_argument(FunctionCallInfo fcinfo, int argument, const IdentifierTables *tables, IdentifierForm form)
{
	int			code;

	if (PG_ARGISNULL(argument))
		return 0;
	code = country_code_named(PG_GETARG_TEXT_PP(argument));
	if (code == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("country_code must be one to three digits"),
				 errdetail("country_code is \"%s\".", shown(PG_GETARG_TEXT_PP(argument))),
				 errhint("Write what follows the + of a telephone number there, such as 44 or 49; null: none.")));
	if (form == FORM_PHONE && tables->plans.by_code[code] == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no phone plan of country code %d", code),
				 errdetail("So its prefixes are not known."),
				 errhint("Write one that failure_demand.phone_plan_in_force has, or add a row to table "
						 "failure_demand.phone_plan.")));
	return code;
}

/* normal_identifier(value, form, country_code) */
Datum
normal_identifier(PG_FUNCTION_ARGS)
{
	const IdentifierTables *tables = identifier_tables();
	IdentifierForm form = form_argument(fcinfo, 1);
	int			country_code = country_code_argument(fcinfo, 2, tables, form);
	text	   *result = NULL;

	if (!PG_ARGISNULL(0))
		result = normal_value(tables, form, NULL, country_code, PG_GETARG_TEXT_PP(0));
	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(result);
}

/* identifier_of(kind, value, country_code): in the form of the kind, with its placeholders */
Datum
identifier_of(PG_FUNCTION_ARGS)
{
	const IdentifierTables *tables = identifier_tables();
	const IdentifierKind *kind = kind_argument(fcinfo, 0, tables);
	int			country_code = country_code_argument(fcinfo, 2, tables, kind->form);
	text	   *result = NULL;

	if (!PG_ARGISNULL(1))
		result = normal_value(tables, kind->form, kind->kind, country_code, PG_GETARG_TEXT_PP(1));
	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(result);
}

/* folded(value): as placeholders are compared */
Datum
identifier_folded(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(folded_value(PG_GETARG_TEXT_PP(0)));
}
