-- Shares in proportion to weights that add up exactly, against largest remainders written out in SQL.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

SELECT weight, apportion(100.00, weight, 2) OVER w, apportion(-100, weight, 2) OVER w AS negative, apportion(7, weight, 0) OVER w AS seven,
       apportion(0, weight, 3) OVER w AS nothing, apportion(NULL, weight, 2) OVER w AS unknown, apportion(70000, weight, -4) OVER w AS coarse
FROM unnest('{1,1,1,0,3.50}'::numeric[]) WITH ORDINALITY AS v (weight, id)
WINDOW w AS (ORDER BY id);

-- Random partitions, of many sorts of weights, amounts and scales.
CREATE FUNCTION large(VARIADIC salt integer[]) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$
    SELECT pick(1000000000, VARIADIC salt || 1) * 1e22 + pick(1000000000, VARIADIC salt || 2) * 1e11 + pick(1000000000, VARIADIC salt || 3)
$$;
CREATE FUNCTION thousand_digits(VARIADIC salt integer[]) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$
    SELECT string_agg((100000000 + pick(900000000, VARIADIC salt || n))::text, '')::numeric * 10 + 7 FROM generate_series(1, 111) AS n
$$;
CREATE FUNCTION unit(scale integer) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$ SELECT ('1e' || -scale)::numeric $$;
CREATE TABLE partition AS
SELECT set_no, sort, scale, (pick(3, set_no, 1) - 1) * units * unit(scale) AS amount, 1 + pick(12, set_no, 2) AS size
FROM (SELECT set_no, CASE WHEN set_no <= 6000 THEN set_no % 8 ELSE 8 END AS sort FROM generate_series(1, 6030) AS set_no) AS sorted,
     LATERAL (SELECT CASE sort WHEN 6 THEN -1 - pick(9, set_no, 3) WHEN 7 THEN 20 + pick(20, set_no, 3) ELSE pick(5, set_no, 3) END AS scale,
                     CASE WHEN sort = 0 THEN pick(20, set_no, 4) WHEN sort = 4 AND set_no % 3 = 0 THEN large(set_no, 4)
                          WHEN sort = 7 THEN large(set_no, 4) WHEN sort = 8 THEN thousand_digits(set_no, 4) ELSE pick(10000000, set_no, 4) END AS units) AS amounts;
CREATE TABLE row AS
SELECT set_no, sort, id, amount, scale, CASE WHEN id = 1 AND weight = 0 THEN 1 ELSE weight END AS weight
FROM partition, generate_series(1, size) AS id,
     LATERAL (SELECT CASE sort
          WHEN 0 THEN pick(4, set_no, id, 5)
          WHEN 1 THEN pick(100000, set_no, id, 5) * 0.01
          WHEN 2 THEN 0.5
          WHEN 3 THEN pick(3, set_no, id, 6) * pick(2000, set_no, id, 5) * unit(pick(7, set_no, id, 7))
          WHEN 4 THEN pick(100, set_no, id, 5) * unit(pick(35, set_no, id, 7) - 25)
          WHEN 5 THEN large(set_no, id, 5) * unit(9)
          WHEN 8 THEN thousand_digits(set_no, id, 5) * unit(pick(1000, set_no, id, 7))
          ELSE pick(1000, set_no, id, 5) END::numeric AS weight) AS weights;
CREATE TABLE shared AS
SELECT *, apportion(amount, weight, scale) OVER (PARTITION BY set_no ORDER BY id) AS share FROM row;

CREATE VIEW expected AS
SELECT *, round(sign(amount) * (whole + (place <= units - sum(whole) OVER (PARTITION BY set_no))::integer) * unit(scale), greatest(scale, 0)) AS should_be
FROM (SELECT *, row_number() OVER (PARTITION BY set_no ORDER BY units * weight - whole * total DESC, id) AS place
      FROM (SELECT *, div(units * weight, total) AS whole
            FROM (SELECT *, abs(amount) / unit(scale) AS units, sum(weight) OVER (PARTITION BY set_no) AS total FROM shared) AS a) AS b) AS c;
