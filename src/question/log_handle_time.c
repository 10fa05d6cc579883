/*
 * log_handle_time.c
 *		What repeats cost in handle time, asked of a contact_log.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "base/row_type.h"
#include "question/log_question.h"

PG_FUNCTION_INFO_V1(log_handle_time);

#define ST_SORT sort_seconds
#define ST_ELEMENT_TYPE int32
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

/* What a contact was in its journey; a bounce-back is a repeat too. */
typedef enum Role
{
	ROLE_FIRST,
	ROLE_REPEAT,
	ROLE_BOUNCE_BACK,
	ROLES
} Role;

static const char *const role_names[ROLES] = {"first", "repeat", "bounce_back"};

/* Handle seconds of the contacts of a role. */
typedef struct Sample
{
	size_t		n;
	size_t		room;
	int32	   *seconds;
	int64		sum;
} Sample;

/* Firsts and repeats of one request: what the customers want done. */
typedef struct RequestTimes
{
	uint64		request;		/* fingerprint */
	uint64		n[2];			/* of firsts and repeats */
	int64		sum[2];
} RequestTimes;

typedef struct HandleTime
{
	Sample		samples[ROLES];
	HTAB	   *requests;
	uint64		within;
	size_t	   *origins;		/* of the contacts at hand */
	size_t		room;
} HandleTime;

static void
add_to_sample(Sample *sample, int32 seconds)
{
	if (sample->n == sample->room)
	{
		sample->room = sample->room ? sample->room * 2 : 1024;
		sample->seconds = sample->seconds ?
			repalloc_huge(sample->seconds, sample->room * sizeof(int32)) :
			palloc(sample->room * sizeof(int32));
	}
	sample->seconds[sample->n++] = seconds;
	sample->sum += seconds;
}

static void
add_to_request(HTAB *requests, uint64 request, Role role, int32 seconds)
{
	bool		found;
	RequestTimes *times = hash_search(requests, &request, HASH_ENTER, &found);

	if (!found)
	{
		memset(times->n, 0, sizeof(times->n));
		memset(times->sum, 0, sizeof(times->sum));
	}
	times->n[role]++;
	times->sum[role] += seconds;
}

static void
collect_times(void *self, const LogBatch *batch)
{
	HandleTime *times = self;

	if (batch->n > times->room)
	{
		times->room = batch->n;
		times->origins = times->origins ?
			repalloc_huge(times->origins, times->room * sizeof(size_t)) :
			palloc_extended(times->room * sizeof(size_t), MCXT_ALLOC_HUGE);
	}
	walk_origins(batch->contacts, batch->n, times->within, times->origins);

	for (size_t i = 0; i < batch->n; i++)
	{
		const uint64 *record = batch->records + i * FULL_WORDS;
		Role		role = batch->facts[i].opens ? ROLE_FIRST : ROLE_REPEAT;
		int32		seconds = record_handle(record);

		check_at(i);
		if (!record_has_handle(record))
			continue;
		add_to_sample(&times->samples[role], seconds);
		add_to_request(times->requests, record[1], role, seconds);
		if (batch->contacts[i].kind == CONTACT_HUMAN && times->origins[i] != NO_ORIGIN)
			add_to_sample(&times->samples[ROLE_BOUNCE_BACK], seconds);
	}
}

/*
 * The sum over requests of repeats x (mean repeat - mean first).  A request with
 * repeats but no firsts is left out, and counted.
 */
static double
excess_seconds(HTAB *requests, uint64 *left_out)
{
	HASH_SEQ_STATUS status;
	RequestTimes *times;
	int64		whole = 0;
	double		expected = 0;

	*left_out = 0;
	hash_seq_init(&status, requests);
	while ((times = hash_seq_search(&status)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (times->n[ROLE_REPEAT] == 0)
			continue;
		if (times->n[ROLE_FIRST] == 0)
		{
			(*left_out)++;
			continue;
		}
		whole += times->sum[ROLE_REPEAT];
		expected += (double) times->n[ROLE_REPEAT] * (double) times->sum[ROLE_FIRST] /
			(double) times->n[ROLE_FIRST];
	}
	return (double) whole - expected;
}

/* The value in the middle; the mean of two where the number is even. */
static double
median(Sample *sample)
{
	size_t		middle = sample->n / 2;

	sort_seconds(sample->seconds, sample->n);
	if (sample->n % 2 == 1)
		return sample->seconds[middle];
	return ((double) sample->seconds[middle - 1] + (double) sample->seconds[middle]) / 2;
}

/*
 * handle_time(log, within, as_of, match): (role, contacts, mean, median, excess,
 * left_out)
 */
Datum
log_handle_time(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {TEXTOID, INT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID, INT8OID};
	ResultRows	result;
	OpenedQuestion opened;
	HandleTime	times = {0};
	LogVisitor	visitor = {collect_times, NULL, &times};
	HASHCTL		control = {0};
	uint64		left_out;
	double		excess;

	result = open_result_rows(fcinfo, types, lengthof(types));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	question_open(fcinfo, 1, 2, 3, true, &opened);
	control.keysize = sizeof(uint64);
	control.entrysize = sizeof(RequestTimes);
	control.hcxt = CurrentMemoryContext;
	times.requests = hash_create("handle time of requests", 1024, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	times.within = opened.question.frame.within;
	log_walk(opened.log, &opened.question, &visitor);
	excess = excess_seconds(times.requests, &left_out);

	for (int role = 0; role < ROLES; role++)
	{
		Sample	   *sample = &times.samples[role];
		Datum		values[lengthof(types)];
		bool		nulls[lengthof(types)] = {false, false, sample->n == 0, sample->n == 0,
		role != ROLE_REPEAT, role != ROLE_REPEAT};

		values[0] = PointerGetDatum(cstring_to_text(role_names[role]));
		values[1] = Int64GetDatum(sample->n);
		if (sample->n > 0)
		{
			values[2] = Float8GetDatum((double) sample->sum / (double) sample->n);
			values[3] = Float8GetDatum(median(sample));
		}
		values[4] = Float8GetDatum(excess);
		values[5] = Int64GetDatum(left_out);
		put_result_row(&result, values, nulls);
	}
	return (Datum) 0;
}
