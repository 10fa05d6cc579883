/*
 * fuzz_markers.c
 *		Reads forged phrases, compiles them, and searches a text in every way there is.
 *
 * An input is two bytes, for how little memory may be used, then phrases, a line each,
 * an empty line, and the text.  What is small is searched by the plain definition too
 * (test/unit/plain_markers.c).
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "words/markers_core.h"
#include "plain_markers.h"
#include "test_arena.h"

#define MOST_PHRASES 200
#define CAUSES 3

static WordCutter *cutter;

typedef struct Lexicon
{
	TestArena	arena;
	size_t		n;
	Marker		markers[MOST_PHRASES];
} Lexicon;

static size_t
count_characters(const uint8_t *text, size_t size)
{
	size_t		n = 0;

	for (size_t i = 0; i < size; i++)
		n += (text[i] & 0xC0) != 0x80;
	return n;
}

/* Is it UTF-8, as a server's texts are? */
static bool
is_utf8(const uint8_t *text, size_t size)
{
	for (size_t i = 0, more; i < size; i += more + 1)
	{
		uint32_t	least[] = {0, 0x80, 0x800, 0x10000};
		uint32_t	character = text[i];

		more = text[i] < 0x80 ? 0 : text[i] < 0xC2 || text[i] > 0xF4 ? 4 :
			text[i] < 0xE0 ? 1 : text[i] < 0xF0 ? 2 : 3;
		if (more == 4 || more >= size - i)
			return false;
		character &= 0x7F >> more >> (more > 0);
		for (size_t j = 1; j <= more; j++)
		{
			if ((text[i + j] & 0xC0) != 0x80)
				return false;
			character = character << 6 | (text[i + j] & 0x3F);
		}
		if (character < least[more] || character > 0x10FFFF ||
			(character >= 0xD800 && character < 0xE000))
			return false;
	}
	return true;
}

/* ---- phrases ---- */

static void
check_phrase(const Phrase *phrase)
{
	size_t		words = phrase->negated;
	size_t		alternatives = 0;

	MUST(phrase->n_groups > 0 && phrase->n_words <= PHRASE_MOST_WORDS);
	for (size_t g = 0; g < phrase->n_groups; g++)
	{
		const PhraseGroup *group = &phrase->groups[g];

		MUST(group->first == alternatives && group->end > group->first &&
			 group->gap <= PHRASE_MOST_GAP);
		for (; alternatives < group->end; alternatives++)
		{
			MUST(phrase->alternatives[alternatives].first == words);
			MUST(phrase->alternatives[alternatives].end > words);
			words = phrase->alternatives[alternatives].end;
		}
	}
	MUST(phrase->groups[0].gap == 0 && words == phrase->n_words &&
		 alternatives == phrase->n_alternatives);
	for (size_t w = 0; w < phrase->n_words; w++)
		MUST(phrase->words[w].size > 0 && phrase->words[w].size <= WORD_MOST_BYTES);
}

static void
add_phrase(Lexicon *lexicon, const uint8_t *text, size_t size)
{
	PhraseError error = {0};
	Phrase	   *phrase;

	if (lexicon->n == MOST_PHRASES)
		return;
	phrase = phrase_parse(&lexicon->arena.arena, cutter, text, size, &error);
	if (phrase == NULL)
	{
		MUST(error.message != NULL && error.hint != NULL);
		MUST(error.at <= size &&
			 (!is_utf8(text, size) || error.at <= count_characters(text, size)));
		return;
	}
	check_phrase(phrase);
	/* what one cut makes a phrase of is not refused whatever the cut */
	MUST(phrase_parse(&lexicon->arena.arena, NULL, text, size, &error) ||
		 strcmp(error.message, "phrase has more than 256 words") == 0);
	lexicon->markers[lexicon->n] =
		(Marker) {.phrase = phrase, .cause = (int32_t) (lexicon->n % CAUSES)};
	lexicon->n++;
}

