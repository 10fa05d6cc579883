/*
 * sample_state.c
 *		The state of an aggregate that needs all of its values at the end.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/memutils.h"

#include "base/sample_state.h"

/* Room for the first values: a query may have a group a customer. */
#define FIRST_ROOM 4

/* Begin without values. */
void
sample_init(SampleState *state, MemoryContext context, Size width)
{
	state->context = context;
	state->width = width;
	state->n = 0;
	state->room = 0;
	state->values = NULL;
}

/* Make room for so many values more. */
static void
make_room(SampleState *state, uint64 more)
{
	uint64		room = Max(Max(2 * state->room, FIRST_ROOM), state->n + more);

	if (room > MaxAllocHugeSize / state->width)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many values for one aggregate"),
				 errdetail("There are more than " UINT64_FORMAT ".", state->n),
				 errhint("Group them, such as by month, or take a sample: TABLESAMPLE.")));
	if (state->values == NULL)
		state->values = MemoryContextAllocHuge(state->context, room * state->width);
	else
		state->values = repalloc_huge(state->values, room * state->width);
	state->room = room;
}

void
sample_append(SampleState *state, const void *value)
{
	if (state->n == state->room)
		make_room(state, 1);
	memcpy(state->values + state->n++ * state->width, value, state->width);
}

/* Add the values of another state, of the same width. */
void
sample_combine(SampleState *state, const SampleState *more)
{
	if (more->n == 0)
		return;
	if (state->room - state->n < more->n)
		make_room(state, more->n);
	memcpy(state->values + state->n * state->width, more->values, more->n * more->width);
	state->n += more->n;
}

/* The values for somebody who puts them in order, with room for one more. */
void *
sample_copy(const SampleState *state)
{
	char	   *copy = MemoryContextAllocHuge(CurrentMemoryContext, (state->n + 1) * state->width);

	if (state->n > 0)
		memcpy(copy, state->values, state->n * state->width);
	return copy;
}

/* Write a state to a message for another process of this query. */
void
sample_send(StringInfo message, const SampleState *state)
{
	if (state->n >= (MaxAllocSize - message->len) / state->width)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many values for a parallel worker to hand over"),
				 errdetail("There are " UINT64_FORMAT ".", state->n),
				 errhint("Set max_parallel_workers_per_gather to 0, or group by more columns.")));
	pq_sendint64(message, state->n);
	appendBinaryStringInfo(message, state->values, state->n * state->width);
}

/* A message to read, which another process wrote. */
void
message_from_bytes(StringInfo message, bytea *bytes)
{
	message->data = VARDATA_ANY(bytes);
	message->len = VARSIZE_ANY_EXHDR(bytes);
	message->maxlen = message->len;
	message->cursor = 0;
}

/* Read into a state that has no values yet. */
void
sample_receive(StringInfo message, SampleState *state)
{
	uint64		n = pq_getmsgint64(message);

	if (n > 0)
	{
		make_room(state, n);
		pq_copymsgbytes(message, state->values, n * state->width);
		state->n = n;
	}
}
