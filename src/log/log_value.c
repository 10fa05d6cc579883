/*
 * log_value.c
 *		A contact_log as a Datum, in any of its three forms.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/stored_value.h"
#include "log/log_append.h"
#include "log/log_open.h"
#include "log/log_write.h"

/* ---- the expanded form ---- */

/* The value is made here already, for its size is not known before. */
static Size
expanded_flat_size(ExpandedObjectHeader *header)
{
	ExpandedLog *log = (ExpandedLog *) header;

	if (log->flat == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(log->hdr.eoh_context);

		log->flat = log_state_message(log->state);
		MemoryContextSwitchTo(caller);
	}
	return VARSIZE(log->flat);
}

static void
expanded_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	ExpandedLog *log = (ExpandedLog *) header;

	Assert(log->flat && size == VARSIZE(log->flat));
	memcpy(result, log->flat, size);
	pfree(log->flat);
	log->flat = NULL;
}

const ExpandedObjectMethods log_expanded_methods = {
	expanded_flat_size,
	expanded_flatten
};

/* Say how much memory a state has, and what processes it is sent to or made of.  A
 * partial state is sent in one row with those of all other aggregates, which is no larger
 * than a value; and who receives it has no more memory for it. */
static void
place_in_plan(LogState *state, const AggState *plan)
{
	state->memory_limit = get_hash_memory_limit();
	if (DO_AGGSPLIT_SKIPFINAL(plan->aggsplit))
		state->message_limit = Min(state->memory_limit, value_limit() / 2 / Max(plan->numaggs, 1));
	state->takes_messages = DO_AGGSPLIT_COMBINE(plan->aggsplit);
	state->query = plan->ss.ps.state->es_query_cxt;
}

/* A new one, empty, below the context of the aggregate that is calling. */
static ExpandedLog *
expanded_create(FunctionCallInfo fcinfo, bool keyed)
{
	MemoryContext context = AllocSetContextCreate(aggregate_context(fcinfo), "contact_log",
												  ALLOCSET_START_SMALL_SIZES);
	ExpandedLog *log = MemoryContextAllocZero(context, sizeof(ExpandedLog));

	EOH_init_header(&log->hdr, &log_expanded_methods, context);
	log->state = log_state_create(context, keyed);

	/* A window aggregate does not say when it is done: it has no files. */
	if (IsA(fcinfo->context, AggState))
	{
		place_in_plan(log->state, (const AggState *) fcinfo->context);
		AggRegisterCallback(fcinfo, log_state_close, PointerGetDatum(log->state));
	}
	return log;
}

/* A state as a value that lives in the state's context. */
Datum
log_value_of_state(LogState *state)
{
	ExpandedLog *log = MemoryContextAllocZero(state->context, sizeof(ExpandedLog));

	EOH_init_header(&log->hdr, &log_expanded_methods, state->context);
	log->state = state;
	return EOHPGetRWDatum(&log->hdr);
}

/* ---- any form ---- */

static bool
is_open(const struct varlena *value)
{
	return VARSIZE(value) > VARHDRSZ && *(const uint8 *) VARDATA(value) == LOG_OPEN_VERSION;
}

/* Is it a message whose blocks are in a file?  It is never given out.  What else the
 * same flag may mean to a newer version is not known. */
static bool
is_in_file(const struct varlena *value)
{
	const uint8 *bytes = (const uint8 *) VARDATA(value);

	return VARSIZE(value) > VARHDRSZ + 1 && bytes[0] == LOG_VERSION &&
		(bytes[1] & ~LOG_FLAGS) == 0 && (bytes[1] & LOG_IN_FILE) != 0;
}

/* Take a value of any form into a state; where borrow, it stays as long. */
static void
absorb(LogState *state, Datum value, bool borrow)
{
	ExpandedLog *expanded = log_as_expanded(value);
	struct varlena *flat;

	if (expanded && log_state_pour(state, expanded->state))
		return;
	if (expanded)
		flat = state->takes_messages ? log_state_message(expanded->state) : log_state_value(expanded->state);
	else
		flat = PG_DETOAST_DATUM(value);
	if (is_open(flat))
	{
		OpenLog    *open = open_log_from(flat);

		log_check_sort(&open->totals, state->totals.keyed);
		open_log_pour(open, state);
	}
	else
		log_state_absorb(state, (const uint8 *) VARDATA(flat), VARSIZE(flat) - VARHDRSZ, borrow);
	if (!borrow && flat != (struct varlena *) DatumGetPointer(value))
		pfree(flat);
}

