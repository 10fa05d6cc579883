/*
 * refresh_progress.h
 *		What a refresh tells while it runs, and when it is done.
 */
#ifndef REFRESH_PROGRESS_H
#define REFRESH_PROGRESS_H

/* the setting failure_demand.log_refresh: does a refresh write a line to the server's log? */
extern bool log_refresh_on;

#endif
