\set ECHO none
-- What every test starts with: the extension, the oracle, the helpers, and
-- settings that a server or a session could have otherwise. Each test so runs
-- alone, or after any other.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS failure_demand;
\ir oracle.sql
\ir helpers.sql
RESET client_min_messages;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET extra_float_digits = 1;
SET jit = off;
SET search_path = test, failure_demand, public;
\set ECHO all
