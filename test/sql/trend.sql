-- Trends and differences of rates, against published figures and plain SQL.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- Sodium in a well (USEPA 2009, "Statistical Analysis of Groundwater Monitoring Data at RCRA
-- Facilities, Unified Guidance", example 17-7, p. 17-36). EnvStats (Millard) gives for it, by
-- Gilbert 1987: tau 0.5555556, z 2.146625, p 0.03182313; slope 1.3333333, intercept -65.9666667,
-- bounds 0.3992083 and 2.3333333.
CREATE TABLE sodium (year double precision, ppm double precision);
INSERT INTO sodium VALUES (89.6, 56), (90.1, 53), (90.8, 51), (91.1, 55), (92.1, 52), (93.1, 60), (94.1, 62), (95.6, 59), (96.1, 61), (96.3, 63);
SELECT points, s, variance, round(tau::numeric, 7) AS tau, round(z::numeric, 6) AS z, round(p_value::numeric, 8) AS p_value
FROM (SELECT (mann_kendall(ppm ORDER BY year)).* FROM sodium) AS test;
SELECT points, round(slope::numeric, 7) AS slope, round(intercept::numeric, 7) AS intercept, round(lower::numeric, 7) AS lower, round(upper::numeric, 7) AS upper
FROM (SELECT (theil_sen(ppm, year)).* FROM sodium) AS line;

-- Many ties (USEPA 2006, "Data Quality Assessment: Statistical Methods for Practitioners",
-- QA/G-9S, p. 109): S 22, variance 155.33, z 1.685.
SELECT s, round(variance::numeric, 2) AS variance, round(z::numeric, 3) AS z
FROM (SELECT (mann_kendall(value ORDER BY n)).* FROM unnest('{10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15}'::float8[]) WITH ORDINALITY AS t (value, n)) AS test;

-- Exact chances of S or more (Kendall 1975, table 1; Gilbert 1987, table A18); those of the test are of both sides.
SELECT n, (test).s, chance, round((test).p_value::numeric, 5) AS p_value, abs((test).p_value - 2 * chance) <= rounding AS as_published
FROM (VALUES (5, '{2,1,3,5,4}'::float8[], 0.117, 1e-3), (7, '{1,2,3,7,6,5,4}', 0.119, 1e-3), (7, '{1,2,4,3,5,7,6}', 0.0054, 1e-4), (8, '{3,1,2,4,5,8,7,6}', 0.016, 1e-3),
             (8, '{3,1,2,4,6,5,8,7}', 0.0071, 1e-4), (9, '{2,1,4,3,5,6,9,7,8}', 0.0012, 1e-4), (9, '{3,1,2,4,5,6,8,7,9}', 0.00043, 1e-5)) AS v (n, list, chance, rounding),
     LATERAL (SELECT mann_kendall(value ORDER BY at) AS test FROM unnest(list) WITH ORDINALITY AS u (value, at)) AS t;

-- The exact chance is the share of all orders of the same values, ties or none.
CREATE FUNCTION plain_s(list double precision[]) RETURNS bigint IMMUTABLE LANGUAGE sql AS $$
SELECT sum(sign(list[j] - list[i]))::bigint FROM generate_subscripts(list, 1) AS i, generate_subscripts(list, 1) AS j WHERE i < j
$$;
CREATE VIEW few AS
SELECT set_no, array_agg(pick(1 + set_no % 8, set_no, n)::float8 ORDER BY n) AS list
FROM generate_series(1, 16) AS set_no, generate_series(1, 5 + set_no % 2) AS n GROUP BY set_no;
WITH RECURSIVE ordered (set_no, list, places) AS (
    SELECT set_no, list, '{}'::integer[] FROM few
    UNION ALL
    SELECT set_no, list, places || place FROM ordered, generate_subscripts(list, 1) AS place WHERE place <> ALL (places)
), orders AS (
    SELECT set_no, list, plain_s(ARRAY(SELECT list[place] FROM unnest(places) WITH ORDINALITY AS p (place, n) ORDER BY n)) AS s
    FROM ordered WHERE cardinality(places) = cardinality(list)
)
SELECT count(*) AS sets, bool_and((test).s = plain_s(list) AND near((test).p_value, share)) AS right
FROM (SELECT set_no, list, count(*) FILTER (WHERE abs(s) >= abs(plain_s(list)))::float8 / count(*) AS share FROM orders GROUP BY set_no, list) AS o,
     LATERAL (SELECT mann_kendall(value ORDER BY n) AS test FROM unnest(list) WITH ORDINALITY AS u (value, n)) AS t;

-- Random series with ties, nulls, gaps in time and several values at a time, against plain SQL.
CREATE TABLE series (id integer, set_no integer, at double precision, value double precision, filler text) PARTITION BY HASH (id);
SELECT format('CREATE TABLE series_%1$s PARTITION OF series FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', n) FROM generate_series(0, 3) AS n \gexec
INSERT INTO series
SELECT n, set_no, nullif(pick(10 + 6 * set_no, n, 1), 9) / 8.0, nullif(pick(5 + set_no * set_no, n, 2), 4) / 10.0 + n / 1000.0 * (set_no % 3), repeat('x', 200)
FROM generate_series(1, 3000) AS n, LATERAL (SELECT pick(40, n, 3)) AS s (set_no);
ANALYZE series;

CREATE VIEW plain_kendall AS
SELECT set_no, n, s, (n * (n - 1) * (2 * n + 5) - ties) / 18 AS variance, s / sqrt(n * (n - 1) / 2) / sqrt(n * (n - 1) / 2 - tied) AS tau
FROM (SELECT set_no, count(*)::float8 AS n FROM series WHERE value IS NOT NULL GROUP BY set_no) AS c
     JOIN (SELECT a.set_no, sum(sign(b.value - a.value)) AS s FROM series AS a JOIN series AS b ON a.set_no = b.set_no AND a.id < b.id GROUP BY a.set_no) AS p USING (set_no)
     JOIN (SELECT set_no, sum(t * (t - 1) * (2 * t + 5)) AS ties, sum(t * (t - 1) / 2) AS tied FROM (SELECT set_no, count(*)::float8 AS t FROM series WHERE value IS NOT NULL GROUP BY set_no, value) AS g GROUP BY set_no) AS t USING (set_no);
SELECT count(*) AS sets, bool_and((test).points = n AND (test).s = s AND near((test).variance, variance) AND near((test).tau, tau)
       AND near((test).z, (s - sign(s)) / sqrt(variance))) AS right,
       -- 1.96 and 2.576 standard deviations are 5 and 1 percent
       bool_and(((test).p_value < 0.05) = (abs((test).z) > 1.959963984540054) AND ((test).p_value < 0.01) = (abs((test).z) > 2.575829303548901)) AS chance
FROM plain_kendall JOIN (SELECT set_no, mann_kendall(value ORDER BY id) AS test FROM series GROUP BY set_no) AS t USING (set_no);

CREATE FUNCTION at_position(list double precision[], place double precision) RETURNS double precision IMMUTABLE LANGUAGE sql AS $$
SELECT CASE WHEN place BETWEEN 1 AND cardinality(list) THEN list[floor(place)] + (list[ceil(place)] - list[floor(place)]) * (place - floor(place)) END
$$;
CREATE FUNCTION plain_theil_sen(at double precision[], value double precision[]) RETURNS trend_line IMMUTABLE LANGUAGE sql AS $$
WITH point AS (SELECT * FROM unnest(at, value) WITH ORDINALITY AS p (at, value, id)),
slope AS (SELECT array_agg(s ORDER BY s) AS list FROM (SELECT (b.value - a.value) / (b.at - a.at) AS s FROM point AS a JOIN point AS b ON a.id < b.id AND a.at <> b.at) AS all_slopes),
median AS (SELECT count(*)::float8 AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY p.at) AS at, percentile_cont(0.5) WITHIN GROUP (ORDER BY p.value) AS value FROM point AS p),
ties AS (SELECT sum(t * (t - 1)) AS two, sum(t * (t - 1) * (t - 2)) AS three, sum(t * (t - 1) * (2 * t + 5)) AS five FROM (SELECT count(*)::float8 AS t FROM point AS p GROUP BY p.value) AS g),
times AS (SELECT sum(t * (t - 1)) AS two, sum(t * (t - 1) * (t - 2)) AS three, sum(t * (t - 1) * (2 * t + 5)) AS five FROM (SELECT count(*)::float8 AS t FROM point AS p GROUP BY p.at) AS g),
spread AS (SELECT 1.959963984540054 * sqrt((n * (n - 1) * (2 * n + 5) - ties.five - times.five) / 18 + ties.three * times.three / (9 * n * (n - 1) * (n - 2))
                                           + ties.two * times.two / (2 * n * (n - 1))) AS c FROM median, ties, times)
