-- Rows that functions in C give, where the catalogue's type has other columns than the library: before an update
-- has run, or after a library was taken back. What both have is given, and the rest is null.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

CREATE TEMP TABLE contact_row (customer text, request text, channel text, kind text, started_at timestamptz, ended_at timestamptz, handle_seconds integer);
INSERT INTO contact_row VALUES
('ida', 'bill', 'app', 'digital', '2026-03-02 09:00Z', '2026-03-02 09:05Z', NULL),
('ida', 'bill', 'phone', 'human', '2026-03-03 10:00Z', '2026-03-03 10:08Z', 480),
('jon', 'move', 'phone', 'human', '2026-03-02 09:00Z', '2026-03-02 09:06Z', 360),
('kim', 'move', 'portal', 'digital', '2026-03-02 12:00Z', NULL, NULL),
(NULL, 'move', 'phone', 'human', '2026-03-06 12:00Z', NULL, 60);
CREATE TEMP TABLE logged_contacts AS SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log FROM contact_row;

CREATE TEMP TABLE linked AS SELECT identity(a, b) AS who FROM (VALUES ('ida', 'phone:441632960001'), ('email:ida@example.com', 'phone:441632960001'), ('jon', NULL)) AS l (a, b);

-- Every function in C that gives rows, and a question whose answer is r.
CREATE TEMP TABLE question (name text PRIMARY KEY, query text);
INSERT INTO question VALUES
('trace', $$SELECT %s.trace(kind, started_at, ended_at, '48 hours', '2026-03-06 12:00Z') OVER (PARTITION BY customer, request ORDER BY started_at, kind) AS r FROM contact_row$$),
('demand', $$SELECT %s.demand(kind, started_at, ended_at, '48 hours', CASE customer WHEN 'jon' THEN 'value' END, NULL, NULL) OVER (PARTITION BY customer, request ORDER BY started_at, kind) AS r FROM contact_row$$),
('contact_facts', $$SELECT %s.contact_facts(NULL, kind, started_at, ended_at, '48 hours', '2026-03-06 12:00Z', NULL, CASE customer WHEN 'jon' THEN 'value' END, NULL, NULL, 'nobody called me back', 'en', 'a', started_at::text, channel, 'page', request) OVER (PARTITION BY customer, request ORDER BY started_at, kind) AS r FROM contact_row$$),
('bounce', $$SELECT %s.bounce(log, '48 hours') AS r FROM logged_contacts$$),
('fcr', $$SELECT %s.fcr(log, '48 hours') AS r FROM logged_contacts$$),
('channel_fcr', $$SELECT %s.channel_fcr(log, '{phone}', '48 hours') AS r FROM logged_contacts$$),
('bounce_by_channel', $$SELECT r FROM logged_contacts, %s.bounce_by_channel(log, '48 hours') AS r$$),
('bounce_series', $$SELECT %s.bounce_series(log, '48 hours') AS r FROM logged_contacts$$),
('fcr_series', $$SELECT r FROM logged_contacts, %s.fcr_series(log, '48 hours') AS r$$),
('journey_lengths', $$SELECT r FROM logged_contacts, %s.journey_lengths(log, '48 hours') AS r$$),
('channel_transitions', $$SELECT %s.channel_transitions(log, '48 hours') AS r FROM logged_contacts$$),
('recontact_curve', $$SELECT r FROM logged_contacts, %s.recontact_curve(log, '12 hours', '48 hours') AS r$$),
('handle_time', $$SELECT r FROM logged_contacts, %s.handle_time(log, '48 hours') AS r$$),
('quality', $$SELECT r FROM logged_contacts, %s.quality(log) AS r$$),
('rate_bounds', $$SELECT %s.rate_bounds(n, 7) AS r FROM generate_series(1, 3) AS n$$),
('rate_difference', $$SELECT %s.rate_difference(n, 7, 1, 3) AS r FROM generate_series(1, 3) AS n$$),
('limits_at', $$SELECT %s.limits_at(ROW(0.5, NULL, NULL, NULL, 9, 'p', NULL, 1)::failure_demand.limits, 50) AS r$$),
('failure_markers', $$SELECT r FROM %s.failure_markers('the app crashed, and nobody called me back', 'en') AS r$$),
('group_digests', $$SELECT r FROM %s.group_digests('SELECT mod(n, 3), n FROM generate_series(1::bigint, 9) AS n') AS r$$),
('customers', $$SELECT r FROM linked, %s.customers(linked.who) AS r$$),
('why_same', $$SELECT r FROM linked, %s.why_same(linked.who, 'ida', 'email:ida@example.com') AS r$$),
('marker_words', $$SELECT %s.marker_words('nobody called', 'en') AS r$$),
-- final functions of aggregates, of the states that plain values make
('nps_estimate_final', $$SELECT %s.nps_estimate_final('{5,3,2}') AS r$$),
('marker_fault', $$SELECT %s.marker_fault('en', '*') AS r$$);

