/*
 * automaton_core.c
 *		Builds the automaton of some phrases, and takes its steps.
 */
#include "words/automaton_core.h"

/* An automaton that is being built. */
typedef struct Builder
{
	Automaton  *automaton;
	AutomatonState *states;
	AutomatonEdge *edges;
	AutomatonStart *starts;
	uint32_t   *start_symbols;	/* of these */
	uint32_t	n_states;
	uint32_t	n_edges;
	uint32_t	n_starts;
} Builder;

/* ---- building ---- */

static void
add_edge(Builder *builder, uint32_t symbol, uint32_t to)
{
	builder->edges[builder->n_edges++] = (AutomatonEdge) {
		.symbol = symbol, .span = builder->automaton->vocabulary.span[symbol], .to = to
	};
}

/* A state between two words; it has one edge, which is added next. */
static void
add_inner_state(Builder *builder)
{
	builder->states[builder->n_states++] = (AutomatonState) {.first = builder->n_edges, .n = 1};
}

/*
 * The states within a group, and the edges that lead there.  after is the state behind
 * it, and the one before that is the state before it, if it is not the first.
 */
static void
add_group(Builder *builder, const Segment *segment, size_t g, bool begins, uint32_t after)
{
	const PhraseAlternative *alternatives = segment->phrase->alternatives;
	const PhraseGroup *group = &segment->phrase->groups[g];
	uint32_t	inner = builder->n_states;	/* first within the alternative */

	if (g > segment->first)
		builder->states[after - 1] = (AutomatonState) {
			.first = builder->n_edges, .n = group->end - group->first, .skips = group->optional
		};
	for (size_t a = group->first; a < group->end; a++)
	{
		uint32_t	symbol = segment->symbols[alternatives[a].first];
		uint32_t	more = alternatives[a].end - alternatives[a].first - 1;
		uint32_t	to = more == 0 ? after : inner;

		if (g > segment->first)
			add_edge(builder, symbol, to);
		if (begins)
		{
			builder->start_symbols[builder->n_starts] = symbol;
			builder->starts[builder->n_starts++] =
				(AutomatonStart) {.to = to, .condition = segment->condition};
		}
		inner += more;
	}
	for (size_t a = group->first; a < group->end; a++)
		for (size_t w = alternatives[a].first + 1; w < alternatives[a].end; w++)
		{
			add_inner_state(builder);
			add_edge(builder, segment->symbols[w],
					 w + 1 < alternatives[a].end ? builder->n_states : after);
		}
}

/* The states before a segment's groups come first, one after the other, and its end. */
static void
add_segment(Builder *builder, uint32_t number, const Segment *segment)
{
	uint32_t	after = builder->n_states;
	bool		begins = true;

	builder->n_states += segment->end - segment->first;
	for (size_t g = segment->first; g < segment->end; g++, after++)
	{
		add_group(builder, segment, g, begins, after);
		begins = begins && segment->phrase->groups[g].optional;
	}
	builder->states[after - 1] = (AutomatonState) {.first = number, .n = 0};
}

/* Starts by their symbols. */
static void
sort_starts(Builder *builder, Arena *arena)
{
	Automaton  *automaton = builder->automaton;
	uint32_t	n_symbols = automaton->vocabulary.n_symbols;
	uint32_t   *first = arena_zeroed(arena, (size_t) n_symbols + 2, sizeof(uint32_t));
	AutomatonStart *starts = arena_array(arena, builder->n_starts, sizeof(AutomatonStart));

	/* first[symbol + 1] is where the next one of the symbol goes, and so becomes its end */
	for (uint32_t i = 0; i < builder->n_starts; i++)
		first[builder->start_symbols[i] + 2]++;
	for (uint32_t symbol = 0; symbol <= n_symbols; symbol++)
		first[symbol + 1] += first[symbol];
	for (uint32_t i = 0; i < builder->n_starts; i++)
	{
		words_poll_at(i);
		starts[first[builder->start_symbols[i] + 1]++] = builder->starts[i];
	}
	automaton->first_start = first;
	automaton->starts = starts;
}

/* When phrases may begin, and what a symbol is to the negations of segments. */
static void
list_conditions(Automaton *automaton, Arena *arena, const Phrase *const *phrases, size_t n)
{
	const Vocabulary *vocabulary = &automaton->vocabulary;
	AutomatonCondition *conditions = arena_array(arena, n, sizeof(AutomatonCondition));
	uint32_t   *negation = arena_zeroed(arena, vocabulary->n_symbols, sizeof(uint32_t));

	for (size_t i = 0; i < n; i++)
		conditions[i] = (AutomatonCondition) {
			.opening = phrases[i]->opening, .negated = automaton->words + automaton->first_word[i],
			.n = phrases[i]->negated
		};
	automaton->has_opening = false;
	for (uint32_t i = 0; i < automaton->segments.n; i++)
	{
		uint32_t	phrase = automaton->segments.segments[i].condition;
		const AutomatonCondition *condition = &conditions[phrase == NO_CONDITION ? 0 : phrase];

		words_poll_at(i);
		if (phrase == NO_CONDITION)
			continue;
		automaton->has_opening |= condition->opening;
		for (uint32_t w = 0; w < condition->n; w++)
			negation[condition->negated[w]] = condition->negated[w];
	}
	/* a parent comes before what begins so */
	for (uint32_t symbol = 1; symbol < vocabulary->n_symbols; symbol++)
		if (negation[symbol] == 0)
			negation[symbol] = negation[vocabulary->parent[symbol]];
	automaton->conditions = conditions;
	automaton->negation = negation;
}

