/*
 * fuzz_log.c
 *		Reads forged logs: decodes their blocks and asks everything of them.
 *
 * An input is what fuzz_log.h says.  Its blocks are decoded as a run is, one after
 * the other, each from memory of its exact size and the 8 readable bytes that the
 * codec asks for.  Its contacts are walked request by request as they come, also
 * where they are not in order.  The sanitizers see what is out of bounds; what is
 * said beside must hold for any input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_log.h"
#include "log_codec_core.h"
#include "survival_core.h"
#include "walk_core.h"

#define READABLE_AFTER 8

/* What must hold for any input. */
#define MUST(condition) \
	do { \
		if (!(condition)) \
		{ \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* The contacts of the request at hand. */
typedef struct Gathering
{
	const WalkFrame *frame;
	bool		in_order;
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
		gaps[i] = life(gaps[i] < LONGEST_LIFE ? gaps[i] : LONGEST_LIFE, gaps[i] != NO_HUMAN);
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

/* Judge a journey; whatever the order, each contact gets its facts. */
static void
judge(const Gathering *gathering, const Contact *contacts, size_t n, const int64_t *next_start,
	  const uint64_t *gaps, WalkTally *tally)
{
	const WalkFrame *frame = gathering->frame;
	ContactFact *facts = malloc(n * sizeof(ContactFact));

	memset(facts, 0xa5, n * sizeof(ContactFact));
	journey_judge(contacts, n, frame->within, next_start, facts);
	tally_journey(tally, frame, contacts, n);
	for (size_t i = 0; i < n; i++)
	{
		tally_contact(tally, frame, &contacts[i], &facts[i], i == 0);
		MUST(facts[i].followed == (i + 1 < n || next_start != NULL));
		MUST(facts[i].origin == NO_ORIGIN ||
			 (facts[i].origin < n && contacts[facts[i].origin].kind == CONTACT_DIGITAL));
		if (contacts[i].kind == CONTACT_HUMAN)
			MUST(!facts[i].bounced);
		else if (gathering->in_order)
			MUST(facts[i].bounced == (gaps[i] != NO_HUMAN && gaps[i] <= frame->within));
	}
	free(facts);
}

/* All contacts of a request are there: walk them, from memory of their exact size. */
static void
finish_request(Gathering *gathering)
{
	size_t		n = gathering->n;
	Contact    *contacts = malloc(n * sizeof(Contact));
	uint64_t   *gaps = malloc(n * sizeof(uint64_t));
	WalkTally	tally = {0};
	JourneyStep step = {0};
	size_t		length;

	memcpy(contacts, gathering->contacts, n * sizeof(Contact));
	next_human_gaps(contacts, n, gaps);
	for (size_t first = 0; first < n; first += length)
	{
		length = journey_length(contacts + first, n - first, gathering->frame->within);
		MUST(length >= 1 && length <= n - first);
		judge(gathering, contacts + first, length,
			  first + length < n ? &contacts[first + length].start : NULL, gaps + first, &tally);
	}
	for (size_t i = 0; i < n; i++)
		journey_step(&step, contacts[i].start, contacts[i].end, gathering->frame->within);
	MUST(step.journey_no == tally.journeys + tally.journeys_immature);
	MUST(tally.bounced <= tally.digital && tally.digital <= tally.contacts);
	MUST(tally.not_followed <= tally.contacts && tally.contacts <= n);
	MUST(tally.resolved_first <= tally.journeys && tally.journeys_truncated <= tally.journeys);
	draw_curve(gaps, n);
	free(contacts);
	free(gaps);
	gathering->n = 0;
	gathering->in_order = true;
}

static void
gather(Gathering *gathering, const LogBlock *block, int i)
{
	Contact    *contact;

	if (gathering->n == gathering->room)
	{
		gathering->room = 2 * gathering->room + 16;
		gathering->contacts = realloc(gathering->contacts, gathering->room * sizeof(Contact));
	}
	contact = &gathering->contacts[gathering->n++];
	contact->start = block->start[i];
	contact->end = block->start[i] + (int64_t) block->length[i];
	contact->kind = block->human[i] ? CONTACT_HUMAN : CONTACT_DIGITAL;
	if (gathering->n > 1 &&
		(contact[-1].start > contact->start ||
		 (contact[-1].start == contact->start && contact[-1].kind > contact->kind)))
		gathering->in_order = false;
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

static bool
same_behaviour(const LogBlock *a, const LogBlock *b)
{
	size_t		n = (size_t) a->n;

	return a->n == b->n &&
		memcmp(a->customer, b->customer, n * sizeof(*a->customer)) == 0 &&
		memcmp(a->request, b->request, n * sizeof(*a->request)) == 0 &&
		memcmp(a->start, b->start, n * sizeof(*a->start)) == 0 &&
		memcmp(a->length, b->length, n * sizeof(*a->length)) == 0 &&
		memcmp(a->human, b->human, n) == 0 &&
		memcmp(a->new_request, b->new_request, n) == 0;
}

static void
check_block(const LogBlock *block, const LogCursor *cursor)
{
	MUST(block->n >= 1 && block->n <= LOG_BLOCK_CONTACTS);
	for (int i = 0; i < block->n; i++)
	{
		MUST(block->start[i] >= cursor->first_start && block->length[i] <= INT64_MAX);
		MUST(block->start[i] <= INT64_MAX - (int64_t) block->length[i]);
		MUST(block->human[i] <= 1 && block->new_request[i] <= 1);
		MUST(cursor->keyed || block->channel[i] < cursor->channels);
		if (!cursor->keyed && block->handle[i] != NO_HANDLE)
			MUST(handle_code(handle_seconds(block->handle[i])) == block->handle[i]);
	}
}

/* Written again and read again, a block that is in order is the same. */
static void
check_round_trip(const LogBlock *block, LogCursor before)
{
	static uint8_t out[LOG_BLOCK_MOST_BYTES + READABLE_AFTER];
	static LogBlock again;
	LogCursor	cursor = before;
	size_t		size;

	for (int i = 1; i < block->n; i++)
		if (block->new_request[i] && block->customer[i] == block->customer[i - 1] &&
			block->request[i] == block->request[i - 1])
			return;
	if (before.begun && block->new_request[0] && block->customer[0] == before.customer &&
		block->request[0] == before.request)
		return;
	size = log_block_encode(block, &cursor, out);
	MUST(size <= LOG_BLOCK_MOST_BYTES && log_block_size(out, size) == size);
	MUST(log_block_decode(out, size, &before, false, &again));
	MUST(same_behaviour(block, &again));
	MUST(before.keyed ||
		 (memcmp(block->channel, again.channel, block->n * sizeof(*block->channel)) == 0 &&
		  memcmp(block->handle, again.handle, block->n * sizeof(*block->handle)) == 0));
}

/*
 * Decode a block; false where it is refused.  What it says depends neither on the
 * bytes behind it nor on what is asked of it.
 */
static bool
decode(const uint8_t *bytes, size_t size, LogCursor *cursor, LogBlock *block)
{
	static LogBlock other;
	LogCursor	before = *cursor;
	LogCursor	behind = *cursor;
	uint8_t    *copy = exact_copy(bytes, size, 0);
	bool		taken = log_block_decode(copy, size, cursor, false, block);

	free(copy);
	copy = exact_copy(bytes, size, 0xff);
	if (log_block_decode(copy, size, &behind, true, &other))
		MUST(!taken || same_behaviour(block, &other));
	else
		MUST(!taken);
	free(copy);
	if (taken)
	{
		check_block(block, &before);
		check_round_trip(block, before);
	}
	return taken;
}

static void
read_blocks(const uint8_t *body, size_t size, LogCursor *cursor, Gathering *gathering,
			bool by_customer)
{
	static LogBlock block;
	uint64_t	customer = 0;
	size_t		length;

	for (size_t at = 0; at < size; at += length)
	{
		length = log_block_size(body + at, size - at);
		MUST(length <= size - at && length <= LOG_BLOCK_MOST_BYTES);
		if (length == 0 || !decode(body + at, length, cursor, &block))
			break;
		for (int i = 0; i < block.n; i++)
		{
			if (gathering->n > 0 && block.new_request[i] &&
				(!by_customer || block.customer[i] != customer))
				finish_request(gathering);
			customer = block.customer[i];
			gather(gathering, &block, i);
		}
	}
	if (gathering->n > 0)
		finish_request(gathering);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t units[] = {1, 1000, 1000000, UINT32_MAX};
	const uint8_t *at = data;
	LogCursor	cursor = {0};
	WalkFrame	frame;
	Gathering	gathering = {.frame = &frame, .in_order = true};
	uint8_t		flags;

	if (size < FUZZ_HEADER)
		return 0;
	flags = (uint8_t) read_number(&at, 1);
	cursor.keyed = (flags & FUZZ_KEYED) != 0;
	cursor.unit = units[flags >> FUZZ_UNIT_SHIFT & 3];
	cursor.channels = (uint32_t) read_number(&at, 2);
	cursor.first_start = (int64_t) read_number(&at, 8);
	frame.beginning = cursor.first_start;
	frame.as_of = (int64_t) read_number(&at, 8);
	frame.within = read_number(&at, 8);
	read_blocks(at, size - FUZZ_HEADER, &cursor, &gathering, (flags & FUZZ_BY_CUSTOMER) != 0);
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
	n = bytes[4] | (size_t) bytes[5] << 8;
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
