/*
 * plain_mime_core.c
 *		The part of a mail that its sender wrote.
 */
#include "words/plain_mime_core.h"

#include "words/plain_quote_core.h"

/* A boundary has no more than 70 characters. */
#define LONGEST_BOUNDARY 70

/* What a head says. */
typedef struct Head
{
	PlainText	type;
	PlainText	transfer;
	PlainText	disposition;
	bool		is_mail;		/* a name is one that none but a mail has */
	bool		has_subject;
	int			known;			/* fields that Outlook writes, too */
} Head;

/* The multiparts that are open, from the outermost on, by their boundaries. */
typedef struct Multiparts
{
	PlainText	boundaries[MIME_DEPTH];
	int			depth;
	bool		met;			/* is there any boundary in the text? */
} Multiparts;

/* ---- heads ---- */

/* Names that none but a mail has. */
static const char *const mail_fields[] = {
	"received", "return-path", "delivered-to", "message-id", "mime-version", "content-type",
	"content-transfer-encoding", "in-reply-to", "references", "dkim-signature", "authentication-results",
	"x-mailer", "reply-to"
};

/* Split a line of a head; false where it is none. */
static bool
read_field(PlainText line, PlainText *name, PlainText *value)
{
	size_t		n = 0;

	while (n < line.size && line.bytes[n] > ' ' && line.bytes[n] < 0x7f && line.bytes[n] != ':')
		n++;
	*name = (PlainText) {line.bytes, n};
	/* a boundary is none: each line is read once as one of a head, and once as one of a part */
	if (n > 0 && line.bytes[0] == '-')
		return false;
	if (n > 0 && n < line.size && line.bytes[n] == ':')
	{
		*value = plain_from(line, n + 1);
		return true;
	}
	return plain_field(line) != FIELD_NONE;
}

static void
note_field(Head *head, PlainText line, PlainText name, PlainText value)
{
	head->known += plain_field(line) != FIELD_NONE;
	head->has_subject |= plain_field(line) == FIELD_SUBJECT;
	head->is_mail |= plain_is_one_of(name, mail_fields, PLAIN_COUNT(mail_fields)) || plain_begins(line, "from ");
	if (plain_is(name, "content-type"))
		head->type = value;
	else if (plain_is(name, "content-transfer-encoding"))
		head->transfer = value;
	else if (plain_is(name, "content-disposition"))
		head->disposition = value;
}

/* Take a head from a text; false, and nothing taken, where it does not begin with one that an
 * empty line ends. */
static bool
take_head(PlainText *text, Head *head)
{
	PlainText	rest = *text;
	PlainText	name = {rest.bytes, 0};
	PlainText	value = {rest.bytes, 0};
	PlainText	whole = {rest.bytes, 0};
	size_t		poll = 0;

	*head = (Head) {.type = value, .transfer = value, .disposition = value};
	while (rest.size > 0)
	{
		PlainText	line = plain_take_line(&rest);

		plain_poll(&poll, (size_t) (line.bytes - text->bytes));
		if (line.size > 0 && (line.bytes[0] == ' ' || line.bytes[0] == '\t') && whole.size > 0)
		{
			/* a line that goes on */
			whole = plain_between(whole.bytes, plain_end(line));
			if (value.size > 0)
				value = plain_between(value.bytes, plain_end(line));
			continue;
		}
		if (whole.size > 0)
			note_field(head, whole, name, value);
		if (line.size == 0)
		{
			*text = rest;
			return true;
		}
		value = name = (PlainText) {line.bytes, 0};
		if (!read_field(line, &name, &value) && !(line.bytes == text->bytes && plain_begins(line, "from ")))
			return false;
		whole = line;
	}
	return false;
}

/* The value of a parameter, such as charset, of a field; empty where there is none. */
static PlainText
parameter(PlainText field, const char *name)
{
	const uint8_t *semicolon;

	while (field.size > 0 && (semicolon = memchr(field.bytes, ';', field.size)) != NULL)
	{
		PlainText	value;
		size_t		n = 0;

		field = plain_trim_begin(plain_between(semicolon + 1, plain_end(field)));
		if (!plain_begins(field, name))
			continue;
		value = plain_trim_begin(plain_from(field, strlen(name)));
		if (value.size == 0 || value.bytes[0] != '=')
			continue;
		value = plain_trim_begin(plain_from(value, 1));
		if (value.size > 0 && value.bytes[0] == '"')
		{
			const uint8_t *quote = memchr(value.bytes + 1, '"', value.size - 1);

			return plain_between(value.bytes + 1, quote ? quote : plain_end(value));
		}
		while (n < value.size && value.bytes[n] > ' ' && value.bytes[n] != ';')
			n++;
		return (PlainText) {value.bytes, n};
	}
	return (PlainText) {field.bytes, 0};
}

