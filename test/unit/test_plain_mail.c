/*
 * test_plain_mail.c
 *		What the sender of a mail wrote: heads, parts, encodings, quotes, signatures.  Whole mails
 *		of common programs are in test/sql/plain_words.sql.
 */
#include <stdio.h>
#include <string.h>

#include "plain_shows.h"
#include "unit.h"
#include "words/plain_decode_core.h"
#include "words/plain_quote_core.h"

/* ---- the head, and what it says ---- */

static void
test_heads(void)
{
	CHECK(mail_shows("From: a@x.com\r\nSubject: Bill\r\n\r\nHello", "Hello"));
	CHECK(mail_shows("Received: by x\n\tid 5\nFrom: a\n\nHello\n\nyou", "Hello\n\nyou"));
	CHECK(mail_shows("Von:\tAnna\nGesendet:\tMontag\nBetreff:\tRechnung\n\nHallo", "Hallo"));
	CHECK(mail_shows("From anna@x.com Mon Jan  5 10:00:00 2026\nTo: b\nDate: x\n\nHello", "Hello"));
	/* no heads */
	CHECK(mail_shows("From: what I understood it is free\n\nBut I paid.",
					"From: what I understood it is free\n\nBut I paid."));
	CHECK(mail_shows("Problem: app crashes\nDevice: phone\n\nHelp", "Problem: app crashes\nDevice: phone\n\nHelp"));
	CHECK(mail_shows("From: Berlin\nTo: Munich\nDate: 5 May\n\nChange it",
					"From: Berlin\nTo: Munich\nDate: 5 May\n\nChange it"));
	CHECK(mail_shows("Change it\nFrom: Berlin\nTo: Munich\nDate: 5 May",
					"Change it\nFrom: Berlin\nTo: Munich\nDate: 5 May"));
	CHECK(mail_shows("To: b\nSubject: x", "To: b\nSubject: x"));
	CHECK(mail_shows("Hello: you\nthere", "Hello: you\nthere"));
}

static void
test_transfer(void)
{
	CHECK(mail_shows("Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\n"
					"caf=C3=A9 so=\n on a=3Db =x",
					"café so on a=b =x"));
	CHECK(mail_shows("Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=\"UTF-8\"\n\nTm9ib2R5IGNh\n"
					"bGxlZCBtZQ==\n",
					"Nobody called me"));
	CHECK(mail_shows("Content-Transfer-Encoding: base64\n\nNot base64!", "Not base64!"));
	CHECK(mail_shows("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
					"f=FCr 5 =80",
					"für 5 €"));
	CHECK(mail_shows("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nx=FCy=00",
					"x\xef\xbf\xbdy\xef\xbf\xbd"));
	CHECK(mail_shows("Content-Type: text/plain; charset=\"shout\"\nContent-Transfer-Encoding: quoted-printable\n\n"
					"hear=21",
					"HEAR!"));
	/* of a set that nobody knows: UTF-8 where it is that */
	CHECK(mail_shows("Content-Type: text/plain; charset=x-mine\nContent-Transfer-Encoding: quoted-printable\n\n"
					"f=C3=BCr",
					"für"));
	CHECK(mail_shows("Content-Type: text/plain; charset=x-mine\nContent-Transfer-Encoding: quoted-printable\n\nf=FCr",
					"für"));
	/* what was converted when it was stored stays */
	CHECK(mail_shows("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
					"für 5 =3D",
					"für 5 ="));
	CHECK(mail_shows("Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nTm9ib2R5", ""));
}

static void
test_quoted_printable_unsaid(void)
{
	CHECK(mail_shows("I tried your app, and it crashed, and then nobody called me back, wh=\nich is why I write: "
					"caf=C3=A9",
					"I tried your app, and it crashed, and then nobody called me back, which is why I write: café"));
	/* not throughout, or not only it has it */
	CHECK(mail_shows("I tried your app, and it crashed, and then nobody called me back, wh=\nich is a=b caf=C3=A9",
					"I tried your app, and it crashed, and then nobody called me back, wh=\nich is a=b caf=C3=A9"));
	CHECK(mail_shows("see x.com/?a=20&b=\nthere", "see x.com/?a=20&b=\nthere"));
	CHECK(mail_shows("1+1=2\n2+2=\n4", "1+1=2\n2+2=\n4"));
}

