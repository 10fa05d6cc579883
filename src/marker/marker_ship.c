/*
 * marker_ship.c
 *		Puts the shipped markers into their table, when the extension is installed.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "marker/marker_text.h"

PG_FUNCTION_INFO_V1(ship_markers);

/* The longest escape: \U and eight digits. */
#define LONG_ESCAPE 8
#define SHORT_ESCAPE 4

/* The fields of a line, in order. */
enum
{
	FIELD_ID,
	FIELD_PHRASE,
	FIELD_REASON,
	FIELD_CAUSE,
	FIELDS
};

/* A text with its escapes turned into characters; NULL where the database's encoding
 * cannot hold one. */
static char *
unescape(const char *text)
{
	StringInfoData result;

	initStringInfo(&result);
	while (*text)
	{
		int			digits = text[0] != '\\' ? 0 : text[1] == 'U' ? LONG_ESCAPE : SHORT_ESCAPE;
		unsigned char character[5] = {0};
		char		number[LONG_ESCAPE + 1];

		if (digits == 0)
		{
			appendStringInfoChar(&result, *text++);
			continue;
		}
		strlcpy(number, text + 2, digits + 1);
		unicode_to_utf8((pg_wchar) strtoul(number, NULL, 16), character);
		appendStringInfoString(&result, (char *) character);
		text += 2 + digits;
	}
	return server_text(result.data, result.len);
}

/* Insert the marker of a line; false where the encoding cannot hold it. */
static bool
ship_line(const char *language, char *line)
{
	Oid			types[FIELDS + 1] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	Datum		values[FIELDS + 1];

	for (int field = 0; field < FIELDS; field++)
	{
		char	   *text = unescape(strsep(&line, "\t"));

		if (text == NULL)
			return false;
		values[field] = CStringGetTextDatum(text);
	}
	values[FIELDS] = CStringGetTextDatum(language);
	SPI_execute_with_args("INSERT INTO failure_demand_internal.shipped_marker (id, phrase, reason, cause, language)"
						  " VALUES ($1::integer, $2, $3, $4, $5)",
						  FIELDS + 1, types, values, NULL, false, 0);
	return true;
}

/* ship_markers(language, lines): for the install script alone */
Datum
ship_markers(PG_FUNCTION_ARGS)
{
	char	   *language = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *lines = text_to_cstring(PG_GETARG_TEXT_PP(1));
	int			left_out = 0;

	if (!creating_extension)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("ship_markers() is for the install script"),
				 errdetail("No extension is created or updated now."),
				 errhint("Insert markers of your own into table failure_demand.marker.")));
	SPI_connect();
	for (char *line = strsep(&lines, "\n"); line; line = strsep(&lines, "\n"))
		if (*line && !ship_line(language, line))
			left_out++;
	SPI_finish();
	if (left_out > 0)
		/* a notice would not be shown: CREATE EXTENSION is silent below this */
		ereport(WARNING,
				(errmsg("%d markers of language \"%s\" are left out", left_out, language),
				 errdetail("The encoding %s cannot hold them.", GetDatabaseEncodingName())));
	PG_RETURN_VOID();
}
