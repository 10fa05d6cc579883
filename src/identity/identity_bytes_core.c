/*
 * identity_bytes_core.c
 *		The bytes of an identity.
 */
#include "identity/identity_bytes_core.h"

#include "base/little_endian_core.h"

#define HEAD_SIZE (3 + 4 * 8)
#define KIND_SIZE (1 + 4 + 8)	/* and the name */

/* ---- numbers ---- */

uint8_t *
identity_number_write(uint8_t *out, uint64_t number)
{
	while (number >= 128)
	{
		*out++ = (uint8_t) (number | 128);
		number >>= 7;
	}
	*out++ = (uint8_t) number;
	return out;
}

/* Returns false where there is no number, or one that is not written as it would be here. */
bool
identity_number_read(IdentitySource *source, uint64_t *number)
{
	const uint8_t *at;
	const uint8_t *end;
	uint64_t	result = 0;

	(void) identity_have(source, IDENTITY_NUMBER_BYTES);
	at = source->at;
	end = source->end;
	for (int bits = 0; at < end && bits < 64; bits += 7)
	{
		uint8_t		byte = *at++;

		result |= (uint64_t) (byte & 127) << bits;
		if (byte >= 128)
			continue;
		if ((byte == 0 && bits > 0) || (bits == 63 && byte > 1))
			return false;
		source->at = at;
		*number = result;
		return true;
	}
	return false;
}

static uint8_t *
fixed_write(uint8_t *out, uint64_t number, int size)
{
	for (int i = 0; i < size; i++)
		*out++ = (uint8_t) (number >> 8 * i);
	return out;
}

/* ---- the head ---- */

size_t
identity_head_size(const IdentityLimits *limits)
{
	size_t		size = HEAD_SIZE;

	for (int i = 0; i < limits->kinds; i++)
		size += KIND_SIZE + strlen(limits->kind[i].name);
	return size;
}

/* Write it before the identifiers and links of which so much is known. */
void
identity_head_write(uint8_t *out, const IdentityLimits *limits, const IdentityParts *parts)
{
	*out++ = IDENTITY_VERSION;
	*out++ = 0;
	*out++ = (uint8_t) limits->kinds;
	out = fixed_write(out, (uint64_t) limits->customer_limit, 8);
	out = fixed_write(out, parts->identifiers, 8);
	out = fixed_write(out, parts->links, 8);
	out = fixed_write(out, parts->identifier_size, 8);
	for (int i = 0; i < limits->kinds; i++)
	{
		const IdentityKind *kind = &limits->kind[i];
		size_t		size = strlen(kind->name);

		*out++ = (uint8_t) size;
		memcpy(out, kind->name, size);
		out = fixed_write(out + size, (uint32_t) kind->rank, 4);
		out = fixed_write(out, (uint64_t) kind->shared_above, 8);
	}
}

static bool
kind_read(IdentitySource *source, IdentityKind *kind)
{
	size_t		size;

	if (source->at == source->end)
		return false;
	size = *source->at++;
	if (size > IDENTITY_MOST_KIND_NAME || (size_t) (source->end - source->at) < size + 12)
		return false;
	memcpy(kind->name, source->at, size);
	kind->name[size] = '\0';
	if (strlen(kind->name) != size)
		return false;
	kind->rank = (int32_t) (uint32_t) load_rest(source->at + size, 4);
	kind->shared_above = (int64_t) load_word(source->at + size + 4);
	source->at += size + 12;
	return true;
}

/*
 * Take apart a value, without its checksum.  What it says of its parts fits into its size,
 * but is not looked at.  One that says that it is newer may only be damaged.
 */
