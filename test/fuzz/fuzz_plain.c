/*
 * fuzz_plain.c
 *		Finds a customer's own words in any bytes, in each way.
 *
 * An input is the text, in memory of its exact size, as is the room that each core is promised.
 * The sanitizers see what is out of bounds; what is said beside must hold for any input.
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "plain_shows.h"
#include "words/plain_decode_core.h"
#include "words/plain_entity_core.h"
#include "words/plain_speaker_core.h"

/* The words of a text are the same however often they are asked for, and fit. */
static void
check_way(PlainWay way, PlainText text)
{
	PlainText	words = plain_words_of(way, text);
	PlainText	again = plain_words_of(way, text);

	MUST(words.size <= (way == WAY_MAIL ? plain_decoded_room(text.size) : text.size));
	MUST(words.size == again.size && memcmp(words.bytes, again.bytes, words.size) == 0);
	MUST(plain_trim_end(words).size == words.size);
	/* none is made of a text without one, which the server's have */
	MUST(memchr(text.bytes, 0, text.size) != NULL || memchr(words.bytes, 0, words.size) == NULL);
	free((void *) words.bytes);
	free((void *) again.bytes);
}

/* A character in UTF-8 is no longer than its reference. */
static void
check_entity(PlainText text)
{
	uint8_t		bytes[4];
	PlainOutput output = {bytes, 0};
	uint32_t	character = 0;
	size_t		size = text.size > 0 && text.bytes[0] == '&' ? plain_entity(text, &character) : 0;

	if (size == 0)
		return;
	MUST(size <= text.size && character > 0 && character <= 0x10ffff);
	plain_put_character(&output, character);
	MUST(output.size <= size);
}

/* What a speaker says is in his line. */
static void
check_turn(PlainText text)
{
	PlainText	line = plain_take_line(&text);
	PlainTurn	turn = plain_turn(line);

	MUST(turn.said.size <= line.size);
	MUST(turn.said.bytes >= line.bytes && plain_end(turn.said) <= plain_end(line));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t    *exact = malloc(size > 0 ? size : 1);
	PlainText	text = {exact, size};

	memcpy(exact, data, size);
	for (int way = 0; way < WAYS; way++)
		check_way((PlainWay) way, text);
	for (size_t at = 0; at < size; at++)
		check_entity(plain_from(text, at));
	check_turn(text);
	free(exact);
	return 0;
}
