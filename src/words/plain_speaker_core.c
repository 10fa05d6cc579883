/*
 * plain_speaker_core.c
 *		Who speaks in a line of a transcript, by the label that it begins with.
 *
 * The shapes are those of transcripts that systems write: "(04:06:22 PM) Visitor: …" and
 * "*** … joined the chat ***" of Zendesk Chat; "09:43 AM | Jane Doe: …" of Intercom
 * (github.com/adifyr/obsidian-chat-view, issue 38); "source" visitor, agent, system of LivePerson
 * (developers.liveperson.com/javascript-chat-sdk-events-online.html); ParticipantRole AGENT,
 * CUSTOMER, SYSTEM, CUSTOM_BOT, SUPERVISOR of Amazon Connect
 * (docs.aws.amazon.com/connect-participant, Item).
 */
#include "words/plain_speaker_core.h"

#define LONGEST_LABEL 60
#define LONGEST_BRACKET 40
#define MOST_WORDS 4
#define MOST_TIMES 3

/* By these words a customer is called; lower case, as far as they are ASCII. */
static const char *const customers[] = {
	/* English */
	"customer", "client", "caller", "user", "enduser", "visitor", "guest", "me", "member", "consumer",
	"subscriber", "shopper", "patient", "passenger", "policyholder", "requester",
	/* German */
	"kunde", "kundin", "anrufer", "anruferin", "nutzer", "nutzerin", "benutzer", "benutzerin", "besucher",
	"besucherin", "gast", "ich", "mandant", "mandantin", "patientin", "interessent", "interessentin",
	/* French */
	"cliente", "appelant", "appelante", "utilisateur", "utilisatrice", "visiteur", "visiteuse", "invité",
	"invitée", "usager", "usagère", "internaute", "abonné", "abonnée", "moi",
	/* Spanish; cliente is above */
	"clienta", "llamante", "usuario", "usuaria", "visitante", "invitado", "invitada", "abonado", "abonada",
	"yo",
	/* Italian */
	"chiamante", "utente", "visitatore", "visitatrice", "ospite", "abbonato", "abbonata", "io",
	/* Dutch; gast is above */
	"klant", "beller", "gebruiker", "bezoeker", "ik",
	/* Portuguese; cliente and visitante are above */
	"usuário", "usuária", "utilizador", "utilizadora", "convidado", "convidada", "chamador", "eu",
	/* Japanese */
	"お客様", "お客さま", "顧客", "利用者", "ユーザー", "ユーザ", "訪問者", "ゲスト",
	"私"
};

/* A label with one of these is somebody else's. */
static const char *const others[] = {
	/* English */
	"agent", "advisor", "adviser", "representative", "rep", "operator", "support", "service", "services",
	"care", "team", "desk", "helpdesk", "success", "staff", "employee", "assistant", "expert", "specialist",
	"consultant", "manager", "supervisor", "moderator", "admin", "bot", "chatbot", "robot", "system", "info",
	"ivr", "queue", "automatic", "automated", "experience", "relations",
	/* German */
	"berater", "beraterin", "mitarbeiter", "mitarbeiterin", "kundenservice", "kundendienst", "kundenbetreuer",
	"kundenbetreuerin", "kundenberater", "kundenberaterin", "betreuer", "betreuerin", "assistent",
	"assistentin", "hotline", "agentin",
	/* French */
	"conseiller", "conseillère", "opérateur", "opératrice", "assistante", "équipe", "système", "conseil",
	/* Spanish */
	"agente", "asesor", "asesora", "operador", "operadora", "asistente", "soporte", "servicio", "atención",
	"equipo", "sistema",
	/* Italian */
	"operatore", "operatrice", "consulente", "assistenza", "assistente", "servizio", "supporto",
	/* Dutch */
	"medewerker", "medewerkster", "adviseur", "klantenservice", "ondersteuning", "systeem",
	/* Portuguese */
	"atendente", "assistente", "suporte", "serviço", "equipe", "equipa", "atendimento", "robô",
	/* Japanese */
	"担当者", "オペレーター", "オペレータ", "エージェント", "サポート", "スタッフ",
	"システム", "ボット"
};

/* So things are listed in the middle of what somebody says, and in what a system knows of a
 * customer ("Customer Number"): no names. */
static const char *const fields[] = {
	"note", "notes", "p.s.", "ps", "re", "subject", "order", "error", "question", "answer", "problem", "issue",
	"reason", "e-mail", "email", "phone", "telephone", "mobile", "address", "name", "date", "time", "amount",
	"total", "invoice", "account", "reference", "ref", "number", "url", "link", "http", "https",
	"update", "edit", "summary", "first", "second", "third", "also", "hinweis", "frage", "antwort",
	"fehler", "bestellung", "bestellnummer", "rechnung", "kundennummer", "telefon", "adresse", "datum",
	"problème", "commande", "facture", "erreur", "pedido", "factura", "problema", "numero", "ordine",
	"fattura", "bestelling", "factuur", "vraag", "fatura", "erro", "id", "since", "details", "information", "type",
	"status", "rating", "score", "satisfaction", "feedback", "language", "location", "browser", "device",
	"country", "duration", "department", "nummer"
};

