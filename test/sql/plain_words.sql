-- The customer's own words of HTML, of mails as common programs write them, and of transcripts as
-- common systems write them.  Rule by rule, the cores are tested in test/unit/.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_encoding = 'UTF8';

-- ---- formats ----

SELECT plain_words('as <b>it</b> is ', 'plain'), plain_words('<b>n</b>ot &lt;', 'html') AS html;
SELECT plain_words(NULL, 'html') IS NULL AND plain_words('x', NULL) IS NULL AS nulls,
       plain_words(E' \t\u00a0\u3000\u200b', 'plain') IS NULL AND plain_words('', 'mail') IS NULL
       AND plain_words('<p>&nbsp;</p>', 'html') IS NULL
       AND plain_words('no label', 'transcript') IS NULL AS nothing_left;
SELECT plain_words('x', 'transcripts');
SELECT plain_words('x', 'HTML');
SELECT plain_words('x', 'something else');
SELECT provolatile, proisstrict, proparallel FROM pg_proc WHERE proname = 'plain_words';

-- ---- mails ----

CREATE TABLE mail (name text PRIMARY KEY, body text);
-- as Gmail sends its text, and its HTML
INSERT INTO mail VALUES
('Gmail, text, English', $$The app still says my payment failed, and the money is gone from my account.

Anna

On Mon, Jan 5, 2026 at 10:02 AM Example Support <support@example.com>
wrote:

> Hi Anna,
>
> Sorry to hear that nobody called you back. Have you tried the app again?
>
> Example Support
>
$$), ('Gmail, text, German', $$Die App zeigt immer noch einen Fehler.

Am Mo., 5. Jan. 2026 um 10:02 Uhr schrieb Example Kundenservice <
service@example.com>:

> Hallo Anna,
>
> es tut uns leid, dass niemand zurückgerufen hat.
$$), ('Gmail, HTML', $$<div
dir="ltr"><div>It is <b>n</b>ot working.</div><div><br></div><div>Second line &amp; more.</div></div><br><div
class="gmail_quote gmail_quote_container"><div dir="ltr"
class="gmail_attr">On Mon, Jan 5, 2026 at 10:02 AM Support &lt;<a
href="mailto:support@example.com">support@example.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote"
style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div
dir="ltr">Nobody called you back?</div></blockquote></div>$$),
('Gmail, HTML, answered between', $$<div class="gmail_quote"><div
class="gmail_attr">On Mon wrote:</div><blockquote
class="gmail_quote">Which device?</blockquote></div><div>An old phone.</div><blockquote
class="gmail_quote">Since when?</blockquote><div>Since Monday.</div><span
class="gmail_signature_prefix">-- </span><br><div dir="ltr"
class="gmail_signature"><div>Anna<br>Tel. 5</div></div>$$),
('Gmail, forwarded', $$<div dir="ltr">See below.<br><br><div class="gmail_quote"><div dir="ltr"
class="gmail_attr">---------- Forwarded message ---------<br>
From: <b>Support</b><br></div>Nobody called you back?</div></div>$$);
-- Outlook: heads in text, and in its HTML on the desktop, on the web and on a telephone
INSERT INTO mail VALUES ('Outlook, text, English', $$I am still waiting.

Regards
Anna

-----Original Message-----
From: Support <support@example.com>
Sent: Monday, January 5, 2026 10:02 AM
To: Anna <anna@example.org>
Subject: RE: Order 17

Nobody called you back?
$$), ('Outlook, text, German', $$Ich warte immer noch.

________________________________
Von: Kundenservice <service@example.com>
Gesendet: Montag, 5. Januar 2026 10:02
An: Anna <anna@example.org>
Betreff: AW: Bestellung 17

Niemand hat Sie zurückgerufen?
$$), ('Outlook, HTML on the desktop', $$<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta
http-equiv="Content-Type"
content="text/html; charset=utf-8"><style><!-- p.MsoNormal {margin:0cm;} --></style>
<!--[if gte mso 9]><xml><o:shapedefaults
v:ext="edit"/></xml><![endif]--></head><body lang="EN-GB"><div class="WordSection1"><p
class="MsoNormal">I am still waiting.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div
style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span
lang="EN-US">From:</span></b><span
lang="EN-US"> Support &lt;support@example.com&gt; <br>
<b>Sent:</b> Monday, January 5, 2026 10:02 AM<br><b>To:</b> Anna<br><b>Subject:</b> RE: Order 17<o:p></o:p>
</span></p></div><p
class="MsoNormal">Nobody called you back?<o:p></o:p></p></div></body></html>$$),
('Outlook, HTML on the web', $$<html><head></head><body><div
class="elementToProof">I am still waiting.</div><div id="appendonsend"></div><hr
style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font
face="Calibri"><b>Von:</b> Support<br><b>Gesendet:</b> Montag</font></div>
<div>Nobody called you back?</div></body></html>$$),
('Outlook, telephone', $$I am still waiting.

Get Outlook for iOS<https://aka.ms/oaukef>
________________________________
From: Support <support@example.com>
Sent: Monday, January 5, 2026 10:02:11 AM
To: Anna <anna@example.org>
Subject: Re: Order 17

Nobody called you back?
$$);
-- Apple Mail, Thunderbird, others
INSERT INTO mail VALUES ('Apple Mail, text, English', $$I am still waiting.

Sent from my iPhone

> On 5 Jan 2026, at 10:02, Support <support@example.com> wrote:
> 
> Nobody called you back?
$$), ('Apple Mail, text, German', $$Ich warte immer noch.

Von meinem iPhone gesendet

> Am 05.01.2026 um 10:02 schrieb Kundenservice <service@example.com>:
> 
> Niemand hat Sie zurückgerufen?
$$), ('Apple Mail, HTML', $$<html><head><meta http-equiv="content-type"
content="text/html; charset=utf-8"></head><body dir="auto">I am still waiting.<div><br><div
id="AppleMailSignature" dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote
type="cite">On 5 Jan 2026, at 10:02, Support wrote:<br><br></blockquote></div><blockquote type="cite"><div
dir="ltr">Nobody called you back?</div></blockquote></div></body></html>$$),
('Apple Mail, forwarded', $$Look at this.

Begin forwarded message:

> From: Support <support@example.com>
> Subject: Order 17
> 
> Nobody called you back?
$$), ('Thunderbird, text, English', $$On 05/01/2026 10:02, Support wrote:
> Nobody called you back?
No. I am still waiting.

-- 
Anna Example
Tel. 5
$$), ('Thunderbird, text, German', $$Am 05.01.26 um 10:02 schrieb Kundenservice:
> Niemand hat Sie zurückgerufen?
Nein. Ich warte immer noch.
> Haben Sie die App versucht?
Ja.
$$), ('Thunderbird, HTML', $$<!DOCTYPE html><html><head></head><body>I am still waiting.<br><br><div
class="moz-cite-prefix">Am 05.01.26 um 10:02 schrieb Support:<br></div><blockquote type="cite"
cite="mid:1@example.com"><pre wrap="" class="moz-quote-pre">Nobody called you back?
</pre></blockquote>Please call.<pre class="moz-signature" cols="72">-- 
Anna</pre></body></html>$$), ('Yahoo, HTML', $$<html><body><div class="ydp1"><div
dir="ltr">I am still waiting.</div></div><div id="yahoo_quoted_1"
class="yahoo_quoted"><div>On Monday, Support wrote:</div><div>Nobody called you back?</div></div></body></html>$$),
('GMX, HTML', $$<html><body><div style="font-family: Verdana">Ich warte.<div name="quote"
style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><b>Gesendet:</b> Montag
<div>Nobody called you back?</div></div></div></body></html>$$),
('a help desk', $$I am still waiting.

##- Please type your reply above this line -##

Nobody called you back?$$);

