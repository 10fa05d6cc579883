/*
 * marker_lexicon.h
 *		The tables of markers, compiled for a language.
 */
#ifndef MARKER_LEXICON_H
#define MARKER_LEXICON_H

#include "fmgr.h"

#include "marker/marker_rows.h"
#include "marker/marker_text.h"
#include "words/markers_core.h"

typedef struct Lexicon
{
	const LexiconMarker *info;	/* in the order of the compiled markers */
	Markers    *markers;
	WordCutter *cutter;
	bool		is_empty;		/* no marker at all */
	bool		has_own;		/* a marker is enabled for the language itself; where
								 * it is null, for any */
} Lexicon;

/* What a call site remembers.  Starts zeroed. */
typedef struct LexiconReader
{
	struct CachedLexicon *cached;
	uint64		generation;		/* of all that is cached, when this one was got */
	uint64		statement;		/* fingerprint of the snapshot it is right for */
	bool		any_language;
	int			language_size;
	char		language[16];	/* as it was given; longer ones are not remembered */
} LexiconReader;

/* What the customer's words say. */
typedef enum MarkerSaying
{
	SAYS_UNREAD,				/* no word, or no lexicon for the language */
	SAYS_NOTHING,				/* they were read, and nothing was found */
	SAYS_MARKER
} MarkerSaying;

extern Lexicon *lexicon_of(LexiconReader *reader, Datum language, bool isnull);
extern MarkerSaying lexicon_read(LexiconReader *reader, Datum verbatim,
								 Datum language, bool any_language);

#endif							/* MARKER_LEXICON_H */
