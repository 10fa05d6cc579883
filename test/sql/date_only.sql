-- Sources that know the day alone: a human contact is after all else of its day, a digital one before it; the reports
-- go on to the first moment of the latest day; and what is kept tells the day, whatever becomes of channel and time zone.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\set SHOW_CONTEXT never
SET client_min_messages = warning;
INSERT INTO definition (time_zone) VALUES ('Europe/Berlin');

-- Days of 23 and 25 hours; clocks that change at midnight, forth and back; a day that was left out; and what is no date.
SELECT time_zone, day, first_moment(day, time_zone), last_moment(day, time_zone), last_moment(day, time_zone) - first_moment(day, time_zone) AS length,
       last_moment(day, time_zone) + interval '1 microsecond' = first_moment(day + 1, time_zone) AS meets_next
FROM (VALUES (1, 'Europe/Berlin', '2026-03-28'::date), (2, 'Europe/Berlin', '2026-03-29'), (3, 'Europe/Berlin', '2026-10-25'), (4, 'UTC', '2026-03-29'),
             (5, 'America/Havana', '2018-03-11'), (6, 'America/Havana', '2018-11-03'), (7, 'America/Havana', '2018-11-04'), (8, 'America/Sao_Paulo', '2018-02-17'),
             (9, 'America/Sao_Paulo', '2018-11-04'), (10, 'Pacific/Apia', '2011-12-29'), (11, 'Pacific/Apia', '2011-12-31')) AS t (place, time_zone, day)
ORDER BY place;
SELECT day, known_time(first_moment(day, 'Pacific/Auckland')) IS NOT NULL AS in_auckland, known_time(first_moment(day, 'America/New_York')) IS NOT NULL AS in_new_york
FROM unnest('{-infinity,4714-11-24 BC,1900-12-31,1901-01-01,1901-01-02,9998-12-30,9998-12-31,9999-01-01,9999-12-31,5874897-12-31,infinity}'::date[]) AS day;
SELECT first_moment(NULL, 'UTC') IS NULL AS none, last_moment(NULL, 'UTC') IS NULL AS none;

-- Thirteen complaints: seven on the day of an app session, also late on it, six on the day after.
CREATE DOMAIN arrival AS date;
CREATE TABLE app AS
SELECT n AS interaction_id, n AS customer, 'r' AS request, 'app' AS channel,
       ('2026-03-21'::date + n + (ARRAY['09:00', '23:59:59', '00:00', '12:00'])[1 + n % 4]::time) AT TIME ZONE 'Europe/Berlin' AS started_at
FROM generate_series(1, 13) AS n;
CREATE TABLE complaint AS
SELECT n AS id, n AS customer, 'r' AS request, 'letter' AS way, ('2026-03-21'::date + n + CASE WHEN n <= 7 THEN 0 ELSE 1 END)::arrival AS arrived, NULL::date AS closed
FROM generate_series(1, 13) AS n;
SELECT add_source('app');
SELECT add_source('complaint', '{"interaction_id": "id", "channel": "way", "started_at": "arrived", "ended_at": "closed"}');
CREATE VIEW said AS
SELECT as_of, (SELECT sum(bounced) || ' of ' || sum(digital) FROM bounce_daily) AS bounced, (SELECT count(*) FROM failure_demand.contact WHERE left_out IS NOT NULL) AS left_out,
       (SELECT min(feed_end) FROM source_feed WHERE source = 'complaint') AS feed_end, (SELECT coalesce(full_because, 'not full') FROM refresh_log ORDER BY id DESC LIMIT 1) AS full
FROM report_basis;
CALL refresh();
CALL refresh(true, as_of => '2026-04-20Z');
TABLE said;
SELECT interaction_id, started_at, ended_at, day, started_on, ended_on FROM failure_demand.contact WHERE source = 'complaint' AND interaction_id IN ('7', '8', '9') ORDER BY interaction_id;
SELECT count(*) FILTER (WHERE (i.started_at, i.ended_at) IS NOT DISTINCT FROM (c.started_at, c.ended_at)) AS same, count(*) AS rows
FROM failure_demand.interaction AS i JOIN failure_demand.contact AS c USING (source, interaction_id);

-- As of the first moment of the latest day: its complaint does not exist yet, and comes with what is later.
CALL refresh();
TABLE said;
SELECT interaction_id, left_out FROM failure_demand.contact WHERE left_out IS NOT NULL;
INSERT INTO app VALUES (14, 14, 'r', 'app', '2026-04-05 12:00Z');
CALL refresh();
TABLE said;
SELECT source, rows, sentinels, date_only, ahead, open, feed_end FROM source_check ORDER BY source;

-- An end says nothing where the start is a date, and a date is the end of its day where the start is a time; what stands for none is none.
UPDATE complaint SET closed = '2026-04-30' WHERE id < 4;
INSERT INTO complaint VALUES (14, 1, 'r', 'letter', '1900-01-01'), (15, 1, 'r', 'letter', 'infinity'), (16, 1, 'r', 'letter', NULL), (17, 1, 'r', 'letter', '9999-12-31');
UPDATE complaint SET closed = '2026-03-22' WHERE id > 14;
CREATE TABLE mail (interaction_id int, customer int, request text, channel text, started_at timestamptz, ended_at date);
INSERT INTO mail VALUES (1, 20, 'r', 'email', '2026-03-28 12:00Z', '2026-03-29'), (2, 21, 'r', 'email', '2026-03-28 12:00Z', NULL), (3, 22, 'r', 'email', '2026-03-28 12:00Z', '9999-12-31'),
                        (4, 23, 'r', 'email', '2026-03-28 12:00Z', '2026-03-27');