CREATE TEMP VIEW row_function AS
SELECT p.*, l.lanname FROM pg_depend AS d JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid JOIN pg_language AS l ON l.oid = p.prolang
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'failure_demand');
-- The others: final functions whose state has no value in SQL.
SELECT p.oid::regprocedure AS not_asked, p.prorettype::regtype AS gives FROM row_function AS p
WHERE p.lanname = 'c' AND (p.prorettype = 'record'::regtype OR EXISTS (SELECT FROM pg_type AS t WHERE t.oid = p.prorettype AND t.typtype = 'c'))
  AND p.proname NOT IN (SELECT q.name FROM question AS q) ORDER BY p.oid::regprocedure::text COLLATE "C";

-- The same function of the library, as another catalogue has it: with a type of these columns.
CREATE PROCEDURE other_catalogue(the_name text, columns text[]) LANGUAGE plpgsql AS $$
DECLARE
    f record;
BEGIN
    SET LOCAL client_min_messages = warning;
    DROP SCHEMA IF EXISTS other CASCADE;
    CREATE SCHEMA other;
    SELECT p.* INTO STRICT f FROM row_function AS p WHERE p.proname = the_name AND p.lanname = 'c';
    EXECUTE format('CREATE TYPE other.row_type AS (%s)', array_to_string(columns, ', '));
    EXECUTE format('CREATE FUNCTION other.%I(%s) RETURNS %s other.row_type AS %L, %L LANGUAGE c %s %s', f.proname,
                   regexp_replace(pg_get_function_arguments(f.oid), ', OUT .*', ''), CASE WHEN f.proretset THEN 'SETOF' END, f.probin, f.prosrc,
                   CASE f.prokind WHEN 'w' THEN 'WINDOW' END, CASE WHEN f.proisstrict THEN 'STRICT' END);
END $$;
CREATE FUNCTION columns_of(the_name text) RETURNS text[] LANGUAGE sql AS $$
SELECT coalesce((SELECT array_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
                 FROM pg_type AS t JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped WHERE t.oid = p.prorettype),
                (SELECT array_agg(format('%I %s', n.name, n.type::regtype) ORDER BY n.i) FROM unnest(p.proargnames, p.proargmodes, p.proallargtypes) WITH ORDINALITY AS n (name, mode, type, i) WHERE n.mode IN ('o', 't')))
FROM row_function AS p WHERE p.proname = the_name AND p.lanname = 'c' $$;
CREATE FUNCTION rows_of(the_name text, schema name) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE (SELECT format('SELECT to_jsonb(q.r) FROM (' || q.query || ') AS q', schema) FROM question AS q WHERE q.name = the_name);
END $$;
CREATE FUNCTION answers(the_name text, schema name) RETURNS jsonb[] LANGUAGE sql AS $$ SELECT array_agg(r ORDER BY r) FROM rows_of(the_name, schema) AS r $$;

CREATE TEMP TABLE outcome (name text, columns integer, rows integer, shorter boolean, one_column boolean, longer boolean, with_a_hole boolean, wrong text);
DO $$
DECLARE
    asked record;
    columns text[];
    names text[];
    here jsonb[];
    result outcome;
