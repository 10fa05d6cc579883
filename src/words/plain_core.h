/*
 * plain_core.h
 *		What the cores share that find a customer's own words in a text: bytes, lines, blanks.
 *
 * Each of them reads a text in UTF-8, ill-formed or not, and writes into memory that its caller
 * gives, whose size its header says.  They go over a text a fixed number of times, with a state
 * of a fixed size, whatever is nested in it.
 */
#ifndef PLAIN_CORE_H
#define PLAIN_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "words/words_core.h"

/* Some of the bytes of a text; not terminated. */
typedef struct PlainText
{
	const uint8_t *bytes;
	size_t		size;
} PlainText;

/* What has been written so far. */
typedef struct PlainOutput
{
	uint8_t    *bytes;
	size_t		size;
} PlainOutput;

#define PLAIN_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* So many bytes are read between two looks for an interrupt. */
#define PLAIN_POLL_EVERY 65536

static inline void
plain_poll(size_t *next, size_t at)
{
	if (at < *next)
		return;
	*next = at + PLAIN_POLL_EVERY;
	if (words_poll)
		words_poll();
}

static inline PlainText
plain_literal(const char *string)
{
	return (PlainText) {(const uint8_t *) string, strlen(string)};
}

/* What is left of a text from a byte on. */
static inline PlainText
plain_from(PlainText text, size_t at)
{
	return (PlainText) {text.bytes + at, text.size - at};
}

/* The end of a text, or of a part of it that goes on to its end. */
static inline const uint8_t *
plain_end(PlainText text)
{
	return text.bytes + text.size;
}

static inline PlainText
plain_between(const uint8_t *from, const uint8_t *end)
{
	return (PlainText) {from, (size_t) (end - from)};
}

/* ---- characters ---- */

static inline uint8_t
plain_lower(uint8_t byte)
{
	return (uint8_t) (byte - 'A') < 26 ? byte | 0x20 : byte;
}

static inline bool
plain_is_digit(uint8_t byte)
{
	return (uint8_t) (byte - '0') < 10;
}

/* The value of a hexadecimal digit; 16 for any other character. */
static inline unsigned
plain_hex(uint8_t byte)
{
	if (plain_is_digit(byte))
		return byte - '0';
	return (uint8_t) (plain_lower(byte) - 'a') < 6 ? plain_lower(byte) - 'a' + 10u : 16;
}

static inline bool
plain_is_space(uint8_t byte)
{
	return byte == ' ' || (uint8_t) (byte - '\t') < 5;
}

/*
 * The bytes of the blank that a text begins with, 0 where it is none: white space and controls of
 * ASCII, the no-break space, the spaces from U+2000 on to that without a width, and those of
 * U+202F, U+205F, U+3000 and U+FEFF.
 */
static inline size_t
plain_blank(PlainText text)
{
	const uint8_t *at = text.bytes;

	if (text.size == 0)
		return 0;
	if (at[0] <= ' ' || at[0] == 0x7f)
		return 1;
	if (text.size >= 2 && at[0] == 0xc2 && at[1] == 0xa0)
		return 2;
	if (text.size < 3 || (at[0] != 0xe2 && at[0] != 0xe3 && at[0] != 0xef))
		return 0;
	if (at[0] == 0xe2)
		return (at[1] == 0x80 && (at[2] <= 0x8b || at[2] == 0xaf)) || (at[1] == 0x81 && at[2] == 0x9f) ? 3 : 0;
	return (at[0] == 0xe3 && at[1] == 0x80 && at[2] == 0x80) ||
		(at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf) ? 3 : 0;
}

