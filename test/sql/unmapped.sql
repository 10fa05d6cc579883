-- What no table maps: by source, column and word, the most frequent first; kept by refreshes, and off the list when a row is written.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- A first refresh that leaves all out says so, and how it is mended: for the most frequent reason.
CREATE TABLE test.row (interaction_id integer, customer text, request text, channel text, started_at timestamptz, outcome text, direction text, reason text);
INSERT INTO test.row SELECT n, 'c' || n % 7, 'r' || n % 3, CASE WHEN n % 5 = 0 THEN 'Web Chat' ELSE 'Voice' END, '2026-01-05Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 40) AS n;
INSERT INTO test.row VALUES (41, 'c1', 'r1', NULL, '2026-01-05Z'), (42, NULL, NULL, 'phone', '2026-01-05Z');
SELECT add_source('row') \gset
CALL refresh();
SELECT * FROM unmapped;
INSERT INTO channel VALUES ('Voice', 'human');
SELECT * FROM unmapped;
INSERT INTO channel VALUES ('Web Chat', 'human');
CALL refresh();
SELECT * FROM unmapped;

-- The same for every other reason. Each time all is left out for it.
CREATE PROCEDURE pg_temp.try(change text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE change;
    CALL failure_demand.refresh(true);
END $$;
\set SHOW_CONTEXT never
CALL pg_temp.try('UPDATE test.row SET direction = ''Outbound-API''');
CALL pg_temp.try('UPDATE test.row SET direction = NULL, customer = NULL');
CALL pg_temp.try('UPDATE test.row SET customer = interaction_id, request = NULL');
INSERT INTO definition (within) VALUES ('24 hours');
CALL pg_temp.try('SELECT');
DELETE FROM definition;
CALL pg_temp.try('SELECT drop_source(''row''); UPDATE test.row SET request = ''r'', started_at = ''9999-12-31''; SELECT add_source(''row'')');
CALL pg_temp.try('SELECT drop_source(''row''); UPDATE test.row SET started_at = ''2400-01-01''; SELECT add_source(''row'')');
CALL pg_temp.try('UPDATE test.row SET started_at = ''2026-01-05''; UPDATE channel SET kind = NULL; DELETE FROM test.row WHERE channel IS NULL OR channel = ''phone''');
CALL pg_temp.try('UPDATE test.row SET channel = NULL');
CALL pg_temp.try('UPDATE test.row SET channel = ''app'' WHERE interaction_id = 1');
SELECT * FROM unmapped;
DELETE FROM channel;

-- Words of all columns; what is mapped, null or shipped is not there. A reason with a row that decides nothing is mapped.
TRUNCATE test.row;
INSERT INTO test.row SELECT n, 'c' || n, CASE n % 4 WHEN 0 THEN 'view_bill' WHEN 1 THEN 'bill' WHEN 2 THEN 'pay_now' END, 'phone', '2026-01-05Z'::timestamptz + n * interval '1 hour',
       CASE n % 3 WHEN 0 THEN 'Sorted' WHEN 1 THEN 'SOLVED' END, CASE n % 6 WHEN 0 THEN 'in' WHEN 1 THEN 'outbound' END, CASE n % 8 WHEN 0 THEN 'R1' WHEN 1 THEN 'R2' END
FROM generate_series(1, 48) AS n;
INSERT INTO reason VALUES ('R2', NULL, NULL, NULL);
CREATE TABLE test.other AS SELECT interaction_id, customer, request, channel, started_at FROM test.row WHERE interaction_id <= 8;
SELECT add_source('other') \gset
CALL refresh();
SELECT * FROM unmapped;
-- Requests are listed where requests of the source have names; a name needs none. A row that nobody bears is listed, too, as is a rule of such a request.
INSERT INTO request_name VALUES ('row', 'view_bill', 'bill'), ('row', 'never', 'bill'), ('other', 'never', 'bill');
DELETE FROM request_name WHERE source = 'other';
INSERT INTO department VALUES ('Post');
INSERT INTO cause_rule (rule, priority, request) VALUES ('bill', 1, 'bill'), ('parcel', 2, 'parcel'), ('parcels', 3, 'parcel');
CALL refresh();
SELECT * FROM unmapped;
INSERT INTO request_name VALUES (NULL, 'bill', 'money');
SELECT * FROM unmapped WHERE "column" ~ 'request';
CALL refresh();
SELECT * FROM unmapped WHERE "column" ~ 'request';

-- What a refresh keeps is what a full one counts, whatever comes and goes, also of names.
CREATE PROCEDURE pg_temp.compare(change text) LANGUAGE plpgsql AS $$
DECLARE
    kept text[];
BEGIN
    EXECUTE change;
    CALL failure_demand.refresh();
    kept := ARRAY(SELECT t::text FROM failure_demand_internal.word_tally AS t);
    CALL failure_demand.refresh(true);
    RAISE WARNING '%: % rows, of these % with requests, % differ', change, cardinality(kept), (SELECT count(*) FROM failure_demand_internal.word_tally AS t WHERE t."column" = 'request'),
        (SELECT count(*) FROM (SELECT unnest(kept) EXCEPT SELECT t::text FROM failure_demand_internal.word_tally AS t) AS d)
        + (SELECT count(*) FROM (SELECT t::text FROM failure_demand_internal.word_tally AS t EXCEPT SELECT unnest(kept)) AS d);
END $$;
CALL pg_temp.compare('UPDATE test.row SET reason = ''R9'', outcome = ''done'', channel = ''fax'' WHERE interaction_id % 5 = 0');
CALL pg_temp.compare('DELETE FROM test.row WHERE interaction_id > 40');
CALL pg_temp.compare('INSERT INTO outcome VALUES (''Done'', ''completed''); INSERT INTO direction VALUES (''IN'', ''inbound'')');
CALL pg_temp.compare('DELETE FROM request_name');
CALL pg_temp.compare('UPDATE test.row SET request = ''new'' WHERE interaction_id = 3; INSERT INTO request_name VALUES (NULL, ''new'', ''newer'')');
CALL pg_temp.compare('DELETE FROM outcome; DELETE FROM direction; INSERT INTO channel VALUES (''fax'', NULL)');
CALL pg_temp.compare('UPDATE channel SET kind = ''human''');
-- words as long as they come
CALL pg_temp.compare('UPDATE test.row SET reason = repeat(''x'', 10000), outcome = repeat(''y '', 5000), request = repeat(''z'', 10000) WHERE interaction_id = 1');
SELECT source, "column", left(value, 20) AS value, interactions FROM unmapped WHERE "column" IN ('reason', 'outcome');
DELETE FROM request_name;
DELETE FROM cause_rule;
DELETE FROM department;
DELETE FROM reason;
DELETE FROM channel;
SELECT drop_source('row'), drop_source('other');
CALL refresh();
DROP TABLE test.row, test.other;
