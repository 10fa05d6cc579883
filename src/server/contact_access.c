/*
 * contact_access.c
 *		Which contacts whoever asks may see: what the rows of contact_access allow.
 *
 * A function, for a view that asks in SQL is no longer read in parallel, and takes several
 * times as long.  The rows are read once a query, with nobody's rights: who may see contacts
 * need not know of whom else the table speaks.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/own_table.h"
#include "base/text_bytes.h"
#include "server/contact_access.h"

PG_FUNCTION_INFO_V1(may_see);

/* The columns of contact_access after the role, and the arguments of may_see. */
enum
{
	ACCESS_SOURCE,
	ACCESS_BRAND,
	ACCESS_PROVIDER,
	ACCESS_PARTS
};

static const OwnColumn access_columns[] = {
	{"role", TEXTOID}, {"source", TEXTOID}, {"brand", TEXTOID}, {"provider", TEXTOID}
};

/* Of which contacts a row speaks; null: any. */
typedef struct AllowedPart
{
	text	   *parts[ACCESS_PARTS];
} AllowedPart;

typedef struct ReaderAccess
{
	Oid			reader;
	bool		everything;
	List	   *allowed;		/* of AllowedPart */
} ReaderAccess;

/* Does a row speak of the reader: of everybody, or of a role whose rights it has? */
static bool
speaks_of(Datum role, Oid reader)
{
	char	   *name = TextDatumGetCString(role);
	Oid			oid;

	if (strcmp(name, "public") == 0)
		return true;
	oid = get_role_oid(name, true);
	return OidIsValid(oid) && has_privs_of_role(reader, oid);
}

/* Take in what a row allows: all, or the contacts of its source, brand and provider. */
static void
allow(ReaderAccess *access, const Datum *values, const bool *isnull)
{
	AllowedPart *part = palloc0(sizeof(AllowedPart));
	bool		everything = true;

	for (int i = 0; i < ACCESS_PARTS; i++)
		if (!isnull[i])
		{
			part->parts[i] = DatumGetTextPCopy(values[i]);
			everything = false;
		}
	access->everything |= everything;
	access->allowed = lappend(access->allowed, part);
}

/* What the rows that the snapshot shows allow a reader; everything, where there is no row. */
static ReaderAccess *
read_access(Oid reader)
{
	ReaderAccess *access = palloc0(sizeof(ReaderAccess));
	Relation	table = own_table_open("failure_demand", "contact_access", access_columns, lengthof(access_columns));
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = begin_table_scan(table, GetActiveSnapshot());
	bool		is_empty = true;

	access->reader = reader;
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		is_empty = false;
		slot_getallattrs(slot);
		/* no row without a role, where the owner has dropped what would refuse it */
		if (!slot->tts_isnull[0] && speaks_of(slot->tts_values[0], reader))
			allow(access, slot->tts_values + 1, slot->tts_isnull + 1);
	}
	access->everything |= is_empty || has_privs_of_role(reader, table->rd_rel->relowner);
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(table, AccessShareLock);
	return access;
}

/* May a role see the contacts of every source, brand and provider, where it may see any? */
bool
sees_all_contacts(Oid reader)
{
	return read_access(reader)->everything;
}

/* The access of whoever asks; read once a query. */
static const ReaderAccess *
reader_access(FmgrInfo *function)
{
	ReaderAccess *access = function->fn_extra;

	if (access == NULL || access->reader != GetUserId())
	{
		MemoryContext before = MemoryContextSwitchTo(function->fn_mcxt);

		access = read_access(GetUserId());
		MemoryContextSwitchTo(before);
		function->fn_extra = access;
	}
	return access;
}

/*
 * may_see(source, brand, provider): may whoever asks see such a contact?  The owner of
 * contact_access, and everybody while it has no row, may see all.
 */
Datum
may_see(PG_FUNCTION_ARGS)
{
	const ReaderAccess *access = reader_access(fcinfo->flinfo);
	const text *contact[ACCESS_PARTS];
	ListCell   *cell;

	if (access->everything)
		PG_RETURN_BOOL(true);
	for (int i = 0; i < ACCESS_PARTS; i++)
		contact[i] = PG_ARGISNULL(i) ? NULL : PG_GETARG_TEXT_PP(i);
	foreach(cell, access->allowed)
	{
		const AllowedPart *allowed = lfirst(cell);
		bool		fits = true;

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < ACCESS_PARTS && fits; i++)
			fits = allowed->parts[i] == NULL || (contact[i] != NULL && equal_texts(allowed->parts[i], contact[i]));
		if (fits)
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}
