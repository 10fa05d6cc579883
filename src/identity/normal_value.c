/*
 * normal_value.c
 *		Values in their normal form, from the server's texts and back.
 *
 * The cores know UTF-8.  A value that the encoding of the database does not bring there, or
 * whose form it cannot hold, is taken by its bytes: of these, ASCII alone is folded.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "identity/normal_value.h"
#include "words/words_core.h"

/* A longer value of another encoding is taken by its bytes. */
#define MOST_CONVERTED 1000000

/* Bytes beyond ASCII as characters for private use (U+F700 and 128 to 255), which no form
 * changes: three bytes each. */
#define BYTE_CHARACTERS 0xf700

/* For NormalText: the memory of the current context. */
void *
grow_text(void *bytes, size_t room)
{
	return bytes ? repalloc_huge(bytes, room) : palloc_extended(room, MCXT_ALLOC_HUGE);
}

/* The number that a country code is; 0 where it is none. */
int
country_code_named(const text *name)
{
	const char *digits = VARDATA_ANY(name);
	int			n = VARSIZE_ANY_EXHDR(name);
	int			code = 0;

	if (n < 1 || n > 3 || digits[0] == '0')
		return 0;
	for (int i = 0; i < n; i++)
	{
		if (digits[i] < '0' || digits[i] > '9')
			return 0;
		code = code * 10 + (digits[i] - '0');
	}
	return code;
}

/* ---- encodings ---- */

