/*
 * log_walk.c
 *		Hands the contacts of a log to the walk, and what it says to a visitor.
 *
 * Contacts come sorted by customer, request and time, and are judged some hundreds
 * at a time, as many requests as are whole; the last one waits for the rest of it.
 * Where any contact of a customer is the same request, those of all its requests
 * are put in order of time again.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "question/log_walk.h"

#define INITIAL_ROOM (2 * LOG_BLOCK_CONTACTS)

typedef struct Walk
{
	const LogQuestion *question;
	const LogVisitor *visitor;
	int			words;			/* of a record */
	size_t		n;				/* contacts at hand, each request from its first */
	size_t		room;
	uint64	   *records;
	Contact    *contacts;
	ContactFact *facts;
} Walk;

/* In the order of time: what comes after customer and request. */
#define ST_SORT sort_by_time
#define ST_ELEMENT_TYPE FullRecord
#define ST_COMPARE(a, b) record_compare((a)->word, (b)->word, 2, FULL_WORDS)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

static void *
resize(void *array, size_t n, size_t size)
{
	return array ? repalloc_huge(array, n * size) : palloc_extended(n * size, MCXT_ALLOC_HUGE);
}

static void
enlarge(Walk *walk)
{
	size_t		room = walk->room ? walk->room * 2 : INITIAL_ROOM;

	if (room > MaxAllocHugeSize / sizeof(FullRecord))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many contacts of one request"),
				 errdetail("There are more than %zu.", walk->n),
				 errhint("Leave out the rows of customers that are no persons, or make their customer null.")));
	walk->records = resize(walk->records, room, walk->words * sizeof(uint64));
	walk->contacts = resize(walk->contacts, room, sizeof(Contact));
	walk->facts = resize(walk->facts, room, sizeof(ContactFact));
	walk->room = room;
}

static inline bool
is_unlinkable(const LogQuestion *question, const uint64 *record)
{
	return record[0] == NULL_FINGERPRINT ||
		(!question->by_customer && record[1] == NULL_FINGERPRINT);
}

/*
 * Of records just read keep those that count: that exist, are in scope and can be
 * linked.  Where any contact of the customer is the same request, the request goes.
 */
static size_t
keep_some(Walk *walk, uint64 *records, size_t n)
{
	const LogQuestion *question = walk->question;
	size_t		words = walk->words;
	bool		keyed = words == KEYED_WORDS;
	uint64	   *to = records;

	for (const uint64 *record = records; record < records + n * words; record += words)
	{
		if (record_start(record, words) > question->frame.as_of ||
			(question->in_scope && !question->in_scope[record_channel(record)]))
			continue;
		if (!keyed && is_unlinkable(question, record))
		{
			if (walk->visitor->unlinkable)
				walk->visitor->unlinkable(walk->visitor->self, record);
			continue;
		}
		if (unlikely(to != record))
			memmove(to, record, words * sizeof(uint64));
		if (question->by_customer)
			to[1] = 0;
		to += words;
	}
	return (to - records) / words;
}

/* Put the contacts of each customer in the order of time, in the first n records. */
static void
put_in_order(Walk *walk, size_t n)
{
	FullRecord *records = (FullRecord *) walk->records;

	for (size_t from = 0, to; from < n; from = to)
	{
		bool		in_order = true;

		for (to = from + 1; to < n && records[to].word[0] == records[from].word[0]; to++)
		{
			check_at(to);
			in_order &= record_compare(records[to - 1].word, records[to].word, 2, FULL_WORDS) <= 0;
		}
		if (!in_order)
			sort_by_time(records + from, to - from);
	}
}

/* Where the last request at hand begins; before n there was one, or none. */
static size_t
last_request(const Walk *walk, size_t before)
{
	size_t		words = walk->words;
	size_t		i = walk->n;

	if (i == before)
		return 0;
	while (--i > 0 && record_same_request(walk->records + (i - 1) * words,
										  walk->records + i * words, walk->words))
		if (i == before)
			return 0;
	return i;
}

static pg_attribute_always_inline void
make_contacts(const uint64 *record, size_t n, Contact *contacts, int words)
{
	for (size_t i = 0; i < n; i++, record += words)
	{
		check_at(i);
		contacts[i].start = record_start(record, words);
		contacts[i].end = record_end(record, words);
		contacts[i].kind = record_is_human(record, words) ? CONTACT_HUMAN : CONTACT_DIGITAL;
		contacts[i].is_first = i == 0 || !record_same_request(record - words, record, words);
	}
}

/* Judge and show the first n contacts at hand, whole requests, and let them go. */
static void
finish(Walk *walk, size_t n)
{
	LogBatch	batch = {n, walk->contacts, walk->facts, walk->records};

	if (walk->question->by_customer)
		put_in_order(walk, n);
	if (walk->words == KEYED_WORDS)
		make_contacts(walk->records, n, walk->contacts, KEYED_WORDS);
	else
		make_contacts(walk->records, n, walk->contacts, FULL_WORDS);
	walk_judge(walk->contacts, n, walk->question->frame.within, walk->facts);
	walk->visitor->requests(walk->visitor->self, &batch);

	walk->n -= n;
	memmove(walk->records, walk->records + n * walk->words,
			walk->n * walk->words * sizeof(uint64));
}

/*
 * Show a visitor all contacts of a log, request by request, and those that are of
 * none because they cannot be linked.
 */
void
log_walk(LogState *state, const LogQuestion *question, const LogVisitor *visitor)
{
	const LogTotals *totals = log_state_totals(state);
	Walk		walk = {.question = question, .visitor = visitor, .words = log_record_words(totals)};
	LogSource  *source = log_state_source(state, !question->with_details);
	bool		all_count = totals->keyed && question->frame.as_of >= totals->last_start;

	for (;;)
	{
		size_t		before = walk.n;
		uint64	   *records;
		size_t		n;

		CHECK_FOR_INTERRUPTS();
		if (walk.room - walk.n < LOG_BLOCK_CONTACTS)
			enlarge(&walk);
		records = walk.records + walk.n * walk.words;
		n = source->read(source, records, LOG_BLOCK_CONTACTS);
		if (n == 0)
			break;
		walk.n += all_count ? n : keep_some(&walk, records, n);
		n = last_request(&walk, before);
		if (n > 0)
			finish(&walk, n);
	}
	if (walk.n > 0)
		finish(&walk, walk.n);
}

/* ---- counting ---- */

typedef struct Count
{
	const WalkFrame *frame;
	WalkTally  *tally;
	uint64		unlinkable;
} Count;

static void
count_requests(void *self, const LogBatch *batch)
{
	Count	   *count = self;
	WalkFrame	frame = *count->frame;
	WalkTally	tally = *count->tally;

	for (size_t i = 0; i < batch->n; i++)
	{
		check_at(i);
		tally_contact(&tally, &frame, &batch->contacts[i], &batch->facts[i]);
	}
	tally.judged += batch->n;
	*count->tally = tally;
}

static void
count_unlinkable(void *self, const uint64 *record)
{
	((Count *) self)->unlinkable++;
}

/* Count over all contacts and journeys, and the unlinkable contacts unless NULL. */
void
log_tally(LogState *state, const LogQuestion *question, WalkTally *tally, uint64 *unlinkable)
{
	Count		count = {.frame = &question->frame, .tally = tally};
	LogVisitor	visitor = {count_requests, count_unlinkable, &count};

	memset(tally, 0, sizeof(WalkTally));
	log_walk(state, question, &visitor);
	if (unlinkable)
		*unlinkable = count.unlinkable;
}
