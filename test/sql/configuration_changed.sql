-- A channel, a word, a reason or a marker that is another one: the requests of those contacts are computed anew that
-- bear it, no others, and what comes out is what a full refresh would leave.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- Sixty customers: of each ten one has a channel nobody knows, an old reason, words in one of three languages.
CREATE TABLE test.bearer AS
SELECT n AS interaction_id, 'customer ' || n % 60 AS customer, CASE WHEN n % 60 < 59 THEN 'bill ' || n / 60 % 2 END AS request,
       CASE n % 10 WHEN 0 THEN 'kiosk' WHEN 1 THEN 'app' ELSE 'phone' END AS channel, '2026-01-05Z'::timestamptz + n * interval '47 minutes' AS started_at,
       CASE n % 10 WHEN 2 THEN 'R2' WHEN 3 THEN 'R3' END AS reason,
       CASE n % 10 WHEN 4 THEN 'Guten Tag, der Lift steht' WHEN 5 THEN 'good day, the lift is stuck' WHEN 6 THEN 'the lift is stuck, good day' END AS verbatim,
       CASE n % 10 WHEN 4 THEN 'de-AT' WHEN 5 THEN 'en-GB' END AS language,
       CASE n % 10 WHEN 7 THEN 'Hung Up' WHEN 8 THEN 'SOLVED' END AS outcome, CASE n % 10 WHEN 9 THEN 'Dialled' END AS direction
FROM generate_series(1, 600) AS n;
INSERT INTO reason VALUES ('R2', 'failure', NULL, NULL);
INSERT INTO marker (language, phrase, reason, cause) VALUES ('de', 'der Lift steht', 'failed_self_service', 'lift');
SELECT add_source('bearer') \gset
CALL refresh();
CREATE TEMP TABLE step (step serial, change text, full_because text, groups bigint, bearing bigint, written boolean, differing bigint);
CREATE FUNCTION pg_temp.state() RETURNS TABLE (line text) LANGUAGE sql AS $$
    SELECT 'contact ' || c FROM contact AS c
    UNION ALL SELECT 'daily ' || t FROM contact_daily_tally AS t
    UNION ALL SELECT 'marker ' || t FROM marker_tally AS t
    UNION ALL SELECT 'rate ' || t FROM rate_tally AS t
    UNION ALL SELECT 'demand ' || t FROM demand_tally AS t
    UNION ALL SELECT 'outside ' || t FROM outside_tally AS t
    UNION ALL SELECT 'journey ' || t FROM journey_tally AS t
    UNION ALL SELECT 'mark ' || m FROM configuration_mark AS m $$;
CREATE PROCEDURE pg_temp.try(change text, bearing text) LANGUAGE plpgsql AS $$
DECLARE
    l record;
    bearers bigint;
BEGIN
    EXECUTE change;
    EXECUTE 'SELECT count(DISTINCT customer) FROM test.bearer WHERE ' || bearing INTO bearers;
    CALL failure_demand.refresh();
    SELECT * INTO l FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1;
    CREATE TEMP TABLE incremental AS SELECT * FROM pg_temp.state();
    CALL failure_demand.refresh(true);
    INSERT INTO step (change, full_because, groups, bearing, written, differing)
    SELECT change, l.full_because, l.groups_computed, bearers, l.contacts_written > 0,
           (SELECT count(*) FROM ((TABLE incremental EXCEPT ALL SELECT * FROM pg_temp.state()) UNION ALL (SELECT * FROM pg_temp.state() EXCEPT ALL TABLE incremental)) AS d);
    DROP TABLE incremental;
