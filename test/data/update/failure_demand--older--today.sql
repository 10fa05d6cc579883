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

-- A column of the contacts: at the end of the row that C gives, and of each table and view that has their columns. The
-- next refresh fills it.
ALTER TYPE failure_demand_internal.contact_fact_row ADD ATTRIBUTE channel_recontact_after interval;
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_recontact_after ...;
ALTER TABLE failure_demand_internal.contact_fact ADD COLUMN channel_recontact_after interval;
ALTER TABLE failure_demand_internal.work_contact ADD COLUMN channel_recontact_after interval;
ALTER TABLE failure_demand_internal.work_removed ADD COLUMN channel_recontact_after interval;
COMMENT ON COLUMN failure_demand_internal.contact_fact.channel_recontact_after IS
'from its end to the next contact of the request in this channel';
CREATE OR REPLACE VIEW failure_demand_internal.work_enriched AS
SELECT j.source, j.interaction_id, j.customer, j.request, j.channel, j.touchpoint, j.started_at, j.ended_at,
       j.handle_seconds, j.outcome, j.direction, j.reason, j.verbatim, j.language, j.resolved, j.nps, j.csat,
       j.ces, j.agent, j.provider, j.brand, j.updated_at, j.written_at, j.dimensions, j.identifiers,
       j.started_on, j.ended_on, j.kind, j.said_request, j.said_outcome, j.said_direction,
       j.negative_handle_seconds, j.said_customer, j.said_group, j.customer_group, j.left_out, j.day,
       (j.facts).journey_source, (j.facts).journey_id, (j.facts).contact_no, (j.facts).contacts,
       (j.facts).bounced, (j.facts).mature, (j.facts).recontact_after, (j.facts).origin_source,
       (j.facts).origin_id, (j.facts).origin_channel, (j.facts).origin_touchpoint, (j.facts).origin_request,
       (j.facts).demand, (j.facts).evidence, (j.facts).assessed, (j.facts).avoidable_reason, (j.facts).cause,
       (j.facts).markers, (j.facts).containment, (j.facts).next_channel, (j.facts).channel_contact_no,
       (j.facts).channel_contacts, (j.facts).linkable, (j.facts).open, (j.facts).followed,
       (j.facts).resolved_first, (j.facts).channel_followed, (j.facts).channel_resolved_first,
       (j.facts).assessed_failure, (j.facts).saturated, (j.facts).attempts_until_served, (j.facts).still_asking,
       (j.facts).generated_human, (j.facts).channel_recontact_after
FROM failure_demand_internal.work_facts AS j;
CREATE OR REPLACE VIEW failure_demand_internal.work_everything ...;
CREATE OR REPLACE VIEW failure_demand_internal.work_changes ...;
CREATE OR REPLACE VIEW failure_demand_internal.work_counted ...;
CREATE OR REPLACE VIEW failure_demand.contact ...;
CREATE OR REPLACE FUNCTION failure_demand_internal.later_facts ...;
COMMENT ON COLUMN failure_demand.contact.channel_recontact_after IS
'from its end to the next contact of the request in this channel';

-- a column of a table that users fill
ALTER TABLE failure_demand.cause_rule ADD COLUMN brand text;
COMMENT ON COLUMN failure_demand.cause_rule.brand ...;
CREATE OR REPLACE VIEW failure_demand_internal.rules_in_order ...;
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
