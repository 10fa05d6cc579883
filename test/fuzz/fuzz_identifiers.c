/*
 * fuzz_identifiers.c
 *		Brings any bytes into each normal form of an identifier.
 *
 * An input is a byte that chooses the country, and the text, which is in memory of its
 * exact size.  The sanitizers see what is out of bounds; what is said beside must hold for
 * any input.
 */
#include <stdlib.h>
#include <string.h>

#include "identity/normal_text_core.h"
#include "must.h"
#include "some_plans.h"

typedef bool (*Form) (NormalText *normal, TextPart text);

/* The text's form, in memory of its exact size. */
static TextPart
form_of(Form form, TextPart text)
{
	NormalText	normal = {.grow = realloc};
	char	   *exact;

	MUST(form(&normal, text));
	exact = malloc(normal.size > 0 ? normal.size : 1);
	if (normal.size > 0)
		memcpy(exact, normal.bytes, normal.size);
	free(normal.bytes);
	return (TextPart) {exact, normal.size};
}

/* The form of a form is itself. */
static void
check_stays(Form form, TextPart text)
{
	TextPart	once = form_of(form, text);
	TextPart	twice = form_of(form, once);

	MUST(twice.size == once.size && memcmp(twice.bytes, once.bytes, once.size) == 0);
	free((char *) once.bytes);
	free((char *) twice.bytes);
}

/* So is that of a number, which has digits alone, but for a plus. */
static void
check_phone(int country_code, TextPart text)
{
	TextPart	written = form_of(text_add_phone, text);
	char	   *number = malloc(written.size + PHONE_MORE);
	size_t		n = phone_normal(all_some_plans(), country_code, written.bytes, written.size, number);
	char	   *again = malloc(n + PHONE_MORE);

	MUST(n <= written.size + PHONE_MORE);
	for (size_t i = 0; i < n; i++)
		MUST((number[i] >= '0' && number[i] <= '9') || (i == 0 && number[i] == '+'));
	MUST(n == 0 || n - (number[0] == '+') >= 6);
	MUST(n == 0 || (phone_normal(all_some_plans(), country_code, number, n, again) == n && memcmp(again, number, n) == 0));
	free(again);
	free(number);
	free((char *) written.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TextPart	trimmed;
	TextPart	text;
	char	   *exact;
	int			choice;

	if (size < 1)
		return 0;
	choice = data[0] % (SOME_PLANS + 1);
	exact = malloc(size > 1 ? size - 1 : 1);
	memcpy(exact, data + 1, size - 1);
	text = (TextPart) {exact, size - 1};

	trimmed = text_without_blanks(text);
	MUST(trimmed.bytes >= text.bytes && trimmed.bytes + trimmed.size <= text.bytes + text.size);
	check_stays(text_add_folded, text);
	check_stays(text_add_email, text);
	check_stays(text_add_phone, text);
	check_phone(choice == SOME_PLANS ? 0 : some_plans[choice].country_code, text);
	free(exact);
	return 0;
}
