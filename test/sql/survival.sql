-- Survival and the log-rank test, against published figures and plain SQL.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- Weeks in remission of 42 children with leukaemia, after 6-mercaptopurine or placebo (Freireich
-- et al. 1963); event: the remission came to an end.
CREATE TABLE remission (treated boolean, weeks double precision, event boolean);
INSERT INTO remission SELECT false, weeks, true FROM unnest('{1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23}'::float8[]) AS weeks;
INSERT INTO remission SELECT true, weeks, true FROM unnest('{6,6,6,7,10,13,16,22,23}'::float8[]) AS weeks;
INSERT INTO remission SELECT true, weeks, false FROM unnest('{6,9,10,11,17,19,20,25,32,32,34,35}'::float8[]) AS weeks;

-- Kleinbaum and Klein 2012, "Survival Analysis", chapter 2: chi-square 16.79, expected 10.75 and 19.25.
SELECT round(chi_square::numeric, 2) AS chi_square, round(p_value::numeric, 7) AS p_value, lives_false, observed_false, round(expected_false::numeric, 2) AS expected_false,
       lives_true, observed_true, round(expected_true::numeric, 2) AS expected_true
FROM (SELECT (log_rank(treated, weeks, event)).* FROM remission) AS test;
-- The same: survival of the treated, 0.8571 to 0.4482.
SELECT at, round(probability::numeric, 4) AS probability, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper, at_risk, events
FROM unnest('{0, 5.9, 6, 7, 10, 13, 16, 22, 23, 35, 35.1}'::float8[]) AS at,
     LATERAL (SELECT (survival(weeks, event, at)).* FROM remission WHERE treated) AS s;
-- Stata's list of the others (Rodriguez, "Kaplan-Meier Survival"): 0.9048 (0.6700, 0.9753), 0.8095 (0.5689, 0.9239); all ended at 23.
SELECT at, round(probability::numeric, 4) AS probability, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper, at_risk, events
FROM unnest('{1, 2, 23, 24}'::float8[]) AS at,
     LATERAL (SELECT (survival(weeks, event, at)).* FROM remission WHERE NOT treated) AS s;

-- Random lives with many ties, in sets, against plain SQL.
CREATE TABLE watched (id integer, set_no integer, member boolean, "time" double precision, event boolean, filler text) PARTITION BY HASH (id);
SELECT format('CREATE TABLE watched_%1$s PARTITION OF watched FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', n) FROM generate_series(0, 3) AS n \gexec
INSERT INTO watched
SELECT n, set_no, nullif(pick(20, n, 3), 0) > 9, CASE WHEN pick(30, n, 4) > 0 THEN pick(2 + set_no * 5, n, 5) / 4.0 END,
       CASE WHEN pick(30, n, 6) > 0 THEN pick(3, n, 7) > 0 END, repeat('x', 200)
FROM generate_series(1, 12000) AS n, LATERAL (SELECT pick(40, n, 2)) AS s (set_no);
ANALYZE watched;

CREATE VIEW step AS
SELECT set_no, "time", ended, at_risk, at_risk_true, ended_true
FROM (SELECT set_no, "time", count(*) FILTER (WHERE event)::float8 AS ended, count(*) FILTER (WHERE event AND member)::float8 AS ended_true,
             sum(count(*)) OVER w::float8 AS at_risk, sum(count(*) FILTER (WHERE member)) OVER w::float8 AS at_risk_true
      FROM watched WHERE member IS NOT NULL AND "time" IS NOT NULL AND event IS NOT NULL
      GROUP BY set_no, "time" WINDOW w AS (PARTITION BY set_no ORDER BY "time" DESC)) AS counted;
CREATE VIEW plain_log_rank AS
SELECT set_no, sum(ended_true) AS observed, sum(ended * at_risk_true / at_risk) AS expected, sum(ended) AS ended,
       sum(CASE WHEN at_risk > 1 THEN ended * at_risk_true * (at_risk - at_risk_true) * (at_risk - ended) / (at_risk ^ 2 * (at_risk - 1)) ELSE 0 END) AS variance
FROM step GROUP BY set_no;
SELECT count(*) AS sets, bool_and(near((test).chi_square, (observed - expected) ^ 2 / variance) AND (test).observed_true = observed
       AND near((test).expected_true, expected) AND (test).observed_false = ended - observed AND near((test).expected_false, ended - expected)) AS right
