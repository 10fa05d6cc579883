/*
 * identity_merge_core.h
 *		Several runs, each of identifiers and links in order, as one.
 */
#ifndef IDENTITY_MERGE_CORE_H
#define IDENTITY_MERGE_CORE_H

#include "identity/identity_bytes_core.h"

/* What is to be merged, and how far that is. */
typedef struct IdentityRun
{
	IdentitySource *identifiers;
	IdentitySource *links;
	uint64_t	identifier_count;
	uint64_t	link_count;

	uint32_t   *number;			/* of each of its identifiers, among all */
	uint64_t	identifiers_read;
	uint64_t	links_read;
	Identifier	identifier;		/* the next one, */
	uint64_t	key;			/* its key, */
	IdentityLinkCursor cursor;
	uint64_t	link;			/* and the next link, as numbered among all */
} IdentityRun;

extern bool identity_merge_identifiers(IdentityRun *runs, size_t n, const IdentityLimits *limits,
									   Arena *scratch, IdentitySink *sink, uint64_t *identifiers);
extern bool identity_merge_links(IdentityRun *runs, size_t n, Arena *scratch, IdentitySink *sink,
								 uint64_t *links);

#endif							/* IDENTITY_MERGE_CORE_H */
