-- What becomes of the values of a source: equal ones are one text, long ones fit into an index, and no
-- setting of a session says what they mean.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
SET client_encoding = 'UTF8';

-- Equality. Ida@x.org uses the app and ida@x.org writes a mail an hour later: to citext they are one, also as a domain over it.
CREATE EXTENSION citext;
CREATE DOMAIN address AS citext;
CREATE TABLE app_use (interaction_id int, customer citext, request address, touchpoint citext COLLATE "C", channel text, started_at timestamptz);
CREATE TABLE mail (interaction_id int, customer address, request citext, touchpoint text, channel citext, started_at timestamptz, verbatim citext);
INSERT INTO app_use VALUES (1, 'Ida@x.org', 'Bill', 'Pay', 'app', '2026-01-01 10:00Z'), (2, 'ASA@X.org', 'Bill', 'PAY', 'app', '2026-01-01 10:00Z');
INSERT INTO mail VALUES (1, 'ida@x.org', 'BILL', 'Desk', 'EMail', '2026-01-01 11:00Z', 'Hello You'), (2, 'Asa@x.ORG', 'bill', 'Desk', 'Email', '2026-01-01 11:00Z', 'Hello You');
SELECT add_source('app_use'), add_source('mail');
SELECT source, interaction_id, customer, request, touchpoint, channel, kind, verbatim FROM failure_demand.interaction ORDER BY source, interaction_id;
CALL refresh(as_of => '2026-02-01Z');
-- The reports say of them what the aggregate says, which compares citext as citext.
SELECT source, interaction_id, journey_source, contact_no, contacts, bounced FROM failure_demand.contact ORDER BY source, interaction_id;
SELECT bounce_rate(customer, request, kind, started_at, NULL, '48 hours') AS by_aggregate,
       (SELECT avg(bounced::int)::float8 FROM failure_demand.contact WHERE mature) AS by_report
FROM (SELECT customer, request::citext, 'digital' AS kind, started_at FROM app_use UNION ALL SELECT customer::citext, request, 'human', started_at FROM mail
      UNION ALL SELECT NULL, NULL, 'digital', '2026-02-01Z') AS i;
-- What lower() of the default collation makes of it is what citext compares.
SELECT bool_and((customer = other) = (lower(customer::text COLLATE "default") = lower(other::text COLLATE "default"))) AS same
FROM (SELECT c::citext AS customer, o::citext AS other FROM unnest('{a,A,å,Å,ß,SS,ss,İ,i,I,ı,Σ,σ,ς}'::text[]) AS c, unnest('{a,A,å,Å,ß,SS,ss,İ,i,I,ı,Σ,σ,ς}'::text[]) AS o) AS p;
SELECT drop_source('app_use'), drop_source('mail');

-- Numbers that are equal are one customer, with or without zeros behind them; so are char(n), with or without blanks.
CREATE TABLE numbers (interaction_id numeric(6,2), customer numeric, request char(8), channel char(10), started_at timestamptz);
INSERT INTO numbers VALUES (1, 7, 'a', 'app', '2026-01-01 10:00Z'), (2.00, 7.0, 'a  ', 'phone', '2026-01-01 11:00Z'), (3.50, 1e3, 'a', 'phone', '2026-01-01 11:00Z'), (4, 'NaN', 'a', 'phone', '2026-01-01 11:00Z');
CREATE TABLE integers AS SELECT 5 AS interaction_id, 7 AS customer, 'a' AS request, 'phone' AS channel, '2026-01-01 12:00Z'::timestamptz AS started_at;
SELECT add_source('numbers'), add_source('integers');
CALL refresh(as_of => '2026-02-01Z');
SELECT source, interaction_id, customer, request, channel, journey_id, contacts FROM failure_demand.contact ORDER BY customer, source, interaction_id;
SELECT drop_source('numbers'), drop_source('integers');

