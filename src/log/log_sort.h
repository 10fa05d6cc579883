/*
 * log_sort.h
 *		Gives the tail of a log's state in order.
 */
#ifndef LOG_SORT_H
#define LOG_SORT_H

#include "log/log_state.h"

extern LogSource *log_tail_source(LogState *state);

#endif							/* LOG_SORT_H */
