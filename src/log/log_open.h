/*
 * log_open.h
 *		A contact_log of few contacts that still grows: unsorted, with room to
 *		spare, as one piece of memory.
 *
 * A query may have a group a customer, and so hundreds of thousands of states.
 * While such a state is small it has no memory context of its own; it is this.
 * Only aggregates see it: what they give out is in the compact form.
 *
 *		header | records: count of capacity | names: so many bytes of room
 *
 * Hundreds of thousands of them are in no cache: adding a contact looks only at the
 * beginning of the header and at the place of the record.  The totals leave out the
 * starts of the contacts that have a record; see open_log_totals().
 */
#ifndef LOG_OPEN_H
#define LOG_OPEN_H

#include "log/log_state.h"

/* In place of LOG_VERSION. */
#define LOG_OPEN_VERSION 0

/* A log of more contacts is kept as a LogState. */
#define LOG_OPEN_MOST 1024

typedef struct OpenLog
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;		/* LOG_OPEN_VERSION, where a compact log has its own */
	uint8		words;			/* of a record */
	uint16		channels;
	uint32		capacity;		/* of records */
	uint32		names_size;		/* bytes of the channels' names */
	uint32		names_capacity;
	LogTotals	totals;			/* totals.contacts records are there, whose
								 * starts are left out */
	uint64		records[FLEXIBLE_ARRAY_MEMBER];
} OpenLog;

extern OpenLog *open_log_create(bool keyed);
extern LogTotals open_log_totals(const OpenLog *log);
extern OpenLog *open_log_from(struct varlena *value);
extern OpenLog *open_log_enlarge(const OpenLog *log, LogName channel);
extern bool open_log_append(OpenLog *log, const uint64 *record, LogName channel);
extern LogName open_log_channel(const OpenLog *log, const uint64 *record);
extern void open_log_pour(const OpenLog *log, LogState *state);

#endif							/* LOG_OPEN_H */
