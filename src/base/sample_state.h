/*
 * sample_state.h
 *		The state of an aggregate that needs all of its values at the end: they, as they
 *		came, in memory.
 */
#ifndef SAMPLE_STATE_H
#define SAMPLE_STATE_H

#include "lib/stringinfo.h"

#include "base/compat.h"

typedef struct SampleState
{
	MemoryContext context;
	Size		width;			/* of a value, in bytes */
	uint64		n;
	uint64		room;
	char	   *values;
} SampleState;

extern void sample_init(SampleState *state, MemoryContext context, Size width);
extern void sample_append(SampleState *state, const void *value);
extern void sample_combine(SampleState *state, const SampleState *more);
extern void *sample_copy(const SampleState *state);

extern void message_from_bytes(StringInfo message, bytea *bytes);
extern void sample_send(StringInfo message, const SampleState *state);
extern void sample_receive(StringInfo message, SampleState *state);

#endif							/* SAMPLE_STATE_H */
