-- Which views read contacts whenever they are drawn: the others answer from what the refresh keeps of them. And
-- what is kept of prices and rules is taken while these stand, and no longer.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
\i :company
SET client_min_messages = warning;
BEGIN;
INSERT INTO cause_rule (rule, priority, touchpoint, avoidable_reason) VALUES ('form', 1, 'form', NULL), ('closed', 2, NULL, 'premature_closure'), ('view', 3, 'view', NULL);
INSERT INTO cause_share VALUES ('form', 'Moves', 0.7), ('form', 'Desk', 0.3), ('closed', 'Desk', 1), ('view', 'Billing', 1);
COMMIT;
-- Beside the one index by which the scorecard finds contacts of a day that are in no rate.
CREATE FUNCTION reads_contacts(view name) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE format('EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, FORMAT JSON) SELECT * FROM failure_demand.%I', view) INTO plan;
    RETURN plan @@ 'exists($.** ? (@."Actual Loops" > 0 && (@."Relation Name" == "contact_fact" && !(@."Index Name" == "contact_outside") && !(@."Node Type" == "Bitmap Heap Scan")
                                   || @."Node Type" == "Bitmap Index Scan" && @."Index Name" starts with "contact_" && !(@."Index Name" == "contact_outside"))))';
END $$;
CREATE VIEW reading AS
SELECT relname FROM pg_class WHERE relnamespace = 'failure_demand'::regnamespace AND relkind = 'v' AND reads_contacts(relname) ORDER BY relname;
-- The rules have changed since the refresh.
TABLE reading;
CALL refresh(as_of => '2026-03-27 12:00Z');
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
TABLE reading;

-- No rows: what a report says otherwise than the lines of each contact.
CREATE VIEW difference AS
WITH price AS (
    SELECT day, department, currency, count(*) AS contacts, sum(handle_seconds) AS handle_seconds, sum(amount) AS amount FROM transfer_line WHERE model = 'cause' GROUP BY 1, 2, 3
), cost AS (
    SELECT date_trunc('month', day)::date AS month, currency, count(*) AS contacts, count(unpriced) AS unpriced, sum(cost) AS cost FROM failure_cause GROUP BY 1, 2
), rule AS (
    SELECT rule, currency, count(*) AS contacts, sum(cost) AS cost FROM failure_cause GROUP BY 1, 2
), nobody AS (
    SELECT rule, count(*) AS contacts, sum(cost) AS cost FROM failure_cause WHERE coalesce(rule, '') NOT IN (SELECT rule FROM cause_share) GROUP BY 1
), said AS (
    SELECT 'charge_daily' AS report, c::text AS line FROM charge_daily AS c
    UNION ALL SELECT 'failure_cost_monthly', ROW((time AT TIME ZONE 'Europe/Berlin')::date, currency, contacts, unpriced, cost)::text FROM failure_cost_monthly
    UNION ALL SELECT 'cause_rule_cost', ROW(rule, currency, contacts, cost)::text FROM cause_rule_cost WHERE contacts > 0
    UNION ALL SELECT 'unattributed_cost', ROW(rule, sum(contacts), sum(cost))::text FROM unattributed_cost GROUP BY rule
    UNION ALL SELECT 'transfer_price_monthly', ROW((time AT TIME ZONE 'Europe/Berlin')::date, department, currency, contacts, cost)::text FROM transfer_price_monthly
), right_line AS (
    SELECT 'charge_daily' AS report, p::text AS line FROM price AS p
    UNION ALL SELECT 'failure_cost_monthly', c::text FROM cost AS c
    UNION ALL SELECT 'cause_rule_cost', r::text FROM rule AS r
    UNION ALL SELECT 'unattributed_cost', n::text FROM nobody AS n
    UNION ALL SELECT 'transfer_price_monthly', ROW(date_trunc('month', day)::date, department, currency, sum(contacts), sum(amount))::text FROM price GROUP BY date_trunc('month', day)::date, department, currency
)
SELECT 'said' AS side, d.* FROM (TABLE said EXCEPT ALL TABLE right_line) AS d UNION ALL SELECT 'right', d.* FROM (TABLE right_line EXCEPT ALL TABLE said) AS d;
CREATE PROCEDURE compare() LANGUAGE plpgsql AS $$
DECLARE
    before text;
    after  text;
BEGIN
    before := (SELECT string_agg(d::text, ' ') FROM difference AS d);
    CALL failure_demand.refresh(as_of => '2026-03-27 12:00Z');
    after := (SELECT string_agg(d::text, ' ') FROM difference AS d);
    RAISE WARNING 'wrong before: %, after: %; contacts written: %, stale: %', before, after, (SELECT contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1),
        (SELECT count(*) FROM failure_daily_stale) + (SELECT count(*) FROM charge_daily_stale);
END $$;
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE day IS NULL) > 0 AS undated, count(*) FILTER (WHERE currency IS NULL) > 10 AS unpriced FROM charge_daily;
CALL compare();
-- A price, its days, a currency, its digits; a rule, its place, its shares; all of them gone.
UPDATE rate_card SET hourly_rate = 40 WHERE channel = 'phone';
CALL compare();
UPDATE rate_card SET valid = '[2025-11-20,2026-01-10)' WHERE channel = 'phone';
CALL compare();
UPDATE rate_card SET currency = 'KWD' WHERE channel = 'phone';
CALL compare();
INSERT INTO currency VALUES ('KWD', 1);
CALL compare();
UPDATE cause_rule SET priority = 4 WHERE rule = 'form';
CALL compare();
BEGIN;
UPDATE cause_share SET share = 0.5 WHERE rule = 'form';
COMMIT;
CALL compare();
UPDATE test.company SET reason = 'bad', handle_seconds = 77 WHERE interaction_id LIKE '77/%' OR started_at IS NULL;
CALL compare();
UPDATE test.company SET started_at = NULL WHERE interaction_id LIKE '7%/1';
CALL compare();
DELETE FROM rate_card;
DELETE FROM cause_rule;
DELETE FROM cause_share;
CALL compare();
-- A number that is the same is the same price.
INSERT INTO rate_card (channel, valid, hourly_rate) VALUES ('phone', '(,)', 30);
CALL refresh(as_of => '2026-03-27 12:00Z');
UPDATE rate_card SET hourly_rate = 30.00;
SELECT count(*) AS stale FROM failure_daily_stale;
SELECT sum(cost) AS cost FROM failure_cost_monthly;
DELETE FROM currency;
CALL test.forget_company();
DROP SCHEMA test CASCADE;
