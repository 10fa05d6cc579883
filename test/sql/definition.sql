-- What a company says of itself: its channels, its reason codes, and its definition of a repeat.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
BEGIN;

-- What is shipped.
SELECT kind, string_agg(name, ' ' ORDER BY name COLLATE "C") FROM shipped_channel GROUP BY kind ORDER BY kind;
SELECT count(*) AS channels, (SELECT count(*) FROM channel_in_force) AS in_force, (SELECT count(*) FROM reason) AS reasons,
       (SELECT count(*) FROM definition) AS definitions FROM channel;
SELECT * FROM definition_in_force;

-- A row of one's own wins over a shipped one, for as long as it is there.
INSERT INTO channel (name, kind) VALUES ('chat', 'digital'), ('fax', 'human');
TABLE channel;
SELECT * FROM channel_in_force WHERE name IN ('chat', 'fax', 'phone') ORDER BY name COLLATE "C";
UPDATE channel SET kind = 'digital' WHERE name = 'fax';
SELECT * FROM channel_in_force WHERE name = 'fax';
DELETE FROM channel;
SELECT * FROM channel_in_force WHERE name IN ('chat', 'fax') ORDER BY name COLLATE "C";

SELECT error_of($$INSERT INTO channel VALUES ('', 'human')$$);
SELECT error_of($$INSERT INTO channel VALUES ('fax', 'paper')$$);
SELECT error_of($$INSERT INTO channel VALUES ('fax', 'human'), ('fax', 'digital')$$);

-- A reason code may say anything or nothing, but only what there is to say.
INSERT INTO reason VALUES ('silent', NULL, NULL, NULL), ('new order', 'value', NULL, NULL), ('late', 'failure', 'progress_chasing', 'delivery'), ('other', 'unclassified', NULL, 'app');
SELECT * FROM reason ORDER BY code COLLATE "C";
SELECT error_of($$INSERT INTO reason VALUES ('x', 'waste')$$);
SELECT error_of($$INSERT INTO reason VALUES ('x', 'failure', 'bad_luck')$$);
SELECT error_of($$INSERT INTO reason VALUES ('late', 'value')$$);

-- The definition has one row at most; what it leaves out is the default.
INSERT INTO definition (within) VALUES ('36 hours');
SELECT * FROM definition_in_force;
UPDATE definition SET within = '2 days', match = 'customer', time_zone = 'America/New_York', currency = 'USD';
SELECT * FROM definition_in_force;
SELECT elapsed(within) FROM definition;
SELECT error_of($$INSERT INTO definition DEFAULT VALUES$$);
SELECT error_of(format('UPDATE definition SET within = %L', within))
FROM unnest('{0,-1 hour,1 month,1 year,106751992 days}'::text[]) WITH ORDINALITY AS w (within, place) ORDER BY place;
SELECT error_of(format('UPDATE definition SET %s', change))
FROM unnest(ARRAY[$$match = 'topic'$$, $$time_zone = 'Middle/Earth'$$, $$currency = 'eur'$$, $$currency = 'Euro'$$, 'within = NULL', 'time_zone = NULL'])
     WITH ORDINALITY AS c (change, place) ORDER BY place;
SELECT * FROM definition_in_force;
-- A dump is restored also where there is no such time zone: it has no search path. Then nothing is computed by it.
SAVEPOINT restore;
SELECT set_config('search_path', '', true);
UPDATE failure_demand.definition SET time_zone = 'Midle/Earth';
SELECT asked_by, severity, table_name, key, fault FROM failure_demand.configuration_check;
CREATE TABLE public.calls (interaction_id text, customer text, request text, channel text, started_at timestamptz);
SELECT failure_demand.add_source('public.calls');
SELECT test.error_of('CALL failure_demand.refresh()');
UPDATE failure_demand.definition SET time_zone = 'Europe/Berlim';
SELECT repair FROM failure_demand.configuration_check;
ROLLBACK TO restore;
SET LOCAL search_path = '';
SELECT test.error_of($$UPDATE failure_demand.definition SET time_zone = 'Europe/Berlim'$$);
ROLLBACK TO restore;
SELECT zone, is_time_zone(zone) FROM unnest('{UTC,Europe/Berlin,europe/berlin,CET,PST,<+03>-3,UTC+3,EST5EDT,Mars,""}'::text[]) WITH ORDINALITY AS z (zone, place) ORDER BY place;

-- A window as elapsed time: a day is 24 hours.
SELECT elapsed('1 day'), elapsed('90 minutes'), elapsed('1 day -1 hour'), elapsed('0.000001 s'), elapsed(NULL) IS NULL;
SELECT error_of($$SELECT elapsed('1 month')$$), error_of($$SELECT elapsed('0')$$);
ROLLBACK;
