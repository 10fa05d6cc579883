/*
 * identity_who.c
 *		Who it is that a row speaks of, by what stands in it: its identifiers as one text.
 *
 * Identifiers are in normal form, without those that stand for nobody, each once, the best
 * kind first and then by their bytes.  One alone is its text, as an identity writes it;
 * several are each behind a line end.  No normal form begins with one, so that no value is
 * taken for several; one within a value is written with a backslash before it, and so is a
 * backslash.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "base/sort_numbers.h"
#include "identity/identity_limits.h"
#include "identity/normal_value.h"

PG_FUNCTION_INFO_V1(who);
PG_FUNCTION_INFO_V1(who_identifiers);

/* A row can have this many; more are the work of whoever writes a mapping by hand. */
#define MOST_IDENTIFIERS 100

/* What a call site goes by, read once. */
typedef struct WhoSite
{
	IdentityLimits *limits;
	int			country_code;
	bool		is_exact;		/* a customer's normal form */
	PlaceholderSizes placeholder_sizes;
} WhoSite;

/* What is found of a row. */
typedef struct Found
{
	const WhoSite *site;
	const IdentifierTables *tables;
	Identifier	identifiers[MOST_IDENTIFIERS];
	int			n;
} Found;

static WhoSite *
make_site(FunctionCallInfo fcinfo)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	const IdentifierTables *tables = identifier_tables();
	WhoSite    *site = MemoryContextAllocZero(context, sizeof(WhoSite));

	site->limits = identity_limits_now(context);
	site->country_code = PG_ARGISNULL(2) ? 0 : country_code_named(PG_GETARG_TEXT_PP(2));
	/* that no plan is known of one is what configuration_check says */
	if (tables->plans.by_code[site->country_code] == NULL)
		site->country_code = 0;
	site->is_exact = tables->kinds[site->limits->customer].form == FORM_EXACT;
	memcpy(site->placeholder_sizes, tables->placeholder_sizes, sizeof(PlaceholderSizes));
	fcinfo->flinfo->fn_extra = site;
	return site;
}

/* ---- one row ---- */

static void
add_identifier(Found *found, int kind, const char *bytes, size_t size)
{
	const IdentifierKind *of = &found->tables->kinds[kind];
	text	   *normal = normal_value(found->tables, of->form, of->kind, found->site->country_code,
									  cstring_to_text_with_len(bytes, (int) size));
	Identifier *added;

	CHECK_FOR_INTERRUPTS();
	if (normal == NULL || found->n == MOST_IDENTIFIERS)
		return;
	added = &found->identifiers[found->n++];
	added->kind = (uint8) kind;
	added->text = (const uint8 *) VARDATA_ANY(normal);
	added->size = (uint32) VARSIZE_ANY_EXHDR(normal);
}

/* The identifiers of an object: by kind a text, or an array of texts. */
static void
add_object(Found *found, Jsonb *object)
{
	JsonbIterator *iterator = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	int			kind = -1;

	if (!JB_ROOT_IS_OBJECT(object))
		return;
	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
		if (token == WJB_KEY)
			kind = kind_number(found->tables, value.val.string.val, value.val.string.len);
		else if ((token == WJB_VALUE || token == WJB_ELEM) && kind >= 0 && value.type == jbvString)
			add_identifier(found, kind, value.val.string.val, value.val.string.len);
}

static int
compare_identifiers(const void *a, const void *b)
{
	return identity_compare(a, b);
}

/* In order, each once. */
static void
order_identifiers(Found *found)
{
	int			kept = 0;

	sort_elements(found->identifiers, found->n, sizeof(Identifier), compare_identifiers);
	for (int i = 0; i < found->n; i++)
		if (kept == 0 || !identity_equal(&found->identifiers[kept - 1], &found->identifiers[i]))
			found->identifiers[kept++] = found->identifiers[i];
	found->n = kept;
}

static void
append_identifier(StringInfo out, const IdentityLimits *limits, const Identifier *identifier)
{
	size_t		prefix_size = identity_prefix_size(limits, identifier);

	enlargeStringInfo(out, (int) (prefix_size + identifier->size));
	identity_write(limits, identifier, prefix_size, out->data + out->len);
	out->len += (int) (prefix_size + identifier->size);
}

static text *
who_text(const Found *found)
{
	StringInfoData out;
	StringInfoData one;

	initStringInfo(&out);
	if (found->n == 1)
		append_identifier(&out, found->site->limits, &found->identifiers[0]);
	for (int i = 0; found->n > 1 && i < found->n; i++)
	{
		initStringInfo(&one);
		append_identifier(&one, found->site->limits, &found->identifiers[i]);
		appendStringInfoChar(&out, '\n');
		for (int at = 0; at < one.len; at++)
		{
			if (one.data[at] == '\n' || one.data[at] == '\\')
				appendStringInfoChar(&out, '\\');
			appendStringInfoChar(&out, one.data[at]);
		}
	}
	return cstring_to_text_with_len(out.data, out.len);
}

/* Is it a customer alone, and one that is written as it is?  Most rows have such a one. */
static bool
is_plain(const WhoSite *site, const text *customer)
{
	return site->is_exact &&
		no_placeholder(site->placeholder_sizes, VARDATA_ANY(customer), VARSIZE_ANY_EXHDR(customer)) &&
		memchr(VARDATA_ANY(customer), ':', VARSIZE_ANY_EXHDR(customer)) == NULL;
}

/* who(customer, identifiers, country_code) */
Datum
who(PG_FUNCTION_ARGS)
{
	WhoSite    *site = fcinfo->flinfo->fn_extra ? fcinfo->flinfo->fn_extra : make_site(fcinfo);
	text	   *customer = PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0);
	Found	   *found;

	if (customer == NULL && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1) && is_plain(site, customer))
		PG_RETURN_TEXT_P(customer);
	found = palloc(sizeof(Found));
	found->tables = identifier_tables();
	/* kinds that the statement itself has added are not those that were read */
	if (found->tables->n_kinds != site->limits->kinds)
		site = make_site(fcinfo);
	found->site = site;
	found->n = 0;
	if (customer)
		add_identifier(found, site->limits->customer, VARDATA_ANY(customer), VARSIZE_ANY_EXHDR(customer));
	if (!PG_ARGISNULL(1))
		add_object(found, PG_GETARG_JSONB_P(1));
	if (found->n == 0)
		PG_RETURN_NULL();
	order_identifiers(found);
	PG_RETURN_TEXT_P(who_text(found));
}

/* who_identifiers(who): the identifiers that it is made of */
Datum
who_identifiers(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	const char *bytes = VARDATA_ANY(value);
	size_t		size = VARSIZE_ANY_EXHDR(value);
	ArrayBuildState *result = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	StringInfoData one;

	if (size == 0 || bytes[0] != '\n')
		PG_RETURN_ARRAYTYPE_P(construct_array((Datum[]) {PointerGetDatum(value)}, 1, TEXTOID, -1, false, TYPALIGN_INT));
	initStringInfo(&one);
	for (size_t i = 1; i <= size; i++)
	{
		if (i == size || bytes[i] == '\n')
		{
			accumArrayResult(result, PointerGetDatum(cstring_to_text_with_len(one.data, one.len)), false, TEXTOID,
							 CurrentMemoryContext);
			resetStringInfo(&one);
			continue;
		}
		if (bytes[i] == '\\' && i + 1 < size)
			i++;
		appendStringInfoChar(&one, bytes[i]);
	}
	PG_RETURN_DATUM(makeArrayResult(result, CurrentMemoryContext));
}
