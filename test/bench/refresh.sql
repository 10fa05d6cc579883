-- A year of contacts as a source: the first refresh; one after a day of new contacts, in
-- a source in which anything may change and in one that is append-only; and one of the
-- same day where the source has :contacts / 10 contacts more or less to do with it.
--
-- Prints a line a measured step: its name, and what psql says of the time.

SET client_min_messages = warning;
DROP EXTENSION IF EXISTS failure_demand CASCADE;
CREATE EXTENSION failure_demand;
SET search_path = public, failure_demand;
CREATE UNLOGGED TABLE interactions AS
SELECT id AS interaction_id, customer, 'topic ' || request % 20 AS request, channel, 'page ' || id % 10 AS touchpoint,
       started_at, ended_at, handle_seconds, verbatim, 'en' AS language, started_at AS updated_at
FROM contacts LIMIT 0;
