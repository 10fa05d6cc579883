-- What each department pays, by each of three models, worked out by hand.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\i :company

INSERT INTO definition (time_zone) VALUES ('Europe/Berlin');
INSERT INTO rate_card VALUES ('phone', NULL, '(,)', 36, 0, NULL), ('chat', NULL, '(,)', 36, 0.01, 'USD');  -- a second is a cent
INSERT INTO reason VALUES ('R1', 'failure', 'progress_chasing', 'delivery'), ('V', 'value', NULL, NULL);
INSERT INTO department VALUES ('App'), ('Billing'), ('Logistics'), ('Marketing'), ('Service');
INSERT INTO touchpoint VALUES ('bill view', 'Billing'), ('login', 'App'), ('line', 'Service'), ('bill pdf', NULL);
BEGIN;
INSERT INTO cause_rule (rule, priority, touchpoint, cause) VALUES ('login', 1, 'login', NULL), ('delivery', 2, NULL, 'delivery'), ('bill view', 3, 'bill view', NULL);
INSERT INTO cause_share VALUES ('login', 'Marketing', 0.2), ('login', 'App', 0.5), ('login', 'Billing', 0.3), ('delivery', 'Logistics', 1), ('bill view', 'Billing', 0.6667), ('bill view', 'App', 0.3333);
COMMIT;
INSERT INTO interactions (interaction_id, customer, request, channel, touchpoint, started_at, ended_at, handle_seconds, reason) VALUES
    ('a1', 'ann',  'bill', 'app',    'bill view', '2026-01-31 09:00Z', '2026-01-31 09:05Z', NULL, NULL),
    ('a2', 'ann',  'bill', 'portal', 'login',     '2026-01-31 09:10Z', '2026-01-31 09:12Z', NULL, NULL),
    ('a3', 'ann',  'bill', 'phone',  'line',      '2026-01-31 10:00Z', '2026-01-31 10:05Z', 100,  NULL),
    ('a4', 'ann',  'bill', 'phone',  'line',      '2026-01-31 23:30Z', '2026-01-31 23:35Z', 101,  NULL),  -- 1 February in Berlin
    ('b1', 'ben',  'bill', 'app',    'bill pdf',  '2026-01-05 09:00Z', '2026-01-05 09:05Z', NULL, NULL),
    ('b2', 'ben',  'bill', 'chat',   'chat',      '2026-01-05 09:10Z', '2026-01-05 09:20Z', 333,  NULL),
    ('c1', 'cleo', 'move', 'phone',  'line',      '2026-01-05 09:00Z', '2026-01-05 09:05Z', 50,   'R1'),
    ('d1', 'dora', 'bill', 'phone',  'line',      '2026-01-05 09:00Z', '2026-01-05 09:10Z', 500,  'V'),
    ('d2', 'dora', 'bill', 'app',    'bill view', '2026-01-05 11:00Z', '2026-01-05 11:10Z', NULL, NULL),
    ('d3', 'dora', 'bill', 'phone',  'line',      '2026-01-05 12:00Z', '2026-01-05 12:10Z', 7,    NULL),
    ('e1', NULL,   'move', 'phone',  'line',      '2026-01-05 09:00Z', '2026-01-05 09:10Z', 60,   'R1'),
    ('f1', 'fay',  'move', 'phone',  'line',      '2026-01-05 09:00Z', '2026-01-05 09:10Z', NULL, 'R1'),
    ('g1', 'gil',  'move', 'phone',  'line',      NULL,                NULL,                60,   'R1');
SET client_min_messages = warning;
CALL refresh();

