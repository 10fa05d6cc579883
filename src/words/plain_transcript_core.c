/*
 * plain_transcript_core.c
 *		What the customer says in a transcript.
 */
#include "words/plain_transcript_core.h"

#include "words/plain_speaker_core.h"

/* Does a time stand at any label? */
static bool
has_times(PlainText text)
{
	const uint8_t *begin = text.bytes;
	size_t		poll = 0;

	while (text.size > 0)
	{
		PlainText	line = plain_take_line(&text);
		PlainTurn	turn = plain_turn(line);

		plain_poll(&poll, (size_t) (line.bytes - begin));
		if (turn.timed && (turn.speaker == SPEAKER_CUSTOMER || turn.speaker == SPEAKER_UNKNOWN))
			return true;
	}
	return false;
}

size_t
plain_transcript(PlainText text, uint8_t *words)
{
	PlainOutput output = {words, 0};
	const uint8_t *begin = text.bytes;
	bool		times = has_times(text);
	bool		customers = false;
	size_t		poll = 0;

	while (text.size > 0)
	{
		PlainText	line = plain_take_line(&text);
		PlainTurn	turn = plain_turn(line);

		plain_poll(&poll, (size_t) (line.bytes - begin));
		if (turn.speaker == SPEAKER_UNKNOWN && times && !turn.timed)
			turn = (PlainTurn) {.speaker = SPEAKER_NONE, .said = line};
		if (turn.speaker != SPEAKER_NONE)
			customers = turn.speaker == SPEAKER_CUSTOMER;
		turn.said = plain_trim(turn.said);
		if (!customers || turn.said.size == 0)
			continue;
		if (output.size > 0)
			words[output.size++] = '\n';
		plain_put(&output, turn.said);
	}
	return output.size;
}
