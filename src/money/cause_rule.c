/*
 * cause_rule.c
 *		deciding_rule(): which cause rule decides a contact.
 *
 * The rules come as an array of texts, in order, that is the same for all rows of a query.
 * They are prepared at the first row, and again only where other rules are given.  They are
 * texts, and no rows of their table: its owner may alter that as he likes.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "money/rule_core.h"

PG_FUNCTION_INFO_V1(deciding_rule);

/* The arguments of deciding_rule(): the rules, then the facts. */
#define ARGUMENT_RULES 0
#define ARGUMENT_FACTS 1

/* Conditions ask for facts, in the order of the arguments; all are texts but for one enum. */
#define FACTS 7
#define ENUM_FACT 3

/* A rule is its name, and what it asks of each fact. */
#define RULE_TEXTS (1 + FACTS)

/* What a call site remembers. */
typedef struct Rulebook
{
	MemoryContext context;		/* of all the rest */
	Oid			enum_type;		/* of the fact that is one */
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

/* A value that is asked of a fact, as the fact has it. */
static Datum
asked_value(const Rulebook *book, size_t fact, Datum asked)
{
	return fact != ENUM_FACT ? asked :
		DirectFunctionCall2(enum_in, CStringGetDatum(TextDatumGetCString(asked)),
							ObjectIdGetDatum(book->enum_type));
}

/* The conditions of a rule, in the current memory context. */
static Rule
read_rule(const Rulebook *book, const Datum *asked, const bool *nulls)
{
	RuleCondition *conditions = palloc(FACTS * sizeof(RuleCondition));
	Datum	   *values = palloc(FACTS * sizeof(Datum));
	Rule		rule = {conditions, 0};

	for (size_t fact = 0; fact < FACTS; fact++)
	{
		if (nulls[fact])
			continue;
		values[fact] = asked_value(book, fact, asked[fact]);
		conditions[rule.n++] = (RuleCondition) {fact, fact_of(fact, &values[fact])};
	}
	return rule;
}

/* Errs where rules do not have as many texts each as a rule has (22023). */
static void
check_rules(const ArrayType *rules)
{
	int			ndim = ARR_NDIM(rules);

	if (ndim == 0 || (ndim == 2 && ARR_DIMS(rules)[1] == RULE_TEXTS))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("rules must be an array of arrays of %d texts", RULE_TEXTS),
			 ndim == 2 ? errdetail("They have %d texts each.", ARR_DIMS(rules)[1]) :
			 errdetail("The number of dimensions is %d.", ndim),
			 errhint("Write the name of each rule, then what it asks for, in the order of the arguments; null for anything.")));
}

/* Prepare rules that are not those of the call before. */
static void
read_rules(Rulebook *book, ArrayType *source)
{
	MemoryContext caller = MemoryContextSwitchTo(book->context);
	Datum	   *texts;
	bool	   *nulls;
	int			n;

	check_rules(source);
	book->source = NULL;
	MemoryContextReset(book->context);
	source = (ArrayType *) memcpy(palloc(VARSIZE(source)), source, VARSIZE(source));
	deconstruct_array(source, TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls, &n);
	book->rules = palloc(n / RULE_TEXTS * sizeof(Rule));
	book->names = palloc(n / RULE_TEXTS * sizeof(Datum));
	book->n = 0;
	for (int i = 0; i < n; i += RULE_TEXTS)
	{
		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		book->names[book->n] = texts[i];
		book->rules[book->n++] = read_rule(book, texts + i + 1, nulls + i + 1);
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
		book->enum_type = get_fn_expr_argtype(fcinfo->flinfo, ARGUMENT_FACTS + ENUM_FACT);
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
