/*
 * sort_numbers.h
 *		Puts numbers in order; can be interrupted.
 */
#ifndef SORT_NUMBERS_H
#define SORT_NUMBERS_H

extern void sort_words(uint64 *words, size_t n);
extern void sort_doubles(double *numbers, size_t n);

#endif							/* SORT_NUMBERS_H */
