/*
 * normal_tables.c
 *		Kinds of identifiers, placeholders and phone plans, shipped ones and the user's
 *		own, as a statement sees them.
 *
 * They are read where the rows that a statement sees are others than those that were
 * read last, and kept for the session.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/sort_numbers.h"
#include "base/text_bytes.h"
#include "base/visible_rows.h"
#include "identity/normal_value.h"

const char *const identifier_forms[FORMS] = {"exact", "casefold", "email", "phone"};

/* A row of the table of placeholders. */
typedef struct PlaceholderRow
{
	const char *kind;			/* "" for any */
	TextPart	folded;
	const char *value;			/* as it was written */
	bool		own;
	bool		nobody;
} PlaceholderRow;

enum
{
	KIND_KIND,
	KIND_FORM,
	KIND_RANK,
	KIND_SHARED_ABOVE,
	KIND_COLUMNS
};

enum
{
	PLACEHOLDER_KIND,
	PLACEHOLDER_VALUE,
	PLACEHOLDER_STANDS,
	PLACEHOLDER_COLUMNS
};

enum
{
	PLAN_CODE,
	PLAN_INTERNATIONAL,
	PLAN_TRUNK,
	PLAN_DIGITS,
	PLAN_ZERO,
	PLAN_COLUMNS
};

static const OwnColumn kind_columns[KIND_COLUMNS] = {
	{"kind", TEXTOID}, {"form", TEXTOID}, {"rank", INT4OID}, {"shared_above", INT4OID}
};
static const OwnColumn placeholder_columns[PLACEHOLDER_COLUMNS] = {
	{"kind", TEXTOID}, {"value", TEXTOID}, {"stands_for_nobody", BOOLOID}
};
static const OwnColumn plan_columns[PLAN_COLUMNS] = {
	{"country_code", TEXTOID}, {"international_prefixes", TEXTARRAYOID}, {"trunk_prefixes", TEXTARRAYOID},
	{"national_digits", INT4OID}, {"leading_zero", BOOLOID}
};

/* Of each the user's own before the shipped one, which it wins over. */
static const OwnTable read_tables[] = {
	{"failure_demand", "identifier_kind", kind_columns, KIND_COLUMNS},
	{"failure_demand_internal", "shipped_identifier_kind", kind_columns, KIND_COLUMNS},
	{"failure_demand", "placeholder", placeholder_columns, PLACEHOLDER_COLUMNS},
	{"failure_demand_internal", "shipped_placeholder", placeholder_columns, PLACEHOLDER_COLUMNS},
	{"failure_demand", "phone_plan", plan_columns, PLAN_COLUMNS},
	{"failure_demand_internal", "shipped_phone_plan", plan_columns, PLAN_COLUMNS}
};

/* What is being read: rows of one table after the other. */
typedef struct Reading
{
	bool		own;
	List	   *kinds;
	List	   *placeholders;
	PhonePlans *plans;
} Reading;

/* ---- rows ---- */

/* Add a kind, unless there is one of the name, or its form is none: its owner may have
 * dropped what would refuse it. */
static void
take_kind(void *self, const Datum *values, const bool *nulls)
{
	Reading    *reading = self;
	IdentifierKind *row;
	text	   *form;
	ListCell   *cell;

	if (nulls[KIND_KIND] || nulls[KIND_FORM] || nulls[KIND_RANK])
		return;
	row = palloc(sizeof(IdentifierKind));
	row->kind = TextDatumGetCString(values[KIND_KIND]);
	row->rank = DatumGetInt32(values[KIND_RANK]);
	row->shared_above = nulls[KIND_SHARED_ABOVE] ? 0 : DatumGetInt32(values[KIND_SHARED_ABOVE]);
	form = DatumGetTextPP(values[KIND_FORM]);
	for (row->form = 0; row->form < FORMS && !text_is(form, identifier_forms[row->form]);)
		row->form++;
	if (row->form == FORMS)
		return;
	foreach(cell, reading->kinds)
		if (strcmp(((IdentifierKind *) lfirst(cell))->kind, row->kind) == 0)
			return;
	reading->kinds = lappend(reading->kinds, row);
}

