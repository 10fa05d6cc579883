-- Requests that two systems call by two names are one: journeys, bounces and rules know the name that they have here.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

CREATE TABLE test.session (interaction_id integer, customer text, request text, started_at timestamptz);
CREATE TABLE test.call (interaction_id integer, customer text, request text, started_at timestamptz, written_at timestamptz);
INSERT INTO test.session VALUES
    (1, 'ann', 'view_bill', '2026-01-05 10:00Z'), (2, 'ben', 'pay_now', '2026-01-05 10:00Z'), (3, 'cem', 'move', '2026-01-05 10:00Z'),
    (4, 'dan', NULL, '2026-01-05 10:00Z'), (5, 'zoe', 'end', '2026-02-05 10:00Z');
INSERT INTO test.call VALUES
    (1, 'ann', 'Billing', '2026-01-05 12:00Z', '2026-02-01Z'), (2, 'ben', 'Billing', '2026-01-05 13:00Z', '2026-02-01Z'), (3, 'cem', 'move', '2026-01-05 14:00Z', '2026-02-01Z'),
    (4, 'ann', 'bill', '2026-01-05 15:00Z', '2026-02-01Z'), (5, 'dan', 'Billing', '2026-01-05 16:00Z', '2026-02-01Z');
SELECT add_source('session', constants => '{"channel": "app"}'), add_source('call', constants => '{"channel": "phone"}', append_only => true);
CALL refresh();
CREATE VIEW test.told AS
SELECT source, interaction_id AS id, customer, request, said_request, contact_no, contacts, bounced, origin_request, left_out FROM contact WHERE customer <> 'zoe' ORDER BY customer, started_at;
SELECT * FROM test.told;

-- Keyed as they come, nobody bounces. A source's own row comes before the one for any; a name is not looked up again.
INSERT INTO request_name VALUES (NULL, 'view_bill', 'bill'), ('session', 'pay_now', 'bill'), (NULL, 'pay_now', 'payment'), ('call', 'Billing', 'bill'), (NULL, 'bill', 'money'), ('call', 'bill', 'bill');
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT * FROM test.told;
SELECT request, contacts FROM contact_daily ORDER BY 1, 2;

-- What a refresh computes of a changed name is the requests that lose it and gain it; the rest stays as it is.
UPDATE request_name SET request = 'payment' WHERE source = 'session';
CALL refresh();
SELECT full_because, groups_computed, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT * FROM test.told WHERE customer = 'ben';
-- A name under which a code was known anyway changes nothing.
INSERT INTO request_name VALUES ('session', 'move', 'move'), (NULL, 'nothing like it', 'move');
CALL refresh();
SELECT groups_computed, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;

-- A row that is new, of a source that only grows, and a new name at once; and a source that is gone, closed.
INSERT INTO test.call VALUES (6, 'cem', 'House Move', '2026-01-06Z', now());
INSERT INTO request_name VALUES (NULL, 'House Move', 'move');
CALL refresh();
SELECT * FROM test.told WHERE customer = 'cem';
UPDATE source SET closed = true WHERE name = 'session';
ALTER TABLE test.session RENAME TO away;
UPDATE request_name SET request = 'account' WHERE code = 'view_bill';
CALL refresh();
SELECT * FROM test.told WHERE customer = 'ann';
ALTER TABLE test.away RENAME TO session;
CREATE TEMP TABLE was AS SELECT c::text AS line FROM contact AS c;
CALL refresh();
SELECT count(*) FROM ((SELECT c::text FROM contact AS c EXCEPT ALL TABLE was) UNION ALL (TABLE was EXCEPT ALL SELECT c::text FROM contact AS c)) AS d;
CALL refresh(true);
SELECT count(*) FROM ((SELECT c::text FROM contact AS c EXCEPT ALL TABLE was) UNION ALL (TABLE was EXCEPT ALL SELECT c::text FROM contact AS c)) AS d;

-- Where any contact of the customer is the same request, names are names alone.
INSERT INTO definition (match) VALUES ('customer');
CALL refresh();
DELETE FROM request_name WHERE source = 'call';
CALL refresh();
SELECT * FROM test.told WHERE customer IN ('ann', 'ben');
DELETE FROM definition;

-- Rows that are none.
INSERT INTO request_name VALUES (NULL, 'bill', 'other');
INSERT INTO request_name VALUES (NULL, NULL, 'other');
INSERT INTO request_name VALUES (NULL, '', 'other');
INSERT INTO request_name VALUES (NULL, 'x', '');
INSERT INTO request_name VALUES (NULL, 'x', NULL);
INSERT INTO request_name VALUES (NULL, repeat('x', 10000), 'other');
-- a source that is not there, and a name that is itself a code, are told
SET client_min_messages = notice;
INSERT INTO request_name VALUES ('sesion', 'x', 'y'), (NULL, 'invoice', 'view_bill');
SET client_min_messages = warning;
SELECT severity, table_name, key, fault, repair FROM configuration_check ORDER BY key::text;
DELETE FROM request_name;
SELECT drop_source('session'), drop_source('call');
CALL refresh();
DROP VIEW test.told;
