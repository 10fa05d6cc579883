/*
 * normal_text_core.h
 *		Texts in one form: without blanks around them, and of one case.
 *
 *	Blank		white space, a control character, or what is not seen, such as a soft
 *				hyphen.
 *	Case		Unicode's case folding of NFKC (UAX 31, toNFKC_Casefold), which leaves
 *				out what is not seen.
 *	E-mail		the same, without "mailto:".
 *
 * Of texts in UTF-8, where invalid bytes are treated as U+FFFD.  The normal form of a
 * normal form is itself.
 */
#ifndef NORMAL_TEXT_CORE_H
#define NORMAL_TEXT_CORE_H

#include <stdbool.h>
#include <stddef.h>

/* A text that grows; room and bytes begin as 0 and NULL. */
typedef struct NormalText
{
	char	   *bytes;			/* not terminated */
	size_t		size;
	size_t		room;
	/* gives the bytes more room; it may not return */
	void	   *(*grow) (void *bytes, size_t room);
} NormalText;

/* A part of a text. */
typedef struct TextPart
{
	const char *bytes;
	size_t		size;
} TextPart;

/* What is between the blanks around a text. */
extern TextPart text_without_blanks(TextPart text);

/*
 * Append a text's form to what is there: folded, and without blanks around it; the same of
 * e-mail; in the characters that telephone numbers are read by, digits of any script as
 * those of ASCII.  False where ICU fails, or NULL was grown.
 */
extern bool text_add_folded(NormalText *normal, TextPart text);
extern bool text_add_email(NormalText *normal, TextPart text);
extern bool text_add_phone(NormalText *normal, TextPart text);

#endif							/* NORMAL_TEXT_CORE_H */
