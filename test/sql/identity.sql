-- Who is who: which identifiers are one customer, and why.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
BEGIN;

-- ---- texts, kinds, customers ----

CREATE TABLE link (a text, b text);
INSERT INTO link VALUES ('ida', 'account:17'), ('account:17', 'phone:+4930123'), ('phone:+4930123', 'device:d1'), ('email:jon@example.org', 'account:18'), ('kim', NULL);
CREATE TABLE known AS SELECT identity(a, b) AS who FROM link;
SELECT c.* FROM known, customers(who) AS c ORDER BY identifier COLLATE "C";
SELECT w.* FROM known, why_same(who, 'device:d1', 'ida') AS w;
SELECT t, customer_of(who, t), (SELECT count(*) FROM why_same(who, t, 'ida')) AS links
FROM known, unnest('{ida,customer:ida,device:d1,account:18,kim,nobody,"",phone:}'::text[]) AS t;
SELECT customer_of(NULL, 'ida'), customer_of(who, NULL), (SELECT count(*) FROM why_same(NULL, 'ida', 'ida')) FROM known;
-- A kind that nobody knows is no kind; a customer whose name looks like another kind's is written with his own.
SELECT * FROM customers((SELECT identity(a, NULL) FROM unnest('{fax:7,Phone:7,:7,a:b:c,account:7,customer:account:7,customer:customer:7,customer:7,"email:a:b"}'::text[]) AS a))
ORDER BY identifier COLLATE "C";
-- The name is the least value in bytes of the best kind, whatever comes first.
SELECT * FROM customers((SELECT identity(a, b) FROM (VALUES ('b', 'account:1'), ('account:1', 'B'), ('B', 'a')) AS v (a, b))) ORDER BY identifier COLLATE "C";

-- ---- bad input ----

-- Nulls, blanks, one identifier a row, links of one to itself, links twice and both ways, a cycle.
SELECT * FROM customers((SELECT identity(a, b) FROM (VALUES (NULL, NULL), ('', ' '), (E' \t\n', 'x'), ('y', 'phone:'), ('phone: ', NULL), ('z', 'z'), ('z', 'customer:z')) AS v (a, b)))
ORDER BY identifier COLLATE "C";
SELECT * FROM customers((SELECT identity(a, b) FROM (VALUES ('a', 'account:1'), ('account:1', 'a'), ('account:1', 'b'), ('b', 'phone:1'), ('phone:1', 'a'), ('a', 'account:1')) AS v (a, b)))
ORDER BY identifier COLLATE "C";
SELECT identity(a, b) IS NULL AS of_no_rows FROM link WHERE false;
SELECT count(*) AS of_nobody FROM customers((SELECT identity(NULL, b) FROM link WHERE b IS NULL));
-- Values are taken as they are: blanks around them, and case.
SELECT count(DISTINCT customer) AS customers FROM customers((SELECT identity(a, 'account:1' || a) FROM unnest('{ida,"ida "," ida",Ida}'::text[]) AS a));
SELECT customer FROM customers((SELECT identity('phone:' || normal_identifier(a, 'phone', '49'), b) FROM (VALUES ('030/123456', 'ida'), ('+49 30 123456', 'ida')) AS v (a, b))) WHERE identifier LIKE 'phone%';
-- Texts of 10,000 characters, and of a megabyte, that differ at their end.
SELECT length(identifier), right(customer, 1), identifiers
FROM customers((SELECT identity(repeat('ä', 10000) || n, 'account:' || repeat('€', 350000) || n % 2) FROM generate_series(1, 4) AS n)) ORDER BY right(identifier, 2), length(identifier);
-- So many links to one value that stands for nobody: it is shared.
SELECT count(*) AS identifiers, count(DISTINCT customer) AS customers, count(*) FILTER (WHERE identifier = 'phone:0') AS of_the_placeholder
FROM customers((SELECT identity('c' || n, 'phone:0') FROM generate_series(1, 50000) AS n));
-- A source that has both, a customer and identifiers, each linked with each.
SELECT count(DISTINCT customer) FROM customers((SELECT identity(a, b) FROM (VALUES ('ida', 'phone:1'), ('ida', 'email:i'), ('phone:1', 'email:i')) AS v (a, b)));

