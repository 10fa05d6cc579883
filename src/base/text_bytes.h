/*
 * text_bytes.h
 *		Texts compared by their bytes.
 */
#ifndef TEXT_BYTES_H
#define TEXT_BYTES_H

#include "base/compat.h"

static inline bool
equal_texts(const text *a, const text *b)
{
	size_t		size = VARSIZE_ANY_EXHDR(a);

	return size == VARSIZE_ANY_EXHDR(b) && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), size) == 0;
}

/* Is it a word, in exactly its letters? */
static inline bool
text_is(const text *value, const char *word)
{
	size_t		size = strlen(word);

	return size == VARSIZE_ANY_EXHDR(value) && memcmp(VARDATA_ANY(value), word, size) == 0;
}

#endif							/* TEXT_BYTES_H */
