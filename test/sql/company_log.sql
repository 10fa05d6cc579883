-- The log that the refresh keeps of all contacts is the log of contact, to the byte, whatever has happened since it was
-- made; and every question of it has the answer that the aggregate's log has.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\set SHOW_CONTEXT never
SET client_min_messages = warning;

-- Before the first refresh there is none.
BEGIN;
DELETE FROM failure_demand_internal.company_log_kept;
SELECT company_log();
ROLLBACK;

-- What contact gives by the aggregate: contacts that are in the rates, cannot be linked or have no time.
CREATE FUNCTION expected(period daterange, match text, by text) RETURNS contact_log LANGUAGE sql AS $$
    SELECT contact_log(customer, CASE match WHEN 'customer' THEN customer ELSE request END,
                       CASE by WHEN 'channel' THEN channel WHEN 'touchpoint' THEN touchpoint WHEN 'brand' THEN brand ELSE request END,
                       kind::channel_kind, failure_demand_internal.known_time(started_at),
                       failure_demand_internal.known_time(ended_at), handle_seconds)
    FROM contact
    WHERE coalesce(left_out, 'unlinkable') IN ('unlinkable', 'undated') AND kind IS NOT NULL AND (period IS NULL OR day <@ period)
$$;
CREATE VIEW differing AS
SELECT p AS period, m AS match, b AS by
FROM unnest(ARRAY[NULL, '[2026-03-29,2026-03-30)', '(,2026-02-11)', '[2030-01-01,)']::daterange[]) AS p,
     unnest('{request,customer}'::text[]) AS m, unnest('{channel,touchpoint,request,brand}'::text[]) AS b
WHERE company_log(p, m, b) IS DISTINCT FROM expected(p, m, b);
CREATE VIEW parts AS
SELECT string_agg(CASE WHEN part <= 0 THEN 'made of all' WHEN removed THEN 'gone' ELSE 'come' END || ' '
                  || failure_demand_internal.contacts_of(counts), ', ' ORDER BY part, removed DESC) AS parts
FROM failure_demand_internal.company_log_part;

-- Customers come back, some are unknown, and so are some requests, times and channels; ends are missing, stand for none
-- or come before the start; in a time zone whose clocks change.
INSERT INTO definition (time_zone) VALUES ('Europe/Paris');
CREATE TABLE interactions (interaction_id integer, customer text, request text, channel text, touchpoint text, brand text, direction text,
                           started_at timestamptz, ended_at timestamptz, handle_seconds integer);
CREATE FUNCTION made(first integer, last integer) RETURNS SETOF interactions LANGUAGE sql AS $$
    SELECT n, nullif('c' || h % 50, 'c3'), nullif('r' || h / 50 % 5, 'r4'), (ARRAY['app', 'phone', 'portal', 'carrier pigeon'])[1 + h / 250 % 4],
           nullif('t' || h / 1000 % 4, 't3'), nullif('b' || h / 3000 % 3, 'b2'), CASE WHEN h % 29 = 0 THEN 'outbound' END,
           CASE WHEN h % 31 > 0 THEN '2026-01-01Z'::timestamptz + h % 3000 * interval '1 hour' END,
           CASE h % 13 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' ELSE '2026-01-01Z'::timestamptz + h % 3000 * interval '1 hour' + (h % 10 - 2) * interval '7 min' END,
           nullif(h % 30, 0)
    FROM (SELECT n, abs(hashint4(n)) AS h FROM generate_series(first, last) AS n) AS hashed
$$;
INSERT INTO interactions SELECT * FROM made(1, 3000);
SELECT add_source('interactions');
CALL refresh();
TABLE parts;
TABLE differing;
SELECT by, q.* FROM unnest('{channel,touchpoint,request,brand}'::text[]) AS by, quality(company_log(by => by)) AS q;

