/*
 * enum_label.c
 *		Values of the extension's enums: the OIDs of their labels, which differ between
 *		databases.
 */
#include "postgres.h"

#include "catalog/pg_enum.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/enum_label.h"

PG_FUNCTION_INFO_V1(demand_class_from_text);
PG_FUNCTION_INFO_V1(avoidable_reason_from_text);

/* The value of a label; errs where the enum's owner has renamed it (55000). */
Oid
enum_label_oid(Oid type, const char *label)
{
	Oid			result = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
										 ObjectIdGetDatum(type), CStringGetDatum(label));

	if (!OidIsValid(result))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("type %s has no label \"%s\"", format_type_be(type), label),
				 errdetail("The extension has made it with this label."),
				 errhint("Give the labels of the extension's enums back their names.")));
	return result;
}

/* The label of a value. */
text *
enum_label_text(Oid value)
{
	return cstring_to_text(DatumGetCString(DirectFunctionCall1(enum_out, ObjectIdGetDatum(value))));
}

/* The value that a text names, in exactly these letters.  Anything else is an error (22023). */
static Datum
named_value(FunctionCallInfo fcinfo, const char *detail, const char *hint)
{
	Oid			type = get_func_rettype(fcinfo->flinfo->fn_oid);
	char	   *label = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			value = strlen(label) >= NAMEDATALEN ? InvalidOid :
		GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
						ObjectIdGetDatum(type), CStringGetDatum(label));

	if (!OidIsValid(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid %s: \"%s\"", format_type_be(type), label),
				 errdetail("%s", detail),
				 errhint("%s", hint)));
	pfree(label);
	PG_RETURN_OID(value);
}

/* demand_class(text) */
Datum
demand_class_from_text(PG_FUNCTION_ARGS)
{
	return named_value(fcinfo, "It is \"failure\", \"value\" or \"unclassified\", in these letters.",
					   "Write 'failure' or 'value', or null where nothing is said: "
					   "such as CASE WHEN code IN ('complaint', 'chaser') THEN 'failure' END.");
}

/* avoidable_reason(text) */
Datum
avoidable_reason_from_text(PG_FUNCTION_ARGS)
{
	return named_value(fcinfo, "It is one of six words, in exactly their letters.",
					   "Write 'unnecessary_clarification', 'poor_signposting', 'repeat_notification', "
					   "'progress_chasing', 'premature_closure' or 'failed_self_service', or null.");
}