FROM plain_log_rank JOIN (SELECT set_no, log_rank(member, "time", event) AS test FROM watched GROUP BY set_no) AS ours USING (set_no);

CREATE VIEW plain_survival AS
SELECT at, s.set_no, probability, CASE WHEN probability > 0 AND probability < 1 THEN probability ^ exp(1.959963984540054 * sqrt(greenwood) / -ln(probability)) END AS lower,
       CASE WHEN probability > 0 AND probability < 1 THEN probability ^ exp(-1.959963984540054 * sqrt(greenwood) / -ln(probability)) END AS upper, events
FROM generate_series(0, 30, 5) AS at, generate_series(0, 39) AS s (set_no),
     LATERAL (SELECT CASE WHEN bool_or(ended = at_risk) THEN 0 ELSE coalesce(exp(sum(ln(nullif(1 - ended / at_risk, 0)))), 1) END,
                     coalesce(sum(ended / nullif(at_risk * (at_risk - ended), 0)), 0), coalesce(sum(ended), 0)
              FROM step WHERE step.set_no = s.set_no AND "time" <= at) AS p (probability, greenwood, events),
     LATERAL (SELECT max("time") FROM step WHERE step.set_no = s.set_no) AS l (last)
WHERE at <= last;
SELECT count(*) > 100 AS many, bool_and(near((ours).probability, p.probability) AND near((ours).lower, p.lower) AND near((ours).upper, p.upper) AND (ours).events = p.events) AS right
FROM plain_survival AS p,
     LATERAL (SELECT survival("time", event, at) AS ours FROM watched WHERE watched.set_no = p.set_no AND member IS NOT NULL) AS s;

-- The same bytes in any plan, and for any order of rows.
SELECT * FROM same_in_all_plans($$SELECT log_rank(member, "time", event), survival("time", event, 3) FROM watched$$);
SELECT * FROM same_in_all_plans($$SELECT set_no, log_rank(member, "time", event), survival("time", event, 3) FROM watched GROUP BY set_no$$);
SELECT log_rank(member, "time", event ORDER BY id)::text = log_rank(member, "time", event ORDER BY "time" DESC, event)::text AND
       survival("time", event, 2.5 ORDER BY id)::text = survival("time", event, 2.5 ORDER BY hashint4(id))::text AS same
FROM watched;

-- One group, one life, no events: nothing to compare. Rows with a null are left out.
SELECT log_rank(true, 1, true);
SELECT log_rank(member, 1, false) FROM unnest('{t, f}'::boolean[]) AS member;
SELECT log_rank(member, 1, true) FROM unnest('{t, f}'::boolean[]) AS member;
SELECT log_rank(NULL, 1, true) IS NULL AND log_rank(true, NULL, true) IS NULL AND log_rank(true, 1, NULL) IS NULL AS is_null;
SELECT survival(5, false, 5), survival(5, true, 5) AS ended, survival(5, true, 6) AS beyond, survival(-0.0::float8, true, 0) AS at_once;
SELECT survival(NULL, true, 1) IS NULL AND survival(1, NULL, 1) IS NULL AS is_null;
SELECT survival("time", event, 1), log_rank(member, "time", event) FROM watched WHERE false;
-- Over a window.
SELECT weeks, (survival(weeks, event, 6) OVER (ORDER BY weeks, event)).at_risk FROM remission WHERE treated ORDER BY weeks, event LIMIT 6;

-- What is an error.
SELECT error_of($$SELECT survival(-1, true, 1)$$);
SELECT error_of($$SELECT survival('NaN', true, 1)$$);
SELECT error_of($$SELECT survival(1, true, 'Infinity')$$);
SELECT error_of($$SELECT survival(1, true, -2)$$);
SELECT error_of($$SELECT survival(1, true, NULL)$$);
SELECT error_of($$SELECT survival(1, true, at) FROM unnest('{1, 2}'::float8[]) AS at$$);
SELECT error_of($$SELECT log_rank(true, '-Infinity', true)$$);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT error_of($$SELECT survival("time", event, id / 10000) FROM test.watched$$);
