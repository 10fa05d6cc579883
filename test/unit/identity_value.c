/*
 * identity_value.c
 *		Values of identities in memory: of a tail, and merged.
 */
#include "identity_value.h"

#include <stdlib.h>

#include "identity/identity_merge_core.h"

/* A sink that grows, byte for byte, so that sanitizers see what goes beyond what it was
 * asked for. */
typedef struct GrowingSink
{
	IdentitySink sink;
	uint8_t    *bytes;
	size_t		size;
} GrowingSink;

static void
grow(IdentitySink *self, size_t wanted)
{
	GrowingSink *sink = (GrowingSink *) self;
	size_t		used = (size_t) (self->at - sink->bytes);

	sink->size = used + wanted;
	sink->bytes = realloc(sink->bytes, sink->size + 1);
	if (sink->bytes == NULL)
		abort();
	self->at = sink->bytes + used;
	self->end = sink->bytes + sink->size;
}

static GrowingSink
begin_value(const IdentityLimits *limits)
{
	GrowingSink sink = {{NULL, NULL, grow}, malloc(1), 0};

	sink.sink.at = sink.sink.end = sink.bytes;
	identity_room(&sink.sink, identity_head_size(limits));
	sink.sink.at += identity_head_size(limits);
	return sink;
}

static IdentityValue
end_value(GrowingSink *sink, const IdentityLimits *limits, const IdentityParts *parts)
{
	IdentityValue value = {NULL, (size_t) (sink->sink.at - sink->bytes)};

	identity_head_write(sink->bytes, limits, parts);
	value.bytes = malloc(value.size);
	if (value.bytes == NULL)
		abort();
	memcpy(value.bytes, sink->bytes, value.size);
	free(sink->bytes);
	return value;
}

static size_t
written(const GrowingSink *sink, const IdentityLimits *limits)
{
	return (size_t) (sink->sink.at - sink->bytes) - identity_head_size(limits);
}

IdentityValue
identity_value_of_tail(const IdentityTail *tail, Arena *scratch)
{
	GrowingSink sink = begin_value(tail->limits);
	IdentityParts parts = {0};
	uint64_t   *ends = identity_tail_identifiers(tail, scratch, &sink.sink, &parts.identifiers);

	parts.identifier_size = written(&sink, tail->limits);
	parts.links = identity_tail_links(tail, ends, scratch, &sink.sink);
	return end_value(&sink, tail->limits, &parts);
}

/* Several values, which are whole, as one. */
IdentityValue
identity_value_merged(const IdentityValue *values, size_t n, const IdentityLimits *limits, Arena *scratch)
{
	IdentityRun *runs = arena_zeroed(scratch, n + 1, sizeof(IdentityRun));
	IdentitySource *sources = arena_zeroed(scratch, 2 * n + 1, sizeof(IdentitySource));
	IdentityLimits *own = arena_array(scratch, 1, sizeof(IdentityLimits));
	GrowingSink sink = begin_value(limits);
	IdentityParts parts = {0};

	for (size_t i = 0; i < n; i++)
	{
		IdentityParts one;

		if (identity_head_read(values[i].bytes, values[i].size, own, &one) != IDENTITY_HEAD_READ)
			abort();
		sources[2 * i] = (IdentitySource) {one.identifier_bytes, one.link_bytes, NULL};
		sources[2 * i + 1] = (IdentitySource) {one.link_bytes, one.link_bytes + one.link_size, NULL};
		runs[i] = (IdentityRun) {
			.identifiers = &sources[2 * i], .links = &sources[2 * i + 1],
			.identifier_count = one.identifiers, .link_count = one.links
		};
	}
	if (!identity_merge_identifiers(runs, n, limits, scratch, &sink.sink, &parts.identifiers))
		abort();
	parts.identifier_size = written(&sink, limits);
	if (!identity_merge_links(runs, n, scratch, &sink.sink, &parts.links))
		abort();
	return end_value(&sink, limits, &parts);
}
