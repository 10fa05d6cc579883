/*
 * test_log_header.c
 *		What stands before a log's blocks: written and read, longer than is known here,
 *		of a newer version, and forged.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fingerprint_core.h"
#include "log/log_codec_core.h"
#include "log/log_header_core.h"
#include "unit.h"

#define BODY_SIZE 20			/* bytes after a header, with the checksum */
#define MOST_BYTES (LOG_HEADER_SIZE + BODY_SIZE + 100)

/* Where it says what. */
enum
{
	AT_VERSION, AT_FLAGS, AT_LENGTH, AT_COLUMNS = 4, AT_FINGERPRINTS, AT_CHANNELS, AT_CONTACTS = 8
};

static int	seals_asked;

static bool
right(const uint8_t *bytes, size_t size)
{
	seals_asked++;
	return bytes != NULL && size > LOG_CHECKSUM_SIZE;
}

static bool
wrong(const uint8_t *bytes, size_t size)
{
	return !right(bytes, size);
}

/* The values of a log's header and body: returns their size. */
static size_t
make(uint8_t *bytes, bool keyed)
{
	LogTotals	totals = {
		.keyed = keyed, .dated = true, .within = keyed ? 60 : 0, .contacts = 7, .undated = 2,
		.reversed = 1, .first_start = -5, .last_start = INT64_C(789000000000000000)
	};
	uint8_t    *end = log_header_write(bytes, &totals, 3, false);

	CHECK(end == bytes + LOG_HEADER_SIZE);
	memset(end, 0x5a, BODY_SIZE);
	return LOG_HEADER_SIZE + BODY_SIZE;
}

/* Read from memory of the exact size, for the sanitizers. */
static LogHeaderState
read_exact(const uint8_t *bytes, size_t size, LogSealCheck is_sealed, LogHeader *header,
		   size_t *body_at, size_t *body_size)
{
	uint8_t    *copy = malloc(size + (size == 0));
	LogReader	rest = {0};
	LogHeaderState state;

	memcpy(copy, bytes, size);
	state = log_header_read(copy, size, is_sealed, &rest, header);
	if (state == LOG_HEADER_READ)
	{
		*body_at = (size_t) (rest.at - copy);
		*body_size = rest.rest;
		CHECK(*body_at + *body_size == size - LOG_CHECKSUM_SIZE);
	}
	free(copy);
	return state;
}

static LogHeaderState
state_of(const uint8_t *bytes, size_t size)
{
	LogHeader	header;
	size_t		at;
	size_t		length;

	return read_exact(bytes, size, right, &header, &at, &length);
}

static bool
says_what_was_made(const LogHeader *header, bool keyed)
{
	const LogTotals *totals = &header->totals;

	return totals->keyed == keyed && totals->dated && totals->within == (keyed ? 60 : 0) &&
		totals->contacts == 7 && totals->undated == 2 && totals->reversed == 1 &&
		totals->first_start == -5 && totals->last_start == INT64_C(789000000000000000) &&
		header->channels == 3 && !header->in_file && header->newer == NULL;
}

/* The bytes are the definition's: a change of one of them is a change of the format. */
static void
test_golden(void)
{
	static const uint8_t golden[LOG_HEADER_SIZE] = {
		3, LOG_DATED, 56, 0, 7, 1, 3, 0,
		7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0x00, 0x80, 0xc8, 0xd7, 0x51, 0x17, 0xf3, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0
	};
	uint8_t		bytes[MOST_BYTES];

	make(bytes, false);
	CHECK(memcmp(bytes, golden, LOG_HEADER_SIZE) == 0);
	make(bytes, true);
	CHECK(bytes[AT_FLAGS] == (LOG_KEYED | LOG_HAS_WITHIN | LOG_DATED) && bytes[AT_COLUMNS] == 4);
}

