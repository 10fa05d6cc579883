/*
 * phrase_script_core.h
 *		What of a character decides how a phrase is read: is it a space, and is it of
 *		a script that puts spaces between words?
 */
#ifndef PHRASE_SCRIPT_CORE_H
#define PHRASE_SCRIPT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is it a byte of a character that is not its first? */
static inline bool
is_continuation(uint8_t byte)
{
	return (byte & 0xC0) == 0x80;
}

/* The first character of some UTF-8, of one byte or more; anything where it is none. */
static inline uint32_t
first_character(const uint8_t *text, size_t size)
{
	uint32_t	character = text[0];

	if (text[0] < 0xC0)
		return character;
	character = text[0] & (text[0] < 0xE0 ? 0x1F : text[0] < 0xF0 ? 0x0F : 0x07);
	for (size_t i = 1; i < size && i < 4 && is_continuation(text[i]); i++)
		character = character << 6 | (text[i] & 0x3F);
	return character;
}

/* The last one. */
static inline uint32_t
last_character(const uint8_t *text, size_t size)
{
	size_t		from = size - 1;

	while (from > 0 && is_continuation(text[from]))
		from--;
	return first_character(text + from, size - from);
}

/* Bytes of the space that some text begins with, or 0. */
static inline size_t
space_length(const uint8_t *text, size_t size)
{
	uint32_t	first;

	if (size == 0)
		return 0;
	if (text[0] < 0x80)
		return text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r');
	first = first_character(text, size);
	if (first == 0xA0)
		return size < 2 ? size : 2;
	if ((first >= 0x2000 && first <= 0x200A) || first == 0x202F || first == 0x205F ||
		first == 0x3000)
		return size < 3 ? size : 3;
	return 0;
}

/*
 * Does a word end where a space is, and nowhere else, if it ends with such a character?
 * Not where words are found by a dictionary: Thai and Lao, Burmese, Khmer, Chinese and
 * Japanese.
 */
static inline bool
has_spaces(uint32_t character)
{
	return !((character >= 0x0E00 && character <= 0x0EFF) ||
			 (character >= 0x1000 && character <= 0x109F) ||
			 (character >= 0x1780 && character <= 0x17FF) ||
			 (character >= 0x2E80 && character <= 0x9FFF) ||
			 (character >= 0xF900 && character <= 0xFAFF) ||
			 (character >= 0xFF66 && character <= 0xFF9F) || character >= 0x1B000);
}

#endif							/* PHRASE_SCRIPT_CORE_H */
