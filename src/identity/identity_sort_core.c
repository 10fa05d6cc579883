/*
 * identity_sort_core.c
 *		Puts links and mentions of identifiers in order, in time that is linear in their
 *		number whatever they are.
 */
#include "identity/identity_sort_core.h"

/* Fewer than these are put in order one by one. */
#define INSERTION_MOST 32

/* Bins by the first bits, about as many as mentions. */
#define MOST_BIN_BITS 14

/* ---- words ---- */

/* How often each byte is what, at each of the eight places. */
static void
count_bytes(const uint64_t *words, size_t n, size_t counts[8][256])
{
	memset(counts, 0, 8 * 256 * sizeof(size_t));
	for (size_t i = 0; i < n; i++)
	{
		uint64_t	word = words[i];

		identity_poll_at(i);
		for (int place = 0; place < 8; place++)
			counts[place][word >> 8 * place & 255]++;
	}
}

/* Where the first of each byte comes; returns false where all have the same. */
static bool
places_of(size_t counts[256], size_t n)
{
	size_t		before = 0;

	for (int byte = 0; byte < 256; byte++)
	{
		size_t		count = counts[byte];

		if (count == n)
			return false;
		counts[byte] = before;
		before += count;
	}
	return true;
}

/* Put words in order, byte by byte from the last; there is scratch for as many. */
void
identity_sort_words(uint64_t *words, uint64_t *scratch, size_t n)
{
	size_t		counts[8][256];
	uint64_t   *from = words;
	uint64_t   *to = scratch;

	if (n < 2)
		return;
	count_bytes(words, n, counts);
	for (int place = 0; place < 8; place++)
	{
		uint64_t   *swap = from;

		if (!places_of(counts[place], n))
			continue;
		for (size_t i = 0; i < n; i++)
		{
			identity_poll_at(i);
			to[counts[place][from[i] >> 8 * place & 255]++] = from[i];
		}
		from = to;
		to = swap;
	}
	if (from != words)
		memcpy(words, from, n * sizeof(uint64_t));
}

/* ---- mentions ---- */

/* The same, of mentions by their keys. */
static void
sort_by_bytes(IdentityMention *mentions, IdentityMention *scratch, size_t n)
{
	IdentityMention *from = mentions;
	IdentityMention *to = scratch;

	for (int place = 0; place < 8; place++)
	{
		size_t		counts[256] = {0};
		IdentityMention *swap = from;

		for (size_t i = 0; i < n; i++)
		{
			identity_poll_at(i);
			counts[from[i].key >> 8 * place & 255]++;
		}
		if (!places_of(counts, n))
			continue;
		for (size_t i = 0; i < n; i++)
		{
			identity_poll_at(i);
			to[counts[from[i].key >> 8 * place & 255]++] = from[i];
		}
		from = to;
		to = swap;
	}
	if (from != mentions)
		memcpy(mentions, from, n * sizeof(IdentityMention));
}

static void
insertion_sort(IdentityMention *mentions, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		IdentityMention mention = mentions[i];
		size_t		j = i;

		for (; j > 0 && mentions[j - 1].key > mention.key; j--)
			mentions[j] = mentions[j - 1];
		mentions[j] = mention;
	}
}

static inline size_t
bin_of(uint64_t key, int skip, int bits)
{
	return bits == 0 ? 0 : (size_t) (key << skip >> (64 - bits));
}

/*
 * Put mentions in order of their keys, equals as they came: those whose first bits, so many,
 * are the same in all.  There is scratch for as many.
 */
void
identity_sort_mentions(IdentityMention *mentions, IdentityMention *scratch, size_t n, int skip)
{
	uint32_t	ends[1 << MOST_BIN_BITS];
	size_t		from = 0;
	int			bits = 0;

	if (n < 2)
		return;
	while (bits < MOST_BIN_BITS && (size_t) 2 << bits <= n)
		bits++;
	memset(ends, 0, ((size_t) 1 << bits) * sizeof(uint32_t));
	for (size_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		ends[bin_of(mentions[i].key, skip, bits)]++;
	}
	for (size_t bin = 0, before = 0; bin < (size_t) 1 << bits; bin++)
	{
		size_t		count = ends[bin];

		ends[bin] = (uint32_t) before;
		before += count;
	}
	for (size_t i = 0; i < n; i++)
	{
		identity_poll_at(i);
		scratch[ends[bin_of(mentions[i].key, skip, bits)]++] = mentions[i];
	}
	for (size_t bin = 0; bin < (size_t) 1 << bits; bin++)
	{
		size_t		count = ends[bin] - from;

		identity_poll_at(bin);
		if (count > INSERTION_MOST)
			sort_by_bytes(scratch + from, mentions + from, count);
		else
			insertion_sort(scratch + from, count);
		from = ends[bin];
	}
	memcpy(mentions, scratch, n * sizeof(IdentityMention));
}
