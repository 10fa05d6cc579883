/*
 * plain_quote_core.c
 *		The lines by which programs for mail say that what follows is somebody else's.
 *
 * The words are those of Outlook, Gmail, Apple Mail and Thunderbird in these languages, as their
 * own users see them, and as libraries for replies collect them: github.com/mailgun/talon,
 * github.com/crisp-oss/email-reply-parser, github.com/quotequail, of which nothing is copied.
 */
#include "words/plain_quote_core.h"

/* A head, or an attribution, is looked for in so many bytes. */
#define LONGEST_FIELD 24
#define LONGEST_DIVIDER 120
#define LONGEST_ATTRIBUTION 400
#define LONGEST_DEVICE 100

#define HEAD_LINES 12

/* ---- heads ---- */

typedef struct FieldName
{
	const char *name;			/* lower case, as far as it is ASCII */
	PlainField	field;
} FieldName;

static const FieldName field_names[] = {
	{"from", FIELD_FROM}, {"von", FIELD_FROM}, {"absender", FIELD_FROM}, {"de", FIELD_FROM},
	{"expéditeur", FIELD_FROM}, {"remitente", FIELD_FROM}, {"da", FIELD_FROM}, {"mittente", FIELD_FROM},
	{"van", FIELD_FROM}, {"afzender", FIELD_FROM}, {"remetente", FIELD_FROM}, {"差出人", FIELD_FROM},
	{"送信元", FIELD_FROM},
	{"sent", FIELD_SENT}, {"date", FIELD_SENT}, {"gesendet", FIELD_SENT}, {"gesendet am", FIELD_SENT},
	{"datum", FIELD_SENT}, {"envoyé", FIELD_SENT}, {"envoyé le", FIELD_SENT}, {"enviado", FIELD_SENT},
	{"enviado el", FIELD_SENT}, {"enviado em", FIELD_SENT}, {"enviada", FIELD_SENT}, {"enviada em", FIELD_SENT},
	{"fecha", FIELD_SENT}, {"inviato", FIELD_SENT}, {"data", FIELD_SENT}, {"verzonden", FIELD_SENT},
	{"verzonden op", FIELD_SENT}, {"verstuurd", FIELD_SENT}, {"送信日時", FIELD_SENT}, {"日時", FIELD_SENT},
	{"日付", FIELD_SENT},
	{"to", FIELD_TO}, {"an", FIELD_TO}, {"à", FIELD_TO}, {"À", FIELD_TO}, {"para", FIELD_TO}, {"a", FIELD_TO},
	{"aan", FIELD_TO}, {"destinataire", FIELD_TO}, {"宛先", FIELD_TO},
	{"cc", FIELD_COPY}, {"kopie", FIELD_COPY}, {"copie à", FIELD_COPY},
	{"subject", FIELD_SUBJECT}, {"betreff", FIELD_SUBJECT}, {"objet", FIELD_SUBJECT}, {"asunto", FIELD_SUBJECT},
	{"oggetto", FIELD_SUBJECT}, {"onderwerp", FIELD_SUBJECT}, {"assunto", FIELD_SUBJECT}, {"件名", FIELD_SUBJECT}
};

/* A text without blanks, and the stars of bold print, around it. */
static PlainText
without_stars(PlainText text)
{
	text = plain_trim(text);
	while (text.size > 0 && text.bytes[0] == '*')
		text = plain_from(text, 1);
	while (text.size > 0 && text.bytes[text.size - 1] == '*')
		text.size--;
	return plain_trim(text);
}

/* The bytes of the colon that a text ends with, of any width; 0 where there is none. */
static size_t
colon_at_end(PlainText text)
{
	return plain_ends(text, ":") ? 1 : plain_ends(text, "：") ? strlen("：") : 0;
}

