-- Logs are equal where their contacts are, in whatever form and state they come: for =, DISTINCT,
-- UNION, joins, indexes and rows.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set logs :abs_srcdir '/model/logs.sql'
\i :logs

INSERT INTO logged
SELECT i, 'customer ' || i * 7919 % 1997, CASE WHEN i % 13 > 0 THEN 'request ' || i % 3 END, CASE WHEN i * 31 % 10 < 6 THEN 'digital' ELSE 'human' END,
       '2024-01-01Z'::timestamptz + i * 104729::bigint % 8640000 * interval '1 second', NULL, ('{app,web,phone}'::text[])[1 + i % 3], i % 900
FROM generate_series(1, 20000) i;
ANALYZE logged;
-- Logs of so many contacts: kept as they grow, as states, as states with files, merged, and stored: inline, with a
-- short head, out of line, and as text and bytes were read.
CREATE FUNCTION log_of(n integer, shuffle integer DEFAULT 0) RETURNS contact_log STABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds ORDER BY hashint8extended(contact_id, shuffle)) FROM logged WHERE contact_id <= n
$$;
CREATE FUNCTION rollup_of(n integer, parts integer) RETURNS contact_log STABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT rollup(log) FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log FROM logged WHERE contact_id <= n GROUP BY contact_id % parts) p
$$;
CREATE TABLE kept (n integer, form text, log contact_log);
INSERT INTO kept SELECT n, 'stored', log_of(n) FROM unnest('{1,2,40,1024,1025,20000}'::integer[]) n;
INSERT INTO kept SELECT n, 'shuffled', log_of(n, 1) FROM unnest('{1,2,40,1024,1025,20000}'::integer[]) n;
INSERT INTO kept SELECT n, 'rollup', rollup_of(n, 7) FROM unnest('{1,2,40,1024,1025,20000}'::integer[]) n;
INSERT INTO kept SELECT n, 'text', log::text::contact_log FROM kept WHERE form = 'stored';
SELECT n, min(pg_column_size(log)) > 2000 AS out_of_line, count(*) AS forms, count(DISTINCT log) AS different, count(DISTINCT contact_log_hash(log)) AS hashes,
       count(DISTINCT contact_log_hash_extended(log, 42)) AS seeded_hashes
FROM kept GROUP BY n ORDER BY n;
-- Beside what an aggregate has just given out: large ones are states still, also with files, whether they were asked or not.
SELECT n, log_of(n) = log AS as_kept, log = log_of(n, 2) AS shuffled, rollup_of(n, 5) = log AS merged, log_of(n) = rollup_of(n, 3) AS neither_kept, log_of(n) <> log AS differs,
       contact_log_hash(log_of(n)) = contact_log_hash(log) AS same_hash
FROM kept WHERE form = 'stored' ORDER BY n;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT own = log AS as_kept, other = log AS merged, own = other AS neither_kept, contact_log_cmp(own, log) AS compared, contact_log_hash(other) = contact_log_hash(log) AS same_hash,
       (quality(own)).contacts, (bounce(own, '1 day')) = (bounce(log, '1 day')) AS asked, own = log AS after_that
FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS own FROM logged) o,
     (SELECT rollup(log) AS other FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log FROM logged GROUP BY contact_id % 3) p) r, kept
WHERE n = 20000 AND form = 'text';
RESET work_mem;
RESET hash_mem_multiplier;

-- The order is that of the bytes, and all operators say the same.
SELECT count(*) AS pairs,
       count(*) FILTER (WHERE (a.log < b.log, a.log <= b.log, a.log = b.log, a.log <> b.log, a.log >= b.log, a.log > b.log, sign(contact_log_cmp(a.log, b.log)))
                              IS DISTINCT FROM (a.bytes < b.bytes, a.bytes <= b.bytes, a.bytes = b.bytes, a.bytes <> b.bytes, a.bytes >= b.bytes, a.bytes > b.bytes,
                                                CASE WHEN a.bytes < b.bytes THEN -1 WHEN a.bytes = b.bytes THEN 0 ELSE 1 END)) AS differences
