-- Tables and views of one's own as sources, and interaction, which is made of them.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
SET client_encoding = 'UTF8';

-- What a source can have.
SELECT position, name, type, required AS req, constant AS const FROM interaction_column ORDER BY position;

-- A table with names of its own, and one with the names of interaction.
CREATE TABLE call (
    "Call No" int, account int, line varchar(20), began timestamptz(0), ended timestamptz, talk smallint, topic text, csat numeric(3,1), "when" timestamptz);
INSERT INTO call VALUES
    (1, 7, 'phone', '2026-01-01 10:00Z', '2026-01-01 10:05Z', 300, 'bill', 4.5, '2026-01-01 10:06Z'),
    (2, 8, 'pigeon', '2026-01-02 10:00Z', NULL, NULL, 'move', NULL, '2026-01-02 10:00Z');
CREATE TABLE visit (
    interaction_id text, customer text, request text, started_at timestamptz, page text, resolved boolean, agent text, kind text, source text);
INSERT INTO visit VALUES ('1', '7', 'bill', '2025-12-31 10:00Z', '/pay', false, 'nobody', 'k', 's');

-- Where another test has left it empty, because its own views depended on it, it goes now.
SELECT make_interaction() IS NULL AS asked;
SELECT to_regclass('failure_demand.interaction') IS NULL AS nothing_yet;
SELECT add_source('call', '{"interaction_id": "Call No", "customer": "account", "channel": "line", "started_at": "began", "ended_at": "ended",
                            "handle_seconds": "talk", "request": "topic", "updated_at": "when"}');
SELECT add_source('visit', '{"touchpoint": "page", "agent": null}', '{"channel": "app", "brand": "own", "resolved": null, "language": null}', name => 'site');
SELECT * FROM source ORDER BY name;
\pset null ~
SELECT * FROM failure_demand.interaction ORDER BY source, interaction_id;
\pset null ''

-- Its columns have fixed names and types, whatever the sources have.
SELECT attname, format_type(atttypid, atttypmod) AS type, collname AS collation, format_type(atttypid, atttypmod) = coalesce(
           (SELECT t.type::regtype::text FROM interaction_column AS t WHERE t.name = attname), 'text') AS right
FROM pg_attribute LEFT JOIN pg_collation AS l ON l.oid = attcollation AND collname = 'C'
WHERE attrelid = 'failure_demand.interaction'::regclass ORDER BY attnum;
-- It belongs to the owner of the schema, is no member of the extension, is read with the reader's rights, and is explained.
SELECT relowner = nspowner AS same_owner, reloptions, NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e') AS no_member,
       has_table_privilege('pg_read_all_data', c.oid, 'SELECT') AS readable,
       obj_description(c.oid, 'pg_class') ~ '^the interactions of all sources' AS explained,
       (SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND col_description(c.oid, attnum) IS NULL) AS unexplained
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE c.oid = 'failure_demand.interaction'::regclass;

-- An integer 7 and a text '7' are one customer, and two sources may have the same ids.
CALL refresh();
SELECT source, interaction_id, customer, channel, kind, journey_source, journey_id, contact_no, contacts, left_out FROM failure_demand.contact ORDER BY source, interaction_id;

-- Mapped anew: other columns, then none. What is closed stays closed.
UPDATE source SET closed = true WHERE name = 'site';
SELECT add_source('visit', '{"touchpoint": null, "request": "page"}', '{"channel": "portal"}', name => 'site');
SELECT request, touchpoint, channel, agent, brand FROM failure_demand.interaction WHERE source = 'site';
SELECT closed FROM source WHERE name = 'site';
SELECT add_source('visit', '{"request": null}', '{"channel": "portal"}', name => 'site');
SELECT request, touchpoint, channel, agent, brand FROM failure_demand.interaction WHERE source = 'site';
CALL refresh();
SELECT interaction_id, request, channel, left_out FROM failure_demand.contact WHERE source = 'site';

