/*
 * log_format.h
 *		The value of a contact_log: a header, a dictionary, blocks, a checksum.
 *
 *		header           )
 *		dictionary       ) see log_header_core.h
 *		blocks           see log_codec_core.h
 *		checksum         4 bytes, CRC-32C of all before it
 *
 * All numbers are little-endian.  A customer or request that is null has the
 * fingerprint 0.
 *
 * What a process sends to the leader of its query, and nothing else, may have its
 * blocks in a file, and say in which (log_shared_file.h) in their place.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "base/compat.h"
#include "log/log_codec_core.h"
#include "log/log_header_core.h"

#define LOG_MOST_CHANNELS 65535

/* What a null customer or request has in place of a fingerprint. */
#define NULL_FINGERPRINT 0

/* The fingerprint of one that is not null. */
static inline uint64
known_fingerprint(uint64 fingerprint)
{
	return fingerprint == NULL_FINGERPRINT ? NULL_FINGERPRINT + 1 : fingerprint;
}

/* A value taken apart; points into its bytes. */
typedef struct LogParts
{
	LogTotals	totals;
	LogName		collation;
	int			channels;
	LogName    *names;
	bool		in_file;		/* the body says in which */
	const uint8 *body;
	size_t		body_size;
} LogParts;

/* Take a dated contact, linkable or not, into what is known of all starts. */
static inline void
log_totals_count(LogTotals *totals, int64 start)
{
	if (unlikely(!totals->dated))
	{
		totals->dated = true;
		totals->first_start = start;
		totals->last_start = start;
	}
	totals->first_start = Min(totals->first_start, start);
	totals->last_start = Max(totals->last_start, start);
}

/* So many words has a record of such a log. */
static inline int
log_record_words(const LogTotals *totals)
{
	return totals->keyed ? KEYED_WORDS : FULL_WORDS;
}

extern void log_totals_add(LogTotals *totals, const LogTotals *more);
extern size_t log_head_size(LogName collation, const LogName *names, int channels);
extern uint8 *log_head_write(uint8 *out, const LogTotals *totals, LogName collation,
							 const LogName *names, int channels, bool in_file);
extern void log_parse(const uint8 *bytes, size_t size, LogParts *parts);
extern void log_check(const uint8 *bytes, size_t size);
FD_NORETURN extern void report_damaged_log(void);

/* A log of one sort cannot stand for one of the other: an aggregate of a user's own
 * making, or a forged value, may try. */
static inline void
log_check_sort(const LogTotals *totals, bool keyed)
{
	if (unlikely(totals->keyed != keyed))
		report_damaged_log();
}

#endif							/* LOG_FORMAT_H */
