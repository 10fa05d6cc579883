-- The same contacts are the same bytes by whatever plan they came: serial, parallel, by
-- partitions, by hashing and sorting, with and without temporary files.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
-- Some sets have no human contact.
SET client_min_messages = warning;

-- The contacts of a customer lie in all partitions and on many pages; groups are large and small.
CREATE TABLE contact (contact_id integer, customer text, request integer, kind text, started_at timestamptz, ended_at timestamptz, channel text, handle_seconds integer, g integer)
PARTITION BY HASH (contact_id);
CREATE TABLE contact_0 PARTITION OF contact FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE contact_1 PARTITION OF contact FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE contact_2 PARTITION OF contact FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO contact
SELECT i, CASE WHEN i % 11 > 0 THEN 'customer ' || i::bigint * 7919 % 19973 END, CASE WHEN i % 13 > 0 THEN i % 3 END,
       CASE WHEN i::bigint * 31 % 10 < 6 THEN 'digital' ELSE 'human' END,
       CASE WHEN i % 97 > 0 THEN at END, CASE WHEN i % 5 > 0 THEN at + (i % 50 - 5) * interval '1 minute' END,
       ('{app,web,phone,branch,chat}'::text[])[1 + i % 6], CASE WHEN i % 3 > 0 THEN i % 900 END,
       CASE WHEN i % 2 = 0 THEN 0 WHEN i % 10 = 1 THEN 1 ELSE 2 + i % 300 END
FROM generate_series(1, 120000) i, LATERAL (SELECT '2024-01-01Z'::timestamptz + i * 104729::bigint % 8640000 * interval '1 second') s (at);
ALTER TABLE contact_0 SET (parallel_workers = 2);
ALTER TABLE contact_1 SET (parallel_workers = 2);
ALTER TABLE contact_2 SET (parallel_workers = 2);
ANALYZE contact;
-- One table of one part of the contacts.
CREATE VIEW part AS TABLE contact_0;

