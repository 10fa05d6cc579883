/*
 * test_apportion.c
 *		Reading decimal numbers, adding weights, and sharing out: against the same by
 *		brute force.
 */
#include <string.h>

#include "money/apportion_core.h"
#include "unit.h"

#define MOST_ROWS 60

/* ---- decimal numbers ---- */

/* Read a number of n digits to the base of 10,000, of which the first has a weight. */
static Decimal
read_number(int weight, unsigned sign, int n, const unsigned *digits)
{
	unsigned char wire[64];
	unsigned	words[4 + 28] = {n, (unsigned) weight & 0xffff, sign, 7};

	if (n > 0)
		memcpy(words + 4, digits, n * sizeof(unsigned));
	for (int i = 0; i < 4 + n; i++)
	{
		wire[2 * i] = words[i] >> 8;
		wire[2 * i + 1] = words[i] & 0xff;
	}
	return decimal_read(wire);
}

static bool
reads_as(Decimal decimal, uint64_t significand, int exponent)
{
	return decimal.finite && !decimal.negative && decimal.fits &&
		decimal.significand == significand && decimal.exponent == exponent;
}

static void
test_decimal_read(void)
{
	CHECK(reads_as(read_number(0, 0, 1, (unsigned[]) {7}), 7, 0));
	CHECK(reads_as(read_number(0, 0, 1, (unsigned[]) {1200}), 12, 2));
	CHECK(reads_as(read_number(3, 0, 1, (unsigned[]) {5000}), 5, 15));
	CHECK(reads_as(read_number(0, 0, 2, (unsigned[]) {100, 1500}), 10015, -2));
	CHECK(reads_as(read_number(-1, 0, 1, (unsigned[]) {1}), 1, -4));
	CHECK(reads_as(read_number(-3, 0, 2, (unsigned[]) {12, 3450}), 12345, -15));
	CHECK(reads_as(read_number(0, 0, 0, NULL), 0, 0));
	/* the largest integer, and one more */
	CHECK(reads_as(read_number(4, 0, 5, (unsigned[]) {922, 3372, 368, 5477, 5807}), APPORTION_MOST, 0));
	CHECK(!read_number(4, 0, 5, (unsigned[]) {922, 3372, 368, 5477, 5808}).fits);
	CHECK(reads_as(read_number(4, 0, 5, (unsigned[]) {9223, 3720, 3685, 4775, 8070}), APPORTION_MOST, 1));
	CHECK(!read_number(4, 0, 5, (unsigned[]) {9223, 3720, 3685, 4775, 8071}).fits);
	CHECK(!read_number(4, 0, 5, (unsigned[]) {9999, 9999, 9999, 9999, 9999}).fits);
	CHECK(!read_number(0, 0, 6, (unsigned[]) {1, 0, 0, 0, 0, 1}).fits);
	CHECK(read_number(0, 0, 6, (unsigned[]) {1, 0, 0, 0, 0, 100}).exponent == -18);
	/* signs */
	CHECK(read_number(0, 0x4000, 1, (unsigned[]) {7}).negative);
	CHECK(!read_number(0, 0xc000, 0, NULL).finite);
	CHECK(!read_number(0, 0xd000, 0, NULL).finite);
	CHECK(!read_number(0, 0xf000, 0, NULL).finite);
}

static void
test_finer_than(void)
{
	Decimal		cents = read_number(0, 0, 2, (unsigned[]) {100, 1500});
	Decimal		thousands = read_number(1, 0, 1, (unsigned[]) {30});
	Decimal		zero = read_number(0, 0, 0, NULL);

	CHECK(decimal_finer_than(&cents, 1) && !decimal_finer_than(&cents, 2));
	CHECK(decimal_finer_than(&thousands, -6) && !decimal_finer_than(&thousands, -5));
	CHECK(!decimal_finer_than(&zero, -1000) && !decimal_finer_than(&zero, 1000));
}

static void
test_shift(void)
{
	uint64_t	value = 92;

	CHECK(decimal_shift(&value, 17) && value == UINT64_C(9200000000000000000));
	CHECK(!decimal_shift(&value, 1) && value == UINT64_C(9200000000000000000));
	CHECK(decimal_shift(&value, 0) && value == UINT64_C(9200000000000000000));
	value = 0;
	CHECK(decimal_shift(&value, 200000) && value == 0);
	value = 1;
	CHECK(!decimal_shift(&value, 200000) && value == 1);
}

