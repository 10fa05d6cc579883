-- How far on the way: a period beside a frozen baseline, by hand, and against plain SQL on random
-- contacts.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
SET client_min_messages = warning;
\pset null '-'

-- Nothing, before the first refresh and after one of nothing: zeros and nulls, and sentences.
\x on
SELECT * FROM progress('none', '[2026-01-01,2026-02-01)');
CALL refresh();
SELECT metric, baseline_numerator, baseline_denominator, baseline_rate, numerator, denominator, rate, standardised, note FROM progress('none', '[2026-01-01,2026-02-01)');
\x off

-- January: of 80 sessions about bills 16 bounce, of 20 about moving 10. February: 22 of 100, and 3 of 5: both
-- are worse, and yet fewer bounce, because there are fewer moves. March: 2 of 10, and 5 of 10 about meters.
CREATE TABLE log (interaction_id int GENERATED ALWAYS AS IDENTITY, customer text, request text, channel text, started_at timestamptz, handle_seconds int);
INSERT INTO log (customer, request, channel, started_at)
SELECT format('%s.%s.%s', month, request, n), request, channel, month::timestamptz + interval '10 days' + later
FROM (VALUES ('2026-01-01', 'bill', 80, 16), ('2026-01-01', 'move', 20, 10), ('2026-02-01', 'bill', 100, 22), ('2026-02-01', 'move', 5, 3), ('2026-03-01', 'bill', 10, 2), ('2026-03-01', 'meter', 10, 5), ('2026-03-15', 'letter', 4, 1))
         AS m (month, request, sessions, bounces), generate_series(1, sessions) AS n, (VALUES ('app', interval '0'), ('phone', interval '1 hour')) AS c (channel, later)
WHERE channel = 'app' OR n <= bounces;
INSERT INTO log (customer, request, channel, started_at) VALUES ('z', 'bill', 'app', '2026-04-02 12:00Z');
SELECT add_source('log');
CALL refresh();
SELECT set_baseline('January', '[2026-01-01,2026-02-01)');

-- No target yet. Crude: 25 / 105 - 26 / 100. Standardised: 0.8 (0.22 - 0.2) + 0.2 (0.6 - 0.5), with a variance of
-- 0.8^2 (0.2 0.8 / 80 + 0.22 0.78 / 100) + 0.2^2 (0.5 0.5 / 20 + 0.6 0.4 / 5).
\x on
SELECT * FROM progress('January', '[2026-02-01,2026-03-01)');
\x off
SELECT near(difference, 25.0 / 105 - 0.26) AS difference, near(standardised, 0.036) AS standardised,
       near(standardised_upper - standardised, 1.959963984540054 * sqrt(0.64 * (0.002 + 0.001716) + 0.04 * (0.0125 + 0.048))) AS upper,
       near(standardised - standardised_lower, standardised_upper - standardised) AS lower
FROM progress('January', '[2026-02-01,2026-03-01)') WHERE metric = 'bounce';
-- Newcombe's bounds of these, from Wilson's.
WITH wilson AS (
    SELECT x / n AS p, (x + z * z / 2 - z * sqrt(x * (n - x) / n + z * z / 4)) / (n + z * z) AS l, (x + z * z / 2 + z * sqrt(x * (n - x) / n + z * z / 4)) / (n + z * z) AS u
    FROM (VALUES (25::float8, 105::float8), (26, 100)) AS v (x, n), (SELECT 1.959963984540054::float8) AS q (z)
)
SELECT near(p.lower, a.p - b.p - sqrt((a.p - a.l) ^ 2 + (b.u - b.p) ^ 2)) AS lower, near(p.upper, a.p - b.p + sqrt((a.u - a.p) ^ 2 + (b.p - b.l) ^ 2)) AS upper
FROM progress('January', '[2026-02-01,2026-03-01)') AS p, wilson AS a, wilson AS b WHERE p.metric = 'bounce' AND a.p < b.p;

