-- A table in which anything may change is scanned once: the rows of customers who have changed are gone to where
-- they stand. Where that does not tell them, or there are many, it is scanned again. What comes out is what a full
-- refresh would leave.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

CREATE TABLE test.call (interaction_id integer, customer text, request text, channel text, started_at timestamptz, updated_at timestamptz, verbatim text);
INSERT INTO call SELECT n, CASE WHEN n % 13 > 0 THEN 'customer ' || n % 200 END, 'topic ' || n % 3, CASE WHEN n % 3 = 0 THEN 'app' ELSE 'phone' END, '2026-01-01 12:00Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 2000) AS n;
VACUUM ANALYZE call;
SELECT add_source('call') \gset
CALL refresh();

-- Whole scans, beside the one row that tells that there is one.
CREATE TEMP TABLE step (step serial, change text, full_because text, groups bigint, scans numeric, differing bigint);
CREATE FUNCTION pg_temp.state() RETURNS TABLE (line text) LANGUAGE sql AS $$
    SELECT 'contact ' || c FROM contact AS c
    UNION ALL SELECT 'daily ' || t FROM contact_daily_tally AS t
    UNION ALL SELECT 'failure ' || t FROM failure_daily_tally AS t
    UNION ALL SELECT 'charge ' || t FROM charge_daily_tally AS t
    UNION ALL SELECT 'digest ' || d FROM source_digest AS d
    UNION ALL SELECT 'superseded ' || s FROM superseded AS s
    UNION ALL SELECT 'feed ' || f FROM source_feed AS f
    UNION ALL SELECT 'feed day ' || f FROM feed_day AS f $$;
CREATE PROCEDURE pg_temp.try(change text) LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    scans numeric;
    l record;
BEGIN
    EXECUTE change;
    before := pg_stat_get_xact_tuples_returned('test.call'::regclass);
    CALL failure_demand.refresh();
    scans := round((pg_stat_get_xact_tuples_returned('test.call'::regclass) - before)::numeric / (SELECT greatest(count(*), 1) FROM test.call));
    SELECT * INTO l FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1;
    CREATE TEMP TABLE incremental AS SELECT * FROM pg_temp.state();
    CALL failure_demand.refresh(true);
    INSERT INTO step (change, full_because, groups, scans, differing)
    SELECT change, l.full_because, l.groups_computed, scans,
           (SELECT count(*) FROM ((TABLE incremental EXCEPT ALL SELECT * FROM pg_temp.state()) UNION ALL (SELECT * FROM pg_temp.state() EXCEPT ALL TABLE incremental)) AS d);
    DROP TABLE incremental;
END $$;
CALL pg_temp.try('SELECT');
CALL pg_temp.try('INSERT INTO test.call VALUES (3001, ''customer 7'', ''topic 1'', ''app'', ''2026-03-20Z'')');
CALL pg_temp.try('UPDATE test.call SET channel = ''app'' WHERE interaction_id = 1999');
CALL pg_temp.try('UPDATE test.call SET customer = ''customer 8'' WHERE interaction_id = 1207');
CALL pg_temp.try('UPDATE test.call SET verbatim = repeat(''where is my order, '', 9999) WHERE interaction_id = 1300');
CALL pg_temp.try('DELETE FROM test.call WHERE interaction_id = 1300');
CALL pg_temp.try('INSERT INTO test.call VALUES (NULL, ''customer 7'', ''topic 1'', ''app'', ''2026-03-20Z''), (3002, NULL, ''topic 1'', ''app'', ''2026-03-20Z''), (3003, ''customer 3003'', NULL, ''app'', NULL)');
-- An id that another customer has, too, whose rows are read then: by another scan.
CALL pg_temp.try('INSERT INTO test.call VALUES (1000, ''customer 9'', ''topic 1'', ''app'', ''2026-03-20Z'', ''2026-03-21Z'')');
CALL pg_temp.try('DELETE FROM test.call WHERE interaction_id = 1000 AND customer = ''customer 9''');
-- All rows of a customer: there is no place to go to.
CALL pg_temp.try('DELETE FROM test.call WHERE customer = ''customer 11''');
-- Many.
CALL pg_temp.try('UPDATE test.call SET request = ''topic 4'' WHERE interaction_id % 5 = 0');
-- What matures alone.
CALL pg_temp.try('UPDATE failure_demand.source SET closed_until = NULL');
-- A child is a table of its own, with places of its own.
CREATE TABLE test.old_call () INHERITS (test.call);
INSERT INTO test.old_call SELECT 4000 + n, 'customer ' || n % 50, 'topic 1', 'app', '2026-01-01 12:00Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 500) AS n;
CALL pg_temp.try('SELECT');
CALL pg_temp.try('UPDATE ONLY test.call SET channel = ''chat'' WHERE interaction_id = 7');
CALL pg_temp.try('UPDATE test.old_call SET channel = ''chat'' WHERE interaction_id = 4007');
SELECT * FROM step ORDER BY step;
SELECT drop_source('call');
-- What is counted anew by days where a failure contact is another one reads nothing that is left out of account.
SELECT DISTINCT a.attname FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE r.ev_class IN ('contact_cost'::regclass, 'failure_cause'::regclass, 'cause_line'::regclass) AND d.refobjid = 'contact_fact'::regclass AND a.attname = ANY (later_facts());