/* ---- weights ---- */

static bool
add(NarrowWeights *narrow, uint64_t significand, int exponent)
{
	Decimal		weight = {true, false, true, significand, exponent};

	return weights_add(narrow, &weight);
}

static void
test_weights(void)
{
	uint64_t	weights[8];
	NarrowWeights narrow = {.weights = weights};
	Decimal		large = {true, false, false, 0, 0};

	/* zeros before there is an exponent; then ever finer */
	CHECK(add(&narrow, 0, 0) && narrow.total == 0);
	CHECK(add(&narrow, 3, 2) && narrow.total == 3 && narrow.exponent == 2);
	CHECK(add(&narrow, 5, 3) && narrow.total == 53 && narrow.exponent == 2);
	CHECK(add(&narrow, 7, -1) && narrow.total == 53007 && narrow.exponent == -1);
	CHECK(add(&narrow, 0, 0) && narrow.total == 53007 && narrow.exponent == -1);
	CHECK(narrow.n == 5 && weights[0] == 0 && weights[1] == 3000 && weights[2] == 50000 &&
		  weights[3] == 7 && weights[4] == 0);

	/* what does not fit changes nothing */
	CHECK(!weights_add(&narrow, &large));
	CHECK(!add(&narrow, 1, -16));
	CHECK(!add(&narrow, 1, 18));
	CHECK(!add(&narrow, APPORTION_MOST, -1));
	CHECK(narrow.n == 5 && narrow.total == 53007 && narrow.exponent == -1 && weights[1] == 3000);
	CHECK(add(&narrow, APPORTION_MOST - 53007, -1) && narrow.total == APPORTION_MOST);
	CHECK(!add(&narrow, 1, -1));
}

/* ---- who is given a unit ---- */

/* By looking for the largest remainder, the first of equal ones, unit after unit. */
static void
give_by_search(uint64_t *shares, const uint64_t *remainders, int n, uint64_t units)
{
	bool		given[MOST_ROWS] = {false};

	for (; units > 0; units--)
	{
		int			best = -1;

		for (int i = 0; i < n; i++)
			if (!given[i] && (best < 0 || remainders[i] > remainders[best]))
				best = i;
		given[best] = true;
		shares[best]++;
	}
}

static void
test_extra_units(void)
{
	for (int round = 0; round < 3000; round++)
	{
		uint64_t	remainders[MOST_ROWS];
		uint64_t	taken[MOST_ROWS] = {0};
		uint64_t	expected[MOST_ROWS] = {0};
		int			n = 1 + unit_random(MOST_ROWS);
		uint64_t	below = 1 + unit_random_bits(unit_random(64));
		uint64_t	units = unit_random(n + 1);
		ExtraUnits	extra;

		/* few different ones in every second round */
		for (int i = 0; i < n; i++)
			remainders[i] = round % 2 && i > 2 ? remainders[unit_random(3)] : unit_random(below);
		extra = extra_units(remainders, n, below, units);
		for (int i = 0; i < n; i++)
			taken[i] = takes_extra(&extra, remainders[i]);
		give_by_search(expected, remainders, n, units);
		CHECK(memcmp(taken, expected, sizeof(taken)) == 0);
	}
}

/* ---- shares ---- */

/* Long division, a bit at a time: amount * weight = quotient * total + remainder. */
static uint64_t
divide_by_bits(uint64_t amount, uint64_t weight, uint64_t total, uint64_t *remainder)
{
	uint64_t	quotient = 0;

	*remainder = 0;
	for (int bit = 63; bit >= 0; bit--)
	{
		uint64_t	summands[] = {*remainder, amount >> bit & 1 ? weight : 0};

		quotient *= 2;
		for (int i = 0; i < 2; i++)
		{
			*remainder += summands[i];
			if (*remainder >= total)
			{
				*remainder -= total;
				quotient++;
			}
		}
	}
	return quotient;
}

