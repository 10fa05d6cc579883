-- The fact view of the reports: what they add up, and what a dashboard filters as it likes.

CREATE VIEW failure_demand.contact_daily AS
SELECT t.day, t.channel, t.kind, t.touchpoint, t.request, t.brand, t.provider,
       t.contacts,
       coalesce(t.unlinkable, 0) AS unlinkable,
       t.contacts - coalesce(t.unlinkable, 0) - coalesce(t.mature, 0) AS immature,
       coalesce(t.mature, 0) AS mature,
       CASE t.kind WHEN 'digital' THEN coalesce(t.mature, 0) ELSE 0 END AS digital,
       coalesce(t.bounced, 0) AS bounced,
       coalesce(t.followed, 0) AS followed,
       coalesce(t.journeys, 0) AS journeys,
       coalesce(t.resolved_first, 0) AS resolved_first,
       coalesce(t.snowballs, 0) AS snowballs,
       coalesce(t.journeys_immature, 0) AS journeys_immature,
       coalesce(t.channel_followed, 0) AS channel_followed,
       coalesce(t.channel_journeys, 0) AS channel_journeys,
       coalesce(t.channel_resolved_first, 0) AS channel_resolved_first,
       coalesce(t.channel_journeys_immature, 0) AS channel_journeys_immature,
       coalesce(t.escalated, 0) AS escalated,
       coalesce(t.escalated_and_bounced, 0) AS escalated_and_bounced,
       coalesce(t.abandoned, 0) AS abandoned,
       coalesce(t.contained, 0) AS contained,
       coalesce(t.unknown, 0) AS unknown,
       coalesce(t.given_up, 0) AS given_up,
       coalesce(t.saturated, 0) AS saturated,
       coalesce(t.followed_sessions, 0) AS followed_sessions,
       coalesce(t.generated, 0) AS generated,
       coalesce(t.generated_human, 0) AS generated_human,
       coalesce(t.served, 0) AS served,
       coalesce(t.attempts_until_served, 0) AS attempts_until_served,
       coalesce(t.never_served, 0) AS never_served,
       coalesce(t.still_asking, 0) AS still_asking,
       coalesce(t.failure, 0) AS failure,
       coalesce(t.value, 0) AS value,
       coalesce(t.unclassified, 0) AS unclassified,
       coalesce(t.assessed, 0) AS assessed,
       coalesce(t.assessed_failure, 0) AS assessed_failure,
       coalesce(t.handle_seconds, 0) AS handle_seconds,
       coalesce(t.failure_handled, 0) AS failure_handled,
       coalesce(t.failure_seconds, 0) AS failure_seconds,
       coalesce(t.value_handled, 0) AS value_handled,
       coalesce(t.value_seconds, 0) AS value_seconds,
       coalesce(t.nps_promoters, 0) AS nps_promoters,
       coalesce(t.nps_passives, 0) AS nps_passives,
       coalesce(t.nps_detractors, 0) AS nps_detractors,
       coalesce(t.csat_answers, 0) AS csat_answers,
       coalesce(t.csat_satisfied, 0) AS csat_satisfied,
       coalesce(t.ces_answers, 0) AS ces_answers,
       coalesce(t.ces_easy, 0) AS ces_easy
FROM failure_demand_internal.contact_daily_tally AS t;
ALTER VIEW failure_demand.contact_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_daily IS
'contacts and journeys in the rates, counted by the day on which they began and all that they are counted by: every '
'count adds up over any of these';
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS said
                FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = 'failure_demand_internal.contact_daily_tally'::pg_catalog.regclass
                  AND a.attnum > 0 LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN failure_demand.contact_daily.%I IS %L', part.attname, part.said);
    END LOOP;
END $$;
COMMENT ON COLUMN failure_demand.contact_daily.immature IS
'linkable contacts whose window was not over at as_of: not judged yet';
COMMENT ON COLUMN failure_demand.contact_daily.digital IS
'mature digital contacts: those that can have bounced';