-- A log, and the rates of one step, of all contacts and by group; what the plan is; what it wrote.
CREATE FUNCTION log_query(of_table text, by_group boolean) RETURNS text IMMUTABLE LANGUAGE sql AS $$
SELECT format('SELECT %s AS g, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds),
                      bounce_rate(customer, request, kind, started_at, ended_at, ''1 day''), global_fcr(customer, request, kind, started_at, ended_at, ''1 day'')
               FROM %s %s', CASE WHEN by_group THEN 'g' ELSE '0' END, of_table, CASE WHEN by_group THEN 'GROUP BY g' ELSE '' END)
$$;
CREATE FUNCTION writes(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) ' || query INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Temp Written Blocks')::integer > 0;
END
$$;
CREATE TABLE expected (of_table text, by_group boolean, g integer, log text, bounce_rate double precision, global_fcr double precision);
CREATE FUNCTION remember(the_table text, grouped boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO expected SELECT %L, %L, q.* FROM (%s) q', the_table, grouped, log_query(the_table, grouped));
END
$$;
CREATE FUNCTION differences_of(the_table text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    grouped boolean;
    differences bigint := 0;
    n bigint;
BEGIN
    FOREACH grouped IN ARRAY '{t,f}'::boolean[] LOOP
        EXECUTE format('SELECT count(*)
                        FROM (%s) a (g, log, bounce_rate, global_fcr)
                        FULL JOIN (SELECT * FROM expected WHERE of_table = %L AND by_group = %L) e USING (g)
                        WHERE (a.log::text, a.bounce_rate, a.global_fcr) IS DISTINCT FROM (e.log, e.bounce_rate, e.global_fcr)',
                       log_query(the_table, grouped), the_table, grouped) INTO n;
        differences := differences + n;
    END LOOP;
    RETURN differences;
END
$$;

-- What is expected: one contact after another, in one process, in memory.
SET max_parallel_workers_per_gather = 0;
SET enable_hashagg = off;
SET work_mem = '64MB';
SELECT remember(of_table, by_group) FROM unnest('{contact,part}'::text[]) of_table, unnest('{f,t}'::boolean[]) by_group;
SELECT of_table, by_group, count(*) AS groups, count(DISTINCT log) = count(*) AS all_differ, sum((quality(log::contact_log)).contacts) AS contacts
FROM expected GROUP BY 1, 2 ORDER BY of_table COLLATE "C", by_group;

-- Serial: by sorting and by hashing, in memory and in temporary files.
SELECT differences_of('contact') AS sorted;
RESET enable_hashagg;
SELECT differences_of('contact') AS hashed;
SELECT writes(log_query('contact', false)) AS writes, writes(log_query('contact', true)) AS groups_write;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT writes(log_query('contact', false)) AS writes, writes(log_query('contact', true)) AS groups_write;
SELECT differences_of('contact') AS hashed_to_files;
SET enable_hashagg = off;
SELECT differences_of('contact') AS sorted_to_files;
RESET enable_hashagg;
SET work_mem = '1MB';
SELECT writes(log_query('contact', false)) AS writes;
SELECT differences_of('contact') AS larger_pieces;
-- A rate of one step, and the same asked of the log.
SELECT count(*) AS differences
FROM expected e, LATERAL (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log FROM contact) c
WHERE of_table = 'contact' AND NOT by_group
  AND (bounce(c.log, '1 day')).rate IS DISTINCT FROM e.bounce_rate OR (fcr(e.log::contact_log, '1 day')).rate IS DISTINCT FROM e.global_fcr;

-- By partitions, each aggregated for itself.
SET enable_partitionwise_aggregate = on;
SET cpu_tuple_cost = 100;
SET cpu_operator_cost = 0;
SELECT plan_has(log_query('contact', true), '("Partial Mode": "Partial".*){3}', '"Partial Mode": "Finalize"') AS is_partial;
SELECT differences_of('contact') AS to_files;
SET work_mem = '64MB';
SELECT differences_of('contact') AS in_memory;
RESET cpu_tuple_cost;
RESET cpu_operator_cost;
RESET enable_partitionwise_aggregate;

-- Parallel: partial states of up to five processes.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT plan_has(log_query('contact', false), '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS all_is_parallel,
       plan_has(log_query('part', true), '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS groups_are_parallel;
SELECT differences_of('contact') + differences_of('part') AS in_memory;
SET work_mem = '64kB';
SELECT differences_of('contact') + differences_of('part') AS to_files;
SET parallel_leader_participation = off;
SET max_parallel_workers_per_gather = 1;
SELECT differences_of('contact') AS one_worker;
SET enable_partitionwise_aggregate = on;
SELECT differences_of('contact') AS by_partitions;

-- rollup likewise, of logs in a table: by workers, to files.
RESET parallel_leader_participation;
RESET enable_partitionwise_aggregate;
SET max_parallel_workers_per_gather = 2;
CREATE TABLE log_part AS SELECT contact_id % 40 AS p, g % 4 AS g, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log FROM contact GROUP BY 1, 2;
ALTER TABLE log_part SET (parallel_workers = 2);
ANALYZE log_part;
SELECT plan_has('SELECT rollup(log) FROM log_part', '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS is_parallel,
       writes('SELECT rollup(log) FROM log_part') AS writes;
SELECT rollup(log)::text = (SELECT log FROM expected WHERE of_table = 'contact' AND NOT by_group) AS parallel FROM log_part;
SELECT rollup(log)::text = (SELECT log FROM expected WHERE of_table = 'contact' AND NOT by_group) AS nested FROM (SELECT g, rollup(log) AS log FROM log_part GROUP BY g) r;
SET max_parallel_workers_per_gather = 0;
SELECT rollup(log)::text = (SELECT log FROM expected WHERE of_table = 'contact' AND NOT by_group) AS serial FROM log_part;