IdentityHead
identity_head_read(const uint8_t *bytes, size_t size, IdentityLimits *limits, IdentityParts *parts)
{
	IdentitySource source = {bytes + HEAD_SIZE, bytes + size, NULL};
	size_t		rest;

	if (size > 0 && bytes[0] > IDENTITY_VERSION)
		return IDENTITY_HEAD_NEWER;
	if (size < HEAD_SIZE || bytes[0] != IDENTITY_VERSION)
		return IDENTITY_HEAD_DAMAGED;
	if (bytes[1] != 0)
		return IDENTITY_HEAD_NEWER;
	limits->kinds = bytes[2];
	limits->customer_limit = (int64_t) load_word(bytes + 3);
	parts->identifiers = load_word(bytes + 11);
	parts->links = load_word(bytes + 19);
	for (int i = 0; i < limits->kinds; i++)
		if (!kind_read(&source, &limits->kind[i]))
			return IDENTITY_HEAD_DAMAGED;
	rest = (size_t) (source.end - source.at);
	if (!identity_limits_end(limits) || limits->customer < 0 || load_word(bytes + 27) > rest)
		return IDENTITY_HEAD_DAMAGED;
	parts->identifier_bytes = source.at;
	parts->identifier_size = (size_t) load_word(bytes + 27);
	parts->link_bytes = source.at + parts->identifier_size;
	parts->link_size = rest - parts->identifier_size;
	/* each takes two bytes at least */
	if (parts->identifiers > parts->identifier_size / 2 || parts->links > parts->link_size / 2 ||
		parts->identifiers > IDENTITY_MOST)
		return IDENTITY_HEAD_DAMAGED;
	return IDENTITY_HEAD_READ;
}

/* ---- identifiers and links ---- */

void
identifier_put(IdentitySink *sink, const IdentityLimits *limits, const Identifier *identifier)
{
	identity_room(sink, IDENTITY_NUMBER_BYTES + (size_t) identifier->size);
	sink->at = identity_number_write(sink->at, (uint64_t) identifier->size * (uint64_t) limits->kinds +
									 identifier->kind);
	memcpy(sink->at, identifier->text, identifier->size);
	sink->at += identifier->size;
}

/* The next one, whose text stays until another is read.  Returns false where there is none. */
bool
identifier_get(IdentitySource *source, const IdentityLimits *limits, Identifier *identifier)
{
	uint64_t	head;
	uint64_t	size;

	if (!identity_number_read(source, &head))
		return false;
	size = head / (uint64_t) limits->kinds;
	if (size == 0 || size > UINT32_MAX || !identity_have(source, (size_t) size))
		return false;
	identifier->kind = (uint8_t) (head % (uint64_t) limits->kinds);
	identifier->size = (uint32_t) size;
	identifier->text = source->at;
	source->at += size;
	return true;
}

/* Write a link that comes after the one before. */
void
identity_link_put(IdentitySink *sink, IdentityLinkCursor *cursor, uint64_t link)
{
	uint32_t	first = (uint32_t) (link >> 32);
	uint32_t	second = (uint32_t) link;
	uint32_t	begins = first == cursor->first && cursor->second > 0 ? cursor->second : first;

	identity_room(sink, 2 * IDENTITY_NUMBER_BYTES);
	sink->at = identity_number_write(sink->at, first - cursor->first);
	sink->at = identity_number_write(sink->at, second - begins);
	*cursor = (IdentityLinkCursor) {first, second};
}

/* The next one.  Returns false where there is none, or it does not come after the one before. */
bool
identity_link_get(IdentitySource *source, IdentityLinkCursor *cursor, uint64_t *link)
{
	uint64_t	more;
	uint64_t	rest;
	uint64_t	first;
	uint64_t	second;

	if (!identity_number_read(source, &more) || !identity_number_read(source, &rest) ||
		more > UINT32_MAX || rest == 0 || rest > UINT32_MAX)
		return false;
	first = cursor->first + more;
	second = rest + (more == 0 && cursor->second > 0 ? cursor->second : first);
	if (first > UINT32_MAX || second > UINT32_MAX)
		return false;
	*cursor = (IdentityLinkCursor) {(uint32_t) first, (uint32_t) second};
	*link = first << 32 | second;
	return true;
}
