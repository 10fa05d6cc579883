/*
 * identity_tail_core.c
 *		Links as they come, and how they are written in order.
 *
 * A record is the key of an identifier, the end of a link that it is at (twice the link's
 * number, and one more for the second end), its kind and size, and its text.
 */
#include "identity/identity_tail_core.h"

#include "identity/identity_sort_core.h"

#define RECORD_HEAD (8 + 4 + 1 + 4)

/* An identifier that stands alone is at no end. */
#define NO_END UINT32_MAX

/* Sizes of pages, which double; in all, so that an allocator has such pieces. */
#define FIRST_PAGE ((size_t) 512)
#define MOST_PAGE ((size_t) 8192)

/* Of more bytes one bucket makes many. */
#define ONE_BUCKET_MOST ((size_t) 1 << 19)

/* ---- they come ---- */

void
identity_tail_begin(IdentityTail *tail, Arena *arena, const IdentityLimits *limits)
{
	*tail = (IdentityTail) {.arena = arena, .limits = limits};
	tail->buckets = arena_zeroed(arena, 1, sizeof(IdentityBucket));
}

/* Room for a record in a bucket. */
static uint8_t *
new_record(Arena *arena, IdentityBucket *bucket, size_t size)
{
	uint8_t    *record;

	if (bucket->left < size)
	{
		size_t		whole = bucket->last == NULL ? FIRST_PAGE : 2 * bucket->page_size;
		IdentityPage *page;

		whole = whole > MOST_PAGE ? MOST_PAGE : whole;
		bucket->page_size = whole;
		if (whole < sizeof(IdentityPage) + size)
			whole = sizeof(IdentityPage) + size;
		page = arena->allocate(arena->self, whole);
		page->next = NULL;
		page->used = 0;
		if (bucket->last)
			bucket->last->next = page;
		else
			bucket->first = page;
		bucket->last = page;
		bucket->left = whole - sizeof(IdentityPage);
	}
	record = bucket->last->records + bucket->last->used;
	bucket->last->used += size;
	bucket->left -= size;
	bucket->mentions++;
	return record;
}

static inline IdentityBucket *
bucket_of(const IdentityTail *tail, uint64_t key)
{
	return &tail->buckets[tail->bucket_bits == 0 ? 0 : key >> (64 - tail->bucket_bits)];
}

static inline void
record_identifier(const uint8_t *record, Identifier *identifier)
{
	identifier->kind = record[12];
	memcpy(&identifier->size, record + 13, 4);
	identifier->text = record + RECORD_HEAD;
}

static inline size_t
record_size(const uint8_t *record)
{
	uint32_t	size;

	memcpy(&size, record + 13, 4);
	return RECORD_HEAD + (size_t) size;
}

/* Put what is in one bucket into many. */
static void
split_bucket(IdentityTail *tail)
{
	IdentityBucket one = tail->buckets[0];

	tail->buckets = arena_zeroed(tail->arena, IDENTITY_BUCKETS, sizeof(IdentityBucket));
	tail->bucket_bits = 8;
	for (const IdentityPage *page = one.first; page; page = page->next)
		for (size_t at = 0; at < page->used;)
		{
			const uint8_t *record = page->records + at;
			size_t		size = record_size(record);
			uint64_t	key;

			memcpy(&key, record, 8);
			memcpy(new_record(tail->arena, bucket_of(tail, key), size), record, size);
			at += size;
		}
}

static void
mention(IdentityTail *tail, const Identifier *identifier, uint32_t end)
{
	uint64_t	key = identity_key(tail->limits, identifier);
	size_t		size = RECORD_HEAD + (size_t) identifier->size;
	uint8_t    *record = new_record(tail->arena, bucket_of(tail, key), size);

	memcpy(record, &key, 8);
	memcpy(record + 8, &end, 4);
	record[12] = identifier->kind;
	memcpy(record + 13, &identifier->size, 4);
	memcpy(record + RECORD_HEAD, identifier->text, identifier->size);
	tail->mentions++;
	if (tail->bucket_bits > 0)
		return;
	tail->bytes += size;
	if (tail->bytes > ONE_BUCKET_MOST)
		split_bucket(tail);
}

/* Add an identifier that may have no link. */
void
identity_tail_alone(IdentityTail *tail, const Identifier *identifier)
{
	mention(tail, identifier, NO_END);
}

/* Add a link; one of an identifier to itself is none. */
void
identity_tail_link(IdentityTail *tail, const Identifier *a, const Identifier *b)
{
	if (identity_equal(a, b))
	{
		identity_tail_alone(tail, a);
		return;
	}
	mention(tail, a, (uint32_t) (2 * tail->links));
	mention(tail, b, (uint32_t) (2 * tail->links + 1));
	tail->links++;
}

/* ---- they are written ---- */

static int
compare_records(const uint8_t *a, const uint8_t *b)
{
	Identifier	one;
	Identifier	other;

	record_identifier(a, &one);
	record_identifier(b, &other);
	return identity_compare(&one, &other);
}

