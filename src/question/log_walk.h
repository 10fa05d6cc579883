/*
 * log_walk.h
 *		Hands the contacts of a log to the walk, and what it says to a visitor.
 */
#ifndef LOG_WALK_H
#define LOG_WALK_H

#include "miscadmin.h"

#include "log/log_state.h"

/*
 * To be called at each step of a loop over a batch: one request, or one customer, may
 * have millions of contacts.
 */
static inline void
check_at(size_t step)
{
	if (step % 65536 == 65535)
		CHECK_FOR_INTERRUPTS();
}

/* What of a log is asked. */
typedef struct LogQuestion
{
	WalkFrame	frame;			/* within is 0 where journeys are not asked for */
	bool		by_customer;	/* any contact of the customer is the same request */
	bool		with_details;	/* channels and handle seconds are looked at */
	const bool *in_scope;		/* of each channel by rank; NULL for all of them */
} LogQuestion;

/* Contacts of whole requests, judged. */
typedef struct LogBatch
{
	size_t		n;
	const Contact *contacts;
	const ContactFact *facts;
	const uint64 *records;		/* request is 0 if by_customer; without details
								 * channel and handle seconds mean nothing */
} LogBatch;

/* What is done with them; unlinkable may be NULL. */
typedef struct LogVisitor
{
	void		(*requests) (void *self, const LogBatch *batch);
	void		(*unlinkable) (void *self, const uint64 *record);
	void	   *self;
} LogVisitor;

extern void log_walk(LogState *state, const LogQuestion *question, const LogVisitor *visitor);
extern void log_tally(LogState *state, const LogQuestion *question, WalkTally *tally,
					  uint64 *unlinkable);

#endif							/* LOG_WALK_H */
