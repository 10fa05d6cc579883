/*
 * marker_lexicon.c
 *		The tables of markers, compiled for a language and kept for the session.
 *
 * A lexicon is compiled anew where the rows that a statement sees are others than
 * those that it was made of (marker_rows.c).  So a change is seen by the next
 * statement of every session, and by no earlier one.
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/sort_numbers.h"
#include "base/visible_rows.h"
#include "marker/marker_lexicon.h"

/* So many languages are kept compiled. */
#define MOST_CACHED 64

typedef struct CachedLexicon
{
	dlist_node	node;
	Lexicon		lexicon;
	MemoryContext context;		/* where all of it lives */
	Arena		arena;			/* the same for the cores */
	MemoryContextCallback closing;
	char	   *language;		/* primary subtag, or "" for all */
	uint64		rows;			/* fingerprint of the rows it was made of */
} CachedLexicon;

static dlist_head cache = DLIST_STATIC_INIT(cache);
static int	cached_count = 0;
static uint64 generation = 1;	/* goes up when something cached is let go of */

/* ---- compiling ---- */

/* An order of texts in which equals are together. */
static int
compare_texts(const text *a, const text *b)
{
	size_t		left = VARSIZE_ANY_EXHDR(a);
	size_t		right = VARSIZE_ANY_EXHDR(b);

	return left != right ? (left > right) - (left < right) : memcmp(VARDATA_ANY(a), VARDATA_ANY(b), left);
}

static int
compare_numbers(int32 a, int32 b)
{
	return (a > b) - (a < b);
}

/* By language and phrase, the user's own first. */
static int
compare_phrases(const void *a, const void *b)
{
	const MarkerRow *left = lfirst((const ListCell *) a);
	const MarkerRow *right = lfirst((const ListCell *) b);
	int			order = strcmp(left->language, right->language);

	if (order == 0)
		order = compare_texts(left->phrase, right->phrase);
	return order != 0 ? order : compare_numbers(left->shipped, right->shipped);
}

static int
compare_ids(const void *a, const void *b)
{
	return compare_numbers(((const MarkerRow *) lfirst((const ListCell *) a))->info.id,
						   ((const MarkerRow *) lfirst((const ListCell *) b))->info.id);
}

/* Leave out what the user has a row of the same language and phrase of, and put the rows in
 * the order of their numbers. */
static void
order_rows(List *rows)
{
	const MarkerRow *own = NULL;
	ListCell   *cell;

	if (rows == NIL)
		return;
	sort_elements(rows->elements, list_length(rows), sizeof(ListCell), compare_phrases);
	foreach(cell, rows)
	{
		MarkerRow  *row = lfirst(cell);

		if (!row->shipped)
			own = row;
		else if (own && strcmp(own->language, row->language) == 0 && compare_texts(own->phrase, row->phrase) == 0)
			row->enabled = false;
	}
	sort_elements(rows->elements, list_length(rows), sizeof(ListCell), compare_ids);
}

/* A cause, and the place of a marker that has it. */
typedef struct CausePlace
{
	const text *cause;
	int32		place;
} CausePlace;

static int
compare_causes(const void *a, const void *b)
{
	const CausePlace *left = a;
	const CausePlace *right = b;
	int			order = compare_texts(left->cause, right->cause);

	return order != 0 ? order : compare_numbers(left->place, right->place);
}

/* The number of a cause is the place of the first marker that has it. */
static void
number_causes(const LexiconMarker *info, Marker *markers, size_t n)
{
	CausePlace *causes = palloc_extended((n + 1) * sizeof(CausePlace), MCXT_ALLOC_HUGE);
	int32		first = 0;

	for (size_t i = 0; i < n; i++)
		causes[i] = (CausePlace) {info[i].cause, (int32) i};
	sort_elements(causes, n, sizeof(CausePlace), compare_causes);
	for (size_t i = 0; i < n; i++)
	{
		if (i == 0 || compare_texts(causes[i].cause, causes[i - 1].cause) != 0)
			first = causes[i].place;
		markers[causes[i].place].cause = first;
	}
	pfree(causes);
}

