/*
 * test_markers.c
 *		Hits by example: what a phrase matches, and which of its hits count.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_markers.h"
#include "unit.h"

static Found found;

/* Are the hits of one phrase these, as "from-to" with a "!" in the opening? */
static bool
phrase_hits(const char *phrase, const char *text, const char *expected)
{
	Lexicon		lexicon;
	char		hits[1000] = "";
	bool		same;

	lexicon_begin(&lexicon);
	if (!lexicon_add(&lexicon, phrase, 0))
		return false;
	lexicon_compile(&lexicon, 1 << 16, 1000);
	lexicon_find(&lexicon, text, strlen(text), &found);
	for (size_t i = 0; i < found.n; i++)
		sprintf(hits + strlen(hits), "%s%zu-%zu%s", i > 0 ? " " : "", found.hits[i].from,
				found.hits[i].to,
				found.hits[i].opening ? "" : " late");
	same = found.complete && strcmp(hits, expected) == 0 &&
		lexicon_agrees(&lexicon, text, strlen(text), &found);
	if (!same)
		fprintf(stderr, "\"%s\" in \"%s\": %s\n", phrase, text, hits);
	lexicon_end(&lexicon);
	return same;
}

static void
test_words(void)
{
	CHECK(phrase_hits("your app", "I tried your app, but", "8-16"));
	CHECK(phrase_hits("your app", "YOUR  App", "0-9"));
	CHECK(phrase_hits("your app", "your apps", ""));
	CHECK(phrase_hits("your app", "your", ""));
	CHECK(phrase_hits("your app", "", ""));
	CHECK(phrase_hits("your app", "your new app", ""));
	CHECK(phrase_hits("your app", "your app your app", "0-8 9-17"));
	CHECK(phrase_hits("don't", "dont don`t don't don\xe2\x80\x99t", "0-4 5-10 11-16 17-22"));
	CHECK(phrase_hits("l'app", "l'app L app l-app lapp", "0-5 6-11 12-17"));
	CHECK(phrase_hits("caf\xc3\xa9", "Cafe CAF\xc3\x89", "0-4 5-9"));
	CHECK(phrase_hits("try~", "try trying entry tr t\xc3\xaf try's", "0-3 4-10 23-28"));
	CHECK(phrase_hits("(try~|tried) it", "tried it, trying it, tries it, try", "0-8 10-19"));
}

static void
test_alternatives(void)
{
	CHECK(phrase_hits("my (app|web site|) fails",
					  "my app fails my web site fails my fails my web fails",
					  "0-12 13-30 31-39"));
	CHECK(phrase_hits("(please|) call", "please call, call", "0-11 13-17"));
	CHECK(phrase_hits("call (me|me back|)", "call me back", "0-12"));
	CHECK(phrase_hits("call (me|) (back|)", "call call me call back call me back call me me",
					  "0-4 5-12 13-22 23-35 36-43"));
	CHECK(phrase_hits("(a|a a) b", "a a a b", "2-7"));
}

static void
test_gaps(void)
{
	CHECK(phrase_hits("app *2 but", "app but", "0-7"));
	CHECK(phrase_hits("app *2 but", "app x y but", "0-11"));
	CHECK(phrase_hits("app *2 but", "app x y z but", ""));
	CHECK(phrase_hits("app * but", "app 1 2 3 4 5 but", "0-17"));
	CHECK(phrase_hits("app * but", "app 1 2 3 4 5 6 but", ""));
	CHECK(phrase_hits("app *20 but", "app 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 but", "0-47"));
	CHECK(phrase_hits("app *20 but", "app x 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 but", ""));
	CHECK(phrase_hits("app *2 but", "app app x but but", "0-13"));
	CHECK(phrase_hits("a *1 b *1 c", "a x b x c a b c a x x b c", "0-9 10-15"));
	/* what ends with the last word begins with the third, and nothing else ends there */
	CHECK(phrase_hits("a *1 a", "a a a a a", "0-5"));
	CHECK(phrase_hits("a *1 (b|b c|) d", "a x d a x b d a b c d a x x b d", "0-5 6-13 14-21"));
	/* the gap may not be used twice, nor by a word of the phrase */
	CHECK(phrase_hits("a *1 b c", "a b b c", "0-7"));
	CHECK(phrase_hits("a *1 b c", "a b b b c", ""));
}

