-- Numbers as pictures of text. In ASCII they are drawn by a test with a database of its own.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_encoding = 'UTF8';

-- The levels have the same height, and the highest value is on the eighth.
SELECT sparkline('{1, 2, 3, 4, 5, 6, 7, 8}'), sparkline('{8, 7, 6, 5, 4, 3, 2, 1}') AS down;
SELECT sparkline('{0, 0.999, 1, 7.999, 8}'), sparkline('{-1e308, 0, 1e308}') AS far_apart, sparkline('{0, 4.9e-324}') AS close;
-- Gaps, constant series, nothing to draw.
SELECT '|' || sparkline('{1, NULL, 3, NULL}') || '|' AS gaps, sparkline('{5, 5, 5}') AS constant, sparkline('{5}') AS one,
       '|' || sparkline('{NULL, NULL}') || '|' AS nulls, '|' || sparkline('{}') || '|' AS empty, sparkline(NULL) IS NULL AS is_null;
-- As one makes it of rows, and of an array of more dimensions or of other numbers.
SELECT sparkline(array_agg(n * n ORDER BY n)) FROM generate_series(-5, 5) AS n;
SELECT sparkline('{{1, 2}, {3, 4}}'), sparkline(ARRAY[1, 2, 3]::int[]) AS of_integers;
-- Each level against its definition.
SELECT count(*) AS values, count(DISTINCT level) AS levels, bool_and(level = least(8, 1 + floor((value - 10) / (999.0 - 10) * 8))) AS right
FROM (SELECT value, position(substr(line, n::int, 1) IN '▁▂▃▄▅▆▇█') AS level
      FROM (SELECT array_agg(10 + pick(990, n) ORDER BY n) AS list FROM generate_series(1, 5000) AS n) AS l,
           LATERAL (SELECT sparkline(list)) AS s (line), unnest(list) WITH ORDINALITY AS v (value, n)
      WHERE 10 = ANY (list) AND 999 = ANY (list)) AS leveled;

-- Eighths of a character; rounded to the next one.
SELECT n, bar(n, 16, 2) FROM generate_series(-1, 17) AS n;
SELECT bar(10.6, 100, 10), bar(10.7, 100, 10) AS more, bar(100, 100, 3) AS full, bar(250, 100, 3) AS clamped;
-- Nothing, or less, has no length; a maximum of 0 is reached by anything above 0.
SELECT bar(0, 10, 5) = '' AND bar(-3, 10, 5) = '' AND bar(0, 0, 5) = '' AND bar(-3, -5, 5) = '' AS empty, bar(1, 0, 5), bar(1, -1, 5) AS below;
SELECT bar(NULL, 10, 5) IS NULL AND bar(1, NULL, 5) IS NULL AND bar(1, 10, NULL) IS NULL AS is_null;
SELECT length(bar(1, 1, 1000)), length(bar(1, 2, 1000)) AS half;

-- What is an error.
SELECT error_of($$SELECT sparkline('{1, NaN}')$$);
SELECT error_of($$SELECT sparkline('{1, NULL, -Infinity}')$$);
SELECT error_of($$SELECT bar('NaN', 1, 1)$$);
SELECT error_of($$SELECT bar(1, 'Infinity', 1)$$);
SELECT error_of($$SELECT bar(1, 1, 0)$$);
SELECT error_of($$SELECT bar(1, 1, 1001)$$);
