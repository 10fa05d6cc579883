/*
 * test_words.c
 *		What a word is, rule by rule.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "word_list.h"

/* characters that are not seen, or not well on their own */
#define SOFT_HYPHEN "\xc2\xad"
#define ACUTE "\xcc\x81"
#define DIAERESIS "\xcc\x88"
#define DOT_BELOW "\xcc\xa3"
#define JOINER "\xe2\x80\x8d"
#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"
#define NO_BREAK_SPACE "\xc2\xa0"
#define RIGHT_TO_LEFT_MARK "\xe2\x80\x8f"
#define EMOJI_LOOK "\xef\xb8\x8f"
#define DAKUTEN "\xe3\x82\x99"

static void
test_boundaries(void)
{
	WORDS("en", "", "");
	WORDS("en", " \t\r\n", "");
	WORDS("en", "...!? -- (+) & \"", "");
	WORDS("en", "a", "a@0-1");
	WORDS("en", "I tried your app, but", "i@0-1 tried@2-7 your@8-12 app@13-16 but@18-21");
	WORDS("en", "The end.next", "the@0-3 end@4-7 next@8-12");
	WORDS("en", "a_b a:b 12.50 1,000 a.b a/b x@y.com", "a@0-1 b@2-3 a@4-5 b@6-7 12@8-10 50@11-13 "
		  "1@14-15 000@16-19 a@20-21 b@22-23 a@24-25 b@26-27 x@28-29 y@30-31 com@32-35");
	WORDS("sv", "a:b s:t", "a@0-1 b@2-3 s@4-5 t@6-7");
	WORDS("en", "4G b2b covid-19", "4g@0-2 b2b@3-6 covid@7-12 19@13-15");
	WORDS("en", "one" NO_BREAK_SPACE "two…three–four", "one@0-3 two@4-7 three@8-13 four@14-18");
	WORDS("en", "one" ZERO_WIDTH_SPACE "two", "one@0-3 two@4-7");
	WORDS("en", "№ 5 ™ 50€ ½ m²", "5@2-3 50@6-8 m@12-13");
}

static void
test_contractions(void)
{
	WORDS("en", "don't", "dont@0-5");
	WORDS("en", "I'm I`m I´m I’m I‘m Iʼm I′m I＇m",
		  "im@0-3 im@4-7 im@8-11 im@12-15 im@16-19 im@20-23 im@24-27 im@28-31");
	WORDS("en", "rock'n'roll", "rocknroll@0-11");
	WORDS("en", "'quoted' s' 's", "quoted@1-7 s@9-10 s@13-14");
	WORDS("en", "a''b a'-b a' b", "a@0-1 b@3-4 a@5-6 b@8-9 a@10-11 b@13-14");
	WORDS("en", "in '99 90's 5'6 a'1 x1'y", "in@0-2 99@4-6 90@7-9 s@10-11 5@12-13 6@14-15 "
		  "a@16-17 1@18-19 x1@20-22 y@23-24");
	WORDS("de", "geht's ’nen", "gehts@0-6 nen@8-11");
	WORDS("he", "צ'ק", "צק@0-3");
	WORDS("en", "e" ACUTE "'a", "ea@0-4");
	WORDS("en", "e'" ACUTE "a", "e@0-1 a@3-4");
	WORDS("en", "we" SOFT_HYPHEN "'" SOFT_HYPHEN "ve", "weve@0-7");
}

static void
test_elisions(void)
{
	static const char prefixes[] = "c d j l m n s t v qu jusqu lorsqu puisqu quoiqu quelqu "
		"presqu all dall dell nell sull coll un gl dagl degl negl sugl agl cogl quell quest bell "
		"sant nessun qualcun ciascun com dov cos quand";
	char	   *rest = malloc(sizeof(prefixes));
	int			n = 0;

	WORDS("fr", "l'application J'ai", "l@0-1 application@2-13 j@14-15 ai@16-18");
	WORDS("fr", "L’été, qu’il s’est", "l@0-1 ete@2-5 qu@7-9 il@10-12 s@13-14 est@15-18");
	WORDS("it", "un'app dell'ordine", "un@0-2 app@3-6 dell@7-11 ordine@12-18");
	WORDS("fr", "aujourd'hui", "aujourdhui@0-11");
	WORDS("fr", "jusqu'à ce qu'on l'ait", "jusqu@0-5 a@6-7 ce@8-10 qu@11-13 on@14-16 l@17-18 "
		  "ait@19-22");
	WORDS("fr", "x'l'app d'l'app", "xlapp@0-7 d@8-9 l@10-11 app@12-15");
	WORDS("fr", "1l'app l1'app", "1lapp@0-6 l1@7-9 app@10-13");
	WORDS("fr", "ĺ'app", "lapp@0-5");
	WORDS("fr", "l" SOFT_HYPHEN "'app", "l@0-1 app@3-6");
	for (char *prefix = strtok(strcpy(rest, prefixes), " "); prefix; prefix = strtok(NULL, " "))
	{
		CHECK(word_is_elision((const uint8_t *) prefix, strlen(prefix)));
		n++;
	}
	CHECK(n == 41);
	for (size_t size = 0; size < 10; size++)
		CHECK(!word_is_elision((const uint8_t *) "xxxxxxxxxx", size));
	CHECK(!word_is_elision((const uint8_t *) "uu", 2));
	free(rest);
}

