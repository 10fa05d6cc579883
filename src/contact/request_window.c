/*
 * request_window.c
 *		Reads a window partition that is one request, whole.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/elapsed.h"
#include "base/sort_numbers.h"
#include "base/text_bytes.h"
#include "base/window_rows.h"
#include "contact/request_window.h"

#define INITIAL_CAPACITY 16

/* The reader of a call site. */
RequestWindow *
request_window_make(MemoryContext context, const RequestArguments *argument)
{
	RequestWindow *window = MemoryContextAllocZero(context, sizeof(RequestWindow));

	window->argument = *argument;
	window->context = AllocSetContextCreate(context, "identities of a request", ALLOCSET_SMALL_SIZES);
	return window;
}

static void
enlarge_request(RequestWindow *window)
{
	MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(window));
	size_t		n = window->capacity ? window->capacity * 2 : INITIAL_CAPACITY;
	Request    *request = &window->request;

	request->contacts = window_array(request->contacts, n, sizeof(Contact));
	request->channels = window_array(request->channels, n, sizeof(uint64));
	request->facts = window_array(request->facts, n, sizeof(ContactFact));
	request->origins = window_array(request->origins, n, sizeof(size_t));
	request->places = window_array(request->places, n, sizeof(JourneyPlace));
	request->by_channel = window_array(request->by_channel, n, sizeof(Contact));
	request->channel_facts = window_array(request->channel_facts, n, sizeof(ContactFact));
	request->channel_places = window_array(request->channel_places, n, sizeof(JourneyPlace));
	request->journeys = window_array(request->journeys, n, sizeof(JourneyFact));
	window->channel_of = window_array(window->channel_of, n, sizeof(uint32));
	window->given_up = window_array(window->given_up, n, sizeof(bool));
	window->identities = window_array(window->identities, n, sizeof(ContactIdentity *));
	window->capacity = n;
	MemoryContextSwitchTo(caller);
}

/* Remember a channel that was not met before. */
static uint32
learn_channel(RequestWindow *window, const text *name)
{
	MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(window));

	if (window->channel_count == window->channel_room)
	{
		window->channel_room = window->channel_room * 2 + 16;
		window->channels = window_array(window->channels, window->channel_room, sizeof(text *));
	}
	window->channels[window->channel_count] =
		cstring_to_text_with_len(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	MemoryContextSwitchTo(caller);
	return window->channel_count++;
}

/* The number of a channel: a company has a few. */
static uint32
channel_number(RequestWindow *window, Datum channel)
{
	const text *name = DatumGetTextPP(channel);

	for (uint32 i = 0; i < window->channel_count; i++)
		if (equal_texts(window->channels[i], name))
			return i;
	return learn_channel(window, name);
}

static ContactIdentity *
keep_identity(RequestWindow *window, WindowObject winobj, int64 row)
{
	ContactIdentity *identity = MemoryContextAlloc(window->context, sizeof(ContactIdentity));

	for (int part = 0; part < IDENTITY_PARTS; part++)
	{
		Datum		value;

		window_argument(winobj, window->argument.identity + part, row, &value, &identity->nulls[part]);
		if (!identity->nulls[part])
		{
			MemoryContext caller = MemoryContextSwitchTo(window->context);

			identity->values[part] = datumCopy(value, false, -1);
			MemoryContextSwitchTo(caller);
		}
	}
	return identity;
}

/* Read the contact of a row.  Returns false past the end of the partition. */
static bool
read_contact(RequestWindow *window, WindowObject winobj, int64 row, Contact *contact, uint32 *channel)
{
	const RequestArguments *argument = &window->argument;
	Datum		started_at;
	Datum		ended_at;
	Datum		value;
	bool		isnull;

	if (!window_argument(winobj, argument->started_at, row, &started_at, &isnull))
		return false;
	check_finite(DatumGetTimestampTz(started_at), "started_at");
	window_argument(winobj, argument->ended_at, row, &ended_at, &isnull);
	contact->start = DatumGetTimestampTz(started_at);
	contact->end = contact_end(contact->start, !isnull, DatumGetTimestampTz(ended_at));
	contact->is_first = row == 0;
	window_argument(winobj, argument->kind, row, &value, &isnull);
	contact->kind = read_kind(&window->kinds, value, isnull);
	window_argument(winobj, argument->identity + IDENTITY_CHANNEL, row, &value, &isnull);
	*channel = isnull ? 0 : channel_number(window, value);
	return true;
}

/* Did the customer give up in the human contact of a row? */
static bool
read_given_up(const RequestWindow *window, WindowObject winobj, int64 row)
{
	Datum		value;
	bool		isnull;

	window_argument(winobj, window->argument.outcome, row, &value, &isnull);
	return !isnull && text_is(DatumGetTextPP(value), "abandoned");
}

/*
 * Read the partition that the current row is the first of, and judge its contacts.
 */
void
request_window_read(RequestWindow *window, WindowObject winobj, uint64 within)
{
	Request    *request = &window->request;
	JourneyStep step = {0};
	Contact		contact;
	uint32		channel;

	MemoryContextReset(window->context);
	request->n = 0;
	while (read_contact(window, winobj, request->n, &contact, &channel))
	{
		size_t		i = request->n;

		CHECK_FOR_INTERRUPTS();
		if (i >= window->capacity)
			enlarge_request(window);
		request->contacts[i] = contact;
		request->channels[i] = channel_key(channel, i);
		window->channel_of[i] = channel;
		window->given_up[i] = contact.kind == CONTACT_HUMAN && read_given_up(window, winobj, i);
		window->identities[i] = NULL;
		if (journey_step(&step, contact.start, contact.end, within) || contact.kind == CONTACT_DIGITAL)
			window->identities[i] = keep_identity(window, winobj, i);
		request->n++;
	}
	sort_words(request->channels, request->n);
	request_judge(request, within);
	request_judge_channels(request, within);
}
