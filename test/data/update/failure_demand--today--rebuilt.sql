-- A table of counts made anew, while views of users hang on the reports: its columns may then be any others. The
-- reports are moved to the new table before the former one goes; the next refresh counts everything.
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL quote_all_identifiers = off;
SET LOCAL transform_null_equals = off;
SET LOCAL array_nulls = on;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = postgres;
SET LOCAL TimeZone = 'UTC';

ALTER TABLE failure_demand_internal.rate_tally RENAME TO former_rate_tally;
DROP INDEX failure_demand_internal.rate_tally_key;
DROP VIEW failure_demand_internal.work_rate_tally;

CREATE VIEW failure_demand_internal.work_rate_tally ...;
SELECT failure_demand_internal.give_to_owner('failure_demand_internal.work_rate_tally');
COMMENT ON VIEW failure_demand_internal.work_rate_tally ...;
CREATE TABLE failure_demand_internal.rate_tally ...;
SELECT failure_demand_internal.give_to_owner('failure_demand_internal.rate_tally');
CREATE UNIQUE INDEX rate_tally_key ...;
ALTER TABLE failure_demand_internal.rate_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.rate_tally_key ...;
COMMENT ON TABLE failure_demand_internal.rate_tally ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.day ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.kind ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.touchpoint ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.contacts ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.unlinkable ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.bounced ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital_immature ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.resolved_first ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys_immature ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.mature ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.avoided ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_resolved_first ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys_immature ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_avoided ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.failure ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed ...;
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed_failure ...;
CREATE TRIGGER note_derived_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON failure_demand_internal.rate_tally
FOR EACH STATEMENT EXECUTE FUNCTION failure_demand_internal.note_derived_change();
COMMENT ON TRIGGER note_derived_change ON failure_demand_internal.rate_tally IS 'notes changes that no refresh made';

CREATE OR REPLACE VIEW failure_demand.report_day ...;
CREATE OR REPLACE VIEW failure_demand.report_week ...;
CREATE OR REPLACE VIEW failure_demand.report_month ...;
CREATE OR REPLACE VIEW failure_demand.bounce_daily ...;
CREATE OR REPLACE VIEW failure_demand.bounce_by_touchpoint ...;
CREATE OR REPLACE VIEW failure_demand.global_fcr_monthly ...;
CREATE OR REPLACE VIEW failure_demand.channel_fcr_monthly ...;
CREATE OR REPLACE VIEW failure_demand.rate_weekly ...;
CREATE OR REPLACE VIEW failure_demand.kpi_conflict ...;
CREATE OR REPLACE VIEW failure_demand.generated_demand ...;
CREATE OR REPLACE VIEW failure_demand.channel_saturation ...;
CREATE OR REPLACE VIEW failure_demand_internal.left_out_tally ...;
DROP TABLE failure_demand_internal.former_rate_tally;
