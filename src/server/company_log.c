/*
 * company_log.c
 *		The log of all contacts, from the tables in which a refresh keeps it.
 *
 * They are read with nobody's rights: who may see all of contact may see what is made of it.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "base/fingerprint.h"
#include "base/visible_rows.h"
#include "log/kept_log.h"
#include "log/log_value.h"
#include "server/contact_access.h"

PG_FUNCTION_INFO_V1(company_log_by);

#define OURS "failure_demand_internal"

/* One of the tables that C reads: none of its values is null. */
static void
check_no_nulls(const bool *nulls, int n)
{
	for (int i = 0; i < n; i++)
		if (nulls[i])
			report_damaged_log();
}

/* ---- which labels were kept ---- */

typedef struct KeptLabels
{
	bool		is_there;
	bool		by[LABELS];
	bool		by_request;
} KeptLabels;

/* What is asked by, in the order of Label, and the request. */
static const char *const by_names[] = {"channel", "touchpoint", "brand", "request"};

#define BY_REQUEST LABELS

static void
read_labels_row(void *self, const Datum *values, const bool *nulls)
{
	KeptLabels *kept = self;

	check_no_nulls(nulls, BY_REQUEST + 1);
	kept->is_there = true;
	for (int i = 0; i < LABELS; i++)
		kept->by[i] = DatumGetBool(values[i]);
	kept->by_request = DatumGetBool(values[LABELS]);
}

/* By what is asked; errs where that is not kept (54000), or nothing is (55000). */
static int
asked_by(const char *by)
{
	static const OwnColumn columns[] = {
		{"channels", BOOLOID}, {"touchpoints", BOOLOID}, {"brands", BOOLOID}, {"requests", BOOLOID}
	};
	static const OwnTable table = {OURS, "company_log_kept", columns, lengthof(columns)};
	KeptLabels	kept = {false};
	int			which = 0;

	each_visible_row(&table, GetActiveSnapshot(), read_labels_row, &kept);
	if (!kept.is_there)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("there is no log of the company yet"),
				 errdetail("It is kept by the refresh, and there was none."),
				 errhint("CALL failure_demand.refresh().")));
	while (which < BY_REQUEST && strcmp(by, by_names[which]) != 0)
		which++;
	if (which == BY_REQUEST ? !kept.by_request : !kept.by[which])
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the company's log does not tell contacts apart by %s", by),
				 errdetail("There are more names than a log can have, %d, or one of them is longer than a log takes.",
						   LOG_MOST_CHANNELS),
				 errhint("Map the column to names, and no ids or texts, and CALL failure_demand.refresh(true).")));
	return which;
}

/* ---- its parts ---- */

#define PART_COLUMNS 3

typedef struct Parts
{
	MemoryContext context;		/* of the logs */
	KeptPart   *part;
	int			n;
	int			room;
} Parts;

static void
read_part(void *self, const Datum *values, const bool *nulls)
{
	Parts	   *parts = self;
	MemoryContext caller = MemoryContextSwitchTo(parts->context);
	struct varlena *log;
	ArrayType  *counts;
	KeptPart   *part;

	check_no_nulls(nulls, PART_COLUMNS);
	log = PG_DETOAST_DATUM_COPY(values[1]);
	counts = DatumGetArrayTypePCopy(values[2]);
	if (parts->n == parts->room)
	{
		parts->room = parts->room ? parts->room * 2 : 8;
		parts->part = parts->part ? repalloc(parts->part, parts->room * sizeof(KeptPart)) :
			palloc(parts->room * sizeof(KeptPart));
	}
	MemoryContextSwitchTo(caller);
	if (ARR_HASNULL(counts) || ARR_NDIM(counts) > 1)
		report_damaged_log();
	part = &parts->part[parts->n++];
	part->removed = DatumGetBool(values[0]);
	part->bytes = (const uint8 *) VARDATA(log);
	part->size = VARSIZE(log) - VARHDRSZ;
	part->counts = (const int64 *) ARR_DATA_PTR(counts);
	part->channels = ArrayGetNItems(ARR_NDIM(counts), ARR_DIMS(counts));
}

/* ---- requests ---- */

typedef struct NamedRequest
{
	uint64		fingerprint;
	LogName		name;
} NamedRequest;

typedef struct Requests
{
	MemoryContext context;
	Fingerprinter fingerprinter;
	NamedRequest *named;
	int			n;
	int			room;
} Requests;

