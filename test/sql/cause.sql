-- Who causes failure demand: departments, touchpoints, rules and their shares.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\i :company

INSERT INTO department VALUES ('App'), ('Billing'), ('Logistics'), ('Marketing');
SELECT error_of('INSERT INTO department VALUES (''unattributed'')') ~ '^23514: the (name of a )?department' AS unattributed, error_of('INSERT INTO department VALUES (''contact centre'')') ~ '^23514: the (name of a )?department' AS contact_centre, error_of('INSERT INTO department VALUES ('''')') ~ '^23514: the (name of a )?department' AS empty;
SELECT error_of('INSERT INTO touchpoint VALUES (''bill view'', ''unattributed'')') ~ '^23514: the (name of a )?department' AS reserved;
INSERT INTO touchpoint VALUES ('bill view', 'Billing'), ('bill pdf', NULL);

-- What refers to nothing is said at once, with what was meant, and named until it is mended.
SET client_min_messages = notice;
INSERT INTO touchpoint VALUES ('typing error', 'Biling');
INSERT INTO cause_rule (rule, priority, touchpoint, channel) VALUES ('bills', 10, 'bill view', 'emial');
INSERT INTO cause_share VALUES ('bills', 'Biling', 0.25), ('bill', 'Billing', 1), ('bills', 'Logistics', 0.75);
SELECT asked_by, severity, table_name, key, fault, repair FROM configuration_check ORDER BY table_name, key::text, fault;
UPDATE touchpoint SET department = 'Billing' WHERE department = 'Biling';
UPDATE cause_rule SET channel = 'email';
UPDATE cause_share SET rule = 'bills' WHERE rule = 'bill';
-- The shares of a rule add up to 1; until they do, nobody pays by it.
SELECT * FROM cause_payer;
UPDATE cause_share SET share = 0.25 WHERE department = 'Billing';
DELETE FROM cause_share WHERE department = 'Biling';
SELECT department, share, shares FROM cause_payer ORDER BY department;
SELECT * FROM configuration_check;
-- A percentage is no share; a third as decimals is not a third.
SELECT error_of('INSERT INTO cause_share VALUES (''bills'', ''App'', 70)'), error_of('UPDATE cause_share SET share = 1250');
SELECT error_of('INSERT INTO target VALUES (''bounce'', NULL, 12.5)'), error_of('INSERT INTO target VALUES (''nps'', NULL, 40)');
SELECT error_of('INSERT INTO contract_term (contract, valid, gain_share) VALUES (''c'', ''(,)'', 50)');
INSERT INTO cause_rule (rule, priority) VALUES ('thirds', 99);
INSERT INTO cause_share SELECT 'thirds', name, 1 / 3::numeric FROM department WHERE name <> 'Marketing';
UPDATE cause_share SET share = 0.333333333333333333333333333333333334 WHERE rule = 'thirds' AND department = 'App';
UPDATE cause_share SET share = 0.333333333333333333333333333333333333 WHERE rule = 'thirds' AND department <> 'App';
SELECT error_of(format('INSERT INTO cause_share VALUES (''bills'', ''App'', %s)', share)) ~ '^23514.*check' AS refused, share FROM unnest('{0,-0.1,''NaN''}'::text[]) AS share;
SELECT error_of('INSERT INTO cause_share VALUES (''bills'', ''contact centre'', 1)') ~ '^23514: the department' AS reserved;
-- Names do not follow: what a department or rule leaves behind is named.
BEGIN;
DELETE FROM department WHERE name = 'Billing';
UPDATE cause_rule SET rule = 'invoices' WHERE rule = 'bills';
SELECT severity, table_name, key, fault FROM configuration_check ORDER BY table_name, key::text, fault;
ROLLBACK;
DELETE FROM touchpoint WHERE name = 'typing error';
TRUNCATE cause_share, cause_rule;
SET client_min_messages = error;
-- A thousand rows.
BEGIN;
INSERT INTO department SELECT 'd' || n FROM generate_series(1, 1000) AS n;
INSERT INTO cause_rule (rule, priority) SELECT 'r' || n, n FROM generate_series(1, 1000) AS n;
INSERT INTO cause_share SELECT 'r' || n, 'd' || n, 1 FROM generate_series(2, 1000) AS n;
INSERT INTO cause_share SELECT 'r1', 'd' || n, 0.001 FROM generate_series(1, 1000) AS n;
SELECT count(*) FROM configuration_check;
ROLLBACK;

-- The first rule that fits, against its definition in SQL.
CREATE TABLE seen AS
SELECT n, (ARRAY['a', 'b', NULL])[1 + pick(3, n, 1)] AS touchpoint, (ARRAY['a', 'b', NULL])[1 + pick(3, n, 2)] AS request, (ARRAY['a', '', NULL])[1 + pick(3, n, 3)] AS reason,
       (ARRAY['poor_signposting', 'progress_chasing', NULL])[1 + pick(3, n, 4)]::avoidable_reason AS avoidable_reason,
       (ARRAY['a', 'aa', NULL])[1 + pick(3, n, 5)] AS cause, (ARRAY['a', 'b', NULL])[1 + pick(3, n, 6)] AS channel, (ARRAY['a', 'ß', NULL])[1 + pick(3, n, 7)] AS brand
FROM generate_series(1, 2000) AS n;
CREATE TABLE rulebook AS
SELECT book, 'rule ' || n AS rule, pick(20, book, n, 0) AS priority,
       CASE pick(3, book, n, 11) WHEN 0 THEN (ARRAY['a', 'b'])[1 + pick(2, book, n, 1)] END AS touchpoint,
       CASE pick(3, book, n, 12) WHEN 0 THEN (ARRAY['a', 'b'])[1 + pick(2, book, n, 2)] END AS request,
       CASE pick(3, book, n, 13) WHEN 0 THEN (ARRAY['a', ''])[1 + pick(2, book, n, 3)] END AS reason,
       CASE pick(3, book, n, 14) WHEN 0 THEN (ARRAY['poor_signposting', 'progress_chasing'])[1 + pick(2, book, n, 4)]::avoidable_reason END AS avoidable_reason,
       CASE pick(3, book, n, 15) WHEN 0 THEN (ARRAY['a', 'aa'])[1 + pick(2, book, n, 5)] END AS cause,
       CASE pick(3, book, n, 16) WHEN 0 THEN (ARRAY['a', 'b'])[1 + pick(2, book, n, 6)] END AS channel,
       CASE pick(3, book, n, 17) WHEN 0 THEN (ARRAY['a', 'ß'])[1 + pick(2, book, n, 7)] END AS brand
FROM generate_series(1, 20) AS book, generate_series(1, 15) AS n;
SELECT count(*), count(DISTINCT decided) AS rules, count(*) FILTER (WHERE decided IS DISTINCT FROM expected) AS wrong, count(*) FILTER (WHERE decided IS NULL) > 500 AS none
FROM (SELECT b.book, s.n,
             deciding_rule((SELECT array_agg(ARRAY[r.rule, r.touchpoint, r.request, r.reason, r.avoidable_reason::text, r.cause, r.channel, r.brand] ORDER BY r.priority, r.rule COLLATE "C") FROM rulebook AS r WHERE r.book = b.book),
                           s.touchpoint, s.request, s.reason, s.avoidable_reason, s.cause, s.channel, s.brand) AS decided,
             (SELECT r.rule FROM rulebook AS r
              WHERE r.book = b.book AND coalesce(r.touchpoint = s.touchpoint, r.touchpoint IS NULL) AND coalesce(r.request = s.request, r.request IS NULL)
                AND coalesce(r.reason = s.reason, r.reason IS NULL) AND coalesce(r.avoidable_reason = s.avoidable_reason, r.avoidable_reason IS NULL)
                AND coalesce(r.cause = s.cause, r.cause IS NULL) AND coalesce(r.channel = s.channel, r.channel IS NULL) AND coalesce(r.brand = s.brand, r.brand IS NULL)
              ORDER BY r.priority, r.rule COLLATE "C" LIMIT 1) AS expected
      FROM generate_series(1, 20) AS b (book), seen AS s) AS d;
-- Other rules in each row; rules that are null, empty, or have no name.
SELECT n, deciding_rule(ARRAY[['r' || n, 'a', NULL, NULL, NULL, NULL, NULL, NULL]], CASE WHEN n % 2 = 0 THEN 'a' END, NULL, NULL, NULL, NULL, NULL, NULL) FROM generate_series(1, 4) AS n;
SELECT deciding_rule(NULL, 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS a, deciding_rule('{}', 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS b,
       deciding_rule(ARRAY[[NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL], ['third', NULL, NULL, NULL, NULL, NULL, NULL, NULL]], 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS c,
       deciding_rule(ARRAY[['long', repeat('x', 100000), NULL, NULL, NULL, NULL, NULL, NULL], ['two', 'x', NULL, NULL, NULL, NULL, NULL, NULL]], repeat('x', 100000), NULL, NULL, NULL, NULL, NULL, NULL) AS d;
SELECT error_of($$SELECT deciding_rule(ARRAY['r', 'a'], 'a', NULL, NULL, NULL, NULL, NULL, NULL)$$);
SELECT error_of($$SELECT deciding_rule(ARRAY[['r', 'a']], 'a', NULL, NULL, NULL, NULL, NULL, NULL)$$);
SELECT error_of($$SELECT deciding_rule(ARRAY[['r', NULL, NULL, NULL, 'nothing', NULL, NULL, NULL]], 'a', NULL, NULL, NULL, NULL, NULL, NULL)$$);
-- Whatever its owner makes of the table of rules.
SELECT rtrim(error_of($$ALTER TABLE failure_demand.cause_rule ALTER touchpoint TYPE bigint USING 0$$), '.') AS error_of;

-- What rules see of a contact: of a bounce-back where it bounced from, else where it is.
INSERT INTO reason VALUES ('R1', 'failure', 'progress_chasing', 'delivery'), ('R2', 'failure', NULL, NULL), ('V', 'value', NULL, NULL);
INSERT INTO rate_card VALUES ('phone', NULL, '(,)', 36, 0, NULL), ('chat', NULL, '(,)', 36, 0, 'USD');
INSERT INTO interactions (interaction_id, customer, request, channel, touchpoint, started_at, ended_at, handle_seconds, reason, verbatim, language, brand) VALUES
    ('a1', 'ann', 'bill',  'app',   'bill view', '2026-01-05 09:00Z', '2026-01-05 09:05Z', NULL, NULL, NULL, NULL, 'red'),
    ('a2', 'ann', 'bill',  'phone', 'line 1',    '2026-01-05 10:00Z', '2026-01-05 10:05Z', 100,  NULL, NULL, NULL, 'red'),
    ('a3', 'ann', 'bill',  'phone', 'line 1',    '2026-01-06 10:00Z', '2026-01-06 10:05Z', 200,  'R1', NULL, NULL, 'red'),
    ('b1', 'ben', 'bill',  'app',   'bill pdf',  '2026-01-05 09:00Z', '2026-01-05 09:05Z', NULL, NULL, NULL, NULL, 'blue'),
    ('b2', 'ben', 'bill',  'chat',  'chat 1',    '2026-01-05 09:10Z', '2026-01-05 09:20Z', 300,  NULL, NULL, NULL, 'blue'),
    ('c1', 'cleo', 'move', 'phone', 'line 2',    '2026-01-05 09:00Z', '2026-01-05 09:05Z', 400,  'R1', NULL, NULL, 'blue'),
    ('d1', 'dora', 'move', 'phone', 'line 2',    '2026-01-05 09:00Z', '2026-01-05 09:05Z', 500,  'R2', NULL, NULL, NULL),
    ('e1', 'emil', 'move', 'phone', 'line 2',    '2026-01-05 09:00Z', '2026-01-05 09:05Z', 600,  'V',  NULL, NULL, NULL),
    ('f1', NULL,   'move', 'phone', NULL,        '2026-01-05 09:00Z', '2026-01-05 09:05Z', 700,  'R2', NULL, NULL, 'red'),
    ('g1', 'gina', 'move', 'phone', 'line 2',    '2026-01-05 09:00Z', '2026-01-05 09:05Z', 800,  NULL, 'I tried your app but it does not work', 'en', NULL),
    ('h1', 'hugo', 'move', 'phone', 'line 2',    NULL,                NULL,                900,  'R1', NULL, NULL, NULL);
SET client_min_messages = warning;
CALL refresh();
SELECT interaction_id, evidence, failed_touchpoint, request, reason, avoidable_reason, cause, failed_channel, brand, rule FROM failure_cause ORDER BY interaction_id COLLATE "C";
INSERT INTO cause_rule (rule, priority, touchpoint, request, reason, avoidable_reason, cause, channel, brand) VALUES
    ('bill view',    10, 'bill view', NULL,   NULL, NULL,               NULL,       NULL,    NULL),
    ('parcels',       5, NULL,        NULL,   NULL, NULL,               'delivery', NULL,    NULL),
    ('red moves',    20, NULL,        'move', 'R2', NULL,               NULL,       'phone', 'red'),
    ('chasers',      30, NULL,        NULL,   NULL, 'progress_chasing', NULL,       NULL,    NULL),
    ('from the app', 40, NULL,        NULL,   NULL, NULL,               NULL,       'app',   'blue'),
    ('by phone',     40, NULL,        NULL,   NULL, NULL,               NULL,       'phone', NULL);
INSERT INTO cause_share VALUES ('bill view', 'Billing', 0.75), ('bill view', 'App', 0.25), ('parcels', 'Logistics', 1), ('from the app', 'App', 1), ('by phone', 'Marketing', 1);
SELECT interaction_id, rule FROM failure_cause ORDER BY interaction_id COLLATE "C";
SELECT * FROM cause_rule_cost;
-- Not yet owned: what no rule fits, and what is decided by a rule without shares.
SELECT * FROM unattributed_cost;
DELETE FROM cause_rule WHERE rule IN ('by phone', 'from the app');
SELECT * FROM unattributed_cost;
-- Of equal priorities the first name decides, by its bytes.
INSERT INTO cause_rule (rule, priority) VALUES ('Zebra', 1), ('aardvark', 1);
SELECT rule, sum(contacts) FROM cause_rule_cost GROUP BY rule HAVING sum(contacts) > 0;

\connect - :superuser
SET client_min_messages = warning;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
