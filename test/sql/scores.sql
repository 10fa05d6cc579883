-- Scores that customers give, against their definitions written out.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- A half promoters, a third passives, a sixth detractors: the score is a third, the variance of
-- one answer 5/9, and of 324 answers the standard error 4.1 points (Huber 2011, "How can I
-- calculate margin of error in a NPS result?", Cross Validated).
SELECT e.*, near(e.standard_error, 100 * sqrt(5.0 / 9 / 324)) AS as_published
FROM (SELECT (nps_estimate(score)).* FROM unnest(ARRAY[9, 10, 9, 7, 8, 6]) AS score, generate_series(1, 54)) AS e;

-- Where the classes begin, also between whole scores.
SELECT score, nps(score) FROM unnest('{0, 6, 6.001, 7, 8.999, 9, 10}'::float8[]) AS score GROUP BY score ORDER BY score;
SELECT score, csat(score, 5), csat(score, 7) AS of_seven FROM unnest('{1, 3.999, 4, 5}'::float8[]) AS score GROUP BY score ORDER BY score;
SELECT score, ces(score, 'top3of7') AS top3of7, ces(score, 'mean') AS mean, ces(score, 'net') AS net
FROM unnest('{1, 3, 3.001, 4.999, 5, 5.999, 6, 7}'::float8[]) AS score GROUP BY score ORDER BY score;

-- All alike: the error is 0, and the bounds stay on the scale.
SELECT (nps_estimate(score)).* FROM unnest('{10, 10}'::float8[]) AS score;
SELECT (nps_estimate(score)).* FROM unnest('{1, 2, 0, 10}'::float8[]) AS score;

-- Random answers, some of them fractional, in groups, against plain SQL.
CREATE TABLE answer (id integer, group_no integer, recommend double precision, content double precision, effort double precision, filler text) PARTITION BY HASH (id);
SELECT format('CREATE TABLE answer_%1$s PARTITION OF answer FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', n) FROM generate_series(0, 3) AS n \gexec
INSERT INTO answer
SELECT n, pick(25, n, 1), nullif(pick(12, n, 2), 11) * CASE WHEN pick(3, n, 5) = 0 THEN 0.97 ELSE 1 END,
       nullif(1 + pick(6, n, 3), 6), 1 + pick(601, n, 4) / 100.0, repeat('x', 200)
FROM generate_series(1, 20000) AS n;
ANALYZE answer;
SELECT count(*) AS groups,
       bool_and(near((e).nps, 100 * (p - d) / n) AND (e).n = n AND (e).promoters = p AND (e).detractors = d AND (e).passives = n - p - d
                AND near(nps, (e).nps) AND near((e).standard_error, 100 * sqrt((p / n + d / n - ((p - d) / n) ^ 2) / n))
                AND near((e).lower, (e).nps - 1.959963984540054 * (e).standard_error)
                AND near((e).upper, (e).nps + 1.959963984540054 * (e).standard_error)) AS nps,
       bool_and(near(csat, top / contents)) AS csat,
       bool_and(near(top3of7, easy / n_effort) AND near(mean, average) AND near(net, (very_easy - hard) / n_effort)) AS ces
FROM (SELECT nps_estimate(recommend) AS e, nps(recommend), csat(content, 5), ces(effort, 'top3of7') AS top3of7, ces(effort, 'mean') AS mean, ces(effort, 'net') AS net,
             count(recommend)::float8 AS n, count(*) FILTER (WHERE recommend >= 9)::float8 AS p, count(*) FILTER (WHERE recommend <= 6)::float8 AS d,
             count(content)::float8 AS contents, count(*) FILTER (WHERE content >= 4)::float8 AS top,
             count(effort)::float8 AS n_effort, count(*) FILTER (WHERE effort >= 5)::float8 AS easy, avg(effort) AS average,
             count(*) FILTER (WHERE effort >= 6)::float8 AS very_easy, count(*) FILTER (WHERE effort <= 3)::float8 AS hard
      FROM answer GROUP BY group_no) AS g;

-- The same bytes in any plan, of all and of groups, also the mean of fractions.
SELECT * FROM same_in_all_plans($$SELECT nps(recommend), nps_estimate(recommend), csat(content, 5), ces(effort, 'top3of7'), ces(effort, 'mean') AS mean, ces(effort, 'net') AS net FROM answer$$);
SELECT * FROM same_in_all_plans($$SELECT group_no, nps(recommend), csat(content, 5), ces(effort, 'mean') AS mean FROM answer GROUP BY group_no$$);
-- A mean does not depend on the order of the rows.
SELECT ces(effort, 'mean' ORDER BY id) = ces(effort, 'mean' ORDER BY effort) AND ces(effort, 'mean' ORDER BY id) = ces(effort, 'mean' ORDER BY hashint4(id)) AS same FROM answer;

-- Over a window, asked again and again.
SELECT score, nps(score) OVER (ORDER BY n), (nps_estimate(score) OVER (ORDER BY n)).n, ces(least(score, 7), 'mean') OVER (ORDER BY n) AS mean
FROM unnest('{10, 3, 8, NULL, 9}'::float8[]) WITH ORDINALITY AS s (score, n);

-- Nothing but nulls, and no rows.
SELECT nps(NULL), nps_estimate(NULL), csat(NULL, 5), ces(NULL, 'mean');
SELECT nps(recommend), nps_estimate(recommend), csat(content, 5), ces(effort, 'net') FROM answer WHERE false;
-- A null score asks for nothing.
SELECT csat(NULL, NULL), ces(NULL, NULL);

-- What is an error.
SELECT error_of($$SELECT nps(score) FROM unnest('{9, 10.5}'::float8[]) AS score$$);
SELECT error_of($$SELECT nps(-1)$$);
SELECT error_of($$SELECT nps_estimate('NaN')$$);
SELECT error_of($$SELECT csat(0, 5)$$);
SELECT error_of($$SELECT csat(6, 5)$$);
SELECT error_of($$SELECT csat(1, 2)$$);
SELECT error_of($$SELECT csat(1, NULL)$$);
SELECT error_of($$SELECT csat(1, scale) FROM unnest('{5, 7}'::int[]) AS scale$$);
SELECT error_of($$SELECT ces(7.001, 'mean')$$);
SELECT error_of($$SELECT ces(1, 'median')$$);
SELECT error_of($$SELECT ces(1, NULL)$$);
SELECT error_of($$SELECT ces(1, variant) FROM unnest('{mean, net}'::text[]) AS variant$$);
-- States of somebody else's making.
SELECT error_of($$SELECT nps_final('{1,2}')$$);
SELECT error_of($$SELECT csat_final('{1,2,NULL}')$$);
SELECT error_of($$SELECT ces_transition('{0,0,0,0,0,0}', 1, 'mean')$$);
-- Parts of different scales do not go together.
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT error_of($$SELECT csat(content, CASE WHEN id < 10000 THEN 5 ELSE 7 END) FROM test.answer$$);
SELECT error_of($$SELECT ces(effort, CASE WHEN id < 10000 THEN 'mean' ELSE 'net' END) FROM test.answer$$);