-- A collation that calls different texts equal has no such form, wherever it stands; nor has a type with an equality of its own.
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN loose_name AS text COLLATE loose;
CREATE DOMAIN loose_name_of_name AS loose_name;
CREATE TABLE compared (interaction_id int, customer text COLLATE loose, request loose_name_of_name, touchpoint loose_name COLLATE "C", channel text, started_at timestamptz, verbatim text COLLATE loose);
SELECT error_of($$SELECT add_source('compared')$$);
SELECT error_of($$SELECT add_source('compared', '{"customer": "channel"}')$$);
SELECT add_source('compared', '{"customer": "channel", "request": null}');
CREATE VIEW brought_to_form AS SELECT interaction_id, lower(customer::text COLLATE "default") AS customer, channel, started_at FROM compared;
SELECT add_source('brought_to_form');
SELECT drop_source('brought_to_form');
DROP VIEW brought_to_form;
DROP VIEW failure_demand.interaction;
ALTER TABLE compared ALTER channel TYPE text COLLATE loose;
SELECT source, broken FROM source_check ORDER BY source;
SELECT drop_source('compared');

-- All that does not fit is told at once.
CREATE TABLE unfit (number int, at timestamp(0), talk text, won text, csat text, who text COLLATE loose, changed timestamp);
SELECT error_of($$SELECT add_source('unfit', '{"interaction_id": "number", "customer": "who", "started_at": "at", "handle_seconds": "talk", "resolved": "won", "updated_at": "changed",
                                               "reason": "nothing", "colour": "red"}', '{"channel": 7}')$$);

-- A text that would not fit into an index is cut, and told apart, in whatever column and of whatever type; its words are not.
CREATE TABLE long_text AS
SELECT '1'::numeric || repeat('7', 6000) || n AS digits, long || n AS long, n
FROM generate_series(1, 2) AS n, (SELECT string_agg(encode(sha256(i::text::bytea), 'hex'), '') FROM generate_series(1, 250) AS i) AS l (long);
CREATE VIEW long_row AS
SELECT digits::numeric AS interaction_id, long AS customer, digits::numeric AS request, c.channel, long AS touchpoint, '2026-01-01Z'::timestamptz + n * interval '1 hour' AS started_at,
       long AS reason, long AS verbatim, long AS language, long AS agent, long::name AS outcome, long AS provider, long AS brand
FROM long_text, LATERAL (SELECT CASE n WHEN 1 THEN 'app' ELSE long END AS channel) AS c;
SELECT add_source('long_row'), add_source('long_row', '{"channel": null, "request": null, "touchpoint": null, "provider": null}',
       (SELECT jsonb_object_agg(c, CASE c WHEN 'channel' THEN 'phone' ELSE long END) FROM unnest('{channel,request,touchpoint,provider}'::text[]) AS c, long_text WHERE n = 1), name => repeat('x', 100));
INSERT INTO channel (name, kind) SELECT DISTINCT channel, 'human'::channel_kind FROM failure_demand.interaction WHERE octet_length(channel) > 500 OR channel LIKE '%...%';
CALL refresh(as_of => '2026-02-01Z');
SELECT length(source) AS source, length(interaction_id) AS id, length(customer) AS customer, length(request) AS request, length(channel) AS channel, length(touchpoint) AS touchpoint,
       length(reason) AS reason, length(language) AS language, length(agent) AS agent, length(provider) AS provider, length(brand) AS brand, length(verbatim) AS words, left_out, contacts
FROM failure_demand.contact ORDER BY source, started_at;
SELECT count(DISTINCT interaction_id) AS ids, count(DISTINCT customer) AS customers FROM failure_demand.contact;
SELECT key_text(digits::numeric::text) = interaction_id AS found, left(interaction_id, 3) AS begins FROM failure_demand.contact, long_text WHERE source = 'long_row' AND n = 1 AND started_at = '2026-01-01 01:00Z';
-- Five such texts, each as long as it can be, a name of a source and a cause fit into one index, and nothing shrinks them.
CREATE TABLE widest (a text, b text, c text, d text, e text, name text, day date, kind channel_kind, id bigint, PRIMARY KEY (a, b, c, d, e, name, day, kind, id));
INSERT INTO widest
SELECT t[1], t[2], t[3], t[4], t[5], left(t[6], 100), '2026-01-01', 'human', 1
FROM (SELECT array_agg(left(long, 500)) AS t FROM (SELECT string_agg(encode(sha256((n * 100 + i)::text::bytea), 'base64'), '') AS long FROM generate_series(1, 6) AS n, generate_series(1, 20) AS i GROUP BY n) AS l) AS a;
SELECT pg_column_size(key_text(repeat('𝄞', 126))) - 4 AS widest_cut FROM widest;
-- What a user writes into a key has a limit, and an error that says so.
SELECT error_of(format('SELECT add_source(%L, name => %L)', 'integers', repeat('x', 101)));
SELECT left(error_of(format('INSERT INTO marker (language, phrase, reason, cause) VALUES (%L, %L, %L, %L)', 'sv', 'inte igen', 'progress_chasing', repeat('x', 3841))), 95);
SELECT left(error_of(format('INSERT INTO reason (code, cause) VALUES (%L, %L)', 'late', repeat('x', 101))), 95);
SELECT drop_source('long_row'), drop_source(repeat('x', 100));
DELETE FROM channel WHERE name LIKE '%...%';

-- A view that reads texts as times: the zone is the definition's, whoever refreshes. A call at half past ten is within an
-- hour of what the app calls ten o'clock, where that is UTC; in Los Angeles, it came before it.
CREATE TABLE app_log AS SELECT n AS interaction_id, n AS customer, 'app' AS channel, 'r' AS request, '2026-01-01 10:00' AS said, '1.5' AS number FROM generate_series(1, 20) AS n;
CREATE TABLE call AS SELECT n AS interaction_id, n AS customer, 'phone' AS channel, 'r' AS request, '2026-01-01 10:30Z'::timestamptz AS started_at FROM generate_series(1, 20) AS n WHERE n % 4 > 0;
CREATE VIEW session AS
SELECT interaction_id, customer, channel, request, said::timestamptz AS started_at, '02/03/2026'::text AS outcome, (said::timestamptz)::text AS touchpoint, (1.1::float8 / 3)::text AS brand, interval '1 day 2 hours'::text AS agent,
       'x'::bytea::text AS provider, ARRAY[NULL::text]::text || '{NULL}'::text[]::text AS reason
FROM app_log;
INSERT INTO definition (within) VALUES ('1 hour');
SELECT add_source('session'), add_source('call');
CREATE VIEW judged AS SELECT count(*) FILTER (WHERE bounced) AS bounced, count(*) AS digital, as_of AT TIME ZONE 'UTC' AS as_of, full_because, contacts_written
    FROM failure_demand.contact CROSS JOIN report_basis AS b CROSS JOIN (SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1) AS l WHERE kind = 'digital' GROUP BY 3, 4, 5;
SET TimeZone = 'Europe/London';
CALL refresh(as_of => '2026-01-02 00:00Z');
TABLE judged;
SELECT source, rows, first AT TIME ZONE 'UTC' AS first FROM source_check ORDER BY source;
SET TimeZone = 'America/Los_Angeles'; SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = -5; SET bytea_output = 'escape'; SET xmlbinary = 'hex';
SET array_nulls = off; SET transform_null_equals = on; SET quote_all_identifiers = on; SET jit = on; SET default_text_search_config = 'english';
CALL refresh(as_of => '2026-01-02 00:00Z');
TABLE judged;
SELECT source, rows, first AT TIME ZONE 'UTC' AS first FROM source_check ORDER BY source;
CALL refresh(true, as_of => '2026-01-02 00:00Z');
TABLE judged;
SELECT add_source('call');
SELECT relation FROM source ORDER BY name;
CALL refresh(as_of => '2026-01-02 00:00Z');
TABLE judged;
SHOW TimeZone;
RESET array_nulls; RESET transform_null_equals; RESET quote_all_identifiers; RESET jit; RESET default_text_search_config; RESET bytea_output; RESET xmlbinary;
SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1;
-- Another zone of the definition is another time, and an abbreviation is an offset, in summer too.
UPDATE definition SET time_zone = 'Europe/Berlin';
CALL refresh(as_of => '2026-01-02 00:00Z');
TABLE judged;
UPDATE app_log SET said = '2026-07-01 10:00';
UPDATE call SET started_at = '2026-07-01 09:30Z';
UPDATE definition SET time_zone = 'CET';
CALL refresh(as_of => '2026-07-02 00:00Z');
SELECT bounced, digital, (SELECT min(day) FROM failure_demand.contact) AS day FROM judged;
SELECT DISTINCT started_at FROM failure_demand.contact WHERE source = 'session';
-- All functions that read sources, or make a fingerprint, have the same settings.
SELECT count(DISTINCT config) AS settings, string_agg(proname, ' ' ORDER BY proname COLLATE "C") AS functions
FROM (SELECT proname, array_remove(proconfig, 'row_security=off') AS config FROM pg_proc WHERE pronamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND 'quote_all_identifiers=off' = ANY (proconfig)) AS p;
SELECT drop_source('session'), drop_source('call');
DELETE FROM definition;

-- A value that cannot be computed is told with its source, row and column, and without the query that met it;
-- the source is stale, and what was read of it stays.
CREATE TABLE part AS SELECT n AS interaction_id, n % 10 AS customer, 'app' AS channel, '2026-01-01Z'::timestamptz + n * interval '1 minute' AS started_at, 3 AS parts, n::text AS score, n::text AS told FROM generate_series(1, 3000) AS n;
CREATE VIEW parted AS SELECT interaction_id, customer, channel, started_at, 60 / parts AS handle_seconds, score::float8 AS nps FROM part WHERE told::int > 0;
SELECT add_source('parted');
CALL refresh();
CREATE TABLE before_it AS SELECT c::text AS contact FROM failure_demand.contact AS c;
\set VERBOSITY default
\set SHOW_CONTEXT errors
UPDATE part SET parts = 0 WHERE interaction_id IN (1777, 2500);
CALL refresh();
SET client_min_messages = error;
CALL refresh(true);
SET client_min_messages = warning;
SELECT source, broken, rows, stale FROM source_check;
SELECT stale_sources, held_back_by FROM report_basis;
UPDATE part SET parts = 3, score = CASE interaction_id WHEN 2999 THEN 'good' ELSE score END;
CALL refresh();
UPDATE part SET score = interaction_id, told = CASE interaction_id WHEN 1 THEN '' ELSE told END;
CALL refresh();
SELECT count(*) FILTER (WHERE c::text NOT IN (TABLE before_it)) AS changed, count(*) FROM failure_demand.contact AS c;
-- So it is where it was never read; and what its rows are when they can be read again is told by digests.
SELECT add_source('part', constants => '{"channel": "app"}', columns => '{"touchpoint": "told"}', name => 'whole');
CREATE VIEW never AS SELECT interaction_id, customer, channel, started_at, 1 / (customer - 5) AS handle_seconds FROM part;
SELECT add_source('never');
CALL refresh();
SELECT source, count(*) FROM failure_demand.contact GROUP BY source ORDER BY source;
SELECT drop_source('never'), drop_source('whole');
UPDATE part SET told = '1', customer = customer + 1 WHERE interaction_id <= 20;
CALL refresh();
CREATE TABLE mended AS SELECT c::text AS contact FROM failure_demand.contact AS c;
CALL refresh(true);
SELECT stale_sources, (SELECT count(*) FROM failure_demand.contact AS c WHERE c::text NOT IN (TABLE mended)) AS differing FROM report_basis;
-- And where a function that a view calls needs what is gone.
CREATE FUNCTION needing(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN no_such_function(n); END $$;
CREATE OR REPLACE VIEW parted AS SELECT interaction_id, customer, channel, started_at, needing(20) AS handle_seconds, score::float8 AS nps FROM part;
CALL refresh();
SELECT stale_sources, (SELECT count(*) FROM failure_demand.contact AS c WHERE c::text NOT IN (TABLE mended)) AS differing FROM report_basis;
-- What else goes wrong in a view ends the refresh; no query of ours is in what is told beside it.
CREATE FUNCTION stern(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'not today' USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
CREATE OR REPLACE VIEW parted AS SELECT interaction_id, customer, channel, started_at, CASE WHEN interaction_id = 30 THEN stern(1) ELSE 20 END AS handle_seconds, score::float8 AS nps FROM part;
SELECT error_of('CALL refresh()');
CREATE FUNCTION told_beside(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    context text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
    RETURN CASE WHEN context ~ 'FROM \(|hash_record|INSERT INTO' THEN context ELSE 'no query' END;
END $$;
SELECT told_beside('CALL refresh()'), told_beside('CALL refresh(true)');
UPDATE part SET told = '1';
-- An append-only source, and one that a user's function refuses.
CREATE FUNCTION checked(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n = 3 THEN RAISE EXCEPTION 'no % here', n USING DETAIL = 'Three is not.'; END IF; RETURN n; END $$;
CREATE VIEW checking AS SELECT interaction_id, checked(customer) AS customer, channel, started_at, started_at AS updated_at, started_at AS written_at FROM part;
SELECT add_source('checking', append_only => true), drop_source('parted');
CALL refresh();
SELECT drop_source('checking');

-- Where it may not write.
BEGIN READ ONLY;
SELECT error_of('CALL refresh()');
ROLLBACK;
CALL refresh();
DROP SCHEMA test CASCADE;
