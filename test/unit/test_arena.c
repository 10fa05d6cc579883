/*
 * test_arena.c
 *		Memory from malloc(), each piece of its exact size, so that sanitizers see what
 *		is out of bounds.
 */
#include "test_arena.h"

#include <stdlib.h>

static void *
allocate(void *self, size_t size)
{
	TestArena  *arena = self;
	ArenaChunk *chunk = size > SIZE_MAX / 2 ? NULL : malloc(sizeof(ArenaChunk) + size);

	if (chunk == NULL)
		abort();
	chunk->before = arena->last;
	chunk->size = size;
	arena->last = chunk;
	arena->size += size;
	memset(chunk + 1, 0xA5, size);
	return chunk + 1;
}

void
test_arena_begin(TestArena *arena)
{
	arena->arena.allocate = allocate;
	arena->arena.self = arena;
	arena->last = NULL;
	arena->size = 0;
}

void
test_arena_end(TestArena *arena)
{
	while (arena->last != NULL)
	{
		ArenaChunk *chunk = arena->last;

		arena->last = chunk->before;
		free(chunk);
	}
}