static void
test_marks(void)
{
	WORDS("fr", "É" "E" ACUTE " é" DOT_BELOW, "ee@0-3 e@4-6");
	WORDS("en", "naïve Ångström Žižek", "naive@0-5 angstrom@6-14 zizek@15-20");
	WORDS("vi", "ứng dụng Việt", "ung@0-3 dung@4-8 viet@9-13");
	WORDS("el", "Αγάπη ΑΓΆΠΗ σας ΣΑΣ", "αγαπη@0-5 αγαπη@6-11 σασ@12-15 σασ@16-19");
	WORDS("ar", "مُحَمَّد محمد", "محمد@0-8 محمد@9-13");
	WORDS("ar", "أحمد احمد", "احمد@0-4 احمد@5-9");
	WORDS("he", "שָׁלוֹם שלום", "שלום@0-7 שלום@8-12");
	WORDS("hi", "हिन्दी में", "हिन्दी@0-6 में@7-10");
	WORDS("ru", "йод и\xcc\x86од ёж", "йод@0-3 йод@4-8 ёж@9-11");
	WORDS("en", ACUTE "a " ACUTE " ." ACUTE "b", "a@1-2 b@7-8");
	WORDS("en", "1\xef\xb8\x8f\xe2\x83\xa3 x", "1\xe2\x83\xa3@0-3 x@4-5");
}

static void
test_german(void)
{
	WORDS("de", "Äpfel über schön", "aepfel@0-5 ueber@6-10 schoen@11-16");
	WORDS("de", "a" DIAERESIS "u" DIAERESIS "O" DIAERESIS, "aeueoe@0-6");
	WORDS("de", "a" DOT_BELOW DIAERESIS "ǟ ǘ", "aeae@0-4 ue@5-6");
	WORDS("de", "e" DIAERESIS " ë ï é a" ACUTE "b" DIAERESIS, "e@0-2 e@3-4 i@5-6 e@7-8 ab@9-13");
	WORDS("de-AT", "MÜLL", "muell@0-4");
	WORDS("de", "Ａ" DIAERESIS, "ae@0-2");
	WORDS("fr", "Äpfel über u" DIAERESIS, "apfel@0-5 uber@6-10 u@11-13");
	WORDS("und", "schön", "schon@0-5");
	WORDS("de", "Straße STRASSE STRAẞE", "strasse@0-6 strasse@7-14 strasse@15-21");
	WORDS("en", "Straße", "strasse@0-6");
}

static void
test_compatibility(void)
{
	WORDS("en", "ﬁnd oﬃce", "find@0-3 office@4-8");
	WORDS("en", "Ｆｕｌｌ１２", "full12@0-6");
	WORDS("en", "Ⅳ ª ŉ ǆ", "iv@0-1 a@2-3 n@4-5 dz@6-7");
	WORDS("en", "soft" SOFT_HYPHEN "ly " SOFT_HYPHEN "x" SOFT_HYPHEN, "softly@0-7 x@9-10");
	WORDS("en", "a" JOINER "b " RIGHT_TO_LEFT_MARK "c", "ab@0-3 c@5-6");
	WORDS("en", "\xe3\x85\xa4 x", "x@2-3");	/* a letter that is not seen */
	WORDS("tr", "İstanbul I i ı", "istanbul@0-8 i@9-10 i@11-12 ı@13-14");
	WORDS("ar", "ﷺ", "صلىاللهعليهوسلم@0-1");	/* with spaces, of which none are left */
	WORDS("ja", "がか" DAKUTEN "ｶﾞ は", "が@0-1 が@1-3 ガ@3-5 は@6-7");
}

