/*
 * identity_state.h
 *		Links on their way to an identity: appended, sorted, merged, spilled.
 *
 *		append ──> tail ── sort ──> ┐
 *		                            ├─ merge ──> a value
 *		other values, spilled tails ┘
 *		            (runs)
 *
 * A run is the identifiers and links of a value, in memory or in a temporary file.  When
 * the state outgrows its share of work_mem the tail becomes a run, and runs go to the file.
 */
#ifndef IDENTITY_STATE_H
#define IDENTITY_STATE_H

#include "identity/identity_file.h"
#include "identity/identity_tail_core.h"

typedef struct StoredRun
{
	uint64		identifiers;
	uint64		links;
	uint64		identifier_size;
	uint64		link_size;
	const uint8 *bytes;			/* of both, or NULL where they are in the file, */
	bool		borrowed;		/* and whether they are somebody else's */
	FilePlace	place;
} StoredRun;

typedef struct IdentityState
{
	MemoryContext context;		/* where all of it lives */
	MemoryContext tail_context;
	size_t		memory_limit;	/* bytes; 0 where it must not go to a file */
	IdentityLimits *limits;
	IdentityTail tail;
	size_t		unlooked;		/* bytes that have come since the memory was looked at */
	StoredRun  *runs;
	int			run_count;
	int			run_capacity;
	BufFile    *file;			/* of runs that memory did not hold, */
	FilePlace	file_end;		/* and where it ends */
} IdentityState;

extern IdentityState *identity_state_create(MemoryContext context, const IdentityLimits *limits);
extern void identity_state_close(Datum state);
extern void identity_state_add(IdentityState *state, const Identifier *a, const Identifier *b);
extern void identity_state_absorb(IdentityState *state, const struct varlena *value, bool borrow);
extern struct varlena *identity_state_value(IdentityState *state);

#endif							/* IDENTITY_STATE_H */
