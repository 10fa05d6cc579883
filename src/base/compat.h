/*
 * compat.h
 *		What differs between the supported versions of the server, and nothing
 *		else does anywhere.
 */
#ifndef COMPAT_H
#define COMPAT_H

#if PG_VERSION_NUM < 150000
#error "failure_demand needs PostgreSQL 15 or later"
#endif

/* The macros of variable-length values moved to a header of their own in 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* How a function is marked that never returns; 18 writes it before the function. */
#if PG_VERSION_NUM >= 180000
#define FD_NORETURN pg_noreturn
#else
#define FD_NORETURN pg_attribute_noreturn()
#endif

/* A library says its name and version since 18: SELECT * FROM pg_get_loaded_modules(). */
#if PG_VERSION_NUM < 180000
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#endif

/* Where a collation says its ICU locale. */
#if PG_VERSION_NUM >= 170000
#define Anum_pg_collation_locale Anum_pg_collation_colllocale
#else
#define Anum_pg_collation_locale Anum_pg_collation_colliculocale
#endif

/* Reading a temporary file to the last byte, or failing, came in 16. */
#if PG_VERSION_NUM < 160000
#include "storage/buffile.h"

static inline void
BufFileReadExact(BufFile *file, void *bytes, size_t size)
{
	if (BufFileRead(file, bytes, size) != size)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read from a temporary file of contacts")));
}
#endif

/* The entry of a backend was given its name in 16. */
#if PG_VERSION_NUM < 160000
#define pgstat_get_local_beentry_by_index(index) pgstat_fetch_stat_local_beentry(index)
#endif

/* IGNORE NULLS came in 19. It would leave contacts out of a journey, and is refused. */
#if PG_VERSION_NUM >= 190000
#define refuse_null_treatment(fcinfo) \
	WinCheckAndInitializeNullTreatment((WindowObject) (fcinfo)->context, false, fcinfo)
#else
#define refuse_null_treatment(fcinfo) ((void) (fcinfo))
#endif

/* How a row that is new comes into the indexes of its table. */
#if PG_VERSION_NUM >= 190000
#define insert_index_tuples(target, slot, state) ExecInsertIndexTuples(target, state, 0, slot, NIL, NULL)
#elif PG_VERSION_NUM >= 160000
#define insert_index_tuples(target, slot, state) \
	ExecInsertIndexTuples(target, slot, state, false, false, NULL, NIL, false)
#else
#define insert_index_tuples(target, slot, state) \
	ExecInsertIndexTuples(target, slot, state, false, false, NULL, NIL)
#endif

/* A scan of a whole table takes options since 19. */
#if PG_VERSION_NUM >= 190000
#define begin_table_scan(table, snapshot) table_beginscan(table, snapshot, 0, NULL, SO_NONE)
#else
#define begin_table_scan(table, snapshot) table_beginscan(table, snapshot, 0, NULL)
#endif

/* How arithmetic says that a result is too large for a numeric was changed in 19. */
#include "utils/numeric.h"

#if PG_VERSION_NUM >= 190000
#include "nodes/miscnodes.h"

static inline Numeric
numeric_mul_opt_error(Numeric a, Numeric b, bool *too_large)
{
	ErrorSaveContext context = {T_ErrorSaveContext};
	Numeric		result = numeric_mul_safe(a, b, (Node *) &context);

	*too_large = context.error_occurred;
	return result;
}

static inline Numeric
numeric_add_opt_error(Numeric a, Numeric b, bool *too_large)
{
	ErrorSaveContext context = {T_ErrorSaveContext};
	Numeric		result = numeric_add_safe(a, b, (Node *) &context);

	*too_large = context.error_occurred;
	return result;
}
#endif

/* A text of a format of to_timestamp(), to the letter: errors are told softly, since 16 as others are. */
#include "catalog/pg_collation_d.h"
#include "utils/formatting.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#endif

static inline bool
read_datetime(text *value, text *format, Datum *result, Oid *type)
{
	int32		typmod;
	int			offset;
#if PG_VERSION_NUM >= 160000
	ErrorSaveContext context = {T_ErrorSaveContext};

	*result = parse_datetime(value, format, C_COLLATION_OID, true, type, &typmod, &offset, (Node *) &context);
	return !context.error_occurred;
#else
	bool		is_error = false;

	*result = parse_datetime(value, format, C_COLLATION_OID, true, type, &typmod, &offset, &is_error);
	return !is_error;
#endif
}

/* What an abbreviation of a time zone is decoded into differs since 16. */
#include "utils/datetime.h"

static inline bool
is_zone_abbreviation(char *lower)
{
	int			offset;
	pg_tz	   *zone;
#if PG_VERSION_NUM >= 160000
	DateTimeErrorExtra extra;
	int			type;

	return DecodeTimezoneAbbrev(0, lower, &type, &offset, &zone, &extra) == 0 &&
		type != UNKNOWN_FIELD;
#else
	return DecodeTimezoneAbbrev(0, lower, &offset, &zone) != UNKNOWN_FIELD;
#endif
}

#endif							/* COMPAT_H */
