/*
 * plain_entity_core.h
 *		Character references of HTML.
 *
 * By the rules of the HTML standard ("Numeric character reference end state", "Named character
 * reference state"): a number of 0x80 to 0x9F is a byte of windows-1252; one that is no character
 * is U+FFFD; the semicolon may be missing after a number, and after the names of Latin-1, also
 * where letters follow.  Names are those of HTML 4, and of the marks of ASCII.
 */
#ifndef PLAIN_ENTITY_CORE_H
#define PLAIN_ENTITY_CORE_H

#include "words/plain_core.h"

/*
 * The bytes of the reference that a text begins with, 0 where it is none; what it stands for in
 * *character, which in UTF-8 is never longer than the reference.
 */
extern size_t plain_entity(PlainText text, uint32_t *character);

/* What a byte of windows-1252 stands for. */
extern uint32_t plain_windows_1252(uint8_t byte);

#endif							/* PLAIN_ENTITY_CORE_H */