-- Rules. a3 costs 1.00: App 0.50, Billing 0.30, Marketing 0.20. a4 costs 1.01: 50.5, 30.3 and 20.2 cents, of which
-- 50, 30 and 20 are given, and the one that is left goes where most is cut off: App. d3 costs 0.07: Billing 4.6669 cents
-- and App 2.3331, so 5 and 2. c1 0.50 and e1 0.60: Logistics. No rule fits b2.
SELECT interaction_id, day, department, rule, evidence, currency, weight, handle_seconds, amount FROM transfer_price_line('[2026-01-01,2026-03-01)') ORDER BY interaction_id, department COLLATE "C";
-- App 0.50 + 0.02, Billing 0.30 + 0.05, Marketing 0.20, Logistics 0.50 + 0.60: 2.17 in all; the share of App is 52/217.
SELECT * FROM transfer_price('[2026-01-01,2026-01-31]');
SELECT * FROM transfer_price('[2026-02-01,2026-03-01)');
-- Owner of the touchpoint it bounced from: of a3 and a4 login, of d3 the bill view; nobody owns the PDF, and c1 and e1 did not bounce.
SELECT interaction_id, department, rule, currency, weight, handle_seconds, amount FROM transfer_price_line('[2026-01-01,2026-03-01)', 'origin') ORDER BY interaction_id, department COLLATE "C";
-- All earlier contacts alike. a3: a1 and a2. a4: a1, a2 and a3, 33.67 cents each, so that two of the three pay a cent more,
-- the first by name. d3: d1, though that was value demand, and d2: 3.5 cents each.
SELECT interaction_id, department, rule, currency, weight, handle_seconds, amount FROM transfer_price_line('[2026-01-01,2026-03-01)', 'linear') ORDER BY interaction_id, department COLLATE "C";
SELECT * FROM transfer_price('[2026-01-01,2026-03-01)', 'linear');
-- Side by side: a currency has rows of its own.
SELECT * FROM transfer_price_compare('[2026-01-01,2026-03-01)');

-- Lines add up to departments, departments to the failure cost, days to months, in each currency and by each model.
CREATE VIEW total AS
SELECT model, p.name AS period, s.*
FROM unnest('{cause,origin,linear}'::text[]) AS model, (VALUES ('january', daterange '[2026-01-01,2026-02-01)'), ('february', '[2026-02-01,2026-03-01)'), ('both', '[2026-01-01,2026-03-01)')) AS p (name, period),
     LATERAL (SELECT c.currency, sum(c.cost) AS cost, (SELECT sum(l.amount) FROM transfer_price_line(p.period, model) AS l WHERE l.currency = c.currency) AS lines,
                     (SELECT sum(t.cost) FROM transfer_price(p.period, model) AS t WHERE t.currency = c.currency) AS departments,
                     (SELECT sum(t.cost) FROM generate_series(lower(p.period), upper(p.period) - 1, '1 day') AS day, transfer_price(daterange(day::date, day::date + 1), model) AS t WHERE t.currency = c.currency) AS days
              FROM contact_cost AS c WHERE c.demand = 'failure' AND c.day <@ p.period AND c.currency IS NOT NULL GROUP BY c.currency) AS s;
SELECT * FROM total ORDER BY period, model, currency;
SELECT "time", department, currency, contacts, handle_minutes * 60 AS seconds, cost FROM transfer_price_monthly ORDER BY "time", currency, department COLLATE "C";

-- Errors, and periods of one day or of none.
SELECT count(*) FROM transfer_price_line('[2026-01-31,2026-01-31]');
SELECT count(*) FROM transfer_price('[1999-01-31,1999-01-31]');
SELECT error_of(format('SELECT * FROM transfer_price_line(%L)', period)) FROM unnest('{NULL,empty,"(,2026-01-01)","[2026-01-01,)","[2026-01-01,infinity)","(-infinity,2026-01-01)"}'::daterange[]) AS period;
SELECT error_of('SELECT * FROM transfer_price(''[2026-01-01,2026-02-01)'', ''shapley'')');
SELECT error_of('SELECT * FROM transfer_price(''[2026-01-01,2026-02-01)'', NULL)');
SELECT error_of('SELECT * FROM transfer_price(''(,)'', ''cause'')') ~ '^22023' AS price, error_of('SELECT * FROM transfer_price_compare(NULL)') ~ '^22023' AS compare;