\pset format unaligned
\pset tuples_only on
\pset recordsep '\n~~~~\n'
SELECT '# ' || name || E'\n' || plain_words(body, 'mail') FROM mail ORDER BY name;
\pset recordsep '\n'
\pset tuples_only off
\pset format aligned

-- What the company has quoted is no failure marker of the customer's.
SELECT count(*) FILTER (WHERE has_failure_marker(body, 'en') OR has_failure_marker(body, 'de')) AS with_quotes,
       count(*) FILTER (WHERE plain_words(body, 'mail') ~ 'called you back|zurückgerufen') AS that_are_left,
       count(*) AS mails
FROM mail;
SELECT has_failure_marker(body, 'en') AS in_all, has_failure_marker(plain_words(body, 'mail'), 'en') AS in_own
FROM (VALUES (E'Thanks, all is well now.\n\nOn 5 Jan 2026, at 10:02, Support <s@example.com> wrote:\n\n'
              '> Nobody called me back, you said.')) AS m (body);

-- ---- whole mails, with their heads ----

SELECT plain_words(replace($$Return-Path: <anna@example.org>
Received: from mail.example.org (mail.example.org [192.0.2.1])
	by mx.example.com; Mon, 5 Jan 2026 10:02:11 +0000
From: =?UTF-8?Q?Anna_M=C3=BCller?= <anna@example.org>
To: support@example.com
Subject: =?UTF-8?Q?R=C3=BCckruf?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer=_1"

This is a message in MIME format.
--outer=_1
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: quoted-printable

Niemand hat zur=C3=BCckgerufen, und die App st=C3=BCrzt ab, sobald ich sie =
=C3=B6ffne.

Am 05.01.26 um 10:02 schrieb Support:
> Alles gel=C3=B6st?

--inner
Content-Type: text/html; charset=UTF-8

<p>Niemand</p>
--inner--
--outer=_1
Content-Type: application/pdf; name="rechnung.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="rechnung.pdf"

JVBERi0xLjQ=
--outer=_1--
$$, E'\n', E'\r\n'), 'mail');

