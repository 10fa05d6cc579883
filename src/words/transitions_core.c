/*
 * transitions_core.c
 *		Makes transitions, and keeps them.
 */
#include "words/transitions_core.h"

/* ---- room ---- */

static void
forget_all(Transitions *transitions)
{
	memset(transitions->slots, 0xFF, ((size_t) transitions->mask + 1) * sizeof(Transition));
	memset(transitions->by_hash, 0xFF,
		   ((size_t) transitions->by_hash_mask + 1) * sizeof(uint32_t));
	transitions->n = 0;
	transitions->n_places = 1;
	transitions->places[0] = (Place) {0, 0, 0, 0, 0};	/* the root */
	transitions->facts[0] = (PlaceFacts) {.taken = 0, .plain = FROM_PLAIN};
	transitions->by_hash[0] = 0;
	transitions->n_kept = 0;
	transitions->words = 0;
}

/* The largest power of two that is no larger. */
static size_t
power_within(size_t n)
{
	size_t		power = 1;

	while (power <= n / 2)
		power *= 2;
	return power;
}

/* Transitions of an automaton, kept in so many bytes, or in a few more if that is very
 * little. */
void
transitions_build(Transitions *transitions, Arena *arena, const Automaton *automaton, size_t size)
{
	size_t		slots = power_within(size / 4 / sizeof(Transition));
	size_t		places;

	slots = slots < 8 ? 8 : slots > (size_t) 1 << 24 ? (size_t) 1 << 24 : slots;
	places = slots / 8 < 2 ? 2 : slots / 8 > PLACES_MOST ? PLACES_MOST : slots / 8;
	transitions->automaton = automaton;
	transitions->slots = arena_array(arena, slots, sizeof(Transition));
	transitions->mask = (uint32_t) slots - 1;
	for (transitions->shift = 64; slots > 1; slots /= 2)
		transitions->shift--;
	transitions->places = arena_array(arena, places, sizeof(Place));
	transitions->most_places = (uint32_t) places;
	transitions->facts = arena_array(arena, places, sizeof(PlaceFacts));
	transitions->by_hash = arena_array(arena, places * 2, sizeof(uint32_t));
	transitions->by_hash_mask = (uint32_t) places * 2 - 1;
	transitions->most_kept = size / 2 / sizeof(uint32_t);
	transitions->states = arena_array(arena, transitions->most_kept, sizeof(uint32_t));
	for (int i = 0; i < 2; i++)
		state_set_build(&transitions->sets[i], arena, automaton);
	transitions->last = 0;
	forget_all(transitions);
}

/* ---- places ---- */

