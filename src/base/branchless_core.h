/*
 * branchless_core.h
 *		Choices without a branch, for loops in which nobody can foresee the next one.
 *
 * A compiler that is free to choose makes a jump of "which ? a : b", and a jump
 * that is foreseen wrongly costs more than the rest of such a loop.
 */
#ifndef BRANCHLESS_CORE_H
#define BRANCHLESS_CORE_H

#include <stdbool.h>
#include <stdint.h>

/* All bits, or none. */
static inline uint64_t
all_bits_if(bool yes)
{
	return 0 - (uint64_t) yes;
}

static inline uint64_t
either(bool first, uint64_t a, uint64_t b)
{
	return b ^ ((a ^ b) & all_bits_if(first));
}

static inline int64_t
either_time(bool first, int64_t a, int64_t b)
{
	return (int64_t) either(first, (uint64_t) a, (uint64_t) b);
}

#endif							/* BRANCHLESS_CORE_H */
