\set ECHO none
-- What tests of costs and charges start with: the extension, made anew for an owner who is
-- no superuser and who runs the test, and a table of interactions that is a source. The owner
-- connects: SET ROLE would not do, see check_caller().
SELECT current_user AS superuser \gset
SET client_min_messages = error;
DROP EXTENSION IF EXISTS failure_demand CASCADE;
DROP SCHEMA IF EXISTS company CASCADE;
SELECT 'DROP OWNED BY regress_finance CASCADE' WHERE to_regrole('regress_finance') IS NOT NULL \gexec
DROP ROLE IF EXISTS regress_finance;
CREATE ROLE regress_finance LOGIN;
-- Where the server asks for a password, psql says the same for every role.
\getenv password PGPASSWORD
\if :{?password}
ALTER ROLE regress_finance PASSWORD :'password';
\endif
SELECT format('GRANT CREATE ON DATABASE %I TO regress_finance', current_database()) \gexec
SET ROLE regress_finance;
CREATE EXTENSION failure_demand;
CREATE SCHEMA company;
RESET ROLE;
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set ECHO none
GRANT USAGE ON SCHEMA test TO regress_finance;
\connect - regress_finance
\ir ../lib/settings.sql
SET search_path = company, failure_demand, failure_demand_internal, test;
SET client_min_messages = error;
CREATE TABLE interactions (
    interaction_id text PRIMARY KEY,
    customer       text,
    request        text,
    channel        text,
    touchpoint     text,
    started_at     timestamptz,
    ended_at       timestamptz,
    handle_seconds integer,
    direction      text,
    reason         text,
    verbatim       text,
    language       text,
    provider       text,
    brand          text,
    nps            integer
);
SELECT add_source('interactions') \gset
RESET client_min_messages;
\set ECHO all
