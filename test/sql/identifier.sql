-- Who is who: kinds of identifiers, what stands for nobody, and how telephone numbers are written.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
BEGIN;

-- What is shipped.
SELECT * FROM identifier_kind_in_force ORDER BY rank;
SELECT kind, count(*), bool_and(stands_for_nobody) AS all_nobody FROM placeholder_in_force GROUP BY kind ORDER BY kind;
SELECT count(*) AS plans, count(*) FILTER (WHERE leading_zero) AS with_zero FROM phone_plan_in_force;
SELECT * FROM phone_plan_in_force WHERE country_code IN ('1', '7', '36', '39', '49') ORDER BY country_code COLLATE "C";

-- A row of one's own wins over a shipped one, for as long as it is there.
INSERT INTO identifier_kind (kind, form, rank, shared_above) VALUES ('loyalty_card', 'casefold', 6, 2), ('device', 'casefold', 7, NULL);
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES (NULL, '0', false), ('phone', 'switchboard', true);
INSERT INTO phone_plan (country_code, trunk_prefixes) VALUES ('49', '{0,01}'), ('883', '{}');
SELECT * FROM identifier_kind_in_force ORDER BY rank;
SELECT * FROM placeholder_in_force WHERE value IN ('0', 'switchboard') ORDER BY kind, value;
SELECT * FROM phone_plan_in_force WHERE country_code IN ('49', '883') ORDER BY country_code COLLATE "C";
DELETE FROM identifier_kind;
DELETE FROM placeholder;
DELETE FROM phone_plan;
SELECT count(*) AS kinds, (SELECT stands_for_nobody FROM placeholder_in_force WHERE value = '0' AND kind IS NULL) AS zero,
       (SELECT trunk_prefixes FROM phone_plan_in_force WHERE country_code = '49') AS trunk FROM identifier_kind_in_force;

-- What a row alone can tell.
SELECT error_of(format('INSERT INTO identifier_kind (kind, form, rank, shared_above) VALUES (%s)', r))
FROM unnest(ARRAY[$$'Card', 'exact', 6, 1$$, $$'', 'exact', 6, 1$$, $$'card2', 'exact', 6, 1$$, $$repeat('k', 64), 'exact', 6, 1$$, $$'card', 'lower', 6, 1$$,
                  $$'card', 'exact', 6, 0$$, $$'card', 'exact', NULL, 1$$, $$NULL, 'exact', 6, 1$$]) WITH ORDINALITY AS r (r, place) ORDER BY place;
SELECT error_of(format('INSERT INTO placeholder VALUES (%s)', r))
FROM unnest(ARRAY[$$'Phone', 'x', true$$, $$'phone', '', true$$, $$'phone', repeat('x', 501), true$$, $$NULL, 'a', true), (NULL, 'a', false$$, $$NULL, 'a', NULL$$])
     WITH ORDINALITY AS r (r, place) ORDER BY place;
SELECT error_of(format('INSERT INTO phone_plan (country_code, international_prefixes, trunk_prefixes, national_digits) VALUES (%s)', r))
FROM unnest(ARRAY[$$'+49', '{00}', '{}', 1$$, $$'049', '{00}', '{}', 1$$, $$'DE', '{00}', '{}', 1$$, $$'49', '{+}', '{}', 1$$, $$'49', '{NULL}', '{}', 1$$, $$'49', '{00}', '{0,""}', 1$$,
                  $$'49', '{00}', '{0}', 0$$]) WITH ORDINALITY AS r (r, place) ORDER BY place;

-- The definition's.
SELECT country_code, customer_limit, leg_gap FROM definition_in_force;
INSERT INTO definition (country_code, customer_limit, leg_gap) VALUES ('44', 20, '1 hour');
SELECT country_code, customer_limit, leg_gap FROM definition_in_force;
SELECT error_of(format('UPDATE definition SET %s', change))
FROM unnest(ARRAY[$$country_code = 'GB'$$, $$country_code = '0044'$$, 'customer_limit = 0', 'customer_limit = NULL', $$leg_gap = '0'$$, $$leg_gap = '1 month'$$, 'leg_gap = NULL'])
     WITH ORDINALITY AS c (change, place) ORDER BY place;

