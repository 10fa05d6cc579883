/*
 * identity_bytes_core.h
 *		The bytes of an identity: how they are written, and read one after the other.
 *
 *		version, flags (none), kinds					a byte each
 *		customer_limit, identifiers, links, bytes of the identifiers	8 bytes each
 *		of each kind, by rank: size of its name (1), name, rank (4), shared_above (8)
 *		of each identifier, by key: a number, size * kinds + kind; its text
 *		of each link, in order: two numbers
 *		checksum (4), which is not of the core
 *
 * Identifiers are numbered as they stand.  A link is two of them, the lesser number first:
 * written are how much the first is more than that of the link before, and how much the
 * second is more than that link's where the first is the same, else than the first.  Numbers
 * without a width are in base 128, the least part first, all but the last byte with its top
 * bit set.  So the same identifiers, links and limits are the same bytes.
 */
#ifndef IDENTITY_BYTES_CORE_H
#define IDENTITY_BYTES_CORE_H

#include "base/arena_core.h"
#include "identity/identity_core.h"

#define IDENTITY_VERSION 1
#define IDENTITY_CHECKSUM_SIZE 4

/* The most bytes of a number. */
#define IDENTITY_NUMBER_BYTES 10

/* So many identifiers can be numbered, and links kept in one piece. */
#define IDENTITY_MOST ((uint64_t) UINT32_MAX - 1)

/* Bytes that come.  more() has at least so many at hand, or all that are left; NULL where
 * all are. */
typedef struct IdentitySource
{
	const uint8_t *at;
	const uint8_t *end;
	void		(*more) (struct IdentitySource *self, size_t wanted);
} IdentitySource;

/* Bytes that go.  more() has room for at least so many. */
typedef struct IdentitySink
{
	uint8_t    *at;
	uint8_t    *end;
	void		(*more) (struct IdentitySink *self, size_t wanted);
} IdentitySink;

/* Links as they are read or written, one after the other. */
typedef struct IdentityLinkCursor
{
	uint32_t	first;
	uint32_t	second;
} IdentityLinkCursor;

/* What a value is made of. */
typedef struct IdentityParts
{
	uint64_t	identifiers;
	uint64_t	links;
	const uint8_t *identifier_bytes;
	size_t		identifier_size;
	const uint8_t *link_bytes;
	size_t		link_size;
} IdentityParts;

typedef enum IdentityHead
{
	IDENTITY_HEAD_READ,
	IDENTITY_HEAD_DAMAGED,
	IDENTITY_HEAD_NEWER
} IdentityHead;

/* A link as a number, in whose order links stand. */
static inline uint64_t
identity_link(uint32_t a, uint32_t b)
{
	return a < b ? (uint64_t) a << 32 | b : (uint64_t) b << 32 | a;
}

static inline bool
identity_have(IdentitySource *source, size_t wanted)
{
	if ((size_t) (source->end - source->at) < wanted && source->more)
		source->more(source, wanted);
	return (size_t) (source->end - source->at) >= wanted;
}

static inline void
identity_room(IdentitySink *sink, size_t wanted)
{
	if ((size_t) (sink->end - sink->at) < wanted)
		sink->more(sink, wanted);
}

extern uint8_t *identity_number_write(uint8_t *out, uint64_t number);
extern bool identity_number_read(IdentitySource *source, uint64_t *number);

extern size_t identity_head_size(const IdentityLimits *limits);
extern void identity_head_write(uint8_t *out, const IdentityLimits *limits, const IdentityParts *parts);
extern IdentityHead identity_head_read(const uint8_t *bytes, size_t size, IdentityLimits *limits,
									   IdentityParts *parts);

extern void identifier_put(IdentitySink *sink, const IdentityLimits *limits, const Identifier *identifier);
extern bool identifier_get(IdentitySource *source, const IdentityLimits *limits, Identifier *identifier);
extern void identity_link_put(IdentitySink *sink, IdentityLinkCursor *cursor, uint64_t link);
extern bool identity_link_get(IdentitySource *source, IdentityLinkCursor *cursor, uint64_t *link);

#endif							/* IDENTITY_BYTES_CORE_H */
