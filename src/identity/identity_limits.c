/*
 * identity_limits.c
 *		The kinds and limits that are in force, as the tables say that a statement sees.
 *
 * The tables are read by their names, and not by the views over them: those are the
 * owner's, who could have them run what he likes as whoever asks.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/own_table.h"
#include "identity/identity_limits.h"

/* What holds where definition has no row. */
#define CUSTOMER_LIMIT 50

enum
{
	KIND_NAME,
	KIND_FORM,
	KIND_RANK,
	KIND_SHARED_ABOVE,
	KIND_COLUMNS
};

static const OwnColumn kind_columns[KIND_COLUMNS] = {
	{"kind", TEXTOID}, {"form", TEXTOID}, {"rank", INT4OID}, {"shared_above", INT4OID}
};

static const OwnColumn definition_columns[] = {
	{"within", INTERVALOID}, {"match", TEXTOID}, {"time_zone", TEXTOID}, {"currency", TEXTOID},
	{"country_code", TEXTOID}, {"customer_limit", INT4OID}
};

#define DEFINITION_COLUMNS ((int) lengthof(definition_columns))

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

/* Call with each row of a table that the statement sees. */
static void
read_rows(const char *schema, const char *name, const OwnColumn *columns, int n,
		  void (*take) (void *self, TupleTableSlot *row), void *self)
{
	Relation	table = own_table_open(schema, name, columns, n);
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = begin_table_scan(table, GetActiveSnapshot());

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(slot);
		take(self, slot);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(table, AccessShareLock);
}

/* Put a kind among the others, unless there is one of this name: what is read first wins. */
static void
take_kind(void *self, TupleTableSlot *row)
{
	IdentityLimits *limits = self;
	IdentityKind *kind = &limits->kind[limits->kinds];
	const bool *nulls = row->tts_isnull;
	char	   *name;

	if (nulls[KIND_NAME] || nulls[KIND_RANK])
		return;
	name = TextDatumGetCString(row->tts_values[KIND_NAME]);
	for (int i = 0; i < limits->kinds; i++)
		if (strcmp(limits->kind[i].name, name) == 0)
			return;
	if (limits->kinds == IDENTITY_MOST_KINDS)
		report_kinds(psprintf("There are more than %d.", IDENTITY_MOST_KINDS));
	if (strlen(name) > IDENTITY_MOST_KIND_NAME)
		report_kinds(psprintf("The name of one is longer than %d bytes.", IDENTITY_MOST_KIND_NAME));
	strcpy(kind->name, name);
	kind->rank = DatumGetInt32(row->tts_values[KIND_RANK]);
	kind->shared_above = nulls[KIND_SHARED_ABOVE] ? -1 : DatumGetInt32(row->tts_values[KIND_SHARED_ABOVE]);
	limits->kinds++;
}

static void
take_customer_limit(void *self, TupleTableSlot *row)
{
	if (!row->tts_isnull[DEFINITION_COLUMNS - 1])
		((IdentityLimits *) self)->customer_limit = DatumGetInt32(row->tts_values[DEFINITION_COLUMNS - 1]);
}

static int
compare_ranks(const void *a, const void *b)
{
	int32		one = ((const IdentityKind *) a)->rank;
	int32		other = ((const IdentityKind *) b)->rank;

	return (one > other) - (one < other);
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
	read_rows("failure_demand", "identifier_kind", kind_columns, KIND_COLUMNS, take_kind, limits);
	read_rows("failure_demand_internal", "shipped_identifier_kind", kind_columns, KIND_COLUMNS, take_kind, limits);
	read_rows("failure_demand", "definition", definition_columns, DEFINITION_COLUMNS, take_customer_limit, limits);
	qsort(limits->kind, limits->kinds, sizeof(IdentityKind), compare_ranks);
	for (int i = 1; i < limits->kinds; i++)
		if (limits->kind[i - 1].rank == limits->kind[i].rank)
			report_kinds(psprintf("Both %s and %s have the rank %d.", limits->kind[i - 1].name,
								  limits->kind[i].name, limits->kind[i].rank));
	if (!identity_limits_end(limits))
		report_kinds("One has a name that is not in small letters, or a limit below 0.");
	if (limits->customer < 0)
		report_kinds("There is no kind " IDENTITY_CUSTOMER ".");
	return limits;
}

/* The limits in force, read once a call site. */
const IdentityLimits *
identity_limits_in_force(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
	{
		MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "kinds of identifiers",
													  ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(scratch);

		flinfo->fn_extra = identity_limits_copy(read_limits(), flinfo->fn_mcxt);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(scratch);
	}
	return flinfo->fn_extra;
}

IdentityLimits *
identity_limits_copy(const IdentityLimits *limits, MemoryContext context)
{
	IdentityLimits *copy = MemoryContextAlloc(context, identity_limits_size(limits));

	memcpy(copy, limits, identity_limits_size(limits));
	return copy;
}
