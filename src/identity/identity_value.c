/*
 * identity_value.c
 *		An identity as a Datum.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "base/arguments.h"
#include "base/stored_value.h"
#include "identity/identity_graph_core.h"
#include "identity/identity_limits.h"
#include "identity/identity_value.h"

StaticAssertDecl(IDENTITY_CHECKSUM_SIZE == VALUE_CHECKSUM_SIZE, "an identity ends with its checksum");

typedef struct ExpandedIdentity
{
	ExpandedObjectHeader hdr;
	IdentityState *state;
	struct varlena *flat;		/* the value, from get_flat_size to flatten_into */
} ExpandedIdentity;

/* ---- bytes ---- */

void
report_damaged_identity(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid identity"),
			 errdetail("Its bytes are not those that an identity is written in."),
			 errhint("An identity is made by the aggregate identity() and must be kept as it is.")));
}

static void
report_newer_identity(const uint8 *bytes)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("this identity was made by a newer version of failure_demand"),
			 errdetail("Its version is %u, with flags %u; known to this version of failure_demand is %d, without.",
					   bytes[0], bytes[1], IDENTITY_VERSION),
			 errhint("Install the newer version on this server, too, and run ALTER EXTENSION failure_demand UPDATE.")));
}

/* Take a value apart; errs where it is damaged (22P03) or made by a newer version (0A000). */
void
identity_parse(const struct varlena *value, IdentityLimits *limits, IdentityParts *parts)
{
	const uint8 *bytes = (const uint8 *) VARDATA(value);
	size_t		size = VARSIZE(value) - VARHDRSZ;
	IdentityHead head;

	if (size < IDENTITY_CHECKSUM_SIZE + 2 || !value_is_sealed(bytes, size))
		report_damaged_identity();
	head = identity_head_read(bytes, size - IDENTITY_CHECKSUM_SIZE, limits, parts);
	if (head == IDENTITY_HEAD_NEWER)
		report_newer_identity(bytes);
	if (head == IDENTITY_HEAD_DAMAGED)
		report_damaged_identity();
}

/* Check a value from outside, all of it: also that its texts are this database's (22021). */
void
identity_check(const struct varlena *value)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "checking an identity",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	IdentityLimits *limits = palloc(sizeof(IdentityLimits));
	IdentityParts parts;
	IdentityGraph graph;

	identity_parse(value, limits, &parts);
	if (!identity_graph_open(limits, &parts, false, identity_arena(scratch), &graph))
		report_damaged_identity();
	for (uint32 i = 0; i < graph.n; i++)
	{
		Identifier	identifier = identity_at(&graph, i);

		identity_poll_at(i);
		(void) pg_verify_mbstr(GetDatabaseEncoding(), (const char *) identifier.text, (int) identifier.size, false);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

/* ---- the expanded form ---- */

/* The value is made here already, for its size is not known before. */
static Size
expanded_flat_size(ExpandedObjectHeader *header)
{
	ExpandedIdentity *identity = (ExpandedIdentity *) header;

	if (identity->flat == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(identity->hdr.eoh_context);

		identity->flat = identity_state_value(identity->state);
		MemoryContextSwitchTo(caller);
	}
	return VARSIZE(identity->flat);
}

static void
expanded_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	ExpandedIdentity *identity = (ExpandedIdentity *) header;

	Assert(identity->flat && size == VARSIZE(identity->flat));
	memcpy(result, identity->flat, size);
	pfree(identity->flat);
	identity->flat = NULL;
}

static const ExpandedObjectMethods expanded_methods = {
	expanded_flat_size,
	expanded_flatten
};

/* The expanded identity that a Datum is, or NULL. */
static ExpandedIdentity *
as_expanded(Datum value)
{
	ExpandedIdentity *identity;

	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return NULL;
	identity = (ExpandedIdentity *) DatumGetEOHP(value);
	if (identity->hdr.eoh_methods != &expanded_methods)
		elog(ERROR, "an identity is some other expanded object");
	return identity;
}

/* A new one, empty, below the context of the aggregate that is calling. */
static ExpandedIdentity *
expanded_create(FunctionCallInfo fcinfo, const IdentityLimits *limits)
{
	MemoryContext context = AllocSetContextCreate(aggregate_context(fcinfo), "identity",
												  ALLOCSET_START_SMALL_SIZES);
	ExpandedIdentity *identity = MemoryContextAllocZero(context, sizeof(ExpandedIdentity));

	EOH_init_header(&identity->hdr, &expanded_methods, context);
	identity->state = identity_state_create(context, limits);

	/* A window aggregate does not say when it is done: it has no files. */
	if (IsA(fcinfo->context, AggState))
	{
		identity->state->memory_limit = get_hash_memory_limit();
		AggRegisterCallback(fcinfo, identity_state_close, PointerGetDatum(identity->state));
	}
	return identity;
}

/* The limits that a value was made by. */
static const IdentityLimits *
limits_of(const struct varlena *value)
{
	IdentityLimits *limits = palloc(sizeof(IdentityLimits));
	IdentityParts parts;

	identity_parse(value, limits, &parts);
	return limits;
}

/*
 * The state of an aggregate, its transition function's first argument, to be changed in
 * place; an empty one where it is null, of the limits of another value, or where that is NULL
 * of those in force.  Says what the aggregate goes on with.
 */
IdentityState *
identity_growing(FunctionCallInfo fcinfo, const struct varlena *like, Datum *datum)
{
	ExpandedIdentity *identity = PG_ARGISNULL(0) ? NULL : as_expanded(PG_GETARG_DATUM(0));
	struct varlena *flat = PG_ARGISNULL(0) || identity ? NULL : PG_DETOAST_DATUM(PG_GETARG_DATUM(0));

	if (identity == NULL)
	{
		like = flat ? flat : like;
		identity = expanded_create(fcinfo, like ? limits_of(like) : identity_limits_in_force(fcinfo));
		if (flat)
			identity_state_absorb(identity->state, flat, false);
	}
	*datum = EOHPGetRWDatum(&identity->hdr);
	return identity->state;
}

/* A value in its bytes, which stay as long as it does. */
struct varlena *
identity_compact(Datum value)
{
	ExpandedIdentity *identity = as_expanded(value);

	return identity ? identity_state_value(identity->state) : PG_DETOAST_DATUM(value);
}

/* Two values as one. */
struct varlena *
identity_merged(const struct varlena *a, const struct varlena *b)
{
	IdentityState *state = identity_state_create(CurrentMemoryContext, limits_of(a));

	identity_state_absorb(state, a, true);
	identity_state_absorb(state, b, true);
	return identity_state_value(state);
}