/* Read all phrases' words as symbols; false where they are too many. */
static bool
read_words(Automaton *automaton, Arena *arena, const Phrase *const *phrases, size_t n,
		   size_t n_words)
{
	PhraseWord *words = arena_array(arena, n_words, sizeof(PhraseWord));
	uint32_t   *symbols = arena_array(arena, n_words, sizeof(uint32_t));
	uint32_t   *first_word = arena_array(arena, n, sizeof(uint32_t));

	for (size_t i = 0, w = 0; i < n; w += phrases[i++]->n_words)
	{
		words_poll_at(i);
		first_word[i] = (uint32_t) w;
		memcpy(words + w, phrases[i]->words, phrases[i]->n_words * sizeof(PhraseWord));
	}
	automaton->first_word = first_word;
	automaton->words = symbols;
	return vocabulary_build(&automaton->vocabulary, arena, words, n_words, symbols);
}

/* The automaton of n phrases; false where it would get too large. */
bool
automaton_build(Automaton *automaton, Arena *arena, const Phrase *const *phrases, size_t n)
{
	Builder		builder = {.automaton = automaton};
	size_t		n_words = 0;	/* at least as many as groups, states and edges */

	automaton->most_words = 0;
	for (size_t i = 0; i < n; i++)
	{
		size_t		most = phrase_most_words(phrases[i]);

		words_poll_at(i);
		n_words += phrases[i]->n_words;
		automaton->most_words = most > automaton->most_words ? most : automaton->most_words;
		if (n_words > AUTOMATON_MOST)
			return false;
	}
	if (!read_words(automaton, arena, phrases, n, n_words))
		return false;
	builder.states = arena_array(arena, n_words, sizeof(AutomatonState));
	builder.edges = arena_array(arena, n_words, sizeof(AutomatonEdge));
	builder.starts = arena_array(arena, n_words, sizeof(AutomatonStart));
	builder.start_symbols = arena_array(arena, n_words, sizeof(uint32_t));
	segments_build(&automaton->segments, arena, phrases, n, automaton->first_word,
				   automaton->words);
	for (uint32_t i = 0; i < automaton->segments.n; i++)
	{
		words_poll_at(i);
		add_segment(&builder, i, &automaton->segments.segments[i]);
	}
	automaton->n_states = builder.n_states;
	automaton->states = builder.states;
	automaton->edges = builder.edges;
	sort_starts(&builder, arena);
	list_conditions(automaton, arena, phrases, n);
	return true;
}

void
state_set_build(StateSet *set, Arena *arena, const Automaton *automaton)
{
	set->at = arena_zeroed(arena, automaton->n_states, sizeof(uint32_t));
	set->states = arena_array(arena, automaton->n_states, sizeof(uint32_t));
	set->ends = arena_array(arena, automaton->n_states, sizeof(uint32_t));
	set->n = 0;
	set->n_ends = 0;
}

/* ---- steps ---- */

/* Add a state, if some states are not with it yet. */
static inline bool
put(StateSet *set, uint32_t *states, uint32_t *n, uint32_t state)
{
	uint32_t	at = set->at[state];

	if (at < *n && states[at] == state)
		return false;
	set->at[state] = *n;
	states[(*n)++] = state;
	return true;
}

/* Reach a state, and all that are reached from it without a word. */
static inline void
reach(const Automaton *automaton, StateSet *set, uint32_t state)
{
	for (;; state++)
	{
		if (automaton->states[state].n == 0)
		{
			put(set, set->ends, &set->n_ends, state);
			return;
		}
		/* what comes after one that was there was reached before */
		if (!put(set, set->states, &set->n, state) || !automaton->states[state].skips)
			return;
	}
}

/* May a segment begin with a word? */
static bool
may_begin(const Automaton *automaton, const AutomatonStart *start, uint32_t negation,
		  bool in_opening)
{
	const AutomatonCondition *condition;

	if (start->condition == NO_CONDITION)
		return true;
	condition = &automaton->conditions[start->condition];
	if (condition->opening && !in_opening)
		return false;
	for (uint32_t i = 0; i < condition->n && negation != 0; i++)
		if (symbol_satisfies(&automaton->vocabulary, negation, condition->negated[i]))
			return false;
	return true;
}

/*
 * From n states, over a symbol, to the set of all that is possible then.  negation is
 * what the word before is to negations.  As many operations as the states have edges,
 * and segments begin with the symbol.
 */
void
automaton_step(const Automaton *automaton, const uint32_t *states, uint32_t n, uint32_t negation,
			   uint32_t symbol, bool in_opening, StateSet *set)
{
	set->n = 0;
	set->n_ends = 0;
	for (uint32_t i = 0; i < n; i++)
	{
		const AutomatonEdge *edge = automaton->edges + automaton->states[states[i]].first;
		const AutomatonEdge *end = edge + automaton->states[states[i]].n;

		for (; edge < end; edge++)
			if (symbol - edge->symbol <= edge->span)
				reach(automaton, set, edge->to);
	}
	for (uint32_t pattern = symbol; pattern != 0; pattern = automaton->vocabulary.parent[pattern])
		for (uint32_t s = automaton->first_start[pattern]; s < automaton->first_start[pattern + 1];
			 s++)
			if (may_begin(automaton, &automaton->starts[s], negation, in_opening))
				reach(automaton, set, automaton->starts[s].to);
}
