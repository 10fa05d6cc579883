-- A year of contacts as a source, and beside its first refresh what a modeller would schedule instead;
-- then what comes after: nothing changed, everything computed again, a day of new contacts and a new
-- marker, in a source in which anything may change, and a day in one that is append-only.
--
-- Prints a line a step, of what it took: name, contacts, contacts of the customers concerned,
-- milliseconds, those of the processor, bytes of WAL, of disk and of temporary files, and what it is;
-- and in the same columns what contact takes on disk, and all else that was kept.

SET client_min_messages = warning;

-- ---- measuring ---------------------------------------------------------------------

CREATE TEMPORARY TABLE step (
    name text, what text, contacts bigint, concerned bigint, at timestamptz, processor bigint, wal pg_lsn, disk bigint, temporary bigint
);
CREATE TEMPORARY TABLE measured (
    name text, contacts bigint, concerned bigint, ms numeric, processor_ms bigint, wal numeric, disk bigint, temporary bigint, what text
);

-- Of this session, and of those that have ended, workers: hundredths of a second.
CREATE FUNCTION pg_temp.processor_time() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    WITH own AS (SELECT string_to_array(substring(pg_read_file('/proc/self/stat') FROM '\) (.*)'), ' ')::text[] AS figures)
    SELECT own.figures[12]::bigint + own.figures[13]::bigint + server.figures[14]::bigint + server.figures[15]::bigint
    FROM own
    CROSS JOIN LATERAL (
        SELECT string_to_array(substring(pg_read_file('/proc/' || own.figures[2] || '/stat') FROM '\) (.*)'), ' ') AS figures
    ) AS server
$$;
CREATE PROCEDURE pg_temp.begin_step(name text, what text, contacts bigint, concerned bigint DEFAULT NULL) LANGUAGE plpgsql AS $$
BEGIN
    CHECKPOINT;  -- as there would have been between two days
    PERFORM pg_sleep(0.5);  -- what has ended is counted by now
    TRUNCATE step;
    INSERT INTO step
    SELECT name, what, contacts, coalesce(concerned, contacts), clock_timestamp(), pg_temp.processor_time(), pg_current_wal_insert_lsn(),
           pg_database_size(current_database()), (SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database());
END $$;
CREATE PROCEDURE pg_temp.end_step() LANGUAGE plpgsql AS $$
DECLARE
    ended timestamptz := clock_timestamp();
BEGIN
    PERFORM pg_sleep(0.5);
    INSERT INTO measured
    SELECT s.name, s.contacts, s.concerned, extract(epoch FROM ended - s.at) * 1000,
           greatest(pg_temp.processor_time() - s.processor, 1) * 10, pg_current_wal_insert_lsn() - s.wal,
           pg_database_size(current_database()) - s.disk,
           (SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()) - s.temporary, s.what
    FROM step AS s;
END $$;
-- what a session has written to temporary files it tells when a statement has ended, at once where it is asked to
\set begin_step 'DO ''BEGIN PERFORM pg_stat_force_next_flush(); END''; CALL pg_temp.begin_step'
\set end_step 'DO ''BEGIN PERFORM pg_stat_force_next_flush(); END''; CALL pg_temp.end_step();'

-- ---- the source --------------------------------------------------------------------

-- No customer is 0, which stands for nobody.
CREATE UNLOGGED TABLE interactions AS
SELECT id AS interaction_id, customer + 1 AS customer, 'topic ' || request % 20 AS request, channel, 'page ' || id % 10 AS touchpoint,
       started_at, ended_at, handle_seconds, CASE WHEN id % 4 = 0 THEN verbatim END AS verbatim, 'en' AS language, started_at AS written_at
FROM contacts;
DROP TABLE contacts;
CREATE UNLOGGED TABLE new_day AS SELECT * FROM interactions WHERE started_at >= '2025-12-30' AND started_at < '2025-12-31';
CREATE UNLOGGED TABLE new_day_later AS SELECT * FROM interactions WHERE started_at >= '2025-12-31';
DELETE FROM interactions WHERE started_at >= '2025-12-30';
CREATE INDEX ON interactions (written_at);
VACUUM (ANALYZE) interactions, new_day, new_day_later;
SELECT count(*) AS all, (SELECT count(*) FROM new_day) AS of_day, (SELECT count(*) FROM new_day_later) AS of_day_later,
       count(*) FILTER (WHERE customer IN (SELECT customer FROM new_day))
       + (SELECT count(*) FROM new_day) AS concerned,
       count(*) FILTER (WHERE customer IN (SELECT customer FROM new_day_later))
       + (SELECT count(*) FROM new_day WHERE customer IN (SELECT customer FROM new_day_later))
       + (SELECT count(*) FROM new_day_later) AS concerned_later
