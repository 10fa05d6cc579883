/*
 * phrase_dump.h
 *		A phrase as it was read, in a form of its own: all groups in brackets.
 */
#ifndef PHRASE_DUMP_H
#define PHRASE_DUMP_H

#include "words/phrase_core.h"

#define PHRASE_DUMP_BYTES 8192

extern void phrase_dump(const Phrase *phrase, char *dump);

#endif							/* PHRASE_DUMP_H */
