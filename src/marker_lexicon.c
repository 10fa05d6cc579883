/*
 * marker_lexicon.c
 *		The table of markers, compiled for a language and kept for the session.
 *
 * A lexicon is compiled anew where the rows that a statement sees are others than
 * those that it was made of (marker_rows.c).  So a change is seen by the next
 * statement of every session, and by no earlier one.
 */
#include "postgres.h"

#include <unicode/uloc.h>

#include "catalog/namespace.h"
#include "lib/ilist.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "marker_lexicon.h"

/* In place of a language that there is not: only the markers of any language count. */
#define UNKNOWN_LANGUAGE "?"

/* So many bytes are converted between two looks for an interrupt. */
#define MOST_CONVERTED 1000000

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

/* What the cores allocate from: a memory context. */
void *
lexicon_allocate(void *self, size_t size)
{
	return MemoryContextAllocHuge((MemoryContext) self, Max(size, 1));
}

/* ---- texts and languages ---- */

/* A text in which the bytes beyond ASCII are blanks. */
static uint8 *
blanked(const char *bytes, size_t size)
{
	uint8	   *result = palloc_extended(size + 1, MCXT_ALLOC_HUGE);

	for (size_t i = 0; i < size; i++)
		result[i] = IS_HIGHBIT_SET(bytes[i]) ? ' ' : (uint8) bytes[i];
	return result;
}

/* A text converted to UTF-8; a character that has no place there is a question mark. */
static CoreText
converted(Oid conversion, const char *bytes, size_t size)
{
	size_t		room = size * MAX_CONVERSION_GROWTH + 1;
	unsigned char *utf8 = palloc_extended(room, MCXT_ALLOC_HUGE);
	CoreText	result = {utf8, 0};

	for (size_t at = 0; at < size;)
	{
		unsigned char *to = utf8 + result.size;
		int			rest = (int) Min(size - at, MOST_CONVERTED);
		int			done = pg_do_encoding_conversion_buf(conversion, GetDatabaseEncoding(), PG_UTF8,
														 (unsigned char *) bytes + at, rest, to,
														 (int) Min(room - result.size, MaxAllocSize), true);

		CHECK_FOR_INTERRUPTS();
		result.size += strlen((char *) to);
		at += done;
		if (done == 0)
		{
			utf8[result.size++] = '?';
			at += Min((size_t) pg_mblen(bytes + at), size - at);
		}
	}
	return result;
}

/*
 * A text in UTF-8.  Where the encoding of the database is not known, characters
 * beyond ASCII are blanks.
 */
CoreText
core_text(const char *bytes, size_t size)
{
	CoreText	result = {(const uint8 *) bytes, size};
	Oid			conversion;

	if (GetDatabaseEncoding() == PG_UTF8 || text_is_ascii(result.bytes, size))
		return result;
	conversion = FindDefaultConversionProc(GetDatabaseEncoding(), PG_UTF8);
	if (OidIsValid(conversion))
		return converted(conversion, bytes, size);
	result.bytes = blanked(bytes, size);
	return result;
}

/* UTF-8 in the encoding of the database; NULL where that cannot hold it. */
char *
server_text(const char *utf8, int size)
{
	int			encoding = GetDatabaseEncoding();
	int			room = size * MAX_CONVERSION_GROWTH + 1;
	char	   *result;
	Oid			conversion;

	if (encoding == PG_UTF8 || text_is_ascii((const uint8 *) utf8, size))
		return pnstrdup(utf8, size);
	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(conversion))
		return NULL;
	result = palloc0(room);
	if (pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding, (unsigned char *) utf8, size,
									  (unsigned char *) result, room, true) < size)
		return NULL;
	return result;
}

/* Is it the primary subtag of a language that ICU knows, or "und"? */
bool
is_known_language(const char *primary)
{
	if (strcmp(primary, "und") == 0)
		return true;
	for (const char *const *known = uloc_getISOLanguages(); *known; known++)
		if (strcmp(*known, primary) == 0)
			return true;
	return false;
}

/* What comes before the first hyphen, in lower case; "" for null: all languages. */
char *
primary_language(Datum language, bool isnull)
{
	char		result[16] = "";
	text	   *tag;
	const char *at;
	int			size;

	if (isnull)
		return pstrdup(result);
	tag = DatumGetTextPP(language);
	at = VARDATA_ANY(tag);
	size = VARSIZE_ANY_EXHDR(tag);
	for (int i = 0; i < size && at[i] != '-' && at[i] != '_'; i++)
	{
		/* no subtag is as long as that */
		if (i == sizeof(result) - 1)
			return pstrdup(UNKNOWN_LANGUAGE);
		result[i] = pg_tolower((unsigned char) at[i]);
	}
	return pstrdup(*result ? result : UNKNOWN_LANGUAGE);
}

