/*
 * log_walk.h
 *		Hands the contacts of a log to the walk, request by request.
 */
#ifndef LOG_WALK_H
#define LOG_WALK_H

#include "log_state.h"

extern void log_tally(LogSource *source, uint64 within, int64 as_of, WalkTally *tally);

#endif							/* LOG_WALK_H */
