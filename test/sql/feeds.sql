-- Sources as feeds: the moment of judgement is the latest start; an absent feed is not "nobody called"; one that is
-- silent beyond its habit holds the reports back, and no other does.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\set SHOW_CONTEXT never
SET client_min_messages = warning;

-- Sixty app sessions, one every eight hours, and a call an hour after each.
CREATE TABLE app AS
SELECT n AS interaction_id, n AS customer, 'r' AS request, 'app' AS channel, '2026-03-01Z'::timestamptz + n * interval '8 hours' AS started_at, NULL::timestamptz AS ended_at, -n AS handle_seconds, 'won' AS outcome
FROM generate_series(1, 60) AS n;
CREATE TABLE calls AS SELECT interaction_id, customer, request, 'phone' AS channel, started_at + interval '1 hour' AS started_at, ended_at, handle_seconds, outcome FROM app;
CREATE TABLE calls_copy AS TABLE calls;
CREATE VIEW said AS
SELECT as_of, held_back_by, stale_sources, (SELECT sum(bounced) || ' of ' || sum(digital) FROM bounce_daily) AS bounced,
       (SELECT sum(resolved_first) || ' of ' || sum(journeys) FROM global_fcr_monthly) AS resolved_first,
       (SELECT coalesce(full_because, 'not full') FROM refresh_log ORDER BY id DESC LIMIT 1) AS full
FROM report_basis;
SELECT add_source('app'), add_source('calls');
CALL refresh();
CALL refresh(true, as_of => '2026-03-17Z');
TABLE said;
-- What is to be known when the calls have returned; and what is kept, to the byte, as it was.
CALL refresh();
TABLE said;
CREATE TABLE was AS SELECT c::text AS contact FROM contact AS c;
CREATE VIEW changed AS SELECT count(*) AS changed FROM (SELECT c::text FROM contact AS c EXCEPT ALL TABLE was) AS c;
SELECT outcome, said_outcome, handle_seconds, negative_handle_seconds FROM contact WHERE source = 'calls' AND interaction_id = '7';

-- Emptied.
TRUNCATE calls;
CALL refresh();
TABLE said; TABLE changed;
CALL refresh(true);
TABLE said; TABLE changed;
SELECT source, rows, broken, stale, behind, feed_end FROM source_check ORDER BY source;
SELECT stale_sources FROM refresh_log ORDER BY id DESC LIMIT 1;
-- Filled with rows that have no time, or none that stands for one, or one to come.
INSERT INTO calls SELECT interaction_id, customer, request, channel, NULL FROM calls_copy WHERE interaction_id < 4;
INSERT INTO calls SELECT interaction_id, customer, request, channel, '9999-12-31' FROM calls_copy WHERE interaction_id BETWEEN 4 AND 7;
INSERT INTO calls SELECT interaction_id, customer, request, channel, '2062-01-01' FROM calls_copy WHERE interaction_id BETWEEN 8 AND 9;
CALL refresh();
TABLE said; TABLE changed;
-- Others go on: the reports end where the calls do, and it is said for how many contacts. A moment that is given is obeyed.
INSERT INTO app SELECT n, n, 'r', 'app', '2026-03-01Z'::timestamptz + n * interval '8 hours' FROM generate_series(61, 70) AS n;
CALL refresh();
TABLE said;
CALL refresh(as_of => '2026-03-22Z');
SELECT as_of, held_back_by, stale_sources FROM report_basis;
-- A new channel computes the kept rows anew, too.
INSERT INTO channel (name, kind) VALUES ('phone', 'digital');
CALL refresh();
TABLE said;
DELETE FROM channel WHERE name = 'phone';
CALL refresh();
TABLE said;
-- Closed, it holds nothing back, and is kept all the same.
UPDATE source SET closed = true WHERE name = 'calls';
CALL refresh();
TABLE said;
UPDATE source SET closed = false WHERE name = 'calls';
-- It returns, and nothing is computed but what became of the sessions after it.
TRUNCATE calls;
INSERT INTO calls TABLE calls_copy;
CALL refresh();
TABLE said;
SELECT full_because, contacts_written <= 20 AS few FROM refresh_log ORDER BY id DESC LIMIT 1;
DELETE FROM app WHERE interaction_id > 60;
CALL refresh();
TABLE changed;
-- Renamed; named so again; mapped by what is no more.
ALTER TABLE calls RENAME TO telephone;
CALL refresh();
TABLE said; TABLE changed;
ALTER TABLE telephone RENAME TO calls;
ALTER TABLE calls RENAME started_at TO began;
CALL refresh();
TABLE said; TABLE changed;
CALL refresh(true);
TABLE changed;
ALTER TABLE calls RENAME began TO started_at;
CALL refresh();
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
TRUNCATE calls;
CALL refresh();
-- Only drop_source lets go what was kept; what is gone from contact, too, is missed by name.
BEGIN;
DELETE FROM contact_fact WHERE source = 'calls' AND interaction_id = '7';
SELECT error_of('CALL refresh()');
ROLLBACK;
SELECT drop_source('calls');
CALL refresh();
TABLE said;
-- A source that was added and never had a row is not stale; nor is one that never had a dated row.
CREATE TABLE none (LIKE calls);
SELECT add_source('none');
CALL refresh();
INSERT INTO none (interaction_id, customer, channel) VALUES (1, 1, 'phone');
CALL refresh();
TABLE said;
SELECT * FROM source_feed ORDER BY source;
-- Taken away and added again, a table that is empty by then had nothing.
INSERT INTO none SELECT interaction_id + 100, customer, request, channel, started_at FROM calls_copy;
CALL refresh();
TABLE said;
TRUNCATE none;
SELECT drop_source('none'), add_source('none');
CALL refresh();
TABLE said;
SELECT drop_source('none'), drop_source('app');

