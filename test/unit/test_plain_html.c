/*
 * test_plain_html.c
 *		The words of HTML: tags, entities, white space, and what is no markup.
 */
#include <string.h>

#include "plain_shows.h"
#include "unit.h"
#include "words/plain_entity_core.h"

static void
test_tags(void)
{
	CHECK(html_shows("<b>n</b>ot", "not"));
	CHECK(html_shows("<p>one</p><p>two</p>three<br>four<br/>five", "one\ntwo\nthree\nfour\nfive"));
	CHECK(html_shows("<div>one<div>two</div></div>three", "one\ntwo\nthree"));
	CHECK(html_shows("<tr><td>one</td><td>two</td></tr><tr><th>three</th></tr>", "one two\nthree"));
	CHECK(html_shows("<ul><li>one<li>two</ul>", "one\ntwo"));
	CHECK(html_shows("<a title='a > b' href=\"x>y\">link</a>", "link"));
	CHECK(html_shows("<a title=it's>link</a> next's", "link next's"));
	CHECK(html_shows("<A\nHREF = x\n>link</A >", "link"));
	CHECK(html_shows("<unknown-tag>one</unknown-tag> <o:p></o:p>two", "one two"));
	CHECK(html_shows("one<!-- two > <b> -- -->three<!---->four<!-->five", "onethreefourfive"));
	CHECK(html_shows("<!DOCTYPE html><?xml version='1.0'?>one<![if mso]>two<![endif]>", "onetwo"));
	CHECK(html_shows("<![CDATA[a <b>  c]]> d<![CDATA[]]>", "a <b> c d"));
	CHECK(html_shows("one<!-- cut off", "one"));
	CHECK(html_shows("one<a href=\"cut off", "one"));
	CHECK(html_shows("one</>two", "onetwo"));
}

static void
test_hidden(void)
{
	CHECK(html_shows("<head><title>t</title><meta x></head>one", "one"));
	CHECK(html_shows("<html><head><meta x><body>one</body></html>", "one"));
	CHECK(html_shows("<script>if (a < b) \"</b>\"</script>one<style>p > a {}</style>two", "onetwo"));
	CHECK(html_shows("<script>a</scripted></script >one", "one"));
	CHECK(html_shows("<noscript>no <noscript>no</noscript> no</noscript>one", "one"));
	CHECK(html_shows("<template><p>no</p></template>one<svg><title>no</title>no</svg>two<svg/>three",
					"onetwothree"));
	CHECK(html_shows("<noscript><script></noscript></script>no</noscript>one", "one"));
	CHECK(html_shows("<style>never ends", ""));
	CHECK(html_shows("<textarea>mine</textarea>", "mine"));
	CHECK(html_shows("</script>one</style></noscript>two", "onetwo"));
}

static void
test_space(void)
{
	CHECK(html_shows("  one \t\r\n two&nbsp; &nbsp;three  ", "one two three"));
	CHECK(html_shows("one\xc2\xa0\xc2\xa0two", "one two"));
	CHECK(html_shows("<p> one </p> \n <p> two </p>", "one\ntwo"));
	CHECK(html_shows("<pre>one\n\n  two\n</pre>three  four", "one\n\n  two\nthree four"));
	CHECK(html_shows("&#32;&#9;&#10;one&#x20;&nbsp;two", "one two"));
	CHECK(html_shows("", ""));
	CHECK(html_shows(" <p> &nbsp; </p> ", ""));
}

static void
test_literals(void)
{
	CHECK(html_shows("5 < 6 > 4 <3 </3 <<>> <= <", "5 < 6 > 4 <3 </3 <<>> <= <"));
	CHECK(html_shows("what <!!! and <??? now", "what <!!! and <??? now"));
	CHECK(html_shows("price<limit and nobody called", "price<limit and nobody called"));
	CHECK(html_shows("R&D AT&T a & b &; &# &#x; &#; &unknown; &fo", "R&D AT&T a & b &; &# &#x; &#; &unknown; &fo"));
}

