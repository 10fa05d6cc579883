/*
 * plain_entity_core.c
 *		Character references of HTML.
 */
#include "words/plain_entity_core.h"

/* The name may stand without a semicolon. */
#define LATIN_1 0x80000000u

#define LONGEST_NAME 8

#define REPLACEMENT 0xfffd

typedef struct Entity
{
	char		name[LONGEST_NAME + 1];
	uint32_t	character;
} Entity;

/* In the order of their bytes. */
static const Entity entities[] = {
	{"AElig", 0xc6 | LATIN_1}, {"AMP", 0x26 | LATIN_1}, {"Aacute", 0xc1 | LATIN_1},
	{"Acirc", 0xc2 | LATIN_1}, {"Agrave", 0xc0 | LATIN_1}, {"Alpha", 0x391}, {"Aring", 0xc5 | LATIN_1},
	{"Atilde", 0xc3 | LATIN_1}, {"Auml", 0xc4 | LATIN_1}, {"Beta", 0x392}, {"COPY", 0xa9 | LATIN_1},
	{"Ccedil", 0xc7 | LATIN_1}, {"Chi", 0x3a7}, {"Dagger", 0x2021}, {"Delta", 0x394},
	{"ETH", 0xd0 | LATIN_1}, {"Eacute", 0xc9 | LATIN_1}, {"Ecirc", 0xca | LATIN_1},
	{"Egrave", 0xc8 | LATIN_1}, {"Epsilon", 0x395}, {"Eta", 0x397}, {"Euml", 0xcb | LATIN_1},
	{"GT", 0x3e | LATIN_1}, {"Gamma", 0x393}, {"Hat", 0x5e}, {"Iacute", 0xcd | LATIN_1},
	{"Icirc", 0xce | LATIN_1}, {"Igrave", 0xcc | LATIN_1}, {"Iota", 0x399}, {"Iuml", 0xcf | LATIN_1},
	{"Kappa", 0x39a}, {"LT", 0x3c | LATIN_1}, {"Lambda", 0x39b}, {"Mu", 0x39c}, {"NewLine", 0xa},
	{"Ntilde", 0xd1 | LATIN_1}, {"Nu", 0x39d}, {"OElig", 0x152}, {"Oacute", 0xd3 | LATIN_1},
	{"Ocirc", 0xd4 | LATIN_1}, {"Ograve", 0xd2 | LATIN_1}, {"Omega", 0x3a9}, {"Omicron", 0x39f},
	{"Oslash", 0xd8 | LATIN_1}, {"Otilde", 0xd5 | LATIN_1}, {"Ouml", 0xd6 | LATIN_1}, {"Phi", 0x3a6},
	{"Pi", 0x3a0}, {"Prime", 0x2033}, {"Psi", 0x3a8}, {"QUOT", 0x22 | LATIN_1}, {"REG", 0xae | LATIN_1},
	{"Rho", 0x3a1}, {"Scaron", 0x160}, {"Sigma", 0x3a3}, {"THORN", 0xde | LATIN_1}, {"Tab", 0x9},
	{"Tau", 0x3a4}, {"Theta", 0x398}, {"Uacute", 0xda | LATIN_1}, {"Ucirc", 0xdb | LATIN_1},
	{"Ugrave", 0xd9 | LATIN_1}, {"Upsilon", 0x3a5}, {"Uuml", 0xdc | LATIN_1}, {"Xi", 0x39e},
	{"Yacute", 0xdd | LATIN_1}, {"Yuml", 0x178}, {"Zeta", 0x396}, {"aacute", 0xe1 | LATIN_1},
	{"acirc", 0xe2 | LATIN_1}, {"acute", 0xb4 | LATIN_1}, {"aelig", 0xe6 | LATIN_1},
	{"agrave", 0xe0 | LATIN_1}, {"alefsym", 0x2135}, {"alpha", 0x3b1}, {"amp", 0x26 | LATIN_1},
	{"and", 0x2227}, {"ang", 0x2220}, {"apos", 0x27}, {"aring", 0xe5 | LATIN_1}, {"ast", 0x2a},
	{"asymp", 0x2248}, {"atilde", 0xe3 | LATIN_1}, {"auml", 0xe4 | LATIN_1}, {"bdquo", 0x201e},
	{"beta", 0x3b2}, {"brvbar", 0xa6 | LATIN_1}, {"bsol", 0x5c}, {"bull", 0x2022}, {"cap", 0x2229},
	{"ccedil", 0xe7 | LATIN_1}, {"cedil", 0xb8 | LATIN_1}, {"cent", 0xa2 | LATIN_1}, {"chi", 0x3c7},
	{"circ", 0x2c6}, {"clubs", 0x2663}, {"colon", 0x3a}, {"comma", 0x2c}, {"commat", 0x40}, {"cong", 0x2245},
	{"copy", 0xa9 | LATIN_1}, {"crarr", 0x21b5}, {"cup", 0x222a}, {"curren", 0xa4 | LATIN_1},
	{"dArr", 0x21d3}, {"dagger", 0x2020}, {"darr", 0x2193}, {"dash", 0x2010}, {"deg", 0xb0 | LATIN_1},
	{"delta", 0x3b4}, {"diams", 0x2666}, {"divide", 0xf7 | LATIN_1}, {"dollar", 0x24},
	{"eacute", 0xe9 | LATIN_1}, {"ecirc", 0xea | LATIN_1}, {"egrave", 0xe8 | LATIN_1}, {"empty", 0x2205},
	{"emsp", 0x2003}, {"ensp", 0x2002}, {"epsilon", 0x3b5}, {"equals", 0x3d}, {"equiv", 0x2261},
	{"eta", 0x3b7}, {"eth", 0xf0 | LATIN_1}, {"euml", 0xeb | LATIN_1}, {"euro", 0x20ac}, {"excl", 0x21},
	{"exist", 0x2203}, {"fnof", 0x192}, {"forall", 0x2200}, {"frac12", 0xbd | LATIN_1},
	{"frac14", 0xbc | LATIN_1}, {"frac34", 0xbe | LATIN_1}, {"frasl", 0x2044}, {"gamma", 0x3b3},
	{"ge", 0x2265}, {"grave", 0x60}, {"gt", 0x3e | LATIN_1}, {"hArr", 0x21d4}, {"harr", 0x2194},
	{"hearts", 0x2665}, {"hellip", 0x2026}, {"hyphen", 0x2010}, {"iacute", 0xed | LATIN_1},
	{"icirc", 0xee | LATIN_1}, {"iexcl", 0xa1 | LATIN_1}, {"igrave", 0xec | LATIN_1}, {"image", 0x2111},
	{"infin", 0x221e}, {"int", 0x222b}, {"iota", 0x3b9}, {"iquest", 0xbf | LATIN_1}, {"isin", 0x2208},
	{"iuml", 0xef | LATIN_1}, {"kappa", 0x3ba}, {"lArr", 0x21d0}, {"lambda", 0x3bb}, {"lang", 0x2329},
	{"laquo", 0xab | LATIN_1}, {"larr", 0x2190}, {"lbrace", 0x7b}, {"lbrack", 0x5b}, {"lceil", 0x2308},
	{"lcub", 0x7b}, {"ldquo", 0x201c}, {"le", 0x2264}, {"lfloor", 0x230a}, {"lowast", 0x2217},
	{"lowbar", 0x5f}, {"loz", 0x25ca}, {"lpar", 0x28}, {"lrm", 0x200e}, {"lsaquo", 0x2039}, {"lsqb", 0x5b},
	{"lsquo", 0x2018}, {"lt", 0x3c | LATIN_1}, {"macr", 0xaf | LATIN_1}, {"mdash", 0x2014},
	{"micro", 0xb5 | LATIN_1}, {"middot", 0xb7 | LATIN_1}, {"minus", 0x2212}, {"mu", 0x3bc},
	{"nabla", 0x2207}, {"nbsp", 0xa0 | LATIN_1}, {"ndash", 0x2013}, {"ne", 0x2260}, {"ni", 0x220b},
	{"not", 0xac | LATIN_1}, {"notin", 0x2209}, {"nsub", 0x2284}, {"ntilde", 0xf1 | LATIN_1}, {"nu", 0x3bd},
	{"num", 0x23}, {"oacute", 0xf3 | LATIN_1}, {"ocirc", 0xf4 | LATIN_1}, {"oelig", 0x153},
	{"ograve", 0xf2 | LATIN_1}, {"oline", 0x203e}, {"omega", 0x3c9}, {"omicron", 0x3bf}, {"oplus", 0x2295},
	{"or", 0x2228}, {"ordf", 0xaa | LATIN_1}, {"ordm", 0xba | LATIN_1}, {"oslash", 0xf8 | LATIN_1},
	{"otilde", 0xf5 | LATIN_1}, {"otimes", 0x2297}, {"ouml", 0xf6 | LATIN_1}, {"para", 0xb6 | LATIN_1},
	{"part", 0x2202}, {"percnt", 0x25}, {"period", 0x2e}, {"permil", 0x2030}, {"perp", 0x22a5},
	{"phi", 0x3c6}, {"pi", 0x3c0}, {"piv", 0x3d6}, {"plus", 0x2b}, {"plusmn", 0xb1 | LATIN_1},
	{"pound", 0xa3 | LATIN_1}, {"prime", 0x2032}, {"prod", 0x220f}, {"prop", 0x221d}, {"psi", 0x3c8},
	{"quest", 0x3f}, {"quot", 0x22 | LATIN_1}, {"rArr", 0x21d2}, {"radic", 0x221a}, {"rang", 0x232a},
	{"raquo", 0xbb | LATIN_1}, {"rarr", 0x2192}, {"rbrace", 0x7d}, {"rbrack", 0x5d}, {"rceil", 0x2309},
	{"rcub", 0x7d}, {"rdquo", 0x201d}, {"real", 0x211c}, {"reg", 0xae | LATIN_1}, {"rfloor", 0x230b},
	{"rho", 0x3c1}, {"rlm", 0x200f}, {"rpar", 0x29}, {"rsaquo", 0x203a}, {"rsqb", 0x5d}, {"rsquo", 0x2019},
	{"sbquo", 0x201a}, {"scaron", 0x161}, {"sdot", 0x22c5}, {"sect", 0xa7 | LATIN_1}, {"semi", 0x3b},
	{"shy", 0xad | LATIN_1}, {"sigma", 0x3c3}, {"sigmaf", 0x3c2}, {"sim", 0x223c}, {"sol", 0x2f},
	{"spades", 0x2660}, {"sub", 0x2282}, {"sube", 0x2286}, {"sum", 0x2211}, {"sup", 0x2283},
	{"sup1", 0xb9 | LATIN_1}, {"sup2", 0xb2 | LATIN_1}, {"sup3", 0xb3 | LATIN_1}, {"supe", 0x2287},
	{"szlig", 0xdf | LATIN_1}, {"tau", 0x3c4}, {"there4", 0x2234}, {"theta", 0x3b8}, {"thetasym", 0x3d1},
	{"thinsp", 0x2009}, {"thorn", 0xfe | LATIN_1}, {"tilde", 0x2dc}, {"times", 0xd7 | LATIN_1},
	{"trade", 0x2122}, {"uArr", 0x21d1}, {"uacute", 0xfa | LATIN_1}, {"uarr", 0x2191},
	{"ucirc", 0xfb | LATIN_1}, {"ugrave", 0xf9 | LATIN_1}, {"uml", 0xa8 | LATIN_1}, {"upsih", 0x3d2},
	{"upsilon", 0x3c5}, {"uuml", 0xfc | LATIN_1}, {"verbar", 0x7c}, {"vert", 0x7c}, {"weierp", 0x2118},
	{"xi", 0x3be}, {"yacute", 0xfd | LATIN_1}, {"yen", 0xa5 | LATIN_1}, {"yuml", 0xff | LATIN_1},
	{"zeta", 0x3b6}, {"zwj", 0x200d}, {"zwnj", 0x200c}
};

