/*
 * identity_tail_core.h
 *		Links as they come, which are not in order yet.
 *
 * Each of the two identifiers of a link is kept as a mention, with its text, beside others
 * whose keys begin alike: in one bucket while they are few, and then in 256, which are put
 * in order one by one, where a processor finds them quickly.  Where the end is written all
 * mentions of an identifier are one, and its text is written once.
 */
#ifndef IDENTITY_TAIL_CORE_H
#define IDENTITY_TAIL_CORE_H

#include "identity/identity_bytes_core.h"

#define IDENTITY_BUCKETS 256

/* A tail takes no more links: twice as many ends can be numbered. */
#define IDENTITY_TAIL_MOST ((uint64_t) 1 << 30)

typedef struct IdentityPage
{
	struct IdentityPage *next;
	size_t		used;
	uint8_t		records[];
} IdentityPage;

typedef struct IdentityBucket
{
	IdentityPage *first;
	IdentityPage *last;
	size_t		page_size;		/* of the last one, unless a record needed more */
	size_t		left;			/* bytes of it */
	size_t		mentions;
} IdentityBucket;

typedef struct IdentityTail
{
	Arena	   *arena;
	const IdentityLimits *limits;
	IdentityBucket *buckets;
	int			bucket_bits;	/* of a key that tell its bucket: none, or 8 */
	size_t		bytes;			/* of records, in one bucket */
	uint64_t	links;
	uint64_t	mentions;
} IdentityTail;

extern void identity_tail_begin(IdentityTail *tail, Arena *arena, const IdentityLimits *limits);
extern void identity_tail_link(IdentityTail *tail, const Identifier *a, const Identifier *b);
extern void identity_tail_alone(IdentityTail *tail, const Identifier *identifier);
extern uint64_t *identity_tail_identifiers(const IdentityTail *tail, Arena *scratch, IdentitySink *sink,
										   uint64_t *identifiers);
extern uint64_t identity_tail_links(const IdentityTail *tail, uint64_t *ends, Arena *scratch,
									IdentitySink *sink);

#endif							/* IDENTITY_TAIL_CORE_H */
