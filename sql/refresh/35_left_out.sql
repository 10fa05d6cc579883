-- Contacts that are in no rate, nor in contact_daily. What they answer counts, as that of unlinkable ones does.

CREATE VIEW failure_demand_internal.work_outside_tally AS
SELECT day, brand, left_out, sum(n) AS contacts,
       coalesce(sum(n) FILTER (WHERE promoter), 0) AS nps_promoters,
       coalesce(sum(n) FILTER (WHERE passive), 0) AS nps_passives,
       coalesce(sum(n) FILTER (WHERE detractor), 0) AS nps_detractors,
       coalesce(sum(n) FILTER (WHERE csat_answer), 0) AS csat_answers,
       coalesce(sum(n) FILTER (WHERE satisfied), 0) AS csat_satisfied,
       coalesce(sum(n) FILTER (WHERE ces_answer), 0) AS ces_answers,
       coalesce(sum(n) FILTER (WHERE easy), 0) AS ces_easy
FROM failure_demand_internal.work_counted
WHERE left_out IS NOT NULL AND left_out <> 'unlinkable'
GROUP BY day, brand, left_out;
ALTER VIEW failure_demand_internal.work_outside_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_outside_tally IS
'what a refresh adds to outside_tally';
CREATE TABLE failure_demand_internal.outside_tally AS
SELECT * FROM failure_demand_internal.work_outside_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.outside_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX outside_tally_key ON failure_demand_internal.outside_tally (day, brand, left_out)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.outside_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.outside_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.outside_tally IS
'contacts that are in no rate and not for want of a customer or request, counted by why: what the scorecard adds up';
COMMENT ON COLUMN failure_demand_internal.outside_tally.day IS
'day on which they began, in the time zone of the definition; null: not known';
COMMENT ON COLUMN failure_demand_internal.outside_tally.left_out IS
'why they are in no rate';
COMMENT ON COLUMN failure_demand_internal.outside_tally.contacts IS
'contacts';
COMMENT ON COLUMN failure_demand_internal.outside_tally.brand IS
'the brand; null: none is known';
COMMENT ON COLUMN failure_demand_internal.outside_tally.nps_promoters IS
'contacts whose customer would recommend with 9 or 10';
COMMENT ON COLUMN failure_demand_internal.outside_tally.nps_passives IS
'with more than 6, and less than 9';
COMMENT ON COLUMN failure_demand_internal.outside_tally.nps_detractors IS
'with 6 or less';
COMMENT ON COLUMN failure_demand_internal.outside_tally.csat_answers IS
'contacts whose satisfaction is known, from 1 to 5';
COMMENT ON COLUMN failure_demand_internal.outside_tally.csat_satisfied IS
'of these, those with 4 or 5';
COMMENT ON COLUMN failure_demand_internal.outside_tally.ces_answers IS
'contacts whose effort is known, from 1 to 7';
COMMENT ON COLUMN failure_demand_internal.outside_tally.ces_easy IS
'of these, those with 5 or more';

-- Those that start after as_of do not count yet, and nobody computes them anew when they do.
CREATE INDEX contact_outside ON failure_demand_internal.contact_fact (day)
WHERE left_out IS NOT NULL AND left_out <> 'unlinkable';
COMMENT ON INDEX failure_demand_internal.contact_outside IS
'finds the contacts of a day that are in no rate, but for unlinkable ones';

CREATE VIEW failure_demand_internal.left_out_tally AS
SELECT l.left_out, sum(l.contacts)::bigint AS contacts
FROM (SELECT NULL::text COLLATE "C" AS left_out, contacts - unlinkable AS contacts
      FROM failure_demand_internal.rate_tally
      UNION ALL
      SELECT 'unlinkable', unlinkable FROM failure_demand_internal.rate_tally
      UNION ALL
      SELECT left_out, contacts FROM failure_demand_internal.outside_tally) AS l
GROUP BY l.left_out HAVING sum(l.contacts) > 0;
ALTER VIEW failure_demand_internal.left_out_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.left_out_tally IS
'all contacts, counted by why they are in no rate: what a refresh says at its end';
COMMENT ON COLUMN failure_demand_internal.left_out_tally.left_out IS
'why they are in no rate; null: they are in the rates';
COMMENT ON COLUMN failure_demand_internal.left_out_tally.contacts IS
'contacts';
