/*
 * fuzz_times.c
 *		Reads any bytes as a number, a time of day and a time of ISO 8601.
 *
 * An input is in memory of its exact size.  The sanitizers see what is out of bounds; what is
 * said beside must hold for any input.
 */
#include <string.h>

#include "contact/time_text_core.h"
#include "must.h"

#define DAY (86400 * INT64_C(1000000))

static void
check_number(TimeText text)
{
	int64_t		whole;
	int64_t		millionths;
	bool		is_number = time_text_is_number(text);

	/* more digits hold where fewer do, and are of the same number */
	if (time_text_scaled(text, 6, &millionths))
	{
		int64_t		most = (millionths < 0 ? -millionths : millionths) / 1000000 + 1;

		MUST(is_number && time_text_scaled(text, 0, &whole));
		MUST(whole <= most && whole >= -most && (whole == 0 || millionths == 0 || (whole < 0) == (millionths < 0)));
	}
	if (time_text_scaled(text, 0, &whole))
		MUST(is_number);
}

static void
check_iso(TimeText text)
{
	IsoTime		time;

	if (!time_text_iso(text, &time))
		return;
	MUST(time.year >= 0 && time.year <= 9999);
	MUST(time.month >= 1 || (time.month == 0 && time.day == 0 && time.year == 0));
	MUST(time.month <= 12 && time.day <= 31 && (time.month == 0 || time.day >= 1));
	MUST(time.has_time || (time.microseconds == 0 && !time.has_offset));
	MUST(time.microseconds >= 0 && time.microseconds <= DAY + 999999);
	MUST(time.offset > -16 * 3600 && time.offset < 16 * 3600 && (time.has_offset || time.offset == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	   *exact = malloc(size > 0 ? size : 1);
	TimeText	text = {exact, size};
	TimeText	trimmed;
	int64_t		microseconds;

	if (size > 0)
		memcpy(exact, data, size);
	trimmed = time_text_trimmed(text);
	MUST(trimmed.bytes >= text.bytes && trimmed.bytes + trimmed.size <= text.bytes + text.size);
	check_number(text);
	check_iso(text);
	if (time_text_clock(text, &microseconds))
		MUST(trimmed.size >= 7);
	free(exact);
	return 0;
}
