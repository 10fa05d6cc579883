/*
 * identity_core.c
 *		Identifiers as texts, and the limits by which they become customers.
 *
 * A text is "kind:value", or a value of the kind customer where it begins with no known
 * kind's name and a colon.  An identifier is written likewise, the kind customer's without
 * its name, unless the value would be read as another's: what is written is read the same.
 */
#include "identity/identity_core.h"

void		(*identity_poll) (void) = NULL;

/* The kind that a name says, or -1. */
static int
kind_of_name(const IdentityLimits *limits, const void *name, size_t size)
{
	if (size > IDENTITY_MOST_KIND_NAME)
		return -1;
	for (int i = 0; i < limits->kinds; i++)
		if (memcmp(limits->kind[i].name, name, size) == 0 && limits->kind[i].name[size] == '\0')
			return i;
	return -1;
}

/*
 * Complete limits whose kinds have names, ranks and limits.  Returns whether they can be:
 * each kind has a name of its own and another rank, in order.
 */
bool
identity_limits_end(IdentityLimits *limits)
{
	for (IdentityKind *kind = limits->kind; kind < limits->kind + limits->kinds; kind++)
	{
		size_t		size = strlen(kind->name);

		if (size == 0 || strspn(kind->name, "abcdefghijklmnopqrstuvwxyz_") != size ||
			kind_of_name(limits, kind->name, size) != kind - limits->kind || kind->shared_above < -1 ||
			(kind > limits->kind && kind[-1].rank >= kind->rank))
			return false;
		kind->name_size = size;
		kind->fingerprint = fingerprint_bytes(kind->name, size);
	}
	limits->customer = kind_of_name(limits, IDENTITY_CUSTOMER, strlen(IDENTITY_CUSTOMER));
	return limits->customer_limit >= 0;
}

bool
identity_same_limits(const IdentityLimits *a, const IdentityLimits *b)
{
	if (a->kinds != b->kinds || a->customer_limit != b->customer_limit)
		return false;
	for (int i = 0; i < a->kinds; i++)
		if (strcmp(a->kind[i].name, b->kind[i].name) != 0 ||
			a->kind[i].rank != b->kind[i].rank ||
			a->kind[i].shared_above != b->kind[i].shared_above)
			return false;
	return true;
}

/* Has a text a byte that is no blank? */
static bool
says_something(const uint8_t *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] != ' ' && (text[i] < '\t' || text[i] > '\r'))
			return true;
	return false;
}

/* The kind whose name and a colon a text begins with, or -1. */
static int
kind_before_colon(const IdentityLimits *limits, const void *text, size_t size)
{
	size_t		most = IDENTITY_MOST_KIND_NAME + 1;
	const uint8_t *colon = memchr(text, ':', size < most ? size : most);

	return colon == NULL ? -1 : kind_of_name(limits, text, (size_t) (colon - (const uint8_t *) text));
}

/*
 * The identifier that a text says, whose value is where it stands.  Returns false where the
 * value is blank: nobody.
 */
bool
identity_read(const IdentityLimits *limits, const void *text, size_t size, Identifier *identifier)
{
	int			kind = kind_before_colon(limits, text, size);
	size_t		skip = kind < 0 ? 0 : limits->kind[kind].name_size + 1;

	identifier->kind = (uint8_t) (kind < 0 ? limits->customer : kind);
	identifier->text = (const uint8_t *) text + skip;
	identifier->size = (uint32_t) (size - skip);
	return says_something(identifier->text, identifier->size);
}

/* How many bytes are written before the value of an identifier: the name of its kind and a
 * colon, or nothing. */
size_t
identity_prefix_size(const IdentityLimits *limits, const Identifier *identifier)
{
	bool		bare = identifier->kind == limits->customer &&
		kind_before_colon(limits, identifier->text, identifier->size) < 0;

	return bare ? 0 : limits->kind[identifier->kind].name_size + 1;
}

/* Write an identifier behind a prefix of this size. */
void
identity_write(const IdentityLimits *limits, const Identifier *identifier, size_t prefix_size, char *out)
{
	if (prefix_size > 0)
	{
		memcpy(out, limits->kind[identifier->kind].name, prefix_size - 1);
		out[prefix_size - 1] = ':';
	}
	memcpy(out + prefix_size, identifier->text, identifier->size);
}
