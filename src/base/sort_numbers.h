/*
 * sort_numbers.h
 *		Puts numbers, and anything else, in order; can be interrupted, and then leaves all
 *		elements, in no order.
 */
#ifndef SORT_NUMBERS_H
#define SORT_NUMBERS_H

extern void sort_words(uint64 *words, size_t n);
extern void sort_doubles(double *numbers, size_t n);
extern void sort_elements(void *elements, size_t n, size_t size,
						  int (*compare) (const void *, const void *));

#endif							/* SORT_NUMBERS_H */
