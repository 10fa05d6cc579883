/*
 * automaton_core.h
 *		All segments of phrases as one nondeterministic automaton over symbols.
 *
 * A state is a place in a segment: before one of its groups but the first, between two
 * words of an alternative, or its end.  An edge leads from a state to another over all
 * symbols that satisfy a word.
 *
 * What begins a segment is no state: it begins at every word, where its conditions hold.
 * Steps look only at the segments that begin with the word at hand.
 */
#ifndef AUTOMATON_CORE_H
#define AUTOMATON_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena_core.h"
#include "words/segment_core.h"
#include "words/vocabulary_core.h"

/* A lexicon can have so many states, and so many words. */
#define AUTOMATON_MOST 1000000

typedef struct AutomatonEdge
{
	uint32_t	symbol;			/* the first that it takes, */
	uint32_t	span;			/* and so many after it */
	uint32_t	to;				/* state */
} AutomatonEdge;

typedef struct AutomatonState
{
	uint32_t	first;			/* its edges; of an end, the segment */
	uint16_t	n;				/* 0 for an end */
	bool		skips;			/* the group after it is optional: what is at this state is
								 * at the next one too */
} AutomatonState;

/* When a phrase may begin. */
typedef struct AutomatonCondition
{
	bool		opening;
	const uint32_t *negated;	/* patterns */
	uint32_t	n;
} AutomatonCondition;

/* The first step of a segment. */
typedef struct AutomatonStart
{
	uint32_t	to;
	uint32_t	condition;		/* of a phrase, or NO_CONDITION */
} AutomatonStart;

typedef struct Automaton
{
	Vocabulary	vocabulary;
	Segments	segments;
	uint32_t	n_states;
	const AutomatonState *states;
	const AutomatonEdge *edges;
	const uint32_t *first_start;	/* of a symbol's pattern, and of the next one's */
	const AutomatonStart *starts;
	const AutomatonCondition *conditions;	/* of each phrase */
	const uint32_t *negation;	/* of a symbol: what stands for it where it is looked
								 * at whether it is negated, 0 where it cannot be */
	const uint32_t *first_word; /* of each phrase */
	const uint32_t *words;		/* patterns of all phrases */
	bool		has_opening;	/* some segment depends on it */
	size_t		most_words;		/* that a phrase can stretch over */
} Automaton;

/* States that are all possible at a time; the ends of segments are apart. */
typedef struct StateSet
{
	uint32_t   *at;				/* where a state is in what has it */
	uint32_t   *states;
	uint32_t	n;
	uint32_t   *ends;
	uint32_t	n_ends;
} StateSet;

extern bool automaton_build(Automaton *automaton, Arena *arena, const Phrase *const *phrases,
							size_t n);
extern void state_set_build(StateSet *set, Arena *arena, const Automaton *automaton);
extern void automaton_step(const Automaton *automaton, const uint32_t *states, uint32_t n,
						   uint32_t negation, uint32_t symbol, bool in_opening, StateSet *set);

#endif							/* AUTOMATON_CORE_H */
