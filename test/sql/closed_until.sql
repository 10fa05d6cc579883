-- A source whose older rows change no more: its partitions that have these alone are not read again, and what comes
-- out is what a full refresh would leave.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- Three months, each in a partition; customers come back in all of them.
CREATE TABLE test.call (interaction_id integer, customer text, request text, channel text, started_at timestamptz, updated_at timestamptz) PARTITION BY RANGE (started_at);
CREATE TABLE test.call_1 PARTITION OF test.call FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
CREATE TABLE test.call_2 PARTITION OF test.call FOR VALUES FROM ('2026-02-01Z') TO ('2026-03-01Z');
CREATE TABLE test.call_3 PARTITION OF test.call FOR VALUES FROM ('2026-03-01Z') TO ('2026-04-01Z');
CREATE TABLE test.call_undated PARTITION OF test.call DEFAULT;
INSERT INTO call SELECT n, CASE WHEN n % 13 > 0 THEN 'customer ' || n % 40 END, 'bill', CASE WHEN n % 3 = 0 THEN 'app' ELSE 'phone' END, '2026-01-01 12:00Z'::timestamptz + n * interval '3 hours' FROM generate_series(1, 700) AS n;
INSERT INTO call VALUES (1001, 'customer 1', 'bill', 'app', NULL);
SELECT add_source('call') \gset
CALL refresh();
ANALYZE call;

-- Whether a refresh has read a partition; that there is a row at all is told by one.
CREATE TEMP TABLE step (step serial, change text, full_because text, groups bigint, read_1 boolean, read_2 boolean, read_3 boolean, differing bigint);
CREATE FUNCTION pg_temp.read_of(relation regclass) RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT pg_stat_get_xact_tuples_returned(relation) $$;
CREATE FUNCTION pg_temp.state() RETURNS TABLE (line text) LANGUAGE sql AS $$
    SELECT 'contact ' || c FROM contact AS c
    UNION ALL SELECT 'daily ' || t FROM contact_daily_tally AS t
    UNION ALL SELECT 'digest ' || d FROM source_digest AS d
    UNION ALL SELECT 'mark ' || closed_until FROM source_mark
    UNION ALL SELECT 'superseded ' || s FROM superseded AS s
    UNION ALL SELECT 'feed ' || f FROM source_feed AS f
    UNION ALL SELECT 'feed day ' || f FROM feed_day AS f $$;
CREATE PROCEDURE pg_temp.try(change text, compared boolean DEFAULT true) LANGUAGE plpgsql AS $$
DECLARE
    reads bigint[];
    l record;
BEGIN
    EXECUTE change;
    reads := ARRAY[pg_temp.read_of('test.call_1'), pg_temp.read_of('test.call_2'), pg_temp.read_of('test.call_3')];
    CALL failure_demand.refresh();
    reads := ARRAY[pg_temp.read_of('test.call_1') - reads[1], pg_temp.read_of('test.call_2') - reads[2], pg_temp.read_of('test.call_3') - reads[3]];
    SELECT * INTO l FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1;
    CREATE TEMP TABLE incremental AS SELECT * FROM pg_temp.state();
    IF compared THEN
        CALL failure_demand.refresh(true);
    END IF;
    INSERT INTO step (change, full_because, groups, read_1, read_2, read_3, differing)
    SELECT change, l.full_because, l.groups_computed, reads[1] > 1, reads[2] > 1, reads[3] > 1,
           (SELECT count(*) FROM ((TABLE incremental EXCEPT ALL SELECT * FROM pg_temp.state()) UNION ALL (SELECT * FROM pg_temp.state() EXCEPT ALL TABLE incremental)) AS d) WHERE compared
    UNION ALL SELECT change, l.full_because, l.groups_computed, reads[1] > 1, reads[2] > 1, reads[3] > 1, NULL WHERE NOT compared;
    DROP TABLE incremental;