static void
take_placeholder(void *self, const Datum *values, const bool *nulls)
{
	Reading    *reading = self;
	PlaceholderRow *row;
	NormalText	folded = {.grow = grow_text};

	if (nulls[PLACEHOLDER_VALUE] || nulls[PLACEHOLDER_STANDS])
		return;
	row = palloc(sizeof(PlaceholderRow));
	row->kind = nulls[PLACEHOLDER_KIND] ? "" : TextDatumGetCString(values[PLACEHOLDER_KIND]);
	row->value = TextDatumGetCString(values[PLACEHOLDER_VALUE]);
	row->own = reading->own;
	row->nobody = DatumGetBool(values[PLACEHOLDER_STANDS]);
	add_folded_value(&folded, DatumGetTextPP(values[PLACEHOLDER_VALUE]));
	row->folded = (TextPart) {folded.bytes, folded.size};
	reading->placeholders = lappend(reading->placeholders, row);
}

/* The texts of an array; how many there are. */
static int
read_prefixes(Datum array, const char *const **prefixes)
{
	Datum	   *values;
	bool	   *nulls;
	int			n;
	int			kept = 0;
	const char **result;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &n);
	result = palloc((n + 1) * sizeof(char *));
	for (int i = 0; i < n; i++)
		if (!nulls[i])
			result[kept++] = TextDatumGetCString(values[i]);
	*prefixes = result;
	return kept;
}

/* Add a plan, unless there is one of the country code. */
static void
take_plan(void *self, const Datum *values, const bool *nulls)
{
	Reading    *reading = self;
	PhonePlan  *plan;
	int			code;

	for (int i = 0; i < PLAN_COLUMNS; i++)
		if (nulls[i] && i != PLAN_DIGITS)
			return;
	code = country_code_named(DatumGetTextPP(values[PLAN_CODE]));
	if (code == 0 || reading->plans->by_code[code])
		return;
	plan = palloc(sizeof(PhonePlan));
	plan->n_international = read_prefixes(values[PLAN_INTERNATIONAL], &plan->international);
	plan->n_trunk = read_prefixes(values[PLAN_TRUNK], &plan->trunk);
	plan->national_digits = nulls[PLAN_DIGITS] ? 0 : DatumGetInt32(values[PLAN_DIGITS]);
	plan->leading_zero = DatumGetBool(values[PLAN_ZERO]);
	reading->plans->by_code[code] = plan;
}

/* ---- order ---- */

static int
compare_kinds(const void *a, const void *b)
{
	const IdentifierKind *left = a;
	const IdentifierKind *right = b;

	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	return strcmp(left->kind, right->kind);
}

