/*
 * compat.h
 *		What differs between the supported versions of the server, and nothing
 *		else does anywhere.
 */
#ifndef COMPAT_H
#define COMPAT_H

#if PG_VERSION_NUM < 150000
#error "failure_demand needs PostgreSQL 15 or later"
#endif

/* The macros of variable-length values moved to a header of their own in 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#endif							/* COMPAT_H */
