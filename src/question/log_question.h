/*
 * log_question.h
 *		What the questions to a contact_log have in common: their arguments, and
 *		how an estimate is given.
 */
#ifndef LOG_QUESTION_H
#define LOG_QUESTION_H

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "question/log_walk.h"

/* A log that was opened, and what is asked of it. */
typedef struct OpenedQuestion
{
	LogState   *log;
	LogQuestion question;
} OpenedQuestion;

extern void question_open(FunctionCallInfo fcinfo, int within, int as_of, int match,
						  bool with_details, OpenedQuestion *opened);
extern Datum channel_datum(LogState *log, int rank, bool *isnull);

/* The attributes of rate_estimate, in order; a row of a table of estimates has them
 * after what it is of. */
#define ESTIMATE_ATTRIBUTES 8
#define ESTIMATE_TYPES \
	INT8OID, INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID, INT8OID, INT8OID, INT8OID

/* A function that gives an estimate from a tally. */
typedef void (*Estimate) (const WalkTally *tally, uint64 unlinkable,
						  Datum *values, bool *nulls);

extern void bounce_estimate(const WalkTally *tally, uint64 unlinkable,
							Datum *values, bool *nulls);
extern void fcr_estimate(const WalkTally *tally, uint64 unlinkable,
						 Datum *values, bool *nulls);

#endif							/* LOG_QUESTION_H */
