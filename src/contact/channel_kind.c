/*
 * channel_kind.c
 *		The enum channel_kind: its cast from text, and reading it in C.
 *
 * An enum value is the OID of its label, which differs between databases, so
 * both directions look labels up once a call site and remember them.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/enum_label.h"
#include "base/text_bytes.h"
#include "contact/channel_kind.h"

static const char *const kind_labels[] = {
	[CONTACT_DIGITAL] = "digital",
	[CONTACT_HUMAN] = "human"
};

PG_FUNCTION_INFO_V1(channel_kind_from_text);

/*
 * channel_kind(text): the kind that a text names, in exactly these letters.
 * Anything else is an error (22P02): a channel's kind is never guessed.
 */
Datum
channel_kind_from_text(PG_FUNCTION_ARGS)
{
	text	   *name = PG_GETARG_TEXT_PP(0);
	Oid		   *labels = fcinfo->flinfo->fn_extra;

	if (labels == NULL)
	{
		labels = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
									lengthof(kind_labels) * sizeof(Oid));
		for (int kind = 0; kind < lengthof(kind_labels); kind++)
			labels[kind] = enum_label_oid(get_func_rettype(fcinfo->flinfo->fn_oid), kind_labels[kind]);
		fcinfo->flinfo->fn_extra = labels;
	}

	for (int kind = 0; kind < lengthof(kind_labels); kind++)
		if (text_is(name, kind_labels[kind]))
			PG_RETURN_OID(labels[kind]);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid channel kind: \"%s\"", text_to_cstring(name)),
			 errdetail("A kind is \"digital\" or \"human\"."),
			 errhint("Map the channel to its kind, such as CASE WHEN channel IN ('phone', 'email') THEN 'human' ELSE 'digital' END.")));
}

/* Look up what a label not met before means, and remember it. */
ContactKind
kind_reader_learn(KindReader *reader, Oid label)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(label));
	const char *name;
	bool		is_digital;
	bool		is_human;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "invalid internal value for enum: %u", label);
	name = NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel);
	is_digital = strcmp(name, kind_labels[CONTACT_DIGITAL]) == 0;
	is_human = strcmp(name, kind_labels[CONTACT_HUMAN]) == 0;
	ReleaseSysCache(tuple);

	if (is_digital)
		reader->digital = label;
	else if (is_human)
		reader->human = label;
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("channel kind %u is neither digital nor human", label),
				 errdetail("It is a label that the type channel_kind was given later."),
				 errhint("Labels that were added to the type channel_kind have no meaning.")));
	return is_digital ? CONTACT_DIGITAL : CONTACT_HUMAN;
}

void
report_null_kind(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("kind must not be null"),
			 errdetail("A contact has no kind: nobody knows whether a person answered."),
			 errhint("Map every channel to its kind, 'digital' or 'human', such as CASE WHEN channel IN ('phone', 'email') THEN 'human' ELSE 'digital' END.")));
}
