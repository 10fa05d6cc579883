/*
 * word_list.h
 *		The words of a text, to be compared.
 */
#ifndef WORD_LIST_H
#define WORD_LIST_H

#include "words/words_core.h"

/* How a text is cut. */
typedef enum CutWay
{
	CUT,						/* words_cut() */
	CUT_BY_ICU,					/* words_cut_by_icu() */
	CUT_ASCII					/* ascii_words_next() */
} CutWay;

/* The words that were taken, each as "bytes@from-to ". */
typedef struct WordList
{
	char	   *shown;
	size_t		size;
	size_t		room;
	size_t		n;
	size_t		last_to;
	bool		in_order;		/* words are not empty, and none begins before the end of
								 * the one before */
} WordList;

extern WordCutter *cutter_for(const char *language);
extern bool word_list_take(void *list, const Word *word);
extern void word_list_fill(WordList *list, WordCutter *cutter, const uint8_t *text, size_t size,
						   CutWay way);
extern bool word_lists_equal(const WordList *a, const WordList *b);

/* Do two ways give the same words of a text, which is in memory of its exact size? */
extern bool ways_agree(WordCutter *cutter, const uint8_t *text, size_t size, CutWay a, CutWay b);

/* The words that are expected of a text, as in a WordList but without the last blank. */
extern void check_words(const char *language, const char *text, const char *expected,
						const char *file, int line);
#define WORDS(language, text, expected) check_words(language, text, expected, __FILE__, __LINE__)

#endif							/* WORD_LIST_H */
