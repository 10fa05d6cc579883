/*
 * log_header_core.h
 *		What stands before the blocks of a contact_log: a header and a dictionary.
 *
 *		version          1 byte, LOG_VERSION
 *		flags            1 byte: LOG_KEYED, LOG_HAS_WITHIN, LOG_DATED, LOG_IN_FILE
 *		header           2 bytes, the length of the header, up to the collation
 *		columns          1 byte, of a contact in the blocks
 *		fingerprints     1 byte, FINGERPRINT_VERSION
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
 *
 * All numbers are little-endian.
 *
 * What holds for every version: the first byte is the version, and never 0; the last
 * four bytes are the CRC-32C of all before them.  A later version may lengthen the
 * header, by what who does not know it can do without: it is passed over.  Whatever
 * else it changes shows in the version, the flags, the columns or the fingerprints, and
 * who knows less says that the log was made by a newer version: if the checksum is
 * right, for else those bytes mean nothing.
 */
#ifndef LOG_HEADER_CORE_H
#define LOG_HEADER_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_VERSION 3

#define LOG_KEYED 1				/* customer and request are one key */
#define LOG_HAS_WITHIN 2		/* the state of a one-step rate */
#define LOG_DATED 4				/* there was a dated contact */
#define LOG_IN_FILE 8			/* the blocks are in a file */
#define LOG_FLAGS (LOG_KEYED | LOG_HAS_WITHIN | LOG_DATED | LOG_IN_FILE)

#define LOG_HEADER_SIZE (1 + 1 + 2 + 1 + 1 + 2 + 6 * 8)
#define LOG_CHECKSUM_SIZE 4
#define LOG_NAME_HEAD (1 + 2)	/* of a name: is it null, and its length */

/* A channel's name, not terminated. */
typedef struct LogName
{
	const char *bytes;			/* NULL for a contact without a channel */
	uint16_t	size;
} LogName;

/* What is known of a log as a whole. */
typedef struct LogTotals
{
	bool		keyed;
	bool		dated;			/* there was a contact with a start */
	uint64_t	within;			/* 0 where none */
	uint64_t	contacts;		/* in the blocks; a keyed log leaves out the
								 * unlinkable ones */
	uint64_t	undated;
	uint64_t	reversed;
	int64_t		first_start;	/* if dated, else 0 */
	int64_t		last_start;
} LogTotals;

/* Bytes that are still to be read. */
typedef struct LogReader
{
	const uint8_t *at;
	size_t		rest;
} LogReader;

typedef struct LogHeader
{
	LogTotals	totals;
	uint32_t	channels;
	bool		in_file;		/* the body says in which */

	/* of a log that was made by a newer version: in what, as a word or two */
	const char *newer;
	unsigned	newer_said;		/* its number, */
	unsigned	newer_known;	/* and the greatest that is known here */
} LogHeader;

typedef enum LogHeaderState
{
	LOG_HEADER_READ,
	LOG_HEADER_DAMAGED,
	LOG_HEADER_NEWER
} LogHeaderState;

/* Is the checksum of a value right?  Asked where it says that it is newer. */
typedef bool (*LogSealCheck) (const uint8_t *bytes, size_t size);

extern uint8_t *log_header_write(uint8_t *out, const LogTotals *totals, uint32_t channels,
								 bool in_file);
extern uint8_t *log_number_write(uint8_t *out, uint64_t value, int size);
extern uint8_t *log_name_write(uint8_t *out, LogName name);
extern uint8_t *log_entry_write(uint8_t *out, LogName name);
extern LogHeaderState log_header_read(const uint8_t *bytes, size_t size, LogSealCheck is_sealed,
									  LogReader *rest, LogHeader *header);
extern bool log_name_read(LogReader *reader, LogName *name);
extern bool log_entry_read(LogReader *reader, const LogName *last, LogName *name);
extern int	log_compare_names(LogName a, LogName b);

#endif							/* LOG_HEADER_CORE_H */