SELECT n::bigint, at_position(list, (cardinality(list) + 1) / 2.0), median.value - at_position(list, (cardinality(list) + 1) / 2.0) * median.at,
       at_position(list, (cardinality(list) - c) / 2), at_position(list, (cardinality(list) + c) / 2 + 1)
FROM slope, median, spread
$$;
SELECT count(*) AS sets, count((line).lower) AS bounded, bool_and((line).points = (plain).points AND near((line).slope, (plain).slope) AND near((line).intercept, (plain).intercept)
       AND near((line).lower, (plain).lower) AND near((line).upper, (plain).upper)) AS right
FROM (SELECT theil_sen(value, at) AS line, plain_theil_sen(array_agg(at) FILTER (WHERE at IS NOT NULL AND value IS NOT NULL), array_agg(value) FILTER (WHERE at IS NOT NULL AND value IS NOT NULL)) AS plain
      FROM series GROUP BY set_no) AS s;
-- A row is a step, also where its value is null.
SELECT count(*) AS sets, bool_and(by_row::text = by_time::text) AS right
FROM (SELECT theil_sen(value ORDER BY id) AS by_row, theil_sen(value, n) AS by_time
      FROM (SELECT set_no, id, value, row_number() OVER (PARTITION BY set_no ORDER BY id) AS n FROM series) AS numbered GROUP BY set_no) AS s;

