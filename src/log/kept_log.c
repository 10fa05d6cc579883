/*
 * kept_log.c
 *		The log that a refresh keeps of all contacts, as one that can be asked.
 *
 * As a rule its parts are asked as they are: which channel each of their labels is, a table
 * says.  Of a period, of requests as channels, and where any contact of a customer is the same
 * request, a state is made of the contacts.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "log/kept_log.h"
#include "log/log_tail.h"

/* What the channels of all parts become, and how many contacts have each. */
typedef struct Seen
{
	LogChannels channels;
	int64	   *counts;
	uint16	  **channel_of;		/* by part */
} Seen;

/* ---- from labels to channels ---- */

/*
 * The name that a channel of a part becomes.  Where a state is made of the contacts, it
 * also says whether these are reversed ("r" or "-") and has a label ("+") or none.
 */
static LogName
seen_name(LogName labels, const KeptView *view, bool is_marked)
{
	LogName		parts[LABELS];
	LogName		label;
	bool		reversed;
	char	   *marked;

	if (!labels_read(labels, &reversed, parts))
		report_damaged_log();
	label = parts[view->label];
	if (!is_marked)
		return label;
	/* beyond the longest name there is no room for the mark, and need not be: see labels_write */
	if (label.size > PG_UINT16_MAX - 2)
		report_damaged_log();
	marked = palloc(label.size + 2);
	marked[0] = reversed ? 'r' : '-';
	marked[1] = label.bytes ? '+' : '-';
	if (label.size > 0)
		memcpy(marked + 2, label.bytes, label.size);
	label.bytes = marked;
	label.size += 2;
	return label;
}

static void
see_part(Seen *seen, const KeptPart *part, const LogParts *parts, int number, const KeptView *view, bool is_marked)
{
	uint16	   *channel_of = MemoryContextAlloc(seen->channels.context, (parts->channels + 1) * sizeof(uint16));

	if (part->channels != parts->channels || parts->collation.size > 0)
		report_damaged_log();
	for (int i = 0; i < parts->channels; i++)
	{
		channel_of[i] = (uint16) log_channel(&seen->channels, seen_name(parts->names[i], view, is_marked));
		seen->counts[channel_of[i]] += part->removed ? -part->counts[i] : part->counts[i];
	}
	seen->channel_of[number] = channel_of;
}

/* The parts as one state, all of whose channels have contacts left. */
static LogState *
join_parts(MemoryContext context, const KeptPart *part, int n, const KeptView *view, bool is_marked)
{
	LogState   *state = log_state_create(context, false);
	LogParts   *parts = palloc(n * sizeof(LogParts));
	Seen		seen = {.channels.context = context};
	uint16	   *becomes;

	seen.counts = palloc0((LOG_MOST_CHANNELS + 1) * sizeof(int64));
	seen.channel_of = palloc(n * sizeof(uint16 *));
	for (int i = 0; i < n; i++)
	{
		log_check(part[i].bytes, part[i].size);
		log_parse(part[i].bytes, part[i].size, &parts[i]);
		log_check_sort(&parts[i].totals, false);
		see_part(&seen, &part[i], &parts[i], i, view, is_marked);
	}
	becomes = palloc0((seen.channels.count + 1) * sizeof(uint16));
	for (int i = 0; i < seen.channels.count; i++)
		if (seen.counts[i] > 0)
			becomes[i] = (uint16) log_channel(&state->channels, seen.channels.names[i]);
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < parts[i].channels; j++)
			seen.channel_of[i][j] = becomes[seen.channel_of[i][j]];
		log_state_add_part(state, &parts[i], seen.channel_of[i], part[i].removed);
	}
	/* forged counts, or parts that take away more than there is */
	if ((int64) state->totals.contacts < 0 || (state->totals.contacts > 0 && state->channels.count == 0))
		report_damaged_log();
	/* nothing is left: that of each there was one need not be looked at */
	if (state->totals.contacts == 0)
	{
		state->run_count = 0;
		state->totals.dated = false;
		state->totals.first_start = state->totals.last_start = 0;
	}
	log_state_settle(state);
	return state;
}

/* ---- of the contacts, another state ---- */

#define NOT_YET (-1)			/* in the channels of the state that is made */

/* How the contacts are seen, while a state is made of them. */
typedef struct Remaking
{
	const KeptView *view;
	LogState   *to;
	LogName    *names;			/* by channel of the former, or by request, */
	int		   *numbers;		/* and the channel of the new state that they are */
	bool	   *reversed;		/* by channel of the former */
	uint64		last_request;	/* the last one looked up, and its place among the names */
	int			last_place;
} Remaking;

