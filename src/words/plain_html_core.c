/*
 * plain_html_core.c
 *		The words of a text in HTML, as a browser would show them.
 */
#include "words/plain_html_core.h"

#include "words/plain_entity_core.h"
#include "words/plain_tag_core.h"

/* White space that is due before what comes next. */
typedef enum Due
{
	DUE_NOTHING,
	DUE_SPACE,
	DUE_LINE
} Due;

typedef struct Html
{
	PlainTagReader tags;
	PlainText	text;
	size_t		at;
	PlainOutput words;
	Due			due;
	size_t		pre;			/* elements that keep white space and are open */
	bool		of_mail;
	PlainText	skipped;		/* name of the element whose content is skipped, */
	size_t		depth;			/* and how many of it are open; 0: nothing is skipped */
	size_t		poll;
} Html;

/* ---- writing ---- */

static void
owe(Html *html, Due due)
{
	if (html->due < due)
		html->due = due;
}

/* Write what is due; nothing where a line begins. */
static void
pay(Html *html)
{
	PlainOutput *words = &html->words;

	if (html->due != DUE_NOTHING && words->size > 0 && words->bytes[words->size - 1] != '\n')
		words->bytes[words->size++] = html->due == DUE_LINE ? '\n' : ' ';
	html->due = DUE_NOTHING;
}

static void
put_character(Html *html, uint32_t character)
{
	if (html->depth > 0)
		return;
	if (character == 0xa0)
		character = ' ';
	if (html->pre == 0 && (character == ' ' || (character >= '\t' && character <= '\r')))
		owe(html, DUE_SPACE);
	else
	{
		pay(html);
		plain_put_character(&html->words, character);
	}
}

/*
 * Write what is at hand as text: a space, a no-break space, or the bytes up to the next that may
 * be anything else, or to an end.
 */
static void
put_text(Html *html, size_t end)
{
	const uint8_t *text = html->text.bytes;
	size_t		from = html->at++;

	if (plain_is_space(text[from]))
		put_character(html, text[from]);
	else if (text[from] == 0xc2 && html->at < end && text[html->at] == 0xa0)
	{
		html->at++;
		put_character(html, 0xa0);
	}
	else
	{
		if (end - from > PLAIN_POLL_EVERY)
			end = from + PLAIN_POLL_EVERY;
		while (html->at < end && text[html->at] > ' ' && text[html->at] != '<' && text[html->at] != '&' &&
			   text[html->at] != 0xc2)
			html->at++;
		if (html->depth > 0)
			return;
		pay(html);
		plain_put(&html->words, plain_between(text + from, text + html->at));
	}
}

/* A line that says that something is quoted there. */
static void
put_quote(Html *html)
{
	if (html->depth > 0)
		return;
	owe(html, DUE_LINE);
	pay(html);
	html->words.bytes[html->words.size++] = '>';
	owe(html, DUE_LINE);
}

/* ---- elements whose content goes ---- */

static void
skip_element(Html *html, const PlainTag *tag)
{
	html->skipped = tag->name;
	html->depth = 1;
}

/* Skip what is in an element in which nothing is a tag but its own end. */
static void
skip_raw(Html *html, const PlainTag *tag)
{
	PlainText	text = html->text;

	for (;;)
	{
		const uint8_t *next = html->at < text.size ?
			memchr(text.bytes + html->at, '<', text.size - html->at) : NULL;
		PlainText	rest;
		PlainText	name;

		if (next == NULL)
		{
			html->at = text.size;
			return;
		}
		html->at = (size_t) (next - text.bytes) + 1;
		plain_poll(&html->poll, html->at);
		rest = plain_from(text, html->at);
		if (rest.size <= tag->name.size || rest.bytes[0] != '/')
			continue;
		name = (PlainText) {rest.bytes + 1, tag->name.size};
		if (plain_same_name(name, tag->name) &&
			(rest.size == 1 + name.size || plain_is_space(rest.bytes[1 + name.size]) ||
			 rest.bytes[1 + name.size] == '/' || rest.bytes[1 + name.size] == '>'))
		{
			html->at--;
			return;
		}
	}
}

