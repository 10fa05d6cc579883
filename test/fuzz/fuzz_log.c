/*
 * fuzz_log.c
 *		Reads forged logs: decodes their blocks and asks everything of them.
 *
 * An input is what fuzz_log.h says.  Its blocks are decoded as a run is, one after
 * the other, each from memory of its exact size and the 8 readable bytes that the
 * codec asks for.  Its contacts are walked as they come, all requests at once and
 * each alone, also where they are not in order.  The sanitizers see what is out of
 * bounds; what is said beside must hold for any input.
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "fuzz_log.h"
#include "contact/walk_core.h"
#include "log/log_codec_core.h"
#include "statistics/survival_core.h"

#define READABLE_AFTER 8

extern size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* The contacts of all requests, as they come. */
typedef struct Gathering
{
	WalkFrame	frame;
	size_t		n;
	size_t		room;
	Contact    *contacts;
} Gathering;

static uint64_t
read_number(const uint8_t **at, int size)
{
	uint64_t	value = 0;

	for (int i = 0; i < size; i++)
		value |= (uint64_t) *(*at)++ << 8 * i;
	return value;
}

/* ---- the walk ---- */

static int
compare_numbers(const void *left, const void *right)
{
	uint64_t	a = *(const uint64_t *) left;
	uint64_t	b = *(const uint64_t *) right;

	return (a > b) - (a < b);
}

/* The re-contact curve of some gaps, which are changed. */
static void
draw_curve(uint64_t *gaps, size_t n)
{
	Survival	survival;
	double		before = 0;

	for (size_t i = 0; i < n; i++)
		gaps[i] = life(gaps[i] < LONGEST_LIFE ? gaps[i] : LONGEST_LIFE, gaps[i] != NO_CONTACT);
	qsort(gaps, n, sizeof(*gaps), compare_numbers);
	survival_begin(&survival, gaps, n);
	for (uint64_t time = 0; time < UINT64_C(1) << 62; time = time * 3 + 1)
	{
		SurvivalPoint point = survival_at(&survival, time);

		MUST(point.at_risk <= n && point.events <= n);
		MUST(!point.known || (point.probability >= before && point.probability <= 1));
		MUST(!point.bounded || (0 <= point.lower && point.lower <= point.probability &&
								point.probability <= point.upper && point.upper <= 1));
		before = point.known ? point.probability : before;
	}
}

/* The curves of a request's contacts, and of its digital ones. */
static void
draw_curves(const Contact *contacts, const ContactFact *facts, size_t n)
{
	uint64_t   *gaps = malloc(n * sizeof(uint64_t));
	size_t		digital = 0;

	for (size_t i = 0; i < n; i++)
		gaps[i] = facts[i].recontact_after;
	draw_curve(gaps, n);
	for (size_t i = 0; i < n; i++)
		if (contacts[i].kind == CONTACT_DIGITAL)
			gaps[digital++] = facts[i].human_after;
	draw_curve(gaps, digital);
	free(gaps);
}

/* What holds of the origin of a human contact, one of so many of a request. */
static void
check_origin(const Contact *contacts, const ContactFact *facts, size_t n, size_t i,
			 size_t origin, uint64_t within, bool in_order)
{
	const Contact *from;

	if (origin == NO_ORIGIN)
		return;
	MUST(origin < n);
	from = &contacts[origin];
	MUST(from->kind == CONTACT_DIGITAL);
	MUST(starts_within(from->end, contacts[i].start, within));
	if (in_order)
		MUST(from->start <= contacts[i].start && contact_bounced(from, &facts[origin], within));
}

/* What holds of a request that is in order: some digital contact bounces if and only
 * if some human one has an origin. */
static void
check_bounces(const Contact *contacts, const ContactFact *facts, const size_t *origins, size_t n,
			  uint64_t within)
{
	size_t		bounced = 0;
	size_t		with_origin = 0;

	for (size_t i = 0; i < n; i++)
	{
		bounced += contact_bounced(&contacts[i], &facts[i], within);
		with_origin += contacts[i].kind == CONTACT_HUMAN && origins[i] != NO_ORIGIN;
	}
	MUST((bounced > 0) == (with_origin > 0));
}

