/*
 * plain_speaker_core.h
 *		Who speaks in a line of a transcript, by the label that it begins with.
 *
 * A label stands at the beginning of a line, behind times in brackets or without, and stars of
 * bold print; it is no longer than 60 bytes, may have a role or a time in brackets behind it, and
 * ends with a colon, or with > where the speaker is known or a time stands before.
 *
 *	Customer	a label whose first word, or one in brackets behind it, is one of the table of
 *				customers, and that has no word of the table of others: "Customer", "Visitor 123",
 *				"Anna (Customer)", but not "Customer Service"
 *	Other		one with a word of the table of others; a line of stars, dashes or a time in
 *				brackets, with which a system speaks
 *	Unknown		any other that looks like a name: up to four words that begin with capitals,
 *				digits or letters beyond ASCII, and the first of which is not the name of a field, such
 *				as "Note", unless a time stands there; and a field of a customer's, such as "Customer
 *				Number"
 *
 * The tables stand in plain_speaker_core.c, in the languages in which markers are shipped.
 */
#ifndef PLAIN_SPEAKER_CORE_H
#define PLAIN_SPEAKER_CORE_H

#include "words/plain_core.h"

typedef enum PlainSpeaker
{
	SPEAKER_NONE,				/* the line has no label */
	SPEAKER_CUSTOMER,
	SPEAKER_OTHER,
	SPEAKER_UNKNOWN
} PlainSpeaker;

/* A line of a transcript. */
typedef struct PlainTurn
{
	PlainSpeaker speaker;
	bool		timed;			/* a time stands before, or behind, the label */
	PlainText	said;			/* what stands behind the label */
} PlainTurn;

extern PlainTurn plain_turn(PlainText line);

#endif							/* PLAIN_SPEAKER_CORE_H */
