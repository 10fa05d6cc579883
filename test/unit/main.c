/*
 * main.c
 *		Runs all unit tests and says how many checks passed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static unsigned long passed;
static unsigned long failed;

void
unit_check(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		passed++;
	else
	{
		failed++;
		fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	}
}

/* xorshift64*, Marsaglia 2003 and Vigna 2016 */
uint64_t
unit_random(uint64_t limit)
{
	static uint64_t state = 20260105;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return ((state * UINT64_C(2685821657736338717)) >> 11) % limit;
}

int
main(void)
{
	test_walk();
	test_fingerprint();
	printf("unit: %lu passed, %lu failed\n", passed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