static void
test_opening(void)
{
	CHECK(phrase_hits("^a", "1 2 3 4 5 6 7 8 9 10 11 a", "24-25"));
	CHECK(phrase_hits("^a", "1 2 3 4 5 6 7 8 9 10 11 12 a", ""));
	CHECK(phrase_hits("^a b", "1 2 3 4 5 6 7 8 9 10 11 a b", "24-27"));
	CHECK(phrase_hits("^a *3 b", "1 2 3 4 5 6 7 8 9 10 11 a 1 2 3 b", "24-33"));
	CHECK(phrase_hits("^a *3 b", "1 2 3 4 5 6 7 8 9 10 11 12 a b", ""));
	CHECK(phrase_hits("^(x|) a", "1 2 3 4 5 6 7 8 9 10 11 x a", "24-27"));
	CHECK(phrase_hits("^(x|) a", "1 2 3 4 5 6 7 8 9 10 11 12 x a", ""));
	CHECK(phrase_hits("a", "1 2 3 4 5 6 7 8 9 10 11 a a", "24-25 26-27 late"));
}

static void
test_negation(void)
{
	CHECK(phrase_hits("!not good", "good", "0-4"));
	CHECK(phrase_hits("!not good", "not good", ""));
	CHECK(phrase_hits("!not good", "not so good", "7-11"));
	CHECK(phrase_hits("!not good", "not good good", "9-13"));
	CHECK(phrase_hits("!(not|never~) good", "nevertheless good never good not good no good",
					  "41-45"));
	CHECK(phrase_hits("!no a *3 b", "no a b", ""));
	CHECK(phrase_hits("!no a *3 b", "no a a b", "5-8"));
	/* each beginning is looked at by itself */
	CHECK(phrase_hits("!not (so|) good", "not so good", "7-11"));
	CHECK(phrase_hits("!a a", "a a a", "0-1"));
	CHECK(phrase_hits("^!not good", "not good good", "9-13"));
}

/* Phrases of the same words have conditions of their own. */
static void
test_conditions(void)
{
	enum
	{
		N = 60
	};
	static Lexicon lexicon;
	char		text[20];

	lexicon_begin(&lexicon);
	for (int i = 0; i < N; i++)
	{
		sprintf(text, i % 2 ? "!w%d a b" : "^!w%d a b", i);
		CHECK(lexicon_add(&lexicon, text, i));
	}
	CHECK(lexicon_add(&lexicon, "a b", N));
	lexicon_compile(&lexicon, 1 << 16, 1000);
	for (int i = 0; i < N; i++)
	{
		bool		right = true;

		lexicon_find(&lexicon, text, (size_t) sprintf(text, "w%d a b", i), &found);
		for (size_t j = 0; j < found.n; j++)
			right &= found.hits[j].marker == j + (j >= (size_t) i);
		CHECK(right && found.n == N);
	}
	lexicon_end(&lexicon);
}

/* Words that begin alike, and are remembered in the same place. */
static void
test_like_words(void)
{
	static Lexicon lexicon;
	char		text[40];
	bool		has_word;
	int			wrong = 0;

	lexicon_begin(&lexicon);
	CHECK(lexicon_add(&lexicon, "abcdefgh7", 0));
	CHECK(lexicon_add(&lexicon, "abcdefghijklmnop7", 0));
	lexicon_compile(&lexicon, 1 << 16, 1000);
	for (int i = 0; i < 50000; i++)
	{
		const char *format = i % 2 ? "abcdefgh%d" : "abcdefghijklmnop%d";
		size_t		size = (size_t) sprintf(text, format, i / 2);

		wrong += markers_found_in_ascii(lexicon.compiled, (uint8_t *) text, size,
										&has_word) != (i / 2 == 7);
		size = (size_t) sprintf(text, format, 7);
		wrong += !markers_found_in_ascii(lexicon.compiled, (uint8_t *) text, size, &has_word);
	}
	CHECK(wrong == 0);
	lexicon_end(&lexicon);
}

