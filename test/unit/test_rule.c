/*
 * test_rule.c
 *		The first rule that fits, by hand and against its definition written out.
 */
#include <string.h>

#include "money/rule_core.h"
#include "unit.h"

#define FACTS 3
#define MOST_RULES 12

static RuleFact
fact(const char *word)
{
	return (RuleFact) {word, word == NULL ? 0 : strlen(word)};
}

static void
test_by_hand(void)
{
	const RuleCondition app[] = {{0, fact("app")}};
	const RuleCondition app_bill[] = {{0, fact("app")}, {1, fact("bill")}};
	const RuleCondition empty[] = {{2, fact("")}};
	const Rule	rules[] = {{app_bill, 2}, {app, 1}, {empty, 1}};

	CHECK(first_rule(rules, 3, (RuleFact[]) {fact("app"), fact("bill"), fact(NULL)}) == 0);
	CHECK(first_rule(rules, 3, (RuleFact[]) {fact("app"), fact("bil"), fact("")}) == 1);
	CHECK(first_rule(rules, 3, (RuleFact[]) {fact("apps"), fact("bill"), fact("x")}) == 3);
	/* what is not known is not the same as what is empty */
	CHECK(first_rule(rules, 3, (RuleFact[]) {fact(NULL), fact(NULL), fact("")}) == 2);
	CHECK(first_rule(rules, 3, (RuleFact[]) {fact(NULL), fact(NULL), fact(NULL)}) == 3);
	/* no rule; a rule without conditions; bytes after a zero count */
	CHECK(first_rule(NULL, 0, (RuleFact[]) {fact("app"), fact("bill"), fact("x")}) == 0);
	CHECK(first_rule((Rule[]) {{NULL, 0}}, 1, (RuleFact[]) {fact(NULL), fact(NULL), fact(NULL)}) == 0);
	CHECK(first_rule((Rule[]) {{(RuleCondition[]) {{0, {"a\0b", 3}}}, 1}}, 1, (RuleFact[]) {{"a\0c", 3}}) == 1);
}

/* A word that is often the same as another; sometimes none. */
static const char *
random_word(void)
{
	static const char *const words[] = {"a", "b", "ab", "", NULL};

	return words[unit_random(5)];
}

static bool
is_same(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

/* Rules of which each asks for some facts, in any order of these. */
static void
test_at_random(void)
{
	for (int round = 0; round < 20000; round++)
	{
		const char *wanted[MOST_RULES][FACTS];
		RuleCondition conditions[MOST_RULES][FACTS];
		Rule		rules[MOST_RULES];
		const char *known[FACTS];
		RuleFact	facts[FACTS];
		size_t		n = unit_random(MOST_RULES + 1);
		size_t		expected = n;

		for (size_t i = 0; i < FACTS; i++)
			facts[i] = fact(known[i] = random_word());
		for (size_t r = 0; r < n; r++)
		{
			bool		fits = true;
			size_t		start = unit_random(FACTS);

			rules[r] = (Rule) {conditions[r], 0};
			for (size_t i = 0; i < FACTS; i++)
			{
				size_t		number = (start + i) % FACTS;

				wanted[r][number] = random_word();
				if (wanted[r][number] == NULL)
					continue;
				conditions[r][rules[r].n++] = (RuleCondition) {number, fact(wanted[r][number])};
				fits = fits && is_same(known[number], wanted[r][number]);
			}
			if (fits && expected == n)
				expected = r;
		}
		CHECK(first_rule(rules, n, facts) == expected);
	}
}

void
test_rule(void)
{
	RUN(test_by_hand());
	RUN(test_at_random());
}
