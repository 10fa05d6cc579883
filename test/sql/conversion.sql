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
EXPLAIN (COSTS off) SELECT count(*) FROM failure_demand.interaction WHERE started_at >= '2026-01-02Z' AND started_at < '2026-01-02 01:00Z';
SELECT drop_source('plain');
CALL refresh();
DROP SCHEMA test CASCADE;
