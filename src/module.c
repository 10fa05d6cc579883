/*
 * module.c
 *		Says which server this library was built for.
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;
