/*
 * request_window.h
 *		Reads a window partition that is one request, whole, for what asks about all of it.
 *
 * The rows are contacts that exist: none is undated, or later than the moment of judgement.
 * So the first contact is the partition's first row, and so on.  Memory is about 220 bytes a
 * contact of the longest request, and what the executor itself keeps of its rows.
 */
#ifndef REQUEST_WINDOW_H
#define REQUEST_WINDOW_H

#include "fmgr.h"
#include "windowapi.h"

#include "contact/channel_kind.h"
#include "contact/request_core.h"

/* What other contacts say of one that led to them: arguments of the SQL function that stand
 * side by side. */
typedef enum IdentityPart
{
	IDENTITY_SOURCE,
	IDENTITY_ID,
	IDENTITY_CHANNEL,
	IDENTITY_TOUCHPOINT,
	IDENTITY_REQUEST,
	IDENTITY_PARTS
} IdentityPart;

typedef struct ContactIdentity
{
	Datum		values[IDENTITY_PARTS];
	bool		nulls[IDENTITY_PARTS];
} ContactIdentity;

/* Which argument of the SQL function is what. */
typedef struct RequestArguments
{
	int			kind;
	int			started_at;
	int			ended_at;
	int			outcome;
	int			identity;		/* the first part */
} RequestArguments;

typedef struct RequestWindow
{
	RequestArguments argument;
	KindReader	kinds;
	Request		request;
	size_t		capacity;
	uint32	   *channel_of;		/* of each contact, by number */
	bool	   *given_up;		/* was it abandoned? */
	ContactIdentity **identities;	/* of contacts that open a journey, and of digital ones */
	MemoryContext context;		/* of the identities */

	/* of the call site: the channels met so far, by their number */
	text	  **channels;
	uint32		channel_count;
	uint32		channel_room;
} RequestWindow;

extern RequestWindow *request_window_make(MemoryContext context, const RequestArguments *argument);
extern void request_window_read(RequestWindow *window, WindowObject winobj, uint64 within);

/* The channel of a contact. */
static inline text *
request_channel(const RequestWindow *window, size_t index)
{
	return window->channels[window->channel_of[index]];
}

#endif							/* REQUEST_WINDOW_H */
