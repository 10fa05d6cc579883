/*
 * word_list.c
 *		The words of a text, to be compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "word_list.h"

WordCutter *
cutter_for(const char *language)
{
	const char *error;
	WordCutter *cutter = word_cutter_open(language, &error);

	if (cutter == NULL)
	{
		fprintf(stderr, "no words can be cut: %s\n", error);
		exit(EXIT_FAILURE);
	}
	return cutter;
}

bool
word_list_take(void *self, const Word *word)
{
	WordList   *list = self;
	size_t		most = list->size + word->size + 64;

	if (list->room < most)
	{
		list->room = 2 * most;
		list->shown = realloc(list->shown, list->room);
	}
	memcpy(list->shown + list->size, word->bytes, word->size);
	list->size += word->size;
	list->size += (size_t) sprintf(list->shown + list->size, "@%zu-%zu ", word->from, word->to);
	list->in_order &= word->size > 0 && word->size <= WORD_MOST_BYTES &&
		word->from >= list->last_to && word->to > word->from;
	list->last_to = word->to;
	list->n++;
	return true;
}

/* Cut a text into a list, whose memory is used again. */
void
word_list_fill(WordList *list, WordCutter *cutter, const uint8_t *text, size_t size, CutWay way)
{
	const char *error = NULL;
	bool		all = true;

	list->size = list->n = list->last_to = 0;
	list->in_order = true;
	if (way == CUT_ASCII)
	{
		AsciiWords	words = {.text = text, .size = size, .at = 0};
		Word		word;

		while (ascii_words_next(&words, &word))
			word_list_take(list, &word);
	}
	else
		all = (way == CUT ? words_cut : words_cut_by_icu) (cutter, text, size, word_list_take,
														   list, &error);
	CHECK(all && error == NULL && list->in_order && list->last_to <= size);
}

bool
word_lists_equal(const WordList *a, const WordList *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->shown, b->shown, a->size) == 0);
}

bool
ways_agree(WordCutter *cutter, const uint8_t *text, size_t size, CutWay a, CutWay b)
{
	static WordList one;
	static WordList other;
	uint8_t    *copy = malloc(size > 0 ? size : 1);

	memcpy(copy, text, size);
	word_list_fill(&one, cutter, copy, size, a);
	word_list_fill(&other, cutter, copy, size, b);
	free(copy);
	if (word_lists_equal(&one, &other))
		return true;
	fprintf(stderr, "of \"%.*s\": %.*s, but %.*s\n", (int) size, text, (int) one.size, one.shown,
			(int) other.size, other.shown);
	return false;
}

void
check_words(const char *language, const char *text, const char *expected, const char *file,
			int line)
{
	WordCutter *cutter = cutter_for(language);
	WordList	list = {0};
	bool		holds;

	word_list_fill(&list, cutter, (const uint8_t *) text, strlen(text), CUT);
	holds = list.n == 0 ? *expected == '\0' :
		strlen(expected) + 1 == list.size && memcmp(list.shown, expected, list.size - 1) == 0;
	unit_check(holds, text, file, line);
	if (!holds)
		fprintf(stderr, "  expected %s\n  found    %.*s\n", expected, (int) list.size, list.shown);
	unit_check(ways_agree(cutter, (const uint8_t *) text, strlen(text), CUT, CUT_BY_ICU),
			   "both ways agree", file, line);
	free(list.shown);
	word_cutter_close(cutter);
}
