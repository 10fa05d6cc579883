/*
 * log_state.h
 *		Contacts on their way to a contact_log: appended, sorted, merged, spilled.
 *
 *		append ──> tail ── sort ──> ┐
 *		                            ├─ merge ──> records, in order ──> answer, or
 *		other logs, spilled tails ─> ┘                                a compact value
 *		            (runs)
 *
 * The tail holds records as they came; beyond a cache's size they are kept in
 * 256 buckets by the first byte of the customer's fingerprint, so that sorting
 * happens in cache.  A run is a compact log, in memory or in a temporary file.
 * When the state outgrows its share of work_mem the tail becomes a run, and runs
 * go to the file.  What a process of a parallel query sends to the leader and is too
 * large for a message is in a file of its own, and so is the run that it becomes.
 */
#ifndef LOG_STATE_H
#define LOG_STATE_H

#include "contact/walk_core.h"
#include "log/log_channels.h"
#include "log/log_source.h"

typedef struct LogState LogState;

extern LogState *log_state_create(MemoryContext context, bool keyed);
extern void log_state_absorb(LogState *state, const uint8 *bytes, size_t size, bool borrow);
extern void log_state_add_part(LogState *state, const LogParts *parts, uint16 *channel_of, bool removed);
extern void log_state_settle(LogState *state);
extern void log_state_set_collation(LogState *state, LogName collation);
extern void log_state_limit(LogState *state);
extern void log_state_seal(LogState *state);
extern void log_state_close(Datum state);

extern const LogTotals *log_state_totals(const LogState *state);
extern LogChannels *log_state_channels(LogState *state);
extern LogSource *log_state_source(LogState *state, bool behaviour_only);
extern const WalkTally *log_state_tally(const LogState *state);
extern void log_state_keep_tally(LogState *state, const WalkTally *tally);

#endif							/* LOG_STATE_H */
