/*
 * log_difference.h
 *		Contacts of one source that another does not take away.
 */
#ifndef LOG_DIFFERENCE_H
#define LOG_DIFFERENCE_H

#include "log/log_source.h"

extern LogSource *log_difference(LogSource *inner, LogSource *removed, bool behaviour_only);

#endif							/* LOG_DIFFERENCE_H */