/* Does the element that is skipped begin or end once more? */
static void
count_skipped(Html *html, const PlainTag *tag)
{
	/* the end of head may be left out */
	if (plain_is(html->skipped, "head") && plain_is(tag->name, "body"))
		html->depth = 0;
	else if (plain_same_name(tag->name, html->skipped) && !(tag->element & ELEMENT_VOID))
	{
		if (tag->ends)
			html->depth--;
		else if (!tag->empty)
			html->depth++;
	}
}

/* ---- what a mail quotes ---- */

/* Is the first thing that is seen from here on a dash?  So forwarded messages are headed. */
static bool
dash_follows(const Html *html)
{
	bool		in_tag = false;

	for (size_t at = html->at; at < html->text.size && at < html->at + 256; at++)
	{
		uint8_t		byte = html->text.bytes[at];

		if (!in_tag && byte != '<' && !plain_is_space(byte))
			return byte == '-';
		in_tag = byte == '<' || (in_tag && byte != '>');
	}
	return false;
}

static bool
is_quoted(const PlainTag *tag)
{
	if (plain_is(tag->name, "blockquote"))
		return !plain_has(tag->style, "border:none") && !plain_has(tag->style, "border: none");
	return plain_has_word(tag->classes, "gmail_attr") || plain_has_word(tag->classes, "moz-cite-prefix") ||
		plain_has_word(tag->classes, "yahoo_quoted") || plain_has_word(tag->classes, "protonmail_quote") ||
		(plain_is(tag->name, "div") && plain_is(tag->called, "quote"));
}

static bool
is_signature(const PlainTag *tag)
{
	return plain_has_word(tag->classes, "gmail_signature") || plain_has_word(tag->classes, "moz-signature") ||
		plain_has_word(tag->classes, "gmail_signature_prefix") ||
		plain_has_word(tag->classes, "protonmail_signature_block") ||
		plain_is(tag->id, "ms-outlook-mobile-signature");
}

/* Skip what a mail's program has marked, where a tag says so; true if it did. */
static bool
skip_quoted(Html *html, const PlainTag *tag)
{
	if (!html->of_mail || tag->ends || tag->empty || (tag->element & ELEMENT_VOID))
		return false;
	if (plain_is(tag->id, "divrplyfwdmsg") || plain_is(tag->id, "mail-editor-reference-message-container") ||
		(plain_has_word(tag->classes, "gmail_attr") && dash_follows(html)))
	{
		html->at = html->text.size;
		return true;
	}
	if (is_signature(tag))
		owe(html, DUE_LINE);
	else if (is_quoted(tag))
		put_quote(html);
	else
		return false;
	skip_element(html, tag);
	return true;
}

/* ---- markup ---- */

static void
obey_tag(Html *html, const PlainTag *tag)
{
	if (tag->element & ELEMENT_RAW)
	{
		if (!tag->ends)
			skip_raw(html, tag);
		return;
	}
	if (html->depth > 0)
	{
		count_skipped(html, tag);
		return;
	}
	if (tag->element & ELEMENT_BLOCK)
		owe(html, DUE_LINE);
	else if (tag->element & ELEMENT_CELL)
		owe(html, DUE_SPACE);
	if (skip_quoted(html, tag))
		return;
	if ((tag->element & ELEMENT_HIDDEN) && !tag->ends && !tag->empty)
		skip_element(html, tag);
	if (tag->element & ELEMENT_PRE)
	{
		if (!tag->ends)
			html->pre++;
		else if (html->pre > 0)
			html->pre--;
	}
}

/* Go on behind the next of a mark; to the end, and false, where there is none. */
static bool
skip_to(Html *html, size_t from, const char *mark)
{
	size_t		size = strlen(mark);
	size_t		at = from;

	while (at < html->text.size)
	{
		const uint8_t *next = memchr(html->text.bytes + at, mark[0], html->text.size - at);

		if (next == NULL)
			break;
		at = (size_t) (next - html->text.bytes);
		plain_poll(&html->poll, at);
		if (plain_begins(plain_from(html->text, at), mark))
		{
			html->at = at + size;
			return true;
		}
		at++;
	}
	html->at = html->text.size;
	return false;
}

