/*
 * version.c
 *		Of which version the library is, and of which the catalogue.
 *
 * The library's is that of the control file when it was compiled.  A package brings a new
 * library; ALTER EXTENSION brings the catalogue of each database to it, and a session keeps
 * the library that it has loaded: so the two can differ.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

#include "base/row_type.h"

PG_FUNCTION_INFO_V1(failure_demand_version);

/* The version that pg_extension says. */
static char *
catalog_version(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	row;
	Datum		version;
	bool		isnull;
	char	   *result;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum("failure_demand"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	row = systable_getnext(scan);
	if (!HeapTupleIsValid(row))
		elog(ERROR, "extension \"failure_demand\" does not exist");
	version = heap_getattr(row, Anum_pg_extension_extversion, RelationGetDescr(extensions), &isnull);
	result = TextDatumGetCString(version);
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return result;
}

/* version(): (library, catalog); warns where they differ */
Datum
failure_demand_version(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {TEXTOID, TEXTOID};
	const char *catalog = catalog_version();
	Datum		values[lengthof(types)] = {
		CStringGetTextDatum(FD_VERSION), CStringGetTextDatum(catalog)
	};
	bool		nulls[lengthof(types)] = {false, false};

	if (strcmp(catalog, FD_VERSION) != 0)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("the library and the catalogue of failure_demand are of different versions"),
				 errdetail("The library is of version %s, and the catalogue of this database of %s.",
						   FD_VERSION, catalog),
				 errhint("ALTER EXTENSION failure_demand UPDATE brings the catalogue to the version that is installed. "
						 "Where the library is the older one, connect again: a session keeps the library that it "
						 "has loaded; or install the other.")));
	PG_RETURN_DATUM(result_row(fcinfo, types, lengthof(types), values, nulls));
}
