/*
 * enum_label.c
 *		Values of the extension's enums: the OIDs of their labels, which differ between
 *		databases.
 */
#include "postgres.h"

#include "catalog/pg_enum.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "enum_label.h"

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
				 errhint("Give the labels of the extension's enums back their names.")));
	return result;
}
