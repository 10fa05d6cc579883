/*
 * test_normal_phone.c
 *		Telephone numbers in one form: by hand, and what must hold of any text.
 */
#include <stdlib.h>
#include <string.h>

#include "some_plans.h"
#include "unit.h"

/* Is it the number that a text writes, in a country?  "" where it stands for nobody. */
static bool
is_normal(int country_code, const char *written, const char *expected)
{
	size_t		size = strlen(written);
	char	   *number = malloc(size + PHONE_MORE);
	size_t		n = phone_normal(all_some_plans(), country_code, written, size, number);
	bool		result = n == strlen(expected) && memcmp(number, expected, n) == 0;

	free(number);
	return result;
}

/* One number of Britain, as it is written there and elsewhere. */
static void
test_spellings(void)
{
	static const char *const in_britain[] = {
		"020 7946 0958", "(020) 7946 0958", "020-7946-0958", "020.7946.0958", "02079460958", "2079460958",
		"442079460958", "+44 20 7946 0958", "+44 (0)20 7946 0958", "+44 (0) 20 7946 0958", "+44 020 7946 0958",
		"0044 20 7946 0958", "0044 (0)20 7946 0958", "00 44 20 7946 0958", "(+44) 20 7946 0958", "+44-20-7946-0958",
		"++44 20 7946 0958", "+0044 20 7946 0958", "Tel: 020 7946 0958", "tel:+44-20-7946-0958",
		"tel:+442079460958;ext=12", "sip:+442079460958@gw.example", "sips:02079460958@10.0.0.1:5061",
		"\"Ann\" <sip:+442079460958@gw.example;user=phone>;tag=7", "sip:+442079460958;phone-context=x@gw.example",
		"sip:%2B442079460958@gw.example", "SIP:02079460958:secret@gw.example", "02079460958@gw.example",
		"020 7946 0958 x12", "020 7946 0958x12", "020 7946 0958 ext. 12", "020 7946 0958 EXT12", "020 7946 0958, 12",
		"020 7946 0958; 12", "020 7946 0958 fax", "phone 020 7946 0958"
	};

	for (size_t i = 0; i < sizeof(in_britain) / sizeof(in_britain[0]); i++)
		CHECK(is_normal(44, in_britain[i], "+442079460958"));
	CHECK(is_normal(1, "011 44 20 7946 0958", "+442079460958"));
	CHECK(is_normal(61, "0011 44 (0)20 7946 0958", "+442079460958"));
	CHECK(is_normal(0, "+44 (0)20 7946 0958", "+442079460958"));
}

static void
test_countries(void)
{
	CHECK(is_normal(1, "(415) 555-0100", "+14155550100"));
	CHECK(is_normal(1, "1-415-555-0100", "+14155550100"));
	/* a trunk prefix that is no 0 goes from what is too long without it */
	CHECK(is_normal(7, "8 (495) 123-45-67", "+74951234567"));
	CHECK(is_normal(7, "800 555 35 35", "+78005553535"));
	CHECK(is_normal(7, "8 800 555 35 35", "+78005553535"));
	CHECK(is_normal(7, "7 495 123-45-67", "+74951234567"));
	CHECK(is_normal(7, "8~10 49 30 123456", "+4930123456"));
	CHECK(is_normal(36, "06 30 123 4567", "+36301234567"));
	CHECK(is_normal(36, "+36 (06) 30 123 4567", "+36301234567"));
	CHECK(is_normal(36, "+36 (0) 30 123 4567", "+36301234567"));
	CHECK(is_normal(370, "8 612 34567", "+37061234567"));
	CHECK(is_normal(370, "0 612 34567", "+37061234567"));
	CHECK(is_normal(370, "612 34567", "+37061234567"));
	CHECK(is_normal(52, "044 55 1234 5678", "+525512345678"));
	CHECK(is_normal(52, "01 55 1234 5678", "+525512345678"));
	CHECK(is_normal(65, "001 49 30 123456", "+4930123456"));
	CHECK(is_normal(65, "6123 4567", "+6561234567"));
	CHECK(is_normal(238, "0 49 30 123456", "+4930123456"));
	/* where the 0 is a part of the number it stays */
	CHECK(is_normal(39, "06 1234567", "+39061234567"));
	CHECK(is_normal(39, "+39 (0)6 1234567", "+39061234567"));
	CHECK(is_normal(44, "+39 06 1234567", "+39061234567"));
	CHECK(is_normal(34, "912 34 56 78", "+34912345678"));
	CHECK(is_normal(34, "34912345678", "+34912345678"));
	/* where nobody knows how long numbers are, what has no prefix is a national one */
	CHECK(is_normal(49, "4930123456", "+494930123456"));
}