-- Every question.
SELECT q.question, count(*) AS times, count(*) FILTER (WHERE q.kept IS DISTINCT FROM q.aggregated) AS differing
FROM unnest('{1 hour,48 hours,30 days}'::interval[]) AS within, unnest('{request,customer}'::text[]) AS match,
     unnest('{channel,touchpoint,request,brand}'::text[]) AS by,
     LATERAL (SELECT company_log(by => by) AS asked, expected(NULL, 'request', by) AS made) AS log,
     LATERAL (
         SELECT 'bounce_rate' AS question, bounce_rate(log.asked, within, NULL, match)::text AS kept, bounce_rate(made, within, NULL, match)::text AS aggregated
         UNION ALL SELECT 'global_fcr', global_fcr(log.asked, within, NULL, match)::text, global_fcr(made, within, NULL, match)::text
         UNION ALL SELECT 'next_contact_avoidance', next_contact_avoidance(log.asked, within, NULL, match)::text, next_contact_avoidance(made, within, NULL, match)::text
         UNION ALL SELECT 'bounce', bounce(log.asked, within, NULL, match)::text, bounce(made, within, NULL, match)::text
         UNION ALL SELECT 'fcr', fcr(log.asked, within, NULL, match)::text, fcr(made, within, NULL, match)::text
         UNION ALL SELECT 'channel_fcr', channel_fcr(log.asked, ARRAY[q.name], within, NULL, match)::text, channel_fcr(made, ARRAY[q.name], within, NULL, match)::text
         FROM (VALUES (CASE by WHEN 'channel' THEN 'app' WHEN 'touchpoint' THEN 't1' WHEN 'request' THEN 'r2' ELSE 'b0' END)) AS q (name)
         UNION ALL SELECT 'bounce_by_channel', (SELECT string_agg(b::text, ' ') FROM bounce_by_channel(log.asked, within, NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM bounce_by_channel(made, within, NULL, match) AS b)
         UNION ALL SELECT 'bounce_series', (SELECT string_agg(b::text, ' ') FROM bounce_series(log.asked, within, 'week', 'UTC', NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM bounce_series(made, within, 'week', 'UTC', NULL, match) AS b)
         UNION ALL SELECT 'fcr_series', (SELECT string_agg(b::text, ' ') FROM fcr_series(log.asked, within, 'month', 'UTC', NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM fcr_series(made, within, 'month', 'UTC', NULL, match) AS b)
         UNION ALL SELECT 'journey_lengths', (SELECT string_agg(b::text, ' ') FROM journey_lengths(log.asked, within, NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM journey_lengths(made, within, NULL, match) AS b)
         UNION ALL SELECT 'channel_transitions', (SELECT string_agg(b::text, ' ') FROM channel_transitions(log.asked, within, NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM channel_transitions(made, within, NULL, match) AS b)
         UNION ALL SELECT 'recontact_curve', (SELECT string_agg(b::text, ' ') FROM recontact_curve(log.asked, '1 day', within + '1 day', NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM recontact_curve(made, '1 day', within + '1 day', NULL, match) AS b)
         UNION ALL SELECT 'handle_time', (SELECT string_agg(b::text, ' ') FROM handle_time(log.asked, within, NULL, match) AS b),
                          (SELECT string_agg(b::text, ' ') FROM handle_time(made, within, NULL, match) AS b)
         UNION ALL SELECT 'quality', quality(log.asked)::text, quality(made)::text) AS q
GROUP BY q.question ORDER BY q.question;
-- A log of customers answers by request what the other answers by customer; and reports say the same.
SELECT bounce(company_log(match => 'customer'), '48 hours') = bounce(company_log(), '48 hours', match => 'customer') AS same;
SELECT (bounce(company_log(), b.within, b.as_of)).numerator = (SELECT sum(bounced) FROM bounce_daily) AS same FROM report_basis AS b;

-- What has come, gone and changed since; the last of all goes, a touchpoint and a request come and go, times are lost.
CREATE PROCEDURE change(n integer) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO interactions SELECT * FROM made(3000 + n * 20, 3019 + n * 20);
    DELETE FROM interactions WHERE interaction_id % 97 = n;
    UPDATE interactions SET customer = 'c7' WHERE interaction_id % 161 = n;
    UPDATE interactions SET brand = 'b5', touchpoint = 't9', request = 'r9' WHERE interaction_id % 173 = n;
    IF n % 2 = 0 THEN
        DELETE FROM interactions WHERE touchpoint = 't9' OR started_at = (SELECT max(started_at) FROM interactions WHERE channel <> 'carrier pigeon');
        UPDATE interactions SET started_at = CASE WHEN interaction_id % 2 = 0 THEN '1900-01-01'::timestamptz END WHERE interaction_id % 50 = n;
    END IF;
    CALL refresh();
END $$;
CALL change(1);
TABLE parts;
TABLE differing;
CALL change(2);
TABLE parts;
TABLE differing;
CALL change(3);
TABLE differing;
CALL change(4);
TABLE parts;
TABLE differing;
-- A moment of judgement before the end: what starts later is not there yet.
CALL refresh(as_of => '2026-04-20Z');
TABLE differing;
SELECT last <= '2026-04-20Z' AS not_later FROM quality(company_log());
CALL refresh();
TABLE differing;
-- Where much has changed it is made anew.
UPDATE interactions SET handle_seconds = handle_seconds + 1;
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
TABLE parts;
TABLE differing;
-- What only has become mature is as it was in a log; and a refresh that fails leaves all of it so.
INSERT INTO interactions VALUES (9999, 'c9', 'r1', 'app', NULL, NULL, NULL, '2026-05-25Z', NULL, NULL);
CALL refresh();
SELECT contacts_written > 1 AS matured FROM refresh_log ORDER BY id DESC LIMIT 1;
TABLE parts;
BEGIN;
CALL change(5);
ROLLBACK;
TABLE parts;
TABLE differing;
-- In pieces, where one value might not hold it.
BEGIN;
CREATE OR REPLACE FUNCTION failure_demand_internal.contacts_a_log_part() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;
CALL refresh(true);
TABLE parts;
TABLE differing;
CALL change(6);
TABLE parts;
TABLE differing;
ROLLBACK;

-- Bad arguments.
SELECT company_log(match => NULL);
SELECT company_log(match => 'topic');
SELECT company_log(by => NULL);
SELECT company_log(by => 'agent');
SELECT company_log('empty');

-- Who may see all of contact may see it, and nobody else.
CREATE ROLE company_log_reader;
GRANT USAGE ON SCHEMA public TO company_log_reader;
SET ROLE company_log_reader;
SELECT company_log();
RESET ROLE;
GRANT SELECT ON contact TO company_log_reader;
SET ROLE company_log_reader;
SELECT (quality(company_log())).contacts > 2000 AS contacts;
SELECT company_log('[2026-02-01,2026-03-01)');
RESET ROLE;
GRANT SELECT ON report_basis TO company_log_reader;
SET ROLE company_log_reader;
SELECT (quality(company_log('[2026-02-01,2026-03-01)'))).contacts > 100 AS contacts;
RESET ROLE;
INSERT INTO contact_access (role, brand) VALUES ('company_log_reader', 'b0');
SET ROLE company_log_reader;
SELECT company_log();
RESET ROLE;
DELETE FROM contact_access;
DROP OWNED BY company_log_reader;
DROP ROLE company_log_reader;

-- Who changes what is kept is found out, and gets an error or another answer, and no worse.
UPDATE failure_demand_internal.company_log_part SET counts = '{1}';
SELECT company_log();
UPDATE failure_demand_internal.company_log_part SET counts = failure_demand_internal.kept_log_counts(log);
INSERT INTO failure_demand_internal.company_log_part (part, removed, log, counts)
SELECT 5, true, l, failure_demand_internal.kept_log_counts(l)
FROM (SELECT failure_demand_internal.kept_log('c1', 'r1', 'app', 't1', 'b1', 'digital', '2026-01-15Z', NULL, NULL)) AS f (l);
SELECT (quality(company_log())).contacts;
UPDATE failure_demand_internal.company_log_part SET counts = '{1}', log = (SELECT contact_log('c1', 'r1', 'app', 'digital', '2026-01-15Z', NULL)) WHERE part = 5;
SELECT company_log();
DELETE FROM failure_demand_internal.company_log_request;
SELECT company_log(by => 'request');
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
TABLE differing;

-- Where there is none yet, as after an update that brings it, a refresh makes it that finds nothing changed.
SET session_replication_role = replica;
DELETE FROM failure_demand_internal.company_log_kept;
DELETE FROM failure_demand_internal.company_log_part;
RESET session_replication_role;
CALL refresh();
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
TABLE differing;
-- Of more names than a log can have none are kept, and all else is.
BEGIN;
INSERT INTO failure_demand_internal.contact_fact (source, interaction_id, customer_group, request, channel, kind, touchpoint, started_at, left_out)
SELECT 'many', n, n, 'order ' || n, 'app', 'digital', 'page ' || n, '2026-04-01Z', 'unlinkable' FROM generate_series(1, 65600) AS n;
SELECT failure_demand_internal.make_company_log();
TABLE failure_demand_internal.company_log_kept;
SELECT company_log() = expected(NULL, 'request', 'channel') AS channel, company_log(by => 'brand') = expected(NULL, 'request', 'brand') AS brand;
SAVEPOINT many;
SELECT company_log(by => 'touchpoint');
ROLLBACK TO many;
SELECT company_log(by => 'request');
ROLLBACK;

-- A source that goes takes its contacts; nothing is left.
SELECT drop_source('interactions');
CALL refresh();
SELECT company_log() IS NULL AS nothing, count(*) AS parts FROM failure_demand_internal.company_log_part;
DELETE FROM definition;
DROP SCHEMA test CASCADE;