-- Of the way from 0.26 to 0.13, (0.26 - 25 / 105) / 0.13 is gone. FCR was 0.74, and is to be 0.7: it was there before. A brand's target is not that of all.
INSERT INTO target VALUES ('bounce', NULL, 0.13), ('global_fcr', NULL, 0.7), ('failure_share', 'own', 0.1);
SELECT metric, target, way, near(way, (0.26 - 25.0 / 105) / 0.13) AS as_computed, note FROM progress('January', '[2026-02-01,2026-03-01)');
-- Reached, overshot, lost; and one that is where the baseline was.
CREATE FUNCTION way_to(aimed text, at float8) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
    UPDATE target SET value = at WHERE metric = aimed AND brand IS NULL;
    RETURN (SELECT way FROM progress('January', '[2026-02-01,2026-03-01)') WHERE metric = aimed);
END $$;
SELECT near(way_to('bounce', 25.0 / 105), 1) AS reached, near(way_to('bounce', 0.25), 0.0219047619047619 / 0.01) AS overshot, near(way_to('bounce', 0.06), 0.0219047619047619 / 0.2) AS far,
       near(way_to('global_fcr', 0.94), 0.0219047619047619 / 0.2) AS fcr, way_to('bounce', 0.26) AS no_way, way_to('global_fcr', 0.74) AS no_way_of_fcr;
DELETE FROM target;

-- March has no moves, and January no meters: 20 % and 50 % cannot be compared. What can: bills alone, 0.2 and 0.2.
SELECT metric, denominator AS n, difference, standardised, round(standardised_upper::numeric, 4) AS upper, note FROM progress('January', '[2026-03-01,2026-03-20)') WHERE metric <> 'failure_share';
-- Nothing in common at all: letters.
SELECT set_baseline('March', '[2026-03-01,2026-03-20)');
SELECT metric, difference, standardised, standardised_lower, note FROM progress('March', '[2026-03-20,2026-04-01)') WHERE metric = 'bounce';
-- A period without data, one that is not over, one that is not mature, and a baseline of nothing.
SELECT metric, rate, denominator AS n, difference, standardised, note FROM progress('January', '[2025-03-01,2025-04-01)');
SELECT metric, rate, denominator AS n, difference, note FROM progress('January', '[2026-04-01,2026-05-01)') WHERE metric = 'bounce';
SELECT note FROM progress('nobody''s', '[2026-02-01,2026-03-01)') WHERE metric = 'bounce';
SELECT note FROM progress(NULL, '[2026-02-01,2026-03-01)') WHERE metric = 'bounce';

-- Another definition is not compared.
INSERT INTO definition (within) VALUES ('24 hours');
CALL refresh();
SELECT error_of($$SELECT progress('January', '[2026-02-01,2026-03-01)')$$);
UPDATE definition SET within = '2 days', match = 'customer';
CALL refresh();
SELECT error_of($$SELECT progress('January', '[2026-02-01,2026-03-01)')$$);
UPDATE definition SET match = 'request', time_zone = 'Europe/Berlin';
CALL refresh();
SELECT metric, denominator AS n FROM progress('January', '[2026-02-01,2026-03-01)');
SELECT error_of($$SELECT progress('January', NULL)$$);
SELECT error_of($$SELECT progress('January', 'empty')$$);
SELECT error_of($$SELECT progress('January', '[2026-02-01,)')$$);
-- What a target cannot be.
SELECT error_of($$INSERT INTO failure_demand.target VALUES ('FCR', NULL, 0.5)$$);
SELECT error_of($$INSERT INTO failure_demand.target VALUES ('bounce', NULL, 'NaN')$$);
SELECT error_of($$INSERT INTO failure_demand.target VALUES ('bounce', NULL, 0.1), ('bounce', NULL, 0.2)$$);
SELECT error_of($$INSERT INTO failure_demand.target VALUES ('bounce', '', 0.1)$$);
SELECT drop_source('log');
DELETE FROM definition; DELETE FROM baseline;
DROP TABLE log;

