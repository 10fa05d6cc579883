/*
 * named_hits_core.c
 *		Of hits that overlap, those that name what failed take the place of those that do not.
 */
#include "words/named_hits_core.h"

#include "words/words_core.h"

/* Hits looked at between two polls. */
#define POLL_EVERY 4096

static inline bool
is_word_byte(unsigned char byte)
{
	return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
		(byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

/* Does a text begin so?  An underscore stands for a blank, a hyphen, or nothing. */
static bool
begins_with(const char *text, size_t size, const char *cause, size_t cause_size)
{
	size_t		at = 0;

	for (size_t i = 0; i < cause_size; i++)
	{
		if (cause[i] == '_')
			at += at < size && (text[at] == ' ' || text[at] == '-' || text[at] == '_');
		else if (at < size && lower(text[at]) == cause[i])
			at++;
		else
			return false;
	}
	return true;
}

/* Is a cause, which is a key of small letters, named in a text? */
bool
names_cause(const char *text, size_t size, const char *cause, size_t cause_size)
{
	for (size_t at = 0; at < size; at++)
		if ((at == 0 || !is_word_byte((unsigned char) text[at - 1])) &&
			begins_with(text + at, size - at, cause, cause_size))
			return true;
	return false;
}

/* The same of hits of one reason, in the order of their first characters. */
static void
decide_reason(NamedHit *hits, size_t n, uint32_t reason)
{
	size_t		reached = 0;	/* by named hits before */
	size_t		next = SIZE_MAX;	/* where the next named hit begins */
	size_t		within = SIZE_MAX;	/* where the first of those ends that begin later, */
	size_t		level = SIZE_MAX;	/* and of those that begin where the last one looked at does, */
	size_t		place = SIZE_MAX;	/* which is here */

	for (size_t i = 0; i < n; i++)
	{
		NamedHit   *hit = &hits[i];

		if (hit->reason != reason)
			continue;
		if (i % POLL_EVERY == 0 && words_poll)
			words_poll();
		hit->decided = true;
		hit->counts = hit->named || reached <= hit->hit.from;
		if (hit->named && hit->hit.to > reached)
			reached = hit->hit.to;
	}
	for (size_t i = n; i-- > 0;)
	{
		NamedHit   *hit = &hits[i];

		if (hit->reason != reason)
			continue;
		if (hit->hit.from != place)
		{
			within = level < within ? level : within;
			level = SIZE_MAX;
			place = hit->hit.from;
		}
		hit->counts = hit->counts && within > hit->hit.to && (hit->named || hit->hit.to <= next);
		if (hit->named)
		{
			next = hit->hit.from;
			level = hit->hit.to < level ? hit->hit.to : level;
		}
	}
}

/*
 * Decide which of n hits, in the order of their first characters, count.  Takes as many
 * passes as there are reasons, which are few.
 */
void
named_hits_decide(NamedHit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hits[i].decided = false;
	for (size_t i = 0; i < n; i++)
		if (!hits[i].decided)
			decide_reason(hits, n, hits[i].reason);
}
