/*
 * identity_customers_core.h
 *		Which identifiers are one customer.
 *
 * Kinds are joined one after the other, the best first.  Before the identifiers of a kind
 * join, each is looked at: one that is linked to more than shared_above customers, as the
 * better kinds have made them, is shared; it joins nothing and is nobody's.  A customer is
 * what is connected then; it is named by the least value, in bytes, of its best kind.  One
 * with more than customer_limit values of its best kind is not believed: each of these is
 * a customer alone, and its other identifiers are nobody's.
 */
#ifndef IDENTITY_CUSTOMERS_CORE_H
#define IDENTITY_CUSTOMERS_CORE_H

#include "identity/identity_graph_core.h"

/* What is known of the identifiers that are connected. */
typedef struct FoundCustomer
{
	uint32_t	identifiers;
	uint32_t	name;			/* the least of the best kind; IDENTITY_NOBODY before any */
	uint32_t	of_best;		/* how many are of that */
	uint8_t		best;			/* which kind it is */
} FoundCustomer;

typedef struct IdentityCustomers
{
	const IdentityGraph *graph;
	uint32_t   *root;			/* of each identifier, the one that stands for all that are
								 * connected; IDENTITY_NOBODY where it is shared */
	FoundCustomer *found;		/* of each root */
} IdentityCustomers;

/* Whose an identifier is. */
typedef struct CustomerOf
{
	uint32_t	name;			/* IDENTITY_NOBODY where it is nobody's */
	uint32_t	identifiers;	/* that the customer has */
} CustomerOf;

/* Links, one after the other: the identifiers on the way, from the first to the last. */
typedef struct IdentityWay
{
	uint32_t   *numbers;
	size_t		n;				/* 0 where there is no way */
} IdentityWay;

extern void identity_customers(const IdentityGraph *graph, Arena *arena, IdentityCustomers *customers);
extern void identity_customers_of(const IdentityCustomers *customers, uint32_t from, uint32_t n,
								  CustomerOf *of);
extern uint32_t identity_customer(const IdentityCustomers *customers, uint32_t number, uint32_t *identifiers);
extern IdentityWay identity_way(const IdentityCustomers *customers, uint32_t from, uint32_t to, Arena *arena);

#endif							/* IDENTITY_CUSTOMERS_CORE_H */
