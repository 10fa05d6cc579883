/*
 * plain_decode_core.c
 *		The bytes and characters of a mail, out of what it was sent in.
 */
#include "words/plain_decode_core.h"

#include "words/plain_entity_core.h"

#define REPLACEMENT 0xfffd

/* An encoded word is no longer; RFC 2047 has 75. */
#define LONGEST_ENCODED 256

/* A line of quoted-printable is no longer; one that goes on has more than so many characters. */
#define LONGEST_LINE 76
#define SHORTEST_BROKEN 50

/* ---- bytes ---- */

/* The byte that two digits after = stand for; 256 where there are none. */
static unsigned
escaped(PlainText text, size_t at)
{
	unsigned	high = at + 2 < text.size ? plain_hex(text.bytes[at + 1]) : 16;
	unsigned	low = at + 2 < text.size ? plain_hex(text.bytes[at + 2]) : 16;

	return high < 16 && low < 16 ? high << 4 | low : 256;
}

/* The bytes of the soft break that = begins there; 0 where it is none. */
static size_t
soft_break(PlainText text, size_t at)
{
	size_t		end = at + 1;

	while (end < text.size && end < at + 80 && (text.bytes[end] == ' ' || text.bytes[end] == '\t'))
		end++;
	if (end < text.size && text.bytes[end] == '\r')
		end++;
	if (end == text.size)
		return end - at;
	return text.bytes[end] == '\n' ? end + 1 - at : 0;
}

size_t
plain_quoted_printable(PlainText text, uint8_t *bytes)
{
	size_t		n = 0;
	size_t		poll = 0;

	for (size_t at = 0; at < text.size;)
	{
		unsigned	byte = text.bytes[at] == '=' ? escaped(text, at) : 256;
		size_t		skipped = text.bytes[at] == '=' ? soft_break(text, at) : 0;

		plain_poll(&poll, at);
		if (byte < 256)
		{
			bytes[n++] = (uint8_t) byte;
			at += 3;
		}
		else if (skipped > 0)
			at += skipped;
		else
			bytes[n++] = text.bytes[at++];
	}
	return n;
}

bool
plain_looks_quoted_printable(PlainText text)
{
	bool		has_break = false;
	bool		has_escape = false;
	size_t		line = 0;
	size_t		poll = 0;

	for (size_t at = 0; at < text.size; at++)
	{
		uint8_t		byte = text.bytes[at];

		plain_poll(&poll, at);
		if (byte == '\n')
			line = at + 1;
		else if (byte >= 0x80 || (at - line >= LONGEST_LINE && byte != '\r'))
			return false;
		else if (byte == '=' && escaped(text, at) < 256)
			has_escape = true;
		else if (byte == '=' && soft_break(text, at) == 0)
			return false;
		else if (byte == '=')
			has_break |= at - line >= SHORTEST_BROKEN;
	}
	return has_break && has_escape;
}

