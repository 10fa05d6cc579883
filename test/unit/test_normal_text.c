/*
 * test_normal_text.c
 *		Texts in one form: by hand, and what must hold of any text.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/utf8.h>

#include "identity/normal_text_core.h"
#include "unit.h"

typedef bool (*Form) (NormalText *normal, TextPart text);

static TextPart
part_of(const char *text)
{
	return (TextPart) {text, strlen(text)};
}

static bool
is_form(Form form, const char *text, const char *expected)
{
	NormalText	normal = {.grow = realloc};
	bool		result = form(&normal, part_of(text)) && normal.size == strlen(expected) &&
		memcmp(normal.size ? normal.bytes : "", expected, normal.size) == 0;

	free(normal.bytes);
	return result;
}

static bool
is_trimmed(const char *text, const char *expected)
{
	TextPart	part = text_without_blanks(part_of(text));

	return part.size == strlen(expected) && memcmp(part.bytes, expected, part.size) == 0;
}

static void
test_by_hand(void)
{
	CHECK(is_trimmed("", ""));
	CHECK(is_trimmed(" \t\r\n\x01\x7f", ""));
	CHECK(is_trimmed(" a b\n", "a b"));
	/* no-break, ideographic and zero-width spaces, byte order mark, soft hyphen, next line */
	CHECK(is_trimmed("\u00a0\u3000\u200b\ufeff\u00ad\xc2\x85x\u2003", "x"));
	CHECK(is_trimmed("\u200b", ""));
	CHECK(is_form(text_add_folded, " AnnA ", "anna"));
	CHECK(is_form(text_add_folded, "Stra\u00dfe", "strasse"));
	CHECK(is_form(text_add_folded, "\u01c5\uff21\u2163\u0130", "d\u017e" "a" "iv" "i\u0307"));
	CHECK(is_form(text_add_folded, "a\u00adb\u200bc", "abc"));
	/* composed or not */
	CHECK(is_form(text_add_folded, "E\u0301", "\u00e9"));
	CHECK(is_form(text_add_folded, "\u00c9", "\u00e9"));
	/* what becomes a blank is one */
	CHECK(is_form(text_add_folded, "\u00a8", "\u0308"));
	CHECK(is_form(text_add_email, "MailTo:Ann@Example.COM", "ann@example.com"));
	CHECK(is_form(text_add_email, " mailto: mailto:\u00a0ann@example.com", "ann@example.com"));
	CHECK(is_form(text_add_email, "mailto:", ""));
	CHECK(is_form(text_add_email, "", ""));
	CHECK(is_form(text_add_email, "not mailto:x", "not mailto:x"));
	/* digits of other scripts, full width, what is not seen, other commas */
	CHECK(is_form(text_add_phone, "\u0660\u06f1\u0968\uff13", "0123"));
	CHECK(is_form(text_add_phone, "\u202a\uff0b\uff14\uff14\u202c", "+44"));
	CHECK(is_form(text_add_phone, "12\u060c\u061b\u2003\u00e9\u6f22", "12,; aa"));
}

/* More marks than any writing has, beside fewer. */
static void
test_marks(void)
{
	char		text[2000];
	size_t		size = 0;
	NormalText	once = {.grow = realloc};
	NormalText	twice = {.grow = realloc};

	text[size++] = 'A';
	for (int i = 0; i < 400; i++)
	{
		memcpy(text + size, i % 2 ? "\u0301" : "\u0323", 2);
		size += 2;
	}
	memcpy(text + size, "BE\u0301", 4);
	size += 4;
	CHECK(text_add_folded(&once, (TextPart) {text, size}));
	CHECK(once.size == size - 2 + 1 && once.bytes[0] == 'A' && once.bytes[801] == 'b');
	CHECK(text_add_folded(&twice, (TextPart) {once.bytes, once.size}));
	CHECK(twice.size == once.size && memcmp(twice.bytes, once.bytes, once.size) == 0);
	free(once.bytes);
	free(twice.bytes);
}

/* A character that matters. */
static UChar32
random_character(void)
{
	static const UChar32 some[] = {
		' ', 'A', 'z', ':', 0xa0, 0xad, 0xa8, 0xb5, 0xdf, 0x130, 0x149, 0x1c4, 0x300, 0x301, 0x323, 0x344, 0x345, 0x390, 0x3a3,
		0x5b0, 0xf73, 0xf75, 0x1100, 0x1161, 0x11a8, 0x115f, 0x1e9e, 0x200b, 0x200d, 0x2126, 0x3000, 0x3099, 0x304b, 0xac00,
		0xfb03, 0xfb1d, 0xfdfa, 0xfe0f, 0xfeff, 0xff21, 0xff76, 0xff9e, 0x1d15e, 0x1d165, 0x1d16d, 0x1f600, 0xe0020, 0x2f800
	};

	switch (unit_random(4))
	{
		case 0:
			return (UChar32) (1 + unit_random(0x24f));
		case 1:
			{
				UChar32		character = (UChar32) (1 + unit_random(0x10ffff));

				return U_IS_SURROGATE(character) ? '?' : character;
			}
		default:
			return some[unit_random(sizeof(some) / sizeof(some[0]))];
	}
}

/* The form of a form is itself. */
static void
check_stays(Form form, TextPart text)
{
	NormalText	once = {.grow = realloc};
	NormalText	twice = {.grow = realloc};

	CHECK(form(&once, text));
	CHECK(form(&twice, (TextPart) {once.bytes, once.size}));
	CHECK(twice.size == once.size && (once.size == 0 || memcmp(twice.bytes, once.bytes, once.size) == 0));
	free(once.bytes);
	free(twice.bytes);
}

static void
test_at_random(void)
{
	for (int round = 0; round < 20000; round++)
	{
		uint8_t		text[4 * 2000 + 16];
		size_t		size = 0;
		size_t		n = unit_random(100) == 0 ? unit_random(2000) : unit_random(12);

		if (unit_random(8) == 0)
			memcpy(text, "mailto:", size = 7);
		for (size_t i = 0; i < n; i++)
		{
			/* now and then many marks, or bytes that are no text */
			UChar32		character = n > 200 && unit_random(4) > 0 ? 0x300 + (UChar32) unit_random(70) : random_character();

			if (unit_random(200) == 0)
				text[size++] = (uint8_t) unit_random(256);
			else
				U8_APPEND_UNSAFE(text, size, character);
		}
		check_stays(text_add_folded, (TextPart) {(char *) text, size});
		check_stays(text_add_email, (TextPart) {(char *) text, size});
		check_stays(text_add_phone, (TextPart) {(char *) text, size});
	}
}

static void *
grow_nothing(void *bytes, size_t room)
{
	free(bytes);
	return NULL;
}

static void
test_no_memory(void)
{
	NormalText	normal = {.grow = grow_nothing};

	CHECK(!text_add_folded(&normal, part_of("a")));
	normal = (NormalText) {.grow = grow_nothing};
	CHECK(!text_add_phone(&normal, part_of("\u0660")));
}

void
test_normal_text(void)
{
	RUN(test_by_hand());
	RUN(test_marks());
	RUN(test_at_random());
	RUN(test_no_memory());
}
