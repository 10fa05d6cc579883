/*
 * fuzz_log.h
 *		What an input is: the facts of a log's header, then its blocks.
 *
 *		flags        1 byte: FUZZ_KEYED, FUZZ_BY_CUSTOMER, and the unit
 *		channels     2 bytes
 *		first_start  8 bytes
 *		as_of        8 bytes
 *		within       8 bytes
 *		blocks       see log_codec_core.h
 *
 * All numbers are little-endian.
 */
#ifndef FUZZ_LOG_H
#define FUZZ_LOG_H

#define FUZZ_KEYED 1
#define FUZZ_BY_CUSTOMER 2		/* a customer's contacts are one request, not in order */
#define FUZZ_UNIT_SHIFT 2		/* then 0 to 3: 1, 1000, 1000000, the greatest */

#define FUZZ_HEADER (1 + 2 + 8 + 8 + 8)

#endif							/* FUZZ_LOG_H */
