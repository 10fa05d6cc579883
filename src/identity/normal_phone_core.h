/*
 * normal_phone_core.h
 *		Telephone numbers in one form, that of ITU-T E.164: + and digits, the country code
 *		first.
 *
 *	Unwrapped	what follows the last "sip:", "sips:" or "tel:"; of user@host the user,
 *				who is no number where his name has letters.
 *	Extension	behind the first digit, what follows a ";", a ",", or a word that begins
 *				with x or ext, is cut.
 *	Plus		before the first digit; a country code follows.  No country code begins
 *				with 0: before one, a plus is none.
 *	Prefixes	without a plus, the longest international prefix of the country is one;
 *				else its trunk prefix goes.  One that does not begin with 0 goes only from
 *				what has more digits than a national number can have.  What has so many,
 *				no prefix, and begins with the country code, has that.
 *	Zeros		behind a country code, a trunk prefix that begins with 0 and any other 0
 *				go, in brackets or not, unless national numbers there begin with 0
 *				themselves; behind a code that no plan knows, a 0 in brackets does.
 *	Nobody		fewer than six digits, as written or at the end.
 *
 * Without a country there are no prefixes: what has no plus is kept by its digits.  The
 * normal form of a normal form is itself.
 */
#ifndef NORMAL_PHONE_CORE_H
#define NORMAL_PHONE_CORE_H

#include <stdbool.h>
#include <stddef.h>

/* How the numbers of a country code are written; prefixes are digits. */
typedef struct PhonePlan
{
	const char *const *international;
	const char *const *trunk;
	int			n_international;
	int			n_trunk;
	int			national_digits;	/* the most that a number has; 0: not known */
	bool		leading_zero;	/* national numbers can begin with 0 */
} PhonePlan;

/* Country codes are numbers from 1 to 999; NULL where there is no plan. */
typedef struct PhonePlans
{
	const PhonePlan *by_code[1000];
} PhonePlans;

/* So many characters more than the text can a number have: +, and a country code. */
#define PHONE_MORE 4

/*
 * The number that a text in ASCII writes, into number, which has room for size +
 * PHONE_MORE characters; how many there are, 0 where it stands for nobody.  A country
 * code that has no plan is as none, 0.
 */
extern size_t phone_normal(const PhonePlans *plans, int country_code, const char *written,
						   size_t size, char *number);

#endif							/* NORMAL_PHONE_CORE_H */
