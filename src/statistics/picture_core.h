/*
 * picture_core.h
 *		Numbers as bars of text.
 */
#ifndef PICTURE_CORE_H
#define PICTURE_CORE_H

#include <stdbool.h>

/* An eighth of a character is the smallest step. */
#define PICTURE_STEPS 8

extern int	spark_level(double value, double low, double high);
extern int	bar_steps(double value, double max, int width);

/* The character of so many steps from 1 to PICTURE_STEPS: in UTF-8, or in ASCII. */
extern const char *spark_character(int level, bool utf8);
extern const char *bar_character(int steps, bool utf8);

#endif							/* PICTURE_CORE_H */
