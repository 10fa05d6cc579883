/*
 * normal_phone_core.c
 *		Telephone numbers in one form, that of ITU-T E.164.
 */
#include "identity/normal_phone_core.h"

#include <string.h>

#include "words/words_core.h"

/* What has fewer digits is an extension, or a service. */
#define FEWEST_DIGITS 6

#define NO_ZERO ((size_t) -1)

/* A part of the text. */
typedef struct Span
{
	const char *at;
	const char *end;
} Span;

/* The digits of a number. */
typedef struct Digits
{
	char	   *at;				/* before them is room for PHONE_MORE characters */
	size_t		n;
	bool		plus;
	size_t		bracketed;		/* the place of a 0 in brackets, not the first digit; or
								 * NO_ZERO */
} Digits;

/* ---- reading ---- */

static bool
is_letter(char c)
{
	return ascii_is_letter((uint8_t) c);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Do letters stand at a place, in any case? */
static bool
has_word(Span text, const char *word)
{
	for (; *word; word++, text.at++)
		if (text.at >= text.end || (*text.at | 0x20) != *word)
			return false;
	return true;
}

/* Does a word of exactly these letters end where a colon is? */
static bool
ends_word(const char *begin, const char *colon, const char *word)
{
	size_t		size = strlen(word);

	return (size_t) (colon - begin) >= size && has_word((Span) {colon - size, colon}, word) &&
		((size_t) (colon - begin) == size || !is_letter(colon[-(ptrdiff_t) size - 1]));
}

static const char *
find(Span text, char c)
{
	const char *found = text.at < text.end ? memchr(text.at, c, (size_t) (text.end - text.at)) : NULL;

	return found ? found : text.end;
}

/* What a scheme names, and of an address its user; is it one? */
static Span
unwrap(Span text, bool *is_user)
{
	const char *begin = text.at;
	const char *at;

	for (const char *colon = find(text, ':'); colon < text.end;
		 colon = find((Span) {colon + 1, text.end}, ':'))
	{
		if (!ends_word(begin, colon, "sip") && !ends_word(begin, colon, "sips") && !ends_word(begin, colon, "tel"))
			continue;
		text.at = colon + 1;
	}
	if (text.at > begin)
		text.end = find(text, '>');
	at = find(text, '@');
	*is_user = at < text.end;
	if (*is_user)
	{
		text.end = at;
		/* what follows is a password */
		text.end = find(text, ':');
	}
	return text;
}

/* The value of a hexadecimal digit; -1 of anything else. */
static int
hexadecimal(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character at a place, which then is the next one: an escaped one is meant (RFC 3986). */
static char
next_character(Span *text)
{
	const char *at = text->at;

	if (*at == '%' && text->end - at > 2 && hexadecimal(at[1]) >= 0 && hexadecimal(at[2]) >= 0)
	{
		text->at += 3;
		return (char) (hexadecimal(at[1]) * 16 + hexadecimal(at[2]));
	}
	text->at++;
	return *at;
}

/* Is what follows a bracket a 0 alone, and the other bracket? */
static bool
is_bracketed_zero(Span text)
{
	int			zeros = 0;

	for (; text.at < text.end && (*text.at == ' ' || *text.at == '0'); text.at++)
		zeros += *text.at == '0';
	return zeros == 1 && text.at < text.end && *text.at == ')';
}

/* Does an extension begin with a character, which others follow? */
static bool
begins_extension(char c, Span rest, bool after_letter)
{
	char		lower = c | 0x20;

	if (c == ';' || c == ',')
		return true;
	return !after_letter && is_letter(c) && (lower == 'x' || (lower == 'e' && has_word(rest, "xt")));
}

/* Read the digits of what was unwrapped; has it letters? */
static bool
read_digits(Span text, Digits *digits)
{
	bool		has_letters = false;
	bool		after_letter = false;

	for (size_t step = 0; text.at < text.end; step++)
	{
		char		c = next_character(&text);

		words_poll_at(step);
		if (digits->n > 0 && begins_extension(c, text, after_letter))
			break;
		if (is_digit(c))
			digits->at[digits->n++] = c;
		else if (c == '+' && digits->n == 0)
			digits->plus = true;
		else if (c == '(' && digits->n > 0 && digits->bracketed == NO_ZERO && is_bracketed_zero(text))
			digits->bracketed = digits->n;
		after_letter = is_letter(c);
		has_letters |= after_letter;
	}
	return has_letters;
}

/* ---- prefixes ---- */

/* The size of the longest of some prefixes that digits begin with, and that leaves some;
 * of those alone that begin with 0, where that is asked for. */
static size_t
longest_prefix(const char *const *prefixes, int n_prefixes, const char *at, size_t n, bool of_zero)
{
	size_t		longest = 0;

	for (int i = 0; i < n_prefixes; i++)
	{
		size_t		size = strlen(prefixes[i]);

		if (size > longest && size < n && memcmp(prefixes[i], at, size) == 0 &&
			(!of_zero || prefixes[i][0] == '0'))
			longest = size;
	}
	return longest;
}

/* Take digits away, behind the first ones. */
static void
take_away(Digits *digits, size_t first, size_t n)
{
	memmove(digits->at + n, digits->at, first);
	digits->at += n;
	digits->n -= n;
	if (digits->bracketed != NO_ZERO)
		digits->bracketed = digits->bracketed > first + n ? digits->bracketed - n : NO_ZERO;
}

/* The size of the country code that has a plan, and the plan; 0 where none has. */
static size_t
find_plan(const PhonePlans *plans, const Digits *digits, const PhonePlan **plan)
{
	for (size_t size = 3; size > 0; size--)
	{
		int			code = 0;

		if (size >= digits->n)
			continue;
		for (size_t i = 0; i < size; i++)
			code = code * 10 + (digits->at[i] - '0');
		*plan = digits->at[0] == '0' ? NULL : plans->by_code[code];
		if (*plan)
			return size;
	}
	return 0;
}

/* How many digits behind a country code are no part of the number. */
static size_t
zeros_behind(const PhonePlan *plan, const Digits *digits, size_t code_size)
{
	const char *rest = digits->at + code_size;
	size_t		n = digits->n - code_size;
	size_t		trunk;

	if (plan->leading_zero)
		return 0;
	trunk = longest_prefix(plan->trunk, plan->n_trunk, rest, n, true);
	return trunk > 0 ? trunk : n > 0 && *rest == '0';
}

/* Take from a number with its country code what is no part of it, until nothing is. */
static void
clean_international(const PhonePlans *plans, Digits *digits)
{
	for (size_t step = 0;; step++)
	{
		const PhonePlan *plan;
		size_t		code_size = find_plan(plans, digits, &plan);
		size_t		zeros = code_size > 0 ? zeros_behind(plan, digits, code_size) : 0;

		words_poll_at(step);
		if (zeros > 0)
			take_away(digits, code_size, zeros);
		else if (code_size == 0 && digits->bracketed <= 3)
			take_away(digits, digits->bracketed, 1);
		else
			return;
	}
}

/* The digits of a country code, which is no more than 999; how many they are. */
static size_t
write_code(int country_code, char *code)
{
	size_t		size = country_code < 10 ? 1 : country_code < 100 ? 2 : 3;

	for (size_t i = size; i-- > 0; country_code /= 10)
		code[i] = (char) ('0' + country_code % 10);
	return size;
}

/* Put the country code before a national number, which may have it already. */
static void
add_country(const PhonePlan *plan, int country_code, Digits *digits)
{
	char		code[3];
	size_t		code_size = write_code(country_code, code);
	size_t		trunk = longest_prefix(plan->trunk, plan->n_trunk, digits->at, digits->n, false);
	bool		too_long = plan->national_digits > 0 && digits->n > (size_t) plan->national_digits;

	if (trunk > 0 && (digits->at[0] == '0' || plan->national_digits == 0 || too_long))
		take_away(digits, 0, trunk);
	else if (too_long && digits->n > code_size && memcmp(digits->at, code, code_size) == 0)
		return;
	digits->at -= code_size;
	digits->n += code_size;
	digits->bracketed = NO_ZERO;
	memcpy(digits->at, code, code_size);
}

/* Make what was written a number with its country code, as far as that is known: is it? */
static bool
make_international(const PhonePlans *plans, int country_code, Digits *digits)
{
	const PhonePlan *plan = plans->by_code[country_code];

	for (size_t step = 0; !digits->plus || digits->at[0] == '0'; step++)
	{
		size_t		prefix;

		words_poll_at(step);
		if (plan == NULL)
			return false;
		prefix = longest_prefix(plan->international, plan->n_international, digits->at, digits->n, false);
		if (prefix == 0)
		{
			add_country(plan, country_code, digits);
			break;
		}
		take_away(digits, 0, prefix);
		digits->plus = true;
	}
	clean_international(plans, digits);
	return true;
}

size_t
phone_normal(const PhonePlans *plans, int country_code, const char *written, size_t size,
			 char *number)
{
	Digits		digits = {.at = number + PHONE_MORE, .bracketed = NO_ZERO};
	bool		is_user;
	Span		text = unwrap((Span) {written, written + size}, &is_user);
	bool		has_letters = read_digits(text, &digits);

	if ((is_user && has_letters) || digits.n < FEWEST_DIGITS)
		return 0;
	if (make_international(plans, country_code, &digits))
	{
		if (digits.n < FEWEST_DIGITS)
			return 0;
		*--digits.at = '+';
		digits.n++;
	}
	memmove(number, digits.at, digits.n);
	return digits.n;
}
