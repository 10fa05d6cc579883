-- What was charged stays what it was: posting, late contacts, new rules, and what is refused.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\i :company

INSERT INTO definition (time_zone) VALUES ('Europe/Berlin');
INSERT INTO rate_card VALUES ('phone', NULL, '(,)', 36, 0, NULL), ('chat', NULL, '(,)', 36, 0, 'USD');  -- a second is a cent
INSERT INTO reason VALUES ('R', 'failure', NULL, NULL);
INSERT INTO department VALUES ('App'), ('Billing'), ('Web');
BEGIN;
INSERT INTO cause_rule (rule, priority, request) VALUES ('bills', 1, 'bill'), ('logins', 2, 'login');
INSERT INTO cause_share VALUES ('bills', 'Billing', 1), ('logins', 'App', 0.5), ('logins', 'Web', 0.5);
COMMIT;
-- 1 February begins in Berlin on 31 January at 23:00 UTC.
CREATE FUNCTION call_of(id text, request text, channel text, started_at timestamptz, seconds int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO company.interactions (interaction_id, customer, request, channel, started_at, ended_at, handle_seconds, reason)
    VALUES (id, id, request, channel, started_at, started_at + interval '5 minutes', seconds, 'R')
    ON CONFLICT (interaction_id) DO UPDATE SET request = excluded.request, handle_seconds = excluded.handle_seconds
$$;
DO $$ BEGIN
    PERFORM company.call_of('a', 'bill', 'phone', '2026-01-10 12:00Z', 100);
    PERFORM company.call_of('b', 'login', 'phone', '2026-01-31 22:59Z', 101);
    PERFORM company.call_of('c', 'login', 'chat', '2026-01-20 12:00Z', 300);
    PERFORM company.call_of('d', 'move', 'phone', '2026-01-20 12:00Z', 50);
    PERFORM company.call_of('e', 'bill', 'phone', '2026-01-20 12:00Z', NULL);
    PERFORM company.call_of('f', 'bill', 'phone', '2026-01-31 23:00Z', 700);
END $$;
SET client_min_messages = warning;
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-02-01)'')');
-- Contacts are known to the end of January in UTC, which is in February in Berlin; b is mature two days later.
CALL refresh(as_of => '2026-01-31 22:59:59.999999Z');
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-02-01)'')');
CALL refresh(as_of => '2026-02-02 23:03:59.999999Z');
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-02-01)'')');
SELECT open_because('[2026-01-01,2026-01-31)') IS NULL AS but_for_the_last_day;
CALL refresh(as_of => '2026-02-02 23:04Z');
SELECT error_of('SELECT * FROM post_charges(NULL)');
SELECT error_of('SELECT * FROM post_charges(''(,2026-02-01)'')') ~ '^22023' AS without_end;

-- What was taken back leaves no gap in the numbers.
BEGIN;
SELECT count(*) FROM post_charges('[2026-01-01,2026-02-01)');
ROLLBACK;
-- b is 1.01: a cent more for App. c 3.00 USD, a 1.00, d 0.50 is nobody's, e has no price.
SELECT * FROM post_charges('[2026-01-01,2026-02-01)');
SELECT id, posting, period, account, currency, debit, credit FROM charge ORDER BY id;
SELECT * FROM charge_balance ORDER BY period, currency, account COLLATE "C";
CREATE TABLE first_posting AS SELECT * FROM charge;
-- Again: nothing to add.
SELECT * FROM post_charges('[2026-01-01,2026-01-31]');
SELECT count(*) FROM charge;

-- A late contact of January; a handle time that was wrong; one that was missing; another rule.
DO $$ BEGIN
    PERFORM company.call_of('g', 'bill', 'phone', '2026-01-05 12:00Z', 33);
    PERFORM company.call_of('b', 'login', 'phone', '2026-01-31 22:59Z', 81);
    PERFORM company.call_of('e', 'bill', 'phone', '2026-01-20 12:00Z', 7);
