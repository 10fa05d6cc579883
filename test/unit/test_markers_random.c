/*
 * test_markers_random.c
 *		Random lexicons and texts of very few words, so that hits, overlaps, gaps and
 *		negations are many, against the plain definition.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phrase_dump.h"
#include "plain_markers.h"
#include "test_markers.h"
#include "unit.h"

static const char *const text_words[] = {
	"a", "b", "c", "ab", "abc", "ba", "A", "x", "don't", "l'a", "\xc3\xa4", "abcabcabcabcabcabc"
};
static const char *const phrase_words[] = {
	"a", "b", "c", "ab", "abc", "ba", "a~", "b~", "ab~", "dont", "l"
};
#define TEXT_WORDS (sizeof(text_words) / sizeof(text_words[0]))
#define PHRASE_WORDS (sizeof(phrase_words) / sizeof(phrase_words[0]))

/* A phrase that is written twice: as its language has it, and as a dump of it. */
typedef struct Writing
{
	char		phrase[1000];
	char		dump[1000];
	bool		in_row;			/* words that are not in brackets come last */
	uint64_t	words;			/* so many different ones */
} Writing;

static void
write_both(Writing *writing, const char *phrase, const char *dump)
{
	strcat(writing->phrase, phrase);
	strcat(writing->dump, dump);
}

static void
write_word(Writing *writing)
{
	const char *word = phrase_words[unit_random(writing->words)];

	write_both(writing, word, word);
}

static void
write_head(Writing *writing)
{
	if (unit_random(8) == 0)
		write_both(writing, "^", "^");
	for (uint64_t n = unit_random(3) == 0 ? unit_random(3) : 0; n > 0; n--)
	{
		bool		in_brackets = unit_random(2);

		write_both(writing, in_brackets ? "!(" : "!", "!");
		write_word(writing);
		if (in_brackets && unit_random(2))
		{
			write_both(writing, "|", "!");
			write_word(writing);
		}
		write_both(writing, in_brackets ? ")" : " ", "");
		write_both(writing, unit_random(2) ? " " : ", ", "");
	}
}

/* Words outside of brackets, or alternatives. */
static void
write_group(Writing *writing, bool required)
{
	uint64_t	alternatives = 1 + unit_random(3);
	bool		optional = !required && unit_random(2);

	if (!writing->in_row && unit_random(2))
	{
		write_both(writing, "", "(");
		write_word(writing);
		for (uint64_t n = unit_random(3); n > 0; n--)
		{
			write_both(writing, unit_random(4) ? " " : " . ", " ");
			write_word(writing);
		}
		write_both(writing, " ", ")");
		writing->in_row = true;
		return;
	}
	write_both(writing, " (", "(");
	for (uint64_t i = 0; i < alternatives; i++)
	{
		write_both(writing, i > 0 ? "|" : "", i > 0 ? "|" : "");
		write_word(writing);
		if (unit_random(3) == 0)
		{
			write_both(writing, "  ", " ");
			write_word(writing);
		}
	}
	write_both(writing, optional ? "|) " : ")", optional ? "|)" : ")");
	write_both(writing, " ", "");
	writing->in_row = false;
}

/* Groups, of which one must be there, and perhaps more after a gap. */
static void
write_phrase(Writing *writing)
{
	memset(writing, 0, sizeof(*writing));
	writing->words = 2 + unit_random(PHRASE_WORDS - 1);
	write_head(writing);
	for (uint64_t segments = 1 + unit_random(3); segments > 0; segments--)
	{
		uint64_t	required = unit_random(2);
		char		gap[8];

		for (uint64_t i = 0; i <= required + unit_random(2); i++)
			write_group(writing, i == required);
		if (segments == 1)
			break;
		sprintf(gap, "*%d", (int) (1 + unit_random(unit_random(4) ? 3 : 20)));
		write_both(writing, strcmp(gap, "*5") == 0 ? "*" : gap, gap);
		write_both(writing, " ", "");
		writing->in_row = false;
	}
}

/* A lexicon; some of its phrases come several times. */
static void
write_lexicon(Lexicon *lexicon)
{
	for (uint64_t n = 1 + unit_random(unit_random(10) ? 6 : 60); n > 0; n--)
	{
		Writing		writing;
		char		dump[PHRASE_DUMP_BYTES];
		int32_t		cause = (int32_t) unit_random(3) - 1;

		write_phrase(&writing);
		for (uint64_t times = unit_random(5) ? 1 : 2; times > 0; times--)
		{
			bool		added = lexicon_add(lexicon, writing.phrase, cause);

			CHECK(added);
			if (!added)
				continue;
			phrase_dump(lexicon->markers[lexicon->n - 1].phrase, dump);
			CHECK(strcmp(dump, writing.dump) == 0);
		}
	}
}

static size_t
write_text(char *text)
{
	static const char *const between[] = {" ", " ", " ", "  ", ", ", ". ", " - "};
	uint64_t	words = 1 + unit_random(TEXT_WORDS);
	char	   *at = text;

	*at = '\0';
	for (uint64_t n = unit_random(unit_random(5) ? 16 : 60); n > 0; n--)
		at += sprintf(at, "%s%s", text_words[unit_random(words)], between[unit_random(7)]);
	if (unit_random(4) == 0)
		at += sprintf(at, "\xe2\x80\xa6");	/* so that no text of it is ASCII */
	return (size_t) (at - text);
}

static Found found;
static PlainText plain_text;
static PlainHits plain_hits;

static bool
same_hits(void)
{
	if (!found.complete || found.n != plain_hits.n || found.has_word != (plain_text.n > 0))
		return false;
	for (size_t i = 0; i < found.n; i++)
	{
		const MarkerHit *a = &found.hits[i];
		const MarkerHit *b = &plain_hits.hits[i].hit;

		if (a->marker != b->marker || a->from != b->from || a->to != b->to ||
			a->opening != b->opening)
			return false;
	}
	return true;
}

/* Do a lexicon's hits in random texts agree with the definition? */
static void
check_texts(Lexicon *lexicon, int texts)
{
	char		text[4000];

	for (int i = 0; i < texts; i++)
	{
		size_t		size = write_text(text);
		bool		first = unit_random(2);
		bool		agrees = true;

		plain_read(&plain_text, lexicon->cutter, (uint8_t *) text, size);
		plain_find(&plain_text, lexicon->markers, lexicon->n, &plain_hits);
		found.n = plain_hits.n;
		found.has_word = plain_text.n > 0;
		if (first)
			agrees = lexicon_agrees(lexicon, text, size, &found);
		lexicon_find(lexicon, text, size, &found);
		CHECK(plain_text.fits && plain_hits.fits);
		CHECK(same_hits());
		CHECK(agrees && lexicon_agrees(lexicon, text, size, &found));
	}
}

static void
test_against_plain(void)
{
	static const size_t transitions[] = {0, 200, 500, 1500, 6000, 1 << 18};
	static const size_t hits[] = {1, 2, 5, 20, 1000};

	for (int round = 0; round < 4000; round++)
	{
		Lexicon		lexicon;

		lexicon_begin(&lexicon);
		write_lexicon(&lexicon);
		lexicon_compile(&lexicon, transitions[unit_random(6)], hits[unit_random(5)]);
		check_texts(&lexicon, 20);
		lexicon_end(&lexicon);
	}
}

void
test_markers_random(void)
{
	RUN(test_against_plain());
}
