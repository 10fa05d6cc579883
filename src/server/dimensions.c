/*
 * dimensions.c
 *		The dimensions of an interaction, as one value.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/jsonb.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(dimensions_of);

/* add_source takes five; whoever writes a mapping by hand, more. */
#define MOST_DIMENSIONS 100

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

/*
 * dimensions_of(names, texts): an object of the names whose texts are more than spaces;
 * null where there is none.  It is made for each row of a source, where
 * jsonb_build_object() and what would have to come after it take five times as long.
 */
Datum
dimensions_of(PG_FUNCTION_ARGS)
{
	Datum	   *names;
	Datum	   *texts;
	bool	   *no_name;
	bool	   *no_text;
	int			n_names;
	int			n_texts;
	JsonbValue	object = {.type = jbvObject};

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &names, &no_name, &n_names);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &texts, &no_text, &n_texts);
	if (n_names != n_texts || n_names > MOST_DIMENSIONS)
		elog(ERROR, "%d names and %d texts of dimensions", n_names, n_texts);
	object.val.object.pairs = palloc(sizeof(JsonbPair) * (n_names + 1));
	object.val.object.nPairs = 0;
	for (int i = 0; i < n_names; i++)
	{
		JsonbPair	pair = {.order = 0};

		if (!no_name[i] && !no_text[i] && trimmed(DatumGetTextPP(names[i]), &pair.key) &&
			trimmed(DatumGetTextPP(texts[i]), &pair.value))
			object.val.object.nPairs = insert_pair(object.val.object.pairs, object.val.object.nPairs, &pair);
	}
	if (object.val.object.nPairs == 0)
		PG_RETURN_NULL();
	PG_RETURN_JSONB_P(JsonbValueToJsonb(&object));
}
