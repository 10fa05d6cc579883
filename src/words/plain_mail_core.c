/*
 * plain_mail_core.c
 *		What the sender of a mail wrote himself.
 */
#include "words/plain_mail_core.h"

#include "words/plain_html_core.h"
#include "words/plain_mime_core.h"
#include "words/plain_quote_core.h"

/* Lines that an attribution may have, and the bytes in which it is looked for. */
#define ATTRIBUTION_LINES 3
#define ATTRIBUTION_BYTES 450

/* The lines that are the sender's own, as they are read. */
typedef struct OwnLines
{
	PlainText	rest;			/* lines that are still to be read */
	PlainOutput output;
	size_t		section;		/* where in the output the own lines begin that nothing has ended */
	bool		was_html;
	bool		attributed;		/* an attribution was met */
	bool		in_quote;
	bool		own_run;		/* the lines with > at hand are own ones */
	bool		in_signature;
	bool		empty_line;		/* is due before the next own line */
	size_t		poll;
} OwnLines;

/* ---- what was written already ---- */

/* What was written since the section began, without blanks at its end. */
static PlainText
section_of(const OwnLines *own)
{
	return plain_trim_end((PlainText) {own->output.bytes + own->section, own->output.size - own->section});
}

/* The last lines of a text, in no more than so many bytes; all of it where it has fewer. */
static PlainText
last_lines(PlainText text, int lines, size_t most)
{
	size_t		at = text.size;

	while (at > 0 && text.size - at < most)
	{
		if (text.bytes[at - 1] == '\n' && --lines == 0)
			break;
		at--;
	}
	return plain_from(text, at);
}

/* Cut what was written from a place in the section on, and the blanks before it. */
static void
cut_output(OwnLines *own, PlainText at)
{
	own->output.size = (size_t) (at.bytes - own->output.bytes);
	own->output.size = own->section + section_of(own).size;
}

/* The sender says nothing more before what is quoted, or the end: take the line of his device. */
static void
end_section(OwnLines *own)
{
	PlainText	last = last_lines(section_of(own), 1, ATTRIBUTION_BYTES);

	if (plain_is_device_line(last))
		cut_output(own, last);
}

/* Take the attribution that was written last; false where it is none. */
static bool
take_attribution(OwnLines *own)
{
	PlainText	section = section_of(own);

	for (int n = 1; n <= ATTRIBUTION_LINES; n++)
	{
		PlainText	last = last_lines(section, n, ATTRIBUTION_BYTES);

		if (plain_begins_attribution(last) && plain_is_attribution(last))
		{
			cut_output(own, last);
			return true;
		}
	}
	if (!plain_is_attribution(last_lines(section, 1, ATTRIBUTION_BYTES)))
		return false;
	cut_output(own, last_lines(section, 1, ATTRIBUTION_BYTES));
	return true;
}

/* Take rules of dashes that were written last. */
static void
take_rules(OwnLines *own)
{
	PlainText	last = last_lines(section_of(own), 1, ATTRIBUTION_BYTES);

	while (plain_is_rule(last))
	{
		cut_output(own, last);
		last = last_lines(section_of(own), 1, ATTRIBUTION_BYTES);
	}
}

/* ---- what is read ---- */

static bool
has_mark(PlainText line)
{
	return line.size > 0 && line.bytes[0] == '>';
}

/* "> 5 calls", ">= 3 days", "> £20" */
static bool
means_more_than(PlainText line)
{
	while (line.size > 0 && (line.bytes[0] == '>' || line.bytes[0] == '=' || plain_is_space(line.bytes[0])))
		line = plain_from(line, 1);
	return line.size > 0 && (plain_is_digit(line.bytes[0]) || line.bytes[0] == '$' || plain_begins(line, "£") ||
							 plain_begins(line, "€") || plain_begins(line, "¥"));
}

/* Do all lines that begin with >, from this one on, mean more than a number? */
static bool
is_own_run(PlainText line, PlainText rest)
{
	while (has_mark(line))
	{
		if (!means_more_than(line))
			return false;
		line = plain_take_line(&rest);
	}
	return true;
}

/* Does a dated attribution begin here, of up to three lines, that no line with > follows? */
static bool
begins_unmarked_quote(PlainText line, PlainText rest)
{
	const uint8_t *begin = line.bytes;

	if (!plain_begins_attribution(line))
		return false;
	for (int n = 1; n <= ATTRIBUTION_LINES && !plain_is_blank(line); n++)
	{
		if ((size_t) (plain_end(line) - begin) > ATTRIBUTION_BYTES)
			break;
		if (plain_is_dated_attribution(plain_between(begin, plain_end(line))))
			return !has_mark(plain_trim_begin(rest));
		line = plain_take_line(&rest);
	}
	return false;
}

