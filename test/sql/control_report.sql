-- Weeks on a control chart, and the trend of global first contact resolution: on a set made by
-- hand, and against plain SQL on random contacts.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
SET client_min_messages = warning;

-- Nothing: no week, no trend, no error; before the first refresh, and after one of nothing.
TABLE rate_weekly;
TABLE control_chart;
TABLE fcr_trend;
CALL refresh();
SELECT (SELECT count(*) FROM control_chart) AS weeks, points, deteriorating FROM fcr_trend;

-- Ten weeks of Billing's app, 20 contacts each: 4 bounce, in the last week 16; in week 5 there is
-- nothing. One contact a week of the branch office's form; of its department nothing else is digital.
-- Each week has three calls by others: one with the reason failed. In week 11 the data end on a Wednesday.
CREATE TABLE log (interaction_id int GENERATED ALWAYS AS IDENTITY, customer text, request text DEFAULT 'bill', channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, reason text);
INSERT INTO log (customer, channel, touchpoint, started_at)
SELECT format('%s.%s', week, n), channel, touchpoint, '2026-01-05 10:00Z'::timestamptz + (week - 1) * interval '7 days' + n * interval '1 hour' + later
FROM (SELECT week, CASE week WHEN 5 THEN 0 WHEN 11 THEN 2 ELSE 20 END AS contacts, CASE week WHEN 10 THEN 16 WHEN 11 THEN 0 ELSE 4 END AS bounces FROM generate_series(1, 11) AS week) AS w,
     generate_series(1, contacts) AS n, (VALUES ('app', 'bill view', interval '0'), ('phone', 'line', interval '1 hour')) AS c (channel, touchpoint, later)
WHERE channel = 'app' OR n <= bounces;
INSERT INTO log (customer, channel, touchpoint, started_at)
SELECT 'f' || week, 'web_form', 'form', '2026-01-06Z'::timestamptz + (week - 1) * interval '7 days' FROM generate_series(1, 11) AS week WHERE week <> 5;
INSERT INTO log (customer, channel, touchpoint, started_at, reason)
SELECT format('p%s.%s', week, n), 'phone', 'line', '2026-01-05 09:00Z'::timestamptz + (week - 1) * interval '7 days', CASE n WHEN 1 THEN 'failed' ELSE 'new' END
FROM generate_series(1, 11) AS week, generate_series(1, 3) AS n WHERE week <> 5;
INSERT INTO log (customer, channel, touchpoint, started_at) VALUES ('z', 'phone', 'line', '2026-03-18 12:00Z');
INSERT INTO department VALUES ('Billing'), ('Branches'), ('Service');
INSERT INTO touchpoint VALUES ('bill view', 'Billing'), ('form', 'Branches'), ('line', 'Service');
INSERT INTO reason VALUES ('failed', 'failure', NULL, NULL), ('new', 'value', NULL, NULL);
SELECT add_source('log');
CALL refresh();
SELECT metric, department, time, numerator, denominator, value, provisional FROM rate_weekly ORDER BY metric, department, time;
-- Of Billing: 48 of 180, which is 4 / 15; sigma of 20 contacts is sqrt(4/15 * 11/15 / 20). In week 10 z leaps by (0.8 - 0.2) / sigma; of the
-- seven moving ranges that there are, week 5 breaking one, the others are 0. So the limits are 3 / 1.128 / 7 of that leap times sigma: of 0.6.
SELECT DISTINCT near(centre, 4.0 / 15) AS centre, near(upper, 4.0 / 15 + 3 / 1.128 / 7 * 0.6) AS upper, near(lower, 4.0 / 15 - 3 / 1.128 / 7 * 0.6) AS lower
FROM control_chart WHERE department = 'Billing' AND denominator = 20;
SELECT metric, department, time, round(value::numeric, 3) AS value, provisional, round(centre::numeric, 3) AS centre, round(lower::numeric, 3) AS lower, round(upper::numeric, 3) AS upper, signals
FROM control_chart ORDER BY metric, department, time;
-- Of FCR: 20 of 24 journeys, in eight weeks; in week 10, 8. Where the one that differs stands is first or last in 2 of 9 orders.
SELECT * FROM fcr_trend;

-- A session of week 3 that ended only now: it is not judged, so that week is provisional, gives no signal, and is in no limit.
UPDATE log SET ended_at = '2026-03-18 11:00Z' WHERE customer = '3.20';
CALL refresh();
SELECT metric, department, numerator, denominator, provisional, round(centre::numeric, 3) AS centre, signals FROM control_chart WHERE time = '2026-01-19Z' ORDER BY metric, department;
SELECT weeks, points, first_week FROM fcr_trend;