/* ---- overlaps ---- */

static Lexicon lexicon;

/* Are the hits these, as "marker:from-to"? */
static bool
hits_are(const char *text, const char *expected)
{
	char		hits[1000] = "";
	bool		same;

	lexicon_find(&lexicon, text, strlen(text), &found);
	for (size_t i = 0; i < found.n; i++)
		sprintf(hits + strlen(hits), "%s%zu:%zu-%zu", i > 0 ? " " : "", found.hits[i].marker,
				found.hits[i].from, found.hits[i].to);
	same = found.complete && strcmp(hits, expected) == 0 &&
		lexicon_agrees(&lexicon, text, strlen(text), &found);
	if (!same)
		fprintf(stderr, "\"%s\": %s\n", text, hits);
	return same;
}

static void
test_overlaps(void)
{
	for (size_t keep = 1; keep < 5; keep++)
	{
		lexicon_begin(&lexicon);
		CHECK(lexicon_add(&lexicon, "a b", 1));
		CHECK(lexicon_add(&lexicon, "b c", 1));
		CHECK(lexicon_add(&lexicon, "c dd", 1));
		CHECK(lexicon_add(&lexicon, "b c", 2));
		CHECK(lexicon_add(&lexicon, "b c", 2));
		lexicon_compile(&lexicon, 1 << 16, keep);
		CHECK(hits_are("a b", "0:0-3"));
		CHECK(hits_are("a b c", "0:0-3 3:2-5"));	/* as long: the first */
		CHECK(hits_are("a b  c", "1:2-6 3:2-6"));	/* longer in characters */
		CHECK(hits_are("a b c dd", "0:0-3 3:2-5 2:4-8"));	/* what overlaps none that counts */
		CHECK(hits_are("b c dd", "3:0-3 2:2-6"));
		CHECK(hits_are("", ""));
		lexicon_end(&lexicon);
	}
}

static void
test_order(void)
{
	lexicon_begin(&lexicon);
	CHECK(lexicon_add(&lexicon, "b", 1));
	CHECK(lexicon_add(&lexicon, "a * b", 2));
	CHECK(lexicon_add(&lexicon, "a", 3));
	CHECK(lexicon_add(&lexicon, "a b", 4));
	CHECK(lexicon_add(&lexicon, "a *5 b", 5));
	lexicon_compile(&lexicon, 1 << 16, 100);
	CHECK(hits_are("a b", "1:0-3 3:0-3 4:0-3 2:0-1 0:2-3"));
	lexicon_end(&lexicon);
}

/* Nothing, and more than there may be. */
static void
test_sizes(void)
{
	Marker	   *markers = calloc(4000, sizeof(Marker));
	char		phrase[1024] = "";

	lexicon_begin(&lexicon);
	lexicon_compile(&lexicon, 0, 1);
	CHECK(hits_are("a b c", ""));
	CHECK(hits_are("", ""));
	for (int i = 0; i < 250; i++)
		strcat(phrase, "a ");
	CHECK(lexicon_add(&lexicon, phrase, 0));
	for (int i = 0; i < 4000; i++)
		markers[i] = lexicon.markers[0];
	CHECK(markers_compile(&lexicon.arena.arena, markers, 4000) != NULL);
	markers[0].phrase = NULL;
	markers[0] = lexicon.markers[0];
	CHECK(lexicon_add(&lexicon, "a b", 0));
	markers = realloc(markers, 4001 * sizeof(Marker));
	markers[4000] = lexicon.markers[1];
	CHECK(markers_compile(&lexicon.arena.arena, markers, 4001) == NULL);
	lexicon_end(&lexicon);
	free(markers);
}

/* ---- very long texts ---- */

static unsigned long polls;

static void
count_poll(void)
{
	polls++;
}

static bool
count_hit(void *self, const MarkerHit *hit)
{
	++*(size_t *) self;
	return true;
}

