/*
 * plain_shows.h
 *		Do the cores that find a customer's own words give these, of a text in memory of its exact
 *		size?
 */
#ifndef PLAIN_SHOWS_H
#define PLAIN_SHOWS_H

#include <stdbool.h>

#include "words/plain_core.h"

extern bool html_shows(const char *text, const char *words);
extern bool mail_html_shows(const char *text, const char *words);
extern bool mail_shows(const char *text, const char *words);
extern bool transcript_shows(const char *text, const char *words);

/* The words of any bytes, which must be freed; each way holds that it writes no more than it may. */
typedef enum PlainWay
{
	WAY_HTML,
	WAY_MAIL_HTML,
	WAY_MAIL,
	WAY_TRANSCRIPT,
	WAYS
} PlainWay;

extern PlainText plain_words_of(PlainWay way, PlainText text);

#endif							/* PLAIN_SHOWS_H */
