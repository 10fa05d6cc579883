/*
 * test_lexicon.c
 *		Compiles phrases, and searches texts in every way there is.
 */
#include <stdio.h>
#include <string.h>

#include "test_markers.h"

void
lexicon_begin(Lexicon *lexicon)
{
	const char *error;

	test_arena_begin(&lexicon->arena);
	lexicon->cutter = word_cutter_open("en", &error);
	lexicon->n = 0;
	lexicon->compiled = NULL;
}

/* Add a phrase; false where it is bad. */
bool
lexicon_add(Lexicon *lexicon, const char *phrase, int32_t cause)
{
	PhraseError error;
	Marker	   *marker = &lexicon->markers[lexicon->n];

	marker->phrase = phrase_parse(&lexicon->arena.arena, lexicon->cutter, (const uint8_t *) phrase,
								  strlen(phrase), &error);
	marker->cause = cause;
	if (marker->phrase == NULL)
	{
		fprintf(stderr, "\"%s\": %s at %zu\n", phrase, error.message, error.at);
		return false;
	}
	lexicon->n++;
	return true;
}

void
lexicon_compile(Lexicon *lexicon, size_t transitions, size_t hits)
{
	MarkersMemory memory = {.transitions = transitions, .hits = hits};

	lexicon->compiled = markers_compile_within(&lexicon->arena.arena, lexicon->markers, lexicon->n,
											   &memory);
}

void
lexicon_end(Lexicon *lexicon)
{
	word_cutter_close(lexicon->cutter);
	test_arena_end(&lexicon->arena);
}

static bool
take_hit(void *self, const MarkerHit *hit)
{
	Found	   *found = self;

	found->hits[found->n++] = *hit;
	return found->n < found->most;
}

/* All hits of a text. */
void
lexicon_find(Lexicon *lexicon, const void *text, size_t size, Found *found)
{
	const char *error;

	found->n = 0;
	found->most = FOUND_MOST;
	found->complete = markers_find(lexicon->compiled, lexicon->cutter, text, size, take_hit, found,
								   &found->has_word, &error) && error == NULL;
}

/* Do the other ways to ask say the same? */
bool
lexicon_agrees(Lexicon *lexicon, const void *text, size_t size, const Found *found)
{
	const char *error;
	bool		has_word;
	bool		agrees = markers_found(lexicon->compiled, lexicon->cutter, text, size, &has_word,
									   &error) == (found->n > 0) &&
		has_word == found->has_word && error == NULL;

	if (text_is_ascii(text, size))
		agrees = agrees &&
			markers_found_in_ascii(lexicon->compiled, text, size, &has_word) == (found->n > 0) &&
			has_word == found->has_word;
	return agrees;
}
