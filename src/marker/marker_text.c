/*
 * marker_text.c
 *		Texts, languages and phrases, as they go from the server to the cores and back.
 */
#include "postgres.h"

#include <unicode/uloc.h>

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "marker/marker_text.h"

/* So many bytes are converted between two looks for an interrupt. */
#define MOST_CONVERTED 1000000

/* What the cores allocate from: a memory context. */
void *
lexicon_allocate(void *self, size_t size)
{
	return MemoryContextAllocHuge((MemoryContext) self, Max(size, 1));
}

/* A text in which the bytes beyond ASCII are blanks. */
static uint8 *
blanked(const char *bytes, size_t size)
{
	uint8	   *result = palloc_extended(size + 1, MCXT_ALLOC_HUGE);

	for (size_t i = 0; i < size; i++)
		result[i] = IS_HIGHBIT_SET(bytes[i]) ? ' ' : (uint8) bytes[i];
	return result;
}

/* A text in another encoding; a character that has no place there is a question mark. */
static CoreText
converted(Oid conversion, int from, int to, const char *bytes, size_t size)
{
	size_t		room = size * MAX_CONVERSION_GROWTH + 1;
	unsigned char *copy = palloc_extended(room, MCXT_ALLOC_HUGE);
	CoreText	result = {copy, 0};

	for (size_t at = 0; at < size;)
	{
		unsigned char *place = copy + result.size;
		int			rest = (int) Min(size - at, MOST_CONVERTED);
		int			done = pg_do_encoding_conversion_buf(conversion, from, to, (unsigned char *) bytes + at, rest, place,
														 (int) Min(room - result.size, MaxAllocSize), true);

		CHECK_FOR_INTERRUPTS();
		result.size += strlen((char *) place);
		at += done;
		if (done == 0)
		{
			copy[result.size++] = '?';
			at += Min((size_t) pg_encoding_mblen(from, bytes + at), size - at);
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
		return converted(conversion, GetDatabaseEncoding(), PG_UTF8, bytes, size);
	result.bytes = blanked(bytes, size);
	return result;
}

/* UTF-8 in the encoding of the database; a character that has no place there is a question mark. */
CoreText
text_of_core(CoreText utf8)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion;

	if (encoding == PG_UTF8 || text_is_ascii(utf8.bytes, utf8.size))
		return utf8;
	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	if (OidIsValid(conversion))
		return converted(conversion, PG_UTF8, encoding, (const char *) utf8.bytes, utf8.size);
	utf8.bytes = blanked((const char *) utf8.bytes, utf8.size);
	return utf8;
}

/* Bytes of an encoding in UTF-8; no bytes, and NULL, where the server cannot convert it. */
CoreText
text_in_utf8(int encoding, const uint8 *bytes, size_t size)
{
	Oid			conversion = FindDefaultConversionProc(encoding, PG_UTF8);

	if (!OidIsValid(conversion))
		return (CoreText) {NULL, 0};
	return converted(conversion, encoding, PG_UTF8, (const char *) bytes, size);
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
WordCutter *
open_cutter_of_language(const char *language)
{
	const char *error = NULL;
	WordCutter *cutter = word_cutter_open(*language ? language : "und", &error);

	if (cutter == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
				 errmsg("ICU cannot cut texts of language \"%s\" into words", language),
				 errdetail("%s", error),
				 errhint("Look whether the data of ICU are installed beside the library; null for the language is any.")));
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
		WordCutter *cutter = open_cutter_of_language(language);

		if (kept)
			word_cutter_close(kept);
		kept = cutter;
		/* a longer one is not found again */
		strlcpy(kept_language, language, sizeof(kept_language));
	}
	return kept;
}

/*
 * Can a phrase in the database's encoding be read?  Says in *error why not.  Where ICU
 * finds its words, whose dictionaries differ, only what no cut could mend is bad.
 */
PhraseVerdict
phrase_verdict(const char *language, const char *phrase, PhraseError *error)
{
	Arena		arena = {lexicon_allocate, CurrentMemoryContext};
	CoreText	core = core_text(phrase, strlen(phrase));
	char	   *primary = primary_language(CStringGetTextDatum(language), false);
	WordCutter *cutter = cutter_of_language(primary);
	PhraseError of_any_cut;

	if (phrase_parse(&arena, cutter, core.bytes, core.size, error))
		return PHRASE_GOOD;
	if (words_are_simple(cutter, core.bytes, core.size))
		return PHRASE_BAD;
	if (phrase_parse(&arena, NULL, core.bytes, core.size, &of_any_cut))
		return PHRASE_CUT_OTHERWISE;
	*error = of_any_cut;
	return PHRASE_BAD;
}

void
report_icu(const char *error)
{
	ereport(ERROR,
			(errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
			 errmsg("ICU could not cut a text into words"),
			 errdetail("%s", error),
			 errhint("Look whether the data of ICU are installed beside the library.")));
}
