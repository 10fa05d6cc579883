/*
 * named_hits_core.h
 *		Of hits that overlap, those that name what failed take the place of those that do not.
 *
 *	Named		the name of its cause stands in the words that a hit matched, where a word
 *				begins, in letters of any case: app in "Apps", call_back in "call back",
 *				"call-back" and "callback".
 *	Overlap		two hits that have a character in common.
 *
 * "Your app keeps crashing" has two hits: one of cause app, and one, "keeps crashing", of
 * cause website, which such words mostly are about.  Here they are not.  So an unnamed hit
 * does not count where a named one of the same avoidable reason overlaps it.  (Hits of one
 * cause never overlap: hits_core.h.)
 *
 * "I tried your website and the app crashed" has two that are named: one of cause website,
 * from "tried" to "crashed", and "app crashed" within it.  What failed is what stands nearest
 * to the failing.  So no hit counts where a named one of the same reason, which begins later,
 * ends with it or before.
 */
#ifndef NAMED_HITS_CORE_H
#define NAMED_HITS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words/hits_core.h"

typedef struct NamedHit
{
	MarkerHit	hit;
	uint32_t	reason;			/* equal for equal reasons */
	bool		named;
	bool		decided;
	bool		counts;
} NamedHit;

extern bool names_cause(const char *text, size_t size, const char *cause, size_t cause_size);
extern void named_hits_decide(NamedHit *hits, size_t n);

#endif							/* NAMED_HITS_CORE_H */
