/*
 * identity_limits.h
 *		The kinds and limits that are in force.
 */
#ifndef IDENTITY_LIMITS_H
#define IDENTITY_LIMITS_H

#include "fmgr.h"

#include "base/compat.h"
#include "identity/identity_core.h"

extern IdentityLimits *identity_limits_now(MemoryContext context);
extern const IdentityLimits *identity_limits_in_force(FunctionCallInfo fcinfo);
extern IdentityLimits *identity_limits_copy(const IdentityLimits *limits, MemoryContext context);

#endif							/* IDENTITY_LIMITS_H */
