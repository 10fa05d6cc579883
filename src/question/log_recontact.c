/*
 * log_recontact.c
 *		The re-contact curve of a contact_log: the chance that a digital contact
 *		has led to a human one by each elapsed time.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/elapsed.h"
#include "base/row_type.h"
#include "base/sort_numbers.h"
#include "question/log_question.h"
#include "statistics/survival_core.h"

PG_FUNCTION_INFO_V1(log_recontact_curve);

/* More points than anybody looks at. */
#define MOST_STEPS 1000000

/* The digital contacts' lives until a human contact, or until as_of. */
typedef struct Lives
{
	int64		as_of;
	size_t		n;
	size_t		room;
	uint64	   *lives;
} Lives;

static void
collect_lives(void *self, const LogBatch *batch)
{
	Lives	   *lives = self;

	if (lives->room - lives->n < batch->n)
	{
		lives->room = Max(2 * lives->room, lives->n + batch->n);
		lives->lives = repalloc_huge(lives->lives, lives->room * sizeof(uint64));
	}
	for (size_t i = 0; i < batch->n; i++)
	{
		const Contact *contact = &batch->contacts[i];
		bool		came = batch->facts[i].human_after != NO_CONTACT;
		uint64		time = came ? batch->facts[i].human_after :
			contact_gap(contact->end, lives->as_of);

		check_at(i);
		if (contact->kind == CONTACT_DIGITAL)
			lives->lives[lives->n++] = life(Min(time, LONGEST_LIFE), came);
	}
}

/* The step or the end of the curve, which must be more than zero. */
static uint64
read_elapsed(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be null", name),
				 errdetail("%s is null.", name),
				 errhint("Write a time such as '1 hour'.")));
	return elapsed_from_interval(PG_GETARG_INTERVAL_P(argument), name);
}

/*
 * recontact_curve(log, step, upto, as_of, match): (elapsed, at_risk, events,
 * probability, lower, upper)
 */
Datum
log_recontact_curve(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INTERVALOID, INT8OID, INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID};
	ResultRows	result;
	OpenedQuestion opened;
	Lives		lives = {.room = 1024};
	LogVisitor	visitor = {collect_lives, NULL, &lives};
	Survival	survival;
	uint64		step = read_elapsed(fcinfo, 1, "step");
	uint64		upto = read_elapsed(fcinfo, 2, "upto");

	if (upto / step > MOST_STEPS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a re-contact curve cannot have more than %d steps", MOST_STEPS),
				 errdetail("It would have " UINT64_FORMAT " steps.", upto / step),
				 errhint("Write a longer step, or a shorter upto.")));
	result = open_result_rows(fcinfo, types, lengthof(types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	question_open(fcinfo, NO_ARGUMENT, 3, 4, false, &opened);
	lives.as_of = opened.question.frame.as_of;
	lives.lives = palloc(lives.room * sizeof(uint64));
	log_walk(opened.log, &opened.question, &visitor);
	sort_words(lives.lives, lives.n);

	survival_begin(&survival, lives.lives, lives.n);
	for (uint64 elapsed = 0; elapsed <= upto; elapsed += step)
	{
		SurvivalPoint point = survival_at(&survival, elapsed);
		Datum		values[lengthof(types)];
		bool		nulls[lengthof(types)] = {false, false, false, !point.known, !point.bounded, !point.bounded};

		CHECK_FOR_INTERRUPTS();
		values[0] = interval_from_microseconds(elapsed);
		values[1] = Int64GetDatum(point.at_risk);
		values[2] = Int64GetDatum(point.events);
		values[3] = Float8GetDatum(point.probability);
		values[4] = Float8GetDatum(point.lower);
		values[5] = Float8GetDatum(point.upper);
		put_result_row(&result, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	return (Datum) 0;
}
