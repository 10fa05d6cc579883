/*
 * identity_question.c
 *		Questions to an identity: who the customers are, whose an identifier is, and why.
 *
 * To answer any of them all customers are found, which takes time in proportion to the
 * value: so a call site keeps what it found, as long as it is asked of the same value.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/row_type.h"
#include "identity/identity_customers_core.h"
#include "identity/identity_value.h"

PG_FUNCTION_INFO_V1(identity_customer_rows);
PG_FUNCTION_INFO_V1(identity_members);
PG_FUNCTION_INFO_V1(identity_customer_of);
PG_FUNCTION_INFO_V1(identity_why_same);

/* Two values are compared at so many places, by so many bytes. */
#define SAMPLES ((size_t) 64)
#define SAMPLE_SIZE ((size_t) 1024)

/* A value that was opened, and its customers. */
typedef struct OpenedIdentity
{
	MemoryContext context;		/* where all of it lives */
	struct varlena *value;
	struct varatt_external stored;	/* where it is, if it is stored apart */
	IdentityLimits *limits;
	IdentityGraph graph;
	IdentityCustomers customers;
} OpenedIdentity;

/* Open a value that stays as long as the context, and find its customers there. */
static void
open_identity(OpenedIdentity *opened, MemoryContext context, struct varlena *value, bool want_keys)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	IdentityParts parts;

	opened->context = context;
	opened->value = value;
	opened->limits = palloc(sizeof(IdentityLimits));
	identity_parse(value, opened->limits, &parts);
	if (!identity_graph_open(opened->limits, &parts, want_keys, identity_arena(context), &opened->graph))
		report_damaged_identity();
	identity_customers(&opened->graph, identity_arena(context), &opened->customers);
	MemoryContextSwitchTo(caller);
}

/* ---- a call site that is asked again ---- */

/*
 * Are two values of one size the same?  To compare all of a large one would take longer than
 * to look an identifier up: besides its ends, and so its limits, counts and checksum, samples
 * must be equal.
 */
static bool
are_same(const struct varlena *a, const struct varlena *b)
{
	const char *one = (const char *) a;
	const char *other = (const char *) b;
	size_t		size = VARSIZE(a);

	if (size <= SAMPLES * SAMPLE_SIZE)
		return memcmp(one, other, size) == 0;
	for (size_t i = 0; i < SAMPLES; i++)
	{
		size_t		at = (size - SAMPLE_SIZE) / (SAMPLES - 1) * i;

		if (memcmp(one + at, other + at, SAMPLE_SIZE) != 0)
			return false;
	}
	return memcmp(one + size - SAMPLE_SIZE, other + size - SAMPLE_SIZE, SAMPLE_SIZE) == 0;
}

/* Is it the value that was opened? */
static bool
is_opened(const OpenedIdentity *opened, struct varlena *value)
{
	struct varatt_external stored;

	if (opened->value == NULL)
		return false;
	if (VARATT_IS_EXTERNAL_ONDISK(value))
	{
		VARATT_EXTERNAL_GET_POINTER(stored, value);
		return memcmp(&stored, &opened->stored, sizeof(stored)) == 0;
	}
	value = PG_DETOAST_DATUM(PointerGetDatum(value));
	return VARSIZE(value) == VARSIZE(opened->value) && are_same(value, opened->value);
}

/* The value of the first argument, opened at this call site. */
static OpenedIdentity *
opened_here(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	OpenedIdentity *opened = flinfo->fn_extra;
	struct varlena *value = (struct varlena *) PG_GETARG_POINTER(0);
	MemoryContext context;
	MemoryContext caller;

	if (opened && is_opened(opened, value))
		return opened;
	if (opened == NULL)
		opened = flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(OpenedIdentity));
	else if (opened->context)
	{
		context = opened->context;
		memset(opened, 0, sizeof(OpenedIdentity));
		MemoryContextDelete(context);
	}
	context = AllocSetContextCreate(flinfo->fn_mcxt, "an identity that is asked", ALLOCSET_DEFAULT_SIZES);
	opened->context = context;
	caller = MemoryContextSwitchTo(context);
	open_identity(opened, context, PG_DETOAST_DATUM_COPY(PointerGetDatum(value)), true);
	/* only now, for it may not have been possible */
	if (VARATT_IS_EXTERNAL_ONDISK(value))
		VARATT_EXTERNAL_GET_POINTER(opened->stored, value);
	MemoryContextSwitchTo(caller);
	return opened;
}

/* ---- texts ---- */

static Datum
text_of(const IdentityGraph *graph, uint32 number)
{
	Identifier	identifier = identity_at(graph, number);
	size_t		prefix_size = identity_prefix_size(graph->limits, &identifier);
	size_t		size = prefix_size + identifier.size;
	text	   *result = palloc(VARHDRSZ + size);

	SET_VARSIZE(result, VARHDRSZ + size);
	identity_write(graph->limits, &identifier, prefix_size, VARDATA(result));
	return PointerGetDatum(result);
}

/* The number of the identifier that a text says; IDENTITY_NOBODY where it is not known. */
static uint32
number_of(const OpenedIdentity *opened, const text *value)
{
	Identifier	identifier;

	if (!identity_read(opened->limits, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &identifier))
		return IDENTITY_NOBODY;
	return identity_find(&opened->graph, &identifier);
}

/* ---- questions ---- */

/* Customers of so many identifiers are looked up at once. */
#define ROWS_AT_ONCE 64

