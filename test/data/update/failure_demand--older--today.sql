-- The update of the dry run: from an older version that never was, which lacks a report, a function, a column of the
-- contacts, one of a table that users fill, one of a type, and a shipped marker, and computes by other rules: see
-- test/lib/OlderVersion.pm. Where it ends in "...", a statement is the one that the install script has: a script that
-- is released has it in full.
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL quote_all_identifiers = off;
SET LOCAL transform_null_equals = off;
SET LOCAL array_nulls = on;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = postgres;
SET LOCAL TimeZone = 'UTC';

-- a report
CREATE VIEW failure_demand.channel_transition ...;
SELECT failure_demand_internal.give_to_owner('failure_demand.channel_transition');
COMMENT ON VIEW failure_demand.channel_transition ...;
COMMENT ON COLUMN failure_demand.channel_transition.from_channel ...;
COMMENT ON COLUMN failure_demand.channel_transition.to_channel ...;
COMMENT ON COLUMN failure_demand.channel_transition.transitions ...;

-- a function and its type
CREATE TYPE failure_demand.marker_word ...;
COMMENT ON TYPE failure_demand.marker_word ...;
COMMENT ON COLUMN failure_demand.marker_word.word_no ...;
COMMENT ON COLUMN failure_demand.marker_word.word ...;
COMMENT ON COLUMN failure_demand.marker_word.position ...;
CREATE FUNCTION failure_demand.marker_words ...;
COMMENT ON FUNCTION failure_demand.marker_words ...;

-- A column of the contacts: at the end of each table and view that has their columns, in what counts by it, and in a
-- function whose body was read when it was made. The next refresh fills it.
ALTER TABLE failure_demand_internal.contact_fact ADD COLUMN channel_recontact_after interval;
ALTER TABLE failure_demand_internal.work_contact ADD COLUMN channel_recontact_after interval;
ALTER TABLE failure_demand_internal.work_removed ADD COLUMN channel_recontact_after interval;
COMMENT ON COLUMN failure_demand_internal.contact_fact.channel_recontact_after ...;
CREATE OR REPLACE VIEW failure_demand_internal.work_enriched ...;
CREATE OR REPLACE VIEW failure_demand_internal.work_counted ...;
CREATE OR REPLACE VIEW failure_demand_internal.work_rate_tally ...;
CREATE OR REPLACE FUNCTION failure_demand_internal.stage_unchanged ...;
CREATE OR REPLACE VIEW failure_demand.contact ...;
COMMENT ON COLUMN failure_demand.contact.channel_recontact_after IS
'from its end to the next contact of the request in this channel';

-- a column of a table that users fill
ALTER TABLE failure_demand.cause_rule ADD COLUMN brand text;
COMMENT ON COLUMN failure_demand.cause_rule.brand ...;
CREATE OR REPLACE VIEW failure_demand.failure_cause ...;

-- a column of a type
ALTER TYPE failure_demand.log_quality ADD ATTRIBUTE reversed bigint;
COMMENT ON COLUMN failure_demand.log_quality.reversed ...;

-- a shipped marker, as sql/marker/shipped/make_sql writes it
CREATE FUNCTION failure_demand_internal.ship_markers(text, text) RETURNS void AS 'MODULE_PATHNAME' LANGUAGE C STRICT;
SELECT failure_demand_internal.ship_markers('en', $markers$
1310	app *1 (just|keeps|only|simply) (spins|spinning|spin|hangs|loading|freezes)	failed_self_service	app
$markers$);
DROP FUNCTION failure_demand_internal.ship_markers(text, text);

-- the version of the rules by which contacts and charges are computed
CREATE OR REPLACE FUNCTION failure_demand_internal.computation_version ...;