/* Let the record at a place of a heap sink to where none below is greater. */
static void
sift(IdentityMention *heap, size_t at, size_t n)
{
	IdentityMention sinking = heap[at];

	for (size_t below; (below = 2 * at + 1) < n; at = below)
	{
		if (below + 1 < n && compare_records(heap[below].record, heap[below + 1].record) < 0)
			below++;
		if (compare_records(sinking.record, heap[below].record) >= 0)
			break;
		heap[at] = heap[below];
	}
	heap[at] = sinking;
}

/* Put mentions of one key and several identifiers in order. */
static void
sort_by_text(IdentityMention *mentions, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(mentions, i, n);
	for (size_t end = n; end-- > 1;)
	{
		IdentityMention greatest = mentions[0];

		identity_poll_at(end);
		mentions[0] = mentions[end];
		mentions[end] = greatest;
		sift(mentions, 0, end);
	}
}

/* Are mentions of one key all of one identifier, as nearly always? */
static bool
are_one(const IdentityMention *mentions, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		identity_poll_at(i);
		if (compare_records(mentions[0].record, mentions[i].record) != 0)
			return false;
	}
	return true;
}

/* The writing of a tail. */
typedef struct TailWriter
{
	const IdentityTail *tail;
	Arena	   *scratch;
	IdentitySink *sink;
	IdentityMention *mentions;	/* of a bucket */
	IdentityMention *sorted;
	size_t		room;
	uint64_t   *ends;			/* of each link, the numbers of its identifiers */
	uint64_t	identifiers;	/* written */
} TailWriter;

/* Say at the end of a link which identifier is there. */
static inline void
note_end(uint64_t *ends, const uint8_t *record, uint32_t number)
{
	uint32_t	end;

	memcpy(&end, record + 8, 4);
	if (end != NO_END)
		memcpy((uint8_t *) ends + (size_t) end * 4, &number, 4);
}

/* Write the identifiers of a key, and say at the ends of links which they are. */
static void
write_group(TailWriter *writer, IdentityMention *mentions, size_t n)
{
	if (n > 1 && !are_one(mentions, n))
		sort_by_text(mentions, n);
	for (size_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		if (i == 0 || compare_records(mentions[i - 1].record, mentions[i].record) != 0)
		{
			Identifier	identifier;

			record_identifier(mentions[i].record, &identifier);
			identifier_put(writer->sink, writer->tail->limits, &identifier);
			writer->identifiers++;
		}
		note_end(writer->ends, mentions[i].record, (uint32_t) (writer->identifiers - 1));
	}
}

/* The mentions of a bucket, in memory that the largest one needs. */
static void
gather_bucket(TailWriter *writer, const IdentityBucket *bucket)
{
	size_t		n = 0;

	if (bucket->mentions > writer->room)
	{
		writer->room = bucket->mentions + bucket->mentions / 4;
		writer->mentions = arena_array(writer->scratch, writer->room, sizeof(IdentityMention));
		writer->sorted = arena_array(writer->scratch, writer->room, sizeof(IdentityMention));
	}
	for (const IdentityPage *page = bucket->first; page; page = page->next)
		for (size_t at = 0; at < page->used; at += record_size(page->records + at))
		{
			identity_poll_at(n);
			writer->mentions[n].record = page->records + at;
			memcpy(&writer->mentions[n++].key, page->records + at, 8);
		}
}

static void
write_bucket(TailWriter *writer, const IdentityBucket *bucket)
{
	size_t		n = bucket->mentions;

	gather_bucket(writer, bucket);
	identity_sort_mentions(writer->mentions, writer->sorted, n, writer->tail->bucket_bits);
	for (size_t from = 0, to; from < n; from = to)
	{
		identity_poll_at(from);
		for (to = from + 1; to < n && writer->mentions[to].key == writer->mentions[from].key;)
			to++;
		write_group(writer, writer->mentions + from, to - from);
	}
}

/*
 * Write the identifiers of a tail, which are fewer than can be numbered, and say how many.
 * Returns what its links are written by.
 */
uint64_t *
identity_tail_identifiers(const IdentityTail *tail, Arena *scratch, IdentitySink *sink, uint64_t *identifiers)
{
	TailWriter	writer = {.tail = tail, .scratch = scratch, .sink = sink};
	int			buckets = tail->bucket_bits == 0 ? 1 : IDENTITY_BUCKETS;

	writer.ends = arena_array(scratch, tail->links + 1, sizeof(uint64_t));
	for (int i = 0; i < buckets; i++)
		write_bucket(&writer, &tail->buckets[i]);
	*identifiers = writer.identifiers;
	return writer.ends;
}

/* Write its links, of equals one.  Returns how many. */
uint64_t
identity_tail_links(const IdentityTail *tail, uint64_t *ends, Arena *scratch, IdentitySink *sink)
{
	size_t		n = (size_t) tail->links;
	uint64_t   *other = arena_array(scratch, n + 1, sizeof(uint64_t));
	IdentityLinkCursor cursor = {0, 0};
	uint64_t	written = 0;

	for (size_t i = 0; i < n; i++)
	{
		uint32_t	pair[2];

		identity_poll_at(i);
		memcpy(pair, &ends[i], sizeof(pair));
		ends[i] = identity_link(pair[0], pair[1]);
	}
	identity_sort_words(ends, other, n);
	for (size_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		if (i > 0 && ends[i] == ends[i - 1])
			continue;
		identity_link_put(sink, &cursor, ends[i]);
		written++;
	}
	return written;
}
