/*
 * log_write.h
 *		Writes the contacts of a log's state: as a run, as a value, as a message.
 */
#ifndef LOG_WRITE_H
#define LOG_WRITE_H

#include "storage/buffile.h"
#include "utils/memutils.h"

#include "log/log_state.h"

/* The setting failure_demand.debug_value_limit, in kilobytes. */
#define LOG_VALUE_MOST_KB ((int) (MaxAllocSize / 1024))
extern int	log_value_limit_kb;

/* How large a value may be; as a rule MaxAllocSize. */
static inline size_t
log_value_limit(void)
{
	return (size_t) log_value_limit_kb * 1024 + 1023;
}

extern uint8 *log_write_blocks(LogState *state, LogSource *source, BufFile *file, size_t *size);
extern struct varlena *log_state_value(LogState *state);
extern struct varlena *log_state_message(LogState *state);

#endif							/* LOG_WRITE_H */