/* Is a value of any form the state of a one-step rate? */
static bool
is_keyed(struct varlena *flat)
{
	LogParts	parts;

	if (is_open(flat))
		return open_log_from(flat)->totals.keyed;
	log_parse((const uint8 *) VARDATA(flat), VARSIZE(flat) - VARHDRSZ, &parts);
	pfree(parts.names);
	return parts.totals.keyed;
}

/* A value as a state, to be asked and not changed. */
LogState *
log_value_state(Datum value)
{
	ExpandedLog *expanded = log_as_expanded(value);
	struct varlena *flat;
	LogState   *state;

	if (expanded)
		return expanded->state;
	flat = PG_DETOAST_DATUM(value);
	state = log_state_create(CurrentMemoryContext, is_keyed(flat));
	absorb(state, PointerGetDatum(flat), true);
	return state;
}

/*
 * The same for a question to a value that is not an aggregate's own: the first one
 * sorts what it reads for itself, and the second one for all after it.
 */
LogState *
log_value_asked(Datum value)
{
	ExpandedLog *expanded = log_as_expanded(value);

	if (expanded && expanded->asked)
		log_state_seal(expanded->state);
	if (expanded)
		expanded->asked = true;
	return log_value_state(value);
}

/* A value in its compact form.  One that a newer version made is given as it is: it can
 * be dumped. */
struct varlena *
log_value_compact(Datum value)
{
	ExpandedLog *expanded = log_as_expanded(value);
	struct varlena *flat;

	if (expanded)
		return log_state_value(expanded->state);
	flat = PG_DETOAST_DATUM(value);
	if (is_open(flat))
		return log_state_value(log_value_state(PointerGetDatum(flat)));
	if (is_in_file(flat))
		report_damaged_log();
	return flat;
}

/*
 * What an aggregate gives out, of its value.  A large log is given as it is, to be
 * read and not changed, so that a question that is put to it at once needs no compact
 * form; all others, and what is stored, get that.
 */
Datum
log_value_final(FunctionCallInfo fcinfo)
{
	ExpandedLog *expanded = log_as_expanded(PG_GETARG_DATUM(0));
	char	   *pointer;

	if (expanded == NULL || !IsA(fcinfo->context, AggState))
		return PointerGetDatum(log_value_compact(PG_GETARG_DATUM(0)));
	/* before version 16 a result that is not in the current context is flattened */
	pointer = palloc(EXPANDED_POINTER_SIZE);
	memcpy(pointer, DatumGetPointer(EOHPGetRODatum(&expanded->hdr)), EXPANDED_POINTER_SIZE);
	return PointerGetDatum(pointer);
}

/* ---- growing ---- */

/* A log that grows: one of the two is set. */
typedef struct GrowingLog
{
	OpenLog    *open;
	ExpandedLog *expanded;
} GrowingLog;

/* An aggregate's value, its transition function's first argument, to be changed in
 * place; an empty one where it is null. */
static GrowingLog
growing_log(FunctionCallInfo fcinfo, bool keyed)
{
	GrowingLog	log = {NULL, NULL};
	struct varlena *flat;

	if (PG_ARGISNULL(0))
	{
		log.open = open_log_create(keyed);
		return log;
	}
	log.expanded = log_as_expanded(PG_GETARG_DATUM(0));
	if (log.expanded)
	{
		log_check_sort(&log.expanded->state->totals, keyed);
		return log;
	}
	flat = (struct varlena *) PG_GETARG_POINTER(0);
	if (!VARATT_IS_EXTENDED(flat) && is_open(flat))
	{
		log.open = (OpenLog *) flat;
		log_check_sort(&log.open->totals, keyed);
	}
	else
	{
		log.expanded = expanded_create(fcinfo, keyed);
		absorb(log.expanded->state, PG_GETARG_DATUM(0), false);
	}
	return log;
}

