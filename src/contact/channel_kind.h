/*
 * channel_kind.h
 *		Reads values of the enum channel_kind.
 */
#ifndef CHANNEL_KIND_H
#define CHANNEL_KIND_H

#include "base/compat.h"
#include "contact/walk_core.h"

/* The labels' OIDs seen so far, InvalidOid until then.  Starts zeroed. */
typedef struct KindReader
{
	Oid			digital;
	Oid			human;
} KindReader;

extern ContactKind kind_reader_learn(KindReader *reader, Oid label);
FD_NORETURN extern void report_null_kind(void);

/* What a channel_kind says; a look-up for each label once, then none. */
static inline ContactKind
read_kind(KindReader *reader, Datum value, bool isnull)
{
	Oid			label = DatumGetObjectId(value);

	if (unlikely(isnull))
		report_null_kind();
	/* which of the two cannot be foreseen: it is not asked */
	if (likely((label == reader->digital) | (label == reader->human)))
		return label == reader->human ? CONTACT_HUMAN : CONTACT_DIGITAL;
	return kind_reader_learn(reader, label);
}

#endif							/* CHANNEL_KIND_H */