SELECT add_source('mail');
CALL refresh();
TABLE said;
SELECT source, interaction_id, started_at, ended_at, contact_end(started_at, ended_at), left_out, started_on, ended_on FROM failure_demand.contact
WHERE source = 'mail' OR interaction_id IN ('1', '14', '15', '16', '17') AND source = 'complaint' ORDER BY source, interaction_id::int;
SELECT source, rows, undated, reversed, sentinels, date_only, open FROM source_check ORDER BY source;

-- What is kept of sources that have gone is what was read of them, and is what would be read under another kind of channel or time zone.
SET client_min_messages = error;
CREATE PROCEDURE note(name text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS %1$I', name);
    EXECUTE format('CREATE TABLE %I AS SELECT c::text AS line FROM failure_demand.contact AS c UNION ALL SELECT f::text FROM source_feed AS f UNION ALL SELECT d::text FROM feed_day AS d', name);
END $$;
CREATE FUNCTION differences(OUT one text, OUT other text, OUT lines bigint) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
    FOR one, other IN VALUES ('read', 'kept'), ('read', 'kept_full'), ('read', 'returned') LOOP
        EXECUTE format('SELECT count(*) FROM ((TABLE %1$I EXCEPT ALL TABLE %2$I) UNION ALL (TABLE %2$I EXCEPT ALL TABLE %1$I)) AS d', one, other) INTO lines;
        RETURN NEXT;
    END LOOP;
END $$;
CREATE PROCEDURE change_while_away(change text) LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE complaint RENAME TO complaint_away;
    ALTER TABLE mail RENAME TO mail_away;
    CALL refresh(as_of => '2026-04-20Z');
    EXECUTE change;
    CALL refresh(as_of => '2026-04-20Z');
    CALL note('kept');
    CALL refresh(true, as_of => '2026-04-20Z');
    CALL note('kept_full');
    ALTER TABLE complaint_away RENAME TO complaint;
    ALTER TABLE mail_away RENAME TO mail;
    CALL refresh(as_of => '2026-04-20Z');
    CALL note('returned');
    CALL refresh(true, as_of => '2026-04-20Z');
    CALL note('read');
END $$;
CALL change_while_away('SELECT 1');
SELECT * FROM differences();
CALL change_while_away($$INSERT INTO channel (name, kind) VALUES ('letter', 'digital')$$);
SELECT * FROM differences();
SELECT started_at, ended_at, kind, day FROM failure_demand.contact WHERE source = 'complaint' AND interaction_id = '8';
SELECT started_at, kind FROM failure_demand.interaction WHERE source = 'complaint' AND interaction_id = '8';
CALL change_while_away($$UPDATE definition SET time_zone = 'America/New_York'; DELETE FROM channel WHERE name = 'letter'$$);
SELECT * FROM differences();
SELECT source, started_at, ended_at, kind, day FROM failure_demand.contact WHERE interaction_id = '8' AND source = 'complaint' OR interaction_id = '1' AND source = 'mail' ORDER BY source;
SELECT source, started_at, ended_at FROM failure_demand.interaction WHERE interaction_id = '8' AND source = 'complaint' OR interaction_id = '1' AND source = 'mail' ORDER BY source;

-- A contact of today is ahead of the clock until the day is over; the source has come as far as today, and counts it once.
UPDATE definition SET time_zone = 'UTC';
SET client_min_messages = warning;
UPDATE complaint SET arrived = (now() AT TIME ZONE 'UTC')::date, closed = NULL WHERE id = 13;
CALL refresh();
SELECT left_out, started_at = last_moment((now() AT TIME ZONE 'UTC')::date, 'UTC') AS at_its_end FROM failure_demand.contact WHERE source = 'complaint' AND interaction_id = '13';
SELECT f.contacts, (SELECT sum(contacts) FROM feed_day WHERE source = 'complaint') AS on_days, feed_end = first_moment((now() AT TIME ZONE 'UTC')::date, 'UTC') AS today, b.as_of = f.feed_end AS as_of
FROM source_feed AS f, report_basis AS b WHERE source = 'complaint';
-- One of yesterday that the last refresh found ahead is so no more, and was counted then.
UPDATE complaint SET arrived = (now() AT TIME ZONE 'UTC')::date - 1 WHERE id = 13;
CALL refresh();
SET session_replication_role = replica;
UPDATE failure_demand_internal.contact_fact SET left_out = 'ahead', mature = NULL WHERE source = 'complaint' AND interaction_id = '13';
UPDATE report_basis SET refreshed_at = date_trunc('day', now(), 'UTC') - interval '12 hours';
RESET session_replication_role;
CALL refresh(as_of => now());
SELECT left_out, (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1) FROM failure_demand.contact WHERE source = 'complaint' AND interaction_id = '13';
SELECT f.contacts, (SELECT sum(contacts) FROM feed_day WHERE source = 'complaint') AS on_days FROM source_feed AS f WHERE source = 'complaint';
DELETE FROM complaint WHERE id = 13;
CALL refresh();
SELECT f.contacts, (SELECT sum(contacts) FROM feed_day WHERE source = 'complaint') AS on_days, feed_end FROM source_feed AS f WHERE source = 'complaint';

-- A date is no time of writing, and no version.
SELECT error_of($$SELECT add_source('complaint', '{"interaction_id": "id", "channel": "way", "started_at": "arrived", "updated_at": "closed"}')$$);
-- No source has a date any more: its own column is what interaction has, and what an index can find.
SELECT drop_source('complaint');
SELECT pg_get_viewdef('failure_demand.interaction'::regclass) ~ 'contact_start' AS computed;
SELECT drop_source(name) FROM source;
DELETE FROM definition;
CALL refresh();
DROP SCHEMA test CASCADE;
