/*
 * log_format.h
 *		The value of a contact_log: a header, a dictionary, blocks, a checksum.
 *
 *		version          1 byte
 *		flags            1 byte: LOG_KEYED, LOG_HAS_WITHIN, LOG_DATED, LOG_IN_FILE
 *		channels         2 bytes, entries of the dictionary
 *		contacts         8 bytes, those in the blocks
 *		undated          8 bytes, contacts without a start
 *		reversed         8 bytes, contacts that end before they start
 *		first_start      8 bytes, of all dated contacts
 *		last_start       8 bytes, of all dated contacts: the moment of judgement, where
 *						 no other is given
 *		within           8 bytes, the window of a one-step rate, or 0
 *		collation        2 bytes of length, then the version of the collations by
 *						 which customers and requests were told apart, if they
 *						 are not told apart by their bytes
 *		dictionary       an entry a channel, by bytes, null last: 1 byte is_null,
 *						 2 bytes of length, the name
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

#define LOG_VERSION 2

#define LOG_KEYED 1				/* customer and request are one key */
#define LOG_HAS_WITHIN 2		/* the state of a one-step rate */
#define LOG_DATED 4				/* there was a dated contact */
#define LOG_IN_FILE 8			/* the blocks are in a file */

#define LOG_MOST_CHANNELS 65535
#define LOG_CHECKSUM_SIZE 4
#define LOG_NAME_HEAD (1 + 2)	/* of a name: is it null, and its length */

/* What a null customer or request has in place of a fingerprint. */
#define NULL_FINGERPRINT 0

/* A channel's name, not terminated. */
typedef struct LogName
{
	const char *bytes;			/* NULL for a contact without a channel */
	uint16		size;
} LogName;

/* What is known of a log as a whole. */
typedef struct LogTotals
{
	bool		keyed;
	bool		dated;			/* there was a contact with a start */
	uint64		within;			/* 0 where none */
	uint64		contacts;		/* in the blocks; a keyed log leaves out the
								 * unlinkable ones */
	uint64		undated;
	uint64		reversed;
	int64		first_start;	/* if dated, else 0 */
	int64		last_start;
} LogTotals;

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
extern void log_seal(uint8 *bytes, size_t size);
extern void log_parse(const uint8 *bytes, size_t size, LogParts *parts);
extern void log_check(const uint8 *bytes, size_t size);
extern int	log_compare_names(LogName a, LogName b);
extern FD_NORETURN void report_damaged_log(void);

/* A log of one sort cannot stand for one of the other: an aggregate of a user's own
 * making, or a forged value, may try. */
static inline void
log_check_sort(const LogTotals *totals, bool keyed)
{
	if (unlikely(totals->keyed != keyed))
		report_damaged_log();
}

#endif							/* LOG_FORMAT_H */