-- With times: the same bytes in any plan, and for any order of rows.
SELECT * FROM same_in_all_plans($$SELECT theil_sen(value, at) FROM series$$);
SELECT * FROM same_in_all_plans($$SELECT set_no, theil_sen(value, at) FROM series GROUP BY set_no$$);
SELECT theil_sen(value, at ORDER BY id)::text = theil_sen(value, at ORDER BY value DESC)::text AS same FROM series;

-- Few points, and many alike.
SELECT n, mann_kendall(at ORDER BY at), theil_sen(at * 2, at) FROM generate_series(1, 7) AS n, generate_series(1, n) AS at GROUP BY n ORDER BY n;
SELECT mann_kendall(5), theil_sen(5, at), theil_sen(5) AS by_row FROM generate_series(1, 12) AS at;
SELECT mann_kendall(at ORDER BY at), theil_sen(at, 3) FROM generate_series(1, 6) AS at;
-- Times that differ by rounding only are the same time: 0.1 + 0.2, 0.3, and seconds that were added up. All of one time have no slope; of three times, the slope and its bounds are those between them.
SELECT theil_sen(value, at) FROM (VALUES (1, 0.1 + 0.2::float8), (2, 0.3), (30, 3 * 0.1::float8)) AS v (value, at);
SELECT theil_sen(value, at) = theil_sen(value, round(at)) AS tied
FROM (SELECT n % 3 + n % 5 AS value, (1700000000 + n % 3) + (n % 7) * 2.5e-7::float8 AS at FROM generate_series(1, 30) AS n) AS v;
SELECT theil_sen(value, at) <> theil_sen(value, round(at)) AS not_tied FROM (VALUES (1, 1700000000), (2, 1700000000.00001::float8), (3, 1700000001)) AS v (value, at);
-- Values that are all equal, at times of which some are tied: the slope is 0, and so are its bounds.
SELECT count(*), count(*) FILTER (WHERE (line).slope = 0 AND (line).lower = 0 AND (line).upper = 0) AS flat
FROM (SELECT theil_sen(5, at % m) AS line FROM generate_series(6, 60) AS n, generate_series(2, 12) AS m, generate_series(1, n) AS at GROUP BY n, m) AS s;
SELECT mann_kendall(NULL) IS NULL AND theil_sen(NULL) IS NULL AND theil_sen(1, NULL) IS NULL AND theil_sen(NULL, 1) IS NULL AS nulls;
SELECT mann_kendall(value ORDER BY id), theil_sen(value ORDER BY id), theil_sen(value, at) AS by_time FROM series WHERE false;
-- Over a window, asked again and again.
SELECT year, (mann_kendall(ppm) OVER w).s, (theil_sen(ppm, year) OVER w).slope::numeric(6, 3), (theil_sen(ppm) OVER w).slope::numeric(6, 3) AS by_row
FROM sodium WINDOW w AS (ORDER BY year) LIMIT 6;

