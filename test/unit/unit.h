/*
 * unit.h
 *		A check, its count, and reproducible random numbers.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern void unit_check(bool holds, const char *what, const char *file, int line);

/* Does it hold?  Counted, and shown where it does not. */
#define CHECK(condition) unit_check((condition), #condition, __FILE__, __LINE__)

/* Run a test: it has passed if all of its checks hold. */
#define RUN(call) \
	do { \
		unsigned long broken_before = unit_broken(); \
		call; \
		unit_done(#call, broken_before); \
	} while (0)

extern unsigned long unit_broken(void);
extern void unit_done(const char *test, unsigned long broken_before);

/* A number from 0 to below limit; the sequence is the same in every run. */
extern uint64_t unit_random(uint64_t limit);

/* Begin a sequence of one's own, that does not depend on the tests before. */
extern void unit_random_restart(uint64_t seed);

/* Are they as near to each other as the tolerance? */
extern bool unit_near(double a, double b, double tolerance);

/* Put numbers in order. */
extern void unit_sort(double *numbers, size_t n);

/* A number of up to so many bits. */
extern uint64_t unit_random_bits(int width);

extern void test_walk(void);
extern void test_walk_batches(void);
extern void test_request(void);
extern void test_fingerprint(void);
extern void test_record(void);
extern void test_bit_pack(void);
extern void test_codec(void);
extern void test_codec_damage(void);
extern void test_codec_forged(void);
extern void test_log_header(void);
extern void test_survival(void);
extern void test_apportion(void);
extern void test_rule(void);
extern void test_log_rank(void);
extern void test_process_limits(void);
extern void test_control_signal(void);
extern void test_control_simulation(void);
extern void test_kendall(void);
extern void test_theil_sen(void);
extern void test_newcombe(void);
extern void test_scores(void);
extern void test_pictures(void);
extern void test_normal_phone(void);
extern void test_normal_text(void);
extern void test_named_hits(void);
extern void test_phrase(void);
extern void test_vocabulary(void);
extern void test_markers(void);
extern void test_markers_random(void);
extern void test_word_rules(void);
extern void test_words_ways(void);
extern void test_labels(void);
extern void test_time_text(void);
extern void test_identity(void);
extern void test_identity_bytes(void);
extern void test_plain_html(void);
extern void test_plain_mail(void);
extern void test_plain_transcript(void);
extern void test_plain_random(void);

#endif							/* UNIT_H */
