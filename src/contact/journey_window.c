/*
 * journey_window.c
 *		Reads a window partition journey by journey.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/arguments.h"
#include "base/compat.h"
#include "base/elapsed.h"
#include "base/window_rows.h"
#include "contact/journey_window.h"
#include "contact/once.h"

#define INITIAL_CAPACITY 16

/* A row as read, before it is known whether it is a contact that exists. */
typedef struct WindowRow
{
	Datum		kind;
	Datum		started_at;
	Datum		ended_at;
	Datum		within;
	Datum		as_of;
	bool		kind_isnull;
	bool		started_at_isnull;
	bool		ended_at_isnull;
	bool		within_isnull;
	bool		as_of_isnull;
} WindowRow;

/* Check that a partition's window is one and the same, and remember it. */
void
check_partition_within(PartitionChecks *checks, Datum within, bool isnull)
{
	uint64		microseconds;

	if (isnull)
		report_null_within();
	microseconds = window_from_interval(DatumGetIntervalP(within));
	if (checks->opened && microseconds != checks->within)
		report_varying("within");
	warn_of_short_window(microseconds);
	checks->within = microseconds;
}

/* The same for as_of, which may be null. */
static void
check_partition_as_of(PartitionChecks *checks, Datum as_of, bool isnull)
{
	TimestampTz value = isnull ? 0 : DatumGetTimestampTz(as_of);

	check_finite(value, "as_of");
	if (checks->opened && (checks->has_as_of == isnull || checks->as_of != value))
		report_varying("as_of");
	checks->has_as_of = !isnull;
	checks->as_of = value;
}

/* Check that a contact does not start before the one read before it. */
void
check_partition_order(PartitionChecks *checks, TimestampTz started_at)
{
	if (checks->has_last_start && started_at < checks->last_start)
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("contacts of a window partition must be in time order"),
				 errdetail("A contact that starts at %s comes after one that starts at %s.",
						   pstrdup(timestamptz_to_str(started_at)),
						   pstrdup(timestamptz_to_str(checks->last_start))),
				 errhint("Write OVER (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id).")));
	checks->has_last_start = true;
	checks->last_start = started_at;
}

/*
 * Get the reader of this call site, at the row it has come to; make it at the
 * first call, and start it anew at the first row of each partition.
 */
JourneyWindow *
journey_window_open(FunctionCallInfo fcinfo, const WindowArguments *argument)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	JourneyWindow *window = flinfo->fn_extra;
	bool	   *is_open = WinGetPartitionLocalMemory(PG_WINDOW_OBJECT(), sizeof(bool));

	if (window == NULL)
	{
		window = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(JourneyWindow));
		window->argument = *argument;
		refuse_null_treatment(fcinfo);
		warn_of_session_zone(fcinfo);
		window->constant_bounds =
			get_fn_expr_arg_stable(flinfo, argument->within) &&
			(argument->as_of == NO_ARGUMENT ||
			 get_fn_expr_arg_stable(flinfo, argument->as_of));
		if (argument->value != NO_ARGUMENT)
		{
			get_typlenbyval(get_fn_expr_argtype(flinfo, argument->value),
							&window->value_length, &window->value_byval);
			window->value_context = AllocSetContextCreate(flinfo->fn_mcxt,
														  "values of a journey",
														  ALLOCSET_SMALL_SIZES);
		}
		flinfo->fn_extra = window;
	}

	if (!*is_open)
	{
		memset(&window->checks, 0, sizeof(window->checks));
		memset(&window->step, 0, sizeof(window->step));
		window->next_row = 0;
		window->has_pending = false;
		window->head = window->count = 0;
		*is_open = true;
	}
	return window;
}

/* Read the next row of the partition.  Returns false at its end. */
static bool
read_row(JourneyWindow *window, WindowObject winobj, WindowRow *row)
{
	const WindowArguments *argument = &window->argument;
	int64		at = window->next_row;

	if (!window_argument(winobj, argument->started_at, at,
						 &row->started_at, &row->started_at_isnull))
		return false;
	window_argument(winobj, argument->kind, at, &row->kind, &row->kind_isnull);
	window_argument(winobj, argument->ended_at, at,
					&row->ended_at, &row->ended_at_isnull);
	if (!window->checks.opened || !window->constant_bounds)
	{
		window_argument(winobj, argument->within, at,
						&row->within, &row->within_isnull);
		check_partition_within(&window->checks, row->within, row->within_isnull);
		if (argument->as_of != NO_ARGUMENT)
		{
			window_argument(winobj, argument->as_of, at,
							&row->as_of, &row->as_of_isnull);
			check_partition_as_of(&window->checks, row->as_of, row->as_of_isnull);
		}
		window->checks.opened = true;
	}
	window->next_row++;
	return true;
}

/*
 * Read on to the next contact that exists: rows that are undated or start after
 * as_of are passed over.  Returns false at the end of the partition.
 */
