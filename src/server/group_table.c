/*
 * group_table.c
 *		Groups of rows: how many rows each has, and the sum of their hashes modulo 2^64.
 *
 * The table of the groups takes as much memory as a hash join may.  Where there are more
 * groups, all that it has is written to files by the first bits of the group, and counted
 * together again file by file: a group may then stand in a file more than once.
 */
#include "postgres.h"

#include "executor/nodeHash.h"
#include "miscadmin.h"
#include "storage/buffile.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/temporary_file.h"
#include "server/group_table.h"

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
struct GroupTable
{
	digests_hash *groups;
	uint64		most;			/* groups in memory */
	int			level;
	BufFile   *parts[PARTS];	/* NULL where nothing was written */
	int64		written[PARTS];	/* groups in each */
	bool		is_parted;
};

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

/* A group will be asked for soon: where it stands is fetched into the cache. */
void
expect_group(const GroupTable *table, int64 group)
{
	__builtin_prefetch(&table->groups->data[(uint32) group & table->groups->sizemask], 1);
}

void
add_to_group(GroupTable *table, int64 group, uint64 rows, uint64 digest)
{
	bool		is_known;
	GroupDigest *found = digests_insert(table->groups, group, &is_known);

	found->rows = is_known ? found->rows + rows : rows;
	found->digest = is_known ? found->digest + digest : digest;
	if (table->groups->members >= table->most && table->level < MOST_LEVELS)
		write_groups(table);
}

GroupTable *
open_group_table(void)
{
	return open_groups(0);
}

static void
give_groups(const GroupTable *table, GroupTaker take, void *taker)
{
	digests_iterator position;
	GroupDigest *found;

	digests_start_iterate(table->groups, &position);
	while ((found = digests_iterate(table->groups, &position)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		take(taker, found->group, found->rows, found->digest);
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
		add_to_group(result, group.group, group.rows, group.digest);
	}
	BufFileClose(table->parts[part]);
	return result;
}

/* Gives all groups, and lets go of the table. */
void
close_group_table(GroupTable *table, GroupTaker take, void *taker)
{
	if (table->is_parted)
		write_groups(table);
	else
		give_groups(table, take, taker);
	digests_destroy(table->groups);
	for (int part = 0; part < PARTS; part++)
		if (table->parts[part] != NULL)
			close_group_table(read_part(table, part), take, taker);
	pfree(table);
}
