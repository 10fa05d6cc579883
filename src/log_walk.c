/*
 * log_walk.c
 *		Hands the contacts of a log to the walk, request by request.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "log_walk.h"

#define INITIAL_ROOM 64

/* The contacts of the request at hand, and room to judge them. */
typedef struct RequestBuffer
{
	size_t		n;
	size_t		room;
	Contact    *contacts;
	ContactFact *facts;
} RequestBuffer;

static void
enlarge(RequestBuffer *request)
{
	size_t		room = request->room ? request->room * 2 : INITIAL_ROOM;

	if (room > MaxAllocHugeSize / sizeof(Contact))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many contacts of one request: %zu", request->n)));
	if (request->room)
	{
		request->contacts = repalloc_huge(request->contacts, room * sizeof(Contact));
		pfree(request->facts);
	}
	else
		request->contacts = palloc(room * sizeof(Contact));
	request->facts = palloc_extended(room * sizeof(ContactFact), MCXT_ALLOC_HUGE);
	request->room = room;
}

/* Count over all contacts of a source, of which none starts after as_of. */
void
log_tally(LogSource *source, uint64 within, int64 as_of, WalkTally *tally)
{
	RequestBuffer request = {0};
	LogBlock   *block = palloc(sizeof(LogBlock));

	enlarge(&request);
	while (source->next(source, block))
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < block->n; i++)
		{
			Contact    *contact;

			if (block->new_request[i])
			{
				walk_tally(request.contacts, request.n, within, as_of, request.facts, tally);
				request.n = 0;
			}
			if (request.n == request.room)
				enlarge(&request);
			contact = &request.contacts[request.n++];
			contact->start = block->start[i];
			contact->end = block->start[i] + (int64) block->length[i];
			contact->kind = block->human[i] ? CONTACT_HUMAN : CONTACT_DIGITAL;
		}
	}
	walk_tally(request.contacts, request.n, within, as_of, request.facts, tally);
	pfree(block);
}
