/*
 * log_write.h
 *		Writes the contacts of a log's state: as a run, as a value, as a message.
 */
#ifndef LOG_WRITE_H
#define LOG_WRITE_H

#include "storage/buffile.h"

#include "log/log_state.h"

extern uint8 *log_write_blocks(LogState *state, LogSource *source, BufFile *file, size_t *size);
extern struct varlena *log_state_value(LogState *state);
extern struct varlena *log_state_message(LogState *state);

#endif							/* LOG_WRITE_H */
