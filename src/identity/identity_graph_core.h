/*
 * identity_graph_core.h
 *		The identifiers and links of a value, checked and laid out to be asked.
 */
#ifndef IDENTITY_GRAPH_CORE_H
#define IDENTITY_GRAPH_CORE_H

#include "identity/identity_bytes_core.h"

/* No identifier. */
#define IDENTITY_NOBODY UINT32_MAX

/* A link: the identifier of the worse kind, or one of them, and the other one. */
typedef struct GraphLink
{
	uint32_t	worse;
	uint32_t	better;
} GraphLink;

typedef struct IdentityGraph
{
	const IdentityLimits *limits;
	uint32_t	n;				/* identifiers */
	size_t		m;				/* links */
	const uint8_t *bytes;		/* of the identifiers */
	size_t		size;
	uint32_t   *at;				/* where in these each begins */
	uint8_t    *kind;
	uint64_t   *keys;			/* NULL unless wanted */
	GraphLink  *links;			/* by their worse kind; of one, those with better kinds
								 * first */
	size_t	   *first_across;	/* of each kind, and one more */
	size_t	   *first_within;	/* of each kind: the first link that is within it */
} IdentityGraph;

extern bool identity_graph_open(const IdentityLimits *limits, const IdentityParts *parts, bool want_keys,
								Arena *arena, IdentityGraph *graph);
extern Identifier identity_at(const IdentityGraph *graph, uint32_t number);
extern uint32_t identity_find(const IdentityGraph *graph, const Identifier *identifier);

#endif							/* IDENTITY_GRAPH_CORE_H */