/* Are a request's contacts in order of time? */
static bool
are_in_order(const Contact *contacts, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (contacts[i - 1].start > contacts[i].start)
			return false;
	return true;
}

static void
check_tally(const WalkTally *tally, size_t n)
{
	MUST(tally->bounced <= tally->digital && tally->digital <= tally->contacts);
	MUST(tally->digital_truncated <= tally->digital);
	MUST(tally->not_followed <= tally->contacts && tally->contacts <= n);
	MUST(tally->resolved_first <= tally->journeys && tally->journeys_truncated <= tally->journeys);
	MUST(tally->journeys <= tally->contacts);
	for (int rate = BOUNCE_RATE; rate <= NEXT_CONTACT_AVOIDANCE; rate++)
	{
		bool		known;
		double		value = walk_rate(tally, (WalkRate) rate, &known);

		MUST(value >= 0 && value <= 1);
	}
}

/* A request alone, in memory of its exact size; among others it was judged the same. */
static void
judge_request(const Contact *among, const ContactFact *facts_among, size_t n,
			  const WalkFrame *frame)
{
	Contact    *contacts = malloc(n * sizeof(Contact));
	ContactFact *facts = malloc(n * sizeof(ContactFact));
	size_t	   *origins = malloc(n * sizeof(size_t));
	WalkTally	tally = {0};
	JourneyStep step = {0};
	bool		in_order = are_in_order(among, n);

	memcpy(contacts, among, n * sizeof(Contact));
	memset(facts, 0xa5, n * sizeof(ContactFact));
	walk_judge(contacts, n, frame->within, facts);
	walk_origins(contacts, n, frame->within, origins);
	for (size_t i = 0; i < n; i++)
	{
		MUST(facts[i].recontact_after == facts_among[i].recontact_after);
		MUST(facts[i].human_after == facts_among[i].human_after);
		MUST(facts[i].opens == facts_among[i].opens);
		MUST(journey_step(&step, contacts[i].start, contacts[i].end, frame->within) ==
			 facts[i].opens);
		if (i + 1 == n)
			MUST(facts[i].recontact_after == NO_CONTACT);
		if (contacts[i].kind == CONTACT_HUMAN)
			check_origin(contacts, facts, n, i, origins[i], frame->within, in_order);
		tally_contact(&tally, frame, &contacts[i], &facts[i]);
	}
	if (in_order)
		check_bounces(contacts, facts, origins, n, frame->within);
	MUST(step.journey_no == tally.journeys + tally.journeys_immature);
	check_tally(&tally, n);
	draw_curves(contacts, facts, n);
	free(contacts);
	free(facts);
	free(origins);
}

/* Walk all that was gathered at once, and then each request. */
static void
walk_all(const Gathering *gathering)
{
	size_t		n = gathering->n;
	Contact    *contacts = malloc(n * sizeof(Contact));
	ContactFact *facts = malloc(n * sizeof(ContactFact));
	size_t	   *origins = malloc(n * sizeof(size_t));
	size_t		next;

	if (n > 0)
		memcpy(contacts, gathering->contacts, n * sizeof(Contact));
	walk_judge(contacts, n, gathering->frame.within, facts);
	walk_origins(contacts, n, gathering->frame.within, origins);
	for (size_t first = 0; first < n; first = next)
	{
		for (next = first + 1; next < n && !contacts[next].is_first; next++)
			;
		for (size_t i = first; i < next; i++)
			if (contacts[i].kind == CONTACT_HUMAN && origins[i] != NO_ORIGIN)
				MUST(origins[i] >= first && origins[i] < next);
		judge_request(contacts + first, facts + first, next - first, &gathering->frame);
	}
	free(contacts);
	free(facts);
	free(origins);
}

static void
gather(Gathering *gathering, const uint64_t *record, int words, bool is_first)
{
	Contact    *contact;

	if (gathering->n == gathering->room)
	{
		gathering->room = 2 * gathering->room + 16;
		gathering->contacts = realloc(gathering->contacts, gathering->room * sizeof(Contact));
	}
	contact = &gathering->contacts[gathering->n++];
	contact->start = record_start(record, words);
	contact->end = contact->start + record_length(record, words);
	contact->kind = record_is_human(record, words) ? CONTACT_HUMAN : CONTACT_DIGITAL;
	contact->is_first = is_first;
}

