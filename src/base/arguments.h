/*
 * arguments.h
 *		Arguments of functions that are called again and again: over a group or partition.
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "fmgr.h"

#include "base/compat.h"

/* An argument that a function does not have. */
#define NO_ARGUMENT (-1)

FD_NORETURN extern void report_varying(const char *argument);
extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

#endif							/* ARGUMENTS_H */
