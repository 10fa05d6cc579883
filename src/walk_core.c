/*
 * walk_core.c
 *		What of the walk is not worth to be had inline.
 */
#include "walk_core.h"

void		(*walk_poll) (void) = NULL;

/*
 * For each digital contact, the time from its end to the first human contact that
 * starts at or after its own start, or NO_HUMAN: what bounced is decided by, for
 * all windows at once.  The contacts are in order, digital before human where they
 * start together; what is filled in for a human contact means nothing.
 */
void
next_human_gaps(const Contact *contacts, size_t n, uint64_t *gaps)
{
	bool		has_human = false;
	int64_t		human_start = 0;

	for (size_t i = n; i-- > 0;)
	{
		if (contacts[i].kind == CONTACT_HUMAN)
		{
			has_human = true;
			human_start = contacts[i].start;
		}
		gaps[i] = has_human ? contact_gap(contacts[i].end, human_start) : NO_HUMAN;
	}
}
