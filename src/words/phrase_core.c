/*
 * phrase_core.c
 *		Reads phrases, from left to right, in one pass.
 */
#include "words/phrase_core.h"

#include "words/phrase_reader_core.h"
#include "words/phrase_script_core.h"

/* ---- negation ---- */

/* One negated word, which ends at a mark, or at a space outside of brackets. */
static bool
read_negated_word(PhraseParser *parser, bool in_brackets)
{
	size_t		from = parser->character;
	size_t		end = parser->at;
	size_t		n = 0;

	while (end < parser->size && !is_phrase_mark(parser->text[end]) &&
		   (in_brackets || space_length(parser->text + end, parser->size - end) == 0))
		do
			end++;
		while (end < parser->size && is_continuation(parser->text[end]));
	if (!phrase_read_words(parser, end - parser->at, &n))
		return false;
	if (n == 0)
		return phrase_fail(parser, from, "\"!\" without a word",
						   "Write the word right behind it, such as !not or !(not|never).");
	if (n > 1)
		return phrase_fail(parser, from, "negation of several words",
						   "Only the one word right before a phrase can be looked at; write !(not|never) for one of several.");
	return phrase_byte(parser) != '~' || phrase_read_prefix(parser);
}

/* !(a|b~) */
static bool
read_negated_brackets(PhraseParser *parser)
{
	parser->bracket = parser->character;
	do
	{
		phrase_skip_mark(parser, BEFORE_NOTHING);
		phrase_skip_spaces(parser);
		if (!read_negated_word(parser, true))
			return false;
		phrase_skip_spaces(parser);
	} while (phrase_byte(parser) == '|');
	if (parser->at == parser->size)
		return phrase_fail(parser, parser->bracket, "bracket is not closed",
						   "Write \")\" behind the last alternative.");
	if (phrase_byte(parser) != ')')
		return phrase_fail(parser, parser->character, "negation of more than a word",
						   "Write single words between the brackets, such as !(not|never).");
	phrase_skip_mark(parser, BEFORE_MARK);
	return true;
}

/* "!" and what is negated; nothing but that may stand before it. */
static bool
read_negation(PhraseParser *parser)
{
	/* without a cutter, nobody knows whether what stands before it is a word */
	if (parser->cutter && (parser->in_group || parser->phrase.n_groups > 0))
		return phrase_fail(parser, parser->character, "\"!\" is not at the beginning",
						   "Write negated words before all others, such as !not I tried.");
	phrase_skip_mark(parser, BEFORE_NOTHING);
	if (!(phrase_byte(parser) == '(' ? read_negated_brackets(parser) :
		  read_negated_word(parser, false)))
		return false;
	parser->phrase.negated = parser->phrase.n_words;
	return true;
}

/* ---- groups ---- */

static void
open_alternative(PhraseParser *parser)
{
	parser->alternatives[parser->phrase.n_alternatives].first = parser->phrase.n_words;
	parser->wordless = NOWHERE;
}

static void
open_group(PhraseParser *parser)
{
	parser->groups[parser->phrase.n_groups] = (PhraseGroup) {
		.first = parser->phrase.n_alternatives, .gap = (uint8_t) parser->gap
	};
	parser->gap = 0;
	parser->in_group = true;
	open_alternative(parser);
}

/* An empty alternative makes its group optional. */
static bool
close_alternative(PhraseParser *parser)
{
	Phrase	   *phrase = &parser->phrase;
	bool		is_empty = parser->alternatives[phrase->n_alternatives].first == phrase->n_words;

	if (is_empty && parser->wordless != NOWHERE)
		return phrase_fail(parser, parser->wordless, "alternative without a word",
						   "Punctuation is no word; an empty alternative, as in (a|), makes the brackets optional.");
	if (is_empty)
		parser->groups[phrase->n_groups].optional = true;
	else
		parser->alternatives[phrase->n_alternatives++].end = phrase->n_words;
	return true;
}

/* Close the open group, if there is one. */
static bool
close_group(PhraseParser *parser)
{
	PhraseGroup *group = &parser->groups[parser->phrase.n_groups];

	if (!parser->in_group)
		return true;
	if (!close_alternative(parser))
		return false;
	group->end = parser->phrase.n_alternatives;
	if (group->end == group->first)
		return phrase_fail(parser, parser->bracket, "brackets without a word",
						   "Write words between them, such as (app|website).");
	parser->phrase.n_groups++;
	parser->in_group = false;
	if (!group->optional)
	{
		parser->required = true;
		parser->loose_gap = NOWHERE;
	}
	return true;
}

