/*
 * stored_value.h
 *		Values of the extension's own types: how large one may be, its checksum, its text and
 *		its message.
 */
#ifndef STORED_VALUE_H
#define STORED_VALUE_H

#include "lib/stringinfo.h"
#include "utils/memutils.h"

/* The setting failure_demand.debug_value_limit, in kilobytes. */
#define VALUE_MOST_KB ((int) (MaxAllocSize / 1024))
extern int	value_limit_kb;

/* How large a value may be; as a rule MaxAllocSize. */
static inline size_t
value_limit(void)
{
	return (size_t) value_limit_kb * 1024 + 1023;
}

/* A value ends with its checksum. */
#define VALUE_CHECKSUM_SIZE 4

extern void value_seal(uint8 *bytes, size_t size);
extern bool value_is_sealed(const uint8 *bytes, size_t size);
extern struct varlena *value_from_hexadecimal(const char *text);
extern char *value_as_hexadecimal(const struct varlena *value);
extern struct varlena *value_from_message(StringInfo message);

#endif							/* STORED_VALUE_H */
