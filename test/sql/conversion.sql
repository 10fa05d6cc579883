-- What a source's columns can mean: times without a zone, texts and numbers by named conversions; the same whoever asks.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\set SHOW_CONTEXT never
SET client_min_messages = warning;

-- Times without a zone are refused until the source says which; then they are read as AT TIME ZONE reads them, also where
-- clocks change: what no clock says, and what clocks say twice.
CREATE TABLE visit (interaction_id int, customer int, request text, channel text, started_at timestamp, ended_at timestamp, updated_at timestamptz);
INSERT INTO visit VALUES
    (1, 1, 'r', 'branch', '2026-01-05 09:00', '2026-01-05 09:10', '2026-01-05 12:00Z'), (2, 1, 'r', 'branch', '2026-07-05 09:00', NULL, NULL),
    (3, 2, 'r', 'branch', '2026-03-29 01:30', '2026-03-29 02:30', NULL), (4, 3, 'r', 'branch', '2026-10-25 01:30', '2026-10-25 02:30', NULL),
    (5, 4, 'r', 'branch', '1900-12-31 23:59:59.999999', NULL, NULL), (6, 4, 'r', 'branch', '2026-01-05 09:00', '9999-01-01', '1900-06-01Z'),
    (7, 4, 'r', 'branch', 'infinity', '-infinity', 'infinity'), (8, 4, 'r', 'branch', NULL, NULL, NULL);
SELECT error_of($$SELECT add_source('visit')$$);
SELECT error_of($$SELECT add_source('visit', time_zone => 'Europe/Lundon')$$);
SELECT error_of($$SELECT add_source('visit', time_zone => '')$$);
SELECT add_source('visit', time_zone => 'Europe/London');
SELECT name, time_zone FROM source;
SELECT error_of($$UPDATE source SET time_zone = 'Mars/Base'$$);
SELECT i.interaction_id, i.started_at, i.ended_at, i.updated_at,
       i.started_at IS NOT DISTINCT FROM v.started_at AT TIME ZONE 'Europe/London' AS as_at_time_zone
FROM failure_demand.interaction AS i JOIN visit AS v ON v.interaction_id::text = i.interaction_id ORDER BY 1;
SELECT source, rows, undated, sentinels, first, feed_end FROM source_check;

-- A time with a zone is a sentinel where the clocks of its source say so, in either direction.
CREATE TABLE edge (interaction_id int, customer int, channel text, started_at timestamptz);
INSERT INTO edge VALUES (1, 1, 'branch', '1901-01-01 04:59:59.999999Z'), (2, 1, 'branch', '1901-01-01 05:00Z'), (3, 1, 'branch', '2026-01-05 10:00Z'), (4, 1, 'branch', '9999-01-01Z');
SELECT add_source('edge', time_zone => 'America/New_York');
SELECT interaction_id, started_at FROM failure_demand.interaction WHERE source = 'edge' ORDER BY 1;
SELECT sentinels, first FROM source_check WHERE source = 'edge';
UPDATE edge SET started_at = '9998-12-31 23:00Z' WHERE interaction_id = 4;
SELECT add_source('edge', time_zone => 'Europe/Berlin');
SELECT sentinels, first FROM source_check WHERE source = 'edge';

-- Another time zone is another mapping; a source that is gone keeps what it said.
CALL refresh();
SELECT interaction_id, started_at, left_out FROM failure_demand.contact WHERE source = 'visit' ORDER BY 1;
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
UPDATE source SET time_zone = 'Asia/Tokyo' WHERE name = 'visit';
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT interaction_id, started_at FROM failure_demand.contact WHERE source = 'visit' AND interaction_id = '1';
ALTER TABLE visit RENAME TO visit_away;
UPDATE source SET time_zone = 'UTC' WHERE name = 'visit';
SET client_min_messages = error;
CALL refresh(true);
SELECT interaction_id, started_at FROM failure_demand.contact WHERE source = 'visit' AND interaction_id = '1';
ALTER TABLE visit_away RENAME TO visit;
CALL refresh();
SELECT interaction_id, started_at FROM failure_demand.contact WHERE source = 'visit' AND interaction_id = '1';
SET client_min_messages = warning;