static void
test_encoded_words(void)
{
	CHECK(mail_shows("=?utf-8?Q?Stra=C3=9Fe_5?= and =?ISO-8859-1?B?/A==?=", "Straße 5 and ü"));
	CHECK(mail_shows("=?utf-8?q?a?= =?utf-8?q?b?=\n =?utf-8?q?c?= d", "abc d"));
	CHECK(mail_shows("=?utf-8?X?a?= =?utf-8?Q?a =?x?= a=?b", "=?utf-8?X?a?= =?utf-8?Q?a =?x?= a=?b"));
	CHECK(mail_shows("=?utf-8*en?Q?caf=C3=A9?=", "café"));
	CHECK(mail_shows("=?utf-8?B?!!!!?=", "=?utf-8?B?!!!!?="));
}

static void
test_multiparts(void)
{
	CHECK(mail_shows("Content-Type: multipart/alternative; boundary=\"b\"\n\npreamble\n--b\nContent-Type: text/html\n"
					"\n<p>html</p>\n--b\nContent-Type: text/plain\n\nplain\n--b--\nafter",
					"plain"));
	CHECK(mail_shows("Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative;\n "
					"boundary=a\n\n--a\nContent-Type: text/plain\n\n \n--a\nContent-Type: text/html\n\n<b>n</b>ot\n"
					"--a--\n--m\nContent-Type: text/plain\nContent-Disposition: attachment\n\nfile\n--m--",
					"not"));
	CHECK(mail_shows("Content-Type: multipart/mixed; boundary=m\n\n--m\n\nno head\n--m--", "no head"));
	CHECK(mail_shows("Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\ncut off",
					"cut off"));
	CHECK(mail_shows("Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\nSubject: x\n\n"
					"not mine\n--m--",
					""));
	CHECK(mail_shows("Content-Type: multipart/mixed; boundary=m\n\nonly one part was kept",
					"only one part was kept"));
	CHECK(mail_shows("Content-Type: text/html\n\n<p>one<p>two", "one\ntwo"));
	CHECK(mail_shows("Content-Type: text/plain\n\n<p>is what I typed", "<p>is what I typed"));
}

/* Deeper than it is looked: nothing is found, and nothing breaks. */
static void
test_depth(void)
{
	char		mail[4000] = "";
	size_t		n = 0;

	for (int i = 0; i < 20; i++)
		n += (size_t) sprintf(mail + n, "Content-Type: multipart/mixed; boundary=b%d.\n\n--b%d.\n", i, i);
	sprintf(mail + n, "Content-Type: text/plain\n\ndeep\n");
	CHECK(mail_shows(mail, ""));
}

/* ---- what is the sender's own ---- */

