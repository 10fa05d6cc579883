/*
 * log_question.c
 *		What the questions to a contact_log have in common.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/elapsed.h"
#include "contact/once.h"
#include "log/log_value.h"
#include "question/log_question.h"
#include "statistics/proportion_core.h"

/* Is any contact of the customer the same request?  Errs on any other word (22023). */
static bool
matches_by_customer(FunctionCallInfo fcinfo, int argument)
{
	char	   *match = PG_ARGISNULL(argument) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(argument));

	if (match && strcmp(match, "request") == 0)
		return false;
	if (match && strcmp(match, "customer") == 0)
		return true;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 match ? errmsg("unknown match: \"%s\"", match) : errmsg("match must not be null"),
			 errdetail("A match is request or customer."),
			 errhint("Write 'request', or 'customer' to take any contact of a customer as the same request.")));
}

/*
 * Open the log that is the first argument, and read what is asked of it.  within is
 * NO_ARGUMENT where journeys are not asked for; a null as_of is the latest start of a
 * dated contact, linkable or not: what starts later could not be seen.
 */
void
question_open(FunctionCallInfo fcinfo, int within, int as_of, int match,
			  bool with_details, OpenedQuestion *opened)
{
	LogQuestion *question = &opened->question;
	const LogTotals *totals;

	memset(question, 0, sizeof(LogQuestion));
	question->by_customer = matches_by_customer(fcinfo, match);
	question->with_details = with_details;
	if (within != NO_ARGUMENT)
	{
		if (PG_ARGISNULL(within))
			report_null_within();
		question->frame.within = window_from_interval(PG_GETARG_INTERVAL_P(within));
		warn_of_short_window(question->frame.within);
	}
	opened->log = log_value_asked(PG_GETARG_DATUM(0));
	totals = log_state_totals(opened->log);
	log_check_sort(totals, false);
	question->frame.beginning = totals->first_start;
	question->frame.as_of = totals->last_start;
	if (!PG_ARGISNULL(as_of))
	{
		question->frame.as_of = PG_GETARG_TIMESTAMPTZ(as_of);
		check_finite(question->frame.as_of, "as_of");
		warn_of_session_zone(fcinfo);
	}
}

/* The name of the channel of a rank. */
Datum
channel_datum(LogState *log, int rank, bool *isnull)
{
	LogName		name = log_channel_name(log_state_channels(log), rank);

	*isnull = name.bytes == NULL;
	if (*isnull)
		return (Datum) 0;
	return PointerGetDatum(cstring_to_text_with_len(name.bytes, name.size));
}

/* A rate with its bounds, and what stayed out of it, as the values of a row. */
static void
estimate_fill(uint64 numerator, uint64 denominator, uint64 immature,
			  uint64 left_truncated, uint64 unlinkable, Datum *values, bool *nulls)
{
	memset(nulls, 0, ESTIMATE_ATTRIBUTES * sizeof(bool));
	values[0] = Int64GetDatum(numerator);
	values[1] = Int64GetDatum(denominator);
	nulls[2] = nulls[3] = nulls[4] = denominator == 0;
	if (denominator > 0)
	{
		Proportion	bounds = proportion_bounds(numerator, denominator);

		values[2] = Float8GetDatum(bounds.rate);
		values[3] = Float8GetDatum(bounds.lower);
		values[4] = Float8GetDatum(bounds.upper);
	}
	values[5] = Int64GetDatum(immature);
	values[6] = Int64GetDatum(left_truncated);
	values[7] = Int64GetDatum(unlinkable);
}

/* The post-digital bounce rate of a tally. */
void
bounce_estimate(const WalkTally *tally, uint64 unlinkable, Datum *values, bool *nulls)
{
	estimate_fill(tally->bounced, tally->digital, tally->digital_immature,
				  tally->digital_truncated, unlinkable, values, nulls);
}

/* The first contact resolution of a tally. */
void
fcr_estimate(const WalkTally *tally, uint64 unlinkable, Datum *values, bool *nulls)
{
	estimate_fill(tally->resolved_first, tally->journeys, tally->journeys_immature,
				  tally->journeys_truncated, unlinkable, values, nulls);
}
