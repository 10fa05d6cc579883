/*
 * cause_rule.c
 *		deciding_rule(): which cause rule decides a contact.
 *
 * The rules come as an array, in order, that is the same for all rows of a query.  They
 * are prepared at the first row, and again only where other rules are given.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "compat.h"
#include "rule_core.h"

PG_FUNCTION_INFO_V1(deciding_rule);

/* The arguments of deciding_rule(): the rules, then the facts in the order of their names. */
#define ARGUMENT_RULES 0
#define ARGUMENT_FACTS 1

/* What conditions can ask for, as columns of cause_rule; all are texts but for one enum. */
static const char *const fact_names[] = {
	"touchpoint", "request", "reason", "avoidable_reason", "cause", "channel", "brand"
};

#define FACTS lengthof(fact_names)
#define ENUM_FACT 3

/* What a call site remembers. */
typedef struct Rulebook
{
	MemoryContext context;		/* of all the rest */
	ArrayType  *source;			/* what was prepared */
	Rule	   *rules;
	Datum	   *names;
	size_t		n;
} Rulebook;

/* The bytes of a value of a fact; they are where the value is. */
static inline RuleFact
fact_of(size_t fact, Datum *value)
{
	struct varlena *text;

	if (fact == ENUM_FACT)
	{
		*value = ObjectIdGetDatum(DatumGetObjectId(*value));
		return (RuleFact) {(const char *) value, sizeof(Datum)};
	}
	text = PG_DETOAST_DATUM_PACKED(*value);
	return (RuleFact) {VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text)};
}

/* The conditions of a rule, in the current memory context. */
static Rule
read_rule(HeapTupleHeader row)
{
	RuleCondition *conditions = palloc(FACTS * sizeof(RuleCondition));
	Rule		rule = {conditions, 0};

	for (size_t fact = 0; fact < FACTS; fact++)
	{
		bool		isnull;
		Datum	   *value = palloc(sizeof(Datum));

		*value = GetAttributeByName(row, fact_names[fact], &isnull);
		if (!isnull)
			conditions[rule.n++] = (RuleCondition) {fact, fact_of(fact, value)};
	}
	return rule;
}

/* Prepare rules that are not those of the call before. */
static void
read_rules(Rulebook *book, ArrayType *source)
{
	MemoryContext caller = MemoryContextSwitchTo(book->context);
	int16		length;
	bool		byval;
	char		align;
	Datum	   *rows;
	bool	   *nulls;
	int			n;

	book->source = NULL;
	MemoryContextReset(book->context);
	source = (ArrayType *) memcpy(palloc(VARSIZE(source)), source, VARSIZE(source));
	get_typlenbyvalalign(ARR_ELEMTYPE(source), &length, &byval, &align);
	deconstruct_array(source, ARR_ELEMTYPE(source), length, byval, align, &rows, &nulls, &n);
	book->rules = palloc(n * sizeof(Rule));
	book->names = palloc(n * sizeof(Datum));
	book->n = 0;
	for (int i = 0; i < n; i++)
	{
		HeapTupleHeader row;
		bool		isnull;

		if (nulls[i])
			continue;
		row = DatumGetHeapTupleHeader(rows[i]);
		book->names[book->n] = GetAttributeByName(row, "rule", &isnull);
		if (!isnull)
			book->rules[book->n++] = read_rule(row);
	}
	book->source = source;
	MemoryContextSwitchTo(caller);
}

/* The rules of this call, prepared. */
static Rulebook *
open_rules(FunctionCallInfo fcinfo, ArrayType *source)
{
	Rulebook   *book = fcinfo->flinfo->fn_extra;

	if (book == NULL)
	{
		book = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Rulebook));
		book->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "cause rules",
											  ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = book;
	}
	if (book->source == NULL || VARSIZE(book->source) != VARSIZE(source) ||
		memcmp(book->source, source, VARSIZE(source)) != 0)
		read_rules(book, source);
	return book;
}

/* deciding_rule(rules, facts ...): the name of the first rule that fits, or null. */
Datum
deciding_rule(PG_FUNCTION_ARGS)
{
	RuleFact	facts[FACTS] = {0};
	Rulebook   *book;
	size_t		place;

	if (PG_ARGISNULL(ARGUMENT_RULES))
		PG_RETURN_NULL();
	book = open_rules(fcinfo, PG_GETARG_ARRAYTYPE_P(ARGUMENT_RULES));
	for (size_t fact = 0; fact < FACTS; fact++)
		if (!PG_ARGISNULL(ARGUMENT_FACTS + fact))
			facts[fact] = fact_of(fact, &fcinfo->args[ARGUMENT_FACTS + fact].value);
	place = first_rule(book->rules, book->n, facts);
	if (place == book->n)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(DatumGetTextPCopy(book->names[place]));
}
