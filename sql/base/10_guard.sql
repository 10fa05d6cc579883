\echo Use "CREATE EXTENSION failure_demand" to load this file. \quit

-- A setting of the session that installs must change nothing of what is made: names that are looked for, literals that
-- are read, settings that functions keep. The whole script is parsed before the first of these holds: so no plain
-- literal in it has a backslash.
SET LOCAL quote_all_identifiers = off;
SET LOCAL transform_null_equals = off;
SET LOCAL array_nulls = on;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = postgres;
SET LOCAL TimeZone = 'UTC';

-- The schema belongs to whoever installs; a schema of that name that is there
-- already is an error, so that nobody's objects can stand in for ours.
CREATE SCHEMA failure_demand AUTHORIZATION @extowner@;
COMMENT ON SCHEMA failure_demand IS
'customer contacts that should never have happened: bounce, journeys, first contact resolution';
GRANT USAGE ON SCHEMA failure_demand TO PUBLIC;

-- What only the extension uses. What is derived there, an update may drop and make anew. It calls functions there, as
-- a superuser: so the owner, who may add to the schema, must not be able to put another in its place.
CREATE SCHEMA failure_demand_internal;
COMMENT ON SCHEMA failure_demand_internal IS
'what failure_demand is made of: facts, tallies, working tables, and the functions that keep them; it may change from '
'version to version';
GRANT USAGE ON SCHEMA failure_demand_internal TO PUBLIC;
GRANT CREATE ON SCHEMA failure_demand_internal TO @extowner@;
