/*
 * nearest_names.h
 *		For hints: which of the names that there are was meant.
 */
#ifndef NEAREST_NAMES_H
#define NEAREST_NAMES_H

extern char *nearest_of(const char *name, const char *const *names, int count);

#endif							/* NEAREST_NAMES_H */
