/*
 * markers.c
 *		The functions that find failure markers in a customer's words.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/row_type.h"
#include "marker/marker_lexicon.h"
#include "words/named_hits_core.h"

PG_FUNCTION_INFO_V1(failure_markers);
PG_FUNCTION_INFO_V1(has_failure_marker);
PG_FUNCTION_INFO_V1(marker_words);

/* So many characters are counted between two looks for interrupts. */
#define CHARACTERS_AT_ONCE 65536

/* The customer's words as the server and as the cores have them. */
typedef struct Verbatim
{
	const char *bytes;
	size_t		size;
	CoreText	core;
	/* how far the characters were counted, for places come in order */
	size_t		character;
	size_t		byte;
} Verbatim;

static void
open_verbatim(Datum value, Verbatim *verbatim)
{
	text	   *words = DatumGetTextPP(value);

	verbatim->bytes = VARDATA_ANY(words);
	verbatim->size = VARSIZE_ANY_EXHDR(words);
	verbatim->core = core_text(verbatim->bytes, verbatim->size);
	verbatim->character = 0;
	verbatim->byte = 0;
}

/* The byte at which a character begins, no earlier than the one asked for last. */
static size_t
byte_of(Verbatim *verbatim, size_t character)
{
	while (verbatim->character < character && verbatim->byte < verbatim->size)
	{
		verbatim->byte += pg_mblen(verbatim->bytes + verbatim->byte);
		if (++verbatim->character % CHARACTERS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return Min(verbatim->byte, verbatim->size);
}

/* Characters [from, to) as the customer wrote them. */
static text *
written(Verbatim *verbatim, size_t from, size_t to)
{
	size_t		begin = byte_of(verbatim, from);
	Verbatim	end = *verbatim;

	return cstring_to_text_with_len(verbatim->bytes + begin, (int) (byte_of(&end, to) - begin));
}

static LexiconReader *
call_site_reader(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LexiconReader));
	return flinfo->fn_extra;
}

/* ---- failure_markers ---- */