-- Types: what each canonical type is made of, and what it is not.
CREATE TYPE colour AS ENUM ('red');
CREATE DOMAIN code AS varchar(5);
CREATE DOMAIN code_of_code AS code;
CREATE DOMAIN instant AS timestamptz(3);
CREATE DOMAIN truth AS boolean;
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION said_of(type text, canonical text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    EXECUTE format('CREATE TABLE tried (id int, customer int, channel text, start timestamptz, tried %s)', type);
    said := error_of(format('SELECT failure_demand.add_source(%L, %L)', 'test.tried',
                            '{"started_at": "start", "interaction_id": "id"}'::jsonb || jsonb_build_object(canonical, 'tried')));
    IF said = 'no error' AND canonical <> 'interaction_id' THEN
        EXECUTE format('SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = ''failure_demand.interaction''::regclass AND attname = %L', canonical) INTO said;
    END IF;
    DROP TABLE tried CASCADE;
    DELETE FROM failure_demand.source WHERE name = 'tried';
    PERFORM failure_demand_internal.make_interaction();
    RETURN said;
END $$;
CREATE TABLE type AS
SELECT * FROM unnest('{text,varchar(3),char(3),name,code,code_of_code,colour,smallint,integer,bigint,numeric,"numeric(5,2)",real,double precision,boolean,truth,uuid,
                       date,timestamp,timestamptz,timestamptz(0),instant,interval,json,bytea,text[],pair}'::text[]) WITH ORDINALITY AS t (type, place);
SELECT type, string_agg(c.name, ' ' ORDER BY c.place) FILTER (WHERE said_of(type, c.name) !~ '^\d{5}:') AS accepted
FROM type, unnest('{interaction_id,customer,started_at,handle_seconds,resolved,nps}'::text[]) WITH ORDINALITY AS c (name, place)
GROUP BY type, type.place ORDER BY type.place;
-- Refused with the column, what it is, what it must be, and what to do.
SELECT said_of(type, canonical)
FROM (VALUES (1, 'timestamp', 'started_at'), (2, 'date', 'updated_at'), (3, 'text', 'handle_seconds'), (4, 'double precision', 'customer'), (5, 'jsonb', 'verbatim'),
             (6, 'text', 'resolved'), (7, 'timestamptz[]', 'updated_at'), (8, 'varchar(20)', 'nps'), (9, 'text', 'started_at')) AS t (place, type, canonical) ORDER BY place;
-- Whatever it is made of, it is of its own type.
SELECT DISTINCT said_of(type, canonical) = canonical_type AS same
FROM (VALUES ('instant', 'started_at', 'timestamp with time zone'), ('timestamptz(0)', 'ended_at', 'timestamp with time zone'), ('truth', 'resolved', 'boolean'),
             ('code_of_code', 'customer', 'text'), ('char(3)', 'language', 'text'), ('bigint', 'handle_seconds', 'integer'), ('real', 'ces', 'double precision')) AS t (type, canonical, canonical_type);

-- Numbers that do not fit are null, and no error.
CREATE TABLE extreme (interaction_id int, customer int, channel text, started_at timestamptz, handle_seconds bigint, nps numeric, csat real, ces double precision);
INSERT INTO extreme
SELECT n, 1, 'app', '2026-01-03Z', 99999999999 * n, ('{1e300,1e-400,NaN}'::numeric[])[n], ('{-0,Infinity,NaN}'::real[])[n], ('{-0,1e308,-Infinity}'::float8[])[n] FROM generate_series(1, 3) AS n;
SELECT add_source('extreme');
SELECT handle_seconds, nps, csat, ces FROM failure_demand.interaction WHERE source = 'extreme' ORDER BY interaction_id;
CALL refresh();
SELECT drop_source('extreme');

-- A text that would not fit into an index is cut, and told apart.
CREATE TABLE long (interaction_id text, customer int, channel text, started_at timestamptz, request text, touchpoint text, verbatim text);
INSERT INTO long
SELECT long || n, 1, 'app', '2026-01-01Z', long || n, long || n, long || n
FROM generate_series(1, 3) AS n, (SELECT string_agg(encode(sha256(i::text::bytea), 'hex'), '') FROM generate_series(1, 250) AS i) AS l (long);
INSERT INTO long SELECT id, 1, 'app', '2026-01-01Z', id, id, id FROM (VALUES (repeat('x', 500)), (repeat('é', 250)), (repeat('é', 250) || 'x')) AS l (id);
SELECT add_source('long');
SELECT length(interaction_id) AS id, left(interaction_id, 5) AS begins, substr(interaction_id, 101, 3) AS goes_on, right(interaction_id, 64) = encode(sha256(convert_to(verbatim, 'UTF8')), 'hex') AS is_told,
       request = interaction_id AND touchpoint = request AS same, length(verbatim) AS words
FROM failure_demand.interaction WHERE source = 'long' ORDER BY verbatim;
CALL refresh();
SELECT count(*), count(DISTINCT request) FROM failure_demand.contact WHERE source = 'long';
SELECT drop_source('long');

-- What is missing, misspelt, or means nothing.
CREATE TABLE bare (id int, customer int, began timestamp, at timestamptz);
SELECT error_of(format('SELECT add_source(%L, %L, %L)', 'bare', columns, constants))
FROM (VALUES (1, '{}', '{}'),
             (2, '{"interaction_id": "id"}', '{}'),
             (3, '{"interaction_id": "id"}', '{"channel": "app"}'),
             (4, '{"interaction_id": "id", "started_at": "started"}', '{"channel": "app"}'),
             (5, '{"interaction_id": "id", "started_at": "began"}', '{"channel": "app"}'),
             (6, '{"interaction_id": "id", "started_at": "at", "customer": null}', '{"channel": "app"}'),
             (7, '{"interaction_id": "id", "started_at": "at"}', '{"channel": null}'),
             (8, '{"interaction_id": "id", "started_at": "at", "client": "customer"}', '{"channel": "app"}'),
             (9, '{"interaction_id": "id", "started_at": "at", "request": 7}', '{"channel": "app"}'),
             (10, '{"interaction_id": "id", "started_at": "at", "channel": "id"}', '{"channel": "app"}'),
             (11, '{"interaction_id": "id", "started_at": "at"}', '{"channel": "app", "customer": "all"}'),
             (12, '{"interaction_id": "id", "started_at": "at"}', '{"channel": 7}'),
             (13, '{"interaction_id": "id", "started_at": "at"}', '{"channel": "app", "resolved": "yes"}'),
             (14, '{"interaction_id": "id", "started_at": "at"}', '{"channel": "app", "colour": "red"}'),
             (15, '["id"]', '{}'), (16, '{}', '7'), (17, 'null', '{}'),
             (18, '{"interaction_id": "ctid", "started_at": "at"}', '{"channel": "app"}')) AS t (place, columns, constants) ORDER BY place;
SELECT error_of('SELECT add_source(NULL)'), error_of($$SELECT add_source('bare', NULL)$$), error_of($$SELECT add_source('bare', append_only => NULL)$$);
SELECT error_of($$SELECT add_source('nowhere')$$);
SELECT error_of($$SELECT add_source('bare', '{"interaction_id": "id", "started_at": "at"}', '{"channel": "app"}', append_only => true)$$);
SELECT error_of($$SELECT add_source('bare', '{"interaction_id": "id", "started_at": "at", "updated_at": null}', '{"channel": "app"}', append_only => true)$$);
SELECT error_of($$SELECT add_source('bare', name => '')$$), error_of($$SELECT add_source('call', '{"interaction_id": "Call No", "customer": "account", "channel": "line", "started_at": "began"}', name => '')$$);
SELECT error_of($$SELECT add_source('bare', '{"interaction_id": "id", "started_at": "at", "written_at": "at"}', '{"channel": "app"}', slack => '1 hour')$$);
SELECT error_of($$SELECT add_source('bare', '{"interaction_id": "id", "started_at": "at", "written_at": "at"}', '{"channel": "app"}', append_only => true, slack => '1 month')$$);
CREATE INDEX bare_id ON bare (id);
SELECT error_of($$SELECT add_source('bare_id')$$);
SELECT error_of($$SELECT add_source('failure_demand.interaction')$$), error_of($$SELECT add_source('failure_demand.contact')$$);
CREATE TEMP TABLE passing AS SELECT * FROM failure_demand.interaction;
SELECT error_of($$SELECT add_source('passing')$$);
CREATE SCHEMA test_other;
CREATE TABLE test_other.call (LIKE call);
SELECT error_of($$SELECT add_source('test_other.call', '{"interaction_id": "Call No", "customer": "account", "channel": "line", "started_at": "began"}')$$);
SELECT error_of($$SELECT drop_source('nothing')$$), error_of($$SELECT drop_source('bare'::regclass)$$);
-- What was written elsewhere is seen later than the transactions of this server explain: on whatever level it is.
CREATE TABLE arriving (id int, customer int, at timestamptz) PARTITION BY RANGE (id);
CREATE TABLE arriving_1 PARTITION OF arriving FOR VALUES FROM (0) TO (10);
CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
CREATE VIEW arriving_view AS SELECT * FROM arriving; CREATE VIEW view_of_view AS SELECT id, customer, max(at) AS at FROM arriving_view WHERE customer IN (SELECT id FROM bare) GROUP BY 1, 2;
CREATE FUNCTION append(relation text, slack interval DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT error_of(format('SELECT add_source(%L, ''{"interaction_id": "id", "started_at": "at", "written_at": "at"}'', ''{"channel": "app"}'', append_only => true, slack => %L)', relation, slack)) $$;
BEGIN;
SELECT append('view_of_view');
SELECT drop_source('view_of_view');
CREATE FOREIGN TABLE arriving_2 PARTITION OF arriving FOR VALUES FROM (10) TO (20) SERVER nowhere;
SELECT append('arriving_2'), append('arriving'), append('view_of_view');
SELECT append('arriving_1');  -- a table of this server, whatever its sisters are
ROLLBACK;
BEGIN;
CREATE MATERIALIZED VIEW arriving_daily AS SELECT * FROM view_of_view;
SELECT append('arriving_daily');
SELECT append('arriving_daily', '90 minutes');
SELECT name, append_only, slack FROM source WHERE name = 'arriving_daily';
ROLLBACK;
BEGIN;
INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate) VALUES (1, 'arriving'::regclass, 'r');
SELECT append('arriving_1');
ROLLBACK;
BEGIN;
SET LOCAL allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);
INSERT INTO pg_catalog.pg_dist_partition VALUES ('bare');
SELECT append('view_of_view');
ROLLBACK;
-- And a refresh asks again: such a source is stale, and the others are refreshed. Mapped otherwise, all of it is read.
BEGIN;
SELECT append('arriving');
CREATE TABLE beside AS SELECT 1 AS interaction_id, 'b' AS customer, 'app' AS channel, '2026-01-01Z'::timestamptz AS started_at;
SELECT add_source('beside');
INSERT INTO arriving SELECT n, n, '2026-01-01Z' FROM generate_series(1, 3) AS n;
CALL refresh();
CREATE FOREIGN TABLE arriving_2 PARTITION OF arriving FOR VALUES FROM (10) TO (20) SERVER nowhere;
INSERT INTO beside VALUES (2, 'c', 'app', '2026-01-01Z');
CALL refresh();
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
SELECT source, broken, stale FROM source_check WHERE source IN ('arriving', 'beside') ORDER BY source;
INSERT INTO arriving VALUES (4, 4, '2020-01-01Z');
DROP FOREIGN TABLE arriving_2;
CALL refresh();
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
ROLLBACK;
DROP FOREIGN DATA WRAPPER nowhere CASCADE;
DROP TABLE arriving CASCADE;
-- None of which changed anything.
SELECT name, relation FROM source ORDER BY name;
SELECT count(*) FROM failure_demand.interaction;

