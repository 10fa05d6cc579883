/*
 * identity_limits.c
 *		The kinds and limits that are in force, as the tables say that a statement sees.
 *
 * The tables are read by their names, and not by the views over them: those are the
 * owner's, who could have them run what he likes as whoever asks.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/visible_rows.h"
#include "identity/identity_limits.h"
#include "identity/normal_tables.h"

/* What holds where definition has no row. */
#define CUSTOMER_LIMIT 50

enum
{
	DEFINITION_WITHIN,
	DEFINITION_MATCH,
	DEFINITION_TIME_ZONE,
	DEFINITION_CURRENCY,
	DEFINITION_COUNTRY_CODE,
	DEFINITION_CUSTOMER_LIMIT,
	DEFINITION_COLUMNS
};

static const OwnColumn definition_columns[DEFINITION_COLUMNS] = {
	{"within", INTERVALOID}, {"match", TEXTOID}, {"time_zone", TEXTOID}, {"currency", TEXTOID},
	{"country_code", TEXTOID}, {"customer_limit", INT4OID}
};
static const OwnTable definition = {"failure_demand", "definition", definition_columns, DEFINITION_COLUMNS};

FD_NORETURN static void
report_kinds(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("identifiers cannot be joined by the kinds that are in force"),
			 errdetail_internal("%s", detail),
			 errhint("SELECT kind, rank, shared_above FROM failure_demand.identifier_kind_in_force shows them; "
					 "correct the rows of failure_demand.identifier_kind.")));
}

/* The kinds, by rank. */
static void
read_kinds(IdentityLimits *limits)
{
	const IdentifierTables *tables = identifier_tables();

	if (tables->n_kinds > IDENTITY_MOST_KINDS)
		report_kinds(psprintf("There are %d of them, and can be %d.", tables->n_kinds, IDENTITY_MOST_KINDS));
	for (int i = 0; i < tables->n_kinds; i++)
	{
		const IdentifierKind *kind = &tables->kinds[i];

		if (i > 0 && tables->kinds[i - 1].rank == kind->rank)
			report_kinds(psprintf("Both %s and %s have the rank %d.", tables->kinds[i - 1].kind, kind->kind, kind->rank));
		if (strlcpy(limits->kind[i].name, kind->kind, sizeof(limits->kind[i].name)) >= sizeof(limits->kind[i].name))
			report_kinds(psprintf("The name of one is longer than %d bytes.", IDENTITY_MOST_KIND_NAME));
		limits->kind[i].rank = kind->rank;
		limits->kind[i].shared_above = kind->shared_above == 0 ? -1 : kind->shared_above;
	}
	limits->kinds = tables->n_kinds;
}

static void
take_definition(void *self, const Datum *values, const bool *nulls)
{
	if (!nulls[DEFINITION_CUSTOMER_LIMIT])
		((IdentityLimits *) self)->customer_limit = DatumGetInt32(values[DEFINITION_CUSTOMER_LIMIT]);
}

/*
 * The limits that the tables say.  Errs where kinds cannot be put in order, or have names or
 * limits that the tables do not let in (55000).
 */
static IdentityLimits *
read_limits(void)
{
	IdentityLimits *limits = palloc0(sizeof(IdentityLimits));

	limits->customer_limit = CUSTOMER_LIMIT;
	read_kinds(limits);
	each_visible_row(&definition, GetActiveSnapshot(), take_definition, limits);
	if (!identity_limits_end(limits))
		report_kinds("A name is not in small letters, or a limit below 0.");
	if (limits->customer < 0)
		report_kinds("There is no kind " IDENTITY_CUSTOMER ".");
	return limits;
}

/* The limits in force, in a context. */
IdentityLimits *
identity_limits_now(MemoryContext context)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "limits of identities",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	IdentityLimits *limits = identity_limits_copy(read_limits(), context);

	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
	return limits;
}

/* The limits in force, read once a call site. */
const IdentityLimits *
identity_limits_in_force(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = identity_limits_now(flinfo->fn_mcxt);
	return flinfo->fn_extra;
}

IdentityLimits *
identity_limits_copy(const IdentityLimits *limits, MemoryContext context)
{
	IdentityLimits *copy = MemoryContextAlloc(context, identity_limits_size(limits));

	memcpy(copy, limits, identity_limits_size(limits));
	return copy;
}