/* ---- the blocks ---- */

static uint8_t *
exact_copy(const uint8_t *bytes, size_t size, int after)
{
	uint8_t    *copy = malloc(size + READABLE_AFTER);

	memcpy(copy, bytes, size);
	memset(copy + size, after, READABLE_AFTER);
	return copy;
}

static int
words_of(const LogCursor *cursor)
{
	return cursor->keyed ? KEYED_WORDS : FULL_WORDS;
}

static bool
same_behaviour(const uint64_t *a, const uint64_t *b, int n, int words)
{
	for (int i = 0; i < n; i++, a += words, b += words)
		if (memcmp(a, b, (words == FULL_WORDS ? words - 1 : words) * sizeof(*a)) != 0)
			return false;
	return true;
}

/* Is a record in order after the last one, by what a reader relies on? */
static bool
comes_after(const uint64_t *record, const LogCursor *last, int words)
{
	uint64_t	request = words == FULL_WORDS ? record[1] : 0;

	if (record[0] != last->customer)
		return record[0] > last->customer;
	if (request != last->request)
		return request > last->request;
	return record_start(record, words) >= last->start;
}

/* What a reader may rely on; last is what came before, and is moved along. */
static void
check_block(const uint64_t *record, int n, LogCursor last)
{
	int			words = words_of(&last);

	MUST(n >= 1 && n <= LOG_BLOCK_CONTACTS);
	for (int i = 0; i < n; i++, record += words)
	{
		int64_t		start = record_start(record, words);
		int64_t		length = record_length(record, words);

		MUST(start >= last.origin && length >= 0 && start <= INT64_MAX - length);
		MUST(start <= last.last_start);
		MUST(!last.begun || comes_after(record, &last, words));
		if (!last.keyed)
		{
			MUST(record_channel(record) < last.channels);
			MUST(!record_has_handle(record) ||
				 record_handle_of(record_handle(record)) == (record[4] & RECORD_HANDLE_MASK));
			MUST(record[4] >> (RECORD_CHANNEL_SHIFT + 16) == 0);
		}
		last.begun = true;
		last.customer = record[0];
		last.request = last.keyed ? 0 : record[1];
		last.start = start;
	}
}

/* Written again it is no longer, and read again the same. */
static void
check_round_trip(const uint64_t *records, int n, size_t size, const LogCursor *before)
{
	static uint8_t out[LOG_BLOCK_MOST_BYTES + READABLE_AFTER];
	static uint64_t again[LOG_BLOCK_CONTACTS * FULL_WORDS];
	LogCursor	writing = *before;
	LogCursor	reading = *before;
	size_t		new_size = log_block_encode(records, n, &writing, out);

	MUST(new_size <= size && log_block_size(out, new_size) == new_size);
	MUST(log_block_decode(out, new_size, &reading, false, again) == n);
	MUST(memcmp(records, again, n * words_of(before) * sizeof(*again)) == 0);
	MUST(reading.customer == writing.customer && reading.request == writing.request &&
		 reading.start == writing.start && reading.begun && writing.begun);
}

/*
 * Decode a block; 0 where it is refused.  What it says depends neither on the bytes
 * behind it nor on what is asked of it.
 */
static int
decode(const uint8_t *bytes, size_t size, LogCursor *cursor, uint64_t *records)
{
	static uint64_t other[LOG_BLOCK_CONTACTS * FULL_WORDS];
	LogCursor	before = *cursor;
	LogCursor	behind = *cursor;
	uint8_t    *copy = exact_copy(bytes, size, 0);
	int			n = log_block_decode(copy, size, cursor, false, records);
	int			n_other;

	free(copy);
	copy = exact_copy(bytes, size, 0xff);
	n_other = log_block_decode(copy, size, &behind, true, other);
	free(copy);
	MUST(n == 0 || n == n_other);
	if (n > 0)
	{
		MUST(same_behaviour(records, other, n, words_of(&before)));
		check_block(records, n, before);
		check_round_trip(records, n, size, &before);
	}
	return n;
}