static void
test_quotes(void)
{
	CHECK(mail_shows("Mine\n> not\n>> not\nmine", "Mine\n\nmine"));
	CHECK(mail_shows("On the 3rd, Bob wrote:\n> not\nmine", "mine"));
	CHECK(mail_shows("Mine.\n\nBob Smith wrote:\n\n> not\n\nAnd mine.\n\n> not\n\nMine too",
					"Mine.\n\nAnd mine.\n\nMine too"));
	CHECK(mail_shows("Mine\n\nOn Mon, 5 Jan 2026 at 10:00, Support Team <support@example.com>\nwrote:\n\n> not",
					"Mine"));
	CHECK(mail_shows("Meins\n\nAm Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Kundendienst <\nservice@example.com>:\n\n> "
					"nicht",
					"Meins"));
	CHECK(mail_shows("5 calls\n> 5 calls", "5 calls\n> 5 calls"));
	CHECK(mail_shows("I made\n> 5 calls\n>= 3 visits\nand nothing happened",
					"I made\n> 5 calls\n>= 3 visits\nand nothing happened"));
	CHECK(mail_shows("Bob wrote:\n> 5 days\nno", "no"));
	CHECK(mail_shows("I say\n> 5 days\n> it was said\nno", "I say\n\nno"));
	CHECK(mail_shows(" > mine, indented", " > mine, indented"));
	/* an attribution without what is quoted */
	CHECK(mail_shows("On the 3rd you wrote that you would call", "On the 3rd you wrote that you would call"));
	CHECK(mail_shows("On 3 January 2026 at 10:00 you wrote:\nwe call you. Nobody did.",
					"On 3 January 2026 at 10:00 you wrote:\nwe call you. Nobody did."));
	CHECK(mail_shows("Your colleague wrote:\nwe call you. Nobody did.",
					"Your colleague wrote:\nwe call you. Nobody did."));
	CHECK(mail_shows("Mine\n\nOn 3 January 2026 at 10:00, Support <s@x.com> wrote:\nNot mine", "Mine"));
	/* of several lines only with a first word and a date */
	CHECK(mail_shows("Mine\r\n\r\nOn 5 Jan 2026 at 10:00, S <s@x.com>\r\nwrote:\r\n\r\nnot", "Mine"));
	CHECK(mail_shows("On 5 May 2026 I called.\nBob wrote:\n> not", "On 5 May 2026 I called."));
	CHECK(mail_shows("On 5 May 2026 I called\n\nBob wrote:\n> not", "On 5 May 2026 I called"));
	CHECK(mail_shows("On my bill is an error.\nLook:\nBob wrote:\n> not", "On my bill is an error.\nLook:"));
}

static void
test_attributions(void)
{
	static const char *const attributions[] = {
		"On Mon, Jan 5, 2026 at 10:00 AM Support <s@x.com> wrote:", "Am 05.01.26 um 10:00 schrieb Support:",
		"Am 05.01.2026 um 10:00 schrieb Support <s@x.com>:",
		"Le lun. 5 janv. 2026 à 10:00, Support <s@x.com> a écrit :",
		"El lun, 5 ene 2026 a las 10:00, Support (<s@x.com>) escribió:",
		"Il giorno lun 5 gen 2026 alle ore 10:00 Support <s@x.com> ha scritto:",
		"Op ma 5 jan 2026 om 10:00 schreef Support <s@x.com>:",
		"Em seg., 5 de jan. de 2026 às 10:00, Support <s@x.com> escreveu:",
		"2026年1月5日(月) 10:00 Support <s@x.com>:", "Support schrieb am 05.01.2026 um 10:00:"
	};
	char		mail[500];

	for (size_t i = 0; i < sizeof(attributions) / sizeof(attributions[0]); i++)
	{
		CHECK(plain_is_attribution(plain_literal(attributions[i])));
		sprintf(mail, "mine\n\n%s\n> not\nmine", attributions[i]);
		CHECK(mail_shows(mail, "mine\n\nmine"));
		/* all but the last begin with a first word */
		if (i < 9)
		{
			sprintf(mail, "mine\n\n%s\n\nnot", attributions[i]);
			CHECK(mail_shows(mail, "mine"));
		}
	}
	CHECK(plain_is_attribution(plain_literal("Support\302\240a\302\240écrit\302\240:")));
	CHECK(!plain_is_attribution(plain_literal("Here is what I rewrote:")));
	CHECK(!plain_is_attribution(plain_literal("Here is what I tried:")));
	CHECK(!plain_is_attribution(plain_literal("Your colleague schrieb mir das:")));
}

