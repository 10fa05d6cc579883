/*
 * rates.c
 *		The aggregates bounce_rate, global_fcr and next_contact_avoidance.
 *
 * All three have the same arguments, and one transition function, so that asked
 * together they share one state and one pass.  The state is a contact_log that
 * tells apart no more than a rate needs: customer and request are one key, and
 * there is no channel.  The definitions are walk_core.h's.
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/arguments.h"
#include "contact/once.h"
#include "log/contact_reader.h"
#include "question/log_walk.h"

PG_FUNCTION_INFO_V1(rate_transition);
PG_FUNCTION_INFO_V1(bounce_rate_final);
PG_FUNCTION_INFO_V1(global_fcr_final);
PG_FUNCTION_INFO_V1(next_contact_avoidance_final);

/* rate_transition(contact_log, customer, request, kind, started_at, ended_at, within) */
Datum
rate_transition(PG_FUNCTION_ARGS)
{
	static const ContactArguments argument = {
		.customer = 1, .request = 2, .channel = NO_ARGUMENT, .kind = 3,
		.started_at = 4, .ended_at = 5, .handle_seconds = NO_ARGUMENT, .within = 6
	};
	LogRow		row;

	read_contact(fcinfo, &argument, &row);
	PG_RETURN_DATUM(log_value_append(fcinfo, &row));
}

/*
 * Count over all contacts of a state, once for all rates that share it.  All counts
 * are 0 where there was no row.
 */
static WalkTally
tally_of(FunctionCallInfo fcinfo)
{
	WalkTally	tally = {0};
	const WalkTally *kept;
	LogState   *state;
	const LogTotals *totals;

	aggregate_context(fcinfo);
	if (PG_ARGISNULL(0))
		return tally;
	state = log_value_state(PG_GETARG_DATUM(0));
	totals = log_state_totals(state);
	if (!totals->keyed || totals->within == 0)
		report_damaged_log();
	warn_of_short_window(totals->within);
	warn_of_session_zone_in_aggregate(fcinfo);
	kept = log_state_tally(state);
	if (kept)
		tally = *kept;
	else
	{
		LogQuestion question = {
			.frame = {totals->within, totals->last_start, totals->first_start}
		};

		log_tally(state, &question, &tally, NULL);
		log_state_keep_tally(state, &tally);
	}
	return tally;
}

static Datum
final_rate(FunctionCallInfo fcinfo, WalkRate rate)
{
	WalkTally	tally = tally_of(fcinfo);
	bool		known;
	double		value = walk_rate(&tally, rate, &known);

	if (!known)
		PG_RETURN_NULL();
	if (rate == BOUNCE_RATE)
		note_if_nobody_answered(&tally);
	PG_RETURN_FLOAT8(value);
}

/* Mature digital contacts that bounced, of the mature digital contacts. */
Datum
bounce_rate_final(PG_FUNCTION_ARGS)
{
	return final_rate(fcinfo, BOUNCE_RATE);
}

/* Journeys of one contact, of the journeys whose first contact is mature. */
Datum
global_fcr_final(PG_FUNCTION_ARGS)
{
	return final_rate(fcinfo, GLOBAL_FCR);
}

/* Mature contacts with none after them in the window, of the mature contacts. */
Datum
next_contact_avoidance_final(PG_FUNCTION_ARGS)
{
	return final_rate(fcinfo, NEXT_CONTACT_AVOIDANCE);
}
