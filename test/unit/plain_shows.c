/*
 * plain_shows.c
 *		Do the cores that find a customer's own words give these?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_shows.h"
#include "words/plain_html_core.h"
#include "words/plain_mail_core.h"
#include "words/plain_transcript_core.h"

/* Memory of exactly so many bytes. */
static uint8_t *
exactly(size_t size)
{
	return malloc(size > 0 ? size : 1);
}

/* The set "shout" has its letters in lower case; no other is known. */
static size_t
convert_shout(void *self, PlainText set, PlainText bytes, uint8_t *utf8, size_t room)
{
	if (!plain_is(set, "shout") || bytes.size > room)
		return SIZE_MAX;
	for (size_t i = 0; i < bytes.size; i++)
		utf8[i] = bytes.bytes[i] >= 'a' && bytes.bytes[i] <= 'z' ? bytes.bytes[i] - 32 : bytes.bytes[i];
	return bytes.size;
}

/* The words of a mail, which are copied to where they are alone. */
static PlainText
words_of_mail(PlainText text)
{
	static const PlainConverter converter = {.convert = convert_shout};
	uint8_t    *words = exactly(plain_decoded_room(text.size));
	uint8_t    *scratch = exactly(plain_decoded_room(text.size));
	PlainText	found = plain_mail(text, &converter, words, scratch);
	uint8_t    *copy = exactly(found.size);

	if (found.size > 0)
		memcpy(copy, found.bytes, found.size);
	free(words);
	free(scratch);
	return (PlainText) {copy, found.size};
}

PlainText
plain_words_of(PlainWay way, PlainText text)
{
	uint8_t    *exact = exactly(text.size);
	PlainText	given = {exact, text.size};
	PlainText	found;

	if (text.size > 0)
		memcpy(exact, text.bytes, text.size);
	if (way == WAY_MAIL)
		found = words_of_mail(given);
	else
	{
		uint8_t    *words = exactly(text.size);

		found = (PlainText) {words, way == WAY_TRANSCRIPT ? plain_transcript(given, words) :
			plain_html(given, way == WAY_MAIL_HTML, words)};
	}
	free(exact);
	return found;
}

static bool
shows(PlainWay way, const char *text, const char *expected)
{
	PlainText	words = plain_words_of(way, plain_literal(text));
	bool		same = words.size == strlen(expected) && memcmp(words.bytes, expected, words.size) == 0;

	if (!same)
		fprintf(stderr, "of: %s\nfound: %.*s\nnot: %s\n", text, (int) words.size, (const char *) words.bytes, expected);
	free((void *) words.bytes);
	return same;
}

bool
html_shows(const char *text, const char *words)
{
	return shows(WAY_HTML, text, words);
}

bool
mail_html_shows(const char *text, const char *words)
{
	return shows(WAY_MAIL_HTML, text, words);
}

bool
mail_shows(const char *text, const char *words)
{
	return shows(WAY_MAIL, text, words);
}

bool
transcript_shows(const char *text, const char *words)
{
	return shows(WAY_TRANSCRIPT, text, words);
}
