/*
 * marker_text.h
 *		Texts, languages and phrases, as they go from the server to the cores and back.
 */
#ifndef MARKER_TEXT_H
#define MARKER_TEXT_H

#include "base/compat.h"
#include "words/phrase_core.h"
#include "words/words_core.h"

/* In place of a language that there is not: only the markers of any language count. */
#define UNKNOWN_LANGUAGE "?"

/* What becomes of a phrase. */
typedef enum PhraseVerdict
{
	PHRASE_GOOD,
	PHRASE_CUT_OTHERWISE,		/* this ICU cuts it so that it is none; another may not */
	PHRASE_BAD					/* whatever ICU does */
} PhraseVerdict;

/* A text in UTF-8, as the cores take it. */
typedef struct CoreText
{
	const uint8 *bytes;
	size_t		size;
} CoreText;

extern void *lexicon_allocate(void *context, size_t size);
extern CoreText core_text(const char *bytes, size_t size);
extern CoreText text_of_core(CoreText utf8);
extern CoreText text_in_utf8(int encoding, const uint8 *bytes, size_t size);
extern char *server_text(const char *utf8, int size);
extern WordCutter *open_cutter_of_language(const char *language);
extern WordCutter *cutter_of_language(const char *language);
extern PhraseVerdict phrase_verdict(const char *language, const char *phrase, PhraseError *error);
extern bool is_known_language(const char *primary);
extern char *primary_language(Datum language, bool isnull);
FD_NORETURN extern void report_icu(const char *error);

#endif							/* MARKER_TEXT_H */