static bool
read_contact(JourneyWindow *window, WindowObject winobj, Contact *contact)
{
	PartitionChecks *checks = &window->checks;
	WindowRow	row;

	while (read_row(window, winobj, &row))
	{
		TimestampTz started_at = DatumGetTimestampTz(row.started_at);
		TimestampTz ended_at = DatumGetTimestampTz(row.ended_at);

		CHECK_FOR_INTERRUPTS();
		contact->kind = read_kind(&window->kinds, row.kind, row.kind_isnull);
		if (!row.ended_at_isnull)
			check_finite(ended_at, "ended_at");
		if (row.started_at_isnull)
			continue;
		check_finite(started_at, "started_at");
		check_partition_order(checks, started_at);
		if (checks->has_as_of && started_at > checks->as_of)
			continue;

		contact->start = started_at;
		contact->end = contact_end(started_at, !row.ended_at_isnull, ended_at);
		return true;
	}
	return false;
}

static void
enlarge_journey(JourneyWindow *window, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	size_t		n = window->capacity ? window->capacity * 2 : INITIAL_CAPACITY;

	window->contacts = window_array(window->contacts, n, sizeof(Contact));
	window->facts = window_array(window->facts, n, sizeof(ContactFact));
	window->rows = window_array(window->rows, n, sizeof(int64));
	if (window->argument.with_origins)
		window->origins = window_array(window->origins, n, sizeof(size_t));
	if (window->argument.value != NO_ARGUMENT)
	{
		window->values = window_array(window->values, n, sizeof(Datum));
		window->value_isnull = window_array(window->value_isnull, n, sizeof(bool));
	}
	window->capacity = n;
	MemoryContextSwitchTo(caller);
}

/* Keep the value at a digital contact: a human one may have come from there. */
static void
keep_value(JourneyWindow *window, WindowObject winobj, size_t index, int64 row)
{
	Datum		value;
	bool		isnull;

	window_argument(winobj, window->argument.value, row, &value, &isnull);
	window->value_isnull[index] = isnull;
	if (!isnull)
	{
		MemoryContext caller = MemoryContextSwitchTo(window->value_context);

		window->values[index] = datumCopy(value, window->value_byval,
										  window->value_length);
		MemoryContextSwitchTo(caller);
	}
}

/* Add a contact to the journey that is being read. */
static void
append_contact(JourneyWindow *window, WindowObject winobj,
			   const Contact *contact, int64 row)
{
	size_t		index = window->count;

	/* with a place for the contact that follows the journey */
	if (index + 1 >= window->capacity)
		enlarge_journey(window, GetMemoryChunkContext(window));
	window->contacts[index] = *contact;
	window->contacts[index].is_first = index == 0;
	window->rows[index] = row;
	if (window->argument.value != NO_ARGUMENT && contact->kind == CONTACT_DIGITAL)
		keep_value(window, winobj, index, row);
	window->count++;
}

/* Read the partition's next journey and judge it.  Leaves none at the end. */
static void
read_journey(JourneyWindow *window, WindowObject winobj)
{
	uint64		within = window->checks.within;
	Contact		contact;

	window->head = window->count = 0;
	if (window->value_context)
		MemoryContextReset(window->value_context);

	if (window->has_pending)
	{
		journey_step(&window->step, window->pending.start, window->pending.end, within);
		append_contact(window, winobj, &window->pending, window->pending_row);
		window->has_pending = false;
	}
	while (read_contact(window, winobj, &contact))
	{
		int64		row = window->next_row - 1;
		JourneyStep step = window->step;

		/* the window is known from the first row on */
		within = window->checks.within;
		if (journey_step(&step, contact.start, contact.end, within) && window->count > 0)
		{
			window->pending = contact;
			window->pending_row = row;
			window->has_pending = true;
			break;
		}
		window->step = step;
		append_contact(window, winobj, &contact, row);
	}
	if (window->has_pending)
	{
		window->contacts[window->count] = window->pending;
		window->contacts[window->count].is_first = false;
	}
	walk_judge(window->contacts, window->count + window->has_pending, within, window->facts);
	if (window->argument.with_origins)
		walk_origins(window->contacts, window->count, within, window->origins);
}

/*
 * Find the current row in the journey held, reading on if need be.  Returns
 * false where the row is no contact that exists: undated, or later than as_of.
 * To be called once for each row, in order.
 */
bool
journey_window_current(JourneyWindow *window, WindowObject winobj, size_t *index)
{
	int64		row = WinGetCurrentPosition(winobj);
	bool		all_emitted = window->head == window->count;

	if (all_emitted && (window->has_pending || window->next_row <= row))
		read_journey(window, winobj);
	if (window->head == window->count || window->rows[window->head] != row)
		return false;
	*index = window->head++;
	return true;
}
