-- How many contacts there are, and how many are in no rate for which reason: what a refresh says at its end.

CREATE VIEW failure_demand_internal.work_left_out_tally AS
SELECT left_out, sum(n) AS contacts FROM failure_demand_internal.work_counted GROUP BY left_out;
ALTER VIEW failure_demand_internal.work_left_out_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_left_out_tally IS
'what a refresh adds to left_out_tally';
CREATE TABLE failure_demand_internal.left_out_tally AS SELECT *
                                                       FROM failure_demand_internal.work_left_out_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.left_out_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX left_out_tally_key ON failure_demand_internal.left_out_tally (left_out) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.left_out_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.left_out_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.left_out_tally IS
'all contacts, counted by why they are in no rate';
COMMENT ON COLUMN failure_demand_internal.left_out_tally.left_out IS
'why they are in no rate; null: they are in the rates';
COMMENT ON COLUMN failure_demand_internal.left_out_tally.contacts IS
'contacts';