/* Compile the rows of a language, and those of any; of all languages where it is "". */
static void
compile(CachedLexicon *cached, List *rows)
{
	Lexicon    *lexicon = &cached->lexicon;
	Arena	   *arena = &cached->arena;
	LexiconMarker *info = MemoryContextAlloc(cached->context,
											 (list_length(rows) + 1) * sizeof(LexiconMarker));
	Marker	   *markers = palloc((list_length(rows) + 1) * sizeof(Marker));
	size_t		n = 0;
	ListCell   *cell;

	arena->allocate = lexicon_allocate;
	arena->self = cached->context;
	order_rows(rows);
	foreach(cell, rows)
	{
		MarkerRow  *row = lfirst(cell);
		bool		is_own = *cached->language == '\0' || strcmp(row->language, cached->language) == 0;
		CoreText	phrase;
		PhraseError error;

		CHECK_FOR_INTERRUPTS();
		if (!row->enabled || !(is_own || strcmp(row->language, "und") == 0))
			continue;
		phrase = core_text(VARDATA_ANY(row->phrase), VARSIZE_ANY_EXHDR(row->phrase));
		markers[n].phrase = phrase_parse(arena, lexicon->cutter, phrase.bytes, phrase.size, &error);
		/* it is left out where this ICU cuts it otherwise, or by the rules of another
		 * language than its own */
		if (markers[n].phrase == NULL)
			continue;
		info[n] = row->info;
		info[n].cause = (text *) MemoryContextAlloc(cached->context, VARSIZE(row->info.cause));
		memcpy(info[n].cause, row->info.cause, VARSIZE(row->info.cause));
		lexicon->has_own |= is_own;
		n++;
	}
	number_causes(info, markers, n);
	lexicon->info = info;
	lexicon->is_empty = n == 0;
	lexicon->markers = markers_compile(arena, markers, n);
	if (lexicon->markers == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many words in the enabled markers"),
				 errdetail("The phrases of a lexicon may have a million words."),
				 errhint("Disable or delete markers that are not needed.")));
}

static void
close_cutter(void *cutter)
{
	word_cutter_close(cutter);
}

static void
forget(CachedLexicon *cached)
{
	dlist_delete(&cached->node);
	cached_count--;
	generation++;
	MemoryContextDelete(cached->context);
}

static CachedLexicon *
make_lexicon(const char *language, Snapshot snapshot, uint64 rows)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "failure markers",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "markers being read",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	CachedLexicon *cached = MemoryContextAllocZero(context, sizeof(CachedLexicon));

	cached->context = context;
	cached->language = MemoryContextStrdup(context, language);
	cached->rows = rows;
	cached->lexicon.cutter = open_cutter_of_language(language);
	cached->closing.func = close_cutter;
	cached->closing.arg = cached->lexicon.cutter;
	MemoryContextRegisterResetCallback(context, &cached->closing);
	compile(cached, read_marker_rows(snapshot));
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);

	/* nothing can fail from here on */
	MemoryContextSetParent(context, CacheMemoryContext);
	dlist_push_head(&cache, &cached->node);
	cached_count++;
	return cached;
}

static CachedLexicon *
cached_lexicon(const char *language, Snapshot snapshot, uint64 statement)
{
	uint64		rows = visible_marker_rows(snapshot, statement);
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &cache)
	{
		CachedLexicon *cached = dlist_container(CachedLexicon, node, iter.cur);

		if (strcmp(cached->language, language) != 0)
			continue;
		if (cached->rows == rows)
			return cached;
		forget(cached);
	}
	/* all that nobody speaks share one */
	if (*language && strcmp(language, UNKNOWN_LANGUAGE) != 0 && !is_known_language(language))
		return cached_lexicon(UNKNOWN_LANGUAGE, snapshot, statement);
	if (cached_count >= MOST_CACHED)
		dlist_foreach_modify(iter, &cache)
			forget(dlist_container(CachedLexicon, node, iter.cur));
	return make_lexicon(language, snapshot, rows);
}

/*
 * The lexicon for a language as a call site's row gives it, as the current statement
 * sees the tables.  To be used until anything else is asked of the server.
 */
Lexicon *
lexicon_of(LexiconReader *reader, Datum language, bool isnull)
{
	Snapshot	snapshot = GetActiveSnapshot();
	uint64		statement = statement_fingerprint(snapshot);
	text	   *given = isnull ? NULL : DatumGetTextPP(language);
	int			size = given ? VARSIZE_ANY_EXHDR(given) : 0;

	if (reader->cached == NULL || reader->generation != generation ||
		reader->statement != statement || reader->any_language != isnull ||
		reader->language_size != size || size > sizeof(reader->language) ||
		(size > 0 && memcmp(reader->language, VARDATA_ANY(given), size) != 0))
	{
		char	   *primary = primary_language(PointerGetDatum(given), isnull);

		reader->cached = cached_lexicon(primary, snapshot, statement);
		reader->generation = generation;
		reader->statement = statement;
		reader->any_language = isnull;
		reader->language_size = size;
		if (size > 0 && size <= sizeof(reader->language))
			memcpy(reader->language, VARDATA_ANY(given), size);
		pfree(primary);
	}
	return &reader->cached->lexicon;
}

/* What a verbatim, which is not null, says in a language. */
MarkerSaying
lexicon_read(LexiconReader *reader, Datum verbatim, Datum language, bool any_language)
{
	Lexicon    *lexicon = lexicon_of(reader, language, any_language);
	text	   *words = DatumGetTextPP(verbatim);
	const char *error = NULL;
	bool		has_word = false;
	CoreText	core;

	if (lexicon->is_empty)
		return SAYS_UNREAD;
	core = core_text(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	if (markers_found(lexicon->markers, lexicon->cutter, core.bytes, core.size, &has_word, &error))
		return SAYS_MARKER;
	if (error)
		report_icu(error);
	return has_word && lexicon->has_own ? SAYS_NOTHING : SAYS_UNREAD;
}