static int
compare_parts(TextPart a, TextPart b)
{
	int			order = memcmp(a.bytes, b.bytes, Min(a.size, b.size));

	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* By value; of equals the one first that wins: one's own, then that of a kind. */
static int
compare_placeholders(const void *a, const void *b)
{
	const PlaceholderRow *left = a;
	const PlaceholderRow *right = b;
	int			order = compare_parts(left->folded, right->folded);

	if (order != 0)
		return order;
	if (left->own != right->own)
		return left->own ? -1 : 1;
	order = strcmp(right->kind, left->kind);
	return order != 0 ? order : strcmp(left->value, right->value);
}

/* The elements of a list of rows, in order. */
static void *
ordered(List *rows, size_t size, int (*compare) (const void *, const void *))
{
	char	   *result = palloc((list_length(rows) + 1) * size);
	ListCell   *cell;

	foreach(cell, rows)
		memcpy(result + foreach_current_index(cell) * size, lfirst(cell), size);
	sort_elements(result, list_length(rows), size, compare);
	return result;
}

/* ---- what is kept ---- */

static uint64
size_bit(size_t size)
{
	return UINT64CONST(1) << Min(size, 63);
}

static IdentifierTables *
read_all(Snapshot snapshot)
{
	static const RowTaker take[] = {take_kind, take_kind, take_placeholder, take_placeholder, take_plan, take_plan};
	IdentifierTables *tables = palloc0(sizeof(IdentifierTables));
	Reading		reading = {.kinds = NIL, .placeholders = NIL, .plans = &tables->plans};

	StaticAssertStmt(lengthof(take) == lengthof(read_tables), "each table has what takes its rows");
	for (int i = 0; i < lengthof(read_tables); i++)
	{
		reading.own = i % 2 == 0;
		each_visible_row(&read_tables[i], snapshot, take[i], &reading);
	}
	tables->kinds = ordered(reading.kinds, sizeof(IdentifierKind), compare_kinds);
	tables->n_kinds = list_length(reading.kinds);
	tables->placeholders = ordered(reading.placeholders, sizeof(PlaceholderRow), compare_placeholders);
	tables->n_placeholders = list_length(reading.placeholders);
	for (int i = 0; i < tables->n_placeholders; i++)
	{
		TextPart	folded = tables->placeholders[i].folded;

		if (folded.size > 0)
			tables->placeholder_sizes[(unsigned char) folded.bytes[0]] |= size_bit(folded.size);
	}
	return tables;
}

/* The tables as the current statement sees them; to be used until it is asked for again. */
const IdentifierTables *
identifier_tables(void)
{
	static MemoryContext context = NULL;
	static IdentifierTables *tables = NULL;
	static uint64 last_statement;
	static uint64 last_rows;
	Snapshot	snapshot = GetActiveSnapshot();
	uint64		statement = statement_fingerprint(snapshot);
	uint64		rows;

	if (tables && statement == last_statement)
		return tables;
	rows = visible_rows(read_tables, lengthof(read_tables), snapshot);
	if (tables == NULL || rows != last_rows)
	{
		MemoryContext fresh = AllocSetContextCreate(CurrentMemoryContext, "kinds of identifiers",
													ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(fresh);
		IdentifierTables *read = read_all(snapshot);

		MemoryContextSwitchTo(caller);
		/* nothing can fail from here on */
		MemoryContextSetParent(fresh, CacheMemoryContext);
		if (context)
			MemoryContextDelete(context);
		context = fresh;
		tables = read;
		last_rows = rows;
	}
	last_statement = statement;
	return tables;
}

/* The number of the kind of a name of so many bytes; -1 where there is none. */
int
kind_number(const IdentifierTables *tables, const char *name, size_t size)
{
	for (int i = 0; i < tables->n_kinds; i++)
		if (strlen(tables->kinds[i].kind) == size && memcmp(tables->kinds[i].kind, name, size) == 0)
			return i;
	return -1;
}

/* The kind of a name; NULL where there is none. */
const IdentifierKind *
kind_named(const IdentifierTables *tables, const text *name)
{
	int			number = kind_number(tables, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	return number < 0 ? NULL : &tables->kinds[number];
}

/*
 * Is a value its own exact form, and none that a placeholder can be meant by?  False where
 * that takes a closer look: one in printable ASCII alone folds byte by byte.
 */
bool
no_placeholder(const PlaceholderSizes sizes, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	return size > 0 && bytes[0] != ' ' && bytes[size - 1] != ' ' &&
		(sizes[pg_ascii_tolower((unsigned char) bytes[0])] & size_bit(size)) == 0;
}

/* What is said of a folded value of a kind; of any kind where it is NULL. */
PlaceholderVerdict
placeholder_verdict(const IdentifierTables *tables, const char *kind, TextPart folded)
{
	int			low = 0;
	int			high = tables->n_placeholders;

	/* the first that is not less */
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (compare_parts(tables->placeholders[middle].folded, folded) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < tables->n_placeholders; low++)
	{
		const PlaceholderRow *row = &tables->placeholders[low];

		if (compare_parts(row->folded, folded) != 0)
			break;
		if (*row->kind == '\0' || (kind && strcmp(row->kind, kind) == 0))
			return row->nobody ? PLACEHOLDER_NOBODY : PLACEHOLDER_SOMEBODY;
	}
	return PLACEHOLDER_SILENT;
}
