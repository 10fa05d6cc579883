-- A year of contacts as a source, and then a day of new ones: in a source in which
-- anything may change, and in one that is append-only. Prints the name of each step that
-- is measured, and its time.

SET client_min_messages = warning;
DROP TABLE IF EXISTS interactions, new_day, new_day_later;
CREATE UNLOGGED TABLE interactions AS
SELECT id AS interaction_id, customer, 'topic ' || request % 20 AS request, channel, 'page ' || id % 10 AS touchpoint,
       started_at, ended_at, handle_seconds, CASE WHEN id % 4 = 0 THEN verbatim END AS verbatim, 'en' AS language, started_at AS written_at
FROM contacts;
CREATE UNLOGGED TABLE new_day AS SELECT * FROM interactions WHERE started_at >= '2025-12-30' AND started_at < '2025-12-31';
CREATE UNLOGGED TABLE new_day_later AS SELECT * FROM interactions WHERE started_at >= '2025-12-31';
DELETE FROM interactions WHERE started_at >= '2025-12-30';
CREATE INDEX ON interactions (written_at);
VACUUM (ANALYZE) interactions;

SELECT add_source('interactions') \g /dev/null
\timing on
\echo refresh_first
CALL refresh();
\echo refresh_nothing
CALL refresh();
\timing off
INSERT INTO interactions SELECT * FROM new_day;
VACUUM (ANALYZE) failure_demand_internal.contact_fact;
\timing on
\echo refresh_day
CALL refresh();
\timing off
SELECT add_source('interactions', append_only => true) \g /dev/null
CALL refresh();
UPDATE new_day_later SET written_at = now();
INSERT INTO interactions SELECT * FROM new_day_later;
VACUUM (ANALYZE) failure_demand_internal.contact_fact;
\timing on
\echo refresh_day_appended
CALL refresh();
\timing off
DROP TABLE interactions CASCADE;
SELECT drop_source('interactions') \g /dev/null
