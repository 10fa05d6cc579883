/*
 * time_text_core.c
 *		Numbers and times that tables have as texts, read by what a mapping says that they are.
 */
#include "contact/time_text_core.h"

#define MICROSECONDS INT64_C(1000000)	/* of a second */

/* A longer text is no number and no time. */
#define MOST_BYTES 200

/* ---- characters ---- */

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Take a character off a text, if it begins with it. */
static bool
take(TimeText *text, char c)
{
	if (text->size == 0 || *text->bytes != c)
		return false;
	text->bytes++;
	text->size--;
	return true;
}

/* Take so many digits; false, and the text as it was, where there are fewer. */
static bool
take_digits(TimeText *text, size_t digits, int *number)
{
	int			result = 0;

	if (text->size < digits)
		return false;
	for (size_t i = 0; i < digits; i++)
	{
		if (!is_digit(text->bytes[i]))
			return false;
		result = result * 10 + (text->bytes[i] - '0');
	}
	text->bytes += digits;
	text->size -= digits;
	*number = result;
	return true;
}

/* A text without the blanks of ASCII around it; nothing of one that is too long. */
TimeText
time_text_trimmed(TimeText text)
{
	if (text.size > MOST_BYTES)
		text.size = 0;
	while (text.size > 0 && is_blank(*text.bytes))
	{
		text.bytes++;
		text.size--;
	}
	while (text.size > 0 && is_blank(text.bytes[text.size - 1]))
		text.size--;
	return text;
}

/* ---- numbers ---- */

/* result = result * 10 + digit; false where it becomes too large. */
static inline bool
add_digit(int64_t *result, int digit)
{
	if (*result > (INT64_MAX - digit) / 10)
		return false;
	*result = *result * 10 + digit;
	return true;
}

/* Digits, a point and digits, one of which there must be; the digits after the point are parted. */
static bool
part_number(TimeText *text, bool *negative, TimeText *whole, TimeText *fraction)
{
	size_t		at = 0;

	*text = time_text_trimmed(*text);
	*negative = take(text, '-');
	if (!*negative)
		take(text, '+');
	while (at < text->size && is_digit(text->bytes[at]))
		at++;
	*whole = (TimeText) {text->bytes, at};
	*fraction = (TimeText) {text->bytes, 0};
	if (at < text->size && text->bytes[at] == '.')
	{
		*fraction = (TimeText) {text->bytes + at + 1, 0};
		for (at++; at < text->size && is_digit(text->bytes[at]); at++)
			fraction->size++;
	}
	return at == text->size && whole->size + fraction->size > 0;
}

/* Is it a number in decimal digits, without an exponent? */
bool
time_text_is_number(TimeText text)
{
	bool		negative;
	TimeText	whole;
	TimeText	fraction;

	return part_number(&text, &negative, &whole, &fraction);
}

/* A number times ten to the power of digits, rounded half away from zero; false where it is none, or too large. */
bool
time_text_scaled(TimeText text, int digits, int64_t *result)
{
	bool		negative;
	TimeText	whole;
	TimeText	fraction;
	int64_t		sum = 0;

	if (!part_number(&text, &negative, &whole, &fraction))
		return false;
	for (size_t i = 0; i < whole.size; i++)
		if (!add_digit(&sum, whole.bytes[i] - '0'))
			return false;
	for (int i = 0; i < digits; i++)
		if (!add_digit(&sum, (size_t) i < fraction.size ? fraction.bytes[i] - '0' : 0))
			return false;
	if (fraction.size > (size_t) digits && fraction.bytes[digits] >= '5')
	{
		if (sum == INT64_MAX)
			return false;
		sum++;
	}
	*result = negative ? -sum : sum;
	return true;
}

/* ---- times of day ---- */

/* Take a point or comma and digits, as microseconds, rounded half up; nothing is taken where there is neither. */
static bool
take_fraction(TimeText *text, int64_t *microseconds)
{
	int64_t		sum = 0;
	int			digits = 0;

	*microseconds = 0;
	if (!take(text, '.') && !take(text, ','))
		return true;
	for (; text->size > 0 && is_digit(*text->bytes); digits++)
	{
		int			digit = *text->bytes - '0';

		if (digits < 6)
			sum = sum * 10 + digit;
		else if (digits == 6 && digit >= 5)
			sum++;
		take(text, *text->bytes);
	}
	for (int i = digits; i < 6; i++)
		sum *= 10;
	*microseconds = sum;
	return digits > 0;
}

