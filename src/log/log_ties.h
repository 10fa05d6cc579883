/*
 * log_ties.h
 *		Puts contacts in order that are so already but for their channels and handle seconds.
 */
#ifndef LOG_TIES_H
#define LOG_TIES_H

#include "log/log_source.h"

extern LogSource *log_sort_ties(LogSource *inner);

#endif							/* LOG_TIES_H */