/* What a call of customers() goes on with. */
typedef struct CustomerRows
{
	OpenedIdentity opened;
	TupleDesc	type;
	uint32		next;
	CustomerOf	of[ROWS_AT_ONCE];	/* of the next ones, and those before from a multiple on */
} CustomerRows;

static const Oid customer_types[] = {TEXTOID, TEXTOID, INT8OID};

static CustomerRows *
begin_customers(FunctionCallInfo fcinfo, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	CustomerRows *rows = palloc0(sizeof(CustomerRows));

	rows->type = result_type(fcinfo, customer_types, lengthof(customer_types));
	open_identity(&rows->opened, context, PG_DETOAST_DATUM(PG_GETARG_DATUM(0)), false);
	MemoryContextSwitchTo(caller);
	return rows;
}

/* customers(identity): a row an identifier that is somebody's */
Datum
identity_customer_rows(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	CustomerRows *rows;

	if (SRF_IS_FIRSTCALL())
	{
		call = SRF_FIRSTCALL_INIT();
		call->user_fctx = begin_customers(fcinfo, call->multi_call_memory_ctx);
	}
	call = SRF_PERCALL_SETUP();
	rows = call->user_fctx;
	while (rows->next < rows->opened.graph.n)
	{
		uint32		number = rows->next++;
		const CustomerOf *of = &rows->of[number % ROWS_AT_ONCE];
		Datum		values[lengthof(customer_types)];
		bool		nulls[lengthof(customer_types)] = {false};

		CHECK_FOR_INTERRUPTS();
		if (number % ROWS_AT_ONCE == 0)
			identity_customers_of(&rows->opened.customers, number,
								  Min(ROWS_AT_ONCE, rows->opened.graph.n - number), rows->of);
		if (of->name == IDENTITY_NOBODY)
			continue;
		values[0] = text_of(&rows->opened.graph, number);
		values[1] = text_of(&rows->opened.graph, of->name);
		values[2] = Int64GetDatum(of->identifiers);
		SRF_RETURN_NEXT(call, result_row_of(rows->type, lengthof(customer_types), values, nulls));
	}
	SRF_RETURN_DONE(call);
}

/* Put a row of an identifier: whose it is, and whether what links join it to is believed. */
static void
put_member(const ResultRows *result, const OpenedIdentity *opened, uint32 number)
{
	const IdentityGraph *graph = &opened->graph;
	uint32		root = opened->customers.root[number];
	uint32		identifiers = 0;
	uint32		customer = identity_customer(&opened->customers, number, &identifiers);
	bool		is_shared = root == IDENTITY_NOBODY;
	bool		is_believed = !is_shared && opened->customers.found[root].of_best <= opened->limits->customer_limit;
	Datum		values[] = {text_of(graph, number),
		customer == IDENTITY_NOBODY ? (Datum) 0 : text_of(graph, customer),
	Int64GetDatum(identifiers), BoolGetDatum(is_believed)};
	bool		nulls[] = {false, customer == IDENTITY_NOBODY, customer == IDENTITY_NOBODY, is_shared};

	put_result_row(result, values, nulls);
}

/* identity_members(identity): a row an identifier, also of those that are nobody's */
Datum
identity_members(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {TEXTOID, TEXTOID, INT8OID, BOOLOID};
	ResultRows	result = open_result_rows(fcinfo, types, lengthof(types));
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "a row of an identity",
												  ALLOCSET_SMALL_SIZES);
	OpenedIdentity opened = {0};
	MemoryContext caller;

	open_identity(&opened, CurrentMemoryContext, PG_DETOAST_DATUM(PG_GETARG_DATUM(0)), false);
	caller = MemoryContextSwitchTo(scratch);
	for (uint32 number = 0; number < opened.graph.n; number++)
	{
		CHECK_FOR_INTERRUPTS();
		put_member(&result, &opened, number);
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(caller);
	return (Datum) 0;
}

/* customer_of(identity, identifier): null where it is nobody's, or not known */
Datum
identity_customer_of(PG_FUNCTION_ARGS)
{
	OpenedIdentity *opened = opened_here(fcinfo);
	uint32		number = number_of(opened, PG_GETARG_TEXT_PP(1));
	uint32		identifiers;
	uint32		customer;

	if (number == IDENTITY_NOBODY)
		PG_RETURN_NULL();
	customer = identity_customer(&opened->customers, number, &identifiers);
	if (customer == IDENTITY_NOBODY)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(text_of(&opened->graph, customer));
}

/* why_same(identity, a, b): the links from one identifier to another, in order */
Datum
identity_why_same(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT4OID, TEXTOID, TEXTOID};
	ResultRows	result = open_result_rows(fcinfo, types, lengthof(types));
	OpenedIdentity opened = {0};
	uint32		from;
	uint32		to;
	IdentityWay way;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	open_identity(&opened, CurrentMemoryContext, PG_DETOAST_DATUM(PG_GETARG_DATUM(0)), true);
	from = number_of(&opened, PG_GETARG_TEXT_PP(1));
	to = number_of(&opened, PG_GETARG_TEXT_PP(2));
	if (from == IDENTITY_NOBODY || to == IDENTITY_NOBODY)
		return (Datum) 0;
	way = identity_way(&opened.customers, from, to, identity_arena(CurrentMemoryContext));
	for (size_t i = 1; i < way.n; i++)
	{
		Datum		values[lengthof(types)];
		bool		nulls[lengthof(types)] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int32GetDatum((int32) i);
		values[1] = text_of(&opened.graph, way.numbers[i - 1]);
		values[2] = text_of(&opened.graph, way.numbers[i]);
		put_result_row(&result, values, nulls);
	}
	return (Datum) 0;
}
