/*
 * test_plain_random.c
 *		Random texts through all cores that find a customer's own words: nothing is written beyond
 *		the room, no byte becomes one that is no character, and what is said of them holds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_shows.h"
#include "unit.h"
#include "words/plain_decode_core.h"
#include "words/plain_html_core.h"

/* What texts are made of. */
static const char *const pieces[] = {
	"<", ">", "</", "<p", "<p>", "</div>", "<blockquote>", "</blockquote>", "<!--", "-->", "<![CDATA[", "]]>",
	"<script>", "</script>", "<svg/>", "<pre>", "=\"", "='", "\"", "'", " class=gmail_attr ", "&", "&#", "&#x",
	"&amp", "&eacute;", "&nbsp;", ";", "12", "\n", "\n", "\r\n", " ", "\t", "> ", "\n> ", "-- \n", "--b\n",
	"--b--\n", "From: a\n", "Sent: b\n", "Subject: c\n", "Content-Type: multipart/mixed; boundary=b\n\n",
	"Content-Type: text/html\n\n", "Content-Transfer-Encoding: base64\n",
	"Content-Transfer-Encoding: quoted-printable\n", "=\n", "=20", "=C3=A9", "=?utf-8?Q?", "=?latin1?B?", "?=",
	"On 5 Jan 2026 at 10:00, S wrote:\n", "Sent from my iPhone\n", "-----Original Message-----\n", "_____\n",
	"Customer: ", "Agent> ", "[10:02] ", "*** x ***\n", "(", ")", ":", "word ", "é", "\xc2\xa0", "\xe3\x80\x80",
	"\xff", "\xc3", "\x01"
};

static PlainText
random_text(void)
{
	static uint8_t text[4000];
	size_t		n = 0;
	size_t		most = unit_random(40);

	for (size_t i = 0; i < most; i++)
	{
		const char *piece = pieces[unit_random(sizeof(pieces) / sizeof(pieces[0]))];

		if (unit_random(20) == 0)
			text[n++] = (uint8_t) (1 + unit_random(255));
		memcpy(text + n, piece, strlen(piece));
		n += strlen(piece);
	}
	return (PlainText) {text, n};
}

/* Words without a mark of HTML stay as they are, but that their line ends are spaces then. */
static bool
is_settled(PlainText words)
{
	PlainText	again = plain_words_of(WAY_HTML, words);
	bool		same = again.size == words.size;

	for (size_t i = 0; i < words.size && same; i++)
		same = again.bytes[i] == (words.bytes[i] == '\n' ? ' ' : words.bytes[i]);
	free((void *) again.bytes);
	return same;
}

static bool
has_byte(PlainText text, uint8_t byte)
{
	return text.size > 0 && memchr(text.bytes, byte, text.size) != NULL;
}

static void
test_random_texts(void)
{
	unit_random_restart(1);
	for (int i = 0; i < 20000; i++)
	{
		PlainText	text = random_text();

		for (int way = 0; way < WAYS; way++)
		{
			PlainText	words = plain_words_of((PlainWay) way, text);

			CHECK(words.size <= (way == WAY_MAIL ? plain_decoded_room(text.size) : text.size));
			CHECK(plain_trim_end(words).size == words.size);
			CHECK(!has_byte(words, 0));
			if (way == WAY_HTML && !plain_has(text, "<pre>") && !has_byte(words, '<') && !has_byte(words, '&'))
				CHECK(is_settled(words));
			free((void *) words.bytes);
		}
	}
}

/* Long texts of one piece are read in a time that grows with them: they would take hours else. */
static void
test_long_texts(void)
{
	static const char *const repeated[] = {
		"<a ", "<a b=\"", "<p x=\"a>b\" ", "<a b='\">", "<!--", "<script>", "&#1", "=?", "--b\n",
		"On 5 Jan 2026 at 10:00\n", "From: a\n", "> 5\n", ">\n", "A: ", "[1:2] ", "(", "<blockquote>",
		"S wrote:\n>\n", "_____\n", "Content-Type: text/html\n", "Customer: x\n", "a\n\n\n\n>\n"
	};
	static const char *const heads[] = {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n"};
	size_t		size = 1000000;
	uint8_t    *text = malloc(size);

	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++)
		for (int head = 0; head < 2; head++)
		{
			size_t		n = strlen(heads[head]);
			size_t		piece = strlen(repeated[i]);

			memcpy(text, heads[head], n);
			for (; n + piece <= size; n += piece)
				memcpy(text + n, repeated[i], piece);
			for (int way = 0; way < WAYS; way++)
			{
				PlainText	words = plain_words_of((PlainWay) way, (PlainText) {text, n});

				CHECK(words.size <= plain_decoded_room(n));
				free((void *) words.bytes);
			}
		}
	free(text);
}

void
test_plain_random(void)
{
	RUN(test_random_texts());
	RUN(test_long_texts());
}