-- Nor is anything changed where one cannot see what others have committed.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT error_of($$SELECT add_source('visit', constants => '{"channel": "app"}', name => 'other')$$), error_of($$SELECT drop_source('call')$$);
ROLLBACK;

-- What is wrong with rows is counted, each thing by itself, and stops nobody.
CREATE TABLE careless (interaction_id text, customer text, request text, channel text, started_at timestamptz, ended_at timestamptz,
                       handle_seconds int, outcome text, direction text, updated_at timestamptz);
INSERT INTO careless VALUES
    ('good', '1', 'a', 'phone', '2026-01-05 10:00Z', '2026-01-05 10:10Z', 1, 'completed', 'inbound', NULL),
    ('good', '1', 'a', 'phone', '2026-01-04 10:00Z', NULL, 1, 'completed', 'outbound', NULL),
    ('no customer', NULL, 'a', 'phone', '2026-01-05 10:00Z', NULL, 1, NULL, NULL, NULL),
    ('no request', '1', NULL, 'phone', '2026-01-05 10:00Z', NULL, 1, NULL, NULL, NULL),
    ('nobody at no time', NULL, NULL, 'phone', NULL, NULL, 1, NULL, NULL, NULL),
    ('never began', '1', 'a', 'phone', NULL, '2026-01-06Z', 1, NULL, NULL, NULL),
    ('ends first', '1', 'a', 'phone', '2026-01-05 10:00Z', '2026-01-05 09:00Z', 1, NULL, NULL, NULL),
    ('for ever', '1', 'a', 'phone', '2026-01-05 10:00Z', 'infinity', 1, NULL, NULL, NULL),
    ('since ever', '1', 'a', 'phone', '-infinity', NULL, 1, NULL, NULL, NULL),
    ('year 20260', '1', 'a', 'phone', '20260-01-05Z', NULL, 1, NULL, NULL, NULL),
    ('no channel', '1', 'a', NULL, '2026-01-05 10:00Z', NULL, 1, NULL, NULL, NULL),
    ('a channel nobody mapped', '1', 'a', 'pigeon', '2026-01-05 10:00Z', NULL, 1, NULL, NULL, NULL),
    ('not even a time', '1', 'a', 'pigeon', NULL, NULL, 1, NULL, NULL, NULL),
    ('another outcome', '1', 'a', 'phone', '2026-01-05 10:00Z', NULL, 1, 'won', NULL, NULL),
    ('another direction', '1', 'a', 'phone', '2026-01-05 10:00Z', NULL, 1, NULL, 'up', NULL),
    ('less than no time', '1', 'a', 'phone', '2026-01-05 10:00Z', NULL, -1, NULL, NULL, NULL),
    (NULL, '1', 'a', 'phone', '2027-01-05 10:00Z', NULL, 1, NULL, NULL, NULL),
    (NULL, NULL, 'a', 'pigeon', '2026-01-01 10:00Z', NULL, 1, NULL, NULL, NULL);
