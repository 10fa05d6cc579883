/*
 * transitions_core.h
 *		The automaton, made deterministic as far as texts go there.
 *
 * What is possible at a word, states and what the word is to negations, is a place.
 * Places and the transitions between them are kept as they come, in memory of fixed
 * size.  When that is full, all is forgotten, if it has been of use: if there were
 * TRANSITIONS_USE words to every transition that was made.  Until then what is not kept
 * is stepped each time, from states to states.  So a word costs, at worst and but for a
 * constant factor, as many operations as phrases have words; and most often one look into
 * a table.
 *
 * No edge takes a word that no phrase knows, and few take those that some do.  What none
 * of a place's edges takes leads where it does from the root, and is kept only once.
 */
#ifndef TRANSITIONS_CORE_H
#define TRANSITIONS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words/automaton_core.h"

#define TRANSITIONS_USE 8

/* A place, by its number; the lowest bit says that a segment ends there. */
typedef uint32_t PlaceName;

#define PLACE_ROOT 0			/* where nothing is possible, as before a text */
#define PLACE_BITS 16
#define PLACES_MOST (1 << (PLACE_BITS - 2))
#define PLACE_NONE UINT32_MAX	/* there is no transition */
#define PLACE_PASSING (UINT32_MAX - 3)	/* or with the bit: one that is not kept */

/*
 * A transition, in 64 bits: from where, over what and whether in the opening, to where.
 * From where is a place, or what a word is to negations with FROM_PLAIN, for what none of
 * a place's edges takes.
 */
typedef uint64_t Transition;

#define NO_TRANSITION UINT64_MAX
#define SYMBOL_BITS 20
#define FROM_PLAIN (UINT32_C(1) << SYMBOL_BITS)

/* What of a place that is kept is looked at at every word. */
typedef struct PlaceFacts
{
	uint64_t	taken;			/* bits for the symbols that its edges take: see symbol_bit() */
	uint32_t	plain;			/* from where, for symbols that they do not */
} PlaceFacts;

/* The rest. */
typedef struct Place
{
	uint32_t	first;			/* its states, then its ends */
	uint32_t	n;
	uint32_t	n_ends;
	uint32_t	negation;
	uint32_t	hash;
} Place;

typedef struct Transitions
{
	const Automaton *automaton;
	Transition *slots;			/* a hash table; half of them at most are taken */
	int			shift;			/* from a hash of 64 bits to a slot */
	uint32_t	mask;
	uint32_t	n;

	Place	   *places;
	PlaceFacts *facts;			/* of each */
	uint32_t	n_places;
	uint32_t	most_places;
	uint32_t   *by_hash;		/* the same of places, with so many slots */
	uint32_t	by_hash_mask;
	uint32_t   *states;			/* of all places */
	size_t		n_kept;
	size_t		most_kept;

	int64_t		words;			/* since all was forgotten, but for the text at hand */

	StateSet	sets[2];		/* the one that was stepped to last, and the other */
	int			last;
	uint32_t	last_negation;
} Transitions;

/* So many symbols have a bit each; then it begins again. */
static inline uint64_t
symbol_bit(uint32_t symbol)
{
	return UINT64_C(1) << symbol % 64;
}

/* Of a symbol at a place that is kept. */
static inline uint64_t
transition_key(const PlaceFacts *facts, PlaceName from, uint32_t symbol, bool in_opening)
{
	uint32_t	at = facts->taken & symbol_bit(symbol) ? from : facts->plain;

	return ((uint64_t) at << SYMBOL_BITS | symbol) << 1 | in_opening;
}

static inline uint32_t
transition_slot(const Transitions *transitions, uint64_t key)
{
	return (uint32_t) ((key * UINT64_C(0x9E3779B97F4A7C15)) >> transitions->shift);
}

extern void transitions_build(Transitions *transitions, Arena *arena, const Automaton *automaton,
							  size_t size);
extern PlaceName transitions_make(Transitions *transitions, PlaceName from, uint32_t symbol,
								  bool in_opening, size_t words);
extern const uint32_t *transitions_ends(const Transitions *transitions, PlaceName at, uint32_t *n);

/* Where a symbol leads; words is how many the text has had. */
static inline PlaceName
transitions_next(Transitions *transitions, PlaceName from, uint32_t symbol, size_t words)
{
	bool		in_opening = words < PHRASE_OPENING_WORDS && transitions->automaton->has_opening;
	uint64_t	key;

	if (symbol == 0)
		return PLACE_ROOT;
	if (from >= PLACE_PASSING)
		return transitions_make(transitions, from, symbol, in_opening, words);
	key = transition_key(&transitions->facts[from >> 1], from, symbol, in_opening);
	for (uint32_t slot = transition_slot(transitions, key);; slot = (slot + 1) & transitions->mask)
	{
		Transition	transition = transitions->slots[slot];

		if (transition >> PLACE_BITS == key)
			return transition & ((1 << PLACE_BITS) - 1);
		if (transition == NO_TRANSITION)
			return transitions_make(transitions, from, symbol, in_opening, words);
	}
}

static inline bool
place_has_ends(PlaceName at)
{
	return at & 1;
}

/* The text at hand ends, after so many words. */
static inline void
transitions_end_text(Transitions *transitions, size_t words)
{
	transitions->words += (int64_t) words;
}

#endif							/* TRANSITIONS_CORE_H */
