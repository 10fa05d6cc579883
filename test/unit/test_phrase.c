/*
 * test_phrase.c
 *		Phrases: what each mark means, and where one is wrong.
 */
#include <stdio.h>
#include <string.h>

#include "words/phrase_core.h"
#include "phrase_dump.h"
#include "test_arena.h"
#include "unit.h"

static WordCutter *cutter;

/* Is a phrase read as what its dump says?  It is shown where it is not. */
static bool
reads_as(const char *text, const char *expected)
{
	TestArena	arena;
	PhraseError error = {0};
	Phrase	   *phrase;
	char		dump[PHRASE_DUMP_BYTES] = "";
	bool		same;

	test_arena_begin(&arena);
	phrase = phrase_parse(&arena.arena, cutter, (const uint8_t *) text, strlen(text), &error);
	if (phrase)
		phrase_dump(phrase, dump);
	same = phrase && strcmp(dump, expected) == 0;
	if (!same)
		fprintf(stderr, "\"%s\": %s%s at %zu\n", text, dump, phrase ? "" : error.message,
				error.at);
	test_arena_end(&arena);
	return same;
}

/* Is it refused, with a message that begins so, at a character? */
static bool
fails(const char *text, const char *message, size_t at)
{
	TestArena	arena;
	PhraseError error = {0};
	Phrase	   *phrase;
	bool		same;

	test_arena_begin(&arena);
	phrase = phrase_parse(&arena.arena, cutter, (const uint8_t *) text, strlen(text), &error);
	same = phrase == NULL && strcmp(error.message, message) == 0 && error.at == at &&
		error.hint != NULL;
	if (!same)
		fprintf(stderr, "\"%s\": %s at %zu\n", text, phrase ? "read" : error.message, error.at);
	test_arena_end(&arena);
	return same;
}

static void
test_marks(void)
{
	CHECK(reads_as("I tried your (app|website|portal) *3 but",
				   "(i tried your)(app|website|portal)*3(but)"));
	CHECK(reads_as("but", "(but)"));
	CHECK(reads_as("  Don't, CALL... ", "(dont call)"));
	CHECK(reads_as("l'app end.next", "(l app end next)"));
	CHECK(reads_as("try~ l'app~ a", "(try~ l app~ a)"));
	CHECK(reads_as("try~, but", "(try~ but)"));
	CHECK(reads_as("a * b", "(a)*5(b)"));
	CHECK(reads_as("a *1 b *20 c", "(a)*1(b)*20(c)"));
	CHECK(reads_as("a *007 b", "(a)*7(b)"));
	CHECK(reads_as("(a)*(b)", "(a)*5(b)"));
	CHECK(reads_as("a *\tb", "(a)*5(b)"));
	CHECK(reads_as("a *\xc2\xa0" "b", "(a)*5(b)"));
	CHECK(reads_as("x (a|b c|d~|)", "(x)(a|b c|d~|)"));
	CHECK(reads_as("x ( | a,b |||c) y", "(x)(a b|c|)(y)"));
	CHECK(reads_as("(a|b)(c|d)", "(a|b)(c|d)"));
	CHECK(reads_as("l'(app|site)", "(l)(app|site)"));
	CHECK(reads_as("(a|) x (b|) * y (c|)", "(a|)(x)(b|)*5(y)(c|)"));
	CHECK(reads_as("a, ... b - (c) ?", "(a b)(c)"));
}

static void
test_head(void)
{
	CHECK(reads_as("^still waiting", "^(still waiting)"));
	CHECK(reads_as(" ^ still", "^(still)"));
	CHECK(reads_as("!not happy", "!not(happy)"));
	CHECK(reads_as("!not !never~ happy", "!not!never~(happy)"));
	CHECK(reads_as("!not!never (a|b)", "!not!never(a|b)"));
	CHECK(reads_as("!(not|never~ | don't) happy", "!not!never~!dont(happy)"));
	CHECK(reads_as("^!(no)\nnews", "^!no(news)"));
}

