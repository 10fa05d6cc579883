\set ECHO none
-- What every test starts with: the extension, the oracle, the helpers and the
-- settings. Each test so runs alone, or after any other.
SET client_min_messages = error;  -- an encoding may leave markers out
CREATE EXTENSION IF NOT EXISTS failure_demand;
\ir ../model/oracle.sql
\ir helpers.sql
RESET client_min_messages;
\ir settings.sql
SET search_path = test, failure_demand, failure_demand_internal, public;
\set ECHO all
