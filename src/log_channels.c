/*
 * log_channels.c
 *		The channels of a log: numbered as they come, in order by their bytes.
 */
#include "postgres.h"

#include "fingerprint_core.h"
#include "log_channels.h"

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

/* The number of a channel; a new one for a name not met before. */
int
log_channel(LogChannels *channels, LogName name)
{
	uint64		place;
	int			found;

	if (2 * channels->count >= channels->slots)
		grow_slots(channels);
	for (place = name_fingerprint(name);; place++)
	{
		found = channels->slot[place & (channels->slots - 1)];
		if (found == 0)
			break;
		if (log_compare_names(channels->names[found - 1], name) == 0)
			return found - 1;
	}
	channels->slot[place & (channels->slots - 1)] = channels->count + 1;
	return new_channel(channels, name);
}

static int
compare_channels(const void *a, const void *b, void *names)
{
	return log_compare_names(((LogName *) names)[*(const int *) a],
							 ((LogName *) names)[*(const int *) b]);
}

/* Put the channels in order, unless they are. */
static void
order_channels(LogChannels *channels)
{
	if (channels->rank)
		return;
	channels->order = MemoryContextAlloc(channels->context, (channels->count + 1) * sizeof(int));
	channels->rank = MemoryContextAlloc(channels->context, (channels->count + 1) * sizeof(uint16));
	for (int i = 0; i < channels->count; i++)
		channels->order[i] = i;
	qsort_arg(channels->order, channels->count, sizeof(int), compare_channels,
			  channels->names);
	for (int i = 0; i < channels->count; i++)
		channels->rank[channels->order[i]] = (uint16) i;
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
