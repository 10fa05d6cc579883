/*
 * test_time_text.c
 *		Numbers and times out of texts: by hand, and what must hold of any.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contact/time_text_core.h"
#include "unit.h"

#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)
#define NONE INT64_MIN

static TimeText
text_of(const char *text)
{
	return (TimeText) {text, strlen(text)};
}

/* What it says, NONE where it says nothing. */
static int64_t
scaled(const char *text, int digits)
{
	int64_t		result;

	return time_text_scaled(text_of(text), digits, &result) ? result : NONE;
}

static int64_t
clock_of(const char *text)
{
	int64_t		result;

	return time_text_clock(text_of(text), &result) ? result : NONE;
}

static bool
is_number(const char *text)
{
	return time_text_is_number(text_of(text));
}

/* Does it say this day, time and offset?  A time of NONE is none, and so is an offset. */
static bool
is_iso(const char *text, int year, int month, int day, int64_t microseconds, int64_t offset)
{
	IsoTime		time;

	return time_text_iso(text_of(text), &time) && time.year == year && time.month == month && time.day == day &&
		time.has_time == (microseconds != NONE) && (!time.has_time || time.microseconds == microseconds) &&
		time.has_offset == (offset != NONE) && (!time.has_offset || time.offset == offset);
}

static bool
is_no_iso(const char *text)
{
	IsoTime		time;

	return !time_text_iso(text_of(text), &time);
}

static void
test_numbers(void)
{
	CHECK(scaled("1767640200", 6) == INT64_C(1767640200000000));
	CHECK(scaled(" -1.5\t", 6) == -1500000);
	CHECK(scaled("+.25", 6) == 250000);
	CHECK(scaled("7.", 0) == 7);
	/* rounded half away from zero, once */
	CHECK(scaled("0.0000005", 6) == 1);
	CHECK(scaled("0.00000049999", 6) == 0);
	CHECK(scaled("-2.5", 0) == -3);
	CHECK(scaled("9223372036854775807", 0) == INT64_MAX);
	CHECK(scaled("9223372036854775807.5", 0) == NONE);
	CHECK(scaled("9223372036854775808", 0) == NONE);
	CHECK(scaled("9223372036855", 6) == NONE);
	CHECK(scaled("00000000000000000000000000000001", 6) == SECOND);
	CHECK(is_number("7") && is_number("-7.25") && is_number(".5") && is_number(" 10 "));
	CHECK(!is_number("") && !is_number(" ") && !is_number("-") && !is_number(".") && !is_number("+-1"));
	CHECK(!is_number("1e3") && !is_number("1,5") && !is_number("1 000") && !is_number("NaN") && !is_number("0x10"));
	CHECK(!is_number("\xd9\xa1"));	/* a digit of another script */
}

static void
test_clocks(void)
{
	CHECK(clock_of("00:22:46") == 1366 * SECOND);
	CHECK(clock_of("0:00:00") == 0);
	CHECK(clock_of(" 100:00:00.5 ") == 100 * HOUR + SECOND / 2);
	CHECK(clock_of("-00:00:05") == -5 * SECOND);
	CHECK(clock_of("00:00:00.1234565") == 123457);
	CHECK(clock_of("2562047787:00:00") != NONE);
	CHECK(clock_of("2562047788:00:00") == NONE);
	CHECK(clock_of("99999999999999999999:00:00") == NONE);
	CHECK(clock_of("22:46") == NONE && clock_of("1:2:3") == NONE && clock_of("00:60:00") == NONE);
	CHECK(clock_of("00:00:60") == NONE && clock_of("00:00:00.") == NONE && clock_of("00:00:00 ago") == NONE);
	CHECK(clock_of("") == NONE && clock_of(":00:00") == NONE && clock_of("1 day 00:00:00") == NONE);
}

