/*
 * phrase_reader_core.h
 *		Where the reading of a phrase has come to, and its words.
 */
#ifndef PHRASE_READER_CORE_H
#define PHRASE_READER_CORE_H

#include "words/phrase_core.h"

/* No character: what an error would be reported at has not come. */
#define NOWHERE SIZE_MAX

/* What stands right before the character at hand. */
typedef enum PhraseBefore
{
	BEFORE_NOTHING,				/* a space, punctuation */
	BEFORE_WORD,				/* a word, */
	BEFORE_SPACED_WORD,			/* of a script that puts spaces between words */
	BEFORE_MARK					/* ")" or "~" */
} PhraseBefore;

typedef struct PhraseParser
{
	Arena	   *arena;
	WordCutter *cutter;
	const uint8_t *text;
	size_t		size;
	size_t		at;				/* byte of the text, */
	size_t		character;		/* and its number */
	PhraseBefore before;
	PhraseError *error;

	bool		in_group;		/* one is open, */
	bool		in_brackets;	/* and has brackets */
	size_t		bracket;		/* character of the last opening one */
	size_t		wordless;		/* character at which there is something in the open
								 * alternative that is no word, or NOWHERE */
	size_t		gap;			/* of the group to come, or 0 */
	size_t		loose_gap;		/* character of a gap that no word must follow yet */
	bool		required;		/* some group before cannot be left out */

	Phrase		phrase;
	PhraseWord	words[PHRASE_MOST_WORDS];
	/* with room for one that is opened, and has no word yet */
	PhraseAlternative alternatives[PHRASE_MOST_WORDS + 1];
	PhraseGroup groups[PHRASE_MOST_WORDS + 1];
} PhraseParser;

/* The byte at hand, or 0 at the end, which means nothing in a phrase either. */
static inline uint8_t
phrase_byte(const PhraseParser *parser)
{
	return parser->at < parser->size ? parser->text[parser->at] : 0;
}

static inline bool
is_phrase_mark(uint8_t byte)
{
	return byte == '(' || byte == ')' || byte == '|' || byte == '*' || byte == '~' ||
		byte == '!' || byte == '^';
}

extern bool phrase_fail(PhraseParser *parser, size_t character, const char *message,
						const char *hint);
extern void phrase_skip_mark(PhraseParser *parser, PhraseBefore before);
extern void phrase_skip_spaces(PhraseParser *parser);
extern bool phrase_read_words(PhraseParser *parser, size_t size, size_t *n);
extern bool phrase_read_prefix(PhraseParser *parser);

#endif							/* PHRASE_READER_CORE_H */
