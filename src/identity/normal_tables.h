/*
 * normal_tables.h
 *		Kinds of identifiers, placeholders and phone plans, shipped ones and the user's
 *		own, as a statement sees them.
 */
#ifndef NORMAL_TABLES_H
#define NORMAL_TABLES_H

#include "postgres.h"

#include "identity/normal_phone_core.h"
#include "identity/normal_text_core.h"

/* How values of a kind are made equal that are meant to be equal. */
typedef enum IdentifierForm
{
	FORM_EXACT,
	FORM_CASEFOLD,
	FORM_EMAIL,
	FORM_PHONE,
	FORMS
} IdentifierForm;

extern const char *const identifier_forms[FORMS];

typedef struct IdentifierKind
{
	const char *kind;
	IdentifierForm form;
	int32		rank;
	int32		shared_above;	/* 0: no limit */
} IdentifierKind;

/* What is said of a value. */
typedef enum PlaceholderVerdict
{
	PLACEHOLDER_SILENT,			/* nothing */
	PLACEHOLDER_SOMEBODY,
	PLACEHOLDER_NOBODY
} PlaceholderVerdict;

/* Which sizes placeholders have, by their first byte: a bit a size, the last for all larger ones. */
typedef uint64 PlaceholderSizes[256];

typedef struct IdentifierTables
{
	const IdentifierKind *kinds;	/* the best first */
	int			n_kinds;
	const struct PlaceholderRow *placeholders;
	int			n_placeholders;
	PlaceholderSizes placeholder_sizes;
	PhonePlans	plans;
} IdentifierTables;

extern const IdentifierTables *identifier_tables(void);
extern int	kind_number(const IdentifierTables *tables, const char *name, size_t size);
extern const IdentifierKind *kind_named(const IdentifierTables *tables, const text *name);
extern bool no_placeholder(const PlaceholderSizes sizes, const char *bytes, size_t size);
extern PlaceholderVerdict placeholder_verdict(const IdentifierTables *tables, const char *kind, TextPart folded);

#endif							/* NORMAL_TABLES_H */