PlainField
plain_field(PlainText line)
{
	size_t		end = 1;
	PlainText	name;

	while (end < line.size && end <= LONGEST_FIELD && colon_at_end((PlainText) {line.bytes, end}) == 0)
		end++;
	if (end > line.size)
		return FIELD_NONE;
	name = (PlainText) {line.bytes, end};
	if (colon_at_end(name) == 0)
		return FIELD_NONE;
	name.size -= colon_at_end(name);
	name = without_stars(name);
	for (size_t i = 0; i < PLAIN_COUNT(field_names); i++)
		if (plain_is(name, field_names[i].name))
			return field_names[i].field;
	return FIELD_NONE;
}

bool
plain_is_head(PlainText lines)
{
	bool		has[FIELD_KINDS] = {false};

	if (plain_field(plain_take_line(&lines)) != FIELD_FROM)
		return false;
	for (int i = 0; i < HEAD_LINES && lines.size > 0; i++)
	{
		PlainText	line = plain_take_line(&lines);

		if (plain_is_blank(line))
			break;
		has[plain_field(line)] = true;
	}
	/* from, to and a date alone may be those of a journey */
	return has[FIELD_SUBJECT] && (has[FIELD_SENT] || has[FIELD_TO]);
}

/* ---- dividers ---- */

static const char *const dividers[] = {
	"original message", "forwarded message", "ursprüngliche nachricht", "originalnachricht",
	"original-nachricht", "weitergeleitete nachricht", "message d'origine", "message d’origine",
	"message original", "message transféré", "mensaje original", "mensaje reenviado", "messaggio originale",
	"messaggio inoltrato", "oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht",
	"mensagem original", "mensagem encaminhada", "元のメッセージ", "転送メッセージ"
};

/* Those that stand without dashes, and end with a colon. */
static const char *const beginnings[] = {
	"begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
	"début du message transféré", "début du message réexpédié", "inicio del mensaje reenviado",
	"inizio messaggio inoltrato", "begin doorgestuurd bericht", "início da mensagem encaminhada",
	"início da mensagem reenviada", "転送されたメッセージ"
};

static bool
is_dash(uint8_t byte)
{
	return byte == '-' || byte == '_' || byte == '=' || byte == '*' || byte == '#';
}

bool
plain_is_divider(PlainText line)
{
	PlainText	middle;
	size_t		dashes = 0;

	line = plain_trim(line);
	if (line.size > LONGEST_DIVIDER)
		return false;
	if (plain_begins(line, "##-") && plain_ends(line, "-##"))
		return true;
	middle = line;
	while (middle.size > 0 && (is_dash(middle.bytes[0]) || middle.bytes[0] == ' '))
	{
		dashes += middle.bytes[0] != ' ';
		middle = plain_from(middle, 1);
	}
	while (middle.size > 0 && (is_dash(middle.bytes[middle.size - 1]) || middle.bytes[middle.size - 1] == ' '))
		middle.size--;
	if (dashes >= 2)
		return plain_is_one_of(middle, dividers, PLAIN_COUNT(dividers));
	if (dashes > 0 || colon_at_end(line) == 0)
		return false;
	middle.size = line.size - colon_at_end(line);
	return plain_is_one_of(plain_trim(middle), beginnings, PLAIN_COUNT(beginnings));
}

bool
plain_is_rule(PlainText line)
{
	size_t		dashes = 0;

	line = plain_trim(line);
	while (dashes < line.size && is_dash(line.bytes[dashes]))
		dashes++;
	return dashes >= 5 && dashes == line.size;
}

/* ---- attributions ---- */

static const char *const first_words[] = {"on ", "am ", "le ", "el ", "il ", "op ", "em ", "a "};

/* What the last word before the colon may be, */
static const char *const last_words[] = {
	"wrote", "writes", "schrieb", "a écrit", "a\302\240écrit", "escribió", "ha scritto", "scrive", "schreef", "escreveu"
};

/* and what may stand in the middle, between the time and the name. */
static const char *const middle_words[] = {" schrieb ", " schreef "};

/* So the customer speaks to the company: "On the 3rd you wrote:". */
static const char *const spoken_to[] = {" you ", " sie ", " vous ", " usted ", " lei ", " u ", " você "};