-- What does not fit across rows: two kinds of one rank, a plan that there is not, a placeholder of no kind.
SELECT count(*) FROM configuration_check;
UPDATE definition SET country_code = '999';
INSERT INTO identifier_kind (kind, rank) VALUES ('loyalty_card', 3), ('meter', 8), ('tenant', 8);
INSERT INTO placeholder (kind, value) VALUES ('acount', 'walk-in'), ('phone', 'walk-in');
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES (NULL, 'Test', true), (NULL, ' TEST', false), (NULL, 'test', false), ('email', 'test', true);
SELECT asked_by, severity, table_name, key, fault, repair FROM configuration_check ORDER BY table_name, key::text;
SELECT error_of('CALL refresh()');
UPDATE identifier_kind SET rank = CASE kind WHEN 'loyalty_card' THEN 6 WHEN 'meter' THEN 7 ELSE 8 END;
UPDATE definition SET country_code = '44';
UPDATE placeholder SET kind = 'account' WHERE kind = 'acount';
DELETE FROM placeholder WHERE value = 'Test';
SELECT count(*) FROM configuration_check;
-- and it is said at once
SET LOCAL client_min_messages = notice;
UPDATE identifier_kind SET rank = 1 WHERE kind = 'meter';
INSERT INTO placeholder (kind, value) VALUES ('emails', 'none');
ROLLBACK;

-- ---- the forms ----

-- exact: blanks around it go; casefold: and case, and what only looks different; email: and mailto:. Each is its own form.
CREATE TEMPORARY TABLE spelling (place serial, value text);
INSERT INTO spelling (value) VALUES
    ('A-100'), ('  a-100' || chr(9)), (U&'\00a0A-100\200b\feff'), (E'\r\n'), (''), (U&'\3000'), (U&'\00ad'), ('Straße'), ('STRASSE'), (U&'\FF21\FF22\2163'), (U&'e\0301'), (U&'\00c9'),
    (U&'\0130'), ('MAILTO:Ann@Example.COM'), ('mailto: mailto:ann@example.com '), ('mailto:'), ('a b'), ('Unknown'), ('N/A'), (' NULL '), ('0'), ('-'), ('00'), ('anonymous@anonymous.invalid'),
    ('sip:anonymous@anonymous.invalid'), ('none@none.com');
SELECT quote_nullable(value) AS value, form, quote_nullable(normal_identifier(value, form)) AS normal
FROM spelling CROSS JOIN unnest('{exact,casefold,email}'::text[]) WITH ORDINALITY AS f (form, n) ORDER BY spelling.place, n;
SELECT normal_identifier(NULL, 'exact'), normal_identifier(NULL, 'phone', '44');

-- No rows: the form of a form that is not itself, of random texts of what matters.
CREATE TEMPORARY TABLE random_text AS
SELECT t.n, string_agg(c.c, '' ORDER BY c.i) AS value
FROM generate_series(1, 3000) AS t (n)
CROSS JOIN LATERAL (SELECT i, (ARRAY['0', '0', '00', '1', '2', '44', '49', '39', '7', '+', '(0)', '(', ')', ' ', '-', '/', ';', ',', 'x', 'ext', 'sip:', 'tel:', '@', 'mailto:', 'A', 'é', 'ß', 'µ',
                                     U&'\0301', U&'\00a8', U&'\00ad', U&'\200b', U&'\0660', U&'\FF11', U&'\0344', U&'\FDFA', U&'\FF0B', E'\n', U&'\3000', 'ﬁ', '漢'])
                              [1 + (hashint8(t.n * 1000 + i)::bigint & 2147483647) % 41] AS c
                    FROM generate_series(1, 1 + t.n % 23) AS i) AS c
GROUP BY t.n;
SELECT r.value, f.form, f.country_code, once, normal_identifier(once, f.form, f.country_code) AS twice
FROM random_text AS r
CROSS JOIN (VALUES ('exact', NULL), ('casefold', NULL), ('email', NULL), ('phone', NULL), ('phone', '44'), ('phone', '1'), ('phone', '7'), ('phone', '39'), ('phone', '36'), ('phone', '65')) AS f (form, country_code)
CROSS JOIN LATERAL normal_identifier(r.value, f.form, f.country_code) AS once
WHERE normal_identifier(once, f.form, f.country_code) IS DISTINCT FROM once;
SELECT count(normal_identifier(value, 'phone', '44')) > 100 AS numbers, count(*) FILTER (WHERE normal_identifier(value, 'phone', '44') IS NULL) > 100 AS nobody FROM random_text;

