/*
 * test_fingerprint.c
 *		Fingerprints are the same for ever: stored values depend on them.
 */
#include <string.h>

#include "base/fingerprint_core.h"
#include "unit.h"

/* Golden values.  A change of one of them is a change of the stored format. */
static void
test_golden_values(void)
{
	CHECK(fingerprint_integer(0) == UINT64_C(0xe220a8397b1dcdaf));
	CHECK(fingerprint_integer(7) == UINT64_C(0x63cbe1e459320dd7));
	CHECK(fingerprint_integer(-1) == UINT64_C(0xe4d971771b652c20));
	CHECK(fingerprint_bytes(NULL, 0) == fingerprint_integer(0));
	CHECK(fingerprint_bytes("a", 1) == UINT64_C(0x514b7aae9666c5a3));
	CHECK(fingerprint_bytes("customer-4711", 13) == UINT64_C(0x2238fb7a469c7e95));
}

/* Neither padding nor a missing byte makes two values alike. */
static void
test_lengths(void)
{
	static const char zeros[24] = {0};
	uint64_t	seen[25];

	for (int size = 0; size <= 24; size++)
	{
		seen[size] = fingerprint_bytes(zeros, size);
		for (int other = 0; other < size; other++)
			CHECK(seen[other] != seen[size]);
	}
}

/* Each bit of the input changes about half of the output's bits. */
static void
test_avalanche(void)
{
	for (int bit = 0; bit < 13 * 8; bit++)
	{
		char		bytes[13] = "customer-471";
		uint64_t	before = fingerprint_bytes(bytes, 13);
		int			changed;

		bytes[bit / 8] ^= 1 << (bit % 8);
		changed = __builtin_popcountll(before ^ fingerprint_bytes(bytes, 13));
		CHECK(changed > 10 && changed < 54);
	}
}

void
test_fingerprint(void)
{
	RUN(test_golden_values());
	RUN(test_lengths());
	RUN(test_avalanche());
}
