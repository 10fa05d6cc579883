/*
 * identity_sort_core.h
 *		Puts links and mentions of identifiers in order.
 */
#ifndef IDENTITY_SORT_CORE_H
#define IDENTITY_SORT_CORE_H

#include "identity/identity_core.h"

/* That an identifier was met: where it is kept, and by which end of a link. */
typedef struct IdentityMention
{
	uint64_t	key;
	const uint8_t *record;
} IdentityMention;

extern void identity_sort_words(uint64_t *words, uint64_t *scratch, size_t n);
extern void identity_sort_mentions(IdentityMention *mentions, IdentityMention *scratch, size_t n, int skip);

#endif							/* IDENTITY_SORT_CORE_H */