static void
read_request(void *self, const Datum *values, const bool *nulls)
{
	Requests   *requests = self;
	MemoryContext caller = MemoryContextSwitchTo(requests->context);
	text	   *name;
	NamedRequest *named;

	check_no_nulls(nulls, 1);
	name = DatumGetTextPCopy(values[0]);
	if (requests->n == requests->room)
	{
		requests->room = requests->room ? requests->room * 2 : 64;
		requests->named = requests->named ? repalloc(requests->named, requests->room * sizeof(NamedRequest)) :
			palloc(requests->room * sizeof(NamedRequest));
	}
	MemoryContextSwitchTo(caller);
	if (VARSIZE_ANY_EXHDR(name) > PG_UINT16_MAX)
		report_damaged_log();
	named = &requests->named[requests->n++];
	named->name.bytes = VARDATA_ANY(name);
	named->name.size = (uint16) VARSIZE_ANY_EXHDR(name);
	named->fingerprint = known_fingerprint(fingerprint_of(&requests->fingerprinter, PointerGetDatum(name)));
}

#define ST_SORT sort_requests
#define ST_ELEMENT_TYPE NamedRequest
#define ST_COMPARE(a, b) ((a)->fingerprint < (b)->fingerprint ? -1 : (a)->fingerprint > (b)->fingerprint)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* The names of all requests, by their fingerprints. */
static const KeptRequests *
read_requests(void)
{
	static const OwnColumn columns[] = {{"request", TEXTOID}};
	static const OwnTable table = {OURS, "company_log_request", columns, lengthof(columns)};
	Requests	requests = {.context = CurrentMemoryContext};
	KeptRequests *kept = palloc0(sizeof(KeptRequests));
	LogName    *names;
	uint64	   *fingerprints;

	fingerprinter_open(&requests.fingerprinter, TEXTOID, C_COLLATION_OID, CurrentMemoryContext);
	each_visible_row(&table, GetActiveSnapshot(), read_request, &requests);
	if (requests.n > 1)
		sort_requests(requests.named, requests.n);
	names = palloc((requests.n + 1) * sizeof(LogName));
	fingerprints = palloc((requests.n + 1) * sizeof(uint64));
	for (int i = 0; i < requests.n; i++)
	{
		names[i] = requests.named[i].name;
		fingerprints[i] = requests.named[i].fingerprint;
	}
	kept->count = requests.n;
	kept->names = names;
	kept->fingerprints = fingerprints;
	return kept;
}

/* ---- the function ---- */

/* Errs where whoever asks may not see all contacts (42501). */
static void
check_reader(void)
{
	Oid			contact = get_relname_relid("contact", get_namespace_oid("failure_demand", false));

	if (!OidIsValid(contact) || pg_class_aclcheck(contact, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for the log of the company"),
				 errdetail("It is made of the contacts that the view contact has."),
				 errhint("Who may SELECT from failure_demand.contact may ask it.")));
	if (!sees_all_contacts(GetUserId()))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for the log of the company"),
				 errdetail("It has contacts that contact_access keeps from you."),
				 errhint("Make a log of those that you see: the aggregate contact_log() over the view contact.")));
}

/* See it by one of by_names. */
static void
set_label(KeptView *view, int by)
{
	view->label = by == BY_REQUEST ? LABEL_CHANNEL : (Label) by;
	if (by == BY_REQUEST)
		view->requests = read_requests();
}

/*
 * company_log_by(by, by_customer, first, end_before): what the refresh has kept, as a log
 * whose channels are what it is asked by; of the contacts that start between two times,
 * unless these are null.
 */
Datum
company_log_by(PG_FUNCTION_ARGS)
{
	const OwnColumn columns[PART_COLUMNS] = {
		{"removed", BOOLOID}, {"log", get_func_rettype(fcinfo->flinfo->fn_oid)}, {"counts", INT8ARRAYOID}
	};
	const OwnTable table = {OURS, "company_log_part", columns, PART_COLUMNS};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "company_log", ALLOCSET_DEFAULT_SIZES);
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "parts of company_log",
												  ALLOCSET_DEFAULT_SIZES);
	KeptView	view = {.by_customer = PG_GETARG_BOOL(1), .in_period = !PG_ARGISNULL(2) && !PG_ARGISNULL(3)};
	Parts		parts = {0};
	LogState   *state;
	const LogTotals *totals;

	check_reader();
	set_label(&view, asked_by(text_to_cstring(PG_GETARG_TEXT_PP(0))));
	if (view.in_period)
	{
		view.first = PG_GETARG_TIMESTAMPTZ(2);
		view.end = PG_GETARG_TIMESTAMPTZ(3);
	}
	parts.context = kept_log_is_remade(&view) ? scratch : context;
	each_visible_row(&table, GetActiveSnapshot(), read_part, &parts);
	state = kept_log_state(context, scratch, parts.part, parts.n, &view);
	MemoryContextDelete(scratch);
	totals = log_state_totals(state);
	if (totals->contacts == 0 && totals->undated == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(log_value_of_state(state));
}