END $$;
CALL pg_temp.try('SELECT', 'false');
CALL pg_temp.try('INSERT INTO channel VALUES (''kiosk'', ''digital'')', 'channel = ''kiosk''');
CALL pg_temp.try('UPDATE channel SET kind = ''human''', 'channel = ''kiosk''');
CALL pg_temp.try('UPDATE channel SET kind = NULL', 'channel = ''kiosk''');
CALL pg_temp.try('INSERT INTO channel VALUES (''app'', ''human'')', 'channel = ''app''');
CALL pg_temp.try('DELETE FROM channel', 'channel IN (''kiosk'', ''app'')');
CALL pg_temp.try('INSERT INTO reason VALUES (''R3'', ''value'', NULL, NULL)', 'reason = ''R3''');
CALL pg_temp.try('UPDATE reason SET cause = ''lift'', avoidable_reason = ''progress_chasing'' WHERE code = ''R2''', 'reason = ''R2''');
CALL pg_temp.try('DELETE FROM reason', 'reason IS NOT NULL');
CALL pg_temp.try('INSERT INTO marker (language, phrase, reason, cause) VALUES (''en'', ''lift is stuck'', ''failed_self_service'', ''lift'')', 'verbatim IS NOT NULL AND coalesce(language, ''en-GB'') = ''en-GB''');
CALL pg_temp.try('UPDATE marker SET cause = ''door'' WHERE language = ''en''', 'verbatim IS NOT NULL AND coalesce(language, ''en-GB'') = ''en-GB''');
CALL pg_temp.try('UPDATE marker SET enabled = false WHERE language = ''de''', 'verbatim IS NOT NULL AND coalesce(language, ''de-AT'') = ''de-AT''');
CALL pg_temp.try('INSERT INTO marker (language, phrase, reason, cause) VALUES (''und'', ''lift steht'', ''failed_self_service'', ''any'')', 'verbatim IS NOT NULL');
CALL pg_temp.try('DELETE FROM marker', 'verbatim IS NOT NULL');
CALL pg_temp.try('INSERT INTO outcome VALUES (''hung up'', ''abandoned'')', 'outcome = ''Hung Up''');
CALL pg_temp.try('INSERT INTO outcome VALUES (''solved'', ''completed'')', 'false');
CALL pg_temp.try('UPDATE outcome SET outcome = ''unresolved''', 'outcome IS NOT NULL');
CALL pg_temp.try('INSERT INTO direction VALUES (''DIALLED'', ''outbound'')', 'direction = ''Dialled''');
CALL pg_temp.try('DELETE FROM outcome; UPDATE direction SET direction = ''inbound''', 'outcome IS NOT NULL OR direction IS NOT NULL');
CALL pg_temp.try('DELETE FROM direction', 'direction IS NOT NULL');
CALL pg_temp.try('INSERT INTO request_name VALUES (''bearer'', ''bill 0'', ''bill'')', 'request = ''bill 0''');
CALL pg_temp.try('INSERT INTO request_name VALUES (NULL, ''bill 0'', ''nothing''), (NULL, ''bill 9'', ''bill'')', 'false');
CALL pg_temp.try('UPDATE request_name SET request = ''bill 1'' WHERE source = ''bearer''', 'request = ''bill 0''');
CALL pg_temp.try('DELETE FROM request_name WHERE source = ''bearer''', 'request = ''bill 0''');
CALL pg_temp.try('DELETE FROM request_name', 'request = ''bill 0''');
CALL pg_temp.try('INSERT INTO request_window VALUES (''bill 0'', ''5 days'')', 'request = ''bill 0''');
CALL pg_temp.try('UPDATE request_window SET within = ''4 days 04:00'' WHERE request = ''bill 0''', 'request = ''bill 0''');
CALL pg_temp.try('UPDATE request_window SET within = ''100 hours'' WHERE request = ''bill 0''', 'false');
CALL pg_temp.try('INSERT INTO request_window VALUES (''bill 9'', ''2 hours'')', 'false');
CALL pg_temp.try('DELETE FROM request_window', 'request = ''bill 0''');
-- two at once, with a row that is another one
CALL pg_temp.try('INSERT INTO reason VALUES (''R2'', ''failure'', NULL, NULL); INSERT INTO channel VALUES (''kiosk'', ''human''); UPDATE test.bearer SET reason = ''R2'' WHERE interaction_id = 59',
                 'reason = ''R2'' OR channel = ''kiosk''');
-- what is no contact's
CALL pg_temp.try('INSERT INTO channel VALUES (''fax'', ''human''); INSERT INTO reason VALUES (''R9'', ''value'', NULL, NULL)', 'false');
-- the definition, and a source, concern all
CALL pg_temp.try('INSERT INTO definition VALUES (''72 hours'', ''request'', ''UTC'', ''EUR'')', 'true');
CALL pg_temp.try('SELECT add_source(''bearer'', constants => ''{"brand": "x"}'')', 'true');
-- where any contact of the customer is the same request, all of those are computed anew that bear it
CALL pg_temp.try('UPDATE definition SET match = ''customer''', 'true');
CALL pg_temp.try('UPDATE reason SET demand = ''value'' WHERE code = ''R2''', 'reason = ''R2''');
-- what the last refresh went by was changed by somebody else
CALL pg_temp.try('DELETE FROM configuration_mark WHERE name = ''R2''', 'true');
SELECT * FROM step ORDER BY step;
SELECT drop_source('bearer');
TRUNCATE channel, reason, definition;
CALL refresh();
DROP TABLE bearer;