/* Bytes at the end of the header that are not known here are passed over. */
static void
test_longer(void)
{
	for (int more = 0; more <= 100; more++)
	{
		uint8_t		bytes[MOST_BYTES];
		size_t		size = make(bytes, more % 2);
		LogHeader	header;
		size_t		at = 0;
		size_t		length = 0;

		memmove(bytes + LOG_HEADER_SIZE + more, bytes + LOG_HEADER_SIZE, BODY_SIZE);
		memset(bytes + LOG_HEADER_SIZE, 0xee, (size_t) more);
		bytes[AT_LENGTH] = (uint8_t) (LOG_HEADER_SIZE + more);
		CHECK(read_exact(bytes, size + (size_t) more, right, &header, &at, &length) == LOG_HEADER_READ);
		CHECK(says_what_was_made(&header, more % 2));
		CHECK(at == LOG_HEADER_SIZE + (size_t) more && length == BODY_SIZE - LOG_CHECKSUM_SIZE);
	}
}

/* Newer where the checksum is right, damaged where it is not. */
static void
test_newer_in(int place, uint8_t value, bool keyed, const char *what, unsigned known)
{
	uint8_t		bytes[MOST_BYTES];
	size_t		size = make(bytes, keyed);
	LogHeader	header;
	size_t		at;
	size_t		length;

	bytes[place] = value;
	CHECK(read_exact(bytes, size, right, &header, &at, &length) == LOG_HEADER_NEWER);
	CHECK(header.newer != NULL && strcmp(header.newer, what) == 0);
	CHECK(header.newer_said == value && header.newer_known == known);
	CHECK(read_exact(bytes, size, wrong, &header, &at, &length) == LOG_HEADER_DAMAGED);
}

static void
test_newer(void)
{
	for (int value = LOG_VERSION + 1; value <= 255; value++)
		test_newer_in(AT_VERSION, (uint8_t) value, value % 2, "Version of its format", LOG_VERSION);
	for (int value = LOG_FLAGS + 1; value <= 255; value++)
		test_newer_in(AT_FLAGS, (uint8_t) value, false, "Flags that it has", LOG_FLAGS);
	for (int value = FINGERPRINT_VERSION + 1; value <= 255; value++)
		test_newer_in(AT_FINGERPRINTS, (uint8_t) value, value % 2, "Version of its fingerprints",
					  FINGERPRINT_VERSION);
	for (int value = LOG_COLUMNS + 1; value <= 255; value++)
		test_newer_in(AT_COLUMNS, (uint8_t) value, value % 2, "Columns of a contact in it", LOG_COLUMNS);
}

/* Of a newer version no more is read than is promised for all. */
static void
test_newer_is_short(void)
{
	uint8_t		bytes[MOST_BYTES];

	make(bytes, false);
	for (size_t size = 0; size < LOG_HEADER_SIZE + LOG_CHECKSUM_SIZE; size++)
	{
		bytes[AT_VERSION] = LOG_VERSION + 1;
		CHECK(state_of(bytes, size) == (size <= LOG_CHECKSUM_SIZE ? LOG_HEADER_DAMAGED : LOG_HEADER_NEWER));
		bytes[AT_VERSION] = LOG_VERSION;
		CHECK(state_of(bytes, size) == LOG_HEADER_DAMAGED);
	}
}

