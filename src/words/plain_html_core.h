/*
 * plain_html_core.h
 *		The words of a text in HTML, as a browser would show them.
 *
 *	Goes		tags, comments, doctypes, processing instructions; elements whose content nobody
 *				sees, such as script, style and head.  Of a CDATA section the content stays.
 *	Lines		a tag of a block ends a line, one of a cell is a space, any other is nothing.
 *				White space, no-break spaces too, is one space, none where a line begins or ends,
 *				and no line is empty; in pre it stays.
 *	Literal		a < before anything that begins no tag, and one whose tag has no end, unless it
 *				is a known element: then the text was cut off inside of the tag.
 *
 * In a mail, what its program marks as quoted (blockquote, unless it is only indented; the
 * divisions in which Gmail, Thunderbird, Yahoo and GMX put what they quote) is a line of ">",
 * signatures that are marked go, and nothing is read behind the mark that Outlook puts before a
 * message that is answered.
 */
#ifndef PLAIN_HTML_CORE_H
#define PLAIN_HTML_CORE_H

#include "words/plain_core.h"

/* Write the words of a text into as many bytes as it has; gives how many are used. */
extern size_t plain_html(PlainText text, bool of_mail, uint8_t *words);

/* Is a text without a word about it HTML?  It begins with a known tag, ends one of a block, or
 * breaks its lines by br alone. */
extern bool plain_looks_like_html(PlainText text);

#endif							/* PLAIN_HTML_CORE_H */
