/*
 * key_text.c
 *		Texts of sources as keys: a blank one is none, and one that fits into no index is cut.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "words/plain_core.h"

PG_FUNCTION_INFO_V1(key_text);

/* A row of an index on pages of 8 kB has room for five such texts, and a few numbers. */
#define MOST_BYTES 500
#define KEPT_CHARACTERS 100

/* Where texts are not in UTF-8, and not in anything, a blank is one of ASCII. */
static bool
is_blank(PlainText text)
{
	int			encoding = GetDatabaseEncoding();

	if (text.size > 0 && text.bytes[0] > ' ' && text.bytes[0] < 0x7f)
		return false;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return plain_is_blank(text);
	for (size_t i = 0; i < text.size; i++)
		if (text.bytes[i] > ' ')
			return false;
	return true;
}

/* Its beginning, and the SHA-256 of all of it, in hexadecimal digits. */
static text *
cut(text *value)
{
	const char *bytes = VARDATA_ANY(value);
	int			kept = pg_mbcharcliplen(bytes, VARSIZE_ANY_EXHDR(value), KEPT_CHARACTERS);
	bytea	   *digest = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea, PointerGetDatum(value)));
	StringInfoData result;

	initStringInfo(&result);
	appendBinaryStringInfo(&result, bytes, kept);
	appendStringInfoString(&result, "...");
	enlargeStringInfo(&result, 2 * VARSIZE_ANY_EXHDR(digest));
	result.len += (int) hex_encode(VARDATA_ANY(digest), VARSIZE_ANY_EXHDR(digest), result.data + result.len);
	return cstring_to_text_with_len(result.data, result.len);
}

/* key_text(value), strict: null where it is blank */
Datum
key_text(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);

	if (is_blank((PlainText) {(const uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)}))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(VARSIZE_ANY_EXHDR(value) > MOST_BYTES ? cut(value) : value);
}
