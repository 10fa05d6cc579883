-- What a refresh notices: whatever a row says that interaction takes from it, and in whatever type it is stored.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- ---- the sum of the hashes of a group ----

CREATE TEMP VIEW pair AS
SELECT hashint8extended(n % 70000, 1) AS said_group, CASE WHEN n % 11 > 0 THEN hashint8extended(n, 2) END AS hash FROM generate_series(1, 200000) AS n;
CREATE FUNCTION pg_temp.differing() RETURNS TABLE (groups bigint, differing bigint) LANGUAGE sql AS $$
WITH a AS (SELECT * FROM group_digests('SELECT said_group, hash FROM pg_temp.pair')),
     b AS (SELECT said_group, count(*), mod(mod(sum(hash), 18446744073709551616) + 18446744073709551616, 18446744073709551616) FROM pair WHERE hash IS NOT NULL GROUP BY 1)
SELECT (SELECT count(*) FROM a),
       (SELECT count(*) FROM (SELECT said_group, interactions, mod(digest + 18446744073709551616, 18446744073709551616) FROM a EXCEPT ALL TABLE b) AS d) $$;
SELECT * FROM pg_temp.differing();
-- In the least memory, groups go to files, and come together again.
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT * FROM pg_temp.differing();
RESET work_mem;
RESET hash_mem_multiplier;
SELECT * FROM group_digests('SELECT 1::bigint, 2::bigint WHERE false');

-- ---- every column, alone ----

CREATE TYPE test.result AS ENUM ('completed', 'abandoned');
CREATE TABLE test.noticed (
    interaction_id bigint, customer numeric, request boolean, channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, handle_seconds smallint, outcome test.result, direction varchar, reason uuid,
    verbatim text, language char(2), resolved boolean, nps integer, csat numeric, ces real, agent name, provider text, brand text, updated_at timestamptz, written_at timestamptz, region text);
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES ('customer', '0', false);
INSERT INTO noticed (interaction_id, customer, channel, started_at)
SELECT n, n % 7, 'app', '2026-01-05Z'::timestamptz + n * interval '3 hours' FROM generate_series(1, 70) AS n;
SELECT add_source('noticed', '{"dimensions": {"land": "region"}}') \gset
CALL refresh();
CREATE TEMP TABLE notice (place integer, change text, full_because text, groups bigint, taken boolean);
CREATE PROCEDURE pg_temp.try(place integer, change text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE change;
    CALL failure_demand.refresh();
    INSERT INTO notice
    SELECT place, change, l.full_because, l.groups_computed,
           NOT EXISTS ((SELECT to_jsonb(i) - 'kind' FROM failure_demand.interaction AS i WHERE interaction_id IS NOT NULL) EXCEPT ALL
                       (SELECT to_jsonb(i) - 'kind' FROM failure_demand.interaction AS i JOIN failure_demand.contact AS c USING (source, interaction_id)
                        WHERE to_jsonb(i) <@ to_jsonb(c)))
    FROM failure_demand.refresh_log AS l ORDER BY l.id DESC LIMIT 1;
END $$;
SELECT format('CALL pg_temp.try(%s, %L)', position,
              format('UPDATE test.noticed SET %I = %s WHERE interaction_id = 7', name,
                     CASE name WHEN 'interaction_id' THEN '77' WHEN 'request' THEN 'true' WHEN 'started_at' THEN 'started_at + interval ''1 microsecond''' WHEN 'outcome' THEN '''completed''' WHEN 'direction' THEN '''outbound'''
                               WHEN 'reason' THEN '''00000000-0000-0000-0000-000000000001''' WHEN 'customer' THEN '42' WHEN 'channel' THEN '''phone'''
                               ELSE CASE type WHEN 'text' THEN '''x''' WHEN 'timestamptz' THEN '''2026-01-06Z''' WHEN 'boolean' THEN 'false' ELSE '3' END END))
FROM (SELECT position, CASE name WHEN 'dimensions' THEN 'region' ELSE name END, CASE name WHEN 'dimensions' THEN 'text' ELSE type END FROM interaction_column WHERE name <> 'identifiers') AS c (position, name, type) ORDER BY position DESC \gexec
SELECT * FROM notice ORDER BY place;

-- ---- what the same bytes mean ----

TRUNCATE notice;
-- A label is another one; nothing is, but where it is stored; a row goes, is there twice, has no id.
CALL pg_temp.try(1, 'ALTER TYPE test.result RENAME VALUE ''completed'' TO ''unresolved''');
CALL pg_temp.try(2, 'UPDATE test.noticed SET agent = agent');
CALL pg_temp.try(3, 'DELETE FROM test.noticed WHERE interaction_id = 8');
CALL pg_temp.try(4, 'INSERT INTO test.noticed SELECT * FROM test.noticed WHERE interaction_id = 9');
CALL pg_temp.try(5, 'UPDATE test.noticed SET interaction_id = NULL WHERE interaction_id = 10');
SELECT * FROM notice ORDER BY place;
SELECT outcome, request FROM contact WHERE interaction_id = '77';
-- A table in place of the other, in which a value has the same bytes in another type.
ALTER TABLE noticed RENAME TO former;
CREATE TABLE test.noticed (LIKE former);
ALTER TABLE noticed ALTER request TYPE integer USING NULL;
INSERT INTO noticed SELECT interaction_id, customer, request::integer, channel, touchpoint, started_at, ended_at, handle_seconds, outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand, updated_at, written_at, region FROM former;
CALL refresh();
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT outcome, request FROM contact WHERE interaction_id = '77';
SELECT drop_source('noticed');
CALL refresh();
DROP TABLE noticed, former;
DELETE FROM placeholder;
DROP TYPE test.result;