static inline bool
equal_texts(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* The columns of its rows: marker, reason, cause, matched, position, opening. */
#define MARKER_COLUMNS 6

/* What failure_markers() gives its rows with. */
typedef struct MarkerRows
{
	ResultRows	result;
	const Lexicon *lexicon;
	Verbatim	verbatim;
	NamedHit   *hits;			/* a chain of hits that overlap, */
	size_t		n;
	size_t		room;
	size_t		reached;		/* and the character after it */
	bool		is_mixed;		/* they have more than one cause */
} MarkerRows;

static void
put_marker(MarkerRows *rows, const MarkerHit *hit)
{
	const LexiconMarker *marker = &rows->lexicon->info[hit->marker];
	text	   *reason = cstring_to_text(DatumGetCString(DirectFunctionCall1(enum_out, ObjectIdGetDatum(marker->reason))));
	text	   *matched = written(&rows->verbatim, hit->from, hit->to);
	Datum		values[MARKER_COLUMNS] = {
		Int32GetDatum(marker->id), PointerGetDatum(reason),
		PointerGetDatum(marker->cause), PointerGetDatum(matched),
		Int32GetDatum((int32) hit->from + 1), BoolGetDatum(hit->opening)
	};
	bool		nulls[MARKER_COLUMNS] = {false};

	CHECK_FOR_INTERRUPTS();
	put_result_row(&rows->result, values, nulls);
	pfree(matched);
	pfree(reason);
}

/* Does a hit name its cause? */
static bool
is_named(MarkerRows *rows, const MarkerHit *hit)
{
	text	   *matched = written(&rows->verbatim, hit->from, hit->to);
	text	   *cause = rows->lexicon->info[hit->marker].cause;
	bool		result = names_cause(VARDATA_ANY(matched), VARSIZE_ANY_EXHDR(matched),
									 VARDATA_ANY(cause), VARSIZE_ANY_EXHDR(cause));

	pfree(matched);
	return result;
}

/* Give away a chain of hits that overlap, but for those that others take the place of. */
static void
put_chain(MarkerRows *rows)
{
	Verbatim	beginning = rows->verbatim;

	for (size_t i = 0; rows->is_mixed && i < rows->n; i++)
		rows->hits[i].named = is_named(rows, &rows->hits[i].hit);
	if (rows->is_mixed)
		named_hits_decide(rows->hits, rows->n);
	rows->verbatim = beginning;
	for (size_t i = 0; i < rows->n; i++)
		if (!rows->is_mixed || rows->hits[i].counts)
			put_marker(rows, &rows->hits[i].hit);
	rows->n = 0;
	rows->is_mixed = false;
}

static bool
take_marker(void *self, const MarkerHit *hit)
{
	MarkerRows *rows = self;
	const LexiconMarker *info = rows->lexicon->info;

	CHECK_FOR_INTERRUPTS();
	if (rows->n > 0 && hit->from >= rows->reached)
		put_chain(rows);
	if (rows->n == rows->room)
	{
		rows->room = rows->room * 2 + 16;
		rows->hits = rows->hits == NULL ? palloc(rows->room * sizeof(NamedHit)) :
			repalloc_huge(rows->hits, rows->room * sizeof(NamedHit));
	}
	rows->is_mixed = rows->is_mixed ||
		(rows->n > 0 && !equal_texts(info[hit->marker].cause, info[rows->hits[0].hit.marker].cause));
	rows->reached = rows->n == 0 ? hit->to : Max(rows->reached, hit->to);
	rows->hits[rows->n++] = (NamedHit) {.hit = *hit, .reason = info[hit->marker].reason};
	return true;
}

/* failure_markers(verbatim, language): a row a marker found */
Datum
failure_markers(PG_FUNCTION_ARGS)
{
	static const Oid types[MARKER_COLUMNS] = {INT4OID, TEXTOID, TEXTOID, TEXTOID, INT4OID, BOOLOID};
	LexiconReader reader = {0};
	MarkerRows	rows = {0};
	const char *error = NULL;
	bool		has_word;

	rows.result = open_result_rows(fcinfo, types, MARKER_COLUMNS);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	rows.lexicon = lexicon_of(&reader, PG_GETARG_DATUM(1), PG_ARGISNULL(1));
	open_verbatim(PG_GETARG_DATUM(0), &rows.verbatim);
	markers_find(rows.lexicon->markers, rows.lexicon->cutter, rows.verbatim.core.bytes,
				 rows.verbatim.core.size, take_marker, &rows, &has_word, &error);
	if (error)
		report_icu(error);
	put_chain(&rows);
	return (Datum) 0;
}

/* ---- has_failure_marker ---- */

/* has_failure_marker(verbatim, language) */
Datum
has_failure_marker(PG_FUNCTION_ARGS)
{
	MarkerSaying saying;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	saying = lexicon_read(call_site_reader(fcinfo), PG_GETARG_DATUM(0),
						  PG_GETARG_DATUM(1), PG_ARGISNULL(1));
	if (saying == SAYS_UNREAD)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(saying == SAYS_MARKER);
}

/* ---- marker_words ---- */

/* The columns of its rows: word_no, word, position. */
#define WORD_COLUMNS 3

typedef struct WordRows
{
	ResultRows	result;
	int32		count;
} WordRows;

static bool
put_word(void *self, const Word *word)
{
	WordRows   *rows = self;
	const char *seen = server_text((const char *) word->bytes, (int) word->size);
	Datum		values[WORD_COLUMNS] = {
		Int32GetDatum(++rows->count),
		/* what the database's encoding cannot hold, such as the Greek letter of a micro sign */
		PointerGetDatum(cstring_to_text(seen ? seen : "?")),
		Int32GetDatum((int32) word->from + 1)
	};
	bool		nulls[WORD_COLUMNS] = {false};

	CHECK_FOR_INTERRUPTS();
	put_result_row(&rows->result, values, nulls);
	pfree(DatumGetPointer(values[1]));
	return true;
}

/* marker_words(text, language): a row a word */
Datum
marker_words(PG_FUNCTION_ARGS)
{
	static const Oid types[WORD_COLUMNS] = {INT4OID, TEXTOID, INT4OID};
	WordRows	rows = {.count = 0};
	Verbatim	verbatim;
	WordCutter *cutter;
	const char *error = NULL;

	rows.result = open_result_rows(fcinfo, types, WORD_COLUMNS);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	open_verbatim(PG_GETARG_DATUM(0), &verbatim);
	cutter = cutter_of_language(primary_language(PG_GETARG_DATUM(1), PG_ARGISNULL(1)));
	words_cut(cutter, verbatim.core.bytes, verbatim.core.size, put_word, &rows, &error);
	if (error)
		report_icu(error);
	return (Datum) 0;
}