static MimeTransfer
transfer_of(PlainText transfer)
{
	transfer = plain_trim(transfer);
	if (transfer.size == 0)
		return TRANSFER_UNSAID;
	if (plain_is(transfer, "quoted-printable"))
		return TRANSFER_QUOTED;
	return plain_is(transfer, "base64") ? TRANSFER_BASE64 : TRANSFER_AS_IT_IS;
}

/* Does a head say that its part is one of text that can be read?  Begin it. */
static bool
begin_part(const Head *head, PlainText body, MimePart *part)
{
	PlainText	type = plain_trim(head->type);

	if (plain_begins(plain_trim(head->disposition), "attachment"))
		return false;
	part->body = body;
	part->transfer = transfer_of(head->transfer);
	part->set = parameter(head->type, "charset");
	part->is_html = plain_begins(type, "text/html");
	part->is_typed = type.size > 0;
	return part->is_html || plain_begins(type, "text/plain") || type.size == 0;
}

/* ---- multiparts ---- */

/* Open a multipart, if a head begins one. */
static bool
open_multipart(Multiparts *open, const Head *head)
{
	PlainText	boundary;

	if (!plain_begins(plain_trim(head->type), "multipart/"))
		return false;
	boundary = parameter(head->type, "boundary");
	if (boundary.size == 0 || boundary.size > LONGEST_BOUNDARY || open->depth == MIME_DEPTH)
		return false;
	open->boundaries[open->depth++] = boundary;
	return true;
}

/* Is a line the boundary of an open multipart?  Those within it are closed, and it is, too, where
 * the line says so: then no part follows. */
static bool
meet_boundary(Multiparts *open, PlainText line, bool *part_follows)
{
	if (!plain_begins(line, "--"))
		return false;
	for (int i = open->depth - 1; i >= 0; i--)
	{
		PlainText	boundary = open->boundaries[i];
		PlainText	rest;

		if (line.size < 2 + boundary.size || memcmp(line.bytes + 2, boundary.bytes, boundary.size) != 0)
			continue;
		rest = plain_from(line, 2 + boundary.size);
		*part_follows = !plain_begins(rest, "--");
		if (!plain_is_blank(rest) && *part_follows)
			continue;
		open->depth = *part_follows ? i + 1 : i;
		open->met = true;
		return true;
	}
	return false;
}

/* Which of the parts of a multipart is read; false where none is. */
static bool
choose_part(PlainText rest, Multiparts *open, MimePart *chosen)
{
	MimePart	part;
	bool		in_part = false;
	bool		found = false;
	size_t		poll = 0;
	const uint8_t *begin = rest.bytes;

	while (open->depth > 0 && rest.size > 0)
	{
		PlainText	line = plain_take_line(&rest);
		bool		part_follows;
		Head		head;

		plain_poll(&poll, (size_t) (line.bytes - begin));
		if (!meet_boundary(open, line, &part_follows))
			continue;
		if (in_part)
		{
			part.body = plain_between(part.body.bytes, line.bytes);
			if (!plain_is_blank(part.body) && (!found || !part.is_html))
			{
				*chosen = part;
				found = true;
			}
			/* text comes before HTML, and the first before later ones */
			if (found && !chosen->is_html)
				return true;
		}
		in_part = false;
		if (!part_follows)
			continue;
		/* a part without a head is text */
		if (!take_head(&rest, &head))
			head = (Head) {.type = {rest.bytes, 0}, .transfer = {rest.bytes, 0}, .disposition = {rest.bytes, 0}};
		if (!open_multipart(open, &head))
			in_part = begin_part(&head, rest, &part);
	}
	/* the last part, where its end is missing */
	if (in_part && open->depth > 0 && !plain_is_blank(part.body) && (!found || !part.is_html))
	{
		*chosen = part;
		found = true;
	}
	return found;
}

bool
mime_part(PlainText mail, MimePart *part)
{
	Multiparts	open = {.depth = 0, .met = false};
	PlainText	body = plain_trim_begin(mail);
	Head		head;

	if (!take_head(&body, &head) || !(head.is_mail || (head.has_subject && head.known >= 2)))
	{
		*part = (MimePart) {.body = mail, .set = {mail.bytes, 0}};
		return true;
	}
	if (!open_multipart(&open, &head))
		return begin_part(&head, body, part);
	if (choose_part(body, &open, part))
		return true;
	/* whoever kept the head may have kept one part alone */
	*part = (MimePart) {.body = body, .set = {body.bytes, 0}};
	return !open.met;
}