static TextPart
server_part(const text *value)
{
	return (TextPart) {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

static bool
needs_no_conversion(TextPart part)
{
	return GetDatabaseEncoding() == PG_UTF8 || text_is_ascii((const uint8 *) part.bytes, part.size);
}

/* A text in another encoding; false where it has characters that are not there. */
static bool
convert(TextPart part, int from, int to, TextPart *result)
{
	Oid			conversion = FindDefaultConversionProc(from, to);
	int			room = (int) part.size * MAX_CONVERSION_GROWTH + 1;
	char	   *bytes;

	if (part.size > MOST_CONVERTED || !OidIsValid(conversion))
		return false;
	bytes = palloc(room);
	if (pg_do_encoding_conversion_buf(conversion, from, to, (unsigned char *) part.bytes, (int) part.size,
									  (unsigned char *) bytes, room, true) < (int) part.size)
		return false;
	*result = (TextPart) {bytes, strlen(bytes)};
	return true;
}

/* The bytes of a text as characters. */
static TextPart
bytes_as_characters(TextPart part)
{
	char	   *bytes = palloc_extended(part.size * 3 + 1, MCXT_ALLOC_HUGE);
	size_t		n = 0;

	for (size_t i = 0; i < part.size; i++)
	{
		words_poll_at(i);
		if (!IS_HIGHBIT_SET(part.bytes[i]))
			bytes[n++] = part.bytes[i];
		else
		{
			unicode_to_utf8(BYTE_CHARACTERS + (unsigned char) part.bytes[i], (unsigned char *) bytes + n);
			n += 3;
		}
	}
	return (TextPart) {bytes, n};
}

/* And back. */
static TextPart
characters_as_bytes(TextPart part)
{
	char	   *bytes = palloc_extended(part.size + 1, MCXT_ALLOC_HUGE);
	size_t		n = 0;

	for (size_t i = 0; i < part.size; i += IS_HIGHBIT_SET(part.bytes[i]) ? 3 : 1)
	{
		words_poll_at(i);
		bytes[n++] = IS_HIGHBIT_SET(part.bytes[i]) ?
			(char) (utf8_to_unicode((const unsigned char *) part.bytes + i) - BYTE_CHARACTERS) : part.bytes[i];
	}
	return (TextPart) {bytes, n};
}

/* A value in UTF-8, or by its bytes where that is asked for, or it cannot be. */
static TextPart
value_part(const text *value, bool *by_bytes)
{
	TextPart	part = server_part(value);
	TextPart	result;

	if (needs_no_conversion(part))
		return part;
	if (!*by_bytes && convert(part, GetDatabaseEncoding(), PG_UTF8, &result))
		return result;
	*by_bytes = true;
	return bytes_as_characters(part);
}

/* The text of a form; NULL where the database cannot hold it. */
static text *
server_value(TextPart part, bool by_bytes)
{
	text	   *result;

	if (by_bytes)
		part = characters_as_bytes(part);
	else if (!needs_no_conversion(part) && !convert(part, PG_UTF8, GetDatabaseEncoding(), &part))
		return NULL;
	if (part.size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("an identifier is too long in its normal form"),
				 errdetail("It has %zu bytes.", part.size),
				 errhint("Leave out what cannot be an identifier.")));
	result = palloc(part.size + VARHDRSZ);
	SET_VARSIZE(result, part.size + VARHDRSZ);
	memcpy(VARDATA(result), part.bytes, part.size);
	return result;
}

/* ---- forms ---- */

static TextPart
form_part(bool (*add) (NormalText *, TextPart), TextPart part)
{
	NormalText	normal = {.grow = grow_text};

	if (!add(&normal, part))
		elog(ERROR, "ICU could not fold a text");
	return (TextPart) {normal.bytes, normal.size};
}

static TextPart
phone_part(const IdentifierTables *tables, int country_code, TextPart part)
{
	TextPart	written = form_part(text_add_phone, part);
	char	   *number = palloc_extended(written.size + PHONE_MORE, MCXT_ALLOC_HUGE);

	return (TextPart) {number, phone_normal(&tables->plans, country_code, written.bytes, written.size, number)};
}

/* The case-folded form of a value, in UTF-8. */
void
add_folded_value(NormalText *folded, const text *value)
{
	bool		by_bytes = false;

	if (!text_add_folded(folded, value_part(value, &by_bytes)))
		elog(ERROR, "ICU could not fold a text");
}

/*
 * The normal form of a value; empty where it stands for nobody: a row of a placeholder
 * that the normal form meets decides, else one that the value does.
 */
static TextPart
normal_part(const IdentifierTables *tables, IdentifierForm form, const char *kind, int country_code,
			TextPart part)
{
	TextPart	folded = form_part(text_add_folded, part);
	TextPart	normal = folded;
	PlaceholderVerdict verdict = PLACEHOLDER_SILENT;

	if (form == FORM_EXACT)
		normal = text_without_blanks(part);
	else if (form == FORM_EMAIL)
		normal = form_part(text_add_email, part);
	else if (form == FORM_PHONE)
		normal = phone_part(tables, country_code, part);
	if (form == FORM_EMAIL || form == FORM_PHONE)
		verdict = placeholder_verdict(tables, kind, normal);
	if (verdict == PLACEHOLDER_SILENT)
		verdict = placeholder_verdict(tables, kind, folded);
	if (verdict == PLACEHOLDER_NOBODY || folded.size == 0)
		normal.size = 0;
	return normal;
}

/* A value in its normal form; NULL where it stands for nobody. */
text *
normal_value(const IdentifierTables *tables, IdentifierForm form, const char *kind, int country_code,
			 const text *value)
{
	bool		by_bytes = false;
	TextPart	part = value_part(value, &by_bytes);
	text	   *result;

	part = normal_part(tables, form, kind, country_code, part);
	if (part.size == 0)
		return NULL;
	result = server_value(part, by_bytes);
	if (result == NULL)
	{
		by_bytes = true;
		part = normal_part(tables, form, kind, country_code, value_part(value, &by_bytes));
		if (part.size == 0)
			return NULL;
		result = server_value(part, by_bytes);
	}
	return result;
}

/* A value case-folded, as placeholders are compared. */
text *
folded_value(const text *value)
{
	bool		by_bytes = false;
	TextPart	part = value_part(value, &by_bytes);
	text	   *result = server_value(form_part(text_add_folded, part), by_bytes);

	if (result == NULL)
	{
		by_bytes = true;
		result = server_value(form_part(text_add_folded, value_part(value, &by_bytes)), by_bytes);
	}
	return result;
}
