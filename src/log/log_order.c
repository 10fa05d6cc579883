/*
 * log_order.c
 *		Equality, order and hash of contact logs.
 *
 * The same contacts have the same compact form, whatever state they come in; so a log
 * is compared as its compact form, byte by byte.  The order has no other meaning.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"

#include "log/log_value.h"

PG_FUNCTION_INFO_V1(contact_log_eq);
PG_FUNCTION_INFO_V1(contact_log_ne);
PG_FUNCTION_INFO_V1(contact_log_lt);
PG_FUNCTION_INFO_V1(contact_log_le);
PG_FUNCTION_INFO_V1(contact_log_ge);
PG_FUNCTION_INFO_V1(contact_log_gt);
PG_FUNCTION_INFO_V1(contact_log_cmp);
PG_FUNCTION_INFO_V1(contact_log_hash);
PG_FUNCTION_INFO_V1(contact_log_hash_extended);

/* As many bytes are looked at between two looks for an interrupt. */
#define PIECE ((size_t) 1 << 20)

/* The bytes of a log's compact form. */
typedef struct CompactBytes
{
	const uint8 *bytes;
	size_t		size;
	struct varlena *made;		/* to be freed, if not NULL */
} CompactBytes;

static CompactBytes
compact_bytes(Datum value)
{
	struct varlena *compact = log_value_compact(value);
	CompactBytes result = {
		(const uint8 *) VARDATA(compact), VARSIZE(compact) - VARHDRSZ,
		compact == (struct varlena *) DatumGetPointer(value) ? NULL : compact
	};

	return result;
}

/* A comparison may be one of many in a sort, which frees nothing before its end. */
static void
release(CompactBytes *log)
{
	if (log->made)
		pfree(log->made);
}

static int
compare_bytes(const CompactBytes *a, const CompactBytes *b)
{
	size_t		size = Min(a->size, b->size);

	for (size_t at = 0; at < size; at += PIECE)
	{
		int			result = memcmp(a->bytes + at, b->bytes + at, Min(PIECE, size - at));

		CHECK_FOR_INTERRUPTS();
		if (result != 0)
			return result;
	}
	return (a->size > b->size) - (a->size < b->size);
}

static int
compare_logs(FunctionCallInfo fcinfo)
{
	CompactBytes a = compact_bytes(PG_GETARG_DATUM(0));
	CompactBytes b = compact_bytes(PG_GETARG_DATUM(1));
	int			result = compare_bytes(&a, &b);

	release(&a);
	release(&b);
	return result;
}

/* contact_log = contact_log: have they the same contacts? */
Datum
contact_log_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) == 0);
}

/* contact_log <> contact_log */
Datum
contact_log_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) != 0);
}

/* contact_log < contact_log */
Datum
contact_log_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) < 0);
}

/* contact_log <= contact_log */
Datum
contact_log_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) <= 0);
}

/* contact_log >= contact_log */
Datum
contact_log_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) >= 0);
}

/* contact_log > contact_log */
Datum
contact_log_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_logs(fcinfo) > 0);
}

/* contact_log_cmp(contact_log, contact_log): less than, equal to or more than 0. */
Datum
contact_log_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_logs(fcinfo));
}

/* 64 bits of a log's bytes, piece by piece. */
static uint64
hash_log(Datum value, uint64 seed)
{
	CompactBytes log = compact_bytes(value);
	uint64		hash = seed;

	for (size_t at = 0; at < log.size; at += PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		hash = hash_bytes_extended(log.bytes + at, (int) Min(PIECE, log.size - at), hash);
	}
	release(&log);
	return hash;
}

/* contact_log_hash(contact_log) */
Datum
contact_log_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) hash_log(PG_GETARG_DATUM(0), 0));
}

/* contact_log_hash_extended(contact_log, seed) */
Datum
contact_log_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) hash_log(PG_GETARG_DATUM(0), (uint64) PG_GETARG_INT64(1)));
}
