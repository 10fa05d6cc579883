-- A version of the extension that computes otherwise: the next refresh is full and says why, nothing
-- is charged before it, and what was posted stays, and names the version that it was computed by.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\set settings :abs_srcdir '/lib/settings.sql'
\i :company
SET client_min_messages = warning;

INSERT INTO rate_card VALUES ('phone', NULL, '(,)', 36, 0, NULL);  -- a second is a cent
INSERT INTO reason VALUES ('R', 'failure', NULL, NULL);
INSERT INTO department VALUES ('App');
INSERT INTO cause_rule (rule, priority, request) VALUES ('all', 1, NULL);
INSERT INTO cause_share VALUES ('all', 'App', 1);
-- Customers who come back, also to another source; some without a name.
INSERT INTO interactions (interaction_id, customer, request, channel, started_at, ended_at, handle_seconds, reason, provider)
SELECT n, CASE WHEN n % 7 > 0 THEN 'customer ' || n % 11 END, 'bill', CASE WHEN n % 3 = 0 THEN 'app' ELSE 'phone' END, at, at + interval '5 minutes', 100 + n, 'R', 'CallCo'
FROM generate_series(1, 60) AS n, LATERAL (SELECT '2026-01-01 12:00Z'::timestamptz + n * interval '11 hours') AS t (at);
CREATE TABLE chats AS
SELECT 'c' || n AS interaction_id, 'customer ' || n % 11 AS customer, 'bill' AS request, '2026-01-01 15:00Z'::timestamptz + n * interval '17 hours' AS started_at FROM generate_series(1, 30) AS n;
SELECT add_source('chats', constants => '{"channel": "chat"}');
CALL refresh();
UPDATE source SET closed = true;
SELECT department, currency, charged > 0 AS charged FROM post_charges('[2026-01-01,2026-01-15)');
SELECT set_baseline('start of January', '[2026-01-01,2026-01-08)');
SELECT request, computation_version FROM baseline;
INSERT INTO contract VALUES ('shared', 'CallCo');
INSERT INTO contract_term (contract, valid, gain_share, baseline, former_price_per_contact) VALUES ('shared', '[2026-01-01,2026-02-01)', 0.5, 'start of January', 4);
CREATE VIEW compared AS
SELECT 'progress' AS by, string_agg(DISTINCT substring(note FROM 'Baseline [^.]*computation_version[^.]*\.'), ' ') AS remark FROM progress('start of January', '[2026-01-08,2026-01-15)')
UNION ALL SELECT 'settle', substring(sentence FROM 'Baseline [^.]*computation_version[^.]*\.') FROM settle('shared', '[2026-01-08,2026-01-15)') WHERE item = 'gain share';
TABLE compared;
-- One source is gone when the update comes: what was kept of it is computed anew, too.
ALTER TABLE chats RENAME TO hidden;
CALL refresh();
CREATE VIEW number AS
SELECT 'contact' AS of, (to_jsonb(c) - 'customer_group')::text AS line FROM contact AS c
UNION ALL SELECT 'bounce_daily', b::text FROM bounce_daily AS b
UNION ALL SELECT 'global_fcr_monthly', f::text FROM global_fcr_monthly AS f
UNION ALL SELECT 'demand_monthly', d::text FROM demand_monthly AS d
UNION ALL SELECT 'charge', (to_jsonb(c) - 'definition')::text FROM charge AS c;
CREATE TABLE before AS TABLE number;
CREATE TABLE posted AS TABLE charge;
CREATE TABLE grouped AS SELECT source, interaction_id, customer_group FROM contact;
CREATE VIEW differing AS (TABLE number EXCEPT ALL TABLE before) UNION ALL (TABLE before EXCEPT ALL TABLE number);
CREATE VIEW last_refresh AS SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT of, count(*) > 0 AS any FROM before GROUP BY of ORDER BY of;
CALL refresh();
SELECT * FROM last_refresh;

-- The update: the number is another one, and so is what is recomputed together.
\connect - :superuser
CREATE OR REPLACE FUNCTION failure_demand_internal.computation_version() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE RETURN 2;
CREATE OR REPLACE FUNCTION failure_demand.customer_group(customer text, started_at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN customer IS NOT NULL THEN pg_catalog.hashtextextended(customer COLLATE "C", 7)
            ELSE pg_catalog.hash_record_extended(ROW(pg_catalog.date_bin('1 day', started_at, '2000-01-01 00:00+00')), 7) END;
\connect - regress_finance
\i :settings
SET search_path = company, failure_demand, failure_demand_internal, test;
SET client_min_messages = warning;
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-01-15)'')');
CALL refresh();
SELECT full_because, contacts_written = (SELECT count(*) FROM contact) AS all_written, (SELECT computation_version FROM report_basis) FROM last_refresh;
SELECT count(*) FILTER (WHERE c.customer_group = g.customer_group) AS in_the_old_group, count(*) AS contacts, count(DISTINCT source) AS sources
FROM contact AS c JOIN grouped AS g USING (source, interaction_id);
SELECT of, count(*) FROM differing GROUP BY of;
-- A baseline from before is compared with, and it is told; so it is of one whose version nobody knows; a new one is as the reports are.
TABLE compared;
UPDATE baseline SET computation_version = NULL;
TABLE compared;
DELETE FROM baseline;
SELECT set_baseline('start of January', '[2026-01-01,2026-01-08)');
SELECT request, computation_version FROM baseline;
TABLE compared;
-- Nothing is left to do, nor to charge; and it is so, too, when the source is there again.
CALL refresh();
SELECT * FROM last_refresh;
SELECT * FROM post_charges('[2026-01-01,2026-01-15)') WHERE charged <> 0;
ALTER TABLE hidden RENAME TO chats;
CALL refresh();
SELECT full_because FROM last_refresh;
SELECT of, count(*) FROM differing GROUP BY of;
-- What is posted now says by what it was computed; what was, stays.
UPDATE interactions SET handle_seconds = handle_seconds + 7 WHERE interaction_id = '1';
CALL refresh();
SELECT full_because FROM last_refresh;
SELECT department, currency, charged FROM post_charges('[2026-01-01,2026-01-15)');
SELECT posting, account, definition -> 'computation_version' AS computation_version FROM charge ORDER BY id;
SELECT count(*) AS changed FROM (TABLE posted EXCEPT TABLE charge) AS c;

\connect - :superuser
SET client_min_messages = warning;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
