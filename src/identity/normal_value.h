/*
 * normal_value.h
 *		Values in their normal form, from the server's texts and back.
 */
#ifndef NORMAL_VALUE_H
#define NORMAL_VALUE_H

#include "identity/normal_tables.h"

extern void *grow_text(void *bytes, size_t room);
extern int	country_code_named(const text *name);
extern void add_folded_value(NormalText *folded, const text *value);
extern text *folded_value(const text *value);
extern text *normal_value(const IdentifierTables *tables, IdentifierForm form, const char *kind,
						  int country_code, const text *value);

#endif							/* NORMAL_VALUE_H */
