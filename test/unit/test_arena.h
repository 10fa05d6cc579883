/*
 * test_arena.h
 *		An arena that counts, and lets go of everything at once.
 */
#ifndef TEST_ARENA_H
#define TEST_ARENA_H

#include "base/arena_core.h"

typedef struct ArenaChunk
{
	struct ArenaChunk *before;
	size_t		size;			/* and so that what follows is aligned */
} ArenaChunk;

typedef struct TestArena
{
	Arena		arena;			/* first: its self is the whole */
	ArenaChunk *last;
	size_t		size;			/* of all that was asked for */
} TestArena;

extern void test_arena_begin(TestArena *arena);
extern void test_arena_end(TestArena *arena);

#endif							/* TEST_ARENA_H */
