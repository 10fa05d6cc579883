/*
 * group_digests.c
 *		How many rows each group has, and the sum of their hashes modulo 2^64; and which groups
 *		are others than they were, with the places of their rows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/nodeHash.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/buffile.h"
#include "storage/itemptr.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/row_type.h"
#include "base/temporary_file.h"
#include "server/group_table.h"

PG_FUNCTION_INFO_V1(group_digests);
PG_FUNCTION_INFO_V1(changed_groups);

/* ---- rows of queries ---- */

/* A row of a group, and where it stands. */
typedef struct PlacedRow
{
	int64		group;
	ItemPointerData place;
} PlacedRow;

#define BATCH 256

/* Receives rows of groups: a batch at a time, for the table of the groups is larger than the cache. */
typedef struct RowReceiver
{
	DestReceiver receiver;
	GroupTable *table;
	int			batched;
	PlacedRow	rows[BATCH];
	uint64		hashes[BATCH];
	BufFile    *places;			/* of all rows; NULL: none, or they are not asked for */
	int64		placed;			/* rows that have one */
	int64		received;
} RowReceiver;

static void
add_batch(RowReceiver *receiver)
{
	for (int i = 0; i < receiver->batched; i++)
		expect_group(receiver->table, receiver->rows[i].group);
	for (int i = 0; i < receiver->batched; i++)
		add_to_group(receiver->table, receiver->rows[i].group, 1, receiver->hashes[i]);
	if (receiver->places)
		BufFileWrite(receiver->places, receiver->rows, receiver->batched * sizeof(PlacedRow));
	receiver->received += receiver->batched;
	receiver->batched = 0;
}

/* Of group and hash, and of a place, if it is asked for; a row without a hash is none. */
static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	slot_getallattrs(slot);
	if (slot->tts_isnull[0] || slot->tts_isnull[1])
		return true;
	receiver->rows[receiver->batched].group = DatumGetInt64(slot->tts_values[0]);
	receiver->hashes[receiver->batched] = (uint64) DatumGetInt64(slot->tts_values[1]);
	if (receiver->places && !slot->tts_isnull[2])
	{
		receiver->rows[receiver->batched].place = *(ItemPointer) DatumGetPointer(slot->tts_values[2]);
		receiver->placed++;
	}
	if (++receiver->batched == BATCH)
		add_batch(receiver);
	return true;
}

/* Of group, number of rows, and their digest: what was is taken away. */
static bool
receive_known(TupleTableSlot *slot, DestReceiver *self)
{
	slot_getallattrs(slot);
	add_to_group(((RowReceiver *) self)->table, DatumGetInt64(slot->tts_values[0]),
				 -(uint64) DatumGetInt64(slot->tts_values[1]), -(uint64) DatumGetInt64(slot->tts_values[2]));
	return true;
}

static void
check_columns(DestReceiver *self, int operation, TupleDesc type)
{
	const Oid	types[] = {INT8OID, INT8OID, self->receiveSlot == receive_known ? INT8OID : TIDOID};
	int			columns = self->receiveSlot == receive_row && ((RowReceiver *) self)->places == NULL ? 2 : 3;
	bool		fits = type->natts == columns;

	for (int i = 0; fits && i < columns; i++)
		fits = TupleDescAttr(type, i)->atttypid == types[i];
	if (!fits)
		elog(ERROR, "a query does not give rows of groups");
}

static void
no_more_rows(DestReceiver *self)
{
}

/* Runs a query that sees what the one sees that has called. */
static void
receive_rows(RowReceiver *receiver, const char *query, bool (*receive) (TupleTableSlot *, DestReceiver *))
{
	SPIExecuteOptions options = {.read_only = true, .dest = &receiver->receiver};

	receiver->receiver = (DestReceiver) {
		receive, check_columns, no_more_rows, no_more_rows, DestNone
	};
	SPI_connect();
	SPI_execute_extended(query, &options);
	SPI_finish();
	add_batch(receiver);
}

/* ---- digests ---- */

static void
give_digest(void *result, int64 group, uint64 rows, uint64 digest)
{
	static const bool nulls[3] = {false, false, false};
	Datum		values[] = {Int64GetDatum(group), Int64GetDatum((int64) rows), Int64GetDatum((int64) digest)};

	put_result_row(result, values, nulls);
}

