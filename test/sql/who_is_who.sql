-- Who is who in a refresh: what identifiers and links make of contacts, made by hand.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned
\set SHOW_CONTEXT never

CREATE TABLE call (id int, caller text, mail text, topic text, began timestamptz, changed timestamptz);
CREATE TABLE session (id int, account text, topic text, began timestamptz);
CREATE TABLE crm (account text, mobile text, landline text, mail text);
INSERT INTO definition (country_code) VALUES ('49');
INSERT INTO session VALUES (1, 'A-17', 'bill', '2026-03-01 10:00Z'), (2, 'A-18', 'bill', '2026-03-02 10:00Z'), (3, 'A-19', 'move', '2026-03-03 10:00Z'), (4, ' ', 'bill', '2026-03-04 10:00Z'),
    (5, 'A-99', 'bill', '2026-03-20 10:00Z');
INSERT INTO call VALUES (1, '0171 5550101', NULL, 'bill', '2026-03-01 15:00Z'), (2, '+49 (0)171 5550102', NULL, 'bill', '2026-03-02 15:00Z'), (3, 'anonymous', '', 'move', '2026-03-03 15:00Z'),
    (4, '0171 5550199', NULL, 'bill', '2026-03-05 10:00Z');
SELECT add_source('call', '{"interaction_id": "id", "request": "topic", "started_at": "began", "updated_at": "changed", "identifiers": {"phone": "caller", "email": "mail"}}', '{"channel": "phone"}');
SELECT add_source('session', '{"interaction_id": "id", "request": "topic", "started_at": "began", "identifiers": {"account": "account"}}', '{"channel": "app"}');
SELECT source, interaction_id, customer, identifiers FROM failure_demand.interaction ORDER BY 1, 2;

-- By account and by number nobody came back.
CALL refresh();
CREATE VIEW shown AS SELECT source, interaction_id AS id, customer, bounced, contact_no AS no, contacts AS of, left_out FROM contact ORDER BY source, id;
TABLE shown;

-- With a table of links, two did; what was read is not read again.
INSERT INTO crm VALUES ('A-17', '0171 555 0101', NULL, 'ida@example.org'), ('A-18', '0171 555 0102', '030 555 01', 'jon@example.org'), (NULL, NULL, NULL, NULL), ('A-20', ' ', 'unknown', NULL);
SELECT add_identity('crm', '{"account": "account", "phone": ["mobile", "landline"], "email": "mail"}');
CREATE VIEW last AS SELECT full_because, groups_computed AS groups, contacts_written AS written, contacts_removed AS removed, stale_sources AS stale FROM refresh_log ORDER BY id DESC LIMIT 1;
CALL refresh();
TABLE last;
TABLE shown;
SELECT * FROM customer_identifier ORDER BY identifier COLLATE "C";

-- A table that is keyed by customer takes any identifier.
INSERT INTO departure VALUES ('phone:+491715550101', '2026-04-01Z'), ('account:A-18', '2026-05-01Z'), ('phone:+493055501', '2026-04-02Z'), ('ann', '2026-04-03Z');
SELECT * FROM departed_customer ORDER BY customer;
DELETE FROM departure;

-- A link that comes computes those anew whom it joins, one that goes those whom it parts, and nobody else.
INSERT INTO crm VALUES ('A-19', '0171 555 0199', NULL, NULL);
CALL refresh();
TABLE last;
SELECT * FROM shown WHERE customer = 'account:A-19';
DELETE FROM crm WHERE account = 'A-18';
CALL refresh();
TABLE last;
SELECT * FROM shown WHERE customer ~ '0102|A-18';
CALL refresh();
TABLE last;

-- A row of a source links what stands in it: whatever its date and direction, but not where it gives way to another.
INSERT INTO call VALUES (5, '0171 5550102', 'JON@example.org', NULL, NULL, NULL), (6, '0171 5550199', 'jon@example.org', 'bill', '2026-03-07 10:00Z', '2026-03-07Z'), (6, '0171 5550199', NULL, 'bill', '2026-03-07 10:00Z', '2026-03-08Z');
CALL refresh();
TABLE last;
SELECT identifier, customer FROM customer_identifier WHERE kind IN ('phone', 'email') ORDER BY identifier COLLATE "C";
-- It counts when the other goes.
DELETE FROM call WHERE changed = '2026-03-08Z';
CALL refresh();
SELECT identifier, customer FROM customer_identifier WHERE kind IN ('phone', 'email') ORDER BY identifier COLLATE "C";
DELETE FROM call WHERE id IN (5, 6);
CALL refresh();
SELECT identifier, customer FROM customer_identifier WHERE kind IN ('phone', 'email') ORDER BY identifier COLLATE "C";

