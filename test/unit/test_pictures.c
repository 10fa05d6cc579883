/*
 * test_pictures.c
 *		Levels of bars, and their characters.
 */
#include <float.h>
#include <string.h>

#include "statistics/picture_core.h"
#include "unit.h"

static void
test_levels(void)
{
	CHECK(spark_level(0, 0, 8) == 1 && spark_level(0.999, 0, 8) == 1 && spark_level(1, 0, 8) == 2);
	CHECK(spark_level(7.999, 0, 8) == 8 && spark_level(8, 0, 8) == 8);
	CHECK(spark_level(3, 3, 3) == 4);
	CHECK(spark_level(-DBL_MAX, -DBL_MAX, DBL_MAX) == 1 && spark_level(0, -DBL_MAX, DBL_MAX) == 5);
	CHECK(spark_level(DBL_MIN * DBL_EPSILON, 0, DBL_MIN * DBL_EPSILON) == 8);
}

static void
test_steps(void)
{
	CHECK(bar_steps(0, 10, 10) == 0 && bar_steps(-1, 10, 10) == 0 && bar_steps(-1, -2, 10) == 0);
	CHECK(bar_steps(10, 10, 10) == 80 && bar_steps(11, 10, 10) == 80 && bar_steps(1, 0, 10) == 80);
	CHECK(bar_steps(1, 10, 10) == 8 && bar_steps(1.06, 10, 10) == 8 && bar_steps(1.0625, 10, 10) == 9);
}

static void
test_characters(void)
{
	CHECK(strcmp(spark_character(1, true), "\xE2\x96\x81") == 0);
	CHECK(strcmp(spark_character(8, true), "\xE2\x96\x88") == 0);
	CHECK(strcmp(bar_character(1, true), "\xE2\x96\x8F") == 0);
	CHECK(strcmp(bar_character(8, true), "\xE2\x96\x88") == 0);
	CHECK(strcmp(spark_character(1, false), "_") == 0 && strcmp(spark_character(8, false), "#") == 0);
	CHECK(strcmp(bar_character(3, false), "") == 0 && strcmp(bar_character(4, false), "#") == 0);
}

void
test_pictures(void)
{
	RUN(test_levels());
	RUN(test_steps());
	RUN(test_characters());
}