/* Words between the names of a name, and before those of the tables. */
static const char *const particles[] = {
	"de", "del", "della", "der", "den", "di", "da", "do", "dos", "du", "la", "le", "van", "von", "zu", "of",
	"from", "bei", "live", "chat", "virtual", "human", "end", "online"
};

/* ---- times ---- */

/* Is what stands in brackets, or alone, a time or a date: digits first, with : or two of - / .
 * between digits; or a time since the beginning ("1m 52s")? */
static bool
is_time(PlainText text)
{
	size_t		units = 0;
	int			marks = 0;

	text = plain_trim(text);
	if (text.size == 0 || !plain_is_digit(text.bytes[0]))
		return false;
	for (size_t i = 0; i < text.size; i++)
	{
		uint8_t		byte = text.bytes[i];
		bool		between = i > 0 && i + 1 < text.size && plain_is_digit(text.bytes[i - 1]) &&
			plain_is_digit(text.bytes[i + 1]);

		if (byte == ':' && between)
			return true;
		marks += (byte == '-' || byte == '/' || byte == '.') && between;
		units += plain_is_digit(byte) || byte == ' ' || byte == 's' || byte == 'm' || byte == 'h';
	}
	return marks >= 2 || (units == text.size && !plain_is_digit(text.bytes[units - 1]));
}

/* Take what stands in brackets from a text; false where it has none, or too much in it. */
static bool
take_bracket(PlainText *text, PlainText *inside)
{
	uint8_t		close;

	if (text->size == 0 || (text->bytes[0] != '[' && text->bytes[0] != '('))
		return false;
	close = text->bytes[0] == '[' ? ']' : ')';
	for (size_t n = 1; n < text->size && n <= LONGEST_BRACKET; n++)
		if (text->bytes[n] == close)
		{
			*inside = (PlainText) {text->bytes + 1, n - 1};
			*text = plain_trim_begin(plain_from(*text, n + 1));
			return true;
		}
	return false;
}

/* Take a time without brackets, with what is written between times and labels; false where
 * there is none. */
static bool
take_time(PlainText *text)
{
	static const char *const behind[] = {"am", "pm", "a.m.", "p.m.", "uhr", "utc", "|", "-", "–", "—", ","};
	PlainText	rest;
	size_t		n = 0;

	while (n < text->size && n < LONGEST_BRACKET && text->bytes[n] > ' ' && text->bytes[n] != '|')
		n++;
	if (n == LONGEST_BRACKET || n == text->size || !is_time((PlainText) {text->bytes, n}))
		return false;
	rest = plain_trim_begin(plain_from(*text, n));
	for (size_t i = 0; i < PLAIN_COUNT(behind); i++)
	{
		size_t		size = strlen(behind[i]);

		if (plain_begins(rest, behind[i]) && rest.size > size && plain_blank(plain_from(rest, size)) > 0)
			rest = plain_trim_begin(plain_from(rest, size));
	}
	*text = rest;
	return true;
}

/* ---- labels ---- */

/* A label in its parts. */
typedef struct Label
{
	PlainText	name;
	PlainText	role;			/* in brackets behind it; empty where there is none */
	bool		by_colon;		/* what it ends with */
} Label;

static PlainText
skip_stars(PlainText text)
{
	while (text.size > 0 && (text.bytes[0] == '*' || text.bytes[0] == '_' || text.bytes[0] == ' '))
		text = plain_from(text, 1);
	return text;
}

static PlainText
without_stars_behind(PlainText text)
{
	text = plain_trim_end(text);
	while (text.size > 0 && (text.bytes[text.size - 1] == '*' || text.bytes[text.size - 1] == '_'))
		text.size--;
	return plain_trim_end(text);
}

/* The bytes of the mark that ends a label at the beginning of a text; 0 where it is none. */
static size_t
label_mark(PlainText text)
{
	if (text.size == 0)
		return 0;
	if (text.bytes[0] == ':' || text.bytes[0] == '>')
		return 1;
	return plain_begins(text, "：") ? strlen("：") : 0;
}

/* Take a label and its mark from a text. */
static bool
take_label(PlainText *text, Label *label, bool *timed)
{
	PlainText	rest = skip_stars(*text);
	PlainText	inside;
	size_t		n = 0;

	while (n < rest.size && n <= LONGEST_LABEL && label_mark(plain_from(rest, n)) == 0 &&
		   rest.bytes[n] != '(' && rest.bytes[n] != '[')
		n++;
	if (n > LONGEST_LABEL)
		return false;
	label->name = without_stars_behind((PlainText) {rest.bytes, n});
	label->role = (PlainText) {rest.bytes, 0};
	rest = skip_stars(plain_from(rest, n));
	while (take_bracket(&rest, &inside))
	{
		if (is_time(inside))
			*timed = true;
		else
			label->role = inside;
	}
	rest = skip_stars(rest);
	if (label->name.size == 0 || label_mark(rest) == 0)
		return false;
	label->by_colon = rest.bytes[0] != '>';
	*text = plain_from(rest, label_mark(rest));
	return true;
}

