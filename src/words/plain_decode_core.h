/*
 * plain_decode_core.h
 *		The bytes and characters of a mail, out of what it was sent in.
 *
 *	Quoted-printable and base64	as RFC 2045 has them; what is no valid escape stays as it is, and
 *				what is not base64 throughout is none.
 *	Characters	UTF-8, ASCII, windows-1252 and for it Latin-1, as browsers take it; for any other
 *				character set whoever calls is asked.  One that nobody knows, or none, is UTF-8 if
 *				the bytes are, else windows-1252.  What is no character, and 0, is U+FFFD.
 *	Encoded words	as RFC 2047 has them, a character each whole in its word.
 */
#ifndef PLAIN_DECODE_CORE_H
#define PLAIN_DECODE_CORE_H

#include "words/plain_core.h"

/* Converts bytes of a character set to UTF-8, if it knows that. */
typedef struct PlainConverter
{
	/* gives how many bytes were written into a room, SIZE_MAX where the set is not known */
	size_t		(*convert) (void *self, PlainText set, PlainText bytes, uint8_t *utf8, size_t room);
	void	   *self;
} PlainConverter;

/* The room that decoding a text, or converting it, takes at most. */
static inline size_t
plain_decoded_room(size_t size)
{
	return 3 * size + 16;
}

/* Decode; gives the bytes written, no more than the text has. */
extern size_t plain_quoted_printable(PlainText text, uint8_t *bytes);

/* The same; SIZE_MAX where it is not base64. */
extern size_t plain_base64(PlainText text, uint8_t *bytes);

/* Has a text what only quoted-printable has: soft breaks of long lines and escapes, all of them
 * valid, nothing but ASCII, and no line of more than 76 characters? */
extern bool plain_looks_quoted_printable(PlainText text);

/* Write bytes of a character set in UTF-8; gives the bytes written. */
extern size_t plain_to_utf8(PlainText bytes, PlainText set, const PlainConverter *converter, uint8_t *utf8);

/* Write a text with its encoded words decoded; gives the bytes written. */
extern size_t plain_encoded_words(PlainText text, const PlainConverter *converter, uint8_t *words);

#endif							/* PLAIN_DECODE_CORE_H */