static bool
has_one_of(PlainText text, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (plain_has(text, table[i]))
			return true;
	return false;
}

bool
plain_begins_attribution(PlainText line)
{
	line = plain_trim_begin(line);
	for (size_t i = 0; i < PLAIN_COUNT(first_words); i++)
		if (plain_begins(line, first_words[i]))
			return true;
	return line.size > 0 && plain_is_digit(line.bytes[0]);
}

/* Is there a line that is empty, or that ends with a sentence, before the last? */
static bool
is_broken(PlainText lines)
{
	uint8_t		before = 'a';

	for (size_t at = 0; at < lines.size; at++)
	{
		if (lines.bytes[at] == '\n' && memchr("\n.!?", before, 4) != NULL)
			return true;
		if (lines.bytes[at] != '\r')
			before = lines.bytes[at];
	}
	return false;
}

/* What stands before the colon that lines end with; empty where they do not, or are several
 * sentences. */
static PlainText
before_colon(PlainText lines)
{
	size_t		colon;

	lines = without_stars(lines);
	colon = colon_at_end(lines);
	if (lines.size > LONGEST_ATTRIBUTION || colon == 0 || is_broken(lines))
		return (PlainText) {lines.bytes, 0};
	lines.size -= colon;
	return plain_trim_end(lines);
}

static bool
has_digit(PlainText text)
{
	for (size_t at = 0; at < text.size; at++)
		if (plain_is_digit(text.bytes[at]))
			return true;
	return false;
}

/* By a verb of writing, or, where they begin with a number, an address. */
static bool
says_who_wrote(PlainText said)
{
	for (size_t i = 0; i < PLAIN_COUNT(last_words); i++)
	{
		PlainText	before = said;

		if (!plain_ends(said, last_words[i]))
			continue;
		before.size -= strlen(last_words[i]);
		if (before.size == 0 || plain_ends(before, ">") || plain_trim_end(before).size < before.size)
			return true;
	}
	if (has_digit(said) && has_one_of(said, middle_words, PLAIN_COUNT(middle_words)))
		return true;
	return said.size > 0 && plain_is_digit(said.bytes[0]) && plain_has(said, "@");
}

/* Four digits that may be a year, or a date of three numbers? */
static bool
has_date(PlainText text)
{
	for (size_t at = 0; at + 4 <= text.size; at++)
	{
		PlainText	rest = plain_from(text, at);
		size_t		second = 1 + (rest.size > 1 && plain_is_digit(rest.bytes[1]));
		size_t		third = second + 2 + (rest.size > second + 2 && plain_is_digit(rest.bytes[second + 2]));

		if (plain_begins(rest, "20") && plain_is_digit(rest.bytes[2]) && plain_is_digit(rest.bytes[3]))
			return true;
		if (plain_is_digit(rest.bytes[0]) && third + 1 < rest.size && plain_is_digit(rest.bytes[second + 1]) &&
			plain_is_digit(rest.bytes[third + 1]) && rest.bytes[second] == rest.bytes[third] &&
			(rest.bytes[second] == '.' || rest.bytes[second] == '/' || rest.bytes[second] == '-'))
			return true;
	}
	return false;
}

static bool
has_time_of_day(PlainText text)
{
	for (size_t at = 1; at + 2 < text.size; at++)
		if ((text.bytes[at] == ':' || text.bytes[at] == '.' || text.bytes[at] == 'h') &&
			plain_is_digit(text.bytes[at - 1]) && plain_is_digit(text.bytes[at + 1]) &&
			plain_is_digit(text.bytes[at + 2]))
			return true;
	return false;
}

bool
plain_is_attribution(PlainText lines)
{
	PlainText	said = before_colon(lines);

	if (said.size == 0 || !says_who_wrote(said))
		return false;
	if (memchr(said.bytes, '\n', said.size) == NULL)
		return true;
	return plain_begins_attribution(said) &&
		(plain_has(said, "@") || has_date(said) || has_time_of_day(said));
}

