/*
 * identity_value.h
 *		Values of identities in memory, without their checksum.
 */
#ifndef IDENTITY_VALUE_H
#define IDENTITY_VALUE_H

#include "identity/identity_bytes_core.h"
#include "identity/identity_tail_core.h"

typedef struct IdentityValue
{
	uint8_t    *bytes;			/* from malloc(), of exactly this size */
	size_t		size;
} IdentityValue;

extern IdentityValue identity_value_of_tail(const IdentityTail *tail, Arena *scratch);
extern IdentityValue identity_value_merged(const IdentityValue *values, size_t n, const IdentityLimits *limits,
										   Arena *scratch);

#endif							/* IDENTITY_VALUE_H */
