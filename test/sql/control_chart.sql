-- Limits of processes and signals, against published figures and plain SQL.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- Wheeler 2003, "Making Sense of Data", p. 382, the data to verify software with: 4135.50, 3188.72, 5082.28, and with 3.268 in place of 3.267 a range limit of 1163.19.
CREATE TABLE megohms (n integer, value double precision);
INSERT INTO megohms SELECT n, value FROM unnest('{5045,4350,4350,3975,4290,4430,4485,4285,3980,3925,3645,3760,3300,3685,3463,5200}'::float8[]) WITH ORDINALITY AS v (value, n);
SELECT round(centre::numeric, 2) AS centre, round(lower::numeric, 2) AS lower, round(upper::numeric, 2) AS upper, round(range_limit::numeric, 2) AS range_limit, round((range_limit / 3.267 * 3.268)::numeric, 2) AS his_range_limit,
       points, method, round(sigma::numeric, 2) AS sigma, sigma_z
FROM (SELECT (process_limits(value ORDER BY n)).* FROM megohms) AS l;
-- NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: 50.81, and with 3 / 1.128 in place of 2.66: 45.8159, 55.8041.
SELECT round(centre::numeric, 2) AS centre, round((centre - (centre - lower) / 2.66 * 3 / 1.128)::numeric, 4) AS lower, round((centre + (upper - centre) / 2.66 * 3 / 1.128)::numeric, 4) AS upper
FROM (SELECT (process_limits(value ORDER BY n)).* FROM unnest('{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}'::float8[]) WITH ORDINALITY AS v (value, n)) AS l;

