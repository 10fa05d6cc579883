-- The fact view of the reports: what they add up, and what a dashboard filters as it likes.

-- Both levels give the same counts.
DO $$
DECLARE
    counts text := $counts$
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
        coalesce(t.ces_easy, 0) AS ces_easy $counts$;
BEGIN
    EXECUTE pg_catalog.format('CREATE VIEW failure_demand.contact_daily AS '
        'SELECT t.day, t.channel, t.kind, t.touchpoint, t.request, t.brand, t.provider, %s '
        'FROM failure_demand_internal.contact_daily_tally AS t', counts);
    EXECUTE pg_catalog.format('CREATE VIEW failure_demand.contact_daily_by_dimension AS '
        'SELECT t.day, t.channel, t.kind, '
               'CASE WHEN t.other THEN (SELECT pg_catalog.jsonb_object_agg(d.name, ''other'') '
                                       'FROM failure_demand.dimension AS d) ELSE c.dimensions END AS dimensions, '
               't.other, %s '
        'FROM failure_demand_internal.dimension_daily_tally AS t '
        'LEFT JOIN (SELECT k.combination, k.dimensions FROM failure_demand_internal.dimension_combination AS k) AS c '
          'ON c.combination = t.combination', counts);
END $$;
ALTER VIEW failure_demand.contact_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_daily IS
'contacts and journeys in the rates, counted by the day on which they began and all that they are counted by: every '
'count adds up over any of these';
ALTER VIEW failure_demand.contact_daily_by_dimension OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_daily_by_dimension IS
'the counts of contact_daily by day, channel and the dimensions of one''s own: added up over these, they are its '
'counts of the day and channel; no row while no source has a dimension';
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT v.name, a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS said
                FROM pg_catalog.pg_attribute AS a
                CROSS JOIN (VALUES ('contact_daily'), ('contact_daily_by_dimension')) AS v (name)
                JOIN pg_catalog.pg_attribute AS o ON o.attname = a.attname
                 AND o.attrelid = pg_catalog.format('failure_demand.%I', v.name)::pg_catalog.regclass
                WHERE a.attrelid = 'failure_demand_internal.contact_daily_tally'::pg_catalog.regclass
                  AND a.attnum > 0 LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN failure_demand.%I.%I IS %L', part.name, part.attname, part.said);
    END LOOP;
    FOR part IN SELECT v.name FROM (VALUES ('contact_daily'), ('contact_daily_by_dimension')) AS v (name) LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN failure_demand.%I.immature IS %L', part.name,
                                  'linkable contacts whose window was not over at as_of: not judged yet');
        EXECUTE pg_catalog.format('COMMENT ON COLUMN failure_demand.%I.digital IS %L', part.name,
                                  'mature digital contacts: those that can have bounced');
    END LOOP;
END $$;
COMMENT ON COLUMN failure_demand.contact_daily_by_dimension.dimensions IS
'the dimensions, by name, such as dimensions ->> ''region''; null where they have none; where other is true, '
'''other'' for each';
COMMENT ON COLUMN failure_demand.contact_daily_by_dimension.other IS
'true: counts of all the combinations of dimensions that are over the limit of 1000, which fewest contacts have';
