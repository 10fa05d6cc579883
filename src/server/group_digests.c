/*
 * group_digests.c
 *		How many rows each group has, and the sum of their hashes modulo 2^64.
 *
 * The table of the groups takes as much memory as a hash join may.  Where there are more
 * groups, all that it has is written to files by the first bits of the group, and counted
 * together again file by file: a group may then stand in a file more than once.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/nodeHash.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/buffile.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/row_type.h"
#include "base/temporary_file.h"

PG_FUNCTION_INFO_V1(group_digests);

/* A group is a hash itself; those that differ most in their last bits may share the first. */
typedef struct GroupDigest
{
	int64		group;
	uint64		rows;
	uint64		digest;
	char		status;			/* of simplehash */
} GroupDigest;

#define SH_PREFIX digests
#define SH_ELEMENT_TYPE GroupDigest
#define SH_KEY_TYPE int64
#define SH_KEY group
#define SH_HASH_KEY(table, key) ((uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define PART_BITS 5
#define PARTS (1 << PART_BITS)
#define MOST_LEVELS (64 / PART_BITS)

/* The groups of a file of the level before, or of all rows. */
typedef struct GroupTable
{
	digests_hash *groups;
	uint64		most;			/* groups in memory */
	int			level;
	BufFile   *parts[PARTS];	/* NULL where nothing was written */
	int64		written[PARTS];	/* groups in each */
	bool		is_parted;
} GroupTable;

/* Receives pairs of group and hash. */
typedef struct PairReceiver
{
	DestReceiver receiver;
	GroupTable *table;
} PairReceiver;

/* As many groups as there is memory for; while the table grows, the former one is there, too. */
static GroupTable *
open_groups(int level)
{
	GroupTable *table = palloc0(sizeof(GroupTable));
	uint64		slots = 1024;

	while (slots * 3 * sizeof(GroupDigest) <= get_hash_memory_limit())
		slots *= 2;
	table->groups = digests_create(CurrentMemoryContext, 256, NULL);
	table->most = slots / 10 * 9;
	table->level = level;
	return table;
}

static void
write_group(GroupTable *table, const GroupDigest *group)
{
	int			part = ((uint64) group->group << (table->level * PART_BITS)) >> (64 - PART_BITS);

	if (table->parts[part] == NULL)
		table->parts[part] = BufFileCreateTemp(false);
	BufFileWrite(table->parts[part], unconstify(GroupDigest *, group), sizeof(GroupDigest));
	table->written[part]++;
}

/* Writes all groups to the files, which last as long as the table, and forgets them. */
static void
write_groups(GroupTable *table)
{
	MemoryContext caller = MemoryContextSwitchTo(table->groups->ctx);
	digests_iterator position;
	GroupDigest *found;

	digests_start_iterate(table->groups, &position);
	while ((found = digests_iterate(table->groups, &position)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		write_group(table, found);
	}
	digests_reset(table->groups);
	table->is_parted = true;
	MemoryContextSwitchTo(caller);
}

static void
add_rows(GroupTable *table, int64 group, uint64 rows, uint64 digest)
{
	bool		is_known;
	GroupDigest *found = digests_insert(table->groups, group, &is_known);

	found->rows = is_known ? found->rows + rows : rows;
	found->digest = is_known ? found->digest + digest : digest;
	if (table->groups->members >= table->most && table->level < MOST_LEVELS)
		write_groups(table);
}

static void
give_groups(GroupTable *table, const ResultRows *result)
{
	static const bool nulls[3] = {false, false, false};
	digests_iterator position;
	GroupDigest *found;

	digests_start_iterate(table->groups, &position);
	while ((found = digests_iterate(table->groups, &position)) != NULL)
	{
		Datum		values[] = {Int64GetDatum(found->group), Int64GetDatum((int64) found->rows),
			Int64GetDatum((int64) found->digest)};

		CHECK_FOR_INTERRUPTS();
		put_result_row(result, values, nulls);
	}
}

/* The groups of a file, each once. */
static GroupTable *
read_part(const GroupTable *table, int part)
{
	GroupTable *result = open_groups(table->level + 1);
	GroupDigest group;

	temporary_file_seek(table->parts[part], 0, 0, SEEK_SET);
	for (int64 i = 0; i < table->written[part]; i++)
	{
		CHECK_FOR_INTERRUPTS();
		BufFileReadExact(table->parts[part], &group, sizeof(group));
		add_rows(result, group.group, group.rows, group.digest);
	}
	BufFileClose(table->parts[part]);
	return result;
}

/* Gives all groups, and lets go of the table. */
static void
close_groups(GroupTable *table, const ResultRows *result)
{
	if (table->is_parted)
		write_groups(table);
	else
		give_groups(table, result);
	digests_destroy(table->groups);
	for (int part = 0; part < PARTS; part++)
		if (table->parts[part] != NULL)
			close_groups(read_part(table, part), result);
	pfree(table);
}

/* A row without a hash is none. */
static bool
receive_pair(TupleTableSlot *slot, DestReceiver *self)
{
	GroupTable *table = ((PairReceiver *) self)->table;

	slot_getallattrs(slot);
	if (!slot->tts_isnull[0] && !slot->tts_isnull[1])
		add_rows(table, DatumGetInt64(slot->tts_values[0]), 1, (uint64) DatumGetInt64(slot->tts_values[1]));
	return true;
}

static void
begin_pairs(DestReceiver *self, int operation, TupleDesc type)
{
	if (type->natts != 2 || TupleDescAttr(type, 0)->atttypid != INT8OID || TupleDescAttr(type, 1)->atttypid != INT8OID)
		elog(ERROR, "a query does not give pairs of group and hash");
}

static void
end_pairs(DestReceiver *self)
{
}

/*
 * group_digests(query): of a query that gives pairs of group and hash, both bigint, a row a
 * group: how many pairs with a hash there are, and the sum of these.
 */
Datum
group_digests(PG_FUNCTION_ARGS)
{
	static const Oid types[] = {INT8OID, INT8OID, INT8OID};
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ResultRows	result = open_result_rows(fcinfo, types, 3);
	PairReceiver pairs = {
		.receiver = {.receiveSlot = receive_pair, .rStartup = begin_pairs, .rShutdown = end_pairs,
		.rDestroy = end_pairs, .mydest = DestNone},
		.table = open_groups(0)
	};
	SPIExecuteOptions options = {.read_only = true, .dest = &pairs.receiver};

	SPI_connect();
	SPI_execute_extended(query, &options);
	SPI_finish();
	close_groups(pairs.table, &result);
	PG_RETURN_NULL();
}