-- What is taken as it is can be looked for by an index of the source.
CREATE TABLE plain (interaction_id text, customer text, channel text, started_at timestamptz);
INSERT INTO plain SELECT n, n, 'app', '2026-01-01Z'::timestamptz + n * interval '1 minute' FROM generate_series(1, 20000) AS n;
CREATE INDEX plain_start ON plain (started_at);
ANALYZE plain;
SELECT add_source('plain');
SELECT drop_source('visit'), drop_source('edge');
SELECT test.plan_has($$SELECT count(*) FROM failure_demand.interaction WHERE started_at >= '2026-01-02Z' AND started_at < '2026-01-02 01:00Z'$$, '"Index Name": "plain_start"', '"Index Cond": "..started_at >= ') AS by_index;
SELECT drop_source('plain');

-- Texts and numbers by conversions that a mapping names. What is none is null, counted and shown; what is blank is not there.
CREATE TABLE raw (place int, id text, ms text, s numeric, iso text, ymd text, day_first text, us text, dur text, clock text, span interval, hold time, score text, ok text, big bigint, real_s double precision);
INSERT INTO raw VALUES
    (1, 'a', '1767640200000', 1767640200, '2026-01-05T19:50:00', '2026-01-05', '05/01/2026 19:50:00', '1/5/2026 7:50 PM', '90', '00:22:46', '90 seconds', '00:01:30', '7', 'Yes', 5, 1767640200.5),
    (2, 'b', ' 1767640200123.4567 ', 1767640200.0000005, '2026-03-29 01:30', '20260329', '29/03/2026 01:30:00', '3/29/2026 1:30 AM', '-3', '100:00:00.5', '1 day', '23:59:59.6', ' 9.5 ', 'off', 2147483648, 1767640200.1234567),
    (3, 'c', 'soon', 'NaN', '2026-10-25 01:30+01:00', '2026-02-30', '31/04/2026 10:00:00', '13/5/2026 7:50 PM', 'long', '1:2:3', '1 month', NULL, 'seven', 'maybe', NULL, 'Infinity'),
    (4, 'd', '', NULL, ' ', '', E'\t', '', ' ', '', NULL, NULL, '', ' ', NULL, NULL),
    (5, 'e', '99999999999999999999', 1e30, '2026-01-05', '2026-01-05 10:00', '2026-01-05 19:50:00', '1/5/2026', '1e3', '22:46', '-5 seconds', '24:00', '1,5', 't', -7, 1e300),
    (6, 'f', '253402300800000', -2177452801, '0000-00-00 00:00:00', '0000-00-00', '31/12/1900 23:59:59', '12/31/9999 11:59 PM', '1e15', '-00:00:05', '0', '00:00', '-1', 'f', 0, -2177452801),
    (7, 'g', '1767640200000 ms', 0, '2026-01-05 24:00', '9999-12-31', '05/01/2026 19:50:00 GMT', '1/5/26 7:50 AM', '9223372036854775807', '99999999999:00:00', '178000000 years', '00:00:00.5', '7', '0', 1, 0);