static void
test_pictographs(void)
{
	WORDS("en", "🙂 ok ❤" EMOJI_LOOK "!", "ok@2-4");
	WORDS("en", "app🙂but", "app@0-3 but@4-7");
	WORDS("en", "👩" JOINER "👩" JOINER "👧x👍🏽y 🇩🇪z", "x@5-6 y@8-9 z@12-13");
	WORDS("en", "a🏻'b", "a@0-1 b@3-4");
}

/* What ICU's dictionaries say is not the same in all of its versions: only what is sure. */
static void
test_dictionaries(void)
{
	static const char *const languages[] = {"ja", "zh", "th", "en", "und"};

	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
	{
		WORDS(languages[i], "ok アプリ ok", "ok@0-2 アプリ@3-6 ok@7-9");
		WORDS(languages[i], "中文。测试", "中文@0-2 测试@3-5");
		WORDS(languages[i], "ได้ ระบบ", "ได้@0-3 ระบบ@4-8");
		WORDS(languages[i], "สามารถระบบ", "สามารถ@0-6 ระบบ@6-10");
		WORDS(languages[i], "한국어 앱을", "한국어@0-3 앱을@4-6");
	}
}

/* NUL is a character, and ill-formed bytes are one that is of no word. */
static void
test_odd_bytes(void)
{
	static const char odd[] = "a\0b\xff" "c\xe2\x82" "d\xc0\xaf" "e\xed\xa0\x80" "é\xf0\x9f";
	WordCutter *cutter = cutter_for("en");
	WordList	list = {0};

	CHECK(ways_agree(cutter, (const uint8_t *) odd, sizeof(odd) - 1, CUT, CUT_BY_ICU));
	word_list_fill(&list, cutter, (const uint8_t *) odd, sizeof(odd) - 1, CUT);
	CHECK(list.n == 6);
	CHECK(strncmp(list.shown, "a@0-1 b@2-3 c@4-5 d@6-7 e@9-10 e@13-14 ", list.size) == 0);
	word_list_fill(&list, cutter, (const uint8_t *) "a\0b", 3, CUT);
	CHECK(list.n == 2 && strncmp(list.shown, "a@0-1 b@2-3 ", list.size) == 0);
	free(list.shown);
	word_cutter_close(cutter);
}

static void
test_languages(void)
{
	static const char *const odd[] = {"xx", "", "en_US", "not a language", "zz-Zzzz-ZZ",
		"i-default", "de-x-y", "en-US-u-va-posix", "-", "x-whatever", "\xff\xfe"};
	char		endless[1000];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		WORDS(odd[i], "I don't l’app a.b", "i@0-1 dont@2-7 l@8-9 app@10-13 a@14-15 b@16-17");
	memset(endless, 'a', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	WORDS(endless, "ä", "a@0-1");
	word_cutter_close(NULL);
}

/* ---- takers ---- */

static jmp_buf away;

static bool
leave(void *self, const Word *word)
{
	longjmp(away, 1);
}

static bool
take_two(void *self, const Word *word)
{
	return ++*(int *) self < 2;
}

static void
test_takers(void)
{
	static const char *const texts[] = {"one two three", "éin zwéi dréi", "一 二 三", "l'é é é"};
	WordCutter *cutter = cutter_for("en");
	const char *error = "";

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		const uint8_t *text = (const uint8_t *) texts[i];
		size_t		size = strlen(texts[i]);
		int			taken = 0;

		CHECK(!words_cut(cutter, text, size, take_two, &taken, &error));
		CHECK(taken == 2 && error == NULL);
		taken = 0;
		CHECK(!words_cut_by_icu(cutter, text, size, take_two, &taken, &error));
		CHECK(taken == 2 && error == NULL);
		if (setjmp(away) == 0)
			words_cut(cutter, text, size, leave, NULL, &error);
		if (setjmp(away) == 0)
			words_cut_by_icu(cutter, text, size, leave, NULL, &error);
		CHECK(ways_agree(cutter, text, size, CUT, CUT_BY_ICU));
	}
	word_cutter_close(cutter);
}

void
test_word_rules(void)
{
	RUN(test_boundaries());
	RUN(test_contractions());
	RUN(test_elisions());
	RUN(test_marks());
	RUN(test_german());
	RUN(test_compatibility());
	RUN(test_pictographs());
	RUN(test_dictionaries());
	RUN(test_odd_bytes());
	RUN(test_languages());
	RUN(test_takers());
}