static void
test_bounds(void)
{
	/* fewer than six digits, as written or at the end */
	CHECK(is_normal(44, "12345", ""));
	CHECK(is_normal(44, "123456", "+44123456"));
	CHECK(is_normal(44, "+12345", ""));
	CHECK(is_normal(44, "00 44 123", ""));
	CHECK(is_normal(44, "00 44 1234", "+441234"));
	CHECK(is_normal(44, "+44 000000000", ""));
	CHECK(is_normal(44, "0000000000", ""));
	CHECK(is_normal(0, "0000000000", "0000000000"));
	CHECK(is_normal(0, "", ""));
	CHECK(is_normal(44, "anonymous", ""));
	/* a name is no number; a host is none */
	CHECK(is_normal(44, "sip:alice123456@gw.example", ""));
	CHECK(is_normal(44, "sip:alice@10.20.30.40:5060", ""));
	CHECK(is_normal(44, "sip:@", ""));
	/* without a country, or a plan for it, by its digits */
	CHECK(is_normal(0, "020 7946 0958", "02079460958"));
	CHECK(is_normal(0, "0044 (0)20 7946 0958", "004402079460958"));
	CHECK(is_normal(0, "+0044 20 7946 0958", "00442079460958"));
	CHECK(is_normal(999, "020 7946 0958", "02079460958"));
	/* of a country code that no plan has, a 0 in brackets behind it goes */
	CHECK(is_normal(44, "+999 (0) 123456", "+999123456"));
	CHECK(is_normal(44, "+999 0 123456", "+9990123456"));
	CHECK(is_normal(44, "+999 123 (0) 456", "+9991230456"));
	CHECK(is_normal(44, "+999 (00) 123456", "+99900123456"));
	CHECK(is_normal(44, "020 (0) 7946 0958", "+4420079460958"));
	/* what is behind %, escaped or not */
	CHECK(is_normal(44, "%2", ""));
	CHECK(is_normal(44, "%zz020%207946%200958", "+442079460958"));
	CHECK(is_normal(44, "020 7946 0958 e", "+442079460958"));
	CHECK(is_normal(44, "020 7946 0958 ex", "+442079460958"));
}

/* A text of the characters that mean something. */
static size_t
random_text(char *text, size_t most)
{
	static const char characters[] = "000112345678904904439+++(())   ;,xe:@<>%2Bsiptelxt.-/";
	static const char *const words[] = {"sip:", "tel:", "(0)", "ext", "00", "+44", "+39 (0)", "0011"};
	size_t		size = 0;
	size_t		wanted = unit_random(most + 1);

	while (size < wanted)
	{
		const char *word = words[unit_random(8)];

		if (unit_random(6) > 0 || size + strlen(word) > wanted)
			text[size++] = characters[unit_random(sizeof(characters) - 1)];
		else
		{
			memcpy(text + size, word, strlen(word));
			size += strlen(word);
		}
	}
	return size;
}

/* The normal form is of digits, with a plus and no 0 behind it or without, and its own. */
static void
check_number(int country_code, const char *number, size_t n)
{
	char		again[64 + 2 * PHONE_MORE];

	if (n == 0)
		return;
	CHECK(strspn(number + (number[0] == '+'), "0123456789") == n - (number[0] == '+'));
	CHECK(n - (number[0] == '+') >= 6);
	CHECK(number[0] != '+' || number[1] != '0');
	CHECK(phone_normal(all_some_plans(), country_code, number, n, again) == n && memcmp(again, number, n) == 0);
}

static void
test_at_random(void)
{
	static const int codes[] = {0, 1, 7, 34, 36, 39, 44, 49, 52, 61, 65, 238, 370, 999};

	for (int round = 0; round < 200000; round++)
	{
		char		text[64];
		size_t		size = random_text(text, 40);
		char	   *exact = malloc(size ? size : 1);
		char		number[64 + PHONE_MORE + 1] = {0};
		int			code = codes[unit_random(14)];
		size_t		n;

		/* a text that ends where memory does, for the sanitizers */
		exact = realloc(exact, size ? size : 1);
		memcpy(exact, text, size);
		n = phone_normal(all_some_plans(), code, exact, size, number);
		number[n] = '\0';
		CHECK(n <= size + PHONE_MORE);
		check_number(code, number, n);
		free(exact);
	}
}

/* Ten thousand characters. */
static void
test_long(void)
{
	char		text[10000];
	char		number[10000 + PHONE_MORE];

	memset(text, '7', sizeof(text));
	CHECK(phone_normal(all_some_plans(), 44, text, sizeof(text), number) == sizeof(text) + 3);
	memset(text, '0', sizeof(text));
	CHECK(phone_normal(all_some_plans(), 44, text, sizeof(text), number) == 0);
	memset(text, '(', sizeof(text));
	CHECK(phone_normal(all_some_plans(), 44, text, sizeof(text), number) == 0);
}

void
test_normal_phone(void)
{
	RUN(test_spellings());
	RUN(test_countries());
	RUN(test_bounds());
	RUN(test_at_random());
	RUN(test_long());
}
