/*
 * contact_log.c
 *		The type contact_log, and the aggregates that make and merge it.
 *
 * As text a contact_log is hexadecimal, as bytea is; sent in binary it is the
 * bytes of log_format.h.
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/stored_value.h"
#include "contact/once.h"
#include "log/contact_reader.h"

PG_FUNCTION_INFO_V1(contact_log_in);
PG_FUNCTION_INFO_V1(contact_log_out);
PG_FUNCTION_INFO_V1(contact_log_recv);
PG_FUNCTION_INFO_V1(contact_log_send);
PG_FUNCTION_INFO_V1(contact_log_transition);
PG_FUNCTION_INFO_V1(contact_log_combine);
PG_FUNCTION_INFO_V1(contact_log_final);
PG_FUNCTION_INFO_V1(contact_log_concat);

/* contact_log_in(cstring): from hexadecimal; anything else is an error (22P03). */
Datum
contact_log_in(PG_FUNCTION_ARGS)
{
	struct varlena *value = value_from_hexadecimal(PG_GETARG_CSTRING(0));

	if (value == NULL)
		report_damaged_log();
	log_check((const uint8 *) VARDATA(value), VARSIZE(value) - VARHDRSZ);
	PG_RETURN_POINTER(value);
}

/* contact_log_out(contact_log): as hexadecimal. */
Datum
contact_log_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(value_as_hexadecimal(log_value_compact(PG_GETARG_DATUM(0))));
}

/* contact_log_recv(internal): bytes that are damaged are an error (22P03). */
Datum
contact_log_recv(PG_FUNCTION_ARGS)
{
	struct varlena *value = value_from_message((StringInfo) PG_GETARG_POINTER(0));

	log_check((const uint8 *) VARDATA(value), VARSIZE(value) - VARHDRSZ);
	PG_RETURN_POINTER(value);
}

/* contact_log_send(contact_log) */
Datum
contact_log_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(log_value_compact(PG_GETARG_DATUM(0)));
}

/*
 * contact_log_transition(contact_log, customer, request, channel, kind,
 * started_at, ended_at [, handle_seconds])
 */
Datum
contact_log_transition(PG_FUNCTION_ARGS)
{
	ContactArguments argument = {
		.customer = 1, .request = 2, .channel = 3, .kind = 4, .started_at = 5,
		.ended_at = 6, .handle_seconds = PG_NARGS() > 7 ? 7 : NO_ARGUMENT,
		.within = NO_ARGUMENT
	};
	LogRow		row;

	read_contact(fcinfo, &argument, &row);
	PG_RETURN_DATUM(log_value_append(fcinfo, &row));
}

/* contact_log_combine(contact_log, contact_log): the contacts of both. */
Datum
contact_log_combine(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (!PG_ARGISNULL(1))
		PG_RETURN_DATUM(log_value_combine(fcinfo, PG_GETARG_DATUM(1)));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* contact_log_final(contact_log): what there is in the end, to be kept or asked. */
Datum
contact_log_final(PG_FUNCTION_ARGS)
{
	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	warn_of_session_zone_in_aggregate(fcinfo);
	PG_RETURN_DATUM(log_value_final(fcinfo));
}

/* contact_log || contact_log: the contacts of both. */
Datum
contact_log_concat(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(log_value_concat(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}
