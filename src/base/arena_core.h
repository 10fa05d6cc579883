/*
 * arena_core.h
 *		Memory that is let go of as a whole; its owner says where it comes from.
 */
#ifndef ARENA_CORE_H
#define ARENA_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Arena
{
	void	   *(*allocate) (void *self, size_t size);	/* never returns NULL: it may not
														 * return at all */
	void	   *self;
} Arena;

/* Room for n things.  So many that their size cannot be told are the owner's to
 * refuse. */
static inline void *
arena_array(Arena *arena, size_t n, size_t size)
{
	return arena->allocate(arena->self, n > SIZE_MAX / size ? SIZE_MAX : n * size);
}

/* The same, zeroed. */
static inline void *
arena_zeroed(Arena *arena, size_t n, size_t size)
{
	return memset(arena_array(arena, n, size), 0, n * size);
}

/* Room for more things, n of which are kept.  What had them stays until all is let go
 * of: whoever doubles its room has at most once more as much. */
static inline void *
arena_grown(Arena *arena, const void *things, size_t n, size_t size, size_t room)
{
	void	   *grown = arena_array(arena, room, size);

	if (n > 0)
		memcpy(grown, things, n * size);
	return grown;
}

#endif							/* ARENA_CORE_H */
