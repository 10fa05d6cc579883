/*
 * journey_window.h
 *		Reads a window partition journey by journey, for the window functions
 *		that look ahead.
 *
 * A row's facts are known when its journey is over, so the reader runs ahead of
 * the current row to the journey's end, and holds that one journey:
 *
 *		rows of the partition
 *		1   2   3   4   5   6   7   8   9
 *		`-------'   `-----------'   |
 *		emitted     journey held    first of the next one: read, kept aside
 *		                ^ head
 *
 * Each argument of each row is read once.  Memory is 56 bytes a contact of the
 * longest journey, and what the executor itself keeps of the rows from the
 * current one to the one read last.
 */
#ifndef JOURNEY_WINDOW_H
#define JOURNEY_WINDOW_H

#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "windowapi.h"

#include "contact/channel_kind.h"
#include "contact/walk_core.h"

/* Which argument of the SQL function is what. */
typedef struct WindowArguments
{
	int			value;
	int			kind;
	int			started_at;
	int			ended_at;
	int			within;
	int			as_of;
	bool		with_origins;	/* the function asks where a human contact came from */
} WindowArguments;

/* What must be so in all rows of a partition. */
typedef struct PartitionChecks
{
	bool		opened;			/* a row of this partition was read */
	bool		has_as_of;
	bool		has_last_start;
	uint64		within;
	TimestampTz as_of;			/* if has_as_of */
	TimestampTz last_start;		/* of the contact before, if has_last_start */
} PartitionChecks;

typedef struct JourneyWindow
{
	WindowArguments argument;
	bool		constant_bounds;	/* within and as_of cannot vary */
	KindReader	kinds;
	TupleDesc	result_type;	/* where the function returns rows */

	/* of the partition */
	PartitionChecks checks;
	int64		next_row;		/* row to be read next, from 0 */
	JourneyStep step;
	bool		has_pending;	/* the next journey's first contact was read */
	Contact		pending;
	int64		pending_row;

	/* of the journey held; the arrays stay for the next partition */
	size_t		head;			/* first contact not emitted yet */
	size_t		count;
	size_t		capacity;
	Contact    *contacts;
	ContactFact *facts;
	int64	   *rows;			/* each contact's row in the partition */
	size_t	   *origins;		/* of the human contacts, if asked for */

	/* values of the digital contacts of the journey held, if asked for */
	MemoryContext value_context;
	Datum	   *values;
	bool	   *value_isnull;
	int16		value_length;
	bool		value_byval;

	void	   *companion;		/* what the function itself remembers */
} JourneyWindow;

extern JourneyWindow *journey_window_open(FunctionCallInfo fcinfo,
										  const WindowArguments *argument);
extern bool journey_window_current(JourneyWindow *window, WindowObject winobj,
								   size_t *index);

extern void check_partition_within(PartitionChecks *checks, Datum within, bool isnull);
extern void check_partition_order(PartitionChecks *checks, TimestampTz started_at);

#endif							/* JOURNEY_WINDOW_H */