/* Lines up to an empty one; returns where the text begins. */
static size_t
read_phrases(Lexicon *lexicon, const uint8_t *data, size_t size)
{
	for (size_t from = 0; from < size;)
	{
		const uint8_t *end = memchr(data + from, '\n', size - from);
		size_t		n = end == NULL ? size - from : (size_t) (end - data) - from;
		uint8_t    *line = malloc(n + 1);	/* of its exact size, but for none */

		if (n > 0)
		{
			line = realloc(line, n);
			memcpy(line, data + from, n);
			add_phrase(lexicon, line, n);
		}
		free(line);
		from += n + 1;
		if (n == 0)
			return from;
	}
	return size;
}

/* ---- texts ---- */

typedef struct Found
{
	const Lexicon *lexicon;
	size_t		characters;
	size_t		n;
	MarkerHit	last;
	size_t		end[CAUSES];	/* of the last hit of each cause */
	PlainHits  *plain;			/* or NULL: what hits must be */
} Found;

static bool
take_hit(void *self, const MarkerHit *hit)
{
	Found	   *found = self;
	int32_t		cause;

	MUST(hit->marker < found->lexicon->n && hit->from < hit->to && hit->to <= found->characters);
	cause = found->lexicon->markers[hit->marker].cause;
	if (found->n > 0)
		MUST(hit->from > found->last.from ||
			 (hit->from == found->last.from &&
			  (hit->to < found->last.to ||
			   (hit->to == found->last.to && hit->marker > found->last.marker))));
	MUST(hit->from >= found->end[cause]);
	found->end[cause] = hit->to;
	if (found->plain)
	{
		const MarkerHit *plain = &found->plain->hits[found->n].hit;

		MUST(found->n < found->plain->n && hit->marker == plain->marker &&
			 hit->from == plain->from &&
			 hit->to == plain->to && hit->opening == plain->opening);
	}
	found->last = *hit;
	found->n++;
	return true;
}

/* Search a text; returns how many hits it has. */
static size_t
search(Markers *markers, Found *found, const uint8_t *text, size_t size)
{
	bool		has_word;
	bool		had_word;
	const char *error;

	memset(found->end, 0, sizeof(found->end));
	found->n = 0;
	MUST(markers_find(markers, cutter, text, size, take_hit, found, &has_word, &error) &&
		 error == NULL);
	MUST(markers_found(markers, cutter, text, size, &had_word, &error) == (found->n > 0) &&
		 error == NULL);
	MUST(had_word == has_word);
	if (text_is_ascii(text, size))
	{
		MUST(markers_found_in_ascii(markers, text, size, &had_word) == (found->n > 0));
		MUST(had_word == has_word);
	}
	return found->n;
}

static void
check_text(const Lexicon *lexicon, Markers *markers, const uint8_t *text, size_t size)
{
	static PlainText plain_text;
	static PlainHits plain_hits;
	Found		found = {.lexicon = lexicon, .characters = size};
	size_t		n = search(markers, &found, text, size);

	plain_read(&plain_text, cutter, text, size);
	if (plain_text.fits && plain_text.n * lexicon->n < 1000)
	{
		plain_find(&plain_text, lexicon->markers, lexicon->n, &plain_hits);
		if (plain_hits.fits)
			found.plain = &plain_hits;
	}
	MUST(found.plain == NULL || n == plain_hits.n);
	MUST(search(markers, &found, text, size) == n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Lexicon lexicon;
	MarkersMemory memory;
	Markers    *markers;
	uint8_t    *text;
	size_t		from;
	const char *error;

	if (size < 2)
		return 0;
	if (cutter == NULL)
		cutter = word_cutter_open("und", &error);
	memory =
		(MarkersMemory) {.transitions = (size_t) data[0] * data[0] * 4, .hits = (size_t) data[1] + 1};
	test_arena_begin(&lexicon.arena);
	lexicon.n = 0;
	from = 2 + read_phrases(&lexicon, data + 2, size - 2);
	from = from < size ? from : size;
	text = malloc(size - from + (size == from));
	memcpy(text, data + from, size - from);
	markers = markers_compile_within(&lexicon.arena.arena, lexicon.markers, lexicon.n, &memory);
	MUST(markers != NULL);
	check_text(&lexicon, markers, text, size - from);
	free(text);
	test_arena_end(&lexicon.arena);
	return 0;
}
