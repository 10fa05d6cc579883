/*
 * time_text_core.h
 *		Numbers and times that tables have as texts, read by what a mapping says that they are.
 *
 * Nothing is guessed: a text that is not of the one form is none, blanks around it but for.
 */
#ifndef TIME_TEXT_CORE_H
#define TIME_TEXT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Any bytes. */
typedef struct TimeText
{
	const char *bytes;
	size_t		size;
} TimeText;

/* A time as ISO 8601 writes it. */
typedef struct IsoTime
{
	int			year;			/* 0 to 9999 */
	int			month;			/* 1 to 12, and a day that it has; all three 0 where they stand for none */
	int			day;
	bool		has_time;
	int64_t		microseconds;	/* since midnight, up to 24 hours, and a leap second */
	bool		has_offset;
	int			offset;			/* seconds before UTC, as clocks east of Greenwich are */
} IsoTime;

extern TimeText time_text_trimmed(TimeText text);
extern bool time_text_is_number(TimeText text);
extern bool time_text_scaled(TimeText text, int digits, int64_t *result);
extern bool time_text_clock(TimeText text, int64_t *microseconds);
extern bool time_text_iso(TimeText text, IsoTime *time);

#endif							/* TIME_TEXT_CORE_H */