/* Text up to the next mark.  Outside of brackets it opens a group, if it has a word. */
static bool
read_run(PhraseParser *parser)
{
	size_t		from;
	size_t		end;
	size_t		n = 0;
	bool		opens;

	phrase_skip_spaces(parser);
	for (end = parser->at; end < parser->size && !is_phrase_mark(parser->text[end]);)
		end++;
	if (end == parser->at)
		return true;

	from = parser->character;
	opens = !parser->in_group;
	if (opens)
		open_group(parser);
	if (!phrase_read_words(parser, end - parser->at, &n))
		return false;
	if (opens && n == 0)
	{
		parser->gap = parser->groups[parser->phrase.n_groups].gap;
		parser->in_group = false;
	}
	if (n == 0 && parser->wordless == NOWHERE)
		parser->wordless = from;
	return true;
}

static bool
read_opening_bracket(PhraseParser *parser)
{
	if (parser->in_brackets)
		return phrase_fail(parser, parser->character, "bracket within brackets",
						   "Write out the alternatives, such as (my app|my new app|the app).");
	if (parser->before == BEFORE_SPACED_WORD)
		return phrase_fail(parser, parser->character, "bracket within a word",
						   "Write whole words, such as (app|apps), or put a space between.");
	if (!close_group(parser))
		return false;
	parser->bracket = parser->character;
	open_group(parser);
	parser->in_brackets = true;
	phrase_skip_mark(parser, BEFORE_NOTHING);
	return true;
}

static bool
read_bar(PhraseParser *parser)
{
	if (!parser->in_brackets)
		return phrase_fail(parser, parser->character, "\"|\" outside of brackets",
						   "Write alternatives between brackets, such as (app|website).");
	if (!close_alternative(parser))
		return false;
	open_alternative(parser);
	phrase_skip_mark(parser, BEFORE_NOTHING);
	return true;
}

static bool
read_closing_bracket(PhraseParser *parser)
{
	if (!parser->in_brackets)
		return phrase_fail(parser, parser->character, "bracket was not opened",
						   "Write \"(\" before the first alternative.");
	if (!close_group(parser))
		return false;
	parser->in_brackets = false;
	phrase_skip_mark(parser, BEFORE_MARK);
	return true;
}

/* ---- gaps ---- */

/* May a gap stand here? */
static bool
check_gap(PhraseParser *parser)
{
	if (parser->in_brackets)
		return phrase_fail(parser, parser->character, "\"*\" within brackets",
						   "Alternatives have no gaps: make several phrases of it.");
	if (parser->before == BEFORE_SPACED_WORD)
		return phrase_fail(parser, parser->character, "\"*\" within a word",
						   "Write word~ for all words that begin so, or put a space between.");
	if (!close_group(parser))
		return false;
	if (parser->loose_gap != NOWHERE)
		return phrase_fail(parser, parser->character, "\"*\" twice in a row",
						   "Write one \"*\" with the number of words that may stand between, such as *10, or a word between them that cannot be left out.");
	if (!parser->required)
		return phrase_fail(parser, parser->character, "\"*\" at the beginning",
						   "Write a word before it, one that cannot be left out.");
	return true;
}

/* "*" or "*N", with a space or a mark behind it. */
static bool
read_gap(PhraseParser *parser)
{
	size_t		from = parser->character;
	size_t		number = 0;
	bool		has_number = false;

	if (!check_gap(parser))
		return false;
	phrase_skip_mark(parser, BEFORE_NOTHING);
	while (phrase_byte(parser) >= '0' && phrase_byte(parser) <= '9')
	{
		number = number > PHRASE_MOST_GAP ? number : number * 10 + (phrase_byte(parser) - '0');
		has_number = true;
		phrase_skip_mark(parser, BEFORE_NOTHING);
	}
	if (parser->at < parser->size && !is_phrase_mark(phrase_byte(parser)) &&
		space_length(parser->text + parser->at, parser->size - parser->at) == 0)
		return phrase_fail(parser, has_number ? from + 1 : parser->character,
						   "no number behind \"*\"",
						   "Write *, or *N with a number from 1 to 20, and a space behind it.");
	if (has_number && (number < 1 || number > PHRASE_MOST_GAP))
		return phrase_fail(parser, from + 1, "number behind \"*\" is out of range",
						   "Write a number from 1 to 20.");
	parser->gap = has_number ? number : PHRASE_GAP;
	parser->loose_gap = from;
	return true;
}