SELECT add_source('careless');
\x
SELECT * FROM source_check WHERE source = 'careless';
\x
CALL refresh(as_of => '2026-01-20');
SELECT interaction_id, left_out, outcome, direction, handle_seconds, day FROM failure_demand.contact WHERE source = 'careless' ORDER BY interaction_id;
SELECT feed_end FROM source_feed WHERE source = 'careless';
SELECT drop_source('careless');

-- A source that fails while it is read is stale: what it had stays as it was.
CREATE TABLE part (interaction_id int, customer int, started_at timestamptz, parts int);
INSERT INTO part VALUES (1, 1, '2026-01-01Z', 1), (2, 1, '2026-01-01Z', 1);
CREATE VIEW failing AS SELECT interaction_id, customer, 'app' AS channel, started_at, 60 / parts AS handle_seconds FROM part;
SELECT add_source('failing');
CALL refresh();
CREATE TABLE as_it_was AS SELECT c::text AS contact FROM failure_demand.contact AS c;
UPDATE part SET parts = interaction_id - 1;
CALL refresh();
CALL refresh(true);
SELECT count(*), count(*) FILTER (WHERE c::text NOT IN (TABLE as_it_was)) AS changed, (SELECT stale_sources FROM report_basis)
FROM failure_demand.contact AS c WHERE source = 'failing';
UPDATE part SET parts = 2;
CALL refresh();
SELECT handle_seconds, count(*) FROM failure_demand.contact WHERE source = 'failing' GROUP BY handle_seconds;
SELECT drop_source('failing');

