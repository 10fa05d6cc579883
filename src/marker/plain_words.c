/*
 * plain_words.c
 *		The function that gives a customer's own words of a text of some format.
 *
 * Texts are read in UTF-8, and given in the encoding of the database: what that cannot say is a
 * question mark.  In SQL_ASCII bytes beyond ASCII stay as they are, as if they were UTF-8.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/nearest_names.h"
#include "base/text_bytes.h"
#include "marker/marker_text.h"
#include "words/plain_html_core.h"
#include "words/plain_mail_core.h"
#include "words/plain_transcript_core.h"

PG_FUNCTION_INFO_V1(plain_words);

typedef enum Format
{
	FORMAT_PLAIN,
	FORMAT_HTML,
	FORMAT_MAIL,
	FORMAT_TRANSCRIPT
} Format;

#define FORMATS 4

static const char *const format_names[FORMATS] = {
	[FORMAT_PLAIN] = "plain", [FORMAT_HTML] = "html", [FORMAT_MAIL] = "mail",
	[FORMAT_TRANSCRIPT] = "transcript"
};

static Format
read_format(const text *format)
{
	char	   *name;
	char	   *meant;

	for (int i = 0; i < FORMATS; i++)
		if (text_is(format, format_names[i]))
			return (Format) i;
	name = text_to_cstring(format);
	meant = nearest_of(name, format_names, FORMATS);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no format of texts \"%s\"", name),
			 meant ? errdetail("Near to it is %s.", meant) : errdetail("No format is near to it."),
			 errhint("Write \"plain\" for a text as it is, \"html\", \"mail\" or \"transcript\".")));
	return FORMAT_PLAIN;
}

/* Bytes of a character set that a mail names, in UTF-8, if the server knows it. */
static size_t
convert_set(void *self, PlainText set, PlainText bytes, uint8_t *utf8, size_t room)
{
	char	   *name = pnstrdup((const char *) set.bytes, Min(set.size, NAMEDATALEN - 1));
	int			encoding = pg_char_to_encoding(name);
	CoreText	result;

	pfree(name);
	if (encoding < 0 || encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return SIZE_MAX;
	result = text_in_utf8(encoding, bytes.bytes, bytes.size);
	if (result.bytes == NULL || result.size > room)
		return SIZE_MAX;
	memcpy(utf8, result.bytes, result.size);
	pfree((void *) result.bytes);
	return result.size;
}

static uint8 *
room_for(size_t size)
{
	return palloc_extended(Max(size, 1), MCXT_ALLOC_HUGE);
}

/* The customer's words of a text in UTF-8. */
static PlainText
words_of_text(PlainText text, Format format)
{
	static const PlainConverter converter = {.convert = convert_set};
	uint8	   *words;

	if (format == FORMAT_MAIL)
		return plain_mail(text, &converter, room_for(plain_decoded_room(text.size)),
						  room_for(plain_decoded_room(text.size)));
	words = room_for(text.size);
	if (format == FORMAT_HTML)
		return (PlainText) {words, plain_html(text, false, words)};
	return (PlainText) {words, plain_transcript(text, words)};
}

/* What may be given as a text; errs where it is too long. */
static text *
as_text(CoreText words)
{
	if (words.size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the words of a mail are too long for a text"),
				 errdetail("They have %zu bytes, and a text has %zu at the most.", words.size,
						   (size_t) MaxAllocSize - VARHDRSZ),
				 errhint("Leave out mails of such a size.")));
	return cstring_to_text_with_len((const char *) words.bytes, (int) words.size);
}

/* plain_words(verbatim, format): null where nothing is the customer's */
Datum
plain_words(PG_FUNCTION_ARGS)
{
	text	   *verbatim = PG_GETARG_TEXT_PP(0);
	Format		format = read_format(PG_GETARG_TEXT_PP(1));
	const char *bytes = VARDATA_ANY(verbatim);
	size_t		size = VARSIZE_ANY_EXHDR(verbatim);
	bool		as_it_is = GetDatabaseEncoding() == PG_SQL_ASCII;
	CoreText	core = {(const uint8 *) bytes, size};
	PlainText	words;

	if (!as_it_is)
		core = core_text(bytes, size);
	words = (PlainText) {core.bytes, core.size};
	if (format != FORMAT_PLAIN)
		words = words_of_text(words, format);
	if (plain_is_blank(words))
		PG_RETURN_NULL();
	if (format == FORMAT_PLAIN)
		PG_RETURN_TEXT_P(verbatim);
	core = (CoreText) {words.bytes, words.size};
	PG_RETURN_TEXT_P(as_text(as_it_is ? core : text_of_core(core)));
}
