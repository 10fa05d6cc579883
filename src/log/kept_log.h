/*
 * kept_log.h
 *		The log that a refresh keeps of all contacts: in parts, some of which take contacts
 *		away again, and whose channels are the labels of labels_core.h.
 */
#ifndef KEPT_LOG_H
#define KEPT_LOG_H

#include "log/labels_core.h"
#include "log/log_state.h"

typedef struct KeptPart
{
	bool		removed;		/* its contacts are taken away from those of others */
	const uint8 *bytes;			/* of a compact log */
	size_t		size;
	const int64 *counts;		/* contacts of each of its channels, in order */
	int			channels;
} KeptPart;

/* Requests by name. */
typedef struct KeptRequests
{
	int			count;
	const LogName *names;
	const uint64 *fingerprints;
} KeptRequests;

/* What is to be seen of it. */
typedef struct KeptView
{
	Label		label;			/* what is to be the channel */
	const KeptRequests *requests;	/* unless NULL, the request is */
	bool		by_customer;	/* the customer is to be the request */
	bool		in_period;		/* only contacts that start then: */
	int64		first;
	int64		end;			/* not itself in it */
} KeptView;

extern bool kept_log_is_remade(const KeptView *view);
extern LogState *kept_log_state(MemoryContext context, MemoryContext scratch, const KeptPart *parts, int n,
								const KeptView *view);

#endif							/* KEPT_LOG_H */