-- What was revoked stays so, and what was granted too, when interaction is made anew, or goes and comes again.
CREATE VIEW reader AS
SELECT coalesce(nullif(grantee, 0)::regrole::text, 'public') AS reader, is_grantable
FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE oid = to_regclass('failure_demand.interaction') AND grantee <> relowner ORDER BY 1;
TABLE reader;
REVOKE SELECT ON failure_demand.interaction FROM PUBLIC;
GRANT SELECT ON failure_demand.interaction TO pg_monitor, pg_database_owner WITH GRANT OPTION;
REVOKE GRANT OPTION FOR SELECT ON failure_demand.interaction FROM pg_database_owner;
SELECT add_source('visit', constants => '{"channel": "app"}', name => 'again');
TABLE reader;
CREATE TABLE mapped AS TABLE source;
SELECT drop_source(name) FROM mapped;
SELECT to_regclass('failure_demand.interaction') IS NULL AS is_gone;
SELECT add_source(relation, columns, constants, name) FROM mapped ORDER BY name;
TABLE reader;
CALL refresh();
DROP VIEW failure_demand.interaction;
CALL refresh();
TABLE reader;
REVOKE SELECT ON failure_demand.interaction FROM pg_monitor, pg_database_owner;
CALL refresh();
DROP VIEW failure_demand.interaction;
CALL refresh();
TABLE reader;
GRANT SELECT ON failure_demand.interaction TO PUBLIC;
SELECT drop_source('again');