static void
test_iso(void)
{
	CHECK(is_iso("2026-03-29", 2026, 3, 29, NONE, NONE));
	CHECK(is_iso("20260329", 2026, 3, 29, NONE, NONE));
	CHECK(is_iso("2026-03-29 01:30", 2026, 3, 29, 3 * HOUR / 2, NONE));
	CHECK(is_iso(" 2026-03-29T01:30:00.25 ", 2026, 3, 29, 3 * HOUR / 2 + SECOND / 4, NONE));
	CHECK(is_iso("2026-03-29t01:30:00,25z", 2026, 3, 29, 3 * HOUR / 2 + SECOND / 4, 0));
	CHECK(is_iso("2026-03-29T01:30:00Z", 2026, 3, 29, 3 * HOUR / 2, 0));
	CHECK(is_iso("2026-03-29 01:30:00 UTC", 2026, 3, 29, 3 * HOUR / 2, 0));
	CHECK(is_iso("2026-03-29 01:30:00+05:30", 2026, 3, 29, 3 * HOUR / 2, 19800));
	CHECK(is_iso("2026-03-29T01:30-08", 2026, 3, 29, 3 * HOUR / 2, -28800));
	CHECK(is_iso("2026-03-29T01:30 +0100", 2026, 3, 29, 3 * HOUR / 2, 3600));
	CHECK(is_iso("2026-03-29T01:30+00:00:30", 2026, 3, 29, 3 * HOUR / 2, 30));
	CHECK(is_iso("20260329T013000Z", 2026, 3, 29, 3 * HOUR / 2, 0));
	CHECK(is_iso("2026-03-29T24:00:00", 2026, 3, 29, 24 * HOUR, NONE));
	CHECK(is_iso("2026-06-30T23:59:60Z", 2026, 6, 30, 24 * HOUR, 0));
	CHECK(is_iso("0000-00-00 00:00:00", 0, 0, 0, 0, NONE));
	CHECK(is_iso("2024-02-29", 2024, 2, 29, NONE, NONE) && is_iso("2000-02-29", 2000, 2, 29, NONE, NONE));
	CHECK(is_no_iso("2026-02-29") && is_no_iso("1900-02-29") && is_no_iso("2026-04-31") && is_no_iso("2026-13-01"));
	CHECK(is_no_iso("2026-00-01") && is_no_iso("2026-01-00") && is_no_iso("0000-00-01") && is_no_iso("26-01-05"));
	CHECK(is_no_iso("") && is_no_iso("05/01/2026 19:50") && is_no_iso("2026-1-5") && is_no_iso("2026-0105"));
	CHECK(is_no_iso("2026-01-05 ,") && is_no_iso("2026-01-05T") && is_no_iso("2026-01-05T19") && is_no_iso("2026-01-05 1930"));
	CHECK(is_no_iso("2026-01-05 24:00:01") && is_no_iso("2026-01-05 19:60") && is_no_iso("2026-01-05 19:50:61"));
	CHECK(is_no_iso("2026-01-05 19:50 PM") && is_no_iso("2026-01-05 19:50 CET") && is_no_iso("2026-01-05 19:50+16:00"));
	CHECK(is_no_iso("2026-01-05 19:50:00.") && is_no_iso("2026-01-05 19:50:00Z+01:00") && is_no_iso("now"));
	CHECK(is_no_iso("2026-01-05T19:50:00+01:00[Europe/Berlin]"));
}

/* A text of any length that is too long says nothing, and takes no time. */
static void
test_long(void)
{
	size_t		size = 1 << 20;
	char	   *zeros = malloc(size);
	TimeText	text = {zeros, size};
	IsoTime		time;
	int64_t		result;

	memset(zeros, '0', size);
	CHECK(!time_text_is_number(text) && !time_text_scaled(text, 6, &result) && !time_text_clock(text, &result) &&
		  !time_text_iso(text, &time));
	free(zeros);
}

/* What is written of a number, or of a duration, is read as what it was. */
static void
test_random(void)
{
	unit_random_restart(16);
	for (int i = 0; i < 100000; i++)
	{
		int64_t		seconds = (int64_t) unit_random(UINT64_C(4000000000));
		int			fraction = (int) unit_random(1000000);
		int64_t		microseconds = seconds * SECOND + fraction;
		char		text[64];

		snprintf(text, sizeof(text), "%lld.%06d", (long long) seconds, fraction);
		CHECK(scaled(text, 6) == microseconds);
		snprintf(text, sizeof(text), "-%lld.%06d", (long long) seconds, fraction);
		CHECK(scaled(text, 6) == -microseconds);
		snprintf(text, sizeof(text), "%02lld:%02d:%02d.%06d", (long long) (seconds / 3600), (int) (seconds / 60 % 60),
				 (int) (seconds % 60), fraction);
		CHECK(clock_of(text) == microseconds);
	}
}

void
test_time_text(void)
{
	RUN(test_numbers());
	RUN(test_clocks());
	RUN(test_iso());
	RUN(test_long());
	RUN(test_random());
}