static Datum
growing_datum(const GrowingLog *log)
{
	return log->expanded ? EOHPGetRWDatum(&log->expanded->hdr) : PointerGetDatum(log->open);
}

/* Go over from the open to the expanded form. */
static void
expand(GrowingLog *log, FunctionCallInfo fcinfo)
{
	log->expanded = expanded_create(fcinfo, log->open->totals.keyed);
	open_log_pour(log->open, log->expanded->state);
	log->open = NULL;
}

/* Add a contact that is counted in the totals already. */
static void
add_record(GrowingLog *log, FunctionCallInfo fcinfo, const uint64 *record, LogName channel)
{
	LogState   *state;

	if (log->open)
	{
		if (open_log_append(log->open, record, channel))
			return;
		if (log->open->totals.contacts < LOG_OPEN_MOST)
		{
			log->open = open_log_enlarge(log->open, channel);
			open_log_append(log->open, record, channel);
			return;
		}
		expand(log, fcinfo);
		/* the open form has the starts of its contacts in their records, and so not this one's */
		state = log->expanded->state;
		log_totals_count(&state->totals, record_start(record, state->words));
	}
	state = log->expanded->state;
	if (state->totals.keyed)
		log_state_append(state, record);
	else
	{
		uint64		numbered[FULL_WORDS];

		memcpy(numbered, record, sizeof(numbered));
		numbered[FULL_WORDS - 1] = record_renumbered(record[FULL_WORDS - 1],
													 log_channel(&state->channels, channel));
		log_state_append(state, numbered);
	}
}

/*
 * Add a row to an aggregate's value, the caller's first argument, in place where
 * possible; gives the value to go on with.
 */
Datum
log_value_append_any(FunctionCallInfo fcinfo, const LogRow *row)
{
	GrowingLog	log = growing_log(fcinfo, row->keyed);

	/* The open form has no place for the version of a collation. */
	if (unlikely(row->collation.size > 0) && log.open)
		expand(&log, fcinfo);
	if (log.expanded && unlikely(row->collation.size > 0 ||
								 log.expanded->state->collation.size > 0))
		log_state_set_collation(log.expanded->state, row->collation);
	if (log.open)
		log_count_row(&log.open->totals, row, row->kept);
	else
		log_count_row(&log.expanded->state->totals, row, false);
	if (row->kept)
		add_record(&log, fcinfo, row->record, row->channel);
	return growing_datum(&log);
}

/* Is a log still few contacts with those of another one? */
static bool
stays_open(const OpenLog *log, const OpenLog *other)
{
	return log->totals.contacts + other->totals.contacts <= LOG_OPEN_MOST;
}

/* Add all contacts of another value likewise. */
Datum
log_value_combine(FunctionCallInfo fcinfo, Datum other)
{
	ExpandedLog *expanded = log_as_expanded(other);
	struct varlena *flat = expanded ? NULL : PG_DETOAST_DATUM(other);
	GrowingLog	log = growing_log(fcinfo, expanded ? expanded->state->totals.keyed : is_keyed(flat));

	if (log.open && flat && is_open(flat) && stays_open(log.open, open_log_from(flat)))
	{
		const OpenLog *open = (const OpenLog *) flat;
		LogTotals	totals = open->totals;

		log_check_sort(&open->totals, log.open->totals.keyed);
		totals.contacts = 0;
		log_totals_add(&log.open->totals, &totals);
		for (size_t i = 0; i < open->totals.contacts; i++)
		{
			const uint64 *record = open->records + i * open->words;

			add_record(&log, fcinfo, record, open_log_channel(open, record));
		}
		return growing_datum(&log);
	}
	if (log.open)
		expand(&log, fcinfo);
	absorb(log.expanded->state, expanded ? other : PointerGetDatum(flat), false);
	return growing_datum(&log);
}

/* Two values as one, in the compact form. */
struct varlena *
log_value_concat(Datum a, Datum b)
{
	LogState   *state = log_state_create(CurrentMemoryContext, false);

	absorb(state, a, true);
	absorb(state, b, true);
	return log_state_value(state);
}