-- phone: how one number is written, country by country. No rows: another than that.
CREATE TEMPORARY TABLE phone (country_code text, written text, number text);
INSERT INTO phone VALUES
    -- United Kingdom
    ('44', '07700 900123', '+447700900123'), ('44', '7700900123', '+447700900123'), ('44', '+447700900123', '+447700900123'), ('44', '+44 7700 900123', '+447700900123'),
    ('44', '+44 (0)7700 900123', '+447700900123'), ('44', '+4407700900123', '+447700900123'), ('44', '0044 7700 900123', '+447700900123'), ('44', '00447700900123', '+447700900123'),
    ('44', '447700900123', '+447700900123'), ('44', '(07700) 900-123', '+447700900123'), ('44', '07700.900.123', '+447700900123'), ('44', 'tel:+447700900123', '+447700900123'),
    ('44', 'sip:07700900123@gw.example', '+447700900123'), ('44', '07700 900123 ext 4', '+447700900123'), ('44', '07700 900123x4', '+447700900123'), ('44', '07700 900123;4', '+447700900123'),
    ('44', '07700 900123,4', '+447700900123'), ('44', '٠٧٧٠٠٩٠٠١٢٣', '+447700900123'), ('44', '０７７００　９００１２３', '+447700900123'), ('44', U&'\202a+44 7700 900123\202c', '+447700900123'),
    ('44', '"Ann" <sip:+447700900123@gw.example;user=phone>', '+447700900123'), ('44', U&'\FF0B\FF14\FF14 7700 900123', '+447700900123'), ('44', '+49 30 123456', '+4930123456'),
    ('44', '020 7946 0958', '+442079460958'), ('44', '07700905294', '+447700905294'),
    -- Germany
    ('49', '030 123456', '+4930123456'), ('49', '(030) 123456', '+4930123456'), ('49', '030/123456', '+4930123456'), ('49', '030 / 12 34 56', '+4930123456'), ('49', '+49 (0) 30 123456', '+4930123456'),
    ('49', '+49(0)30/123456', '+4930123456'), ('49', '0049-30-123456', '+4930123456'), ('49', '0049 (0)30 123456', '+4930123456'), ('49', '030 123456-78', '+493012345678'),
    ('49', '0171 1234567', '+491711234567'), ('49', '491711234567', '+491711234567'), ('49', '1711234567', '+491711234567'),
    -- United States and Canada: the trunk prefix is the country code
    ('1', '(415) 555-0100', '+14155550100'), ('1', '415-555-0100', '+14155550100'), ('1', '415.555.0100', '+14155550100'), ('1', '4155550100', '+14155550100'), ('1', '1-415-555-0100', '+14155550100'),
    ('1', '14155550100', '+14155550100'), ('1', '+1 415 555 0100', '+14155550100'), ('1', '+1 (415) 555-0100 x5', '+14155550100'), ('1', '011 44 7700 900123', '+447700900123'),
    -- Italy: the 0 is a part of the number
    ('39', '06 1234567', '+39061234567'), ('39', '+39 06 1234567', '+39061234567'), ('39', '0039 06 1234567', '+39061234567'), ('39', '+39 (0)6 1234567', '+39061234567'), ('39', '347 1234567', '+393471234567'),
    ('44', '+39 06 1234567', '+39061234567'),
    -- Spain: no trunk prefix
    ('34', '912 34 56 78', '+34912345678'), ('34', '+34 912 345 678', '+34912345678'), ('34', '0034912345678', '+34912345678'), ('34', '34912345678', '+34912345678'),
    -- France
    ('33', '01 23 45 67 89', '+33123456789'), ('33', '01.23.45.67.89', '+33123456789'), ('33', '+33 (0)1 23 45 67 89', '+33123456789'), ('33', '00 33 1 23 45 67 89', '+33123456789'), ('33', '123456789', '+33123456789'),
    -- Hungary
    ('36', '06 1 234 5678', '+3612345678'), ('36', '06-30-123-4567', '+36301234567'), ('36', '+36 30 123 4567', '+36301234567'), ('36', '+36 (06) 30 123 4567', '+36301234567'), ('36', '0036301234567', '+36301234567'),
    -- Russia
    ('7', '8 (495) 123-45-67', '+74951234567'), ('7', '8-495-123-45-67', '+74951234567'), ('7', '+7 495 123 45 67', '+74951234567'), ('7', '74951234567', '+74951234567'), ('7', '(495) 123-45-67', '+74951234567'),
    ('7', '8 800 555 35 35', '+78005553535'), ('7', '800 555 35 35', '+78005553535'), ('7', '8~10 44 7700 900123', '+447700900123'),
    -- Australia, Japan, India, Brazil, Mexico, Singapore, Hong Kong, Ivory Coast
    ('61', '(02) 9876 5432', '+61298765432'), ('61', '0412 345 678', '+61412345678'), ('61', '0011 44 7700 900123', '+447700900123'), ('61', '+61 (0)2 9876 5432', '+61298765432'),
    ('81', '03-1234-5678', '+81312345678'), ('81', '090-1234-5678', '+819012345678'), ('81', '010 44 7700 900123', '+447700900123'), ('81', '０９０－１２３４－５６７８', '+819012345678'),
    ('91', '098765 43210', '+919876543210'), ('91', '919876543210', '+919876543210'), ('91', '98765 43210', '+919876543210'), ('91', '+91-98765-43210', '+919876543210'),
    ('55', '(11) 98765-4321', '+5511987654321'), ('55', '0 11 98765-4321', '+5511987654321'), ('55', '5511987654321', '+5511987654321'), ('55', '+55 (11) 98765-4321', '+5511987654321'),
    ('52', '044 55 1234 5678', '+525512345678'), ('52', '01 55 1234 5678', '+525512345678'), ('52', '55 1234 5678', '+525512345678'),
    ('65', '6123 4567', '+6561234567'), ('65', '001 44 7700 900123', '+447700900123'), ('852', '2123 4567', '+85221234567'), ('852', '001 44 7700 900123', '+447700900123'),
    ('225', '07 12 34 56 78', '+2250712345678'), ('225', '+225 07 12 34 56 78', '+2250712345678'),
    -- no country: by its digits
    (NULL, '07700 900123', '07700900123'), (NULL, '+44 (0)7700 900123', '+447700900123'), (NULL, '0044 7700 900123', '00447700900123'), (NULL, '٠٧٧٠٠ ٩٠٠١٢٣', '07700900123'),
    -- nobody
    ('44', '12345', NULL), ('44', '+44 1', NULL), ('44', 'unknown', NULL), ('44', 'Anonymous', NULL), ('44', 'sip:alice@gw.example', NULL), ('44', 'sip:agent007123456@gw.example', NULL),
    ('44', '0000000000', NULL), ('44', 'ext 1234567', '+441234567'), ('44', 'x', NULL), ('44', '+', NULL), (NULL, '99999', NULL), ('44', 'anonymous@anonymous.invalid', NULL);
