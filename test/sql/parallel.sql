-- The aggregates in parallel plans, against the oracle: partial states go from the
-- workers to the leader, in no order.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set random :abs_srcdir '/data/random.sql'
\i :random
-- Some sets have no human contact.
SET client_min_messages = warning;
CALL ask_oracle();

-- The sets lie scattered over many pages, so that every worker gets some of each.
CREATE TABLE scattered AS
SELECT *, repeat('x', 400) AS filler FROM random ORDER BY hashint8extended(contact_id, 2);
ALTER TABLE scattered SET (parallel_workers = 4);
ANALYZE scattered;

-- Serial, by hashing and by sorting.
SET max_parallel_workers_per_gather = 0;
SELECT * FROM grouped_difference('scattered');
SET enable_hashagg = off;
SELECT * FROM grouped_difference('scattered');
RESET enable_hashagg;

-- Parallel.
SET max_parallel_workers_per_gather = 4;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has(rates_query('scattered', '4 hours'), '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS is_parallel;
SELECT * FROM grouped_difference('scattered');
SET enable_hashagg = off;
SELECT plan_has(rates_query('scattered', '4 hours'), '"Gather', '"Partial Mode": "Partial"', '"Strategy": "Sorted"') AS is_parallel;
SELECT * FROM grouped_difference('scattered');
RESET enable_hashagg;
SET parallel_leader_participation = off;
SELECT * FROM grouped_difference('scattered');
RESET parallel_leader_participation;

-- All sets as one, of customers and requests of several types: the same number,
-- however many workers there were.
CREATE FUNCTION rates_as_one(type text, workers integer) RETURNS rates LANGUAGE plpgsql AS $$
DECLARE
    query  text := format('SELECT bounce_rate(c, r, kind, started_at, ended_at, ''4 hours''),
                                  global_fcr(c, r, kind, started_at, ended_at, ''4 hours''),
                                  next_contact_avoidance(c, r, kind, started_at, ended_at, ''4 hours'')
                           FROM (SELECT hashtextextended(customer, set_no)::%1$s AS c, hashtextextended(request, 0)::%1$s AS r,
                                        kind, started_at, ended_at FROM scattered) s', type);
    result rates;
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', workers::text, true);
    IF plan_has(query, '"Partial Mode": "Partial"') IS DISTINCT FROM (workers > 0) THEN
        RAISE 'the plan is not what it should be';
    END IF;
    EXECUTE query INTO result;
    RETURN result;
END
$$;
CREATE TYPE composite AS (number numeric, words text[], nothing text);
CREATE FUNCTION composite(number bigint) RETURNS composite IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT CASE WHEN number IS NOT NULL THEN ROW(number, ARRAY['w', number::text], NULL)::composite END $$;
CREATE CAST (bigint AS composite) WITH FUNCTION composite(bigint);
SELECT type, rates_as_one(type, 0) = rates_as_one('bigint', 0) AS serial,
       bool_and(rates_as_one(type, workers) = rates_as_one('bigint', 0)) AS parallel
FROM unnest('{bigint,text,numeric,text::bytea,composite}'::text[]) WITH ORDINALITY AS t (type, n),
     generate_series(1, 4) workers
GROUP BY n, type ORDER BY n;

-- The data as one are a data set like any other.
BEGIN;
DELETE FROM interaction;
INSERT INTO interaction
SELECT contact_id, hashtextextended(customer, set_no)::text, request, kind, started_at, ended_at FROM random;
CALL load_oracle();
SELECT rates_as_one('bigint', 4) = oracle_rates('4 hours', data_end()) AS as_the_oracle;
ROLLBACK;

-- Workers without rows, and a group of which no row counts.
SET max_parallel_workers_per_gather = 4;
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') FROM scattered WHERE contact_id < 0;
SELECT bounce_rate(NULL::text, request, kind, started_at, ended_at, '4 hours'), count(*) > 0 AS rows FROM scattered;
SELECT bounce_rate(customer, request, kind, NULL, ended_at, '4 hours'), count(*) > 0 AS rows FROM scattered;

-- States of every size: two of them make what one makes of all rows. What is latest comes last.
CREATE AGGREGATE part_of_log(text, text, text, channel_kind, timestamptz, timestamptz)
    (SFUNC = failure_demand_internal.contact_log_transition, STYPE = contact_log);
CREATE AGGREGATE log_of_parts(contact_log)
    (SFUNC = failure_demand_internal.contact_log_combine, STYPE = contact_log, FINALFUNC = failure_demand_internal.contact_log_final);
CREATE AGGREGATE part_of_rate("any", "any", channel_kind, timestamptz, timestamptz, interval)
    (SFUNC = failure_demand_internal.rate_transition, STYPE = contact_log);
CREATE AGGREGATE rate_of_parts(contact_log)
    (SFUNC = failure_demand_internal.contact_log_combine, STYPE = contact_log, FINALFUNC = failure_demand_internal.bounce_rate_final);
WITH size AS (
    SELECT unnest('{0,1,2,700,1023,1024,1025,3000}'::integer[]) AS size
), contact AS (
    SELECT a.size AS first, b.size AS second, (n > a.size)::integer AS part, 'c' || n * n % 97 AS customer, 'r' AS request, 'ch' || n % 3 AS channel,
           CASE n % 2 WHEN 0 THEN 'digital' ELSE 'human' END::channel_kind AS kind, timestamptz '2024-01-01Z' + n * interval '1 hour' AS at
    FROM size AS a CROSS JOIN size AS b CROSS JOIN LATERAL generate_series(1, a.size + b.size) AS n
), part AS (
    SELECT first, second, part, part_of_log(customer, request, channel, kind, at, at) AS log,
           part_of_rate(customer, request, kind, at, at, '2 days') AS rate
    FROM contact GROUP BY first, second, part
), whole AS (
    SELECT first, second, contact_log(customer, request, channel, kind, at, at) AS log,
           bounce_rate(customer, request, kind, at, at, '2 days') AS rate
    FROM contact GROUP BY first, second
)
SELECT count(*) AS pairs, count(*) FILTER (WHERE p.log <> w.log) AS logs_differ, count(*) FILTER (WHERE p.rate IS DISTINCT FROM w.rate) AS rates_differ
FROM (SELECT first, second, log_of_parts(log ORDER BY part) AS log, rate_of_parts(rate ORDER BY part) AS rate
      FROM part GROUP BY first, second) AS p
JOIN whole AS w USING (first, second);

-- Windows that only differ between workers are found when their states meet.
SELECT error_of($$SELECT bounce_rate(customer, request, kind, started_at, ended_at,
                                     CASE WHEN contact_id < 120000 THEN '1 hour' ELSE '2 hours' END::interval) FROM scattered$$);

-- Window functions in what a worker runs.
CREATE FUNCTION facts(of_set integer) RETURNS text STABLE PARALLEL SAFE LANGUAGE sql AS $$
SELECT string_agg(f::text, ' ' ORDER BY contact_id)
FROM (SELECT contact_id, trace(kind, started_at, ended_at, '4 hours', '2024-04-01') OVER w,
             bounce_origin(contact_id, kind, started_at, ended_at, '4 hours') OVER w,
             journey_no(started_at, ended_at, '4 hours') OVER w
      FROM test.random
      WHERE set_no = of_set AND customer IS NOT NULL AND request IS NOT NULL
      WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind::channel_kind, ended_at, contact_id)) f
$$;
ALTER TABLE data_set SET (parallel_workers = 2);
SELECT plan_has('SELECT set_no, facts(set_no) FROM data_set WHERE facts(set_no) <> ''''', '"Gather"') AS is_parallel;
CREATE TEMP TABLE by_worker AS SELECT set_no, facts(set_no) FROM data_set WHERE facts(set_no) <> '';
SET max_parallel_workers_per_gather = 0;
SELECT count(*) > 200 AS sets, bool_and(b.facts = facts(b.set_no)) AS same FROM by_worker b;