-- A view, a partitioned table, a materialised view; one table as two sources.
CREATE VIEW half AS SELECT * FROM visit WHERE false;
CREATE TABLE partitioned (LIKE visit) PARTITION BY LIST (customer);
CREATE MATERIALIZED VIEW kept AS SELECT * FROM visit;
SELECT add_source(relation, constants => '{"channel": "app"}') FROM unnest('{half,partitioned,kept}'::regclass[]) AS relation;
SELECT add_source('visit', constants => '{"channel": "app"}', name => 'again');
SELECT source, count(*) FROM failure_demand.interaction GROUP BY source ORDER BY source;
SELECT drop_source(relation) FROM unnest('{half,partitioned,kept}'::regclass[]) AS relation;
SELECT drop_source('visit'::regclass);
SELECT name FROM source ORDER BY name;
SELECT add_source('visit', '{"touchpoint": "page"}', '{"channel": "app"}');

-- Names that must be quoted, and a name that lies.
CREATE TABLE "Odd ""Table"".x" ("a""b" int, "customer" int, "chan'nel" text, "start %s" timestamptz);
INSERT INTO "Odd ""Table"".x" VALUES (1, 1, 'app', '2026-01-01Z');
SELECT add_source('"Odd ""Table"".x"', '{"interaction_id": "a\"b", "channel": "chan''nel", "started_at": "start %s"}', '{"brand": "it''s %I"}', name => 'o''dd "s" %L');
SELECT source, interaction_id, brand FROM failure_demand.interaction WHERE source LIKE 'o%';
CALL refresh();
SELECT source, interaction_id, brand FROM failure_demand.contact WHERE source LIKE 'o%';
SELECT source, rows FROM source_check WHERE source LIKE 'o%';
SELECT drop_source('o''dd "s" %L');