static void
read_blocks(const uint8_t *body, size_t size, LogCursor *cursor, Gathering *gathering,
			bool by_customer)
{
	int			words = words_of(cursor);
	uint64_t   *records = malloc((size_t) LOG_BLOCK_CONTACTS * words * sizeof(uint64_t));
	uint64_t	last[FULL_WORDS] = {0};
	size_t		length;

	for (size_t at = 0; at < size; at += length)
	{
		int			n = 0;

		length = log_block_size(body + at, size - at);
		MUST(length <= size - at && length <= LOG_BLOCK_MOST_BYTES);
		if (length > 0)
			n = decode(body + at, length, cursor, records);
		if (n == 0)
			break;
		for (int i = 0; i < n; i++)
		{
			const uint64_t *record = records + i * words;
			bool		is_first = gathering->n == 0 ||
				(by_customer ? record[0] != last[0] : !record_same_request(record, last, words));

			gather(gathering, record, words, is_first);
			memcpy(last, record, words * sizeof(uint64_t));
		}
	}
	free(records);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *at = data;
	LogCursor	cursor = {0};
	Gathering	gathering = {0};
	uint8_t		flags;

	if (size < FUZZ_HEADER)
		return 0;
	flags = (uint8_t) read_number(&at, 1);
	cursor.keyed = (flags & FUZZ_KEYED) != 0;
	cursor.channels = (uint32_t) read_number(&at, 2);
	cursor.origin = (int64_t) read_number(&at, 8);
	cursor.last_start = (int64_t) read_number(&at, 8);
	gathering.frame.beginning = cursor.origin;
	gathering.frame.as_of = (int64_t) read_number(&at, 8);
	gathering.frame.within = read_number(&at, 8) & INT64_MAX;
	read_blocks(at, size - FUZZ_HEADER, &cursor, &gathering, (flags & FUZZ_BY_CUSTOMER) != 0);
	walk_all(&gathering);
	free(gathering.contacts);
	return 0;
}

/* ---- changing an input ---- */

static size_t
count_bits(const uint8_t *bits, size_t n)
{
	size_t		count = 0;

	for (size_t i = 0; i < n; i++)
		count += bits[i / 8] >> i % 8 & 1;
	return count;
}

/* The size that a block should have by its widths; 0 where it cannot have one. */
static size_t
size_by_widths(const uint8_t *bytes, size_t rest, bool keyed)
{
	int			columns = keyed ? KEYED_COLUMNS : LOG_COLUMNS;
	size_t		at = LOG_BLOCK_HEADER(columns);
	size_t		n;
	size_t		plane;
	size_t		requests;
	size_t		customers;

	if (rest < at)
		return 0;
	n = (bytes[4] | (size_t) bytes[5] << 8) & 0x3fff;
	plane = (n + 7) / 8;
	if (n > LOG_BLOCK_CONTACTS || rest < at + (keyed ? 2 : 3) * plane)
		return 0;
	requests = count_bits(bytes + at, n);
	customers = keyed ? requests : count_bits(bytes + at + plane, n);
	at += (keyed ? 2 : 3) * plane;
	for (int column = 0; column < columns; column++)
	{
		size_t		values = column == COLUMN_CUSTOMER ? customers :
			column == COLUMN_REQUEST || column == COLUMN_FIRST_START ? requests :
			column == COLUMN_START_STEP ? n - requests : n;

		at += (values * bytes[6 + column] + 7) / 8;
	}
	return at;
}

/* As libFuzzer changes it; every other time the blocks are then given the sizes that
 * they should have, for else most changes end there. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	size_t		length;

	size = LLVMFuzzerMutate(data, size, most);
	if (seed % 2)
		return size;
	for (size_t at = FUZZ_HEADER; at < size; at += length)
	{
		length = size_by_widths(data + at, size - at, data[0] & FUZZ_KEYED);
		if (length == 0)
			break;
		if (length > size - at)
		{
			if (length > most - at)
				break;
			memset(data + size, 0, at + length - size);
			size = at + length;
		}
		for (int i = 0; i < 4; i++)
			data[at + i] = (uint8_t) (length >> 8 * i);
	}
	return size;
}