CREATE FUNCTION tried(what text, attribute text, conversion text, others text DEFAULT '') RETURNS TABLE (place int, written text, said text, counted text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_source('raw', format('{"interaction_id": "id", "customer": "id"%s, %s: {"column": "%s", "as": %s}}', others, to_json(what), attribute, to_json(conversion))::jsonb,
                       '{"channel": "phone"}', time_zone => 'Europe/London');
    RETURN QUERY EXECUTE format('SELECT r.place, r.%I::text, i.%I::text, (SELECT concat_ws('' '', u.rows, u.example) FROM unconverted AS u WHERE u."column" = %L) FROM failure_demand.interaction AS i JOIN raw AS r ON r.id = i.interaction_id ORDER BY r.place', attribute, what, what);
END $$;
SELECT * FROM tried('started_at', 'ms', 'epoch ms');
SELECT * FROM tried('started_at', 's', 'epoch s');
SELECT * FROM tried('started_at', 'real_s', 'epoch s');
SELECT * FROM tried('started_at', 'iso', 'iso');
SELECT * FROM tried('started_at', 'day_first', 'DD/MM/YYYY HH24:MI:SS');
SELECT * FROM tried('started_at', 'us', 'MM/DD/YYYY HH12:MI AM');
SELECT * FROM tried('started_at', 'ymd', 'iso date');
SELECT * FROM tried('ended_at', 'dur', 'seconds after start', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('ended_at', 'clock', 'hh:mm:ss after start', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('ended_at', 'span', 'interval after start', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('ended_at', 'real_s', 'milliseconds after start', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('handle_seconds', 'clock', 'hh:mm:ss', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('handle_seconds', 'hold', 'hh:mm:ss', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('handle_seconds', 'span', 'interval', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('handle_seconds', 'dur', 'seconds', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('handle_seconds', 'real_s', 'milliseconds', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('nps', 'score', 'number', ', "started_at": {"column": "s", "as": "epoch s"}');
SELECT * FROM tried('resolved', 'ok', 'boolean', ', "started_at": {"column": "s", "as": "epoch s"}');
-- Numbers that are too large are counted, too, where the column is taken as it is.
SELECT add_source('raw', '{"interaction_id": "id", "customer": "id", "started_at": {"column": "s", "as": "epoch s"}, "handle_seconds": "big", "ended_at": {"column": "iso", "as": "iso"}}', '{"channel": "phone"}', time_zone => 'UTC');
SELECT * FROM unconverted;
SELECT rows, undated, sentinels, unconverted FROM source_check;

-- Formats: what does not say the day, the hour or the half of the day is none, nor what another server reads otherwise.
SELECT format, time_format(format) FROM unnest('{DD/MM/YYYY HH24:MI,MM/DD/YY HH12:MI AM,DD.MM.YYYY,YYYYMMDDHH24MISS,"YYYY-MM-DD\"T\"HH24:MI:SS.MSTZH:TZM",DD Mon YYYY HH24.MI,
    DD/MM HH24:MI,HH24:MI,YYYY-MM-DD HH12:MI,DD TMMon YYYY,DD Mon YYYY HH24:MI TZ,DD Mon YYYY HH24:MI OF,epoch,"",%,YYYY-MM-DD HH24:MI 100%}'::text[]) AS format;
-- A mapping that names what there is not, or not for that column, type or source.
CREATE FUNCTION said_of(columns text, time_zone text DEFAULT 'UTC') RETURNS text LANGUAGE sql AS $$
SELECT error_of(format('SELECT add_source(''raw'', %L, ''{"channel": "phone"}'', time_zone => %L)', '{"interaction_id": "id", "customer": "id", ' || columns || '}', time_zone)) $$;
SELECT said_of('"started_at": {"column": "ms", "as": "epoch"}');
SELECT said_of('"started_at": {"column": "ms", "as": "seconds"}');
SELECT said_of('"started_at": {"column": "span", "as": "epoch s"}');
SELECT said_of('"started_at": {"column": "ok", "as": "DD/MM HH24:MI"}');
SELECT said_of('"started_at": {"column": "s", "as": "YYYYMMDDHH24MISS"}');
SELECT said_of('"started_at": {"column": "iso", "as": "iso"}, "updated_at": {"column": "ymd", "as": "YYYY-MM-DD"}');
SELECT said_of('"started_at": {"column": "iso", "as": "iso"}', NULL);
SELECT said_of('"started_at": {"column": "iso", "as": "YYYY-MM-DD HH24:MI"}', NULL);
SELECT said_of('"started_at": {"column": "iso"}'), said_of('"started_at": {"as": "iso"}'), said_of('"started_at": {"column": "iso", "as": "iso", "zone": "UTC"}');
SELECT said_of('"started_at": {"column": "none", "as": "iso"}');
SELECT said_of('"started_at": {"column": "iso", "as": "iso"}, "request": {"column": "ok", "as": "boolean"}');
SELECT said_of('"started_at": "iso", "handle_seconds": "clock", "nps": "score", "resolved": "big"');
SELECT said_of('"started_at": {"column": "ms", "as": "epoch ms"}, "ended_at": {"column": "dur", "as": "after"}, "handle_seconds": {"column": "ok", "as": "interval"}');
SELECT said_of($$"started_at": {"column": "iso", "as": "iso'); DROP TABLE raw; --"}$$);

-- A date that is a text is a day, as any date is: a person's contact starts at its last microsecond, any other at its first.
CREATE TABLE letter (interaction_id text, customer text, channel text, arrived text, answered text);
INSERT INTO letter VALUES ('1', 'a', 'letter', '05/01/2026', '06/01/2026'), ('2', 'a', 'portal', '05/01/2026', ''), ('3', 'b', 'letter', 'yesterday', NULL);
SELECT add_source('letter', '{"started_at": {"column": "arrived", "as": "DD/MM/YYYY"}, "ended_at": {"column": "answered", "as": "DD/MM/YYYY"}}');
SELECT interaction_id, kind, started_at, ended_at FROM failure_demand.interaction WHERE source = 'letter' ORDER BY 1;
SELECT undated, date_only, unconverted, feed_end FROM source_check WHERE source = 'letter';
CALL refresh();
SELECT interaction_id, started_at, ended_at, started_on, ended_on, left_out FROM failure_demand.contact WHERE source = 'letter' ORDER BY 1;
SELECT drop_source('letter');

-- A blank is null in every text, constant and dimension.
CREATE TYPE way AS ENUM ('phone', ' ');
CREATE TABLE blank (interaction_id text, customer char(3), request varchar, channel way, touchpoint text, started_at timestamptz, outcome text, direction text, reason text, verbatim text, language text, agent text,
                    provider text, brand text, region text);
INSERT INTO blank VALUES ('1', '', ' ', ' ', E'\n', '2026-01-05Z', '', '', '', E' \t\n', '', '', '', '', ' '), ('', 'ida', 'r', 'phone', 't', '2026-01-05Z', 'completed', 'inbound', 'r', 'w', 'en', 'a', 'p', 'b', 'n');
SELECT error_of($$SELECT add_source('blank', '{"channel": null}', '{"channel": " "}')$$);
SELECT add_source('blank', '{"agent": null, "dimensions": {"region": "region"}}', '{"agent": " ", "dimensions": {"product": ""}}');
\pset null ~
SELECT interaction_id, customer, request, channel, kind, touchpoint, outcome, direction, reason, verbatim, language, agent, provider, brand, dimensions FROM failure_demand.interaction WHERE source = 'blank' ORDER BY interaction_id;
\pset null ''
SELECT without_id, unlinkable, unknown_channels, unknown_outcomes, unknown_directions FROM source_check WHERE source = 'blank';
SELECT drop_source('blank');

-- Whoever asks, whatever his settings are: the same; and what has changed is what a full refresh computes.
SELECT add_source('raw', '{"interaction_id": "id", "customer": "ok", "started_at": {"column": "day_first", "as": "DD/MM/YYYY HH24:MI:SS"}, "ended_at": {"column": "dur", "as": "seconds after start"},
                           "handle_seconds": {"column": "clock", "as": "hh:mm:ss"}, "nps": {"column": "score", "as": "number"}, "updated_at": {"column": "real_s", "as": "epoch s"}}',
                  '{"channel": "phone", "request": "r"}', time_zone => 'Europe/London');
CREATE TABLE state (told text, contacts text, said text, checked text, lost text);
CREATE PROCEDURE note(told text, is_full boolean) LANGUAGE plpgsql AS $$
BEGIN
    CALL refresh(is_full);
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1;
    INSERT INTO state SELECT note.told, (SELECT string_agg(c::text, ',' ORDER BY c.interaction_id) FROM failure_demand.contact AS c WHERE source = 'raw'),
        (SELECT string_agg(i::text, ',' ORDER BY i.interaction_id) FROM failure_demand.interaction AS i WHERE source = 'raw'), (SELECT s::text FROM source_check AS s WHERE source = 'raw'),
        (SELECT string_agg(u::text, ',') FROM unconverted AS u);
END $$;
CREATE VIEW differing AS SELECT count(*) AS noted, count(DISTINCT contacts) AS contacts, count(DISTINCT said) AS said, count(DISTINCT checked) AS checked, count(DISTINCT lost) AS lost FROM state;
CALL note('here', true);
SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = -3;
CALL note('there', true);
SET TimeZone = 'America/New_York'; SET DateStyle = 'German'; SET IntervalStyle = 'sql_standard'; SET extra_float_digits = 3;
CALL note('elsewhere', true);
CALL note('nothing changed', false);
SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; RESET extra_float_digits;
SELECT * FROM differing;
SELECT * FROM unconverted;
TRUNCATE state;
UPDATE raw SET day_first = '06/01/2026 08:00:00', dur = '60' WHERE place IN (1, 3);
UPDATE raw SET day_first = 'nothing' WHERE place = 2;
UPDATE raw SET clock = '00:00:01' WHERE place = 4;
CALL note('some', false);
CALL note('all', true);
SELECT * FROM differing;
SELECT interaction_id, started_at, ended_at, handle_seconds, left_out FROM failure_demand.contact ORDER BY 1;
-- Rows that are closed by a time that is converted; and a source that is gone keeps what it said.
UPDATE raw SET day_first = '05/01/2026 08:00:00', score = '5' WHERE place = 4;
UPDATE source SET closed_until = '2026-01-06 00:00Z';
CALL refresh();
UPDATE raw SET dur = '61' WHERE place = 1;
UPDATE raw SET score = '6' WHERE place = 4;
CALL refresh();
SELECT interaction_id, ended_at, nps FROM failure_demand.contact WHERE interaction_id IN ('a', 'd') ORDER BY 1;
TRUNCATE state;
SET client_min_messages = error;
CALL note('before', true);
ALTER TABLE raw RENAME TO raw_away;
CALL refresh();
CALL refresh(true);
INSERT INTO state SELECT 'gone', (SELECT string_agg(c::text, ',' ORDER BY c.interaction_id) FROM failure_demand.contact AS c WHERE source = 'raw'), said, checked, lost FROM state;
SELECT * FROM differing;
ALTER TABLE raw_away RENAME TO raw;
CALL note('back', false);
SELECT * FROM differing;
SET client_min_messages = warning;
-- What is written as a text may leave out seconds: where to read on, it does not say, unless there is some slack.
SELECT error_of($$SELECT add_source('raw', '{"interaction_id": "id", "customer": "ok", "started_at": {"column": "iso", "as": "iso"}, "written_at": {"column": "iso", "as": "iso"}}', '{"channel": "phone"}', append_only => true, time_zone => 'UTC')$$);
SELECT add_source('raw', '{"interaction_id": "id", "customer": "ok", "started_at": {"column": "iso", "as": "iso"}, "written_at": {"column": "iso", "as": "iso"}}', '{"channel": "phone"}', append_only => true, slack => '1 hour', time_zone => 'UTC');
SELECT add_source('raw', '{"interaction_id": "id", "customer": "ok", "started_at": {"column": "iso", "as": "iso"}, "written_at": {"column": "s", "as": "epoch s"}}', '{"channel": "phone"}', append_only => true, time_zone => 'UTC');
CALL refresh();
INSERT INTO raw (id, ok, iso, s) SELECT 'h', 'new', '2026-01-07 10:00', extract(epoch FROM now());
CALL refresh();
SELECT interaction_id, started_at, (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1) FROM failure_demand.contact WHERE interaction_id = 'h';
-- A mapping that was written by hand, or whose format another server does not have, leaves its source out.
UPDATE source SET columns = jsonb_set(columns, '{started_at,as}', '"no such"');
SELECT broken FROM source_check;
SELECT drop_source('raw');

-- The format of a source says what its verbatims are: what is read, shown and kept are the customer's own words, and what is compared is the text as it is.
CREATE TABLE letter_in (interaction_id int, customer int, channel text, started_at timestamptz, verbatim text, language text);
INSERT INTO letter_in VALUES
    (1, 1, 'email', '2026-01-05 10:00Z', E'Hello,\nnobody called me back.\n\nOn Mon, 5 Jan 2026 at 09:00, Service <s@example.com> wrote:\n> I tried your app but it crashed\n', 'en'),
    (2, 2, 'email', '2026-01-05 11:00Z', E'> I tried your app but it crashed\n', 'en'), (3, 3, 'email', '2026-01-05 12:00Z', '<p>I tried your <b>app</b> but it crashed</p>', 'en'), (4, 4, 'email', '2026-01-05 13:00Z', ' ', 'en');
CREATE PROCEDURE show_as(as_format text) LANGUAGE plpgsql AS $$ BEGIN PERFORM add_source('letter_in', format => as_format); CALL refresh(); END $$;
\set shown 'SELECT c.interaction_id, c.verbatim, c.verbatim IS NOT DISTINCT FROM i.verbatim AS same, c.evidence, c.cause FROM failure_demand.contact AS c LEFT JOIN failure_demand.interaction AS i USING (source, interaction_id) ORDER BY 1;'
CALL show_as('plain');
:shown
CALL show_as('mail');
:shown
SELECT name, format FROM source;
-- Another quotation is another text of the row, and the same contact.
UPDATE letter_in SET verbatim = E'> I tried your app but it crashed, and crashed\n' WHERE interaction_id = 2;
SET client_min_messages = notice;
CALL refresh();
SET client_min_messages = warning;
-- What a source said that is gone is not read again: not by its format, and not by another one.
CREATE TABLE was AS SELECT c::text AS contact FROM failure_demand.contact AS c;
ALTER TABLE letter_in RENAME TO letter_away;
SET client_min_messages = error;
UPDATE source SET format = 'html';
CALL refresh(true);
SELECT count(*) FILTER (WHERE w.contact IS NULL) AS others, count(*) AS contacts FROM failure_demand.contact AS c LEFT JOIN was AS w ON w.contact = c::text;
ALTER TABLE letter_away RENAME TO letter_in;
CALL refresh();
SET client_min_messages = warning;
:shown
SELECT error_of($$SELECT add_source('letter_in', format => 'htm')$$), error_of($$SELECT add_source('letter_in', format => NULL)$$), error_of($$UPDATE source SET format = 'pdf'$$);
SELECT drop_source('letter_in');
CALL refresh();
DROP SCHEMA test CASCADE;