/* Scripts without spaces need none beside marks. */
static void
test_scripts(void)
{
	CHECK(reads_as("\xe3\x82\xa2\xe3\x83\x97\xe3\x83\xaa(\xe3\x82\x92|\xe3\x81\x8c)\xe4\xbd\xbf",
				   "(\xe3\x82\xa2\xe3\x83\x97\xe3\x83\xaa)(\xe3\x82\x92|\xe3\x81\x8c)(\xe4\xbd\xbf)"));
	CHECK(reads_as("\xe4\xbd\xbf~ \xe3\x80\x80*3\xe3\x80\x80\xe4\xbd\xbf",
				   "(\xe4\xbd\xbf~)*3(\xe4\xbd\xbf)"));
	CHECK(reads_as("\xc3\x89t\xc3\xa9~ Stra\xc3\x9f" "e", "(ete~ strasse)"));
	CHECK(fails("\xc3\xa9t\xc3\xa9(e|)", "bracket within a word", 3));
	CHECK(fails("\xc3\xa9t\xc3\xa9 \xc3\xa9 )", "bracket was not opened", 6));
	CHECK(fails("\xec\x95\xb1(\xec\x9d\xb4|\xec\x9d\x84)", "bracket within a word", 1));
}

static void
test_nothing(void)
{
	CHECK(fails("", "phrase without a word", 0));
	CHECK(fails("   ", "phrase without a word", 3));
	CHECK(fails("...", "phrase without a word", 0));
	CHECK(fails(" - ", "phrase without a word", 1));
	CHECK(fails("^", "phrase without a word", 1));
	CHECK(fails("!not", "phrase without a word", 4));
	CHECK(fails("(a|)", "phrase may match nothing", 0));
	CHECK(fails("(a|b c|d~|)", "phrase may match nothing", 0));
	CHECK(fails(" (a|) (b|)", "phrase may match nothing", 0));
	CHECK(fails("a ()", "brackets without a word", 2));
	CHECK(fails("a (|)", "brackets without a word", 2));
	CHECK(fails("a (b| ...)", "alternative without a word", 6));
	CHECK(fails("a (-|b)", "alternative without a word", 3));
}

static void
test_brackets(void)
{
	CHECK(fails("a (b", "bracket is not closed", 2));
	CHECK(fails("a b)", "bracket was not opened", 3));
	CHECK(fails("a (b) c)", "bracket was not opened", 7));
	CHECK(fails("a (b (c))", "bracket within brackets", 5));
	CHECK(fails("a | b", "\"|\" outside of brackets", 2));
	CHECK(fails("app(s|)", "bracket within a word", 3));
	CHECK(fails("!not(a|b)", "bracket within a word", 4));
	CHECK(fails("(un|)able", "mark within a word", 5));
	CHECK(fails("try~ing", "mark within a word", 4));
	CHECK(fails("(a *3 b)", "\"*\" within brackets", 3));
	CHECK(fails("(a ^b)", "\"^\" is not at the beginning", 3));
	CHECK(fails("(a !b)", "\"!\" is not at the beginning", 3));
}

static void
test_gaps(void)
{
	CHECK(fails("* a", "\"*\" at the beginning", 0));
	CHECK(fails("!not * a", "\"*\" at the beginning", 5));
	CHECK(fails("(a|) *3 b", "\"*\" at the beginning", 5));
	CHECK(fails("a *", "\"*\" at the end", 2));
	CHECK(fails("a *3 ...", "\"*\" at the end", 2));
	CHECK(fails("a *3 (b|)", "\"*\" at the end", 2));
	CHECK(fails("a * * b", "\"*\" twice in a row", 4));
	CHECK(fails("a *3*4 b", "\"*\" twice in a row", 4));
	CHECK(fails("a *3 , *4 b", "\"*\" twice in a row", 7));
	CHECK(fails("a * (b|) * c", "\"*\" twice in a row", 9));
	CHECK(fails("a *0 b", "number behind \"*\" is out of range", 3));
	CHECK(fails("a *21 b", "number behind \"*\" is out of range", 3));
	CHECK(fails("a *99999999999999999999999 b", "number behind \"*\" is out of range", 3));
	CHECK(fails("a *x b", "no number behind \"*\"", 3));
	CHECK(fails("a *3x b", "no number behind \"*\"", 3));
	CHECK(fails("a *-3 b", "no number behind \"*\"", 3));
	CHECK(fails("app* b", "\"*\" within a word", 3));
}