-- The same through other doors: rows in another order, and arguments that are not known when the statement is planned.
BEGIN;
CREATE TEMPORARY TABLE before ON COMMIT DROP AS SELECT model, l.* FROM unnest('{cause,origin,linear}'::text[]) AS model, transfer_price_line('[2026-01-01,2026-03-01)', model) AS l;
CREATE TEMPORARY TABLE shuffled ON COMMIT DROP AS SELECT * FROM interactions;
DELETE FROM interactions;
INSERT INTO interactions SELECT * FROM shuffled ORDER BY hashtext(interaction_id);
DELETE FROM cause_share;
INSERT INTO cause_share VALUES ('login', 'Billing', 0.3), ('login', 'Marketing', 0.2), ('delivery', 'Logistics', 1.00), ('bill view', 'App', 0.3333), ('login', 'App', 0.50), ('bill view', 'Billing', 0.6667);
CALL refresh(full => true);
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE again (text) AS SELECT $1 AS model, l.* FROM transfer_price_line('[2026-01-01,2026-03-01)', $1) AS l;
CREATE TEMPORARY TABLE by_cause ON COMMIT DROP AS EXECUTE again('cause');
CREATE TEMPORARY TABLE by_origin ON COMMIT DROP AS EXECUTE again('origin');
CREATE TEMPORARY TABLE by_linear ON COMMIT DROP AS EXECUTE again('linear');
CREATE TEMPORARY VIEW after AS TABLE by_cause UNION ALL TABLE by_origin UNION ALL TABLE by_linear;
SELECT count(*) FROM after;
(TABLE before EXCEPT ALL TABLE after) UNION ALL (TABLE after EXCEPT ALL TABLE before);
DEALLOCATE again;
ROLLBACK;
-- One department alone has the whole.
BEGIN;
TRUNCATE cause_share, cause_rule;
INSERT INTO cause_rule (rule, priority) VALUES ('all', 1);
INSERT INTO cause_share VALUES ('all', 'Service', 1);
SELECT department, currency, contacts, cost, share FROM transfer_price('[2026-01-01,2026-03-01)');
ROLLBACK;
-- Without rules nobody pays, and nothing is lost.
BEGIN;
TRUNCATE cause_share, cause_rule;
SELECT department, currency, contacts, cost, share FROM transfer_price('[2026-01-01,2026-03-01)');
ROLLBACK;
-- Work that costs nothing has no share.
BEGIN;
UPDATE rate_card SET hourly_rate = 0, cost_per_contact = 0;
SELECT department, currency, contacts, cost, share FROM transfer_price('[2026-01-01,2026-03-01)') WHERE currency IS NOT NULL;
ROLLBACK;

-- One model reads contacts once: no function is between, and the others are not computed.
CREATE FUNCTION scans(query text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
    RETURN regexp_count(plan::text, '"Relation Name": "contact_fact"') + 100 * regexp_count(plan::text, 'Function Name": "transfer');
END $$;
SELECT scans('SELECT * FROM transfer_price(''[2026-01-01,2026-03-01)'')') AS cause, scans('SELECT * FROM transfer_price(''[2026-01-01,2026-03-01)'', ''origin'')') AS origin, scans('SELECT * FROM transfer_price(''[2026-01-01,2026-03-01)'', ''linear'')') AS linear,
       scans('SELECT * FROM transfer_price_monthly') AS monthly;

-- Who may read a report needs no right to what is under it; and who may read lines can ask for prices, but not see customers.
\connect - :superuser
SET client_min_messages = warning;
SET search_path = company, failure_demand, failure_demand_internal, test;
CREATE ROLE regress_reader;
GRANT USAGE ON SCHEMA test TO regress_reader;
SET ROLE regress_finance;
GRANT SELECT ON transfer_price_monthly, failure_cost_monthly, cause_rule_cost, unattributed_cost, transfer_line TO regress_reader;
SET ROLE regress_reader;
SELECT (SELECT count(*) FROM transfer_price_monthly) AS a, (SELECT count(*) FROM failure_cost_monthly) AS b, (SELECT count(*) FROM cause_rule_cost) AS c, (SELECT count(*) FROM unattributed_cost) AS d,
       (SELECT count(*) FROM transfer_price('[2026-01-01,2026-03-01)')) AS e, (SELECT count(*) FROM transfer_price_compare('[2026-01-01,2026-03-01)')) AS f;
SELECT error_of('SELECT * FROM failure_demand.contact') ~ '^42501' AS contact, error_of('SELECT * FROM failure_demand.contact_cost') ~ '^42501' AS contact_cost, error_of('SELECT * FROM failure_demand.charge') ~ '^42501' AS charge;
-- A superuser owns contact here: nobody is told to become a member of that role.
SELECT error_of('CALL failure_demand.refresh()') ~ '^42501' AS refused, error_of('CALL failure_demand.refresh()') !~ 'GRANT' AS not_told;
RESET ROLE;
DROP OWNED BY regress_reader;
DROP ROLE regress_reader;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
