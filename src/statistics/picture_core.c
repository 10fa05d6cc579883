/*
 * picture_core.c
 *		Numbers as bars of text.
 */
#include <math.h>

#include "statistics/picture_core.h"

static const char *const spark_blocks[PICTURE_STEPS] = {
	"\342\226\201", "\342\226\202", "\342\226\203", "\342\226\204",
	"\342\226\205", "\342\226\206", "\342\226\207", "\342\226\210"
};
static const char *const spark_ascii[PICTURE_STEPS] = {"_", ".", ":", "-", "=", "+", "*", "#"};
static const char *const bar_blocks[PICTURE_STEPS] = {
	"\342\226\217", "\342\226\216", "\342\226\215", "\342\226\214",
	"\342\226\213", "\342\226\212", "\342\226\211", "\342\226\210"
};

/*
 * How high a value stands between the lowest and the highest, from 1 to PICTURE_STEPS, in
 * steps of equal height; half-way where these are the same.
 */
int
spark_level(double value, double low, double high)
{
	/* where the difference is too large for a number, its half is not */
	double		scale = isinf(high - low) ? 0.5 : 1;
	int			level;

	if (!(high > low))
		return PICTURE_STEPS / 2;
	level = (int) ((value * scale - low * scale) / (high * scale - low * scale) * PICTURE_STEPS);
	return level < PICTURE_STEPS ? level + 1 : PICTURE_STEPS;
}

/* How many steps long a bar is: none for a value up to 0, full width for one from max up. */
int
bar_steps(double value, double max, int width)
{
	if (value <= 0)
		return 0;
	if (value >= max)
		return width * PICTURE_STEPS;
	return (int) floor(value / max * width * PICTURE_STEPS + 0.5);
}

const char *
spark_character(int level, bool utf8)
{
	return utf8 ? spark_blocks[level - 1] : spark_ascii[level - 1];
}

/* ASCII has no parts of a character: from half on it is a whole one. */
const char *
bar_character(int steps, bool utf8)
{
	if (utf8)
		return bar_blocks[steps - 1];
	return steps >= PICTURE_STEPS / 2 ? "#" : "";
}
