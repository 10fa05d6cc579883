/*
 * normal_text_core.c
 *		Texts in one form: without blanks around them, and of one case.
 */
#include "identity/normal_text_core.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "words/words_core.h"

/* A text is folded in pieces of about so many units. */
#define PIECE_UNITS 1024

/* A character becomes at most so many units (U+FDFA). */
#define MOST_GROWTH 18

/* So many marks on one character are no writing: they stay as they are, and so does it,
 * for ordering them takes the square of their number. */
#define MOST_MARKS 128

#define ARABIC_COMMA 0x60c
#define ARABIC_SEMICOLON 0x61b

/* Where the folding of a text has come to. */
typedef struct Folding
{
	const UNormalizer2 *fold;
	UErrorCode	status;
	UChar		units[PIECE_UNITS + MOST_MARKS * 2 + 4];
	int32_t		n;				/* of the piece */
	UChar		folded[(PIECE_UNITS + MOST_MARKS * 2 + 4) * MOST_GROWTH];
} Folding;

/* ---- bytes ---- */

static bool
make_room(NormalText *normal, size_t more)
{
	if (normal->room - normal->size >= more)
		return true;
	normal->room = normal->size + more + normal->room / 2;
	normal->bytes = normal->grow(normal->bytes, normal->room);
	return normal->bytes != NULL;
}

static bool
add_bytes(NormalText *normal, const char *bytes, size_t size)
{
	if (size == 0)
		return true;
	if (!make_room(normal, size))
		return false;
	memcpy(normal->bytes + normal->size, bytes, size);
	normal->size += size;
	return true;
}

static bool
add_character(NormalText *normal, UChar32 character)
{
	uint8_t		bytes[U8_MAX_LENGTH];
	size_t		size = 0;

	U8_APPEND_UNSAFE(bytes, size, character);
	return add_bytes(normal, (const char *) bytes, size);
}

static bool
add_lower(NormalText *normal, TextPart text)
{
	if (!make_room(normal, text.size))
		return false;
	for (size_t i = 0; i < text.size; i++)
	{
		char		c = text.bytes[i];

		words_poll_at(i);
		normal->bytes[normal->size++] = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
	}
	return true;
}

static bool
is_ascii(TextPart text)
{
	return text_is_ascii((const uint8_t *) text.bytes, text.size);
}

/* ---- blanks ---- */