-- Newcombe 1998, "Interval estimation for the difference between independent proportions:
-- comparison of eleven methods", table II, method 10.
SELECT n1, d1, n2, d2, round(difference::numeric, 4) AS difference, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper,
       abs(lower - published_lower) < 5e-5 AND abs(upper - published_upper) < 5e-5 AS as_published
FROM (VALUES (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
             (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775), (10, 10, 0, 20, 0.6791, 1), (10, 10, 0, 10, 0.6075, 1)) AS v (n1, d1, n2, d2, published_lower, published_upper),
     rate_difference(n1, d1, n2, d2);
-- Against plain SQL.
SELECT count(*) AS pairs, bool_and(near(r.difference, p1 - p2) AND near(r.lower, p1 - p2 - sqrt((p1 - l1) ^ 2 + (u2 - p2) ^ 2)) AND near(r.upper, p1 - p2 + sqrt((u1 - p1) ^ 2 + (p2 - l2) ^ 2))) AS right
FROM (SELECT d1, d2, pick(d1 + 1, n, 3) AS n1, pick(d2 + 1, n, 4) AS n2 FROM (SELECT n, 1 + pick(1000, n, 1) AS d1, 1 + pick(30, n, 2) AS d2 FROM generate_series(1, 1000) AS n) AS d) AS c,
     rate_difference(n1, d1, n2, d2) AS r,
     LATERAL (SELECT n1 / d1::float8 AS p1, n2 / d2::float8 AS p2, 1.959963984540054 ^ 2 AS z2) AS p,
     LATERAL (SELECT (p1 + z2 / (2 * d1) - sqrt(z2) * sqrt(p1 * (1 - p1) / d1 + z2 / (4.0 * d1 * d1))) / (1 + z2 / d1) AS l1, (p1 + z2 / (2 * d1) + sqrt(z2) * sqrt(p1 * (1 - p1) / d1 + z2 / (4.0 * d1 * d1))) / (1 + z2 / d1) AS u1,
                     (p2 + z2 / (2 * d2) - sqrt(z2) * sqrt(p2 * (1 - p2) / d2 + z2 / (4.0 * d2 * d2))) / (1 + z2 / d2) AS l2, (p2 + z2 / (2 * d2) + sqrt(z2) * sqrt(p2 * (1 - p2) / d2 + z2 / (4.0 * d2 * d2))) / (1 + z2 / d2) AS u2) AS w;
SELECT rate_difference(0, 0, 1, 2) IS NULL AND rate_difference(1, 2, 0, 0) IS NULL AND rate_difference(NULL, 1, 1, 2) IS NULL AS is_null;

-- What is an error.
SELECT error_of($$SELECT mann_kendall('NaN')$$);
SELECT error_of($$SELECT theil_sen('Infinity')$$);
SELECT error_of($$SELECT theil_sen(1, '-Infinity')$$);
SELECT error_of($$SELECT theil_sen(value, at) FROM (VALUES (0::float8, 0::float8), (1e308, 1e-10)) AS v (value, at)$$);
SELECT error_of($$SELECT rate_difference(3, 2, 1, 2)$$);
SELECT error_of($$SELECT rate_difference(1, 2, -1, 2)$$);
SELECT error_of($$SELECT rate_difference(0, -1, 1, 2)$$);
