/*
 * fingerprint_core.h
 *		64-bit fingerprints of integers and bytes, the same on every machine.
 *
 * The mixer is the finalizer of SplitMix64 (Steele, Lea and Flood 2014, "Fast
 * splittable pseudorandom number generators", with Stafford's thirteenth set of
 * constants): a bijection, so that two different integers never share a
 * fingerprint.  Bytes are absorbed eight at a time, little-endian on every
 * machine, each word through the mixer; the length goes first, so that padding
 * the last word with zeros makes no two values alike.
 *
 * A fingerprint is no anonymisation: who knows a value can compute its own.
 */
#ifndef FINGERPRINT_CORE_H
#define FINGERPRINT_CORE_H

#include <stddef.h>
#include <stdint.h>

/* Of the rules by which a value of any type gets its fingerprint: of this file, and of
 * fingerprint.c.  A value that is to get another one takes a new version. */
#define FINGERPRINT_VERSION 1

/* 2^64 divided by the golden ratio: the step of SplitMix64. */
#define FINGERPRINT_STEP UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t
fingerprint_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	return x;
}

/* The fingerprint of an integer, whatever the width it was stored in. */
static inline uint64_t
fingerprint_integer(int64_t value)
{
	return fingerprint_mix((uint64_t) value + FINGERPRINT_STEP);
}

/*
 * The fingerprint of a sequence of which so_far is the one up to here.  The two are
 * not treated alike, so that pairs of equal values stay apart.
 */
static inline uint64_t
fingerprint_append(uint64_t so_far, uint64_t next)
{
	return fingerprint_mix(so_far * FINGERPRINT_STEP ^ next);
}

extern uint64_t fingerprint_bytes(const void *bytes, size_t size);

#endif							/* FINGERPRINT_CORE_H */