/* Is all from a line on somebody else's? */
static bool
begins_rest(PlainText line, PlainText rest)
{
	return plain_is_divider(line) || plain_is_head(plain_between(line.bytes, plain_end(rest))) ||
		begins_unmarked_quote(line, rest);
}

static bool
is_signature_mark(const OwnLines *own, PlainText line)
{
	return plain_is(line, "-- ") || (own->was_html && plain_is(line, "--"));
}

static void
put_own_line(OwnLines *own, PlainText line)
{
	PlainOutput *output = &own->output;

	if (plain_is_blank(line))
	{
		own->empty_line = true;
		return;
	}
	if (own->in_quote)
		own->section = output->size;
	own->in_quote = false;
	if (output->size > 0)
	{
		output->bytes[output->size++] = '\n';
		if (own->empty_line)
			output->bytes[output->size++] = '\n';
	}
	own->empty_line = false;
	plain_put(output, line);
}

/* A line that begins with >; true where it is the sender's own. */
static bool
meet_mark(OwnLines *own, PlainText line)
{
	bool		begins = !own->in_quote;

	if (own->own_run)
		return true;
	own->in_signature = false;
	if (begins)
	{
		if (take_attribution(own))
			own->attributed = true;
		else if (!own->attributed && is_own_run(line, own->rest))
			return own->own_run = true;
		end_section(own);
	}
	own->in_quote = true;
	own->empty_line = true;
	return false;
}

/* Write the lines of a text that are the sender's own into as many bytes as it has. */
static size_t
own_lines(PlainText text, bool was_html, uint8_t *words)
{
	OwnLines	own = {.rest = text, .output = {words, 0}, .was_html = was_html};
	bool		ended = false;

	while (own.rest.size > 0 && !ended)
	{
		PlainText	line = plain_take_line(&own.rest);

		plain_poll(&own.poll, (size_t) (line.bytes - text.bytes));
		own.own_run &= has_mark(line);
		if (has_mark(line))
		{
			if (meet_mark(&own, line))
				put_own_line(&own, line);
		}
		else if (begins_rest(line, own.rest))
		{
			take_rules(&own);
			ended = true;
		}
		else if (is_signature_mark(&own, line))
		{
			end_section(&own);
			own.section = own.output.size;
			own.in_signature = true;
		}
		else if (!own.in_signature)
			put_own_line(&own, line);
	}
	end_section(&own);
	return plain_trim_end((PlainText) {words, own.output.size}).size;
}

/* ---- the mail ---- */

/* Write the part of a mail that is read in UTF-8, as what it is said to be; it may still be HTML. */
static PlainText
decode(const MimePart *part, const PlainConverter *converter, uint8_t *words, uint8_t *scratch)
{
	MimeTransfer transfer = part->transfer;
	PlainText	set = part->set;
	size_t		n = SIZE_MAX;

	if (transfer == TRANSFER_BASE64)
		n = plain_base64(part->body, scratch);
	else if (transfer == TRANSFER_QUOTED ||
			 (transfer == TRANSFER_UNSAID && plain_looks_quoted_printable(part->body)))
	{
		/* characters that stand there as they are were converted when the text was stored */
		if (!text_is_ascii(part->body.bytes, part->body.size))
			set.size = 0;
		n = plain_quoted_printable(part->body, scratch);
	}
	if (n != SIZE_MAX)
		return (PlainText) {words, plain_to_utf8((PlainText) {scratch, n}, set, converter, words)};
	return (PlainText) {words, plain_encoded_words(part->body, converter, words)};
}

PlainText
plain_mail(PlainText mail, const PlainConverter *converter, uint8_t *words, uint8_t *scratch)
{
	MimePart	part;
	PlainText	text;

	if (!mime_part(mail, &part))
		return (PlainText) {words, 0};
	text = decode(&part, converter, words, scratch);
	if (!part.is_html && (part.is_typed || !plain_looks_like_html(text)))
		return (PlainText) {scratch, own_lines(text, false, scratch)};
	text = (PlainText) {scratch, plain_html(text, true, scratch)};
	return (PlainText) {words, own_lines(text, true, words)};
}