/* ---- who it is ---- */

/* What the words of a label, or a role, are. */
typedef struct LabelWords
{
	int			n;
	bool		is_name;		/* each may be one of a name */
	bool		is_known;		/* each is one of the tables, or a particle */
	bool		first_customer; /* the first that is no particle is a customer's */
	bool		any_customer;
	bool		any_other;
	bool		first_field;	/* the first, or all together, is the name of a field */
	bool		any_field;
} LabelWords;

static bool
ends_word(uint8_t byte)
{
	return plain_is_space(byte) || byte == '/' || byte == '-' || byte == '_' || byte == ',' || byte == '|';
}

static void
add_word(LabelWords *words, PlainText word, bool *met)
{
	bool		customer = plain_is_one_of(word, customers, PLAIN_COUNT(customers));
	bool		other = plain_is_one_of(word, others, PLAIN_COUNT(others));
	bool		particle = plain_is_one_of(word, particles, PLAIN_COUNT(particles));
	bool		field = plain_is_one_of(word, fields, PLAIN_COUNT(fields));
	uint8_t		first = word.bytes[0];
	bool		capital = (uint8_t) (first - 'A') < 26 || first >= 0x80 || plain_is_digit(first) || first == '#';

	words->first_field |= field && words->n == 0;
	words->any_field |= field;
	words->n++;
	words->first_customer |= customer && !*met;
	words->any_customer |= customer;
	words->any_other |= other;
	words->is_known &= customer || other || particle || plain_is_digit(first) || first == '#';
	words->is_name &= capital || particle;
	*met |= !particle;
}

static LabelWords
words_of(PlainText label)
{
	LabelWords	words = {.is_name = true, .is_known = true};
	bool		met = false;

	words.first_field = plain_is_one_of(label, fields, PLAIN_COUNT(fields));
	while (label.size > 0)
	{
		size_t		n = 0;

		while (n < label.size && !ends_word(label.bytes[n]))
			n++;
		if (n > 0)
			add_word(&words, (PlainText) {label.bytes, n}, &met);
		label = plain_from(label, n < label.size ? n + 1 : n);
	}
	/* a name is more than particles */
	words.is_name &= met;
	return words;
}

/* Whose a label is; timed: a time stands at it. */
static PlainSpeaker
speaker_of(const Label *label, bool timed)
{
	LabelWords	name = words_of(label->name);
	LabelWords	role = words_of(label->role);
	bool		is_label = (name.is_name || name.is_known) && name.n > 0 && name.n <= MOST_WORDS;

	if (!is_label)
		return SPEAKER_NONE;
	if (name.any_other || role.any_other)
		return SPEAKER_OTHER;
	if (name.first_customer || role.any_customer)
		return name.any_field ? SPEAKER_UNKNOWN : SPEAKER_CUSTOMER;
	return name.is_name && (timed || !name.first_field) ? SPEAKER_UNKNOWN : SPEAKER_NONE;
}

/* A line that a system writes: *** Anna joined the chat ***, --- October 3, 2025 --- */
static bool
is_system_line(PlainText line)
{
	line = plain_trim_end(line);
	if (line.size <= 6)
		return false;
	return (plain_begins(line, "***") && plain_ends(line, "***")) ||
		(plain_begins(line, "---") && plain_ends(line, "---"));
}

PlainTurn
plain_turn(PlainText line)
{
	PlainTurn	turn = {.speaker = SPEAKER_NONE, .said = line};
	PlainText	rest = plain_trim_begin(line);
	PlainText	inside;
	PlainText	before = rest;
	bool		in_brackets = false;
	Label		label;

	for (int i = 0; i < MOST_TIMES; i++)
	{
		before = rest;
		if (take_bracket(&rest, &inside) && is_time(inside))
			turn.timed = in_brackets = true;
		else
		{
			rest = before;
			if (!take_time(&rest))
				break;
			turn.timed = true;
		}
	}
	if (is_system_line(rest))
	{
		turn.speaker = SPEAKER_OTHER;
		return turn;
	}
	if (rest.size > 0 && (rest.bytes[0] == '|' || rest.bytes[0] == '-'))
		rest = plain_trim_begin(plain_from(rest, 1));
	if (take_label(&rest, &label, &turn.timed))
		turn.speaker = speaker_of(&label, turn.timed);
	/* what is not known to be a label needs more to be one */
	if (turn.speaker == SPEAKER_UNKNOWN && !turn.timed &&
		(!label.by_colon || (rest.size > 0 && plain_blank(rest) == 0 && rest.bytes[0] != '*')))
		turn.speaker = SPEAKER_NONE;
	if (turn.speaker == SPEAKER_NONE && in_brackets)
		turn.speaker = SPEAKER_OTHER;
	if (turn.speaker != SPEAKER_NONE)
		turn.said = plain_trim_begin(skip_stars(rest));
	return turn;
}
