/*
 * log_run.h
 *		Reads a run of compact blocks.
 */
#ifndef LOG_RUN_H
#define LOG_RUN_H

#include "base/compat.h"
#include "log/log_state_parts.h"

/* How the channels of a run are given: by rank, or as the state numbers them. */
typedef enum LogChannelsAs
{
	LOG_CHANNELS_RANKED,
	LOG_CHANNELS_NUMBERED
} LogChannelsAs;

extern LogSource *log_run_source(LogState *state, const LogRun *run,
								 LogChannelsAs channels_as, bool behaviour_only);

#endif							/* LOG_RUN_H */