END $$;
CALL pg_temp.try('SELECT');
-- It is read once more, and not from then on.
CALL pg_temp.try('UPDATE source SET closed_until = ''2026-02-01Z''', compared => false);
CALL pg_temp.try('SELECT');
CALL pg_temp.try('INSERT INTO test.call VALUES (2001, ''customer 7'', ''bill'', ''app'', ''2026-03-20Z''), (2002, ''customer 7'', ''bill'', ''app'', ''2026-02-20Z'')');
CALL pg_temp.try('DELETE FROM test.call WHERE interaction_id = 650');
CALL pg_temp.try('UPDATE test.call SET customer = ''customer 99'' WHERE interaction_id = 600');
CALL pg_temp.try('UPDATE test.call SET channel = ''phone'' WHERE interaction_id = 1001');
CALL pg_temp.try('INSERT INTO test.call VALUES (2003, NULL, ''bill'', ''app'', ''2026-03-21Z'')');
-- Put off: what came before it was, and was not read yet, is.
CALL pg_temp.try('INSERT INTO test.call VALUES (2004, ''customer 8'', ''bill'', ''app'', ''2026-02-10Z''); UPDATE source SET closed_until = ''2026-03-01Z''', compared => false);
CALL pg_temp.try('SELECT');
CALL pg_temp.try('UPDATE test.call SET request = ''move'' WHERE interaction_id IN (620, 621)');
-- A version in open time of a row in closed time, and it goes again: the one that gave way counts again.
CALL pg_temp.try('INSERT INTO test.call VALUES (5, ''customer 5'', ''bill'', ''app'', ''2026-03-22Z'', ''2026-03-22Z'')');
CALL pg_temp.try('UPDATE test.call SET channel = ''phone'' WHERE interaction_id = 5 AND updated_at IS NOT NULL');
CALL pg_temp.try('DELETE FROM test.call WHERE interaction_id = 5 AND updated_at IS NOT NULL');
CALL pg_temp.try('INSERT INTO test.call VALUES (6, ''customer 31'', ''bill'', ''app'', ''2026-03-22Z'', ''2026-03-22Z'')');
CALL pg_temp.try('DELETE FROM test.call WHERE interaction_id = 6 AND updated_at IS NOT NULL');
-- The promise is broken: it is not seen, until everything is read, or it is drawn back.
CALL pg_temp.try('UPDATE test.call SET channel = ''chat'' WHERE interaction_id = 10', compared => false);
SELECT channel FROM contact WHERE interaction_id = '10';
CALL pg_temp.try('UPDATE source SET closed_until = ''2026-01-02Z''');
SELECT channel FROM contact WHERE interaction_id = '10';
CALL pg_temp.try('UPDATE source SET closed_until = ''2026-03-01Z''', compared => false);
CALL pg_temp.try('UPDATE test.call SET channel = ''email'' WHERE interaction_id = 10', compared => false);
CALL refresh(true);
SELECT channel FROM contact WHERE interaction_id = '10';
CALL pg_temp.try('UPDATE source SET closed_until = NULL');
SELECT * FROM step ORDER BY step;
SELECT drop_source('call');
CALL refresh();

-- Where the start is a date, partitions of days are passed by, too.
CREATE TABLE test.letter (interaction_id integer, customer text, request text, channel text, started_at date) PARTITION BY RANGE (started_at);
CREATE TABLE test.letter_1 PARTITION OF test.letter FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE test.letter_2 PARTITION OF test.letter FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO letter SELECT n, 'customer ' || n % 9, 'bill', 'letter', '2026-01-01'::date + n FROM generate_series(1, 50) AS n;
SELECT add_source('letter') \gset
UPDATE source SET closed_until = '2026-02-10Z';
CALL refresh();
BEGIN;
SELECT pg_temp.read_of('letter_1') AS before_1, pg_temp.read_of('letter_2') AS before_2 \gset
CALL refresh();
SELECT pg_temp.read_of('letter_1') - :before_1 <= 1 AS passed_by, pg_temp.read_of('letter_2') - :before_2 > 1 AS read;
ROLLBACK;
UPDATE source SET closed_until = 'infinity';
SELECT drop_source('letter');
CALL refresh();
DROP TABLE call, letter;
