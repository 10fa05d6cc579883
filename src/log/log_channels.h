/*
 * log_channels.h
 *		The channels of a log: numbered as they come, in order by their bytes.
 */
#ifndef LOG_CHANNELS_H
#define LOG_CHANNELS_H

#include "log/log_format.h"

typedef struct LogChannels
{
	MemoryContext context;		/* where all of it lives */
	int			count;
	int			capacity;
	LogName    *names;
	int			slots;			/* a power of two, at least twice count */
	int		   *slot;			/* hash table of 1 + index, 0 where free */
	uint16	   *rank;			/* place of each by bytes; NULL where not known */
	int		   *order;			/* and which is at each place */
} LogChannels;

extern int	log_channel_named(const LogChannels *channels, LogName name);
extern int	log_channel(LogChannels *channels, LogName name);
extern const uint16 *log_channel_ranks(LogChannels *channels);
extern LogName log_channel_name(LogChannels *channels, int rank);

#endif							/* LOG_CHANNELS_H */
