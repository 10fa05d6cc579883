/*
 * log_walk.h
 *		Hands the contacts of a log to the walk, and its journeys to a visitor.
 */
#ifndef LOG_WALK_H
#define LOG_WALK_H

#include "log_state.h"

/* What of a log is asked. */
typedef struct LogQuestion
{
	WalkFrame	frame;			/* within is 0 where journeys are not asked for */
	bool		by_customer;	/* any contact of the customer is the same request */
	bool		with_details;	/* channels, handle seconds and origins are looked
								 * at */
	const bool *in_scope;		/* of each channel by rank; NULL for all of them */
} LogQuestion;

/* A journey, judged; or, without a window, all contacts of a request. */
typedef struct LogJourney
{
	uint64		request;		/* fingerprint; NULL_FINGERPRINT if by_customer */
	size_t		length;
	const Contact *contacts;
	const ContactFact *facts;	/* without a window not filled, without details
								 * without origins */
	const uint16 *channels;		/* ranks */
	const uint64 *handles;		/* see handle_code() */
} LogJourney;

/* What is done with them; either function may be NULL. */
typedef struct LogVisitor
{
	void		(*journey) (void *self, const LogJourney *journey);
	void		(*unlinkable) (void *self, const Contact *contact, uint16 channel);
	void	   *self;
} LogVisitor;

extern void log_walk(LogState *state, const LogQuestion *question, const LogVisitor *visitor);
extern void log_tally(LogState *state, const LogQuestion *question, WalkTally *tally,
					  uint64 *unlinkable);

#endif							/* LOG_WALK_H */