FROM (SELECT *, contact_log_send(log) AS bytes FROM kept) a, (SELECT *, contact_log_send(log) AS bytes FROM kept) b;
-- One contact more, another second, another channel, one that is only counted: another log.
SELECT what, log = contact_log(1, 1, 'app', 'human', '2024-01-01Z', NULL, 1) AS equal
FROM (VALUES ('the same', (SELECT contact_log(1, 1, 'app', 'human', '2024-01-01Z', NULL, 1))), ('twice', (SELECT contact_log(1, 1, 'app', 'human', '2024-01-01Z', NULL, 1) FROM generate_series(1, 2))),
             ('a second later', (SELECT contact_log(1, 1, 'app', 'human', '2024-01-01 00:00:01Z', NULL, 1))), ('another channel', (SELECT contact_log(1, 1, 'web', 'human', '2024-01-01Z', NULL, 1))),
             ('undated beside', (SELECT contact_log(1, 1, 'app', 'human', s, NULL, 1) FROM unnest('{2024-01-01Z,NULL}'::timestamptz[]) s))) v (what, log) GROUP BY what, log ORDER BY what;

-- Whatever asks for equality: by sorting and by hashing.
CREATE FUNCTION equalities() RETURNS TABLE (what text, rows bigint) STABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT 'DISTINCT', count(*) FROM (SELECT DISTINCT log FROM kept) d
UNION ALL SELECT 'GROUP BY', count(*) FROM (SELECT log FROM kept GROUP BY log) g
UNION ALL SELECT 'UNION', count(*) FROM (SELECT log FROM kept WHERE form = 'text' UNION SELECT log FROM kept WHERE form = 'rollup') u
UNION ALL SELECT 'EXCEPT', count(*) FROM (SELECT log FROM kept WHERE form = 'text' EXCEPT SELECT log FROM kept WHERE form = 'rollup') e
UNION ALL SELECT 'INTERSECT', count(*) FROM (SELECT log FROM kept WHERE form = 'text' INTERSECT SELECT log FROM kept WHERE form = 'rollup') i
UNION ALL SELECT 'join', count(*) FROM kept a JOIN kept b USING (log)
UNION ALL SELECT 'full join', count(*) FROM (SELECT * FROM kept WHERE form = 'text') a FULL JOIN (SELECT * FROM kept WHERE form = 'rollup' AND n > 1) b USING (log)
UNION ALL SELECT 'rows', count(*) FROM kept a JOIN kept b ON ROW(a.log, 1) = ROW(b.log, 1)
UNION ALL SELECT 'IS DISTINCT FROM', count(*) FROM kept a, kept b WHERE a.log IS DISTINCT FROM b.log
UNION ALL SELECT 'IN', count(*) FROM kept WHERE log IN (SELECT log FROM kept WHERE n = 40)
$$;
SELECT * FROM equalities();
SET enable_hashagg = off;
SET enable_hashjoin = off;
SELECT * FROM equalities();
SET enable_mergejoin = off;
SELECT * FROM equalities() WHERE what ~ 'join|rows';
RESET enable_hashagg;
RESET enable_hashjoin;
RESET enable_mergejoin;
-- Without the schema on the search path, all but the operators by name.
SET search_path = pg_catalog;
SELECT count(*) FROM (SELECT DISTINCT log FROM test.kept) d;
SELECT a.log OPERATOR(failure_demand.=) b.log AS equal FROM test.kept a, test.kept b WHERE a.n = 2 AND b.n = 2 AND a.form = 'stored' AND b.form = 'rollup';
SET search_path = test, failure_demand, failure_demand_internal, public;

-- Indexes, and tables by hash.
CREATE UNIQUE INDEX small_log ON kept (log) WHERE n = 40 AND form = 'stored';
CREATE INDEX hashed_log ON kept USING hash (log);
SET enable_seqscan = off;
SELECT plan_has('SELECT FROM test.kept WHERE log = (SELECT log FROM test.kept WHERE n = 1024 AND form = ''text'')', 'hashed_log') AS by_index,
       (SELECT count(*) FROM kept WHERE log = (SELECT log FROM kept WHERE n = 1024 AND form = 'text')) AS found;
RESET enable_seqscan;
CREATE TABLE by_hash (log contact_log) PARTITION BY HASH (log);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash SELECT log FROM kept;
SELECT count(DISTINCT log) AS logs, (SELECT count(*) FROM (SELECT log FROM by_hash_0 INTERSECT SELECT log FROM by_hash_1) b) AS in_both FROM by_hash;
ANALYZE kept;
-- What is no log is no log here either.
SELECT log IS NOT DISTINCT FROM NULL::contact_log AS null_is_one, log = NULL AS unknown FROM kept WHERE n = 1 AND form = 'text';