END $$;
CALL refresh(as_of => '2026-03-10Z');
INSERT INTO cause_rule (rule, priority, request) VALUES ('moves', 3, 'move');
INSERT INTO cause_share VALUES ('moves', 'Web', 1);
SELECT * FROM post_charges('[2026-01-01,2026-02-01)');
SELECT id, posting, account, currency, debit, credit FROM charge WHERE posting > (SELECT max(posting) FROM first_posting) ORDER BY id;
-- A currency that goes away is given back.
UPDATE rate_card SET currency = 'CHF' WHERE channel = 'chat';
SELECT * FROM post_charges('[2026-01-01,2026-02-01)');
SELECT * FROM charge_balance ORDER BY period, currency, account COLLATE "C";
-- Each posting balances by itself, and all of them together are what is computed now.
SELECT posting, currency, sum(debit) = sum(credit) AS balances FROM charge GROUP BY posting, currency ORDER BY posting, currency;
CREATE VIEW not_as_computed AS
SELECT coalesce(b.account, t.department) AS account, coalesce(b.currency, t.currency) AS currency, b.balance, t.cost
FROM (SELECT * FROM charge_balance WHERE period = '[2026-01-01,2026-02-01)' AND account <> 'contact centre') AS b
FULL JOIN (SELECT * FROM transfer_price('[2026-01-01,2026-02-01)') WHERE currency IS NOT NULL) AS t ON (t.department, t.currency) = (b.account, b.currency)
WHERE coalesce(b.balance, 0) <> coalesce(t.cost, 0);
SELECT * FROM not_as_computed;
-- What was posted first is as it was.
SELECT count(*) FROM (SELECT * FROM first_posting EXCEPT SELECT * FROM charge) AS changed;
SELECT posting, currency, amount, balance FROM charge_statement('Web', '[2026-01-01,2027-01-01)');
SELECT posting, currency, amount, balance FROM charge_statement('contact centre', '[2026-01-01,2026-02-01)');
SELECT count(*) FROM charge_statement('Web', '[2026-01-02,2027-01-01)');

-- Renamed, a department goes on under its new name: what the old one was charged is moved.
UPDATE department SET name = 'Internet' WHERE name = 'Web';
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-02-01)'')');
UPDATE cause_share SET department = 'Internet' WHERE department = 'Web';
SELECT * FROM post_charges('[2026-01-01,2026-02-01)') WHERE charged <> 0;
SELECT account, currency, debit, credit FROM charge WHERE posting = (SELECT max(posting) FROM charge) ORDER BY id;
SELECT * FROM not_as_computed;

-- A period that overlaps one that was posted; one that follows; one in which nothing was charged.
SELECT error_of('SELECT * FROM post_charges(''[2026-01-15,2026-02-15)'')');
SELECT error_of('SELECT * FROM post_charges(''[2026-01-31,2026-02-01)'')');
SELECT * FROM post_charges('[2026-02-01,2026-03-01)');
SELECT * FROM post_charges('[2025-12-01,2026-01-01)');
-- Unpriced contacts are counted.
INSERT INTO interactions (interaction_id, customer, request, channel, started_at, reason) VALUES ('h', 'h', 'bill', 'email', '2026-02-10 12:00Z', 'R');
CALL refresh(as_of => '2026-03-10Z');
SELECT * FROM post_charges('[2026-02-01,2026-03-01)');

-- Rows are only ever added.
UPDATE charge SET debit = 1 WHERE false;
DELETE FROM charge;
SELECT error_of('TRUNCATE charge') ~ '^23001' AS truncate, error_of('MERGE INTO charge AS c USING (VALUES (1)) AS v (id) ON c.id = v.id WHEN MATCHED THEN UPDATE SET debit = 1') ~ '^23001' AS merge,
       error_of('INSERT INTO charge (id, posting, posted_at, period, account, currency, debit, definition) OVERRIDING SYSTEM VALUE SELECT id, posting, posted_at, period, account, currency, debit, definition FROM charge WHERE debit > 0 ON CONFLICT (id) DO UPDATE SET debit = 7') ~ '^23001' AS upsert,
       error_of('INSERT INTO charge (id, posting, posted_at, period, account, currency, debit, definition) SELECT id, posting, posted_at, period, account, currency, debit, definition FROM charge') ~ '^428C9' AS own_id;
