/*
 * plain_tag_core.h
 *		Tags of HTML, and what is known of elements.
 */
#ifndef PLAIN_TAG_CORE_H
#define PLAIN_TAG_CORE_H

#include "words/plain_core.h"

/* What an element is to a text; 0 for one that is not known. */
enum
{
	ELEMENT_INLINE = 1 << 0,
	ELEMENT_BLOCK = 1 << 1,		/* begins and ends a line */
	ELEMENT_CELL = 1 << 2,		/* is apart from its neighbours */
	ELEMENT_PRE = 1 << 3,		/* keeps its white space */
	ELEMENT_HIDDEN = 1 << 4,	/* nobody sees its content, */
	ELEMENT_RAW = 1 << 5,		/* in which nothing is a tag but its own end */
	ELEMENT_VOID = 1 << 6		/* has no content */
};

typedef struct PlainTag
{
	PlainText	name;
	int			element;		/* what it is */
	bool		ends;			/* </name> */
	bool		empty;			/* <name/> */
	PlainText	id;				/* values of attributes; empty where there is none */
	PlainText	classes;
	PlainText	style;
	PlainText	called;			/* the attribute name */
} PlainTag;

/* Reads the tags of a text, one after the other. */
typedef struct PlainTagReader
{
	PlainText	text;
	int			lost;			/* how often a tag was read to the end of the text */
	bool		no_more;		/* nothing ends a tag any more */
	size_t		poll;
} PlainTagReader;

/*
 * Read the tag at a < that a letter, or / and a letter, follows.  Gives where the text goes on;
 * where the tag has no end, the size of the text if it is of a known element, else 0.
 */
extern size_t plain_read_tag(PlainTagReader *reader, size_t at, PlainTag *tag);

/* What is known of the element that a text begins with the name of. */
extern int	plain_element(PlainText text, PlainText *name);

/* Has an attribute of words, such as class, this one? */
extern bool plain_has_word(PlainText value, const char *word);

/* Are two names the same, in capitals or not? */
extern bool plain_same_name(PlainText a, PlainText b);

#endif							/* PLAIN_TAG_CORE_H */