/* What begins with <! or <?; false where it is text. */
static bool
skip_declaration(Html *html, PlainText rest)
{
	uint8_t		next = rest.size > 2 ? plain_lower(rest.bytes[2]) : 0;

	if (plain_begins(rest, "<!-->") || plain_begins(rest, "<!--->"))
		skip_to(html, html->at, ">");
	else if (plain_begins(rest, "<!--"))
		skip_to(html, html->at + 4, "-->");
	else if (plain_begins(rest, "<![cdata["))
	{
		size_t		from = html->at + strlen("<![cdata[");
		size_t		mark = skip_to(html, from, "]]>") ? strlen("]]>") : 0;
		size_t		end = html->at;

		html->at = from;
		while (html->at < end - mark)
		{
			plain_poll(&html->poll, html->at);
			put_text(html, end - mark);
		}
		html->at = end;
	}
	else if ((uint8_t) (next - 'a') < 26 || next == '[')
		skip_to(html, html->at, ">");
	else
		return false;
	return true;
}

/* What a < begins; false where it is text. */
static bool
skip_markup(Html *html)
{
	PlainText	rest = plain_from(html->text, html->at);
	uint8_t		next = rest.size > 1 ? rest.bytes[1] : 0;
	uint8_t		letter = next == '/' && rest.size > 2 ? rest.bytes[2] : next;
	PlainTag	tag;
	size_t		end;

	if (next == '!' || next == '?')
		return skip_declaration(html, rest);
	if (plain_begins(rest, "</>"))
	{
		html->at += 3;
		return true;
	}
	if ((uint8_t) (plain_lower(letter) - 'a') >= 26)
		return false;
	end = plain_read_tag(&html->tags, html->at, &tag);
	if (end == 0)
		return false;
	html->at = end;
	obey_tag(html, &tag);
	return true;
}

size_t
plain_html(PlainText text, bool of_mail, uint8_t *words)
{
	Html		html = {.text = text, .tags = {.text = text}, .words = {words, 0}, .of_mail = of_mail};

	while (html.at < text.size)
	{
		PlainText	rest = plain_from(text, html.at);
		uint32_t	character;
		size_t		size;

		plain_poll(&html.poll, html.at);
		if (rest.bytes[0] == '<' && skip_markup(&html))
			continue;
		if (rest.bytes[0] == '&' && (size = plain_entity(rest, &character)) > 0)
		{
			put_character(&html, character);
			html.at += size;
		}
		else
			put_text(&html, text.size);
	}
	return plain_trim_end((PlainText) {words, html.words.size}).size;
}

bool
plain_looks_like_html(PlainText text)
{
	PlainText	begin = plain_trim_begin(text);
	PlainText	name;
	size_t		poll = 0;
	bool		has_break = false;

	if (plain_begins(begin, "<!doctype html") || plain_begins(begin, "<!--"))
		return true;
	if (begin.size > 1 && begin.bytes[0] == '<' && plain_element(plain_from(begin, 1), &name) != 0)
		return true;
	for (const uint8_t *at = text.bytes; at < plain_end(text); at++)
	{
		PlainText	rest;

		at = memchr(at, '<', (size_t) (plain_end(text) - at));
		if (at == NULL)
			break;
		rest = plain_between(at, plain_end(text));
		plain_poll(&poll, (size_t) (at - text.bytes));
		if (plain_begins(rest, "</div>") || plain_begins(rest, "</p>") || plain_begins(rest, "</body>") ||
			plain_begins(rest, "</html>") || plain_begins(rest, "</blockquote>"))
			return true;
		has_break |= plain_begins(rest, "<br>") || plain_begins(rest, "<br/>") || plain_begins(rest, "<br />");
	}
	return has_break && memchr(text.bytes, '\n', text.size) == NULL;
}