BEGIN
    FOR asked IN SELECT q.name, n.nspname AS schema FROM question AS q JOIN row_function AS p ON p.proname = q.name AND p.lanname = 'c' JOIN pg_namespace AS n ON n.oid = p.pronamespace LOOP
        columns := test.columns_of(asked.name);
        names := ARRAY(SELECT btrim(split_part(c, ' ', 1), '"') FROM unnest(columns) AS c);
        here := test.answers(asked.name, asked.schema);
        result := NULL;
        result.name := asked.name;
        result.columns := cardinality(columns);
        result.rows := cardinality(here);
        -- the library is newer
        CALL test.other_catalogue(asked.name, columns[:result.columns - 1]);
        result.shorter := test.answers(asked.name, 'other') = ARRAY(SELECT h - names[result.columns] AS h FROM unnest(here) AS h ORDER BY h);
        CALL test.other_catalogue(asked.name, columns[:1]);
        result.one_column := test.answers(asked.name, 'other') = ARRAY(SELECT CASE WHEN h IS NOT NULL THEN jsonb_build_object(names[1], h -> names[1]) END AS h FROM unnest(here) AS h ORDER BY h);
        -- it is older
        CALL test.other_catalogue(asked.name, columns || '{more text,yet_more numeric[]}');
        result.longer := test.answers(asked.name, 'other') = ARRAY(SELECT h || '{"more": null, "yet_more": null}' AS h FROM unnest(here) AS h ORDER BY h);
        -- a column was dropped
        EXECUTE format('ALTER TYPE other.row_type DROP ATTRIBUTE %I', names[2]);
        result.with_a_hole := test.answers(asked.name, 'other') = ARRAY(SELECT h - names[2] || '{"more": null, "yet_more": null}' AS h FROM unnest(here) AS h ORDER BY h);
        -- a column is of another type
        CALL test.other_catalogue(asked.name, columns[:result.columns - 1] || format('%I box', names[result.columns]));
        BEGIN
            PERFORM test.answers(asked.name, 'other');
        EXCEPTION WHEN object_not_in_prerequisite_state THEN
            result.wrong := SQLSTATE;
        END;
        INSERT INTO pg_temp.outcome SELECT result.*;
    END LOOP;
END $$;
SELECT * FROM outcome ORDER BY name COLLATE "C";

-- Aggregates, by their types.
BEGIN;
ALTER TYPE trend_test ADD ATTRIBUTE note text;
ALTER TYPE trend_test DROP ATTRIBUTE z;
SELECT (mann_kendall(n ORDER BY n)).* FROM generate_series(1, 5) AS n;
ALTER TYPE trend_line ADD ATTRIBUTE note text;
SELECT (theil_sen(n ORDER BY n)).* FROM generate_series(1, 5) AS n;
ALTER TYPE survival_estimate ADD ATTRIBUTE note text;
SELECT (survival(n, true, 2.0)).* FROM generate_series(1, 4) AS n;
ALTER TYPE log_rank_test ADD ATTRIBUTE note text;
SELECT l.observed_true, l.note FROM (SELECT (log_rank(n % 2 = 0, n, true)).* FROM generate_series(1, 8) AS n) AS l;
ALTER TYPE limits ADD ATTRIBUTE note text;
SELECT (process_limits(n ORDER BY n)).note IS NULL AS limits FROM generate_series(1, 30) AS n;
ROLLBACK;

-- Rows that functions in C are given: of a catalogue whose type has a column less, or more.
BEGIN;
CREATE TEMP TABLE given AS SELECT r AS limits, limits_at(r, 50) AS at_50
FROM (VALUES (ROW(0.5, NULL, NULL, NULL, 9, 'p', NULL, NULL)::limits), (ROW(0.2, NULL, NULL, NULL, 30, 'p', NULL, NULL)::limits)) AS v (r);
CREATE TYPE pg_temp.shorter AS (centre double precision, lower double precision, upper double precision, range_limit double precision, points bigint, method text, sigma double precision);
CREATE TYPE pg_temp.longer AS (centre double precision, lower double precision, upper double precision, range_limit double precision, points bigint, method text, sigma double precision,
                               sigma_z double precision, note text);