-- The data begin on the Wednesday of the first week: what was on its Monday is not known, so it is provisional as the last one is.
UPDATE log SET ended_at = NULL WHERE customer = '3.20';
CREATE TABLE before_wednesday AS SELECT * FROM log WHERE started_at < '2026-01-07Z';
DELETE FROM log WHERE started_at < '2026-01-07Z';
INSERT INTO log (customer, channel, touchpoint, started_at) VALUES ('w', 'app', 'bill view', '2026-01-07 00:00Z');
CALL refresh();
SELECT metric, time, numerator, denominator, provisional, signals FROM control_chart WHERE department IS NULL AND (time < '2026-01-13Z' OR time > '2026-03-15Z') ORDER BY metric, time;
SELECT weeks, points, first_week FROM fcr_trend;
-- On a Monday, at whatever hour: the week is whole.
INSERT INTO log (customer, channel, touchpoint, started_at) VALUES ('m', 'phone', 'line', '2026-01-05 23:00Z');
CALL refresh();
SELECT DISTINCT time, provisional FROM rate_weekly WHERE time < '2026-01-13Z';
DELETE FROM log WHERE customer IN ('w', 'm');
INSERT INTO log OVERRIDING SYSTEM VALUE SELECT * FROM before_wednesday;
UPDATE log SET ended_at = '2026-03-18 11:00Z' WHERE customer = '3.20';

-- What was known then: fewer points than a chart, or a trend, needs. The last session of a week is mature on Wednesday.
CALL refresh(as_of => '2026-01-14 12:00Z');
SELECT metric, department, time, provisional, centre, lower, upper, signals FROM control_chart WHERE department IS NULL ORDER BY metric, time;
SELECT weeks, points, tau, p_value, slope, lower, deteriorating FROM fcr_trend;
CALL refresh(as_of => '2026-02-04 12:00Z');
SELECT weeks, points, tau, p_value, slope, deteriorating FROM fcr_trend;
-- Five weeks judged in six: exact. All of them are equal.
CALL refresh(as_of => '2026-02-25 12:00Z');
SELECT weeks, points, last_week, tau, p_value, slope, deteriorating FROM fcr_trend;

-- Six weeks that fall: it is no chance, S is -15 of 15, and 2 of 720 orders are as extreme.
DELETE FROM log;
INSERT INTO log (customer, channel, started_at)
SELECT format('%s.%s', week, n), channel, '2025-01-06 10:00Z'::timestamptz + (week - 1) * interval '7 days' + later
FROM generate_series(1, 6) AS week, generate_series(1, 10) AS n, (VALUES ('app', interval '0'), ('phone', interval '1 hour')) AS c (channel, later)
WHERE channel = 'app' OR n <= week;
INSERT INTO log (customer, channel, started_at) VALUES ('z', 'phone', '2025-02-21 12:00Z');
CALL refresh();
SELECT weeks, points, tau, near(p_value, 2.0 / 720) AS p_value, near(slope, -0.1) AS slope, near(lower, -0.1) AS lower, near(upper, -0.1) AS upper, deteriorating FROM fcr_trend;
-- A year later a single week more: it is the only one of its half year.
INSERT INTO log (customer, channel, started_at) VALUES ('y', 'phone', '2026-02-20 12:00Z'), ('z', 'phone', '2026-03-20 12:00Z');
CALL refresh();
SELECT weeks, points, first_week, last_week, slope, deteriorating FROM fcr_trend;
-- Nothing was a contact with a reason: the share of failure demand has no value, and no limits.
SELECT count(*) AS weeks, sum(denominator) AS of, count(value) AS values, count(centre) AS centres, count(signals) AS judged FROM control_chart WHERE metric = 'failure_share';
-- A department whose touchpoints are gone, and one that is new.
DELETE FROM touchpoint;
SELECT DISTINCT metric, department FROM control_chart ORDER BY metric;
SELECT drop_source('log');
DELETE FROM department; DELETE FROM reason;
DROP TABLE log;

-- Random contacts, against plain SQL over contact.
\i :company
SET client_min_messages = warning;
CREATE VIEW plain_week AS
SELECT w::date AS week, d.department, d.is_all,
       count(c.interaction_id) FILTER (WHERE c.kind = 'digital' AND c.mature) AS digital, count(c.interaction_id) FILTER (WHERE c.kind = 'digital' AND c.mature AND c.bounced) AS bounced,
       count(c.interaction_id) FILTER (WHERE c.contact_no = 1 AND c.mature) AS journeys, count(c.interaction_id) FILTER (WHERE c.contact_no = 1 AND c.mature AND c.contacts = 1) AS resolved_first,
       count(c.interaction_id) FILTER (WHERE c.left_out IS NULL AND c.assessed) AS assessed, count(c.interaction_id) FILTER (WHERE c.left_out IS NULL AND c.assessed AND c.demand = 'failure') AS assessed_failure,
       count(c.interaction_id) FILTER (WHERE c.kind = 'digital' AND NOT c.mature) AS digital_open, count(c.interaction_id) FILTER (WHERE c.contact_no = 1 AND NOT c.mature) AS journeys_open
