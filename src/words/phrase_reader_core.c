/*
 * phrase_reader_core.c
 *		Reads the words of a phrase, and what stands between them.
 */
#include "words/phrase_reader_core.h"

#include "words/phrase_script_core.h"

/* Say what is wrong; returns false. */
bool
phrase_fail(PhraseParser *parser, size_t character, const char *message, const char *hint)
{
	parser->error->message = message;
	parser->error->hint = hint;
	parser->error->at = character;
	return false;
}

/* Go past a mark, which is one byte. */
void
phrase_skip_mark(PhraseParser *parser, PhraseBefore before)
{
	parser->at++;
	parser->character++;
	parser->before = before;
}

void
phrase_skip_spaces(PhraseParser *parser)
{
	size_t		length;

	while ((length = space_length(parser->text + parser->at, parser->size - parser->at)) > 0)
	{
		parser->at += length;
		parser->character++;
		parser->before = BEFORE_NOTHING;
	}
}

/* ---- words ---- */

#define TOO_MANY_WORDS "phrase has more than 256 words"
#define TOO_MANY_WORDS_HINT \
	"All alternatives and negated words count: make several phrases of it."

/* A run of text that is being cut. */
typedef struct Run
{
	PhraseParser *parser;
	size_t		n;				/* words of it */
	size_t		first_from;		/* characters of the run, */
	size_t		last_to;
	bool		too_many;
} Run;

static bool
take_word(void *self, const Word *word)
{
	Run		   *run = self;
	Phrase	   *phrase = &run->parser->phrase;
	uint8_t    *bytes;

	if (run->n++ == 0)
		run->first_from = word->from;
	run->last_to = word->to;
	if (phrase->n_words == PHRASE_MOST_WORDS)
	{
		run->too_many = true;
		run->first_from = word->from;
		return false;
	}
	bytes = arena_array(run->parser->arena, word->size, 1);
	memcpy(bytes, word->bytes, word->size);
	run->parser->words[phrase->n_words++] =
		(PhraseWord) {.bytes = bytes, .size = (uint16_t) word->size};
	return true;
}

static size_t
count_characters(const uint8_t *text, size_t size)
{
	size_t		characters = 0;

	for (size_t i = 0; i < size; i++)
		characters += !is_continuation(text[i]);
	return characters;
}

/* Without a cutter, text is taken for a word that may stand where it stands. */
static bool
assume_word(PhraseParser *parser, size_t size, size_t *n)
{
	static const Word unknown = {.bytes = (const uint8_t *) "?", .size = 1};
	Run			run = {.parser = parser};
	const uint8_t *text = parser->text + parser->at;

	if (!take_word(&run, &unknown))
		return phrase_fail(parser, parser->character, TOO_MANY_WORDS, TOO_MANY_WORDS_HINT);
	parser->before = text[size - 1] < 0x80 && space_length(text + size - 1, 1) > 0 ?
		BEFORE_NOTHING : BEFORE_WORD;
	parser->at += size;
	parser->character += count_characters(text, size);
	*n = 1;
	return true;
}

/* Cut so many bytes into words, which are added to the phrase; how many are they? */
bool
phrase_read_words(PhraseParser *parser, size_t size, size_t *n)
{
	Run			run = {.parser = parser};
	const uint8_t *text = parser->text + parser->at;
	const char *error = NULL;
	size_t		characters = count_characters(text, size);

	if (parser->cutter == NULL && size > 0)
		return assume_word(parser, size, n);
	if (!words_cut(parser->cutter, text, size, take_word, &run, &error) && !run.too_many)
		return phrase_fail(parser, parser->character,
						   error ? error : "cannot cut a phrase into words", NULL);
	if (run.too_many)
		return phrase_fail(parser, parser->character + run.first_from,
						   TOO_MANY_WORDS, TOO_MANY_WORDS_HINT);
	if (run.n > 0 && run.first_from == 0 && parser->before == BEFORE_MARK &&
		has_spaces(first_character(text, size)))
		return phrase_fail(parser, parser->character, "mark within a word",
						   "A word cannot be continued behind \")\" or \"~\": write whole words, such as (app|apps), or put a space between.");
	parser->before = run.n == 0 || run.last_to < characters ? BEFORE_NOTHING :
		has_spaces(last_character(text, size)) ? BEFORE_SPACED_WORD : BEFORE_WORD;
	parser->at += size;
	parser->character += characters;
	*n = run.n;
	return true;
}

/* "~": the word right before it stands for all that begin so. */
bool
phrase_read_prefix(PhraseParser *parser)
{
	if (parser->before != BEFORE_WORD && parser->before != BEFORE_SPACED_WORD)
		return phrase_fail(parser, parser->character, "\"~\" without a word",
						   "Write it right behind the word, such as try~ for all words that begin with \"try\".");
	parser->words[parser->phrase.n_words - 1].is_prefix = true;
	phrase_skip_mark(parser, BEFORE_MARK);
	return true;
}
