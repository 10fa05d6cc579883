/*
 * module.c
 *		Says which server this library was built for, and lets long walks be
 *		interrupted.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "walk_core.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

static void
poll_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

void
_PG_init(void)
{
	walk_poll = poll_interrupts;
}
