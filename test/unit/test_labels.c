/*
 * test_labels.c
 *		What a contact is told apart by, as one name: written and read, and damaged.
 */
#include <stdlib.h>
#include <string.h>

#include "log/labels_core.h"
#include "unit.h"

/* Some label: none, an empty one, one of a few bytes that may look like what stands between
 * labels, or a long one. */
static LogName
some_label(char *bytes, size_t room)
{
	static const char between[] = "-:r0123456789";
	LogName		label = {NULL, 0};

	if (unit_random(4) == 0)
		return label;
	label.size = (uint16_t) (unit_random(3) ? unit_random(12) : unit_random(room));
	for (int i = 0; i < label.size; i++)
		bytes[i] = unit_random(2) ? between[unit_random(sizeof(between) - 1)] : (char) unit_random(256);
	label.bytes = bytes;
	return label;
}

static bool
same_label(LogName a, LogName b)
{
	return (a.bytes == NULL) == (b.bytes == NULL) && a.size == b.size &&
		(a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

/* Read from memory of the exact size, for the sanitizers; whatever is read lies within. */
static bool
read_exact(const char *bytes, size_t size, bool *reversed, LogName *labels)
{
	char	   *copy = malloc(size + (size == 0));
	LogName		name = {copy, (uint16_t) size};
	bool		result;

	memcpy(copy, bytes, size);
	result = labels_read(name, reversed, labels);
	for (int i = 0; result && i < LABELS; i++)
		if (labels[i].bytes)
		{
			CHECK(labels[i].bytes >= copy && labels[i].bytes + labels[i].size <= copy + size);
			labels[i].bytes = bytes + (labels[i].bytes - copy);
		}
	free(copy);
	return result;
}

/* What is written is read; cut off anywhere it is not, nor with more behind it. */
static void
check_round_trip(void)
{
	static char bytes[LABELS][20000];
	static char name[LABELS_MOST(LABELS * 20000) + 1];
	LogName		labels[LABELS];
	LogName		again[LABELS];
	bool		reversed = unit_random(2);
	bool		was_reversed;
	size_t		all = 0;
	size_t		size;

	for (int i = 0; i < LABELS; i++)
	{
		labels[i] = some_label(bytes[i], sizeof(bytes[i]));
		all += labels[i].size;
	}
	size = labels_write(name, reversed, labels);
	CHECK(size <= LABELS_MOST(all));
	CHECK(read_exact(name, size, &was_reversed, again) && was_reversed == reversed);
	for (int i = 0; i < LABELS; i++)
		CHECK(same_label(labels[i], again[i]));
	CHECK(!read_exact(name, unit_random(size), &was_reversed, again));
	name[size] = '-';
	CHECK(!read_exact(name, size + 1, &was_reversed, again));
}

static void
test_label_names(void)
{
	for (int i = 0; i < 2000; i++)
		check_round_trip();
}

static void
test_damaged_labels(void)
{
	static const char *const none[] = {
		"", "r", "-", "--", "r--", "----", "1:--", "65536:--", "99999:a--", "000001:a--", ":--", "2-a--", "x--", "-r--"
	};
	LogName		nothing = {NULL, 0};
	LogName		labels[LABELS];
	bool		reversed;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!read_exact(none[i], strlen(none[i]), &reversed, labels));
	CHECK(!labels_read(nothing, &reversed, labels));
	CHECK(read_exact("r3:app-0:", 9, &reversed, labels) && reversed);
	CHECK(labels[LABEL_CHANNEL].size == 3 && labels[LABEL_TOUCHPOINT].bytes == NULL);
	CHECK(labels[LABEL_BRAND].bytes != NULL && labels[LABEL_BRAND].size == 0);
}

void
test_labels(void)
{
	RUN(test_label_names());
	RUN(test_damaged_labels());
}
