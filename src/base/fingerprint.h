/*
 * fingerprint.h
 *		64-bit fingerprints of values of any hashable type.
 */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/fingerprint_core.h"

/* How values of one type and collation are fingerprinted. */
typedef struct Fingerprinter
{
	uint64		(*take) (struct Fingerprinter *self, Datum value);
	Oid			type;			/* base type */
	Oid			collation;
	MemoryContext context;		/* where self lives */
	FmgrInfo   *hash;			/* the type's own extended hash, where needed */
	const char *version;		/* of the collation by whose sort keys values are
								 * told apart; NULL where by their bytes */
	Oid			label;			/* enum: the label met last, and its */
	uint64		label_fingerprint;	/* fingerprint */
	Oid			row_type;		/* composite: the row type met last, */
	int32		row_typmod;
	int			field_count;
	struct Fingerprinter *fields;	/* and how its fields are fingerprinted;
									 * array: how its elements are */
} Fingerprinter;

extern void fingerprinter_open(Fingerprinter *self, Oid type, Oid collation,
							   MemoryContext context);

/* The fingerprint of a value that is not null. */
static inline uint64
fingerprint_of(Fingerprinter *self, Datum value)
{
	/* the commonest type is spared the call */
	if (self->type == INT8OID)
		return fingerprint_integer(DatumGetInt64(value));
	return self->take(self, value);
}

#endif							/* FINGERPRINT_H */
