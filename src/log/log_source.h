/*
 * log_source.h
 *		Contacts in order, from wherever they come.
 */
#ifndef LOG_SOURCE_H
#define LOG_SOURCE_H

#include "log/log_format.h"

/*
 * Contacts in order, as records, some at a time.  There is room for at least
 * LOG_BLOCK_CONTACTS of them; how many were read is returned, 0 at the end.
 */
typedef struct LogSource
{
	size_t		(*read) (struct LogSource *self, uint64 *records, size_t room);
} LogSource;

#endif							/* LOG_SOURCE_H */