/* A hash of the last set; the order of its states does not matter. */
static uint32_t
hash_last(const Transitions *transitions)
{
	const StateSet *set = &transitions->sets[transitions->last];
	uint64_t	sum = transitions->last_negation;

	for (uint32_t i = 0; i < set->n; i++)
		sum += (UINT64_C(0x9E3779B97F4A7C15) ^ set->states[i]) * (set->states[i] * 2 + UINT64_C(1));
	for (uint32_t i = 0; i < set->n_ends; i++)
		sum += (UINT64_C(0xC2B2AE3D27D4EB4F) ^ set->ends[i]) * (set->ends[i] * 2 + UINT64_C(1));
	return (uint32_t) ((sum * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

/* Is the last set what a place has?  They are as many, and what a place has is all
 * different. */
static bool
is_last(const Transitions *transitions, const Place *place, uint32_t hash)
{
	const StateSet *set = &transitions->sets[transitions->last];
	const uint32_t *states = transitions->states + place->first;

	if (place->hash != hash || place->n != set->n || place->n_ends != set->n_ends ||
		place->negation != transitions->last_negation)
		return false;
	for (uint32_t i = 0; i < place->n; i++)
	{
		uint32_t	at = set->at[states[i]];

		if (at >= set->n || set->states[at] != states[i])
			return false;
	}
	for (uint32_t i = 0; i < place->n_ends; i++)
	{
		uint32_t	at = set->at[states[place->n + i]];

		if (at >= set->n_ends || set->ends[at] != states[place->n + i])
			return false;
	}
	return true;
}

/* What the edges of the last set take. */
static PlaceFacts
facts_of_last(const Transitions *transitions)
{
	const Automaton *automaton = transitions->automaton;
	const StateSet *set = &transitions->sets[transitions->last];
	PlaceFacts	facts = {.plain = FROM_PLAIN | transitions->last_negation};

	for (uint32_t i = 0; i < set->n; i++)
	{
		const AutomatonEdge *edge = automaton->edges + automaton->states[set->states[i]].first;
		const AutomatonEdge *end = edge + automaton->states[set->states[i]].n;

		for (; edge < end; edge++)
			for (uint32_t more = 0; more <= edge->span && more < 64; more++)
				facts.taken |= symbol_bit(edge->symbol + more);
	}
	return facts;
}

/* The place of the last set, which is kept from now on; PLACE_NONE if there is no room. */
static PlaceName
keep_last(Transitions *transitions)
{
	const StateSet *set = &transitions->sets[transitions->last];
	uint32_t	hash = set->n + set->n_ends + transitions->last_negation == 0 ? 0 :
		hash_last(transitions);
	uint32_t	slot = hash & transitions->by_hash_mask;
	uint32_t   *states = transitions->states + transitions->n_kept;

	for (; transitions->by_hash[slot] != UINT32_MAX; slot = (slot + 1) & transitions->by_hash_mask)
		if (is_last(transitions, &transitions->places[transitions->by_hash[slot]], hash))
			return transitions->by_hash[slot] << 1 | (set->n_ends > 0);
	if (transitions->n_places == transitions->most_places ||
		(size_t) set->n + set->n_ends > transitions->most_kept - transitions->n_kept)
		return PLACE_NONE;

	memcpy(states, set->states, set->n * sizeof(uint32_t));
	memcpy(states + set->n, set->ends, set->n_ends * sizeof(uint32_t));
	transitions->places[transitions->n_places] = (Place) {
		.first = (uint32_t) transitions->n_kept, .n = set->n, .n_ends = set->n_ends,
		.negation = transitions->last_negation, .hash = hash
	};
	transitions->facts[transitions->n_places] = facts_of_last(transitions);
	transitions->n_kept += set->n + set->n_ends;
	transitions->by_hash[slot] = transitions->n_places;
	return transitions->n_places++ << 1 | (set->n_ends > 0);
}

/* ---- transitions ---- */

/* Step from a place to the last set. */
static void
step(Transitions *transitions, PlaceName from, uint32_t symbol, bool in_opening)
{
	StateSet   *to = &transitions->sets[!transitions->last];

	if (from >= PLACE_PASSING)
	{
		const StateSet *set = &transitions->sets[transitions->last];

		automaton_step(transitions->automaton, set->states, set->n, transitions->last_negation,
					   symbol, in_opening, to);
	}
	else
	{
		const Place *place = &transitions->places[from >> 1];

		automaton_step(transitions->automaton, transitions->states + place->first, place->n,
					   place->negation, symbol, in_opening, to);
	}
	transitions->last = !transitions->last;
	transitions->last_negation = transitions->automaton->negation[symbol];
}

/* Keep a transition, if there is room. */
static void
keep_transition(Transitions *transitions, uint64_t key, PlaceName to)
{
	uint32_t	slot = transition_slot(transitions, key);

	if (transitions->n > transitions->mask / 2)
		return;
	while (transitions->slots[slot] != NO_TRANSITION)
		slot = (slot + 1) & transitions->mask;
	transitions->slots[slot] = key << PLACE_BITS | to;
	transitions->n++;
}

/*
 * Take a step that is not kept yet.  If it cannot be kept, or comes from where nothing
 * is, all is forgotten, where that pays; else the place is one that is passing, and is
 * known until the next step.
 */
PlaceName
transitions_make(Transitions *transitions, PlaceName from, uint32_t symbol, bool in_opening,
				 size_t words)
{
	bool		was_kept = from < PLACE_PASSING;
	bool		is_full = transitions->n > transitions->mask / 2;
	PlaceName	to;

	if (words_poll)
		words_poll();
	step(transitions, from, symbol, in_opening);
	to = keep_last(transitions);
	if ((to == PLACE_NONE || is_full) &&
		transitions->words + (int64_t) words >=
			(int64_t) TRANSITIONS_USE * (transitions->mask / 2))
	{
		forget_all(transitions);
		/* the words of this text that are behind it do not count again */
		transitions->words = -(int64_t) words;
		was_kept = false;
		to = keep_last(transitions);
	}
	if (to == PLACE_NONE)
		return PLACE_PASSING | (transitions->sets[transitions->last].n_ends > 0);
	if (was_kept)
		keep_transition(transitions,
						transition_key(&transitions->facts[from >> 1], from, symbol, in_opening),
						to);
	return to;
}

/* The ends of phrases that are at a place, which is that of the word at hand. */
const uint32_t *
transitions_ends(const Transitions *transitions, PlaceName at, uint32_t *n)
{
	const StateSet *set = &transitions->sets[transitions->last];
	const Place *place;

	if (at >= PLACE_PASSING)
	{
		*n = set->n_ends;
		return set->ends;
	}
	place = &transitions->places[at >> 1];
	*n = place->n_ends;
	return transitions->states + place->first + place->n;
}