/* Take two digits below a limit. */
static bool
take_part(TimeText *text, int limit, int *part)
{
	return take_digits(text, 2, part) && *part < limit;
}

/* hh:mm:ss, of as many hours as there are, with a fraction or without. */
bool
time_text_clock(TimeText text, int64_t *microseconds)
{
	bool		negative;
	int64_t		hours = 0;
	int			minute;
	int			second;
	int64_t		fraction;
	size_t		digits = 0;

	text = time_text_trimmed(text);
	negative = take(&text, '-');
	for (; text.size > 0 && is_digit(*text.bytes); digits++)
	{
		if (!add_digit(&hours, *text.bytes - '0'))
			return false;
		take(&text, *text.bytes);
	}
	if (digits == 0 || hours > INT64_MAX / (3600 * MICROSECONDS) - 1 ||
		!take(&text, ':') || !take_part(&text, 60, &minute) || !take(&text, ':') ||
		!take_part(&text, 60, &second) || !take_fraction(&text, &fraction) || text.size > 0)
		return false;
	*microseconds = ((hours * 60 + minute) * 60 + second) * MICROSECONDS + fraction;
	if (negative)
		*microseconds = -*microseconds;
	return true;
}

/* ---- ISO 8601 ---- */

static int
days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool		is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

/* yyyy-mm-dd, or without the hyphens: both or none. */
static bool
take_date(TimeText *text, IsoTime *time, bool *is_short)
{
	if (!take_digits(text, 4, &time->year))
		return false;
	*is_short = !take(text, '-');
	if (!take_digits(text, 2, &time->month) || !(*is_short || take(text, '-')) || !take_digits(text, 2, &time->day))
		return false;
	if (time->year == 0 && time->month == 0 && time->day == 0)
		return true;
	return time->month >= 1 && time->month <= 12 && time->day >= 1 &&
		time->day <= days_of_month(time->year, time->month);
}

/* hh:mm, hh:mm:ss and a fraction, or without the colons; up to 24:00, and 23:59:60 where a second leaps. */
static bool
take_time(TimeText *text, bool is_short, int64_t *microseconds)
{
	int			hour;
	int			minute;
	int			second = 0;
	int64_t		fraction = 0;

	if (!take_part(text, 25, &hour) || !(is_short || take(text, ':')) || !take_part(text, 60, &minute))
		return false;
	if (is_short ? text->size > 0 && is_digit(*text->bytes) : take(text, ':'))
		if (!take_part(text, 61, &second) || !take_fraction(text, &fraction))
			return false;
	*microseconds = ((int64_t) (hour * 60 + minute) * 60 + second) * MICROSECONDS + fraction;
	return hour < 24 || *microseconds == 24 * 3600 * MICROSECONDS;
}

/* Z, UTC, or the hours, and maybe minutes and seconds, that the clocks are before UTC. */
static bool
take_offset(TimeText *text, IsoTime *time)
{
	int			hour;
	int			minute = 0;
	int			second = 0;
	bool		is_behind;

	time->has_offset = true;
	time->offset = 0;
	take(text, ' ');
	if (take(text, 'Z') || take(text, 'z'))
		return true;
	if (take(text, 'U'))
		return take(text, 'T') && take(text, 'C');
	is_behind = take(text, '-');
	if (!is_behind && !take(text, '+'))
		return false;
	if (!take_part(text, 16, &hour))
		return false;
	if (take(text, ':') || (text->size > 0 && is_digit(*text->bytes)))
		if (!take_part(text, 60, &minute))
			return false;
	if (take(text, ':') && !take_part(text, 60, &second))
		return false;
	time->offset = (hour * 60 + minute) * 60 + second;
	if (is_behind)
		time->offset = -time->offset;
	return true;
}

/* A date, or a date and a time with an offset from UTC or without; false where it is neither. */
bool
time_text_iso(TimeText text, IsoTime *time)
{
	bool		is_short;

	*time = (IsoTime) {.year = 0};
	text = time_text_trimmed(text);
	if (!take_date(&text, time, &is_short))
		return false;
	if (text.size == 0)
		return true;
	time->has_time = true;
	if (!(take(&text, 'T') || take(&text, 't') || (!is_short && take(&text, ' '))) ||
		!take_time(&text, is_short, &time->microseconds))
		return false;
	return text.size == 0 || (take_offset(&text, time) && text.size == 0);
}