-- A column that is renamed breaks its source, which is left out; the others go on. Mapped anew, it is there again.
CALL refresh();
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
ALTER TABLE call RENAME COLUMN line TO channel_name;
SELECT source, broken, rows FROM source_check ORDER BY source;
RESET client_min_messages;
CALL refresh();
SET client_min_messages = warning;
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
SELECT source, count(*) FROM failure_demand.interaction GROUP BY source ORDER BY source;
SELECT full_because, sources, broken_sources, contacts_removed FROM refresh_log ORDER BY id DESC LIMIT 1;
-- Also one that it did not need, and that bore the name of interaction.
ALTER TABLE visit RENAME resolved TO is_resolved;
SELECT source, broken FROM source_check ORDER BY source;
ALTER TABLE visit RENAME is_resolved TO resolved;
SELECT source, broken FROM source_check ORDER BY source;
SELECT add_source('call', '{"interaction_id": "Call No", "customer": "account", "channel": "channel_name", "started_at": "began"}');
CALL refresh();
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;

-- A table that is dropped takes interaction with it, where it is said so, and nothing else; refresh makes it again.
SELECT error_of('DROP TABLE visit') ~ '^2BP01';
-- Nor may a column that it uses become another type, or go.
SELECT error_of('ALTER TABLE visit ALTER customer TYPE bigint USING 0') ~ '^0A000: cannot alter type of a column used by a view', error_of('ALTER TABLE visit DROP customer') ~ '^2BP01: .*view [a-z_.]*interaction depends on column customer of table visit';
DROP TABLE visit CASCADE;
SELECT to_regclass('failure_demand.interaction') IS NULL AS is_gone, count(*) AS contacts FROM failure_demand.contact WHERE source = 'visit';
SELECT source, relation, broken, rows, feed_end FROM source_check ORDER BY source;
RESET client_min_messages;
CALL refresh();
SET client_min_messages = warning;
SELECT source, count(*) FROM failure_demand.interaction GROUP BY source;
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
-- Of broken sources alone, interaction has no rows, but its columns.
SELECT array_agg(attname ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = 'failure_demand.interaction'::regclass \gset before_
ALTER TABLE call RENAME TO calls;
CALL refresh();
SELECT count(*), (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'failure_demand.interaction'::regclass) = :'before_columns' AS same FROM failure_demand.interaction;
SELECT source, broken FROM source_check ORDER BY source;
SELECT count(*) FROM failure_demand.contact;
-- A source that is broken can be taken away, and is found by the name it has.
SELECT error_of($$SELECT add_source('calls', '{"interaction_id": "Call No", "customer": "account", "channel": "channel_name", "started_at": "began"}', name => 'call')$$);
SELECT drop_source('call');
SELECT drop_source('visit');
SELECT to_regclass('failure_demand.interaction') IS NULL AS is_gone, (SELECT count(*) FROM source) AS sources;
CALL refresh();
SELECT as_of, (SELECT count(*) FROM failure_demand.contact) AS contacts FROM report_basis;
SELECT * FROM source_check;

-- The extension goes with what it made, once there is no source.
ALTER TABLE calls SET SCHEMA test_other;
DROP TABLE passing;
DROP SCHEMA test CASCADE;
SELECT add_source('test_other.calls', '{"interaction_id": "Call No", "customer": "account", "channel": "channel_name", "started_at": "began"}');
\set VERBOSITY sqlstate
DROP EXTENSION failure_demand;
\set VERBOSITY default
SELECT drop_source('calls');
DROP EXTENSION failure_demand;
SELECT to_regnamespace('failure_demand') IS NULL AS is_gone;
DROP SCHEMA test_other CASCADE;