static void
test_rest(void)
{
	CHECK(mail_shows("mine\n\n-----Original Message-----\nFrom: x\nnot", "mine"));
	CHECK(mail_shows("meins\n\n-----Urspr\xc3\xbcngliche Nachricht-----\nnicht", "meins"));
	CHECK(mail_shows("mine\n\n________________________________\nFrom: Support\nSent: Monday\nTo: Anna\nSubject: Bill\n"
					"\nnot",
					"mine"));
	CHECK(mail_shows("meins\n\n*Von:* Support\n*Gesendet:* Montag\n*An:* Anna\n*Betreff:* Rechnung\n\nnicht",
					"meins"));
	CHECK(mail_shows("le mien\n\nDe : Support\nEnvoyé : lundi\nÀ : Anna\nObjet : Facture\n\npas le mien",
					"le mien"));
	CHECK(mail_shows("mine\n\nBegin forwarded message:\n\nFrom: x\nnot", "mine"));
	CHECK(mail_shows("mine\n\n---------- Forwarded message ---------\nFrom: x\nnot", "mine"));
	CHECK(mail_shows("mine\n\n##- Please type your reply above this line -##\nnot", "mine"));
	/* not to be cut */
	CHECK(mail_shows("Hello\n\nFrom: what I understood it is free.\nBut I paid.",
					"Hello\n\nFrom: what I understood it is free.\nBut I paid."));
	CHECK(mail_shows("one\n--------\ntwo\n-- three\n--\nfour", "one\n--------\ntwo\n-- three\n--\nfour"));
	CHECK(mail_shows("Hello\nthe original message was lost", "Hello\nthe original message was lost"));
	CHECK(mail_shows("From: A\nTo: B\nis the way that I drive", "From: A\nTo: B\nis the way that I drive"));
}

static void
test_signatures(void)
{
	CHECK(mail_shows("mine\n-- \nAnna\nTel. 5", "mine"));
	CHECK(mail_shows("mine\n-- \nAnna\n> not\nmine", "mine\n\nmine"));
	CHECK(mail_shows("mine\n\nSent from my iPhone", "mine"));
	CHECK(mail_shows("mine\n\nSent from my iPhone\n\nOn Mon, 5 Jan 2026, at 10:00, S <s@x.com> wrote:\n> not",
					"mine"));
	CHECK(mail_shows("mine\n\nGet Outlook for iOS\n________________________________\nFrom: S\nSent: M\nSubject: X\n\n"
					"not",
					"mine"));
	CHECK(mail_shows("Sent from my phone the form three times and nobody answered",
					"Sent from my phone the form three times and nobody answered"));
	CHECK(mail_shows("Sent from my iPhone\nand it worked", "Sent from my iPhone\nand it worked"));
}

static void
test_devices(void)
{
	static const char *const lines[] = {
		"Sent from my Samsung Galaxy smartphone.", "Sent from Yahoo Mail on Android", "Sent from Mail for Windows",
		"Von meinem iPhone gesendet", "Gesendet von Outlook für Android", "Envoyé de mon iPhone",
		"Enviado desde mi iPhone", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone", "Enviado do meu iPhone",
		"iPhoneから送信", "Outlook für iOS beziehen", "Télécharger Outlook pour iOS"
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK(plain_is_device_line(plain_literal(lines[i])));
	CHECK(!plain_is_device_line(plain_literal("Sent from my iPhone but nobody answered")));
	CHECK(!plain_is_device_line(plain_literal("Sent from ")));
	CHECK(!plain_is_device_line(plain_literal("gesendet")));
}

static void
test_html_mails(void)
{
	CHECK(mail_shows("<div>mine</div><blockquote type=\"cite\">not</blockquote><div>mine</div>", "mine\n\nmine"));
	CHECK(mail_shows("mine<br><br>mine", "mine\nmine"));
	CHECK(mail_shows("<p>mine</p><p>--</p><p>Anna</p>", "mine"));
	CHECK(mail_shows("<div>mine</div><p>On Mon, 5 Jan 2026 at 10:00, S wrote:</p><blockquote>not</blockquote>",
					"mine"));
	CHECK(mail_shows("I use <br> for lines\nand it breaks", "I use <br> for lines\nand it breaks"));
	CHECK(mail_shows("<support@example.com> never answers", "<support@example.com> never answers"));
}

void
test_plain_mail(void)
{
	RUN(test_heads());
	RUN(test_transfer());
	RUN(test_quoted_printable_unsaid());
	RUN(test_encoded_words());
	RUN(test_multiparts());
	RUN(test_depth());
	RUN(test_quotes());
	RUN(test_attributions());
	RUN(test_rest());
	RUN(test_signatures());
	RUN(test_devices());
	RUN(test_html_mails());
}