SELECT count(*) AS spellings, count(DISTINCT country_code) AS countries FROM phone;
SELECT *, normal_identifier(written, 'phone', country_code) AS got FROM phone WHERE normal_identifier(written, 'phone', country_code) IS DISTINCT FROM number;

-- No rows: a country whose own numbers are not what they are, written with each prefix and without.
WITH plan AS (SELECT p.*, left(CASE WHEN leading_zero THEN '02345678901234' ELSE '22345678901234' END, coalesce(national_digits, 9)) AS national FROM phone_plan_in_force AS p)
SELECT p.country_code, w.written, normal_identifier(w.written, 'phone', p.country_code) AS got
FROM plan AS p
CROSS JOIN LATERAL (
    SELECT '+' || p.country_code || p.national UNION ALL SELECT p.national UNION ALL SELECT p.country_code || p.national
    UNION ALL SELECT t || ' ' || p.national FROM unnest(p.trunk_prefixes) AS t
    UNION ALL SELECT '+' || p.country_code || '(0)' || p.national WHERE NOT p.leading_zero
    UNION ALL SELECT i || ' ' || p.country_code || ' ' || p.national FROM unnest(p.international_prefixes) AS i) AS w (written)
WHERE length(p.national) >= 6
  AND normal_identifier(w.written, 'phone', p.country_code) IS DISTINCT FROM '+' || p.country_code || p.national;

