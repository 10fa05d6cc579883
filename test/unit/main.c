/*
 * main.c
 *		Runs all unit tests and says how many checks passed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

static unsigned long checks;
static unsigned long broken;		/* checks that did not hold */
static unsigned long passed;		/* tests */
static unsigned long failed;

void
unit_check(bool holds, const char *what, const char *file, int line)
{
	checks++;
	if (holds)
		return;
	broken++;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
}

unsigned long
unit_broken(void)
{
	return broken;
}

void
unit_done(const char *test, unsigned long broken_before)
{
	if (broken == broken_before)
		passed++;
	else
	{
		failed++;
		fprintf(stderr, "failed: %s\n", test);
	}
}

static uint64_t random_state = 20260105;

void
unit_random_restart(uint64_t seed)
{
	random_state = seed;
}

/* xorshift64*, Marsaglia 2003 and Vigna 2016 */
uint64_t
unit_random(uint64_t limit)
{
	uint64_t	state = random_state;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	random_state = state;
	return ((state * UINT64_C(2685821657736338717)) >> 11) % limit;
}

uint64_t
unit_random_bits(int width)
{
	uint64_t	word = unit_random(UINT64_C(1) << 32) << 32 | unit_random(UINT64_C(1) << 32);

	return width == 0 ? 0 : word >> (64 - width);
}

bool
unit_near(double a, double b, double tolerance)
{
	return fabs(a - b) <= tolerance;
}

static int
compare_numbers(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

void
unit_sort(double *numbers, size_t n)
{
	qsort(numbers, n, sizeof(double), compare_numbers);
}

int
main(void)
{
	test_walk();
	test_walk_batches();
	test_request();
	test_fingerprint();
	test_record();
	test_bit_pack();
	test_codec();
	test_codec_damage();
	test_codec_forged();
	test_log_header();
	test_survival();
	test_apportion();
	test_rule();
	test_phrase();
	test_vocabulary();
	test_markers();
	test_markers_random();
	test_normal_phone();
	test_normal_text();
	test_named_hits();
	test_word_rules();
	test_words_ways();
	test_time_text();
	test_identity();
	test_identity_bytes();
	test_plain_html();
	test_plain_mail();
	test_plain_transcript();
	test_plain_random();
	test_log_rank();
	test_process_limits();
	test_control_signal();
	test_control_simulation();
	test_kendall();
	test_theil_sen();
	test_newcombe();
	test_scores();
	test_pictures();
	test_labels();
	printf("%lu checks\n", checks);
	printf("unit: %lu passed, %lu failed\n", passed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