/* One chain of hits that overlap is as long as a text, but memory is not. */
static void
test_long_text(void)
{
	const size_t n = 1000000;
	char	   *text = malloc(n * 2);
	size_t		hits = 0;
	size_t		size;
	bool		has_word;
	const char *error;

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * 2, "a ", 2);
	lexicon_begin(&lexicon);
	CHECK(lexicon_add(&lexicon, "a a a", 1));
	CHECK(lexicon_add(&lexicon, "a a (b|c)", 1));
	CHECK(lexicon_add(&lexicon, "zz", 1));
	lexicon_compile(&lexicon, 1 << 16, 1000);
	size = lexicon.arena.size;
	words_poll = count_poll;
	polls = 0;
	CHECK(markers_find(lexicon.compiled, lexicon.cutter, (uint8_t *) text, n * 2, count_hit, &hits,
					   &has_word, &error));
	CHECK(hits == n / 3 && lexicon.arena.size < size + 1000000 && polls > 10);
	size = lexicon.arena.size;
	CHECK(markers_find(lexicon.compiled, lexicon.cutter, (uint8_t *) text, n * 2, count_hit, &hits,
					   &has_word, &error));
	CHECK(lexicon.arena.size == size);
	memset(text, 'b', 1);
	for (size_t i = 0; i < n; i++)
		text[i * 2] = 'b';
	polls = 0;
	CHECK(!markers_found_in_ascii(lexicon.compiled, (uint8_t *) text, n * 2, &has_word));
	CHECK(polls > 10);
	words_poll = NULL;
	lexicon_end(&lexicon);
	free(text);
}

/* ---- what does not return ---- */

static jmp_buf out;
static int jump_in;

static void
jump_at_poll(void)
{
	if (jump_in-- == 0)
		longjmp(out, 1);
}

static bool
jump_at_hit(void *self, const MarkerHit *hit)
{
	jump_at_poll();
	return true;
}

/* After a text that was left anywhere, the next is read as if that had not been. */
static void
test_leaving(void)
{
	static const char text[] = "c a b x a a y b a b a b";
	bool		has_word;
	const char *error;

	lexicon_begin(&lexicon);
	CHECK(lexicon_add(&lexicon, "a *2 b", 1));
	CHECK(lexicon_add(&lexicon, "b x", 2));
	lexicon_compile(&lexicon, 400, 1);
	for (volatile int i = 0; i < 30; i++)
	{
		jump_in = i / 2;
		words_poll = i % 2 ? jump_at_poll : NULL;
		if (setjmp(out) == 0)
			markers_find(lexicon.compiled, lexicon.cutter, (const uint8_t *) text,
						 sizeof(text) - 1,
						 jump_at_hit, NULL, &has_word, &error);
		words_poll = NULL;
		CHECK(hits_are(text, "0:2-5 1:4-7 0:8-15 0:16-23"));
		CHECK(hits_are("b y b", ""));
	}
	lexicon_end(&lexicon);
}

static bool
refuse(void *self, const MarkerHit *hit)
{
	return ++*(int *) self < 2;
}

/* No more hits are given than are wanted. */
static void
test_enough(void)
{
	int			hits = 0;
	bool		has_word;
	const char *error = "set";

	lexicon_begin(&lexicon);
	CHECK(lexicon_add(&lexicon, "a", 1));
	lexicon_compile(&lexicon, 1 << 16, 1);
	CHECK(!markers_find(lexicon.compiled, lexicon.cutter, (const uint8_t *) "a a a a", 7, refuse,
						&hits, &has_word, &error));
	CHECK(hits == 2 && has_word && error == NULL);
	lexicon_end(&lexicon);
}

void
test_markers(void)
{
	RUN(test_words());
	RUN(test_alternatives());
	RUN(test_gaps());
	RUN(test_opening());
	RUN(test_negation());
	RUN(test_conditions());
	RUN(test_like_words());
	RUN(test_overlaps());
	RUN(test_order());
	RUN(test_sizes());
	RUN(test_long_text());
	RUN(test_leaving());
	RUN(test_enough());
}