/* Is it as if it were not there?  Folding takes it away. */
static bool
is_unseen(UChar32 character)
{
	return character >= 0x80 && u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool
is_blank(UChar32 character)
{
	if (character < 0x80)
		return character <= ' ' || character == 0x7f;
	return u_isUWhiteSpace(character) || u_charType(character) == U_CONTROL_CHAR || is_unseen(character);
}

/* The character that ends before a place, which then is where it begins. */
static UChar32
character_before(const uint8_t *bytes, size_t begin, size_t *place)
{
	size_t		from = *place - begin > U8_MAX_LENGTH ? *place - U8_MAX_LENGTH : begin;
	int32_t		at = (int32_t) (*place - from);
	UChar32		character;

	U8_PREV_OR_FFFD(bytes + from, 0, at, character);
	*place = from + (size_t) at;
	return character;
}

TextPart
text_without_blanks(TextPart text)
{
	const uint8_t *bytes = (const uint8_t *) text.bytes;
	size_t		begin = 0;
	size_t		end = text.size;
	UChar32		character;

	for (size_t next = 0; next < end; begin = next)
	{
		words_poll_at(next);
		U8_NEXT_OR_FFFD(bytes, next, end, character);
		if (!is_blank(character))
			break;
	}
	for (size_t before = end; before > begin; end = before)
	{
		words_poll_at(before);
		if (!is_blank(character_before(bytes, begin, &before)))
			break;
	}
	return (TextPart) {text.bytes + begin, end - begin};
}

/* ---- case ---- */

/* Fold the piece, and begin another. */
static bool
end_piece(Folding *folding, NormalText *normal)
{
	int32_t		n = unorm2_normalize(folding->fold, folding->units, folding->n, folding->folded,
									 sizeof(folding->folded) / sizeof(UChar), &folding->status);
	UChar32		character;

	if (U_FAILURE(folding->status))
		return false;
	for (int32_t at = 0; at < n;)
	{
		U16_NEXT(folding->folded, at, n, character);
		if (!add_character(normal, character))
			return false;
	}
	folding->n = 0;
	return true;
}

/* A character and the marks that follow it, which are folded together. */
typedef struct Cluster
{
	size_t		begin;
	size_t		end;
	size_t		marks;
} Cluster;

static Cluster
next_cluster(const UNormalizer2 *fold, TextPart text, size_t begin)
{
	const uint8_t *bytes = (const uint8_t *) text.bytes;
	Cluster		cluster = {begin, begin, 0};
	UChar32		character;

	for (size_t next = begin; next < text.size; cluster.end = next)
	{
		words_poll_at(next);
		U8_NEXT_OR_FFFD(bytes, next, text.size, character);
		if (is_unseen(character))
			continue;
		if (!unorm2_hasBoundaryBefore(fold, character))
			cluster.marks++;
		else if (cluster.end > begin)
			break;
	}
	return cluster;
}

/* Fold a text in pieces, each a whole number of clusters. */
static bool
fold_pieces(Folding *folding, NormalText *normal, TextPart text)
{
	const uint8_t *bytes = (const uint8_t *) text.bytes;

	for (size_t at = 0; at < text.size;)
	{
		Cluster		cluster = next_cluster(folding->fold, text, at);
		UChar32		character;

		if (cluster.marks > MOST_MARKS)
		{
			if (!end_piece(folding, normal) ||
				!add_bytes(normal, text.bytes + at, cluster.end - at))
				return false;
			at = cluster.end;
			continue;
		}
		while (at < cluster.end)
		{
			words_poll_at(at);
			U8_NEXT_OR_FFFD(bytes, at, cluster.end, character);
			if (!is_unseen(character))
				U16_APPEND_UNSAFE(folding->units, folding->n, character);
		}
		if (folding->n >= PIECE_UNITS && !end_piece(folding, normal))
			return false;
	}
	return end_piece(folding, normal);
}

static bool
fold_by_icu(NormalText *normal, TextPart text)
{
	/* its buffers are large: they are not cleared */
	Folding		folding;

	folding.status = U_ZERO_ERROR;
	folding.n = 0;
	folding.fold = unorm2_getNFKCCasefoldInstance(&folding.status);
	return U_SUCCESS(folding.status) && fold_pieces(&folding, normal, text);
}

/* Append a text folded, with the blanks that it then has. */
static bool
add_all_folded(NormalText *normal, TextPart text)
{
	return is_ascii(text) ? add_lower(normal, text) : fold_by_icu(normal, text);
}

/* What was appended from a place on, without blanks around it. */
static TextPart
appended(const NormalText *normal, size_t begin)
{
	return text_without_blanks((TextPart) {normal->bytes + begin, normal->size - begin});
}

/* Leave a part of it alone. */
static void
keep_appended(NormalText *normal, size_t begin, TextPart part)
{
	memmove(normal->bytes + begin, part.bytes, part.size);
	normal->size = begin + part.size;
}

bool
text_add_folded(NormalText *normal, TextPart text)
{
	size_t		begin = normal->size;

	text = text_without_blanks(text);
	if (text.size == 0)
		return true;
	if (!add_all_folded(normal, text))
		return false;
	keep_appended(normal, begin, appended(normal, begin));
	return true;
}

bool
text_add_email(NormalText *normal, TextPart text)
{
	static const char scheme[] = "mailto:";
	const size_t scheme_size = sizeof(scheme) - 1;
	size_t		begin = normal->size;
	TextPart	address;

	if (!text_add_folded(normal, text))
		return false;
	if (normal->size == begin)
		return true;
	address = appended(normal, begin);
	while (address.size >= scheme_size && memcmp(address.bytes, scheme, scheme_size) == 0)
		address = text_without_blanks((TextPart) {address.bytes + scheme_size, address.size - scheme_size});
	keep_appended(normal, begin, address);
	return true;
}

/* ---- telephone numbers ---- */

/* The character of ASCII that stands for a folded one. */
static char
phone_character(UChar32 character)
{
	int32_t		digit;

	if (character < 0x80)
		return (char) character;
	digit = u_charDigitValue(character);
	if (digit >= 0)
		return (char) ('0' + digit);
	if (character == ARABIC_COMMA)
		return ',';
	if (character == ARABIC_SEMICOLON)
		return ';';
	return u_isalpha(character) ? 'a' : ' ';
}

bool
text_add_phone(NormalText *normal, TextPart text)
{
	size_t		begin = normal->size;
	size_t		end = begin;
	const uint8_t *bytes;

	if (is_ascii(text))
		return add_bytes(normal, text.bytes, text.size);
	if (!add_all_folded(normal, text))
		return false;
	/* a character takes no more bytes than it had */
	bytes = (const uint8_t *) normal->bytes;
	for (size_t at = begin; at < normal->size;)
	{
		UChar32		character;

		words_poll_at(at);
		U8_NEXT_OR_FFFD(bytes, at, normal->size, character);
		normal->bytes[end++] = phone_character(character);
	}
	normal->size = end;
	return true;
}
