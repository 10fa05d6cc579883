/*
 * own_table.c
 *		Tables of the extension's that C reads, and whose owner may alter them.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/own_table.h"

/* Has a table these as its first columns, as the extension made them? */
bool
has_own_columns(Relation table, const OwnColumn *columns, int n)
{
	TupleDesc	type = RelationGetDescr(table);

	if (table->rd_rel->relkind != RELKIND_RELATION || type->natts < n)
		return false;
	for (int i = 0; i < n; i++)
	{
		Form_pg_attribute column = TupleDescAttr(type, i);

		if (column->attisdropped || column->atttypid != columns[i].type ||
			strcmp(NameStr(column->attname), columns[i].name) != 0)
			return false;
	}
	return true;
}

/*
 * The table, open to be read.  Errs where there is another in its place (55000): a name is
 * all that is known of it.
 */
Relation
own_table_open(const char *schema, const char *name, const OwnColumn *columns, int n)
{
	Oid			oid = get_relname_relid(name, get_namespace_oid(schema, false));
	Relation	table = OidIsValid(oid) ? try_relation_open(oid, AccessShareLock) : NULL;

	if (table == NULL || !has_own_columns(table, columns, n))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the table %s.%s is not as the extension made it", schema, name),
				 table == NULL ? errdetail("There is no such table.") :
				 errdetail("It has not the columns, and their types, that it was made with."),
				 errhint("Undo what was changed in its columns, or create the extension again.")));
	return table;
}