-- of character sets that the server converts; one that nobody knows is taken for windows-1252
SELECT set, plain_words(E'Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset='
                        || set || E'\n\n' || body, 'mail')
FROM (VALUES ('ISO-8859-15', 'f=FCr 5 =A4'), ('ISO-8859-2', '=BB=EDt'), ('Shift_JIS', '=93=CD=82=AB=82=DC=82=B9=82=F1'),
             ('KOI8-R', '=CE=C5=D4'), ('windows-1251', '=ED=E5=F2'), ('x-nobody', 'f=FCr 5 =80'), ('utf-8', 'f=FCr'),
             ('utf-8', 'a=00b')) AS m (set, body);

-- ---- transcripts ----

CREATE TABLE transcript (name text PRIMARY KEY, body text);
INSERT INTO transcript VALUES ('Zendesk Chat', $$Chat started: 2026-01-05 04:06 PM UTC

(04:06:22 PM) Visitor 48163261: Hi, the app says my payment failed
(04:06:30 PM) *** Kelly joined the chat ***
(04:07:01 PM) Kelly: Nobody called you back?
(04:07:20 PM) Visitor 48163261: No.
It happened twice: on Monday and today.
(04:08:00 PM) *** Visitor 48163261 has left ***
$$), ('Intercom, with the role that its export leaves out', $$Conversation with Example
Started on January 5, 2026 at 09:42 AM Eastern Time (US & Canada) time EST (GMT-0500)

--- January 5, 2026 ---

09:42 AM | Support Bot: Please leave a message for our support team.

09:43 AM | Jane Doe (User): Hi, I need help.

My password does not work.

09:45 AM | Kelly from Example: Nobody called you back?
$$), ('Intercom, names alone', $$09:43 AM | Jane Doe: Hi, I need help.

09:45 AM | Kelly from Example: Nobody called you back?
$$), ('LivePerson', $$info: You are now chatting with Kelly.
Kelly: Nobody called you back?
Visitor: No, I am still waiting.
info: Your chat has ended.
$$), ('Amazon Connect', $$2026-01-05T16:06:22.112Z SYSTEM: Welcome
2026-01-05T16:06:25.001Z CUSTOMER: I am still waiting
2026-01-05T16:06:29.530Z CUSTOM_BOT: Nobody called you back?
2026-01-05T16:06:40.000Z AGENT: Hello, nobody called you back?
2026-01-05T16:06:55.000Z CUSTOMER: No
$$), ('Salesforce', $$Chat Started: Monday, January 05, 2026, 16:06:22 (+0000)
Chat Origin: Web
Agent Kelly E.
( 2s ) Kelly E.: Nobody called you back?
( 1m 14s ) Visitor: I am still waiting
$$), ('a telephone call, German', $$Kundenberater: Hat niemand zurückgerufen?
Anrufer: Nein, ich warte immer noch.
Kundenberater: Das tut mir leid.
$$), ('markdown', $$**Agent:** Nobody called you back?
**Customer**: I am still waiting
$$);

\pset format unaligned
\pset tuples_only on
\pset recordsep '\n~~~~\n'
SELECT '# ' || name || E'\n' || coalesce(plain_words(body, 'transcript'), '(null)') FROM transcript ORDER BY name;
\pset recordsep '\n'
\pset tuples_only off
\pset format aligned

SELECT count(*) FILTER (WHERE body ~* 'called you back|zurückgerufen') AS with_both,
       count(*) FILTER (WHERE plain_words(body, 'transcript') ~* 'called you back|zurückgerufen') AS that_are_left
FROM transcript;
SELECT name, has_failure_marker(body, 'en') AS in_all,
       has_failure_marker(plain_words(body, 'transcript'), 'en') AS in_own
FROM (VALUES ('agent''s', E'Agent: Nobody called me back, either\nCustomer: All is well'),
             ('customer''s', E'Agent: Hello\nCustomer: Nobody called me back')) AS t (name, body);

-- ---- long texts ----

SELECT length(plain_words(repeat('<p>word</p>', 100000), 'html')) AS html,
       length(plain_words(repeat(E'word\n> quoted\n', 100000), 'mail')) AS mail,
       length(plain_words(repeat(E'Customer: word\nAgent: no\n', 100000), 'transcript')) AS transcript;
