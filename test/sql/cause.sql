-- Who causes failure demand: departments, touchpoints, rules and their shares.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/company.sql'
\i :company

INSERT INTO department VALUES ('App'), ('Billing'), ('Logistics'), ('Marketing');
SELECT error_of('INSERT INTO department VALUES (''unattributed'')') ~ 'check' AS unattributed, error_of('INSERT INTO department VALUES (''contact centre'')') ~ 'check' AS contact_centre, error_of('INSERT INTO department VALUES ('''')') ~ 'check' AS empty;
SELECT error_of('INSERT INTO touchpoint VALUES (''bill view'', ''Biling'')');
INSERT INTO touchpoint VALUES ('bill view', 'Billing'), ('bill pdf', NULL);

-- The shares of a rule add up to 1, at the end of a transaction.
INSERT INTO cause_rule (rule, priority, touchpoint) VALUES ('bills', 10, 'bill view');
SELECT error_of('INSERT INTO cause_share VALUES (''bills'', ''Biling'', 1)');
SELECT error_of('INSERT INTO cause_share VALUES (''bill'', ''Billing'', 1)');
INSERT INTO cause_share VALUES ('bills', 'App', 0.25);
INSERT INTO cause_share VALUES ('bills', 'App', 0.25), ('bills', 'Billing', 0.5), ('bills', 'Marketing', 0.25);
UPDATE cause_share SET share = 0.5 WHERE department = 'App';
DELETE FROM cause_share WHERE department = 'App';
BEGIN;
UPDATE cause_share SET share = 0.3 WHERE department = 'App';
UPDATE cause_share SET share = 0.45 WHERE department = 'Billing';
COMMIT;
-- A third as decimals is not a third.
INSERT INTO cause_rule (rule, priority) VALUES ('thirds', 99);
INSERT INTO cause_share SELECT 'thirds', name, 1 / 3::numeric FROM department WHERE name <> 'Marketing';
INSERT INTO cause_share VALUES ('thirds', 'App', 0.333333333333333333333333333333333334), ('thirds', 'Billing', 0.333333333333333333333333333333333333), ('thirds', 'Logistics', 0.333333333333333333333333333333333333);
SELECT error_of(format('INSERT INTO cause_share VALUES (''bills'', ''Logistics'', %s)', share)) ~ '^23514.*check' AS refused, share FROM unnest('{0,-0.1,1.0001,''NaN''}'::text[]) AS share;
-- Whole rules can go; shares follow the names of rules and departments.
BEGIN;
UPDATE cause_rule SET rule = 'invoices' WHERE rule = 'bills';
UPDATE department SET name = 'Finance' WHERE name = 'Billing';
SELECT * FROM cause_share ORDER BY rule, department;
SELECT * FROM touchpoint ORDER BY name;
SELECT error_of('DELETE FROM department WHERE name = ''Finance''') ~ '23503' AS refused;
DELETE FROM cause_rule;
SELECT count(*) FROM cause_share;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
TRUNCATE cause_share, cause_rule;
-- A thousand rows.
BEGIN;
INSERT INTO department SELECT 'd' || n FROM generate_series(1, 1000) AS n;
INSERT INTO cause_rule (rule, priority) SELECT 'r' || n, n FROM generate_series(1, 1000) AS n;
INSERT INTO cause_share SELECT 'r' || n, 'd' || n, 1 FROM generate_series(2, 1000) AS n;
INSERT INTO cause_share SELECT 'r1', 'd' || n, 0.001 FROM generate_series(1, 1000) AS n;
SET CONSTRAINTS ALL IMMEDIATE;
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
             deciding_rule((SELECT array_agg(ROW(r.rule, r.priority, r.touchpoint, r.request, r.reason, r.avoidable_reason, r.cause, r.channel, r.brand)::cause_rule ORDER BY r.priority, r.rule COLLATE "C") FROM rulebook AS r WHERE r.book = b.book),
                           s.touchpoint, s.request, s.reason, s.avoidable_reason, s.cause, s.channel, s.brand) AS decided,
             (SELECT r.rule FROM rulebook AS r
              WHERE r.book = b.book AND coalesce(r.touchpoint = s.touchpoint, r.touchpoint IS NULL) AND coalesce(r.request = s.request, r.request IS NULL)
                AND coalesce(r.reason = s.reason, r.reason IS NULL) AND coalesce(r.avoidable_reason = s.avoidable_reason, r.avoidable_reason IS NULL)
                AND coalesce(r.cause = s.cause, r.cause IS NULL) AND coalesce(r.channel = s.channel, r.channel IS NULL) AND coalesce(r.brand = s.brand, r.brand IS NULL)
              ORDER BY r.priority, r.rule COLLATE "C" LIMIT 1) AS expected
      FROM generate_series(1, 20) AS b (book), seen AS s) AS d;
-- Other rules in each row; rules that are null, empty, or have no name.
SELECT n, deciding_rule(ARRAY[ROW('r' || n, 1, 'a', NULL, NULL, NULL, NULL, NULL, NULL)::cause_rule], CASE WHEN n % 2 = 0 THEN 'a' END, NULL, NULL, NULL, NULL, NULL, NULL) FROM generate_series(1, 4) AS n;
SELECT deciding_rule(NULL, 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS a, deciding_rule('{}', 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS b,
       deciding_rule(ARRAY[NULL, ROW(NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL), ROW('third', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL)]::cause_rule[], 'a', NULL, NULL, NULL, NULL, NULL, NULL) AS c,
       deciding_rule(ARRAY[[ROW('long', 1, repeat('x', 100000), NULL, NULL, NULL, NULL, NULL, NULL)], [ROW('two', 1, 'x', NULL, NULL, NULL, NULL, NULL, NULL)]]::cause_rule[], repeat('x', 100000), NULL, NULL, NULL, NULL, NULL, NULL) AS d;

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
BEGIN;
INSERT INTO cause_share VALUES ('bill view', 'Billing', 0.75), ('bill view', 'App', 0.25), ('parcels', 'Logistics', 1), ('from the app', 'App', 1), ('by phone', 'Marketing', 1);
COMMIT;
SELECT interaction_id, rule FROM failure_cause ORDER BY interaction_id COLLATE "C";
SELECT * FROM cause_rule_cost;
-- Not yet owned: what no rule fits, and what is decided by a rule without shares.
SELECT * FROM unattributed_cost;
DELETE FROM cause_rule WHERE rule IN ('by phone', 'from the app');
SELECT * FROM unattributed_cost;
-- Of equal priorities the first name decides, by its bytes.
INSERT INTO cause_rule (rule, priority) VALUES ('Zebra', 1), ('aardvark', 1);
SELECT rule, sum(contacts) FROM cause_rule_cost GROUP BY rule HAVING sum(contacts) > 0;

RESET ROLE;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