/* The six bits of a character of base64; 64 for any other. */
static unsigned
six_bits(uint8_t byte)
{
	if ((uint8_t) (byte - 'A') < 26)
		return byte - 'A';
	if ((uint8_t) (byte - 'a') < 26)
		return byte - 'a' + 26u;
	if (plain_is_digit(byte))
		return byte - '0' + 52u;
	return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

size_t
plain_base64(PlainText text, uint8_t *bytes)
{
	uint32_t	bits = 0;
	unsigned	held = 0;
	bool		ended = false;
	size_t		n = 0;
	size_t		poll = 0;

	for (size_t at = 0; at < text.size; at++)
	{
		unsigned	six = six_bits(text.bytes[at]);

		plain_poll(&poll, at);
		if (plain_is_space(text.bytes[at]))
			continue;
		if (text.bytes[at] == '=')
			ended = true;
		else if (six == 64 || ended)
			return SIZE_MAX;
		else
		{
			bits = bits << 6 | six;
			held += 6;
			if (held >= 8)
			{
				held -= 8;
				bytes[n++] = (uint8_t) (bits >> held);
			}
		}
	}
	return n;
}

/* ---- characters ---- */

/* The bytes of the well-formed character that a text begins with (Unicode, table 3-7); 0 where
 * it is none, or the character 0. */
static size_t
character_size(PlainText text)
{
	uint8_t		first = text.bytes[0];
	uint8_t		low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	uint8_t		high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	size_t		size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (first < 0x80)
		return first > 0;
	if (first < 0xc2 || first > 0xf4 || text.size < size || text.bytes[1] < low || text.bytes[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if ((text.bytes[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

static bool
is_utf8(PlainText bytes)
{
	size_t		poll = 0;

	for (size_t at = 0, size; at < bytes.size; at += size)
	{
		plain_poll(&poll, at);
		size = bytes.bytes[at] == 0 ? 1 : character_size(plain_from(bytes, at));
		if (size == 0)
			return false;
	}
	return true;
}

static size_t
from_utf8(PlainText bytes, uint8_t *utf8)
{
	PlainOutput output = {utf8, 0};
	size_t		poll = 0;

	for (size_t at = 0; at < bytes.size;)
	{
		size_t		size = character_size(plain_from(bytes, at));

		plain_poll(&poll, at);
		if (size > 0)
			plain_put(&output, (PlainText) {bytes.bytes + at, size});
		else
			plain_put_character(&output, REPLACEMENT);
		at += size > 0 ? size : 1;
	}
	return output.size;
}

static size_t
from_windows_1252(PlainText bytes, uint8_t *utf8)
{
	PlainOutput output = {utf8, 0};
	size_t		poll = 0;

	for (size_t at = 0; at < bytes.size; at++)
	{
		plain_poll(&poll, at);
		plain_put_character(&output, bytes.bytes[at] == 0 ? REPLACEMENT : plain_windows_1252(bytes.bytes[at]));
	}
	return output.size;
}

static bool
is_windows_1252(PlainText set)
{
	return plain_is(set, "iso-8859-1") || plain_is(set, "latin1") || plain_is(set, "windows-1252") ||
		plain_is(set, "cp1252");
}

size_t
plain_to_utf8(PlainText bytes, PlainText set, const PlainConverter *converter, uint8_t *utf8)
{
	if (plain_is(set, "utf-8") || plain_is(set, "utf8"))
		return from_utf8(bytes, utf8);
	if (is_windows_1252(set))
		return from_windows_1252(bytes, utf8);
	if (converter && set.size > 0 && !plain_is(set, "us-ascii"))
	{
		size_t		size = converter->convert(converter->self, set, bytes, utf8, plain_decoded_room(bytes.size));

		if (size != SIZE_MAX)
			return size;
	}
	return is_utf8(bytes) ? from_utf8(bytes, utf8) : from_windows_1252(bytes, utf8);
}

/* ---- encoded words ---- */

/* =?set?B?text?= or =?set?Q?text?=: its parts, and how many bytes it has. */
typedef struct EncodedWord
{
	PlainText	set;
	bool		is_base64;
	PlainText	text;
	size_t		size;
} EncodedWord;

/* What stands in a text from a byte on before the next question mark; false where it is empty. */
static bool
take_part(PlainText text, size_t *at, PlainText *part)
{
	size_t		from = *at;

	while (*at < text.size && text.bytes[*at] > ' ' && text.bytes[*at] != '?')
		++*at;
	*part = (PlainText) {text.bytes + from, *at - from};
	return *at < text.size && text.bytes[(*at)++] == '?' && part->size > 0;
}

/* Does a text begin with an encoded word? */
static bool
read_encoded_word(PlainText text, EncodedWord *word)
{
	PlainText	way;
	PlainText	language;
	size_t		at = 2;

	if (!plain_begins(text, "=?"))
		return false;
	if (text.size > LONGEST_ENCODED)
		text.size = LONGEST_ENCODED;
	if (!take_part(text, &at, &word->set) || !take_part(text, &at, &way) || !take_part(text, &at, &word->text) ||
		at == text.size || text.bytes[at] != '=')
		return false;
	word->is_base64 = plain_is(way, "b");
	word->size = at + 1;
	/* RFC 2231: a language may follow the set */
	language = word->set;
	for (size_t i = 0; i < language.size && word->set.size == language.size; i++)
		if (language.bytes[i] == '*')
			word->set.size = i;
	return word->is_base64 || plain_is(way, "q");
}

/* Write what an encoded word says; false where it cannot be read. */
static bool
put_encoded_word(const EncodedWord *word, const PlainConverter *converter, PlainOutput *output)
{
	uint8_t		bytes[LONGEST_ENCODED];
	uint8_t		text[LONGEST_ENCODED];
	size_t		n;

	if (word->is_base64)
		n = plain_base64(word->text, bytes);
	else
	{
		for (size_t i = 0; i < word->text.size; i++)
			text[i] = word->text.bytes[i] == '_' ? ' ' : word->text.bytes[i];
		n = plain_quoted_printable((PlainText) {text, word->text.size}, bytes);
	}
	if (n == SIZE_MAX)
		return false;
	output->size += plain_to_utf8((PlainText) {bytes, n}, word->set, converter, output->bytes + output->size);
	return true;
}

size_t
plain_encoded_words(PlainText text, const PlainConverter *converter, uint8_t *words)
{
	PlainOutput output = {words, 0};
	size_t		behind_word = SIZE_MAX; /* where the output ends behind an encoded word and blanks */
	size_t		poll = 0;

	for (size_t at = 0; at < text.size;)
	{
		EncodedWord word;
		size_t		before = output.size;

		plain_poll(&poll, at);
		if (text.bytes[at] == '=' && read_encoded_word(plain_from(text, at), &word))
		{
			/* blanks between two encoded words are none */
			if (behind_word != SIZE_MAX)
				output.size = behind_word;
			if (put_encoded_word(&word, converter, &output))
			{
				behind_word = output.size;
				at += word.size;
				continue;
			}
			output.size = before;
		}
		if (!plain_is_space(text.bytes[at]))
			behind_word = SIZE_MAX;
		words[output.size++] = text.bytes[at++];
	}
	return output.size;
}
