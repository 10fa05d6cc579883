/*
 * log_channels.c
 *		The channels of a log: numbered as they come, in order by their bytes.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/fingerprint_core.h"
#include "log/log_channels.h"

/* The order of channels, which are numbers, by their names. */
#define ST_SORT sort_channels
#define ST_ELEMENT_TYPE int
#define ST_COMPARE(a, b, names) log_compare_names((names)[*(a)], (names)[*(b)])
#define ST_COMPARE_ARG_TYPE LogName
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DECLARE
#define ST_DEFINE
#include "lib/sort_template.h"

static uint64
name_fingerprint(LogName name)
{
	return name.bytes ? fingerprint_bytes(name.bytes, name.size) : 0;
}

static void
grow_slots(LogChannels *channels)
{
	channels->slots = channels->slots ? channels->slots * 2 : 16;
	if (channels->slot)
		pfree(channels->slot);
	channels->slot = MemoryContextAllocZero(channels->context, channels->slots * sizeof(int));
	for (int i = 0; i < channels->count; i++)
	{
		uint64		place = name_fingerprint(channels->names[i]);

		while (channels->slot[place & (channels->slots - 1)])
			place++;
		channels->slot[place & (channels->slots - 1)] = i + 1;
	}
}

static int
new_channel(LogChannels *channels, LogName name)
{
	if (channels->count == LOG_MOST_CHANNELS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a contact_log cannot have more than %d channels", LOG_MOST_CHANNELS),
				 name.bytes ? errdetail("One more is \"%s\".", pnstrdup(name.bytes, name.size)) :
				 errdetail("One more is that of contacts without a channel."),
				 errhint("Pass the name of the channel or touchpoint, not an id of the contact.")));
	if (channels->count == channels->capacity)
	{
		channels->capacity = channels->capacity ? channels->capacity * 2 : 8;
		channels->names = channels->names ?
			repalloc(channels->names, channels->capacity * sizeof(LogName)) :
			MemoryContextAlloc(channels->context, channels->capacity * sizeof(LogName));
	}
	if (name.bytes)
	{
		char	   *copy = MemoryContextAlloc(channels->context, name.size + 1);

		memcpy(copy, name.bytes, name.size);
		name.bytes = copy;
	}
	channels->names[channels->count] = name;
	if (channels->rank)
	{
		pfree(channels->rank);
		pfree(channels->order);
		channels->rank = NULL;
	}
	return channels->count++;
}

/* The slot of a name: its own, or the free one that it would get. */
static int *
slot_of(const LogChannels *channels, LogName name)
{
	for (uint64 place = name_fingerprint(name);; place++)
	{
		int		   *slot = &channels->slot[place & (channels->slots - 1)];

		if (*slot == 0 || log_compare_names(channels->names[*slot - 1], name) == 0)
			return slot;
	}
}

/* The number of the channel of a name, or -1. */
int
log_channel_named(const LogChannels *channels, LogName name)
{
	return channels->slots == 0 ? -1 : *slot_of(channels, name) - 1;
}

/* The number of a channel; a new one for a name not met before. */
int
log_channel(LogChannels *channels, LogName name)
{
	int		   *slot;

	if (2 * channels->count >= channels->slots)
		grow_slots(channels);
	slot = slot_of(channels, name);
	if (*slot != 0)
		return *slot - 1;
	*slot = channels->count + 1;
	return new_channel(channels, name);
}

/* Put the channels in order, unless they are. */
static void
order_channels(LogChannels *channels)
{
	int		   *order;
	uint16	   *rank;

	if (channels->rank)
		return;
	order = MemoryContextAlloc(channels->context, (channels->count + 1) * sizeof(int));
	rank = MemoryContextAlloc(channels->context, (channels->count + 1) * sizeof(uint16));
	for (int i = 0; i < channels->count; i++)
		order[i] = i;
	sort_channels(order, channels->count, channels->names);
	for (int i = 0; i < channels->count; i++)
		rank[order[i]] = (uint16) i;
	/* not before: the sort can be interrupted */
	channels->order = order;
	channels->rank = rank;
}

/* Each channel's place by the bytes of its name; valid until a new one comes. */
const uint16 *
log_channel_ranks(LogChannels *channels)
{
	order_channels(channels);
	return channels->rank;
}

/* The name of the channel at a place in that order. */
LogName
log_channel_name(LogChannels *channels, int rank)
{
	order_channels(channels);
	return channels->names[channels->order[rank]];
}
