/*
 * plain_quote_core.h
 *		The lines by which programs for mail say that what follows is somebody else's: heads and
 *		attributions; and the line that they put under a mail.
 *
 * All words by which they are known stand in plain_quote_core.c, in the languages in which markers
 * are shipped: English, French, German, Spanish, Italian, Dutch, Portuguese and Japanese.
 */
#ifndef PLAIN_QUOTE_CORE_H
#define PLAIN_QUOTE_CORE_H

#include "words/plain_core.h"

/* The fields of a head. */
typedef enum PlainField
{
	FIELD_NONE,
	FIELD_FROM,
	FIELD_SENT,
	FIELD_TO,
	FIELD_COPY,
	FIELD_SUBJECT,
	FIELD_KINDS
} PlainField;

/* The field that a line begins, by its word in any language and a colon. */
extern PlainField plain_field(PlainText line);

/* Do lines begin with the head that Outlook puts before a message: from whom, and in the twelve
 * lines that follow the subject, and the time or to whom? */
extern bool plain_is_head(PlainText lines);

/* Is it a line such as "-----Original Message-----", "Begin forwarded message:", or the one by
 * which a help desk asks to write above it? */
extern bool plain_is_divider(PlainText line);

/*
 * Is it one to three lines that say who wrote what is quoted below?  By a verb of writing at
 * the end and a colon; of several lines, only with a first word such as "On", and with an address
 * or a date.
 */
extern bool plain_is_attribution(PlainText lines);

/* One that needs no mark of what is quoted: a first word such as "On", and two of an address, a
 * date with its year and a time of the day; but for what the customer says to the company, "On … you wrote:". */
extern bool plain_is_dated_attribution(PlainText lines);

/* Does a line begin as an attribution may that goes on in the next line? */
extern bool plain_begins_attribution(PlainText line);

/* Is it what a program puts under a mail, such as "Sent from my iPhone"? */
extern bool plain_is_device_line(PlainText line);

/* Is it a line of dashes, underscores and the like alone, five or more? */
extern bool plain_is_rule(PlainText line);

#endif							/* PLAIN_QUOTE_CORE_H */