-- No end moves as_of, neither that of a mail which is open until 9999 nor one of next month; and they are not mature.
CREATE TABLE mail (interaction_id int, customer int, request text DEFAULT 'r', channel text DEFAULT 'email', started_at timestamptz, ended_at timestamptz, direction text);
INSERT INTO mail VALUES (6, NULL, NULL, 'app', '2026-03-08Z', NULL, 'outbound'), (8, 1, 'r', 'app', '2062-01-01', NULL, 'outbound');
INSERT INTO mail VALUES (1, 1, 'r', 'app', '2026-03-01Z', '9999-12-31'), (2, 1, 'r', 'phone', '2026-03-02Z', '9999-12-31'), (3, 2, 'r', 'app', '2026-03-04Z', '2026-04-30Z'), (4, 3, 'r', 'app', '2026-03-06Z', NULL),
                        (5, 4, 'r', 'pigeon', '2026-03-07Z', NULL), (7, 1, 'r', 'app', '2062-01-01', NULL);
SELECT add_source('mail');
CALL refresh();
SELECT as_of FROM report_basis;
SELECT interaction_id, left_out, bounced, mature, demand FROM contact ORDER BY interaction_id;
SELECT undated, sentinels, ahead, open, first, feed_end FROM source_check;
TABLE source_feed;
-- What was ahead of the clock has come, though no row has changed.
BEGIN;
UPDATE mail SET started_at = clock_timestamp() + interval '1 second' WHERE interaction_id IN (7, 8);
CALL refresh();
SELECT as_of, ARRAY(SELECT left_out FROM contact WHERE interaction_id IN ('7', '8') ORDER BY interaction_id) AS left_out, (SELECT contacts FROM source_feed) FROM report_basis;
SELECT pg_sleep(1.1);
CALL refresh();
SELECT as_of = (SELECT max(started_at) FROM mail WHERE interaction_id < 9) AS is_the_latest, ARRAY(SELECT left_out FROM contact WHERE interaction_id IN ('7', '8') ORDER BY interaction_id) AS left_out,
       (SELECT contacts FROM source_feed), (SELECT full_because IS NULL FROM refresh_log ORDER BY id DESC LIMIT 1) AS not_full FROM report_basis;
ROLLBACK;
-- The first and the last go, and a row that gives way reaches nowhere.
ALTER TABLE mail ADD updated_at timestamptz;
SELECT add_source('mail');
CALL refresh();
DELETE FROM mail WHERE interaction_id IN (1, 6);
INSERT INTO mail (interaction_id, customer, started_at, updated_at) VALUES (4, 3, '2026-03-20Z', '2026-03-01Z'), (4, 3, '2026-03-06Z', '2026-03-02Z');
CALL refresh();
TABLE source_feed;
SELECT as_of FROM report_basis;
SELECT drop_source('mail');