/*
 * group_digests(query): of a query that gives pairs of group and hash, both bigint, a row a
 * group: how many pairs with a hash there are, and the sum of these.
 */
Datum
group_digests(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT8OID, INT8OID, INT8OID};
	ResultRows	result = open_result_rows(fcinfo, types, 3);
	RowReceiver *receiver = palloc0(sizeof(RowReceiver));

	receiver->table = open_group_table();
	receive_rows(receiver, text_to_cstring(PG_GETARG_TEXT_PP(0)), receive_row);
	close_group_table(receiver->table, give_digest, &result);
	PG_RETURN_NULL();
}

/* ---- what has changed ---- */

/* A group that is another one. */
typedef struct ChangedGroup
{
	int64		group;
	char		status;			/* of simplehash */
} ChangedGroup;

#define SH_PREFIX changes
#define SH_ELEMENT_TYPE ChangedGroup
#define SH_KEY_TYPE int64
#define SH_KEY group
#define SH_HASH_KEY(table, key) ((uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct Changes
{
	changes_hash *groups;		/* NULL: there are too many to look for their rows */
	const ResultRows *result;
} Changes;

/* More rows than one in so many are not looked for one by one. */
#define ROWS_A_PLACE 8
#define MOST_PLACES (1 << 22)

static void
give_change(const Changes *changes, int64 group, ItemPointer place)
{
	Datum		values[] = {Int64GetDatum(group), PointerGetDatum(place)};
	bool		nulls[] = {false, place == NULL};

	put_result_row(changes->result, values, nulls);
}

static void
note_change(void *taker, int64 group, uint64 rows, uint64 digest)
{
	Changes    *changes = taker;
	bool		is_known;

	if (rows == 0 && digest == 0)
		return;
	give_change(changes, group, NULL);
	if (changes->groups == NULL)
		return;
	changes_insert(changes->groups, group, &is_known);
	if (changes->groups->members * 3 * sizeof(ChangedGroup) > get_hash_memory_limit())
	{
		changes_destroy(changes->groups);
		changes->groups = NULL;
	}
}

/* Of rows of groups that have changed: gives their places, if this is asked for; gives how many they are. */
static int64
find_places(const RowReceiver *receiver, const Changes *changes, bool give)
{
	PlacedRow	rows[BATCH];
	int64		found = 0;

	temporary_file_seek(receiver->places, 0, 0, SEEK_SET);
	for (int64 from = 0; from < receiver->received; from += BATCH)
	{
		int			count = Min(BATCH, receiver->received - from);

		CHECK_FOR_INTERRUPTS();
		BufFileReadExact(receiver->places, rows, count * sizeof(PlacedRow));
		for (int i = 0; i < count; i++)
			if (changes_lookup(changes->groups, rows[i].group) != NULL)
			{
				found++;
				if (give)
					give_change(changes, rows[i].group, &rows[i].place);
			}
	}
	return found;
}

/*
 * changed_groups(query, known): of a query that gives group, hash and place of rows, and one
 * that gives the groups as they were, with number of rows and digest: a row, without a place, a
 * group that is another one; and, where all rows have places, and those of such groups are few,
 * a row each of these.
 */
Datum
changed_groups(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT8OID, TIDOID};
	ResultRows	result = open_result_rows(fcinfo, types, 2);
	RowReceiver *receiver = palloc0(sizeof(RowReceiver));
	Changes		changes = {.groups = changes_create(CurrentMemoryContext, 256, NULL), .result = &result};

	receiver->table = open_group_table();
	receive_rows(receiver, text_to_cstring(PG_GETARG_TEXT_PP(1)), receive_known);
	receiver->places = BufFileCreateTemp(false);
	receive_rows(receiver, text_to_cstring(PG_GETARG_TEXT_PP(0)), receive_row);
	close_group_table(receiver->table, note_change, &changes);
	if (changes.groups != NULL && changes.groups->members > 0 && receiver->placed == receiver->received)
	{
		int64		found = find_places(receiver, &changes, false);

		if (found <= Min(receiver->received / ROWS_A_PLACE, MOST_PLACES))
			find_places(receiver, &changes, true);
	}
	BufFileClose(receiver->places);
	PG_RETURN_NULL();
}