-- Debits are credits at commit, in each currency.
CREATE FUNCTION forge(VARIADIC entries text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO failure_demand.charge (posting, posted_at, period, account, currency, debit, credit, definition)
    SELECT 1000, now(), '[2027-01-01,2027-02-01)', e[1], e[2], e[3]::numeric, e[4]::numeric, '{}' FROM unnest(entries) AS entry, string_to_array(entry, ' ') AS e
$$;
SELECT forge('App EUR 1 0');
SELECT forge('App EUR 1 0', 'centre EUR 0 0.99');
SELECT forge('App EUR 1 0', 'centre USD 0 1');
BEGIN;
SELECT forge('App EUR 1 0', 'App CHF 0 2');
SELECT forge('centre EUR 0 1', 'centre CHF 2 0');
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
SELECT e AS entry, error_of(format('SELECT company.forge(%L)', e)) ~ '^23514.*check constraint' AS refused FROM unnest('{App EUR 0 0,App EUR 1 1,App EUR -1 0,App EUR Infinity 0,App EUR NaN 0}'::text[]) AS e;

-- What it was computed by: rules and rates change it, the settings of the session do not.
SELECT d.key, CASE WHEN d.value ~ '^[0-9a-f]{64}$' THEN 'a fingerprint' ELSE d.value END AS value FROM jsonb_each_text(charge_definition()) AS d ORDER BY d.key;
SELECT count(DISTINCT definition - 'as_of') AS definitions, count(DISTINCT definition -> 'rules') AS rules, count(DISTINCT definition -> 'rates') AS rates, count(DISTINCT definition -> 'as_of') AS moments FROM charge;
CREATE TABLE said AS SELECT charge_definition() AS definition;
SET DateStyle = 'German, DMY'; SET IntervalStyle = 'iso_8601'; SET timezone = 'Asia/Tokyo'; SET extra_float_digits = 0; SET search_path = pg_catalog;
SELECT failure_demand_internal.charge_definition() = definition AS same, failure_demand_internal.open_because('[2026-01-01,2030-01-01)') FROM company.said;
RESET DateStyle; RESET IntervalStyle; RESET timezone; RESET extra_float_digits;
SET search_path = company, failure_demand, failure_demand_internal, test;
-- A transaction that cannot see what others have posted must not post.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT error_of('SELECT * FROM post_charges(''[2026-01-01,2026-02-01)'')');
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT count(*) FROM post_charges('[2026-01-01,2026-02-01)');
COMMIT;
-- More digits: the cents that were charged are made up to them.
BEGIN;
INSERT INTO currency VALUES ('EUR', 4);
UPDATE rate_card SET hourly_rate = 36.01 WHERE channel = 'phone';
SELECT * FROM post_charges('[2026-01-01,2026-02-01)') WHERE currency = 'EUR';
SELECT * FROM not_as_computed;
ROLLBACK;

-- An account that nothing has: what was meant.
SET client_min_messages = notice;
SELECT count(*) FROM charge_statement('Bilings', '(,)');
SELECT count(*) FROM charge_statement('unattributed', 'empty');
SELECT count(*) FROM charge_statement(NULL, '(,)');
SET client_min_messages = error;

-- Where one source ends before another, it is named, with what to do.
SET client_min_messages = error; SET DateStyle = 'ISO, YMD';
CREATE TABLE sessions AS
SELECT 's' || n AS interaction_id, n AS customer, 'bill' AS request, '2026-02-11 12:00Z'::timestamptz + n * interval '1 day' AS started_at FROM generate_series(0, 120) AS n;
DO $$ BEGIN PERFORM company.call_of('d' || n, 'bill', 'phone', '2026-02-11 12:00Z'::timestamptz + n * interval '1 day', 1) FROM generate_series(0, 40) AS n; END $$;
SELECT add_source('sessions', constants => '{"channel": "app"}');
CALL refresh();
SELECT awaited_source(), error_of('SELECT * FROM post_charges(''[2026-04-01,2026-05-01)'')');
UPDATE source SET closed = true WHERE name = 'interactions';
CALL refresh();
SELECT awaited_source(), error_of('SELECT * FROM post_charges(''[2026-04-01,2026-05-01)'')');

\connect - :superuser
SET client_min_messages = warning;
SET search_path = company, failure_demand, test;
DROP FUNCTION row_order_difference;
-- While the ledger has rows, the extension is not dropped by the way; DETAIL says what holds it.
BEGIN;
DROP VIEW not_as_computed, interaction;
\set VERBOSITY default
DROP EXTENSION failure_demand;
\set VERBOSITY terse
ROLLBACK;
BEGIN;
DROP VIEW not_as_computed, interaction, failure_demand_internal.ledger_has_charges;
DROP EXTENSION failure_demand;
ROLLBACK;

DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
