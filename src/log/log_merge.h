/*
 * log_merge.h
 *		Merges several sources of contacts into one order.
 */
#ifndef LOG_MERGE_H
#define LOG_MERGE_H

#include "log/log_source.h"

extern LogSource *log_merge_sources(LogSource **inputs, int n, int words);

#endif							/* LOG_MERGE_H */