-- ---- shared ----

-- Three customers share a phone, and may; with a fourth it is nobody's. Links within a kind do not count.
CREATE FUNCTION who_of(links text[]) RETURNS TABLE (identifier text, customer text) LANGUAGE sql AS $$
SELECT identifier, customer FROM customers((SELECT identity(split_part(l, '-', 1), split_part(l, '-', 2)) FROM unnest(links) AS l)) ORDER BY identifier COLLATE "C"
$$;
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-phone:1,b-phone:1,c-phone:1}');
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-phone:1,b-phone:1,c-phone:1,d-phone:1}');
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-phone:1,phone:1-phone:2,phone:1-phone:3,phone:1-phone:4,phone:1-phone:5}');
-- Customers as the better kinds have made them: four values, but one customer.
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-account:1,b-account:1,c-account:1,d-account:1,a-phone:1,b-phone:1,c-phone:1,d-phone:1}');
-- A phone that is shared does not make the devices behind it one, nor is it in the way to them.
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-phone:1,b-phone:1,c-phone:1,d-phone:1,phone:1-device:x}');
SELECT count(*) FROM why_same((SELECT identity(x, 'phone:1') FROM unnest('{a,b,c,d}'::text[]) AS x), 'a', 'b');

-- ---- too large to be believed ----

INSERT INTO definition (customer_limit) VALUES (2);
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-account:1,b-account:1}');
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{a-account:1,b-account:1,c-account:1,x-account:2}');
SELECT count(*) FROM why_same((SELECT identity(x, 'account:1') FROM unnest('{a,b,c}'::text[]) AS x), 'a', 'b');
SELECT string_agg(identifier || ' ' || customer, ', ') FROM who_of('{account:1-phone:1,account:2-phone:1,account:3-phone:1,phone:1-device:1}');

-- ---- limits ----

-- A value goes on by the limits that it was made by, and becomes one with those of the same alone.
SELECT string_agg(c.customer, ' ' ORDER BY identifier COLLATE "C") FROM known, customers(who) AS c;
SELECT error_of('SELECT who || (SELECT identity(a, b) FROM link) FROM known');
SELECT error_of('SELECT rollup(w) FROM (SELECT who FROM known UNION ALL SELECT identity(a, b) FROM link) AS v (w)');
DELETE FROM definition;
SELECT customer_of(who || (SELECT identity('kim', 'ida')), 'account:17'), customer_of(who, 'account:17') AS before FROM known;
INSERT INTO identifier_kind (kind, rank) VALUES ('loyalty_card', 6);
SELECT * FROM customers((SELECT identity('loyalty_card:1', 'device:1'))) ORDER BY identifier COLLATE "C";
SELECT error_of('SELECT who || (SELECT identity(''a'', ''b'')) FROM known');
UPDATE identifier_kind SET rank = 5;
SELECT error_of('SELECT identity(a, b) FROM link');
DELETE FROM identifier_kind;
-- The owner may do to his tables and views what he likes.
CREATE OR REPLACE VIEW identifier_kind_in_force AS SELECT 'customer'::text AS kind, 'exact'::text COLLATE "C" AS form, 1 / 0 AS rank, 1 AS shared_above;
SELECT count(*) AS identifiers FROM customers((SELECT identity(a, b) FROM link));
ALTER TABLE identifier_kind RENAME rank TO place;
SELECT error_of('SELECT identity(a, b) FROM link');
ALTER TABLE identifier_kind RENAME place TO rank;
ALTER TABLE definition RENAME customer_limit TO most;
SELECT error_of('SELECT identity(a, b) FROM link');
ROLLBACK;

