/*
 * identity.c
 *		The type identity, and the aggregates that make and merge it.
 *
 * As text an identity is hexadecimal, as bytea is; sent in binary it is the bytes of
 * identity_bytes_core.h.
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"

#include "base/arguments.h"
#include "base/stored_value.h"
#include "identity/identity_value.h"

PG_FUNCTION_INFO_V1(identity_in);
PG_FUNCTION_INFO_V1(identity_out);
PG_FUNCTION_INFO_V1(identity_recv);
PG_FUNCTION_INFO_V1(identity_send);
PG_FUNCTION_INFO_V1(identity_transition);
PG_FUNCTION_INFO_V1(identity_combine);
PG_FUNCTION_INFO_V1(identity_final);
PG_FUNCTION_INFO_V1(identity_concat);

/* identity_in(cstring): from hexadecimal; anything else is an error (22P03). */
Datum
identity_in(PG_FUNCTION_ARGS)
{
	struct varlena *value = value_from_hexadecimal(PG_GETARG_CSTRING(0));

	if (value == NULL)
		report_damaged_identity();
	identity_check(value);
	PG_RETURN_POINTER(value);
}

/* identity_out(identity): as hexadecimal. */
Datum
identity_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(value_as_hexadecimal(identity_compact(PG_GETARG_DATUM(0))));
}

/* identity_recv(internal): bytes that are damaged are an error (22P03). */
Datum
identity_recv(PG_FUNCTION_ARGS)
{
	struct varlena *value = value_from_message((StringInfo) PG_GETARG_POINTER(0));

	identity_check(value);
	PG_RETURN_POINTER(value);
}

/* identity_send(identity) */
Datum
identity_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(identity_compact(PG_GETARG_DATUM(0)));
}

/* identity_transition(identity, a, b): a null or blank side is nobody, and the other stands
 * alone. */
Datum
identity_transition(PG_FUNCTION_ARGS)
{
	Identifier	found[2];
	int			n = 0;
	Datum		result;
	IdentityState *state = identity_growing(fcinfo, NULL, &result);

	for (int argument = 1; argument <= 2; argument++)
	{
		text	   *value;

		if (PG_ARGISNULL(argument))
			continue;
		value = PG_GETARG_TEXT_PP(argument);
		n += identity_read(state->limits, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &found[n]);
	}
	if (n > 0)
		identity_state_add(state, &found[0], n > 1 ? &found[1] : NULL);
	PG_RETURN_DATUM(result);
}

/* identity_combine(identity, identity): the links of both. */
Datum
identity_combine(PG_FUNCTION_ARGS)
{
	IdentityState *state;
	struct varlena *more;
	Datum		result;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	more = identity_compact(PG_GETARG_DATUM(1));
	state = identity_growing(fcinfo, more, &result);
	identity_state_absorb(state, more, false);
	PG_RETURN_DATUM(result);
}

/* identity_final(identity): its bytes. */
Datum
identity_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(identity_compact(PG_GETARG_DATUM(0)));
}

/* identity || identity: the links of both. */
Datum
identity_concat(PG_FUNCTION_ARGS)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));

	PG_RETURN_POINTER(identity_merged(a, b));
}