/* What windows-1252 has from 0x80 to 0x9F; five bytes stand for nothing, and stay. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
	0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
	0x17e, 0x178
};

uint32_t
plain_windows_1252(uint8_t byte)
{
	return byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;
}

/* What a number stands for. */
static uint32_t
numbered(uint32_t number)
{
	if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
		return REPLACEMENT;
	return number < 0xa0 ? plain_windows_1252((uint8_t) number) : number;
}

/* A text that begins with "&#". */
static size_t
numeric_entity(PlainText text, uint32_t *character)
{
	bool		hex = text.size > 2 && plain_lower(text.bytes[2]) == 'x';
	unsigned	base = hex ? 16 : 10;
	size_t		begin = hex ? 3 : 2;
	size_t		at = begin;
	uint32_t	number = 0;

	for (; at < text.size && plain_hex(text.bytes[at]) < base; at++)
		if (number <= 0x10ffff)
			number = number * base + plain_hex(text.bytes[at]);
	if (at == begin)
		return 0;
	*character = numbered(number);
	return at + (at < text.size && text.bytes[at] == ';');
}

/* The entity of a name; NULL where there is none. */
static const Entity *
named(PlainText name)
{
	size_t		low = 0;
	size_t		high = PLAIN_COUNT(entities);

	while (low < high)
	{
		size_t		middle = (low + high) / 2;
		size_t		size = strlen(entities[middle].name);
		int			order = memcmp(name.bytes, entities[middle].name, name.size < size ? name.size : size);

		if (order == 0 && name.size == size)
			return &entities[middle];
		if (order < 0 || (order == 0 && name.size < size))
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static bool
in_name(uint8_t byte)
{
	return (uint8_t) (plain_lower(byte) - 'a') < 26 || plain_is_digit(byte);
}

size_t
plain_entity(PlainText text, uint32_t *character)
{
	const Entity *entity;
	size_t		n = 0;

	if (text.size > 1 && text.bytes[1] == '#')
		return numeric_entity(text, character);
	while (n <= LONGEST_NAME && 1 + n < text.size && in_name(text.bytes[1 + n]))
		n++;
	if (n <= LONGEST_NAME && 1 + n < text.size && text.bytes[1 + n] == ';' &&
		(entity = named((PlainText) {text.bytes + 1, n})) != NULL)
	{
		*character = entity->character & ~LATIN_1;
		return n + 2;
	}
	for (; n >= 2; n--)
		if ((entity = named((PlainText) {text.bytes + 1, n})) != NULL && entity->character & LATIN_1)
		{
			*character = entity->character & ~LATIN_1;
			return n + 1;
		}
	return 0;
}