bool
plain_is_dated_attribution(PlainText lines)
{
	PlainText	said = before_colon(lines);

	if (said.size == 0 || !plain_begins_attribution(said) || !says_who_wrote(said))
		return false;
	if (plain_has(said, "@"))
		return has_date(said) || has_time_of_day(said);
	return has_date(said) && has_time_of_day(said) && !has_one_of(said, spoken_to, PLAIN_COUNT(spoken_to));
}

/* ---- devices ---- */

/* How the line begins, and ends, in any language; the other one may be empty. */
typedef struct DeviceLine
{
	const char *begin;
	const char *end;
} DeviceLine;

static const DeviceLine device_lines[] = {
	{"sent from ", ""}, {"get outlook for ", ""}, {"sent via ", ""}, {"von meinem ", " gesendet"},
	{"gesendet von ", ""}, {"gesendet mit ", ""}, {"von ", " gesendet"}, {"holen sie sich outlook für ", ""},
	{"outlook für ", " beziehen"}, {"envoyé de ", ""}, {"envoyé depuis ", ""}, {"envoyé à partir de ", ""},
	{"télécharger outlook pour ", ""}, {"obtenez outlook pour ", ""}, {"enviado desde ", ""}, {"enviado de ", ""},
	{"obtener outlook para ", ""}, {"inviato da ", ""}, {"inviato dal ", ""}, {"scarica outlook per ", ""},
	{"ottieni outlook per ", ""}, {"verstuurd vanaf ", ""}, {"verzonden vanaf ", ""}, {"verstuurd met ", ""},
	{"verzonden met ", ""}, {"outlook voor ", " downloaden"}, {"download outlook voor ", ""},
	{"enviado do ", ""}, {"enviado a partir do ", ""}, {"obter o outlook para ", ""}, {"", "から送信"}
};

/* The words between that may be in lower case. */
static const char *const device_words[] = {
	"my", "mein", "meinem", "mon", "mi", "mio", "mijn", "meu", "phone", "smartphone", "mobile", "tablet", "device",
	"handy", "iphone", "ipad", "ios", "galaxy", "android", "mail", "outlook", "yahoo", "for", "on", "mit", "für",
	"fuer", "pour", "sur", "para", "per", "su", "voor", "op", "the", "der", "dem", "la", "le", "l'app", "app",
	"a", "an", "telefono", "cellulare", "móvil", "celular", "téléphone", "telefoon", "mobiel"
};

/* Is a word, without a link behind it, the name of a device, or one of those that stand between? */
static bool
is_device_word(PlainText word)
{
	const uint8_t *link = word.size > 0 ? memchr(word.bytes, '<', word.size) : NULL;

	if (link)
		word.size = (size_t) (link - word.bytes);
	while (word.size > 0 && (plain_ends(word, ".") || plain_ends(word, ",")))
		word.size--;
	if (word.size == 0 || (uint8_t) (word.bytes[0] - 'A') < 26)
		return true;
	return has_digit(word) || plain_is_one_of(word, device_words, PLAIN_COUNT(device_words));
}

static bool
are_device_words(PlainText text)
{
	while (text.size > 0)
	{
		size_t		n = 0;

		while (n < text.size && !plain_is_space(text.bytes[n]))
			n++;
		if (!is_device_word((PlainText) {text.bytes, n}))
			return false;
		text = plain_trim_begin(plain_from(text, n));
	}
	return true;
}

bool
plain_is_device_line(PlainText line)
{
	line = without_stars(line);
	if (line.size > 0 && line.bytes[line.size - 1] == '.')
		line.size--;
	if (line.size > LONGEST_DEVICE)
		return false;
	for (size_t i = 0; i < PLAIN_COUNT(device_lines); i++)
	{
		const DeviceLine *device = &device_lines[i];
		size_t		begin = strlen(device->begin);
		size_t		end = strlen(device->end);

		if (line.size > begin + end && plain_begins(line, device->begin) && plain_ends(line, device->end) &&
			are_device_words(plain_trim((PlainText) {line.bytes + begin, line.size - begin - end})))
			return true;
	}
	return false;
}
