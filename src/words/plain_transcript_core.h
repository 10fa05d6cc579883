/*
 * plain_transcript_core.h
 *		What the customer says in a transcript.
 *
 * A turn begins in a line with a label (plain_speaker_core.h), and goes on over the lines without
 * one.  Where times stand at labels, a label that is not known needs one to be a label.  Nothing
 * is the customer's before the first label that is known as his; where there is none, nothing is.
 */
#ifndef PLAIN_TRANSCRIPT_CORE_H
#define PLAIN_TRANSCRIPT_CORE_H

#include "words/plain_core.h"

/* Write the customer's turns, a line each or more, into as many bytes as the text has; gives how
 * many are used. */
extern size_t plain_transcript(PlainText text, uint8_t *words);

#endif							/* PLAIN_TRANSCRIPT_CORE_H */