static void
test_prefixes_and_negations(void)
{
	CHECK(fails("~a", "\"~\" without a word", 0));
	CHECK(fails("a ~ b", "\"~\" without a word", 2));
	CHECK(fails("a.~ b", "\"~\" without a word", 2));
	CHECK(fails("a~~ b", "\"~\" without a word", 2));
	CHECK(fails("(a|b)~", "\"~\" without a word", 5));
	CHECK(fails("(a|~)", "\"~\" without a word", 3));
	CHECK(fails("a ^b", "\"^\" is not at the beginning", 2));
	CHECK(fails("^^a", "\"^\" is not at the beginning", 1));
	CHECK(fails("!a ^b", "\"^\" is not at the beginning", 3));
	CHECK(fails("a !b", "\"!\" is not at the beginning", 2));
	CHECK(fails("a!", "\"!\" is not at the beginning", 1));
	/* the last byte of a character may look like a space */
	CHECK(fails("!a\305\240", "phrase without a word", 3));
	CHECK(fails("!\303\240", "phrase without a word", 2));
	CHECK(fails("a, ... b !", "\"!\" is not at the beginning", 9));
	CHECK(fails("! a", "\"!\" without a word", 1));
	CHECK(fails("!- a", "\"!\" without a word", 1));
	CHECK(fails("!", "\"!\" without a word", 1));
	CHECK(fails("!~ a", "\"!\" without a word", 1));
	CHECK(fails("!(a|) b", "\"!\" without a word", 4));
	CHECK(fails("!() b", "\"!\" without a word", 2));
	CHECK(fails("!l'app a", "negation of several words", 1));
	CHECK(fails("!(not|not at) a", "negation of several words", 6));
	CHECK(fails("!(not|never", "bracket is not closed", 1));
	CHECK(fails("!(not (a)) b", "negation of more than a word", 6));
}

/* ---- limits ---- */

/* n words, each with what is behind it. */
static void
repeat(char *text, const char *before, size_t n, const char *word, const char *after)
{
	text += sprintf(text, "%s", before);
	for (size_t i = 0; i < n; i++)
		text += sprintf(text, "%s", word);
	sprintf(text, "%s", after);
}

static void
test_limits(void)
{
	char		text[8192];
	char		dump[8192];

	repeat(text, "", 256, "a ", "");
	repeat(dump, "(a", 255, " a", ")");
	CHECK(reads_as(text, dump));
	repeat(text, "", 257, "a ", "");
	CHECK(fails(text, "phrase has more than 256 words", 512));
	repeat(text, "!no (", 254, "a|", "a)");
	repeat(dump, "!no(", 254, "a|", "a)");
	CHECK(reads_as(text, dump));
	repeat(text, "!no !no (", 254, "a|", "a)");
	CHECK(fails(text, "phrase has more than 256 words", 9 + 2 * 254));
	repeat(text, "", 256, "(a)", "");
	repeat(dump, "", 256, "(a)", "");
	CHECK(reads_as(text, dump));
	repeat(text, "", 256, "(a)", "(a)");
	CHECK(fails(text, "phrase has more than 256 words", 769));
	repeat(text, "", 256, "(a)", " ... ( ");
	CHECK(fails(text, "bracket is not closed", 773));
	repeat(text, "(", 3000, "|", "a) b");
	CHECK(reads_as(text, "(a|)(b)"));
}

/* Could some cut make a phrase of it? */
static bool
could_be(const char *text)
{
	TestArena	arena;
	PhraseError error = {0};
	bool		could;

	test_arena_begin(&arena);
	could = phrase_parse(&arena.arena, NULL, (const uint8_t *) text, strlen(text), &error) != NULL;
	test_arena_end(&arena);
	return could;
}

static void
test_any_cut(void)
{
	WordCutter *kept = cutter;

	CHECK(could_be("!a b c"));
	CHECK(could_be("... !a b"));
	CHECK(could_be("!... b"));
	CHECK(could_be("(...|) b"));
	CHECK(could_be("\xe5\xb1\x8a~ * (\xc3\xa0|)\xc3\xa0~"));
	cutter = NULL;
	CHECK(fails("a (b", "bracket is not closed", 2));
	CHECK(fails("\xc3\xa0 ~", "\"~\" without a word", 2));
	CHECK(fails("a ^b", "\"^\" is not at the beginning", 2));
	CHECK(fails("a *0 b", "number behind \"*\" is out of range", 3));
	CHECK(fails("(a|) (b|)", "phrase may match nothing", 0));
	cutter = kept;
}

void
test_phrase(void)
{
	const char *error;

	cutter = word_cutter_open("en", &error);
	RUN(test_marks());
	RUN(test_head());
	RUN(test_scripts());
	RUN(test_nothing());
	RUN(test_brackets());
	RUN(test_gaps());
	RUN(test_prefixes_and_negations());
	RUN(test_limits());
	RUN(test_any_cut());
	word_cutter_close(cutter);
}