-- Which feeds are behind: of thirty contacts and two weeks; silent beyond chance and habit. Beside a feed of every hour.
CREATE TABLE hourly AS SELECT n AS interaction_id, n AS customer, 'r' AS request, 'app' AS channel, '2026-01-01Z'::timestamptz + n * interval '1 hour' AS started_at FROM generate_series(1, 24 * 90) AS n;
CREATE TABLE feed (interaction_id int, customer int, request text DEFAULT 'r', channel text DEFAULT 'phone', started_at timestamptz);
SELECT add_source('hourly'), add_source('feed');
-- A feed with a start at each of these hours since it began; how long it may be silent, and a microsecond more.
CREATE FUNCTION behind_after(starts timestamptz[], silence interval) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    latest timestamptz := (SELECT max(s) FROM unnest(starts) AS s);
    said text;
BEGIN
    TRUNCATE feed, hourly;
    INSERT INTO feed (interaction_id, customer, started_at) SELECT row_number() OVER (), 1, s FROM unnest(starts) AS s;
    INSERT INTO hourly VALUES (1, 1, 'r', 'app', latest + silence);
    CALL failure_demand.refresh(true);
    SELECT CASE held_back_by WHEN 'feed' THEN 'behind' ELSE 'not behind' END INTO said FROM report_basis WHERE as_of IN (latest, latest + silence);
    INSERT INTO hourly VALUES (2, 1, 'r', 'app', latest + silence + interval '1 microsecond');
    CALL failure_demand.refresh();
    RETURN said || ', ' || (SELECT CASE held_back_by WHEN 'feed' THEN 'behind' ELSE 'not behind' END FROM report_basis);
END $$;
SET client_min_messages = error;
-- Two contacts in a year are no habit, nor are 29 in two weeks, nor 30 in less; 30 in 14 days are, after 14 of their mean gaps.
SELECT behind_after('{2025-02-01Z,2026-02-01Z}', '300 days');
SELECT behind_after(ARRAY(SELECT '2026-01-01Z'::timestamptz + n * interval '12 hours' FROM generate_series(0, 28) AS n), '100 days');
SELECT behind_after(ARRAY(SELECT '2026-01-01Z'::timestamptz + n * interval '14 days' / 29 - n / 29 * interval '1 microsecond' FROM generate_series(0, 29) AS n), '100 days');
SELECT behind_after(ARRAY(SELECT '2026-01-01Z'::timestamptz + n * interval '14 days' / 29 FROM generate_series(0, 29) AS n), 14 * interval '14 days' / 30);
-- A hundred a day, but not at weekends: a weekend is no silence, and the next day is not; two days after are.
SELECT behind_after(ARRAY(SELECT d + n * interval '5 minutes' FROM generate_series('2026-01-05Z'::timestamptz, '2026-02-20Z', '1 day') AS d, generate_series(96, 200) AS n WHERE extract(isodow FROM d) < 6), '3 days');
-- Closed for a week a month ago: a week and a day. Closed for it a hundred days ago: that is forgotten.
SELECT behind_after(ARRAY(SELECT d + n * interval '1 hour' FROM generate_series('2026-01-05Z'::timestamptz, '2026-02-20Z', '1 day') AS d, generate_series(0, 23) AS n WHERE d NOT BETWEEN '2026-01-19Z' AND '2026-01-25Z'), '8 days');
SELECT behind_after(ARRAY(SELECT d + n * interval '1 hour' FROM generate_series('2025-10-06Z'::timestamptz, '2026-02-20Z', '1 day') AS d, generate_series(0, 23) AS n WHERE d NOT BETWEEN '2025-10-20Z' AND '2025-10-26Z'), '1 day');
-- In the midst of it: what began before the 90 days counts as far as it is in them.
SELECT behind_after(ARRAY(SELECT d + n * interval '1 hour' FROM generate_series('2025-10-06Z'::timestamptz, '2026-02-20Z', '1 day') AS d, generate_series(0, 23) AS n WHERE d NOT BETWEEN '2025-11-18Z' AND '2025-11-24Z'), '4 days');
RESET client_min_messages;
SET client_min_messages = warning;
SELECT * FROM feed_state() ORDER BY source;
TRUNCATE hourly;
INSERT INTO hourly SELECT n, n, 'r', 'app', '2026-03-01Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 5) AS n;
CALL refresh();
SELECT source, behind, feed_end FROM source_check ORDER BY source;
-- Where all are closed, the latest of all.
UPDATE source SET closed = true;
CALL refresh();
SELECT as_of, held_back_by FROM report_basis;
SELECT drop_source('hourly'), drop_source('feed');
CALL refresh();
SELECT as_of, (SELECT count(*) FROM source_feed) AS feeds, (SELECT count(*) FROM feed_day) AS days FROM report_basis;

