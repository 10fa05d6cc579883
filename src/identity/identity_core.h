/*
 * identity_core.h
 *		Identifiers, and the limits by which they become customers.
 *
 * An identifier is a text of a kind.  Kinds are numbered by their rank, the best is 0.
 * Identifiers are kept in the order of their keys, which are 64-bit fingerprints; of
 * equal keys the texts decide, so that no two identifiers are ever taken for one.
 */
#ifndef IDENTITY_CORE_H
#define IDENTITY_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fingerprint_core.h"

#define IDENTITY_MOST_KINDS 255
#define IDENTITY_MOST_KIND_NAME 63

/* The kind of a text that names none. */
#define IDENTITY_CUSTOMER "customer"

typedef struct IdentityKind
{
	char		name[IDENTITY_MOST_KIND_NAME + 1];
	int32_t		rank;
	int64_t		shared_above;	/* customers; -1 where there is no limit */
	size_t		name_size;
	uint64_t	fingerprint;	/* of the name */
} IdentityKind;

/* What identifiers are joined by. */
typedef struct IdentityLimits
{
	int64_t		customer_limit; /* values of the best kind in a customer that is believed */
	int			kinds;
	int			customer;		/* which kind a text has that names none; -1 where there
								 * is no such kind */
	IdentityKind kind[IDENTITY_MOST_KINDS]; /* by rank; a copy need only have these */
} IdentityLimits;

static inline size_t
identity_limits_size(const IdentityLimits *limits)
{
	return offsetof(IdentityLimits, kind) + (size_t) limits->kinds * sizeof(IdentityKind);
}

typedef struct Identifier
{
	const uint8_t *text;
	uint32_t	size;			/* at least 1 */
	uint8_t		kind;
} Identifier;

/* What work that grows with the data calls now and then, if set. */
extern void (*identity_poll) (void);

/* To be called with the count of a loop. */
static inline void
identity_poll_at(uint64_t i)
{
	if (i % 4096 == 4095 && identity_poll)
		identity_poll();
}

static inline uint64_t
identity_key(const IdentityLimits *limits, const Identifier *identifier)
{
	return fingerprint_append(fingerprint_bytes(identifier->text, identifier->size),
							  limits->kind[identifier->kind].fingerprint);
}

static inline bool
identity_equal(const Identifier *a, const Identifier *b)
{
	return a->kind == b->kind && a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/* The order of two identifiers of one key. */
static inline int
identity_compare(const Identifier *a, const Identifier *b)
{
	int			order = a->kind - b->kind;

	if (order == 0)
		order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

extern bool identity_limits_end(IdentityLimits *limits);
extern bool identity_same_limits(const IdentityLimits *a, const IdentityLimits *b);
extern bool identity_read(const IdentityLimits *limits, const void *text, size_t size,
						  Identifier *identifier);
extern size_t identity_prefix_size(const IdentityLimits *limits, const Identifier *identifier);
extern void identity_write(const IdentityLimits *limits, const Identifier *identifier, size_t prefix_size,
						   char *out);

#endif							/* IDENTITY_CORE_H */
