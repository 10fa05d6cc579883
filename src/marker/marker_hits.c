/*
 * marker_hits.c
 *		The markers that count in a text, one after the other.
 *
 * Of hits that overlap, named_hits_core decides which count.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/text_bytes.h"
#include "marker/marker_hits.h"
#include "words/named_hits_core.h"

/* So many characters are counted between two looks for interrupts. */
#define CHARACTERS_AT_ONCE 65536

/* The customer's words as the server has them. */
typedef struct Verbatim
{
	const char *bytes;
	size_t		size;
	/* how far the characters were counted, for places come in order */
	size_t		character;
	size_t		byte;
} Verbatim;

struct MarkerHits
{
	const Lexicon *lexicon;
	MarkerTaker take;
	void	   *self;
	Verbatim	verbatim;
	NamedHit   *chain;			/* hits that overlap, */
	size_t		n;
	size_t		room;
	size_t		reached;		/* and the character after them */
	bool		is_mixed;		/* they have more than one cause */
	bool		any;			/* a hit was found */
};

/* The byte at which a character begins, no earlier than the one asked for last. */
static size_t
byte_of(Verbatim *verbatim, size_t character)
{
	while (verbatim->character < character && verbatim->byte < verbatim->size)
	{
		verbatim->byte += pg_mblen(verbatim->bytes + verbatim->byte);
		if (++verbatim->character % CHARACTERS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return Min(verbatim->byte, verbatim->size);
}

/* Characters [from, to) as the customer wrote them; from no earlier than the one before. */
text *
marker_words_of(MarkerHits *hits, size_t from, size_t to)
{
	Verbatim   *verbatim = &hits->verbatim;
	size_t		begin = byte_of(verbatim, from);
	Verbatim	end = *verbatim;

	return cstring_to_text_with_len(verbatim->bytes + begin, (int) (byte_of(&end, to) - begin));
}

/* Does a hit name its cause? */
static bool
is_named(MarkerHits *hits, const MarkerHit *hit)
{
	text	   *matched = marker_words_of(hits, hit->from, hit->to);
	text	   *cause = hits->lexicon->info[hit->marker].cause;
	bool		result = names_cause(VARDATA_ANY(matched), VARSIZE_ANY_EXHDR(matched),
									 VARDATA_ANY(cause), VARSIZE_ANY_EXHDR(cause));

	pfree(matched);
	return result;
}

/* Give away a chain of hits that overlap, but for those that others take the place of. */
static void
give_chain(MarkerHits *hits)
{
	Verbatim	beginning = hits->verbatim;

	for (size_t i = 0; hits->is_mixed && i < hits->n; i++)
		hits->chain[i].named = is_named(hits, &hits->chain[i].hit);
	if (hits->is_mixed)
		named_hits_decide(hits->chain, hits->n);
	hits->verbatim = beginning;
	for (size_t i = 0; i < hits->n; i++)
	{
		const MarkerHit *hit = &hits->chain[i].hit;

		if (!hits->is_mixed || hits->chain[i].counts)
			hits->take(hits->self, hits, &hits->lexicon->info[hit->marker], hit);
	}
	hits->n = 0;
	hits->is_mixed = false;
}

static bool
take_hit(void *self, const MarkerHit *hit)
{
	MarkerHits *hits = self;
	const LexiconMarker *info = hits->lexicon->info;

	CHECK_FOR_INTERRUPTS();
	hits->any = true;
	if (hits->n > 0 && hit->from >= hits->reached)
		give_chain(hits);
	if (hits->n == hits->room)
	{
		hits->room = hits->room * 2 + 16;
		hits->chain = hits->chain == NULL ? palloc(hits->room * sizeof(NamedHit)) :
			repalloc_huge(hits->chain, hits->room * sizeof(NamedHit));
	}
	hits->is_mixed = hits->is_mixed ||
		(hits->n > 0 && !equal_texts(info[hit->marker].cause, info[hits->chain[0].hit.marker].cause));
	hits->reached = hits->n == 0 ? hit->to : Max(hits->reached, hit->to);
	hits->chain[hits->n++] = (NamedHit) {.hit = *hit, .reason = info[hit->marker].reason};
	return true;
}

/*
 * Hand the markers that count in a verbatim, which is not null, to a taker; and what the
 * words say, as lexicon_read() does.
 */
MarkerSaying
lexicon_markers(LexiconReader *reader, Datum verbatim, Datum language, bool any_language,
				MarkerTaker take, void *self)
{
	const Lexicon *lexicon = lexicon_of(reader, language, any_language);
	text	   *words = DatumGetTextPP(verbatim);
	CoreText	core = core_text(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	MarkerHits	hits = {
		.lexicon = lexicon, .take = take, .self = self,
		.verbatim = {.bytes = VARDATA_ANY(words), .size = VARSIZE_ANY_EXHDR(words)}
	};
	const char *error = NULL;
	bool		has_word = false;

	if (lexicon->is_empty)
		return SAYS_UNREAD;
	markers_find(lexicon->markers, lexicon->cutter, core.bytes, core.size, take_hit, &hits, &has_word, &error);
	if (error)
		report_icu(error);
	give_chain(&hits);
	if (hits.chain)
		pfree(hits.chain);
	return hits.any ? SAYS_MARKER : has_word && lexicon->has_own ? SAYS_NOTHING : SAYS_UNREAD;
}