FROM interactions \gset

-- ---- instead of it -----------------------------------------------------------------

:begin_step ('scan_source', 'a bare scan that reads the same columns', :all);
SELECT count(interaction_id), count(customer), count(request), count(channel), count(touchpoint), count(started_at), count(ended_at),
       count(handle_seconds), count(verbatim), count(language), count(written_at)
FROM interactions \g /dev/null
:end_step
:begin_step ('modelled', 'CREATE TABLE AS of the annotation in plain SQL, and three indexes', :all);
\ir modelled.sql
:end_step
-- Which digital contact a human one comes from is not compared: plain SQL takes the last one, though an
-- earlier one may have ended later, and be the only one that is near enough: four of 30 million contacts.
CREATE TEMPORARY TABLE modelled_sums AS
SELECT count(*), sum(contacts) AS contacts, sum(contact_no) AS contact_no, count(*) FILTER (WHERE bounced) AS bounced,
       count(*) FILTER (WHERE mature) AS mature, sum(extract(epoch FROM recontact_after)) AS recontact_after,
       count(origin) AS origins, sum(hashtext(next_channel)::bigint) AS next_channel
FROM modelled;
DROP TABLE modelled;

-- ---- the refresh -------------------------------------------------------------------

SELECT add_source('interactions') \g /dev/null
SELECT pg_database_size(current_database()) AS empty_size \gset
:begin_step ('refresh_first', 'of all contacts', :all);
CALL refresh();
:end_step
INSERT INTO measured (name, contacts, disk, what)
SELECT 'contact', :all, contact.size, 'with its indexes, after the first refresh'
FROM (SELECT pg_total_relation_size('failure_demand_internal.contact_fact') AS size) AS contact
UNION ALL
SELECT 'counts', :all, pg_database_size(current_database()) - :empty_size - pg_total_relation_size('failure_demand_internal.contact_fact'),
       'and digests: all else that it kept';
DO $$
BEGIN
    IF EXISTS (SELECT * FROM modelled_sums EXCEPT
               SELECT count(*), sum(contacts), sum(contact_no), count(*) FILTER (WHERE bounced), count(*) FILTER (WHERE mature),
                      sum(extract(epoch FROM recontact_after)), count(origin_id),
                      sum(hashtext(next_channel)::bigint)
               FROM failure_demand.contact) THEN
        RAISE EXCEPTION 'what a modeller would schedule and the first refresh do not agree';
    END IF;
END $$;
SELECT pg_total_relation_size('failure_demand_internal.company_log_part') AS log_size \gset
INSERT INTO measured (name, contacts, disk, what) VALUES ('company_log', :all, :log_size, 'of the counts, the log of all contacts');
:begin_step ('company_log_made', 'anew of all contacts: what it adds to the first refresh', :all);
BEGIN;
DELETE FROM failure_demand_internal.company_log_part;
SELECT failure_demand_internal.make_company_log() \g /dev/null
ROLLBACK;
:end_step
VACUUM (ANALYZE) failure_demand_internal.contact_fact, failure_demand_internal.company_log_part;
:begin_step ('refresh_nothing', 'in which nothing had changed', :all);
CALL refresh();
:end_step
:begin_step ('refresh_full', 'of everything again, in which nothing had changed', :all);
CALL refresh(true);
:end_step
INSERT INTO interactions SELECT * FROM new_day;
VACUUM (ANALYZE) interactions, failure_demand_internal.contact_fact;
:begin_step ('refresh_day', 'after a day of new contacts', :of_day, :concerned);
CALL refresh();
:end_step
INSERT INTO marker (language, phrase, reason, cause) VALUES ('en', '31 December', 'progress_chasing', 'year_end');
VACUUM (ANALYZE) failure_demand_internal.contact_fact;
:begin_step ('refresh_marker', 'after a new marker', :all + :of_day);
CALL refresh();
:end_step
SELECT add_source('interactions', append_only => true) \g /dev/null
CALL refresh();
UPDATE new_day_later SET written_at = now();
INSERT INTO interactions SELECT * FROM new_day_later;
VACUUM (ANALYZE) interactions, failure_demand_internal.contact_fact;
:begin_step ('refresh_day_appended', 'after another day, of an append-only source', :of_day_later, :concerned_later);
CALL refresh();
:end_step

SELECT * FROM measured;
