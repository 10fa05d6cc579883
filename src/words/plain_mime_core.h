/*
 * plain_mime_core.h
 *		The part of a mail that its sender wrote, by its head (RFC 5322, RFC 2045 and 2046).
 *
 *	Head		lines "Name: value" from the first on, until an empty one, with a name that only a
 *				mail has, or with the subject and one more of from, to, copy and date, also in the
 *				language in which Outlook saves a mail.  Any other text has none.
 *	Part		the first of text/plain that is not blank, else the first of text/html, that is no
 *				attachment and no mail within the mail.
 */
#ifndef PLAIN_MIME_CORE_H
#define PLAIN_MIME_CORE_H

#include "words/plain_core.h"

/* Multiparts within multiparts: what is nested deeper is not looked at. */
#define MIME_DEPTH 8

typedef enum MimeTransfer
{
	TRANSFER_UNSAID,
	TRANSFER_AS_IT_IS,
	TRANSFER_QUOTED,
	TRANSFER_BASE64
} MimeTransfer;

typedef struct MimePart
{
	PlainText	body;
	MimeTransfer transfer;
	PlainText	set;			/* its character set; empty where none is said */
	bool		is_html;		/* it is said to be HTML; */
	bool		is_typed;		/* it is said what it is */
} MimePart;

/* The part of a mail that is read; false where there is none. */
extern bool mime_part(PlainText mail, MimePart *part);

#endif							/* PLAIN_MIME_CORE_H */
