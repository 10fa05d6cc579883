/*
 * window_rows.h
 *		What window functions need that read ahead: an argument of a row to come, and
 *		arrays of what was read.
 */
#ifndef WINDOW_ROWS_H
#define WINDOW_ROWS_H

#include "windowapi.h"

extern bool window_argument(WindowObject winobj, int argument, int64 row,
							Datum *value, bool *isnull);
extern void *window_array(void *array, size_t n, size_t size);

#endif							/* WINDOW_ROWS_H */