/* The place of a request among the names, the last one where it is null. */
static int
place_of_request(Remaking *remaking, uint64 fingerprint)
{
	const KeptRequests *requests = remaking->view->requests;
	int			low = 0;
	int			high = requests->count;

	if (fingerprint == NULL_FINGERPRINT)
		return requests->count;
	if (remaking->last_place != NOT_YET && fingerprint == remaking->last_request)
		return remaking->last_place;
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (requests->fingerprints[middle] < fingerprint)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == requests->count || requests->fingerprints[low] != fingerprint)
		report_damaged_log();
	remaking->last_request = fingerprint;
	remaking->last_place = low;
	return low;
}

/* Add a contact that is to be seen. */
static void
see_contact(Remaking *remaking, const uint64 *record)
{
	const KeptView *view = remaking->view;
	LogState   *to = remaking->to;
	uint16		former = record_channel(record);
	int			place = view->requests ? place_of_request(remaking, record[1]) : former;
	uint64		seen[FULL_WORDS];

	if (remaking->numbers[place] == NOT_YET)
		remaking->numbers[place] = log_channel(&to->channels, remaking->names[place]);
	memcpy(seen, record, sizeof(seen));
	if (view->by_customer)
		seen[1] = seen[0];
	seen[FULL_WORDS - 1] = record_renumbered(record[FULL_WORDS - 1], remaking->numbers[place]);
	log_totals_count(&to->totals, record_start(record, FULL_WORDS));
	to->totals.reversed += remaking->reversed[former];
	log_state_append(to, seen);
}

/* By channel of the former state, in order: is it of reversed contacts, and its name. */
static void
read_marks(LogState *from, Remaking *remaking)
{
	const LogChannels *channels = log_state_channels(from);
	int			places = channels->count;

	remaking->reversed = palloc((channels->count + 1) * sizeof(bool));
	remaking->names = palloc((channels->count + 1) * sizeof(LogName));
	for (int rank = 0; rank < channels->count; rank++)
	{
		LogName		name = log_channel_name(log_state_channels(from), rank);

		remaking->reversed[rank] = name.bytes[0] == 'r';
		remaking->names[rank].bytes = name.bytes[1] == '+' ? name.bytes + 2 : NULL;
		remaking->names[rank].size = name.size - 2;
	}
	if (remaking->view->requests)
	{
		const KeptRequests *requests = remaking->view->requests;

		places = requests->count + 1;
		remaking->names = palloc(places * sizeof(LogName));
		memcpy(remaking->names, requests->names, requests->count * sizeof(LogName));
		remaking->names[requests->count].bytes = NULL;
		remaking->names[requests->count].size = 0;
	}
	remaking->numbers = palloc((places + 1) * sizeof(int));
	for (int i = 0; i < places; i++)
		remaking->numbers[i] = NOT_YET;
}

static void
close_state(void *state)
{
	log_state_close(PointerGetDatum(state));
}

/* What is to be seen of a state whose channels are marked, as another one. */
static LogState *
remake(LogState *from, MemoryContext context, const KeptView *view)
{
	LogState   *to = log_state_create(context, false);
	MemoryContextCallback *callback = MemoryContextAllocZero(context, sizeof(MemoryContextCallback));
	Remaking	remaking = {.view = view, .to = to, .last_place = NOT_YET};
	LogSource  *source = log_state_source(from, false);
	uint64	   *records = palloc(LOG_BLOCK_CONTACTS * sizeof(FullRecord));
	size_t		n;

	callback->func = close_state;
	callback->arg = to;
	MemoryContextRegisterResetCallback(context, callback);
	to->memory_limit = get_hash_memory_limit();
	read_marks(from, &remaking);
	while ((n = source->read(source, records, LOG_BLOCK_CONTACTS)) > 0)
		for (const uint64 *record = records; record < records + n * FULL_WORDS; record += FULL_WORDS)
		{
			int64		start = record_start(record, FULL_WORDS);

			if (!view->in_period || (start >= view->first && start < view->end))
				see_contact(&remaking, record);
		}
	if (!view->in_period)
	{
		to->totals.undated = from->totals.undated;
		to->totals.reversed = from->totals.reversed;
	}
	return to;
}

/* Is a state made of the contacts?  Else the parts are asked where they are, and must stay. */
bool
kept_log_is_remade(const KeptView *view)
{
	return view->requests || view->by_customer || view->in_period;
}

/* What is to be seen of the parts, as a state in a context of its own; scratch may go then. */
LogState *
kept_log_state(MemoryContext context, MemoryContext scratch, const KeptPart *parts, int n,
			   const KeptView *view)
{
	bool		is_remade = kept_log_is_remade(view);
	MemoryContext caller = MemoryContextSwitchTo(scratch);
	LogState   *state = join_parts(is_remade ? scratch : context, parts, n, view, is_remade);

	if (is_remade)
		state = remake(state, context, view);
	MemoryContextSwitchTo(caller);
	return state;
}
