/*
 * plain_mail_core.h
 *		What the sender of a mail wrote himself.
 *
 * A head is cut, and obeyed (plain_mime_core.h, plain_decode_core.h); HTML becomes text
 * (plain_html_core.h).  Of the lines that are left (plain_quote_core.h says by what they are known)
 * these go:
 *
 *	Quoted		those that begin with >, and the attribution before them.  Where there is no
 *				attribution, a run of them that all begin with a number is the sender's own
 *				("> 5 calls"): he means more than.
 *	Rest		all from a divider, a head of Outlook's, or a dated attribution on that no line
 *				with > follows; and a rule of dashes before it.
 *	Signature	all from a line "-- " on, until a line is quoted; in HTML "--", for blanks do not
 *				stay there.
 *	Device		a line such as "Sent from my iPhone" where nothing of the sender's follows.
 *
 * What stands below what is quoted, or between, stays.  Empty lines are one, none where the text
 * begins or ends.
 */
#ifndef PLAIN_MAIL_CORE_H
#define PLAIN_MAIL_CORE_H

#include "words/plain_decode_core.h"

/*
 * What the sender of a mail wrote himself, in words or in scratch: each has
 * plain_decoded_room(mail.size) bytes.
 */
extern PlainText plain_mail(PlainText mail, const PlainConverter *converter, uint8_t *words, uint8_t *scratch);

#endif							/* PLAIN_MAIL_CORE_H */