/* Are the shares those of long division and search?  The weights add up to total. */
static void
check_shares(uint64_t amount, const uint64_t *weights, int n, uint64_t total)
{
	uint64_t	shares[MOST_ROWS];
	uint64_t	expected[MOST_ROWS];
	uint64_t	scratch[MOST_ROWS];
	uint64_t	remainders[MOST_ROWS] = {0};
	uint64_t	left = amount;
	uint64_t	sum = 0;

	for (int i = 0; i < n; i++)
	{
		expected[i] = divide_by_bits(amount, weights[i], total, &remainders[i]);
		left -= expected[i];
	}
	give_by_search(expected, remainders, n, left);

	memcpy(shares, weights, n * sizeof(uint64_t));
	apportion_shares(amount, total, shares, scratch, n);
	for (int i = 0; i < n; i++)
		sum += shares[i];
	CHECK(sum == amount);
	CHECK(memcmp(shares, expected, n * sizeof(uint64_t)) == 0);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			CHECK(weights[i] <= weights[j] || shares[i] >= shares[j]);
}

static void
test_random_shares(void)
{
	for (int round = 0; round < 4000; round++)
	{
		uint64_t	weights[MOST_ROWS];
		int			n = 1 + unit_random(round % 2 ? 6 : MOST_ROWS);
		int			width = 1 + unit_random(57);
		uint64_t	amount = unit_random_bits(unit_random(64));
		uint64_t	total = 0;

		for (int i = 0; i < n; i++)
		{
			weights[i] = unit_random(4) == 0 ? 0 : unit_random_bits(unit_random(width + 1));
			total += weights[i];
		}
		if (total > 0 && apportion_fits(amount, total))
			check_shares(amount, weights, n, total);
	}
}

static void
test_limits(void)
{
	uint64_t	most = APPORTION_MOST;

	CHECK(apportion_fits(0, most) && apportion_fits(1, most));
	CHECK(!apportion_fits(most + 1, 1) && !apportion_fits(1, most + 1));
	CHECK(apportion_fits(most, most) == (sizeof(Product) > sizeof(uint64_t)));
	if (!apportion_fits(most, most))
		return;
	check_shares(most, (uint64_t[]) {most}, 1, most);
	check_shares(most, (uint64_t[]) {most - 1, 1}, 2, most);
	check_shares(most, (uint64_t[]) {most / 2, 0, most / 2 + 1}, 3, most);
	check_shares(most - 1, (uint64_t[]) {1, most / 2, most / 2}, 3, most);
	check_shares(1, (uint64_t[]) {1, most / 2, most / 2}, 3, most);
}

/* Three departments and ten units: of eleven, the smallest has one less. */
static void
test_by_hand(void)
{
	uint64_t	of_ten[] = {6, 6, 2};
	uint64_t	of_eleven[] = {6, 6, 2};
	uint64_t	equal[] = {1, 1, 0, 1};
	uint64_t	scratch[4];

	apportion_shares(10, 14, of_ten, scratch, 3);
	CHECK(of_ten[0] == 4 && of_ten[1] == 4 && of_ten[2] == 2);
	apportion_shares(11, 14, of_eleven, scratch, 3);
	CHECK(of_eleven[0] == 5 && of_eleven[1] == 5 && of_eleven[2] == 1);
	apportion_shares(5, 3, equal, scratch, 4);
	CHECK(equal[0] == 2 && equal[1] == 2 && equal[2] == 0 && equal[3] == 1);
}

static int	polls;

static void
count_poll(void)
{
	polls++;
}

/* Every long loop polls: making finer, dividing, counting, handing out. */
static void
test_poll(void)
{
	enum {ROWS = 70000};
	static uint64_t weights[ROWS + 1];
	static uint64_t remainders[ROWS];
	NarrowWeights narrow = {weights, ROWS, ROWS, 0};

	for (int i = 0; i < ROWS; i++)
		weights[i] = 1;
	apportion_poll = count_poll;
	CHECK(add(&narrow, 1, -1) && polls == 1 && weights[0] == 10);
	polls = 0;
	extra_units(weights, ROWS, 11, 0);
	CHECK(polls > 0);
	polls = 0;
	apportion_shares(1, 10 * (uint64_t) ROWS, weights, remainders, ROWS);
	CHECK(polls > 2 && weights[0] == 1 && weights[1] == 0);
	apportion_poll = NULL;
}

void
test_apportion(void)
{
	RUN(test_decimal_read());
	RUN(test_finer_than());
	RUN(test_shift());
	RUN(test_weights());
	RUN(test_extra_units());
	RUN(test_random_shares());
	RUN(test_limits());
	RUN(test_by_hand());
	RUN(test_poll());
}
