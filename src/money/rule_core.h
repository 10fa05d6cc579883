/*
 * rule_core.h
 *		Which rule decides: the first one all of whose conditions hold.
 *
 * A condition asks for a value of one fact, byte by byte.  A fact that is not known is
 * never what a condition asks for; a rule without conditions always fits.
 */
#ifndef RULE_CORE_H
#define RULE_CORE_H

#include <stddef.h>

/* What is known of a fact: bytes, or null where it is not known. */
typedef struct RuleFact
{
	const char *bytes;
	size_t		length;
} RuleFact;

typedef struct RuleCondition
{
	size_t		fact;			/* its number */
	RuleFact	value;			/* what it must be; never null */
} RuleCondition;

typedef struct Rule
{
	const RuleCondition *conditions;
	size_t		n;
} Rule;

extern size_t first_rule(const Rule *rules, size_t n, const RuleFact *facts);

#endif							/* RULE_CORE_H */
