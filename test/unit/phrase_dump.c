/*
 * phrase_dump.c
 *		Writes a phrase as it was read: ^!negated(group of|alternatives|)*3(group)
 */
#include "phrase_dump.h"

#include <stdio.h>

/* Words behind what is there, with a space between them. */
static char *
dump_words(char *at, const Phrase *phrase, size_t first, size_t end)
{
	for (size_t w = first; w < end; w++)
		at += sprintf(at, "%s%.*s%s", w > first ? " " : "", (int) phrase->words[w].size,
					  (const char *) phrase->words[w].bytes,
					  phrase->words[w].is_prefix ? "~" : "");
	return at;
}

void
phrase_dump(const Phrase *phrase, char *dump)
{
	char	   *at = dump;

	*at = '\0';
	if (phrase->opening)
		at += sprintf(at, "^");
	for (size_t w = 0; w < phrase->negated; w++)
	{
		at += sprintf(at, "!");
		at = dump_words(at, phrase, w, w + 1);
	}
	for (size_t g = 0; g < phrase->n_groups; g++)
	{
		const PhraseGroup *group = &phrase->groups[g];

		if (group->gap > 0)
			at += sprintf(at, "*%d", group->gap);
		at += sprintf(at, "(");
		for (size_t a = group->first; a < group->end; a++)
		{
			at += sprintf(at, "%s", a > group->first ? "|" : "");
			at = dump_words(at, phrase, phrase->alternatives[a].first,
							phrase->alternatives[a].end);
		}
		at += sprintf(at, "%s)", group->optional ? "|" : "");
	}
}