-- Random contacts, against plain SQL: by request, and by customer, where requests that nobody noted are a stratum of their own.
\i :company
SET client_min_messages = warning;
CREATE FUNCTION plain_progress(one daterange, other daterange) RETURNS TABLE (metric text, p0 float8, p1 float8, n0 bigint, n1 bigint, standardised float8, half float8, left_out0 numeric, left_out1 numeric) LANGUAGE sql STABLE AS $$
    WITH fact AS (
        SELECT CASE WHEN c.day <@ one THEN 0 ELSE 1 END AS side, coalesce(c.request, '?') AS request, f.metric, f.x
        FROM contact AS c, LATERAL (VALUES ('bounce', CASE WHEN kind = 'digital' AND mature THEN bounced::int END), ('global_fcr', CASE WHEN contact_no = 1 AND mature THEN (contacts = 1)::int END),
                                           ('failure_share', CASE WHEN assessed THEN (demand = 'failure')::int END)) AS f (metric, x)
        WHERE (c.day <@ one OR c.day <@ other) AND left_out IS NULL AND f.x IS NOT NULL
    ), stratum AS (
        SELECT metric, request, count(*) FILTER (WHERE side = 0) AS n0, avg(x) FILTER (WHERE side = 0)::float8 AS p0, count(*) FILTER (WHERE side = 1) AS n1, avg(x) FILTER (WHERE side = 1)::float8 AS p1
        FROM fact GROUP BY metric, request
    )
    SELECT metric, (sum(n0 * p0) / sum(n0))::float8, (sum(n1 * p1) / sum(n1))::float8, sum(n0)::bigint, sum(n1)::bigint, sum(n0 * (p1 - p0)) / sum(n0) FILTER (WHERE n1 > 0),
           1.959963984540054 * sqrt(sum(n0 ^ 2 * (p0 * (1 - p0) / nullif(n0, 0) + p1 * (1 - p1) / nullif(n1, 0)))) / sum(n0) FILTER (WHERE n1 > 0),
           round(100 * sum(n0) FILTER (WHERE n1 = 0) / sum(n0), 1), round(100 * sum(n1) FILTER (WHERE n0 = 0) / sum(n1), 1)
    FROM stratum GROUP BY metric
$$;
INSERT INTO target VALUES ('bounce', NULL, 0.05), ('global_fcr', NULL, 0.9), ('failure_share', NULL, 0.2);
CREATE VIEW compared AS
SELECT b.name, p.metric, near(p.baseline_rate, o.p0) AND near(p.rate, o.p1) AND p.baseline_denominator = o.n0 AND p.denominator = o.n1 AND near(p.difference, o.p1 - o.p0) AS crude,
       near(p.standardised, o.standardised) AND near(p.standardised_lower, o.standardised - o.half) AND near(p.standardised_upper, o.standardised + o.half) AS standardised,
       near(p.way, (o.p1 - o.p0) / (p.target - o.p0)) AS way, p.lower < p.difference AND p.difference < p.upper AND p.standardised_lower < p.standardised_upper AS bounds,
       p.note IS NOT DISTINCT FROM concat(CASE WHEN o.left_out0 > 0 THEN format('Of the baseline, %s %% are requests that the period does not have: they are not in the standardised difference.', o.left_out0) END,
                                          CASE WHEN o.left_out0 > 0 AND o.left_out1 > 0 THEN ' ' END,
                                          CASE WHEN o.left_out1 > 0 THEN format('Of the period, %s %% are requests that the baseline does not have: they are not in the standardised difference.', o.left_out1) END)
           OR p.note IS NULL AND o.left_out0 IS NULL AND o.left_out1 IS NULL AS note
FROM (SELECT DISTINCT name, period FROM baseline) AS b, daterange('2026-02-01', '2026-03-20') AS other, progress(b.name, other) AS p, plain_progress(b.period, other) AS o
WHERE o.metric = p.metric;
SELECT set_baseline('by request', '[2025-11-01,2026-01-15)');
SELECT * FROM compared ORDER BY metric;
DELETE FROM baseline;
UPDATE definition SET match = 'customer';
UPDATE company SET request = 'early' WHERE started_at < '2025-11-20Z' AND request = 'bill';
CALL refresh(as_of => '2026-03-27 12:00Z');
SELECT set_baseline('by customer', '[2025-11-01,2026-01-15)');
SELECT * FROM compared ORDER BY metric;
SELECT metric, note FROM progress('by customer', '[2026-02-01,2026-03-20)');
CALL forget_company();
DROP SCHEMA test CASCADE;