/* ---- the whole ---- */

static bool
read_mark(PhraseParser *parser)
{
	switch (phrase_byte(parser))
	{
		case '(':
			return read_opening_bracket(parser);
		case '|':
			return read_bar(parser);
		case ')':
			return read_closing_bracket(parser);
		case '*':
			return read_gap(parser);
		case '~':
			return phrase_read_prefix(parser);
		case '^':
			return phrase_fail(parser, parser->character, "\"^\" is not at the beginning",
							   "Write it as the first character of the phrase.");
		default:
			return read_negation(parser);
	}
}

/* What can only be told at the end. */
static bool
read_end(PhraseParser *parser)
{
	if (parser->in_brackets)
		return phrase_fail(parser, parser->bracket, "bracket is not closed",
						   "Write \")\" behind the last alternative.");
	if (!close_group(parser))
		return false;
	if (parser->phrase.n_groups == 0)
		return phrase_fail(parser,
						   parser->wordless == NOWHERE ? parser->character : parser->wordless,
						   "phrase without a word", "Write at least one word that is looked for.");
	if (!parser->required)
		return phrase_fail(parser, 0, "phrase may match nothing",
						   "All of its words can be left out: make one of the brackets without an empty alternative.");
	if (parser->loose_gap != NOWHERE)
		return phrase_fail(parser, parser->loose_gap, "\"*\" at the end",
						   "Write a word behind it, one that cannot be left out.");
	return true;
}

static bool
read_phrase(PhraseParser *parser)
{
	phrase_skip_spaces(parser);
	if (phrase_byte(parser) == '^')
	{
		parser->phrase.opening = true;
		phrase_skip_mark(parser, BEFORE_NOTHING);
	}
	while (parser->at < parser->size)
		if (!(is_phrase_mark(phrase_byte(parser)) ? read_mark(parser) : read_run(parser)))
			return false;
	return read_end(parser);
}

static void *
keep(Arena *arena, const void *things, size_t n, size_t size)
{
	return memcpy(arena_array(arena, n, size), things, n * size);
}

/*
 * Read a phrase, which is UTF-8.  NULL where it is bad; *error says why.  Without a cutter,
 * only what is bad however its words are cut; what it gives then has no words to look for.
 */
Phrase *
phrase_parse(Arena *arena, WordCutter *cutter, const uint8_t *text, size_t size,
			 PhraseError *error)
{
	PhraseParser		parser = {
		.arena = arena, .cutter = cutter, .text = text, .size = size, .error = error,
		.wordless = NOWHERE, .loose_gap = NOWHERE
	};
	Phrase	   *phrase = &parser.phrase;

	if (!read_phrase(&parser))
		return NULL;
	phrase->words = keep(arena, parser.words, phrase->n_words, sizeof(PhraseWord));
	phrase->alternatives = keep(arena, parser.alternatives, phrase->n_alternatives,
								sizeof(PhraseAlternative));
	phrase->groups = keep(arena, parser.groups, phrase->n_groups, sizeof(PhraseGroup));
	return keep(arena, phrase, 1, sizeof(Phrase));
}

/* So many words a group can have, */
size_t
phrase_group_most_words(const Phrase *phrase, size_t group)
{
	size_t		most = 0;

	for (size_t a = phrase->groups[group].first; a < phrase->groups[group].end; a++)
	{
		size_t		n = phrase->alternatives[a].end - phrase->alternatives[a].first;

		most = n > most ? n : most;
	}
	return most;
}

/* and a phrase can stretch over, gaps and all. */
size_t
phrase_most_words(const Phrase *phrase)
{
	size_t		most = 0;

	for (size_t g = 0; g < phrase->n_groups; g++)
		most += phrase->groups[g].gap + phrase_group_most_words(phrase, g);
	return most;
}
