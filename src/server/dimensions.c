/*
 * dimensions.c
 *		The dimensions of an interaction, and its identifiers, as one value each.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "base/text_bytes.h"

PG_FUNCTION_INFO_V1(dimensions_of);
PG_FUNCTION_INFO_V1(identifiers_of);

/* add_source takes five dimensions; whoever writes a mapping by hand, more. */
#define MOST_NAMES 100

/* A text without the spaces around it; false where nothing is left. */
static bool
trimmed(const text *value, JsonbValue *string)
{
	const char *begin = VARDATA_ANY(value);
	const char *end = begin + VARSIZE_ANY_EXHDR(value);

	while (begin < end && *begin == ' ')
		begin++;
	while (begin < end && end[-1] == ' ')
		end--;
	string->type = jbvString;
	string->val.string.val = unconstify(char *, begin);
	string->val.string.len = (int) (end - begin);
	return begin < end;
}

/* The order that the keys of a jsonb have. */
static int
compare_keys(const JsonbValue *a, const JsonbValue *b)
{
	if (a->val.string.len != b->val.string.len)
		return a->val.string.len < b->val.string.len ? -1 : 1;
	return memcmp(a->val.string.val, b->val.string.val, a->val.string.len);
}

/* Puts a pair where its key belongs among n others; of equal keys the first stays. */
static int
insert_pair(JsonbPair *pairs, int n, const JsonbPair *added)
{
	int			place = n;

	while (place > 0 && compare_keys(&pairs[place - 1].key, &added->key) > 0)
		place--;
	if (place > 0 && compare_keys(&pairs[place - 1].key, &added->key) == 0)
		return n;
	memmove(&pairs[place + 1], &pairs[place], (n - place) * sizeof(JsonbPair));
	pairs[place] = *added;
	return n + 1;
}

/* Names, and the text of each. */
typedef struct NamedTexts
{
	Datum	   *names;
	Datum	   *texts;
	bool	   *no_name;
	bool	   *no_text;
	int			n;
} NamedTexts;

static NamedTexts
named_texts(FunctionCallInfo fcinfo)
{
	NamedTexts	named;
	int			n_texts;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &named.names, &named.no_name,
					  &named.n);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &named.texts, &named.no_text,
					  &n_texts);
	if (named.n != n_texts || named.n > MOST_NAMES)
		elog(ERROR, "%d names and %d texts of dimensions", named.n, n_texts);
	return named;
}

/* The i-th name and its text; false where either is nothing but spaces. */
static bool
named_text(const NamedTexts *named, int i, JsonbPair *pair)
{
	*pair = (JsonbPair) {.order = 0};
	return !named->no_name[i] && !named->no_text[i] && trimmed(DatumGetTextPP(named->names[i]), &pair->key) &&
		trimmed(DatumGetTextPP(named->texts[i]), &pair->value);
}

/* An object for as many pairs as there are names, with none yet. */
static JsonbValue
make_object(const NamedTexts *named)
{
	JsonbValue	object = {.type = jbvObject};

	object.val.object.pairs = palloc(sizeof(JsonbPair) * (named->n + 1));
	object.val.object.nPairs = 0;
	return object;
}

static void
add_pair(JsonbValue *object, const JsonbPair *pair)
{
	object->val.object.nPairs = insert_pair(object->val.object.pairs, object->val.object.nPairs, pair);
}

/* Null where it has no pairs. */
static Datum
give_object(FunctionCallInfo fcinfo, JsonbValue *object)
{
	if (object->val.object.nPairs == 0)
		PG_RETURN_NULL();
	PG_RETURN_JSONB_P(JsonbValueToJsonb(object));
}

/*
 * dimensions_of(names, texts): an object of the names whose texts are more than spaces;
 * null where there is none.  It is made for each row of a source, where
 * jsonb_build_object() and what would have to come after it take five times as long.
 */
Datum
dimensions_of(PG_FUNCTION_ARGS)
{
	NamedTexts	named = named_texts(fcinfo);
	JsonbValue	object = make_object(&named);
	JsonbPair	pair = {.order = 0};

	for (int i = 0; i < named.n; i++)
		if (named_text(&named, i, &pair))
			add_pair(&object, &pair);
	return give_object(fcinfo, &object);
}

/* Where the names end that are the same as the i-th. */
static int
end_of_name(const NamedTexts *named, int i)
{
	int			end = i + 1;

	while (end < named->n && equal_texts(DatumGetTextPP(named->names[i]), DatumGetTextPP(named->names[end])))
		end++;
	return end;
}

/*
 * identifiers_of(kinds, texts): the same, where a kind that is named more than once, one time
 * after the other, has an array of texts.
 */
Datum
identifiers_of(PG_FUNCTION_ARGS)
{
	NamedTexts	named = named_texts(fcinfo);
	JsonbValue	object = make_object(&named);
	JsonbPair	pair = {.order = 0};

	for (int i = 0, next; i < named.n; i = next)
	{
		JsonbValue	array = {.type = jbvArray, .val.array = {.elems = palloc(sizeof(JsonbValue) * named.n)}};
		JsonbPair	found = {.order = 0};

		next = end_of_name(&named, i);
		for (int of_kind = i; of_kind < next; of_kind++)
			if (named_text(&named, of_kind, &found))
			{
				array.val.array.elems[array.val.array.nElems++] = found.value;
				pair = found;
			}
		if (array.val.array.nElems == 0)
			continue;
		if (next - i > 1)
			pair.value = array;
		add_pair(&object, &pair);
	}
	return give_object(fcinfo, &object);
}
