-- The same links are the same bytes by whatever plan they came: serial, parallel, by partitions, by hashing and
-- sorting, with and without temporary files.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;

-- Links of a customer lie in all partitions and on many pages; groups are large and small; some links come twice.
CREATE TABLE link (n integer, a text, b text, g integer) PARTITION BY HASH (n);
CREATE TABLE link_0 PARTITION OF link FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (parallel_workers = 2);
CREATE TABLE link_1 PARTITION OF link FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (parallel_workers = 2);
INSERT INTO link
SELECT n, 'account:' || n * 7919::bigint % 19973,
       CASE n % 7 WHEN 0 THEN NULL WHEN 1 THEN 'phone:+4930' || n * 104729::bigint % 30011 WHEN 2 THEN 'email:user' || n % 9973 || '@example.org'
                  WHEN 3 THEN 'device:' || repeat('d', n % 1000) || n ELSE 'customer ' || n * 31::bigint % 15013 END,
       CASE WHEN n % 2 = 0 THEN 0 WHEN n % 10 = 1 THEN 1 ELSE 2 + n % 200 END
FROM generate_series(1, 60000) AS n;
ANALYZE link;

CREATE FUNCTION identity_query(by_group boolean) RETURNS text IMMUTABLE LANGUAGE sql AS $$
SELECT format('SELECT %s AS g, identity(a, b) AS who FROM link %s', CASE WHEN by_group THEN 'g' ELSE '0' END, CASE WHEN by_group THEN 'GROUP BY g' ELSE '' END)
$$;
CREATE FUNCTION writes(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) ' || query INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Temp Written Blocks')::integer > 0;
END
$$;
CREATE TABLE expected (by_group boolean, g integer, who text);
CREATE FUNCTION differences() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    grouped boolean;
    differences bigint := 0;
    n bigint;
BEGIN
    FOREACH grouped IN ARRAY '{t,f}'::boolean[] LOOP
        EXECUTE format('SELECT count(*) FROM (%s) a FULL JOIN (SELECT * FROM expected WHERE by_group = %L) e USING (g) WHERE a.who::text IS DISTINCT FROM e.who',
                       identity_query(grouped), grouped) INTO n;
        differences := differences + n;
    END LOOP;
    RETURN differences;
END
$$;

-- What is expected: one link after another, in one process, in memory.
SET max_parallel_workers_per_gather = 0;
SET enable_hashagg = off;
SET work_mem = '256MB';
DO $$BEGIN
    EXECUTE 'INSERT INTO expected SELECT false, q.* FROM (' || identity_query(false) || ') AS q';
    EXECUTE 'INSERT INTO expected SELECT true, q.* FROM (' || identity_query(true) || ') AS q';
END$$;
SELECT by_group, count(*) AS groups, count(DISTINCT who) = count(*) AS all_differ FROM expected GROUP BY 1 ORDER BY 1;
SELECT count(*) AS identifiers, count(DISTINCT customer) AS customers, max(identifiers) AS largest FROM expected, customers(who::identity) WHERE NOT by_group;
SELECT count(DISTINCT i) AS expected, (SELECT count(*) FROM expected, customers(who::identity) WHERE NOT by_group) - count(DISTINCT i) AS of_nobody
FROM link, unnest(ARRAY[a, b]) AS i;

-- Serial: by sorting and by hashing, in memory and in temporary files.
SELECT differences() AS sorted;
RESET enable_hashagg;
SELECT differences() AS hashed;
SELECT writes(identity_query(false)) AS writes, writes(identity_query(true)) AS groups_write;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT writes(identity_query(false)) AS writes, writes(identity_query(true)) AS groups_write;
SELECT differences() AS hashed_to_files;
SET enable_hashagg = off;
SELECT differences() AS sorted_to_files;
RESET enable_hashagg;
SET work_mem = '2MB';
SELECT writes(identity_query(false)) AS writes;
SELECT differences() AS larger_pieces;

-- By partitions, each aggregated for itself.
SET enable_partitionwise_aggregate = on;
SET cpu_tuple_cost = 100;
SET cpu_operator_cost = 0;
SELECT plan_has(identity_query(true), '("Partial Mode": "Partial".*){2}', '"Partial Mode": "Finalize"') AS is_partial;
SELECT differences() AS to_files;
SET work_mem = '256MB';
SELECT differences() AS in_memory;
RESET cpu_tuple_cost;
RESET cpu_operator_cost;
RESET enable_partitionwise_aggregate;

-- Parallel: partial states of up to three processes.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT plan_has(identity_query(false), '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS is_parallel;
SELECT differences() AS in_memory;
SET work_mem = '64kB';
SELECT differences() AS to_files;
SET parallel_leader_participation = off;
SET max_parallel_workers_per_gather = 1;
SELECT differences() AS one_worker;

-- rollup likewise, of small and large values in a table.
RESET parallel_leader_participation;
SET max_parallel_workers_per_gather = 2;
CREATE TABLE part AS SELECT identity(a, b) AS who FROM link GROUP BY CASE WHEN n % 2 = 0 THEN 0 ELSE n % 61 END;
ALTER TABLE part SET (parallel_workers = 2);
ANALYZE part;
SELECT plan_has('SELECT rollup(who) FROM part', '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS is_parallel, writes('SELECT rollup(who) FROM part') AS writes;
SELECT rollup(who)::text = (SELECT who FROM expected WHERE NOT by_group) AS parallel FROM part;
SET max_parallel_workers_per_gather = 0;
SELECT rollup(who)::text = (SELECT who FROM expected WHERE NOT by_group) AS serial FROM part;
SET work_mem = '256MB';
SELECT rollup(who)::text = (SELECT who FROM expected WHERE NOT by_group) AS in_memory FROM part;
SELECT rollup(who)::text = (SELECT who FROM expected WHERE NOT by_group) AS turned FROM (SELECT identity(b, a) AS who FROM link GROUP BY g) AS p;
-- Two that share links are as one that has them once.
SELECT (who || who)::text = who::text AS same, (who || (SELECT identity(a, b) FROM link WHERE n < 100))::text = who::text AS more_of_the_same
FROM (SELECT who::identity FROM expected WHERE NOT by_group) AS e;

-- Asked by a column of a table: one by one, what customers() says all at once.
CREATE TABLE kept AS SELECT who::identity FROM expected WHERE NOT by_group;
SELECT count(*) AS asked, count(*) FILTER (WHERE customer_of(who, identifier) = customer) AS same
FROM kept, customers(who) WHERE left(md5(identifier), 2) = '00';
-- Several values in turn at one place, small ones, and parted ones.
SELECT count(*) FILTER (WHERE customer_of(who::identity, a) IS NOT NULL) > 100 AS known
FROM (SELECT g, who FROM expected WHERE by_group ORDER BY g LIMIT 3) AS e JOIN (SELECT * FROM link WHERE n < 2000) AS l USING (g);
