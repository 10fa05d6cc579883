-- What a first refresh writes costs no more where tables were vacuumed while they were empty, and are taken for
-- small: none is read again for each row that is written.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

CREATE TABLE test.call (interaction_id integer, phone text, request text, channel text, started_at timestamptz);
INSERT INTO call SELECT n, '07' || 100000000 + n % 3000, 'topic ' || n, 'phone', '2026-01-01 12:00Z'::timestamptz + n * interval '1 minute'
FROM generate_series(1, 6000) AS n;
CREATE TABLE test.crm (account text, phone text);
INSERT INTO crm SELECT 'A' || n, '07' || 100000000 + n FROM generate_series(1, 3000) AS n;
INSERT INTO definition (country_code) VALUES ('44');
SELECT add_source('call', '{"identifiers": {"phone": "phone"}}') \gset
SELECT add_identity('crm', '{"account": "account", "phone": "phone"}') \gset
\set ECHO none
SELECT format('VACUUM %s', oid::regclass) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'failure_demand_internal'::regnamespace \gexec
\set ECHO all
BEGIN;
CALL refresh();
SELECT relname, pg_stat_get_xact_blocks_fetched(oid) AS blocks FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'failure_demand_internal'::regnamespace AND pg_stat_get_xact_blocks_fetched(oid) > 40000;
SELECT count(*) AS contacts, count(DISTINCT customer) AS customers, (SELECT count(*) FROM company_log_request) AS requests FROM contact;
ROLLBACK;
SELECT drop_source(s) FROM unnest(ARRAY['call', 'crm']) AS s;
DELETE FROM definition;
DROP SCHEMA test CASCADE;