-- A customer is an identifier, too: what stands beside him is his.
CREATE TABLE branch (interaction_id int, customer text, request text, started_at timestamptz, phone text);
INSERT INTO branch VALUES (1, 'ida', 'bill', '2026-03-02 09:00Z', '0171 5550101'), (2, 'phone:x', 'bill', '2026-03-09Z', NULL), (3, 'unknown', 'bill', '2026-03-09Z', NULL);
SELECT add_source('branch', '{"identifiers": {"phone": "phone"}}', '{"channel": "branch"}');
CALL refresh();
SELECT source, id, customer, no, "of", left_out FROM shown WHERE source = 'branch' OR customer = 'ida';
SELECT interaction_id, customer, said_customer, identifiers FROM contact WHERE source = 'branch' ORDER BY 1;
SELECT drop_source('branch');

-- What is everybody's is nobody's, and its contacts are counted.
INSERT INTO crm SELECT 'B-' || n, '030 5550000' FROM generate_series(1, 4) AS n;
INSERT INTO call VALUES (7, '030-5550000', NULL, 'bill', '2026-03-10Z');
CALL refresh();
SELECT * FROM shown WHERE id = '7';
SELECT identifier, customer, why_alone FROM customer_identifier WHERE identifier ~ 'B-|0000' ORDER BY 1;
-- Three may be a household.
DELETE FROM crm WHERE account = 'B-4';
CALL refresh();
SELECT * FROM shown WHERE id = '7';
-- Too large to be believed.
UPDATE definition SET customer_limit = 2;
CALL refresh();
TABLE last;
SELECT identifier, customer, why_alone FROM customer_identifier WHERE identifier ~ 'B-|0000' ORDER BY 1;
SELECT * FROM identity_check ORDER BY source, kind;
DELETE FROM placeholder;
INSERT INTO placeholder (kind, value) VALUES ('phone', '030 5550000');
CALL refresh();
SELECT said, placeholders, shared, not_believed FROM identity_check WHERE source = 'crm' AND kind = 'phone';
DELETE FROM placeholder;
UPDATE definition SET customer_limit = 50;

-- A table of links that cannot be read, or is empty, keeps what was read of it.
DELETE FROM crm WHERE account LIKE 'B-%';
CALL refresh();
ALTER TABLE crm RENAME TO crm_away;
CALL refresh();
TABLE last;
SELECT stale_sources FROM report_basis;
SELECT * FROM shown WHERE customer = 'account:A-17';
CALL refresh(true);
SELECT * FROM shown WHERE customer = 'account:A-17';
ALTER TABLE crm_away RENAME TO crm;
ALTER TABLE crm RENAME mobile TO cell;
CALL refresh();
ALTER TABLE crm RENAME cell TO mobile;
BEGIN;
TRUNCATE crm;
CALL refresh();
ROLLBACK;
CALL refresh();
TABLE last;
-- Where it is gone from here, too, nothing right can be computed.
BEGIN;
DELETE FROM failure_demand_internal.identifier_link;
DROP TABLE crm;
CALL refresh();
ROLLBACK;
SELECT drop_source('crm');
CALL refresh();
SELECT stale_sources FROM report_basis;
TABLE shown;

-- Slips.
CREATE FUNCTION pg_temp.slip(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', SQLSTATE || ' ' || SQLERRM, detail, hint);
END $$;
SELECT pg_temp.slip(format('SELECT add_identity(%s)', arguments)) FROM unnest(ARRAY['NULL, NULL', $$'crm', '{"account": "account"}'$$, $$'crm', '[]'$$, $$'crm', '{"account": "acc", "phone": "mobile"}'$$,
    $$'crm', '{"account": "account", "fax": "mobile"}'$$, $$'crm', '{"account": "account", "phone": 7}'$$, $$'crm', '{"account": "account", "phone": "mobile"}', 'call'$$,
    $$'failure_demand.contact', '{"customer": "customer", "account": "source"}'$$]) AS arguments;
SELECT pg_temp.slip(format('SELECT add_source(''session'', %L, ''{"channel": "app"}'')', '{"interaction_id": "id", "started_at": "began"' || more || '}'))
FROM unnest('{"",", \"identifiers\": \"account\"",", \"identifiers\": {\"fax\": \"account\"}",", \"identifiers\": {\"phone\": [\"account\", 7]}"}'::text[]) AS more;
SELECT add_identity('crm', '{"account": "account", "phone": "mobile"}');
CREATE TABLE crm_too AS TABLE crm;
SELECT pg_temp.slip($$SELECT add_identity('crm_too', '{"account": "account", "phone": "mobile"}', 'crm')$$);
SELECT pg_temp.slip($$SELECT add_source('session', '{"interaction_id": "id", "started_at": "began", "identifiers": {"account": "account"}}', '{"channel": "app"}', 'crm')$$);
SELECT drop_source('crm'::regclass);
SELECT drop_source(name) FROM source ORDER BY name;
CALL refresh();
SELECT (SELECT count(*) FROM identifier_link) AS links, (SELECT count(*) FROM identity_member) AS members, (SELECT count(*) FROM identity_who) AS who, (SELECT count(*) FROM identity_feed) AS feeds;
DELETE FROM definition;
DROP SCHEMA test CASCADE;
