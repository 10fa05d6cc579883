/*
 * fuzz_log.h
 *		What an input is: the facts of a log's header, then its blocks.
 *
 *		flags       1 byte: FUZZ_KEYED, FUZZ_BY_CUSTOMER
 *		channels    2 bytes
 *		origin      8 bytes
 *		last_start  8 bytes
 *		as_of       8 bytes
 *		within      8 bytes, of which the highest bit does not count
 *		blocks      see log_codec_core.h
 *
 * All numbers are little-endian.
 */
#ifndef FUZZ_LOG_H
#define FUZZ_LOG_H

#define FUZZ_KEYED 1
#define FUZZ_BY_CUSTOMER 2		/* a customer's contacts are one request, not in order */

#define FUZZ_HEADER (1 + 2 + 4 * 8)

#endif							/* FUZZ_LOG_H */