static void
test_entities(void)
{
	CHECK(html_shows("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'"));
	CHECK(html_shows("caf&eacute; &Auml;&auml; &euro; &hellip; &rsquo; &thetasym;", "café Ää € … ’ ϑ"));
	CHECK(html_shows("caf&eacute &copy2026 &notit; &ampamp", "café ©2026 ¬it; &amp"));
	/* only Latin-1's may be without their semicolon */
	CHECK(html_shows("&euro &hellip &Eta", "&euro &hellip &Eta"));
	CHECK(html_shows("&eacuteé &not &notin; &NOTIN;", "éé ¬ ∉ &NOTIN;"));
	CHECK(html_shows("&#65;&#x42;&#X43;&#68", "ABCD"));
	CHECK(html_shows("&#128;&#x99;&#x81;", "€™\xc2\x81"));
	CHECK(html_shows("&#0;&#xD800;&#x110000;&#99999999999999999999;",
					"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"));
	CHECK(html_shows("&#x1F600;&#x10FFFF;", "\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"));
	CHECK(html_shows("&lpar;a&rpar;&comma;&NewLine;&Tab;b", "(a), b"));
}

/* The references that HTML 4 has, by number, are what they are by name. */
static void
test_names(void)
{
	static const struct
	{
		const char *name;
		uint32_t	character;
	}			some[] = {
		{"&AElig;", 0xc6}, {"&zwnj;", 0x200c}, {"&yuml;", 0xff}, {"&Zeta;", 0x396}, {"&diams;", 0x2666},
		{"&alefsym;", 0x2135}, {"&sup3", 0xb3}, {"&frac34", 0xbe}, {"&AMP", 0x26}, {"&REG", 0xae},
		{"&dash;", 0x2010}, {"&vert;", 0x7c}, {"&shy", 0xad}, {"&middot", 0xb7}
	};
	uint32_t	character;

	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
	{
		CHECK(plain_entity(plain_literal(some[i].name), &character) == strlen(some[i].name));
		CHECK(character == some[i].character);
	}
}

/* A tag whose quotes never end, and many of them: no more than a few are read to the end. */
static void
test_lost_tags(void)
{
	CHECK(html_shows("<p title=\"x>one<p>two", "one\ntwo"));
	CHECK(html_shows("<p a='>1<p b=\">2<p c='>3<p d=\">4", "3\n4"));
	CHECK(html_shows("<p x=\"a>b\" <p x=\"a>b\" <p x=\"a>b\" ", "b\"\nb\"\nb\""));
}

/* What a mail's program marks. */
static void
test_marks(void)
{
	CHECK(mail_html_shows("yes<blockquote>no<blockquote>no</blockquote>no</blockquote>yes", "yes\n>\nyes"));
	CHECK(html_shows("yes<blockquote>also</blockquote>", "yes\nalso"));
	CHECK(mail_html_shows("<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">mine</blockquote>",
					"mine"));
	CHECK(mail_html_shows("yes<div class=\"x gmail_attr\">no</div><blockquote class=\"gmail_quote\">no</blockquote>",
					"yes\n>\n>"));
	CHECK(mail_html_shows("yes<div class=\"gmail_attr\">---------- Forwarded message</div>no", "yes"));
	CHECK(mail_html_shows("yes<hr><div id=\"divRplyFwdMsg\">no</div>no", "yes"));
	CHECK(mail_html_shows("yes<div class=\"gmail_signature\">no<div>no</div></div>", "yes"));
	CHECK(mail_html_shows("yes<div class=\"not_gmail_signature\">yes</div>", "yes\nyes"));
}

void
test_plain_html(void)
{
	RUN(test_tags());
	RUN(test_hidden());
	RUN(test_space());
	RUN(test_literals());
	RUN(test_entities());
	RUN(test_names());
	RUN(test_lost_tags());
	RUN(test_marks());
}