-- ---- a window, and what is not for calling ----

SELECT n, (SELECT count(*) FROM customers(so_far)) AS so_far, (SELECT count(*) FROM customers(of_two)) AS of_two
FROM (SELECT n, identity(n::text, 'account:1') OVER (ORDER BY n) AS so_far, identity(n::text, 'account:' || n) OVER (ORDER BY n ROWS 1 PRECEDING) AS of_two
      FROM generate_series(1, 4) AS n) AS w;
SELECT error_of('SELECT failure_demand_internal.identity_transition(NULL, ''a'', ''b'')');
SELECT error_of('SELECT failure_demand_internal.identity_combine(NULL, NULL)');
SELECT error_of('SELECT failure_demand_internal.identity_final(NULL)');

-- ---- values from outside ----

CREATE TEMP TABLE one AS SELECT identity('ida', 'account:1') AS who;
SELECT who::text::identity::text = who::text AS again FROM one;
\getenv abs_builddir PG_ABS_BUILDDIR
\set file :abs_builddir '/results/identity.bin'
\set write '\\copy one TO ' :'file' ' (FORMAT binary)'
\set read '\\copy read_again FROM ' :'file' ' (FORMAT binary)'
CREATE TEMP TABLE read_again (LIKE one);
:write
:read
SELECT a.who::text = b.who::text AS read_again FROM one AS a, read_again AS b;
-- Any byte that is another one, or missing.
SELECT count(*) FILTER (WHERE error_of(format('SELECT %L::failure_demand.identity', overlay(who::text PLACING CASE substr(who::text, n, 1) WHEN '0' THEN '1' ELSE '0' END FROM n))) ~ '22P03') = max(n) - 2 AS all_refused
FROM one, generate_series(3, length(who::text)) AS n GROUP BY who::text;
SELECT error_of(format('SELECT %L::failure_demand.identity', t)) FROM one, unnest(ARRAY['', '\x', '\x0', 'no', '\x00', left(who::text, 40)]) AS t;
-- Bytes that are sealed, and say something else: looked at when they come, they are refused or are another value; those
-- that were not looked at are refused when they are asked, or give an answer.
CREATE FUNCTION pg_temp.unread(bytes bytea) RETURNS identity IMMUTABLE STRICT LANGUAGE internal AS 'byteasend';
CREATE TEMP TABLE forged AS
SELECT at, byte, b || test.crc32c(b) AS bytes
FROM one, substr(failure_demand_internal.identity_send(who), 1, length(who::text) / 2 - 5) AS whole, generate_series(0, octet_length(whole) - 1) AS at,
     unnest('{0,1,2,3,127,128,255}'::integer[]) AS byte, LATERAL set_byte(whole, at, byte) AS b;
SELECT left(error_of(format('SELECT %L::failure_demand.identity', bytes)), 5) AS code FROM forged GROUP BY 1 ORDER BY 1;
SELECT call, bool_and(code IN ('22P03', '0A000', '22023')) AS are_known_errors, count(*) > 0 AS some
FROM unnest(ARRAY['(SELECT count(*) FROM customers(who))', $$customer_of(who, 'ida')$$, $$(SELECT count(*) FROM why_same(who, 'ida', 'account:1'))$$, 'who || who', 'rollup(who)']) AS call,
     LATERAL (SELECT left(error_of(format('SELECT %s FROM pg_temp.unread(%L) AS who', call, bytes)), 5) AS code FROM forged) AS e
WHERE code <> 'no er' GROUP BY call ORDER BY call COLLATE "C";
SELECT error_of(format('SELECT %L::failure_demand.identity', bytes)) FROM forged WHERE at = 0 AND byte = 3;
SET failure_demand.debug_value_limit = '64kB';
SELECT error_of('SELECT identity(n::text, ''account:'' || n) FROM generate_series(1, 20000) AS n');
RESET failure_demand.debug_value_limit;
