/*
 * log_difference.c
 *		Contacts of one source that another does not take away: both in order, and each that
 *		is taken away is there.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/compat.h"
#include "log/log_difference.h"

typedef struct DifferenceSource
{
	LogSource	base;
	LogSource  *inner;
	LogSource  *removed;		/* NULL where it has given all */
	int			words;			/* of a record that are compared */
	uint64	   *buffer;			/* of what is removed, as it was read */
	const uint64 *at;			/* the next one */
	const uint64 *end;
} DifferenceSource;

FD_NORETURN static void
report_unfit(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("what was kept of a log does not fit together"),
			 errdetail("A contact is to be taken away that is not there."),
			 errhint("CALL failure_demand.refresh(true) makes it anew.")));
}

/* Have the next contact to take away; false where there is none. */
static inline bool
has_removed(DifferenceSource *source)
{
	if (source->at == source->end && source->removed)
	{
		size_t		n = source->removed->read(source->removed, source->buffer, LOG_BLOCK_CONTACTS);

		source->at = source->buffer;
		source->end = source->buffer + n * FULL_WORDS;
		if (n == 0)
			source->removed = NULL;
	}
	return source->at < source->end;
}

/* Of records just read, keep those that are not taken away. */
static size_t
take_away(DifferenceSource *source, uint64 *records, size_t n)
{
	size_t		at = 0;
	size_t		kept = 0;

	while (at < n)
	{
		uint64	   *rest = records + at * FULL_WORDS;
		size_t		stay = !has_removed(source) ? n - at :
			records_before(rest, n - at, FULL_WORDS, source->at, source->words);

		if (kept < at)
			memmove(records + kept * FULL_WORDS, rest, stay * sizeof(FullRecord));
		kept += stay;
		at += stay;
		if (at == n)
			break;
		if (record_compare(source->at, records + at * FULL_WORDS, 0, source->words) != 0)
			report_unfit();
		source->at += FULL_WORDS;
		at++;
	}
	return kept;
}

static size_t
difference_read(LogSource *self, uint64 *records, size_t room)
{
	DifferenceSource *source = (DifferenceSource *) self;
	size_t		n;

	do
	{
		CHECK_FOR_INTERRUPTS();
		n = source->inner->read(source->inner, records, room);
		if (n == 0)
		{
			if (has_removed(source))
				report_unfit();
			return 0;
		}
		n = take_away(source, records, n);
	} while (n == 0);
	return n;
}

/* The full records of a source but for those of another; with behaviour_only their channels
 * and handle seconds mean nothing. */
LogSource *
log_difference(LogSource *inner, LogSource *removed, bool behaviour_only)
{
	DifferenceSource *source = palloc0(sizeof(DifferenceSource));

	source->base.read = difference_read;
	source->inner = inner;
	source->removed = removed;
	source->words = behaviour_only ? FULL_WORDS - 1 : FULL_WORDS;
	source->buffer = palloc(LOG_BLOCK_CONTACTS * sizeof(FullRecord));
	source->at = source->end = source->buffer;
	return &source->base;
}