/* A cutter for a language, "" being any; errs where ICU cannot. */
static WordCutter *
open_cutter(const char *language)
{
	const char *error = NULL;
	WordCutter *cutter = word_cutter_open(*language ? language : "und", &error);

	if (cutter == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("ICU cannot cut texts of language \"%s\" into words", language),
				 errdetail("%s", error)));
	return cutter;
}

/* The same, to be used at once: one is kept, for most calls are of one language. */
WordCutter *
cutter_of_language(const char *language)
{
	static WordCutter *kept = NULL;
	static char kept_language[16];

	if (kept == NULL || strcmp(kept_language, language) != 0)
	{
		WordCutter *cutter = open_cutter(language);

		if (kept)
			word_cutter_close(kept);
		kept = cutter;
		/* a longer one is not found again */
		strlcpy(kept_language, language, sizeof(kept_language));
	}
	return kept;
}

/* Can a phrase in the database's encoding be read?  Says in *error why not. */
bool
phrase_is_good(const char *language, const char *phrase, PhraseError *error)
{
	Arena		arena = {lexicon_allocate, CurrentMemoryContext};
	CoreText	core = core_text(phrase, strlen(phrase));
	char	   *primary = primary_language(CStringGetTextDatum(language), false);

	return phrase_parse(&arena, cutter_of_language(primary), core.bytes, core.size, error) != NULL;
}

/* ---- compiling ---- */

static bool
same_text(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* Has the user a row of the same language and phrase, which wins over this one? */
static bool
is_overridden(const MarkerRow *row, List *rows)
{
	ListCell   *cell;

	if (!row->builtin)
		return false;
	foreach(cell, rows)
	{
		const MarkerRow *other = lfirst(cell);

		if (!other->builtin && strcmp(other->language, row->language) == 0 &&
			same_text(other->phrase, row->phrase))
			return true;
	}
	return false;
}

static int
compare_rows(const ListCell *a, const ListCell *b)
{
	int32		left = ((const MarkerRow *) lfirst(a))->info.id;
	int32		right = ((const MarkerRow *) lfirst(b))->info.id;

	return (left > right) - (left < right);
}

/* The number of a cause: that of the first marker that has it. */
static int32
number_of_cause(const LexiconMarker *info, int n)
{
	for (int i = 0; i < n; i++)
		if (same_text(info[i].cause, info[n].cause))
			return i;
	return n;
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
	list_sort(rows, compare_rows);
	foreach(cell, rows)
	{
		MarkerRow  *row = lfirst(cell);
		bool		is_own = *cached->language == '\0' || strcmp(row->language, cached->language) == 0;
		CoreText	phrase = core_text(VARDATA_ANY(row->phrase), VARSIZE_ANY_EXHDR(row->phrase));
		PhraseError error;

		CHECK_FOR_INTERRUPTS();
		if (!row->enabled || !(is_own || strcmp(row->language, "und") == 0) || is_overridden(row, rows))
			continue;
		markers[n].phrase = phrase_parse(arena, lexicon->cutter, phrase.bytes, phrase.size, &error);
		/* it was checked when it was written, by the rules of its own language */
		if (markers[n].phrase == NULL)
			continue;
		info[n] = row->info;
		info[n].cause = (text *) MemoryContextAlloc(cached->context, VARSIZE(row->info.cause));
		memcpy(info[n].cause, row->info.cause, VARSIZE(row->info.cause));
		markers[n].cause = number_of_cause(info, (int) n);
		lexicon->has_own |= is_own;
		n++;
	}
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
	cached->lexicon.cutter = open_cutter(language);
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
 * sees the table.  To be used until anything else is asked of the server.
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
	CoreText	core = core_text(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	const char *error = NULL;
	bool		has_word = false;

	if (lexicon->is_empty)
		return SAYS_UNREAD;
	if (markers_found(lexicon->markers, lexicon->cutter, core.bytes, core.size, &has_word, &error))
		return SAYS_MARKER;
	if (error)
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("ICU could not cut a text into words"),
				 errdetail("%s", error)));
	return has_word && lexicon->has_own ? SAYS_NOTHING : SAYS_UNREAD;
}
