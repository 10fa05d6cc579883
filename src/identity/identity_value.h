/*
 * identity_value.h
 *		An identity as a Datum: its bytes, or in an aggregate an expanded object around a
 *		state, with a memory context of its own.
 */
#ifndef IDENTITY_VALUE_H
#define IDENTITY_VALUE_H

#include "fmgr.h"

#include "identity/identity_bytes_core.h"
#include "identity/identity_state.h"

FD_NORETURN extern void report_damaged_identity(void);
extern void identity_parse(const struct varlena *value, IdentityLimits *limits, IdentityParts *parts);
extern void identity_check(const struct varlena *value);

extern IdentityState *identity_growing(FunctionCallInfo fcinfo, const struct varlena *like, Datum *datum);
extern struct varlena *identity_compact(Datum value);
extern struct varlena *identity_merged(const struct varlena *a, const struct varlena *b);

#endif							/* IDENTITY_VALUE_H */