SELECT format('CREATE FUNCTION pg_temp.limits_at(pg_temp.%I, bigint) RETURNS limits AS %L, %L LANGUAGE c STRICT', t, probin, prosrc) FROM row_function, (VALUES ('shorter'), ('longer')) AS v (t) WHERE proname = 'limits_at' \gexec
SELECT at_50 = pg_temp.limits_at(ROW((limits).centre, (limits).lower, (limits).upper, (limits).range_limit, (limits).points, (limits).method, (limits).sigma)::pg_temp.shorter, 50) AS shorter,
       at_50 = pg_temp.limits_at(ROW((limits).centre, (limits).lower, (limits).upper, (limits).range_limit, (limits).points, (limits).method, (limits).sigma, (limits).sigma_z, 'x')::pg_temp.longer, 50) AS longer
FROM given;
SELECT failure_share(ROW(CASE WHEN n % 3 = 0 THEN 'failure' ELSE 'value' END, 'reason', n < 8)::demand_verdict) FROM generate_series(1, 9) AS n;
ALTER TYPE demand_verdict ADD ATTRIBUTE words text;
SELECT failure_share(ROW(CASE WHEN n % 3 = 0 THEN 'failure' ELSE 'value' END, 'reason', n < 8, 'words')::demand_verdict) FROM generate_series(1, 9) AS n;
ROLLBACK;

-- What is said of a column of another type.
BEGIN;
ALTER TYPE rate_estimate ALTER ATTRIBUTE immature TYPE numeric;
SELECT error_of($$SELECT bounce(log, '48 hours') FROM logged_contacts$$);
CALL other_catalogue('demand', '{demand failure_demand.channel_kind,evidence failure_demand.demand_evidence,assessed boolean}');
SELECT error_of($$SELECT answers('demand', 'other')$$);
CALL other_catalogue('demand', '{demand failure_demand.demand_class,evidence text,assessed boolean}');
SELECT error_of($$SELECT answers('demand', 'other')$$);
ROLLBACK;

-- A view that stands on a function gives what it gave, while an update adds a column to the rows.
BEGIN;
CREATE TEMP VIEW of_mine AS SELECT c.* FROM logged_contacts, bounce_by_channel(log, '48 hours') AS c;
CREATE TEMP VIEW by_name AS SELECT p.department, p.cost FROM transfer_price('[2026-03-01,2026-04-01)') AS p;
CREATE TEMP VIEW written_out AS SELECT (bounce(log, '48 hours')).* FROM logged_contacts;
CREATE TEMP TABLE kept AS SELECT bounce(log, '48 hours') AS r FROM logged_contacts;
CREATE TEMP TABLE was AS SELECT m::text AS by_channel, w::text AS of_all FROM of_mine AS m, written_out AS w;
ALTER TYPE channel_rate ADD ATTRIBUTE since timestamptz;
ALTER TYPE rate_estimate ADD ATTRIBUTE since timestamptz;
SELECT count(*) AS as_they_were FROM was, of_mine AS m, written_out AS w WHERE was.by_channel = m::text AND was.of_all = w::text;
SELECT c.channel, c.rate, c.since FROM logged_contacts, bounce_by_channel(log, '48 hours') AS c;
SELECT (k.r).rate AS kept, (b.r).rate, (b.r).since, b.r = k.r AS equal FROM kept AS k, (SELECT bounce(log, '48 hours') AS r FROM logged_contacts) AS b;
ALTER TYPE department_price ADD ATTRIBUTE since timestamptz;
CREATE OR REPLACE FUNCTION failure_demand.transfer_price(period daterange, model text DEFAULT 'cause') RETURNS SETOF department_price LANGUAGE sql AS $$
SELECT 'Billing', 'EUR', 1::bigint, 2::double precision, 3.50, 1::double precision, '2026-03-02 09:00Z'::timestamptz $$;
SELECT * FROM by_name;
SELECT p.* FROM transfer_price('[2026-03-01,2026-04-01)') AS p;
ROLLBACK;

-- The versions of both; what is said where they differ ends with them.
SELECT library = catalog AS equal, catalog = (SELECT extversion FROM pg_extension WHERE extname = 'failure_demand') AS of_the_catalog FROM failure_demand.version();
BEGIN;
UPDATE pg_extension SET extversion = '0.0.9' WHERE extname = 'failure_demand';
\set VERBOSITY terse
SELECT library <> catalog AS differ, catalog FROM failure_demand.version();
ROLLBACK;