-- Derived tables notice that they are not what was left there: the next refresh is full, whatever was changed, and mends
-- it; nothing is charged until then.
BEGIN;
SELECT add_source('app'), add_source('calls_copy', name => 'calls');
INSERT INTO rate_card (channel, valid, hourly_rate, cost_per_contact) VALUES ('phone', '(,)', 36, 2);
UPDATE calls_copy SET handle_seconds = 60;
INSERT INTO department (name) VALUES ('Web');
INSERT INTO cause_rule (rule, priority, request) VALUES ('all', 1, 'r');
INSERT INTO cause_share VALUES ('all', 'Web', 1);
CALL refresh(as_of => '2026-04-10Z');
SELECT count(*) FROM post_charges('[2026-03-01,2026-04-01)');
SELECT count(*) AS lines FROM charge;
CREATE TABLE left_there AS SELECT c::text AS row FROM contact AS c UNION ALL SELECT t::text FROM rate_tally AS t UNION ALL SELECT t::text FROM demand_tally AS t UNION ALL SELECT t::text FROM friction_tally AS t UNION ALL SELECT t::text FROM contact_daily_tally AS t
UNION ALL SELECT d::text FROM source_digest AS d UNION ALL SELECT d::text FROM feed_day AS d;
CREATE FUNCTION mended_after(change text) RETURNS TABLE (statement text, changes text, posting text, because text, difference bigint) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE change;
    statement := change;
    changes := derived_changes();
    posting := error_of($q$SELECT post_charges('[2026-03-01,2026-04-01)')$q$);
    CALL failure_demand.refresh(as_of => '2026-04-10Z');
    because := (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1);
    difference := (SELECT count(*) FROM (SELECT c::text AS row FROM contact AS c UNION ALL SELECT t::text FROM rate_tally AS t UNION ALL SELECT t::text FROM demand_tally AS t UNION ALL SELECT t::text FROM friction_tally AS t UNION ALL SELECT t::text FROM contact_daily_tally AS t
        UNION ALL SELECT d::text FROM source_digest AS d UNION ALL SELECT d::text FROM feed_day AS d EXCEPT ALL TABLE left_there) AS d) + (SELECT abs((SELECT count(*) FROM left_there) - count(*)) FROM left_there);
    RETURN NEXT;
END $$;
SELECT m.* FROM unnest(ARRAY['TRUNCATE contact_fact', 'DELETE FROM contact_fact', 'UPDATE contact_fact SET demand = NULL', 'DELETE FROM rate_tally', 'UPDATE demand_tally SET failure = 0', 'TRUNCATE friction_tally',
    'DELETE FROM source_digest', 'DELETE FROM source_mark', 'UPDATE feed_day SET contacts = 1', $$INSERT INTO superseded VALUES ('calls', '1', 1)$$, 'UPDATE report_basis SET within = ''1 second''',
    'DELETE FROM containment_tally; DELETE FROM marker_tally; DELETE FROM transition_tally', 'DELETE FROM contact_daily_tally', 'UPDATE contact_daily_tally SET contacts = contacts + 1, value = NULL', $$INSERT INTO contact_daily_tally (day, channel, failure) VALUES ('2026-03-01', 'nowhere', 3)$$,
    'ALTER TABLE contact_fact DISABLE TRIGGER USER; DELETE FROM contact_fact; ALTER TABLE contact_fact ENABLE TRIGGER USER', $$ALTER TABLE contact_fact DISABLE TRIGGER USER; DELETE FROM contact_fact WHERE source = 'calls' AND interaction_id = '3'; ALTER TABLE contact_fact ENABLE TRIGGER USER$$,
    'ALTER TABLE demand_tally DISABLE TRIGGER note_derived_change; UPDATE demand_tally SET failure = 0; ALTER TABLE demand_tally ENABLE TRIGGER note_derived_change']) WITH ORDINALITY AS s (statement, place), mended_after(s.statement) AS m ORDER BY place;