FROM generate_series(timestamp '2025-11-03', '2026-03-23', '7 days') AS w
CROSS JOIN (SELECT name, false FROM department UNION ALL SELECT NULL, true) AS d (department, is_all)
LEFT JOIN (contact AS c LEFT JOIN touchpoint AS t ON t.name = c.touchpoint) ON c.day BETWEEN w::date AND w::date + 6 AND (d.is_all OR t.department = d.department)
GROUP BY w, d.department, d.is_all;
CREATE VIEW plain_rate AS
SELECT 'bounce' AS metric, department, week, bounced AS x, digital AS n, digital_open > 0 OR week = '2026-03-23' AS provisional FROM plain_week
UNION ALL SELECT 'global_fcr', NULL, week, resolved_first, journeys, journeys_open > 0 OR week = '2026-03-23' FROM plain_week WHERE is_all
UNION ALL SELECT 'failure_share', NULL, week, assessed_failure, assessed, week = '2026-03-23' FROM plain_week WHERE is_all;
SELECT count(*) AS weeks, count(*) FILTER (WHERE p.week IS NULL OR r.time IS NULL OR (r.numerator, r.denominator, r.provisional) IS DISTINCT FROM (p.x, p.n, p.provisional)
                                                 OR NOT near(r.value, p.x::float8 / nullif(p.n, 0))) AS wrong,
       count(*) FILTER (WHERE r.provisional) AS provisional, count(*) FILTER (WHERE r.value IS NULL) AS empty
FROM rate_weekly AS r FULL JOIN plain_rate AS p ON p.metric = r.metric AND coalesce(p.department, '') = coalesce(r.department, '') AND (r.time AT TIME ZONE 'Europe/Berlin')::date = p.week;
-- The p' chart (Laney 2002) written out.
CREATE VIEW plain_chart AS
WITH pooled AS (
    SELECT metric, department, sum(x)::float8 / sum(n) AS p FROM plain_rate WHERE NOT provisional GROUP BY metric, department
), z AS (
    SELECT r.*, p.p, CASE WHEN NOT provisional THEN (x::float8 / nullif(n, 0) - p) / sqrt(p * (1 - p) / nullif(n, 0)) END AS z
    FROM plain_rate AS r JOIN pooled AS p ON p.metric = r.metric AND p.department IS NOT DISTINCT FROM r.department
), sigma_z AS (
    SELECT metric, department, avg(range) / 1.128 AS sigma_z
    FROM (SELECT metric, department, abs(z - lag(z) OVER (PARTITION BY metric, department ORDER BY week)) AS range FROM z) AS r GROUP BY metric, department
)
SELECT z.*, p + 3 * sigma_z * sqrt(p * (1 - p) / nullif(n, 0)) AS upper, p - 3 * sigma_z * sqrt(p * (1 - p) / nullif(n, 0)) AS lower
FROM z JOIN sigma_z AS s ON s.metric = z.metric AND s.department IS NOT DISTINCT FROM z.department;
SELECT count(*) AS weeks, bool_and(near(c.centre, p.p) AND near(c.upper, CASE WHEN p.n > 0 THEN least(p.upper, 1) END) AND near(c.lower, CASE WHEN p.n > 0 THEN greatest(p.lower, 0) END)) AS limits,
       bool_and(CASE WHEN p.provisional OR p.n = 0 THEN c.signals IS NULL ELSE ('outside' = ANY (c.signals)) = (p.x::float8 / p.n NOT BETWEEN p.lower AND p.upper) END) AS signals
FROM control_chart AS c JOIN plain_chart AS p ON p.metric = c.metric AND coalesce(p.department, '') = coalesce(c.department, '') AND (c.time AT TIME ZONE 'Europe/Berlin')::date = p.week;
-- Mann and Kendall, and Theil and Sen, by all pairs of weeks.
CREATE VIEW plain_trend AS
SELECT w.weeks, count(*) AS pairs, sum(sign(b.y - a.y)) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY (b.y - a.y) / (b.week - a.week) * 7) AS slope,
       sum(abs(sign(b.y - a.y))) AS untied
FROM (VALUES (13), (26)) AS w (weeks),
     (SELECT week, x::float8 / nullif(n, 0) AS y, (date '2026-03-16' - week) / 7 < 13 AS lately FROM plain_rate WHERE metric = 'global_fcr' AND NOT provisional) AS a,
     (SELECT week, x::float8 / nullif(n, 0) AS y FROM plain_rate WHERE metric = 'global_fcr' AND NOT provisional) AS b
WHERE a.week < b.week AND a.y IS NOT NULL AND b.y IS NOT NULL AND (w.weeks = 26 OR a.lately)
GROUP BY w.weeks;
SELECT t.weeks, t.points, t.last_week, near(t.slope, p.slope) AS slope, near(t.tau, p.s / sqrt(p.pairs * p.untied)) AS tau, t.lower < t.slope AND t.slope < t.upper AS bounds
FROM fcr_trend AS t JOIN plain_trend AS p USING (weeks) ORDER BY t.weeks;
CALL forget_company();
DROP SCHEMA test CASCADE;