-- Ten thousand characters.
SELECT form, length(normal_identifier(repeat('7', 10000), form, '44')), length(normal_identifier(repeat('Straße ', 1500), form, '44'))
FROM unnest('{exact,casefold,email,phone}'::text[]) WITH ORDINALITY AS f (form, n) ORDER BY n;

-- ---- kinds and placeholders ----

BEGIN;
SELECT kind, value, identifier_of(kind, value, '44')
FROM (VALUES ('customer', ' 7 '), ('customer', '0'), ('account', 'A-1'), ('email', 'MAILTO:A@B.example'), ('email', 'none@none.com'), ('phone', '07700 900123'), ('phone', '266696687'), ('phone', '+266 696 687'),
             ('phone', '0000000000'), ('phone', 'asterisk'), ('device', '00000000-0000-0000-0000-000000000000'), ('account', '00000000-0000-0000-0000-000000000000'), ('device', NULL)) AS v (kind, value);
-- A company whose customer 0 is real says so: of that kind, or of all.
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES ('customer', '0', false);
SELECT identifier_of('customer', '0', NULL), identifier_of('account', '0', NULL), normal_identifier('0', 'exact');
UPDATE placeholder SET kind = NULL;
SELECT identifier_of('customer', '0', NULL), identifier_of('account', '0', NULL), normal_identifier('0', 'exact');
DELETE FROM placeholder;
SELECT identifier_of('customer', '0', NULL), identifier_of('account', '0', NULL), normal_identifier('0', 'exact');
-- One's own are seen at once, by their value as written or in the normal form, in any case, also where they are taken back.
SAVEPOINT mine;
INSERT INTO placeholder (kind, value) VALUES ('phone', '+442079460000'), (NULL, 'Walk-In'), ('phone', 'Reception 1234567');
SELECT identifier_of('phone', v, '44') FROM unnest('{020 7946 0000,(020) 7946-0000,020 7946 0001,reception 1234567,1234567}'::text[]) AS v;
SELECT normal_identifier('WALK-IN ', 'exact'), normal_identifier('020 7946 0000', 'phone', '44');
ROLLBACK TO mine;
SELECT normal_identifier('WALK-IN ', 'exact'), identifier_of('phone', '020 7946 0000', '44');
-- So are kinds and plans.
INSERT INTO identifier_kind (kind, form, rank) VALUES ('loyalty_card', 'casefold', 6), ('device', 'casefold', 5);
INSERT INTO phone_plan (country_code, international_prefixes, trunk_prefixes) VALUES ('44', '{9}', '{}');
SELECT identifier_of('loyalty_card', 'Ab', NULL), identifier_of('device', 'Ab', NULL), normal_identifier('9 49 30 123456', 'phone', '44');
ROLLBACK;
SELECT identifier_of('device', 'Ab', NULL), normal_identifier('9 49 30 123456', 'phone', '44');

-- ---- bad arguments ----

SELECT error_of(format('SELECT normal_identifier(%s)', a))
FROM unnest(ARRAY[$$'a', 'Exact'$$, $$NULL, 'lower'$$, $$'a', NULL$$, $$'a', ''$$, $$'a', 'phone', 'DE'$$, $$'a', 'phone', '+49'$$, $$'a', 'phone', '049'$$, $$'a', 'exact', '1234'$$, $$'a', 'phone', ''$$,
                  $$'a', 'phone', '999'$$, $$'a', repeat('é', 100)$$]) WITH ORDINALITY AS a (a, place) ORDER BY place;
SELECT normal_identifier('a', 'exact', '999');
SELECT error_of(format('SELECT identifier_of(%s)', a))
FROM unnest(ARRAY[$$'Phone', 'a', NULL$$, $$NULL, 'a', NULL$$, $$'phone', 'a', '999'$$, $$'phone', 'a', 'GB'$$]) WITH ORDINALITY AS a (a, place) ORDER BY place;

-- Where the owner has altered a table, it is not read.
BEGIN;
ALTER TABLE failure_demand.phone_plan RENAME COLUMN leading_zero TO zero;
SELECT error_of($$SELECT normal_identifier('a', 'exact')$$);
ROLLBACK;
BEGIN;
ALTER TABLE failure_demand.identifier_kind DROP CONSTRAINT identifier_kind_form_check;
INSERT INTO identifier_kind VALUES ('device', 'other', 5);
SELECT identifier_of('device', 'Ab', NULL);
ROLLBACK;