/* What no log can say, with a right checksum. */
static void
test_forged(void)
{
	static const struct
	{
		int			place;
		uint8_t		value;
	}			forged[] = {
		{AT_VERSION, 0}, {AT_VERSION, 1}, {AT_VERSION, LOG_VERSION - 1},
		{AT_FLAGS, LOG_DATED | LOG_HAS_WITHIN}, {AT_FLAGS, LOG_DATED | LOG_KEYED}, {AT_FLAGS, 0},
		{AT_LENGTH, 0}, {AT_LENGTH, LOG_HEADER_SIZE - 1},
		{AT_LENGTH, LOG_HEADER_SIZE + BODY_SIZE - LOG_CHECKSUM_SIZE + 1}, {AT_LENGTH + 1, 0xff},
		{AT_COLUMNS, 0}, {AT_COLUMNS, LOG_COLUMNS - 1}, {AT_FINGERPRINTS, 0},
		{AT_CONTACTS + 7, 1}, {AT_CONTACTS + 8 + 7, 1}, {AT_CONTACTS + 16 + 7, 1},
		{AT_CONTACTS + 32 + 7, 0xff}, {AT_CONTACTS + 40, 1}
	};
	uint8_t		bytes[MOST_BYTES];
	size_t		size = make(bytes, false);

	CHECK(state_of(bytes, size) == LOG_HEADER_READ);
	seals_asked = 0;
	for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++)
	{
		make(bytes, false);
		bytes[forged[i].place] = forged[i].value;
		CHECK(state_of(bytes, size) == LOG_HEADER_DAMAGED);
	}
	CHECK(seals_asked == 0);

	make(bytes, false);
	bytes[AT_LENGTH] = LOG_HEADER_SIZE + BODY_SIZE - LOG_CHECKSUM_SIZE;	/* nothing is left, but it fits */
	CHECK(state_of(bytes, size) == LOG_HEADER_READ);
}

/* Any bytes: read, or refused, and nothing out of bounds. */
static void
test_random(void)
{
	for (int round = 0; round < 20000; round++)
	{
		uint8_t		bytes[MOST_BYTES];
		size_t		size = make(bytes, round % 2);
		LogHeaderState state;

		for (uint64_t changes = unit_random(4); changes > 0; changes--)
			bytes[unit_random(LOG_HEADER_SIZE)] = (uint8_t) unit_random(256);
		size -= unit_random(2) ? unit_random(size + 1) : 0;
		state = state_of(bytes, size);
		CHECK(state == LOG_HEADER_READ || state == LOG_HEADER_DAMAGED || state == LOG_HEADER_NEWER);
	}
}

/* ---- the dictionary ---- */

static void
test_entries(void)
{
	static const LogName names[] = {{"", 0}, {"app", 3}, {"apps", 4}, {"b", 1}, {NULL, 0}};
	uint8_t		bytes[100];
	uint8_t    *end = bytes;

	for (int i = 0; i < 5; i++)
		end = log_entry_write(end, names[i]);
	for (size_t size = 0; size <= (size_t) (end - bytes); size++)
	{
		uint8_t    *copy = malloc(size + (size == 0));
		LogReader	reader = {copy, size};
		LogName		name[5];
		int			n = 0;

		memcpy(copy, bytes, size);
		while (n < 5 && log_entry_read(&reader, n > 0 ? &name[n - 1] : NULL, &name[n]))
		{
			CHECK(log_compare_names(name[n], names[n]) == 0);
			n++;
		}
		CHECK((n == 5) == (size == (size_t) (end - bytes)));
		free(copy);
	}
}

/* Out of order, twice, null with a name, more than null. */
static void
test_wrong_entries(void)
{
	static const LogName app = {"app", 3};
	static const LogName none = {NULL, 0};
	static const uint8_t wrong_entries[][5] = {
		{0, 2, 0, 'a', 'o'}, {1, 1, 0, 'z', 0}, {2, 0, 0, 0, 0}, {0, 255, 255, 'z', 'z'}
	};
	uint8_t		bytes[10];
	LogReader	reader;
	LogName		name;

	for (int i = 0; i < 4; i++)
	{
		reader = (LogReader) {wrong_entries[i], 5};
		CHECK(!log_entry_read(&reader, &app, &name));
	}
	log_entry_write(bytes, app);
	reader = (LogReader) {bytes, 6};
	CHECK(!log_entry_read(&reader, &app, &name));
	reader = (LogReader) {bytes, 6};
	CHECK(!log_entry_read(&reader, &none, &name));
	reader = (LogReader) {bytes, 6};
	CHECK(log_entry_read(&reader, NULL, &name) && reader.rest == 0);
}

void
test_log_header(void)
{
	RUN(test_golden());
	RUN(test_longer());
	RUN(test_newer());
	RUN(test_newer_is_short());
	RUN(test_forged());
	RUN(test_random());
	RUN(test_entries());
	RUN(test_wrong_entries());
}
