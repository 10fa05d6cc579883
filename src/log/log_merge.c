/*
 * log_merge.c
 *		Merges several sources of contacts into one order.
 *
 * Two by two, as a tree: which of two contacts comes first cannot be foreseen, and
 * of two it can be told without a branch.  Where few come from one side, those of the
 * other are copied by the piece instead.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "base/branchless_core.h"
#include "log/log_merge.h"

/* One of the two, with records of it that were read. */
typedef struct MergeSide
{
	LogSource  *source;
	uint64	   *buffer;			/* LOG_BLOCK_CONTACTS records */
	const uint64 *at;			/* the next one */
	const uint64 *end;
} MergeSide;

typedef struct MergeSource
{
	LogSource	base;
	int			words;
	int			rare;			/* the side that few come from, or NEITHER */
	MergeSide	sides[2];
} MergeSource;

#define NEITHER (-1)
#define RARE 16					/* one in so many, */
#define RARE_OF 256				/* of at least so many */

/* Have records to merge, if there are any. */
static bool
refill(MergeSide *side, int words)
{
	if (side->at == side->end && side->source)
	{
		size_t		n = side->source->read(side->source, side->buffer, LOG_BLOCK_CONTACTS);

		side->at = side->buffer;
		side->end = side->buffer + n * words;
		if (n == 0)
			side->source = NULL;
	}
	return side->at < side->end;
}

/* Does b come before a?  Mostly the first two words tell. */
static pg_attribute_always_inline bool
comes_before(const uint64 *b, const uint64 *a, int words)
{
	if (unlikely(((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0))
		return record_compare(b, a, 2, words) < 0;
	return (b[0] < a[0]) | ((b[0] == a[0]) & (b[1] < a[1]));
}

/* Copy b or a; no loop, for a compiler would leave it one. */
static pg_attribute_always_inline void
choose_record(uint64 *to, bool second, const uint64 *b, const uint64 *a, int words)
{
	to[0] = either(second, b[0], a[0]);
	to[1] = either(second, b[1], a[1]);
	to[2] = either(second, b[2], a[2]);
	if (words == FULL_WORDS)
	{
		to[3] = either(second, b[3], a[3]);
		to[4] = either(second, b[4], a[4]);
	}
}

/* Merge until one side must be filled again, or there is no room.  Returns how many
 * records were merged. */
static pg_attribute_always_inline size_t
merge_pieces(MergeSide *sides, uint64 *records, size_t room, int words)
{
	const uint64 *a = sides[0].at;
	const uint64 *b = sides[1].at;
	const uint64 *a_end = sides[0].end;
	const uint64 *b_end = sides[1].end;
	size_t		n = 0;

	while (n < room && a < a_end && b < b_end)
	{
		bool		second = comes_before(b, a, words);

		choose_record(records, second, b, a, words);
		records += words;
		b += words & all_bits_if(second);
		a += words & all_bits_if(!second);
		n++;
	}
	sides[0].at = a;
	sides[1].at = b;
	return n;
}

/* The same, where few come from one side. */
static size_t
merge_few(MergeSide *few, MergeSide *many, uint64 *records, size_t room, int words)
{
	size_t		n = 0;

	while (n < room && few->at < few->end && many->at < many->end)
	{
		size_t		before = records_before(many->at, Min((size_t) (many->end - many->at) / words, room - n),
											words, few->at, words);

		memcpy(records + n * words, many->at, before * words * sizeof(uint64));
		many->at += before * words;
		n += before;
		if (n == room || many->at == many->end)
			break;
		memcpy(records + n * words, few->at, words * sizeof(uint64));
		few->at += words;
		n++;
	}
	return n;
}

/* Merge likewise, in whichever of the two ways is the quicker, and look which that is. */
static size_t
merge_either_way(MergeSource *source, uint64 *records, size_t room)
{
	MergeSide  *sides = source->sides;
	int			words = source->words;
	const uint64 *first = sides[0].at;
	size_t		n;
	size_t		of_first;

	if (source->rare != NEITHER)
		n = merge_few(&sides[source->rare], &sides[!source->rare], records, room, words);
	else
		n = words == KEYED_WORDS ? merge_pieces(sides, records, room, KEYED_WORDS) :
			merge_pieces(sides, records, room, FULL_WORDS);
	of_first = (sides[0].at - first) / words;
	if (n >= RARE_OF)
		source->rare = of_first * RARE < n ? 0 : (n - of_first) * RARE < n ? 1 : NEITHER;
	return n;
}

/* Copy what only one side still has. */
static size_t
copy_rest(MergeSide *side, uint64 *records, size_t room, int words)
{
	size_t		n = Min((size_t) (side->end - side->at) / words, room);

	memcpy(records, side->at, n * words * sizeof(uint64));
	side->at += n * words;
	return n;
}

static size_t
merge_read(LogSource *self, uint64 *records, size_t room)
{
	MergeSource *source = (MergeSource *) self;
	int			words = source->words;
	size_t		n = 0;

	CHECK_FOR_INTERRUPTS();
	while (n < room)
	{
		bool		first = refill(&source->sides[0], words);
		bool		second = refill(&source->sides[1], words);

		if (first && second)
			n += merge_either_way(source, records + n * words, room - n);
		else if (first || second)
			n += copy_rest(&source->sides[second], records + n * words, room - n, words);
		else
			break;
	}
	return n;
}

/* The contacts of one source or more, whose records have so many words. */
LogSource *
log_merge_sources(LogSource **inputs, int n, int words)
{
	MergeSource *source;

	if (n == 1)
		return inputs[0];
	source = palloc0(sizeof(MergeSource));
	source->base.read = merge_read;
	source->words = words;
	source->rare = NEITHER;
	for (int i = 0; i < 2; i++)
	{
		MergeSide  *side = &source->sides[i];

		side->source = i == 0 ? log_merge_sources(inputs, n / 2, words) :
			log_merge_sources(inputs + n / 2, n - n / 2, words);
		side->buffer = palloc(LOG_BLOCK_CONTACTS * words * sizeof(uint64));
		side->at = side->end = side->buffer;
	}
	return &source->base;
}
