/*
 * markers.c
 *		The functions that find failure markers in a customer's words.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/enum_label.h"
#include "base/row_type.h"
#include "marker/marker_hits.h"

PG_FUNCTION_INFO_V1(failure_markers);
PG_FUNCTION_INFO_V1(has_failure_marker);
PG_FUNCTION_INFO_V1(marker_words);

static LexiconReader *
call_site_reader(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LexiconReader));
	return flinfo->fn_extra;
}

/* ---- failure_markers ---- */

/* The columns of its rows: marker, reason, cause, matched, position, opening. */
#define MARKER_COLUMNS 6

static void
put_marker(void *self, MarkerHits *hits, const LexiconMarker *marker, const MarkerHit *hit)
{
	text	   *reason = enum_label_text(marker->reason);
	text	   *matched = marker_words_of(hits, hit->from, hit->to);
	Datum		values[MARKER_COLUMNS] = {
		Int32GetDatum(marker->id), PointerGetDatum(reason),
		PointerGetDatum(marker->cause), PointerGetDatum(matched),
		Int32GetDatum((int32) hit->from + 1), BoolGetDatum(hit->opening)
	};
	bool		nulls[MARKER_COLUMNS] = {false};

	CHECK_FOR_INTERRUPTS();
	put_result_row(self, values, nulls);
	pfree(matched);
	pfree(reason);
}

/* failure_markers(verbatim, language): a row a marker found */
Datum
failure_markers(PG_FUNCTION_ARGS)
{
	static const Oid types[MARKER_COLUMNS] = {INT4OID, TEXTOID, TEXTOID, TEXTOID, INT4OID, BOOLOID};
	LexiconReader reader = {0};
	ResultRows	rows = open_result_rows(fcinfo, types, MARKER_COLUMNS);

	if (!PG_ARGISNULL(0))
		lexicon_markers(&reader, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_ARGISNULL(1), put_marker, &rows);
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
	text	   *words;
	CoreText	core;
	WordCutter *cutter;
	const char *error = NULL;

	rows.result = open_result_rows(fcinfo, types, WORD_COLUMNS);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	words = PG_GETARG_TEXT_PP(0);
	core = core_text(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	cutter = cutter_of_language(primary_language(PG_GETARG_DATUM(1), PG_ARGISNULL(1)));
	words_cut(cutter, core.bytes, core.size, put_word, &rows, &error);
	if (error)
		report_icu(error);
	return (Datum) 0;
}
