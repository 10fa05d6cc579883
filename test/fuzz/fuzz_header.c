/*
 * fuzz_header.c
 *		Reads what stands before a forged log's blocks: its header and its dictionary.
 *
 * An input is a value without its checksum, which is taken for right.  It is read from
 * memory of its exact size: the sanitizers see what is out of bounds.  What is said
 * beside must hold for any input.
 */
#include <string.h>

#include "must.h"
#include "log/labels_core.h"
#include "log/log_codec_core.h"
#include "log/log_header_core.h"

static bool
is_right(const uint8_t *bytes, size_t size)
{
	return bytes != NULL && size > LOG_CHECKSUM_SIZE;
}

static bool
is_wrong(const uint8_t *bytes, size_t size)
{
	return !is_right(bytes, size);
}

/* What is read and written again is read the same, and has no bytes that are not known. */
static void
check_round_trip(const LogHeader *header)
{
	uint8_t		bytes[LOG_HEADER_SIZE + LOG_CHECKSUM_SIZE] = {0};
	LogHeader	again;
	LogReader	rest;

	MUST(log_header_write(bytes, &header->totals, header->channels, header->in_file) ==
		 bytes + LOG_HEADER_SIZE);
	MUST(log_header_read(bytes, sizeof(bytes), is_wrong, &rest, &again) == LOG_HEADER_READ);
	MUST(rest.at == bytes + LOG_HEADER_SIZE && rest.rest == 0);
	MUST(again.channels == header->channels && again.in_file == header->in_file);
	MUST(again.totals.keyed == header->totals.keyed && again.totals.dated == header->totals.dated);
	MUST(again.totals.within == header->totals.within);
	MUST(again.totals.contacts == header->totals.contacts);
	MUST(again.totals.undated == header->totals.undated);
	MUST(again.totals.reversed == header->totals.reversed);
	MUST(again.totals.first_start == header->totals.first_start);
	MUST(again.totals.last_start == header->totals.last_start);
}

/* A name that a refresh may have kept: its labels lie within it. */
static void
read_labels(LogName name)
{
	LogName		labels[LABELS];
	bool		reversed;

	if (!labels_read(name, &reversed, labels))
		return;
	for (int i = 0; i < LABELS; i++)
		MUST(labels[i].bytes == NULL || (labels[i].bytes >= name.bytes &&
										 labels[i].bytes + labels[i].size <= name.bytes + name.size));
}

/* The dictionary: in order, within the value, and each entry as long as it is written. */
static void
read_dictionary(LogReader *rest, uint32_t channels, uint8_t *out)
{
	LogName		last;
	LogName		name;

	if (!log_name_read(rest, &name))
		return;
	for (uint32_t i = 0; i < channels; i++)
	{
		const uint8_t *from = rest->at;

		if (!log_entry_read(rest, i > 0 ? &last : NULL, &name))
			return;
		MUST(i == 0 || log_compare_names(last, name) < 0);
		MUST((size_t) (log_entry_write(out, name) - out) == (size_t) (rest->at - from));
		MUST(memcmp(out, from, (size_t) (rest->at - from)) == 0);
		last = name;
		read_labels(name);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t    *bytes = malloc(size + LOG_CHECKSUM_SIZE);
	uint8_t    *out = malloc(size + LOG_CHECKSUM_SIZE);
	LogReader	rest = {NULL, 0};
	LogHeader	header;
	LogHeader	other;
	LogHeaderState state;

	memcpy(bytes, data, size);
	memset(bytes + size, 0, LOG_CHECKSUM_SIZE);
	state = log_header_read(bytes, size + LOG_CHECKSUM_SIZE, is_right, &rest, &header);
	MUST((state == LOG_HEADER_NEWER) == (header.newer != NULL));
	if (state == LOG_HEADER_NEWER)
	{
		MUST(header.newer_said > header.newer_known);
		MUST(log_header_read(bytes, size + LOG_CHECKSUM_SIZE, is_wrong, &rest, &other) == LOG_HEADER_DAMAGED);
	}
	if (state == LOG_HEADER_READ)
	{
		MUST(rest.at >= bytes + LOG_HEADER_SIZE && rest.at + rest.rest == bytes + size);
		check_round_trip(&header);
		read_dictionary(&rest, header.channels, out);
	}
	free(bytes);
	free(out);
	return 0;
}