-- Attendances at accident and emergency departments in England, and those seen within four hours
-- (Mohammed, Panesar, Laney and Wilson 2013, "Statistical process control charts for attribute data
-- involving very large sample sizes"). The p' limits that qicharts2 (Anhoej) gives for the first week
-- are 0.9401296441775141 and 0.96566977851086822. To the p chart 16 weeks are signals, to the p' chart none.
CREATE TABLE emergency (week integer, seen bigint, attended bigint);
INSERT INTO emergency SELECT row_number() OVER (), * FROM unnest('{266501,264225,276532,281461,269071,261215,270409,279778,270483,270320,267923,271478,255353,256820,261835,259144,255910,260863,264465,260989}'::bigint[],
    '{280443,276823,291681,296155,282343,275888,283867,295251,284468,282529,279618,283932,266629,268091,276803,271578,266005,273520,278574,273772}'::bigint[]);
SELECT m.method, near((l).centre, 0.95289971134419116) AS centre, round((l).sigma_z::numeric, 4) AS sigma_z, (l).points, (l).lower, (l).range_limit,
       CASE m.method WHEN 'laney' THEN near((first).lower, 0.9401296441775141) AND near((first).upper, 0.96566977851086822) END AS as_published,
       (SELECT count(*) FROM emergency AS e, limits_at(l, attended) AS at WHERE seen / attended::float8 NOT BETWEEN at.lower AND at.upper) AS signals
FROM (SELECT 'p' AS method, process_limits(seen, attended, 'p' ORDER BY week) AS l FROM emergency
      UNION ALL SELECT 'laney', process_limits(seen, attended, 'laney' ORDER BY week) FROM emergency) AS m, limits_at(l, 280443) AS first ORDER BY m.method;

-- Random points with gaps, against plain SQL.
CREATE TABLE point AS
SELECT set_no, n, value, denominator, CASE WHEN denominator IS NOT NULL THEN pick(denominator + 1, set_no, n, 3) END AS numerator
FROM (SELECT set_no, n, nullif(pick(12, set_no, n, 1), 11) / 2.0 + (n / 25 % 2) * (set_no % 4) AS value,
             CASE WHEN pick(15, set_no, n, 4) > 0 THEN pick(40, set_no, n, 2) END AS denominator
      FROM generate_series(1, 60) AS set_no, generate_series(1, 100) AS n) AS p;
CREATE VIEW plain_limits AS
SELECT set_no, avg(value) AS centre, avg(range) AS mean_range, count(value) AS points
FROM (SELECT set_no, value, abs(value - lag(value) OVER (PARTITION BY set_no ORDER BY n)) AS range FROM point) AS r GROUP BY set_no;
SELECT count(*) AS sets, bool_and(near((l).centre, centre) AND near((l).lower, centre - 2.66 * mean_range) AND near((l).upper, centre + 2.66 * mean_range)
       AND near((l).range_limit, 3.267 * mean_range) AND (l).points = points AND near((l).sigma, ((l).upper - (l).centre) / 3)) AS right,
       bool_and((clipped).lower = greatest((l).lower, 1) AND (clipped).upper = least((l).upper, 7) AND (clipped).centre = (l).centre AND (clipped).sigma = (l).sigma) AS clipped
FROM plain_limits JOIN (SELECT set_no, process_limits(value ORDER BY n) AS l, process_limits(value, 'xmr', 1, 7 ORDER BY n) AS clipped FROM point GROUP BY set_no) AS ours USING (set_no);

CREATE VIEW plain_rate_limits AS
SELECT set_no, p, avg(abs(z - last_z)) / 1.128 AS sigma_z, count(z) AS points
FROM (SELECT set_no, p, z, lag(z) OVER (PARTITION BY set_no ORDER BY n) AS last_z
      FROM (SELECT set_no, n, p, (numerator::float8 / nullif(denominator, 0) - p) / sqrt(p * (1 - p) / nullif(denominator, 0)) AS z
            FROM point JOIN (SELECT set_no, sum(numerator)::float8 / sum(denominator) AS p FROM point GROUP BY set_no) AS pooled USING (set_no)) AS scored) AS s GROUP BY set_no, p;
SELECT count(*) AS limits, bool_and(near((at_p).centre, p) AND near((at_p).upper, least(1, p + 3 * sqrt(p * (1 - p) / d))) AND near((at_p).lower, greatest(0, p - 3 * sqrt(p * (1 - p) / d))) AND (at_p).points = plain.points) AS p,
       bool_and(near((laney).sigma_z, plain.sigma_z) AND near((at_laney).sigma, plain.sigma_z * sqrt(p * (1 - p) / d)) AND near((at_laney).upper, least(1, p + 3 * plain.sigma_z * sqrt(p * (1 - p) / d)))
                AND near((at_laney).lower, greatest(0, p - 3 * plain.sigma_z * sqrt(p * (1 - p) / d)))) AS laney
FROM plain_rate_limits AS plain JOIN (SELECT set_no, process_limits(numerator, denominator, 'p' ORDER BY n) AS chart, process_limits(numerator, denominator, 'laney' ORDER BY n) AS laney FROM point GROUP BY set_no) AS ours USING (set_no),
     unnest('{1, 7, 40, 1000}'::int[]) AS d, limits_at(chart, d) AS at_p, limits_at(laney, d) AS at_laney;

-- The rules, one by one: centre 0, one sigma is 1.
CREATE FUNCTION signals(list double precision[], rules text[] DEFAULT NULL) RETURNS text STABLE LANGUAGE sql AS $$
SELECT string_agg(coalesce(array_to_string(signal, '+'), '-'), ' ' ORDER BY n)
FROM (SELECT n, control_signal(value, ROW(0, -3, 3, NULL, 20, 'xmr', 1, NULL)::limits, rules) OVER (ORDER BY n) AS signal FROM unnest(list) WITH ORDINALITY AS v (value, n)) AS s
$$;
SELECT signals('{3, 3.1, -3, -3.1}', '{outside}');
SELECT signals('{1, 1, 1, 1, 1, 1, 1, 1, 1, -1}', '{run}') AS run, signals('{1, 1, 1, 1, 1, 1, 1, 0, 1, 0}', '{run}') AS on_the_centre, signals('{1, 1, 1, 1, NULL, 1, 1, 1, 1, 1}', '{run}') AS broken;
SELECT signals('{1, 2, 3, 4, 5, 6, 7, 6}', '{trend}') AS rising, signals('{2, 2, 1, 1, 0, -1, -1, -2, -3}', '{trend}') AS with_ties, signals('{1, 2, 3, NULL, 4, 5, 6}', '{trend}') AS broken;
SELECT signals('{2.1, 0, 2.1, 0, 0, 2.1, -2.1, -2.1}', '{two_of_three}') AS two, signals('{2.1, NULL, 2.1}', '{two_of_three}') AS broken, signals('{2, 2, 2}', '{two_of_three}') AS at_two_sigma;
SELECT signals('{1, 2, 3, 4, 5, 6, 7, 8}') AS together, signals('{1, 2, 3, 4, 5, 6, 7, 8}', '{two_of_three, outside, outside}') AS some, signals('{4, NULL}', '{}') AS none;

-- Random points in phases, with gaps, ties and points on the centre, against plain SQL. The limits of the phases are of whole numbers.
CREATE TABLE chart AS
SELECT set_no, n, round((value * (set_no % 5) / 4 + n % 17 * (set_no % 2))::numeric / 2)::float8 AS value,
       CASE WHEN pick(30, set_no, n, 7) > 0 THEN ROW(phase + 3, phase - set_no % 3, phase + 6 + set_no % 3, NULL, 20, 'xmr', CASE WHEN set_no % 2 = 0 THEN 1.25 END, NULL)::limits END AS limits
FROM point, LATERAL (SELECT n / 40 * (set_no % 3)) AS p (phase);
CREATE VIEW judged AS SELECT *, control_signal(value, limits) OVER (PARTITION BY set_no ORDER BY n) AS signal FROM chart;
CREATE VIEW stretch AS
SELECT *, sum(begins::int) OVER (PARTITION BY set_no ORDER BY n) AS stretch
FROM (SELECT *, value IS NULL OR (limits).centre IS NULL OR lag(value) OVER w IS NULL OR lag(limits) OVER w IS DISTINCT FROM limits AS begins,
             sign(value - (limits).centre) AS side,
             CASE WHEN value > (limits).centre + coalesce(2 * (limits).sigma, ((limits).upper - (limits).centre) * 2 / 3) THEN 1
                  WHEN value < (limits).centre - coalesce(2 * (limits).sigma, ((limits).centre - (limits).lower) * 2 / 3) THEN -1 ELSE 0 END AS beyond
      FROM chart WINDOW w AS (PARTITION BY set_no ORDER BY n)) AS b;
CREATE VIEW plain_outside AS SELECT set_no, n FROM stretch WHERE value < (limits).lower OR value > (limits).upper;
CREATE VIEW plain_two AS
SELECT set_no, n FROM (SELECT *, lag(beyond) OVER w AS one, lag(beyond, 2) OVER w AS two FROM stretch WINDOW w AS (PARTITION BY set_no, stretch ORDER BY n)) AS s WHERE beyond <> 0 AND beyond IN (one, two) AND (limits).centre IS NOT NULL AND value IS NOT NULL;
CREATE VIEW plain_run AS
SELECT set_no, n FROM (SELECT *, row_number() OVER (PARTITION BY set_no, stretch, side, island ORDER BY n) AS length
      FROM (SELECT *, row_number() OVER (PARTITION BY set_no, stretch ORDER BY n) - row_number() OVER (PARTITION BY set_no, stretch, side ORDER BY n) AS island FROM stretch WHERE side <> 0) AS i) AS l WHERE length >= 8;
CREATE VIEW plain_trend AS
SELECT set_no, n FROM (SELECT *, row_number() OVER (PARTITION BY set_no, stretch, direction, island ORDER BY n) + 1 AS length
      FROM (SELECT *, row_number() OVER (PARTITION BY set_no, stretch ORDER BY n) - row_number() OVER (PARTITION BY set_no, stretch, direction ORDER BY n) AS island
            FROM (SELECT *, sign(value - lag(value) OVER (PARTITION BY set_no, stretch ORDER BY n)) AS direction FROM stretch WHERE (limits).centre IS NOT NULL) AS d WHERE direction <> 0) AS i) AS l WHERE length >= 6;
SELECT count(*) AS points, count(*) FILTER (WHERE signal IS NULL) AS not_judged,
       count(*) FILTER (WHERE 'outside' = ANY (signal)) AS outside, count(*) FILTER (WHERE 'run' = ANY (signal)) AS run,
       count(*) FILTER (WHERE 'trend' = ANY (signal)) AS trend, count(*) FILTER (WHERE 'two_of_three' = ANY (signal)) AS two_of_three,
       count(*) FILTER (WHERE signal IS DISTINCT FROM CASE WHEN value IS NOT NULL AND (limits).centre IS NOT NULL THEN
           array_remove(ARRAY[CASE WHEN (set_no, n) IN (SELECT * FROM plain_outside) THEN 'outside' END, CASE WHEN (set_no, n) IN (SELECT * FROM plain_run) THEN 'run' END,
                              CASE WHEN (set_no, n) IN (SELECT * FROM plain_trend) THEN 'trend' END, CASE WHEN (set_no, n) IN (SELECT * FROM plain_two) THEN 'two_of_three' END], NULL) END) AS wrong
FROM judged;

-- Of rates: limits that differ by the denominator are one phase; a denominator of 0 is a gap.
WITH rate (n, numerator, denominator) AS (VALUES (1, 9, 10), (2, 8, 9), (3, 19, 20), (4, 7, 8), (5, 90, 100), (6, 9, 10), (7, 8, 9), (8, 9, 10), (9, 0, 0), (10, 9, 10))
SELECT n, control_signal(numerator::float8 / nullif(denominator, 0), limits_at(baseline, denominator)) OVER (ORDER BY n)
FROM rate, (SELECT process_limits(n, d, 'p') AS baseline FROM (VALUES (50, 100)) AS v (n, d)) AS b;
-- Two of three at two sigma of each point's own denominator, and limits that are clipped.
SELECT n, control_signal(0.93, limits_at(baseline, denominator), '{outside, two_of_three}') OVER (ORDER BY n)
FROM (VALUES (1, 80), (2, 10), (3, 90), (4, 1000)) AS v (n, denominator), (SELECT process_limits(84, 100, 'p') AS baseline) AS b;

-- Few points.
SELECT n, process_limits(value ORDER BY at), process_limits(1, 10, 'p') AS p, process_limits(value::bigint, 10, 'laney' ORDER BY at) AS laney
FROM generate_series(1, 3) AS n, generate_series(1, n) AS at, LATERAL (SELECT at * 2.0) AS v (value) GROUP BY n ORDER BY n;
SELECT process_limits(value ORDER BY n) AS no_range FROM (VALUES (1, 1), (2, NULL), (3, 5)) AS v (n, value);
SELECT process_limits(NULL), process_limits(NULL, 1, 'p') AS p, process_limits(0, 0, 'laney') AS laney, process_limits(1, NULL, 'p') AS no_denominator;
SELECT process_limits(value), process_limits(value, 'xmr', 0, NULL) AS bounded, process_limits(n, n, 'laney') AS laney FROM megohms WHERE false;
SELECT process_limits(7 ORDER BY n) AS constant, process_limits(0, 5, 'laney' ORDER BY n) AS none, process_limits(5, 5, 'laney' ORDER BY n) AS all FROM generate_series(1, 3) AS n;
SELECT limits_at(laney, 5), limits_at(p, 0) AS zero, limits_at(p, NULL) AS is_null FROM (SELECT process_limits(1, 5, 'p') AS p, process_limits(0, 5, 'laney') AS laney) AS l;
-- No limits, no signal, and patterns begin anew.
SELECT control_signal(1, NULL) OVER (), control_signal(1, process_limits(1)) OVER () AS one_point, control_signal(NULL, ROW(0, -3, 3, NULL, 20, 'xmr', 1, NULL)::limits) OVER () AS no_value,
       control_signal(0.5, limits_at(process_limits(1, 2, 'laney'), 2)) OVER () AS laney_of_one;

-- Integers and counts choose the right function.
SELECT (process_limits(n)).method, (process_limits(n, n, 'p')).method AS p, (process_limits(n::smallint, n::bigint, 'laney')).method AS laney, (process_limits(n, 'xmr', 0, NULL)).lower AS bounded FROM generate_series(1, 3) AS n;

-- Phases and a frozen baseline: the limits of a row are those of its phase, or of another part of the rows.
SELECT n, value, (l).points, round((l).centre::numeric, 1) AS centre, control_signal(value, l) OVER (ORDER BY n) AS signal
FROM (SELECT n, value, process_limits(value) OVER (PARTITION BY n > 8 ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l FROM megohms) AS phases ORDER BY n;
SELECT n, value, control_signal(value, l) OVER (ORDER BY n) AS signal
FROM megohms, (SELECT process_limits(value ORDER BY n) AS l FROM megohms WHERE n <= 8) AS baseline WHERE n > 8 ORDER BY n;

-- What is an error.
SELECT error_of($$SELECT process_limits('NaN')$$);
SELECT error_of($$SELECT process_limits(value) FROM unnest('{1e308, 1e308}'::float8[]) AS value$$);
SELECT error_of($$SELECT process_limits(value, 'xmr', 0, 1) FROM unnest('{1e308, -1e308}'::float8[]) AS value$$);
SELECT error_of($$SELECT process_limits(1, 'p', 0, 1)$$);
SELECT error_of($$SELECT process_limits(1, NULL, 0, 1)$$);
SELECT error_of($$SELECT process_limits(1, 'xmr', 2, 1)$$);
SELECT error_of($$SELECT process_limits(1, 'xmr', 'NaN', 1)$$);
SELECT error_of($$SELECT process_limits(1, 'xmr', n, 9) FROM generate_series(1, 2) AS n$$);
SELECT error_of($$SELECT process_limits(1, 'xmr', NULL, nullif(n, 1)) FROM generate_series(1, 2) AS n$$);
SELECT error_of($$SELECT process_limits(1, 2, 'xmr')$$);
SELECT error_of($$SELECT process_limits(1, 2, 'Laney')$$);
SELECT error_of($$SELECT process_limits(1, 2, NULL)$$);
SELECT error_of($$SELECT process_limits(1, 2, method) FROM unnest('{p, laney}'::text[]) AS method$$);
SELECT error_of($$SELECT process_limits(3, 2, 'p')$$);
SELECT error_of($$SELECT process_limits(-1, 2, 'p')$$);
SELECT error_of($$SELECT process_limits(0, -2, 'laney')$$);
SELECT error_of($$SELECT process_limits(d, d, 'p') FROM unnest('{9223372036854775807, 1}'::bigint[]) AS d$$);
SELECT error_of($$SELECT limits_at(process_limits(1), 5)$$);
SELECT error_of($$SELECT limits_at(process_limits(1, 2, 'p'), -5)$$);
SELECT error_of($$SELECT limits_at(ROW(0, -3, 3, NULL, 20, 'c', 1, NULL)::limits, 5)$$);
SELECT error_of($$SELECT control_signal(0.5, process_limits(1, 2, 'p')) OVER ()$$);
SELECT error_of($$SELECT control_signal('Infinity', process_limits(1)) OVER ()$$);
SELECT error_of($$SELECT control_signal(1, process_limits(1), '{outside, shift}') OVER ()$$);
SELECT error_of($$SELECT control_signal(1, process_limits(1), '{NULL}') OVER ()$$);
