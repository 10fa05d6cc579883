/*
 * rule_core.c
 *		Which rule decides: the first one all of whose conditions hold.
 */
#include <stdbool.h>
#include <string.h>

#include "money/rule_core.h"

static inline bool
holds(const RuleCondition *condition, const RuleFact *facts)
{
	const RuleFact *fact = &facts[condition->fact];

	return fact->bytes != NULL && fact->length == condition->value.length &&
		memcmp(fact->bytes, condition->value.bytes, fact->length) == 0;
}

static inline bool
fits(const Rule *rule, const RuleFact *facts)
{
	for (size_t i = 0; i < rule->n; i++)
		if (!holds(&rule->conditions[i], facts))
			return false;
	return true;
}

/* The place of the first of n rules that fits; n where none does. */
size_t
first_rule(const Rule *rules, size_t n, const RuleFact *facts)
{
	size_t		place = 0;

	while (place < n && !fits(&rules[place], facts))
		place++;
	return place;
}