/* Write a character in UTF-8: up to 4 bytes. */
static inline void
plain_put_character(PlainOutput *output, uint32_t character)
{
	uint8_t    *to = output->bytes + output->size;

	if (character < 0x80)
	{
		to[0] = (uint8_t) character;
		output->size += 1;
	}
	else if (character < 0x800)
	{
		to[0] = (uint8_t) (0xc0 | character >> 6);
		to[1] = (uint8_t) (0x80 | (character & 0x3f));
		output->size += 2;
	}
	else if (character < 0x10000)
	{
		to[0] = (uint8_t) (0xe0 | character >> 12);
		to[1] = (uint8_t) (0x80 | (character >> 6 & 0x3f));
		to[2] = (uint8_t) (0x80 | (character & 0x3f));
		output->size += 3;
	}
	else
	{
		to[0] = (uint8_t) (0xf0 | character >> 18);
		to[1] = (uint8_t) (0x80 | (character >> 12 & 0x3f));
		to[2] = (uint8_t) (0x80 | (character >> 6 & 0x3f));
		to[3] = (uint8_t) (0x80 | (character & 0x3f));
		output->size += 4;
	}
}

/* Write bytes; both may be of one memory, and overlap. */
static inline void
plain_put(PlainOutput *output, PlainText text)
{
	if (text.size > 0)
		memmove(output->bytes + output->size, text.bytes, text.size);
	output->size += text.size;
}

/* ---- texts ---- */

/* A text without the blanks it begins with. */
static inline PlainText
plain_trim_begin(PlainText text)
{
	size_t		poll = PLAIN_POLL_EVERY;
	size_t		at = 0;
	size_t		blank;

	for (; (blank = plain_blank(plain_from(text, at))) > 0; at += blank)
		plain_poll(&poll, at);
	return plain_from(text, at);
}

/* The same without those it ends with. */
static inline PlainText
plain_trim_end(PlainText text)
{
	size_t		poll = PLAIN_POLL_EVERY;

	for (size_t taken = 0;; taken++)
	{
		size_t		blank = 0;

		plain_poll(&poll, taken);
		for (size_t n = 1; n <= 3 && n <= text.size && blank == 0; n++)
			if (plain_blank(plain_from(text, text.size - n)) == n)
				blank = n;
		if (blank == 0)
			return text;
		text.size -= blank;
	}
}

static inline PlainText
plain_trim(PlainText text)
{
	return plain_trim_end(plain_trim_begin(text));
}

static inline bool
plain_is_blank(PlainText text)
{
	return plain_trim_begin(text).size == 0;
}

/* Does a text begin with a word, whose letters of ASCII are lower case? */
static inline bool
plain_begins(PlainText text, const char *word)
{
	size_t		i = 0;

	while (word[i] != '\0' && i < text.size && plain_lower(text.bytes[i]) == (uint8_t) word[i])
		i++;
	return word[i] == '\0';
}

static inline bool
plain_is(PlainText text, const char *word)
{
	return text.size == strlen(word) && plain_begins(text, word);
}

static inline bool
plain_ends(PlainText text, const char *word)
{
	size_t		size = strlen(word);

	return text.size >= size && plain_is(plain_from(text, text.size - size), word);
}

/* Is a text one of n words, whose letters of ASCII are lower case? */
static inline bool
plain_is_one_of(PlainText text, const char *const *words, size_t n)
{
	uint8_t		first = text.size > 0 ? plain_lower(text.bytes[0]) : 0;

	for (size_t i = 0; i < n; i++)
		if ((uint8_t) words[i][0] == first && plain_is(text, words[i]))
			return true;
	return false;
}

/* Is a word somewhere in a text?  For short texts. */
static inline bool
plain_has(PlainText text, const char *word)
{
	for (size_t at = 0; at < text.size; at++)
		if (plain_begins(plain_from(text, at), word))
			return true;
	return false;
}

/* Take the first line of a text from it; without its end, LF or CR LF. */
static inline PlainText
plain_take_line(PlainText *text)
{
	const uint8_t *end = text->size > 0 ? memchr(text->bytes, '\n', text->size) : NULL;
	PlainText	line = plain_between(text->bytes, end ? end : plain_end(*text));

	*text = plain_from(*text, line.size + (end != NULL));
	while (line.size > 0 && line.bytes[line.size - 1] == '\r')
		line.size--;
	return line;
}

#endif							/* PLAIN_CORE_H */
