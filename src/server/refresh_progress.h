/*
 * refresh_progress.h
 *		What a refresh tells while it runs, and when it is done.
 */
#ifndef REFRESH_PROGRESS_H
#define REFRESH_PROGRESS_H

/* Rows of a statement, of which a sequence tells how many there have been. */
typedef struct RowCount
{
	Oid			counter;
	int64		rows;
	bool		is_told;		/* may whoever asks set the sequence? */
} RowCount;

extern void begin_row_count(RowCount *count, Oid counter);
extern void count_one_row(RowCount *count);

/* the setting failure_demand.log_refresh: does a refresh write a line to the server's log? */
extern bool log_refresh_on;

#endif