SELECT count(*) AS lines FROM charge;
CALL refresh(as_of => '2026-04-10Z');
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT count(*) FROM post_charges('[2026-03-01,2026-04-01)');
SELECT count(*) AS lines FROM charge;
-- Triggers that are left off: all is computed anew each time, and nothing charged, until they are on.
ALTER TABLE contact_fact DISABLE TRIGGER USER;
CALL refresh(as_of => '2026-04-10Z');
CALL refresh(as_of => '2026-04-10Z');
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT error_of($$SELECT post_charges('[2026-03-01,2026-04-01)')$$);
ALTER TABLE contact_fact ENABLE TRIGGER USER;
CALL refresh(as_of => '2026-04-10Z');
CALL refresh(as_of => '2026-04-10Z');
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
-- What is charged while a source is stale is told, but not of a period before it; so is what is given back because one was dropped.
ALTER TABLE calls_copy RENAME TO telephone;
CALL refresh(as_of => '2026-04-10Z');
SELECT charged, balance FROM post_charges('[2026-03-01,2026-04-01)');
SELECT count(*) FROM post_charges('[2026-02-01,2026-03-01)');
UPDATE source SET closed = true WHERE name = 'calls';
SELECT count(*) FROM post_charges('[2026-04-01,2026-04-05)');
SELECT drop_source('calls');
CALL refresh(as_of => '2026-04-10Z');
SELECT charged, balance FROM post_charges('[2026-03-01,2026-04-01)');
SELECT charged, balance FROM post_charges('[2026-03-01,2026-04-01)');
-- What keeps a refresh from reading a source keeps nobody from seeing what is wrong.
CREATE FUNCTION far(customer text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'the other server is away' USING ERRCODE = '08001'; END $$;
CREATE FUNCTION gone(customer text) RETURNS text LANGUAGE plpgsql AS $$BEGIN PERFORM FROM test.there_is_none; RETURN customer; END $$;
CREATE VIEW far AS SELECT 1 AS interaction_id, far('a') AS customer, timestamptz '2026-03-01Z' AS started_at;
CREATE VIEW gone AS SELECT 1 AS interaction_id, gone('a') AS customer, timestamptz '2026-03-01Z' AS started_at;
SELECT add_source('far', constants => '{"channel": "phone"}'), add_source('gone', constants => '{"channel": "phone"}');
SELECT source, broken FROM source_check WHERE source IN ('far', 'gone') ORDER BY source;
ROLLBACK;

-- What has come in the place of a table that was renamed is named by add_source, with the name of the source; what was kept
-- stays until that is read. No other source is given another table so.
BEGIN;
SELECT add_source('app'), add_source('calls_copy', name => 'calls');
CALL refresh();
TABLE said;
ALTER TABLE calls_copy RENAME TO telephone;
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.calls (LIKE telephone);
SELECT error_of($$SELECT add_source('telephone', name => 'app')$$);
SELECT error_of($$SELECT add_source('elsewhere.calls')$$);
CALL refresh();
SET LOCAL client_min_messages = notice;
SELECT add_source('telephone', name => 'calls');
SET LOCAL client_min_messages = warning;
SELECT relation, (SELECT count(*) FROM contact AS c WHERE c.source = s.name) AS contacts, (SELECT count(*) FROM failure_demand.interaction AS i WHERE i.source = s.name) AS interactions
FROM failure_demand.source AS s WHERE name = 'calls';
DELETE FROM telephone WHERE interaction_id > 58;
CALL refresh();
TABLE said;
SELECT count(*) FROM contact WHERE source = 'calls';
-- One that was emptied, by one that is empty, too: nothing is lost.
TRUNCATE telephone;
CALL refresh();
SELECT add_source('elsewhere.calls', name => 'calls');
CALL refresh();
SELECT count(*) FROM contact WHERE source = 'calls';
ROLLBACK;

-- What has no time is kept, too, where it cannot be read; and not where the source was dropped.
BEGIN;
CREATE TABLE undated AS SELECT n AS interaction_id, n AS customer, 'r' AS request, 'phone' AS channel, NULL::timestamptz AS started_at FROM generate_series(1, 3) AS n;
SELECT add_source('app'), add_source('undated');
CALL refresh();
ALTER TABLE undated RENAME customer TO who;
CALL refresh();
SELECT stale_sources, (SELECT count(*) FROM contact WHERE source = 'undated') AS kept FROM report_basis;
CALL refresh(true);
SELECT stale_sources, (SELECT count(*) FROM contact WHERE source = 'undated') AS kept FROM report_basis;
SELECT source, rows, broken, stale FROM source_check ORDER BY source;
ALTER TABLE undated RENAME who TO customer;
CALL refresh();
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT drop_source('undated'), add_source('undated');
ALTER TABLE undated RENAME customer TO who;
CALL refresh();
SELECT stale_sources, (SELECT count(*) FROM contact WHERE source = 'undated') AS kept FROM report_basis;
ROLLBACK;
DROP SCHEMA test CASCADE;