SELECT count(*) > 30000 AS many, count(*) FILTER (WHERE share::text IS DISTINCT FROM should_be::text) AS wrong,
       count(*) FILTER (WHERE share * total <> amount * weight) > 20000 AS many_rounded
FROM expected;

-- No rows: shares that do not add up, or are not of the scale.
SELECT set_no FROM shared GROUP BY set_no, amount, scale HAVING sum(share) <> amount OR min(scale(share)) <> greatest(scale, 0) OR max(scale(share)) <> greatest(scale, 0);
-- No rows: shares a unit or more from the quota; or of another sign.
SELECT * FROM (SELECT *, sum(weight) OVER (PARTITION BY set_no) AS total FROM shared) AS s
WHERE abs(share * total - amount * weight) >= unit(scale) * total OR sign(share) NOT IN (0, sign(amount)) OR (weight = 0 AND share <> 0);
-- No rows: rows that weigh more than another and have less of it.
SELECT * FROM (SELECT *, max(abs(share)) OVER (PARTITION BY set_no ORDER BY weight GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS lighter FROM shared) AS s
WHERE abs(share) < lighter;
-- No rows: among equal weights, rows that have more than one before them, or that differ by more than a unit.
SELECT * FROM (SELECT *, lag(abs(share)) OVER w AS before, first_value(abs(share)) OVER w AS first FROM shared WINDOW w AS (PARTITION BY set_no, weight ORDER BY id)) AS s
WHERE abs(share) > before OR first - abs(share) > unit(scale);

-- The same shares, whatever the weights are counted in: integers give way to numerics where
-- a factor makes the weights too large for them. And of an amount counted in other units.
SELECT count(*) FILTER (WHERE share::text <> again::text) AS wrong, count(*) > 300000 AS many
FROM (SELECT share, apportion(amount, weight * factor, scale) OVER (PARTITION BY set_no, factor ORDER BY id) AS again
      FROM shared, unnest('{7, 0.125, 1e-15, 1e15, 1e300, 1000000000000000000000000000057, 0.00000000000000000000000000000000000000077, 4611686018427387904, 9223372036854775783}'::numeric[]) AS factor) AS s;
SELECT finer, count(*) FILTER (WHERE share * unit(finer) <> again) AS wrong
FROM (SELECT share, finer, apportion(amount * unit(finer), weight, scale + finer) OVER (PARTITION BY set_no, finer ORDER BY id) AS again
      FROM shared, unnest('{1, -3, 12, 40, -40}'::integer[]) AS finer) AS s
GROUP BY finer ORDER BY finer;
SELECT count(*) FILTER (WHERE share <> -again) AS wrong
FROM (SELECT share, apportion(-amount, weight, scale) OVER (PARTITION BY set_no ORDER BY id) AS again FROM shared) AS s;
-- Zeros at the end of an amount, a weight or a total say nothing.
SELECT count(*) FILTER (WHERE share::text <> again::text) AS wrong
FROM (SELECT share, apportion(CASE id % 2 WHEN 0 THEN amount ELSE round(amount, 60) END, round(weight, greatest(scale(weight), 30) + id), scale) OVER (PARTITION BY set_no ORDER BY id) AS again FROM shared) AS s;

-- The row order decides among equals, and only the units of these.
SELECT id, apportion(1.00, 1, 2) OVER (ORDER BY id), apportion(1.00, 1, 2) OVER (ORDER BY id DESC) AS reverse, apportion(-0.02, 1, 2) OVER (ORDER BY id) AS negative,
       apportion(1.00, 1000000000000000000000000000057, 2) OVER (ORDER BY id) AS wide
FROM generate_series(1, 7) AS id ORDER BY id;
-- The frame decides nothing; nor do other functions over the same rows, or those that end a partition early.
SELECT count(*) FILTER (WHERE (share, share, share, share, -share) IS DISTINCT FROM (a, b, c, d, e)) AS wrong, count(f) > 30000 AS many
FROM (SELECT share, apportion(amount, weight, scale) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a,
             apportion(amount, weight, scale) OVER (w GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS b,
             apportion(amount, weight, scale) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 5 PRECEDING EXCLUDE CURRENT ROW) AS c,
             apportion(amount, weight, scale) OVER w AS d, apportion(-amount, weight, scale) OVER w AS e, count(*) OVER w AS f
      FROM shared WINDOW w AS (PARTITION BY set_no ORDER BY id)) AS s;
SELECT count(*) FILTER (WHERE share <> again) AS wrong, count(*) > 10000 AS many
FROM (SELECT share, apportion(amount, weight, scale) OVER w AS again, row_number() OVER w AS n FROM shared WINDOW w AS (PARTITION BY set_no ORDER BY id)) AS s WHERE n <= 2;
-- Again and again, over partitions that differ in size and sort.
SELECT count(*) FILTER (WHERE NOT same) AS wrong
FROM generate_series(1, 300) AS n,
     LATERAL (SELECT bool_and(again = share) AS same
              FROM (SELECT share, apportion(amount, weight, scale) OVER (PARTITION BY set_no ORDER BY id) AS again FROM shared WHERE set_no BETWEEN n AND n + 2) AS a) AS b;

-- An array has the shares of a partition.
SELECT count(*) FILTER (WHERE array_agg::text <> shares::text) AS wrong, count(*) > 6000 AS many
FROM (SELECT array_agg(share ORDER BY id), apportion_array(amount, array_agg(weight ORDER BY id), scale) AS shares FROM shared GROUP BY set_no, amount, scale) AS s;
SELECT apportion_array(7, '{{1,1},{1,0}}', 0) AS two_dimensions, apportion_array(NULL, '{1}', 0) AS a, apportion_array(1, NULL, 0) AS b, apportion_array(1, '{1}', NULL) AS c;
SELECT error_of(format('SELECT apportion_array(%s)', arguments)) FROM unnest('{"1, ''{}'', 2","1, ''{0,0}'', 2","1, ''{1,NULL}'', 2","1, ''{1,-1}'', 2","0.001, ''{1}'', 2","''NaN'', ''{1}'', 2","1, ''{1}'', 1001"}'::text[]) AS arguments;

-- One row has everything, whatever its weight.
SELECT apportion(-1.005, weight, 3) OVER (PARTITION BY weight ORDER BY id) FROM unnest('{1e-1000, 0.1, 7, 1e1000}'::numeric[]) WITH ORDINALITY AS v (weight, id) ORDER BY id;
-- The largest integers, and one more.
SELECT most, apportion(most, weight, 0) OVER (PARTITION BY most ORDER BY id)
FROM unnest('{9223372036854775807, 9223372036854775808}'::numeric[]) AS most, LATERAL (VALUES (1, 1), (2, most - 2), (3, 1)) AS v (id, weight);
-- Weights of very different magnitude: the light ones have what is left.
SELECT apportion(1000000.01, weight, 2) OVER (ORDER BY id) FROM unnest('{1e200, 1e-200, 1, 1e200}'::numeric[]) WITH ORDINALITY AS v (weight, id);
-- All decimals that a number can have count: the second row has one more.
SELECT apportion(100.60, weight, 1) OVER (ORDER BY id) FROM (VALUES (1, 1.0), (2, 1 + ('1e-16383')::numeric), (3, 1)) AS v (id, weight);
SELECT apportion(10, weight, -1) OVER (ORDER BY id) FROM (VALUES (1, 1.0), (2, 1 + ('1e-16383')::numeric), (3, 1)) AS v (id, weight);
-- Numbers as long as they get, and the ends of the scale.
SELECT part, bool_and(share = amount / 4) AS quarters, count(*)
FROM (SELECT part, amount, apportion(amount, weight, scale) OVER (PARTITION BY part ORDER BY id) AS share
      FROM (VALUES (1, 4e131071, 1e131071, -131), (2, 4e131070, 1, 0), (3, 4, 1e-16383, 1000), (4, 4e1000, 7e100000, -1000), (5, 4e131000, 7e-15000, 6)) AS v (part, amount, weight, scale),
           generate_series(1, 4) AS id) AS s
GROUP BY part ORDER BY part;

-- Weights are checked whatever the amount is.
CREATE FUNCTION error_with(amount text, weight text, scale text) RETURNS text LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
    SELECT error_of(format('SELECT apportion(%s, %s, %s) OVER (ORDER BY id) FROM (VALUES (1, 1.5), (2, 2.5)) AS v (id, x)', amount, weight, scale))
$$;
\pset format unaligned
\pset tuples_only
SELECT amount, weight, scale, error_with(amount, weight, scale)
FROM (VALUES ('100.10', 'x', '1'), ('100.15', 'x', '1'), ('100.15', 'x', '2'), ('-0.1', 'x', '0'), ('150', 'x', '-2'), ('300', 'x', '-2'), ('0', 'x', '-1000'),
             ('1', 'NULL', '2'), ('1', 'nullif(x, 2.5)', '2'), ('1', '-x', '2'), ('1', '2 - x', '2'), ('1', '0', '2'), ('1', '0.000', '2'),
             ('1', '''NaN''', '2'), ('1', '''Infinity''', '2'), ('1', '''-Infinity''', '2'), ('1', 'CASE id WHEN 1 THEN 1e40 ELSE numeric ''NaN'' END', '2'), ('1', 'CASE id WHEN 1 THEN 1e40 ELSE -1e-40 END', '2'),
             ('NULL', '-x', '2'), ('NULL', '0', '2'), ('NULL', 'NULL', '2'), ('NULL', 'x', '2'), ('0', '-x', '2'), ('0', '0', '2'), ('''NaN''', '-x', '2'),
             ('''NaN''', 'x', '2'), ('''Infinity''', 'x', '2'), ('''-Infinity''', 'x', '2'), ('CASE id WHEN 1 THEN 1 ELSE numeric ''NaN'' END', 'x', '2'),
             ('x', 'x', '2'), ('1 + id * 1e-30', 'x', '2'), ('nullif(id, 1)', 'x', '2'), ('nullif(id, 2)', 'x', '2'), ('CASE id WHEN 1 THEN 1.0 ELSE 1.00 END', 'x', '2'),
             ('1', 'x', 'NULL'), ('NULL', 'x', 'NULL'), ('1', 'x', 'nullif(id, 2)'), ('1', 'x', 'id'), ('1', 'x', '1001'), ('1', 'x', '-1001'), ('1', 'x', 'CASE id WHEN 1 THEN 2 ELSE 2147483647 END'),
             ('1', 'x', '1000'), ('repeat(''7'', 70000)::numeric', 'repeat(''7'', 70000)::numeric', '0'), ('9e131071', 'x', '2'), ('1', '9.9e131071', '0')) AS v (amount, weight, scale);
SELECT error_of('SELECT apportion(1, 0, 2) OVER ()');
SELECT error_of('SELECT apportion(1, 1, 2)');
-- Partitions differ as they like.
SELECT string_agg(share::text, ' ' ORDER BY id) FROM (SELECT id, apportion(id, 1, id) OVER (PARTITION BY id) AS share FROM generate_series(0, 3) AS id) AS s;
\pset format aligned
\pset tuples_only off

-- A large partition, with what goes to disk.
SET work_mem = '64kB';
SELECT sum(share), count(*) FILTER (WHERE share = 0.33) AS lower, count(*) FILTER (WHERE share = 0.34) AS upper, max(id) FILTER (WHERE share = 0.34) AS last
FROM (SELECT id, apportion(66666.67, 3.7, 2) OVER (ORDER BY id) AS share FROM generate_series(1, 200000) AS id) AS s;
SELECT sum(share), min(share), max(share) FROM (SELECT apportion(-1e12, id * 1.01, 4) OVER (ORDER BY id) AS share FROM generate_series(1, 100000) AS id) AS s;
SELECT sum(share), min(share), max(share) FROM (SELECT apportion(-1e12, id * 1000000000000000000000000000057, 4) OVER (ORDER BY id) AS share FROM generate_series(1, 100000) AS id) AS s;
RESET work_mem;
