-- Reports on demand, friction, words and journeys.

CREATE VIEW failure_demand.demand_monthly AS
SELECT m.time, t.request, t.channel, c.contacts, t.failure, t.value, t.unclassified, t.assessed, t.assessed_failure,
       CASE WHEN v.asked THEN t.assessed_failure::double precision / nullif(t.assessed, 0) END AS failure_share,
       t.failure::double precision / c.contacts AS lower_bound,
       (t.failure + t.unclassified)::double precision / c.contacts AS upper_bound,
       t.handle_seconds / 60.0::double precision AS handle_minutes, v.asked AS value_asked,
       NOT m.is_whole AS provisional
FROM failure_demand_internal.demand_tally AS t
CROSS JOIN LATERAL (SELECT t.failure + t.value + t.unclassified) AS c (contacts)
CROSS JOIN (SELECT failure_demand.value_asked()) AS v (asked)
JOIN failure_demand.report_month AS m USING (month);
ALTER VIEW failure_demand.demand_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.demand_monthly IS
'failure demand and value demand of human contacts, by month, request and channel';
COMMENT ON COLUMN failure_demand.demand_monthly.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.demand_monthly.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.demand_monthly.channel IS
'the human channel';
COMMENT ON COLUMN failure_demand.demand_monthly.contacts IS
'contacts: failure, value and unclassified together';
COMMENT ON COLUMN failure_demand.demand_monthly.failure IS
'contacts that are failure demand';
COMMENT ON COLUMN failure_demand.demand_monthly.value IS
'contacts that are value demand';
COMMENT ON COLUMN failure_demand.demand_monthly.unclassified IS
'contacts of which nothing speaks';
COMMENT ON COLUMN failure_demand.demand_monthly.assessed IS
'contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand.demand_monthly.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand.demand_monthly.failure_share IS
'assessed_failure / assessed; null where there is none, or value was not asked';
COMMENT ON COLUMN failure_demand.demand_monthly.lower_bound IS
'failure / contacts';
COMMENT ON COLUMN failure_demand.demand_monthly.upper_bound IS
'(failure + unclassified) / contacts';
COMMENT ON COLUMN failure_demand.demand_monthly.handle_minutes IS
'minutes of people''s work';
COMMENT ON COLUMN failure_demand.demand_monthly.value_asked IS
'is any reason code mapped to value? false: nobody could say value, so that the share says nothing';
COMMENT ON COLUMN failure_demand.demand_monthly.provisional IS
'true: the month is not over, or the data begin inside it';

CREATE VIEW failure_demand.handle_time_by_demand AS
SELECT request, failure_handled, failure_seconds,
       failure_seconds::double precision / nullif(failure_handled, 0) AS failure_mean_seconds,
       value_handled, value_seconds, value_seconds::double precision / nullif(value_handled, 0) AS value_mean_seconds,
       failure_handled * (failure_seconds::double precision / nullif(failure_handled, 0)
                          - value_seconds::double precision / nullif(value_handled, 0)) / 60 AS excess_minutes
FROM (SELECT request, sum(failure_seconds)::bigint AS failure_seconds, sum(failure_handled)::bigint AS failure_handled,
             sum(value_seconds)::bigint AS value_seconds, sum(value_handled)::bigint AS value_handled
      FROM failure_demand_internal.demand_tally GROUP BY request) AS c;
ALTER VIEW failure_demand.handle_time_by_demand OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.handle_time_by_demand IS
'how much longer failure demand takes, by request';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.failure_handled IS
'failure contacts with a handle time';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.failure_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.failure_mean_seconds IS
'failure_seconds / failure_handled: mean handle time of failure contacts';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.value_handled IS
'value contacts with a handle time';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.value_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.value_mean_seconds IS
'value_seconds / value_handled: mean handle time of value contacts';
COMMENT ON COLUMN failure_demand.handle_time_by_demand.excess_minutes IS
'failure_handled times the difference of the means; null where one of the two has no handle time';

CREATE VIEW failure_demand.friction_point AS
SELECT channel, touchpoint, request, digital, bounced,
       bounce_back_seconds / 60.0::double precision AS bounce_back_minutes,
       (sum(bounced) OVER ())::bigint AS all_bounced,
       bounced::double precision / nullif(sum(bounced) OVER (), 0) AS share,
       (sum(bounced) OVER worst_first)::bigint AS cumulative_bounced,
       (sum(bounced) OVER worst_first)::double precision / nullif(sum(bounced) OVER (), 0) AS cumulative_share
FROM failure_demand_internal.friction_tally
WINDOW worst_first AS (ORDER BY bounced DESC, channel, touchpoint, request ROWS UNBOUNDED PRECEDING)
ORDER BY bounced DESC, channel, touchpoint, request;
ALTER VIEW failure_demand.friction_point OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.friction_point IS
'where digital journeys fail, the worst first: touchpoints and requests by the contacts that bounced';
COMMENT ON COLUMN failure_demand.friction_point.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand.friction_point.touchpoint IS
'where in the channel';
COMMENT ON COLUMN failure_demand.friction_point.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.friction_point.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand.friction_point.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand.friction_point.bounce_back_minutes IS
'minutes of people''s work on those who came from here';
COMMENT ON COLUMN failure_demand.friction_point.all_bounced IS
'mature contacts that bounced, anywhere: the same in all rows';
COMMENT ON COLUMN failure_demand.friction_point.share IS
'bounced / all_bounced';
COMMENT ON COLUMN failure_demand.friction_point.cumulative_bounced IS
'mature contacts that bounced, here and at what is worse';
COMMENT ON COLUMN failure_demand.friction_point.cumulative_share IS
'cumulative_bounced / all_bounced';

CREATE VIEW failure_demand.marker_monthly AS
WITH monthly AS (
    SELECT date_trunc('month', day::timestamp)::date AS month, language, reason, cause,
           sum(contacts)::bigint AS contacts
    FROM failure_demand_internal.marker_tally GROUP BY 1, language, reason, cause
)
SELECT m.time, f.language, f.reason, f.cause, f.contacts, r.contacts AS contacts_read,
       f.contacts::double precision / r.contacts AS share,
       NOT m.is_whole AS provisional
FROM monthly AS f
JOIN monthly AS r ON r.month = f.month AND r.language IS NOT DISTINCT FROM f.language AND r.cause IS NULL
JOIN failure_demand.report_month AS m ON m.month = f.month
WHERE f.cause IS NOT NULL;
ALTER VIEW failure_demand.marker_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.marker_monthly IS
'what failed before customers came to people, in their own words, by month; a contact counts once for each thing';
COMMENT ON COLUMN failure_demand.marker_monthly.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.marker_monthly.language IS
'language of the words, as the interactions have it';
COMMENT ON COLUMN failure_demand.marker_monthly.reason IS
'the avoidable reason';
COMMENT ON COLUMN failure_demand.marker_monthly.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.marker_monthly.contacts IS
'human contacts in the rates in whose words it was found';
COMMENT ON COLUMN failure_demand.marker_monthly.contacts_read IS
'such contacts of the month and language whose words were read: the same in all of their rows';
COMMENT ON COLUMN failure_demand.marker_monthly.share IS
'contacts / contacts_read';
COMMENT ON COLUMN failure_demand.marker_monthly.provisional IS
'true: the month is not over, or the data begin inside it';

-- Who may not see all contacts of a journey has fewer of them in its row. It is written out by the
-- planner, where it is called, so that only the contacts of long journeys are read.
CREATE FUNCTION failure_demand_internal.journeys_of(
    length bigint, OUT source text, OUT id text, OUT customer text, OUT request text, OUT first timestamptz,
    OUT last timestamptz, OUT contacts bigint, OUT channels text[], OUT digital_start boolean, OUT human_end boolean,
    OUT handle_seconds bigint)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.journey_source, c.journey_id, min(c.customer), min(c.request) FILTER (WHERE c.contact_no = 1),
           min(c.started_at), max(failure_demand.contact_end(c.started_at, c.ended_at)), count(*),
           array_agg(c.channel ORDER BY c.contact_no), bool_or(c.kind = 'digital' AND c.contact_no = 1),
           bool_or(c.kind = 'human' AND c.contact_no = c.contacts), sum(c.handle_seconds)
    FROM failure_demand.contact AS c
    WHERE c.left_out IS NULL AND c.contacts >= length
    GROUP BY c.journey_source, c.journey_id;
END;
COMMENT ON FUNCTION failure_demand_internal.journeys_of(bigint) IS
'the journeys of so many contacts at least, of those contacts that whoever asks may see';

CREATE VIEW failure_demand.journey WITH (security_invoker = true) AS
SELECT source COLLATE "C", id COLLATE "C", customer COLLATE "C", request COLLATE "C", first, last, contacts,
       channels COLLATE "C", digital_start, human_end, handle_seconds
FROM failure_demand_internal.journeys_of(1);
ALTER VIEW failure_demand.journey OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.journey IS
'a row a journey: the whole course of one request; read of all contacts when it is asked, since it has a row for as '
'good as each, and differs by what who asks may see';
COMMENT ON COLUMN failure_demand.journey.source IS
'source of its first contact';
COMMENT ON COLUMN failure_demand.journey.id IS
'interaction_id of its first contact';
COMMENT ON COLUMN failure_demand.journey.customer IS
'whose it was';
COMMENT ON COLUMN failure_demand.journey.request IS
'what the customer wanted done, at the first contact';
COMMENT ON COLUMN failure_demand.journey.first IS
'when it began';
COMMENT ON COLUMN failure_demand.journey.last IS
'when its last contact ended';
COMMENT ON COLUMN failure_demand.journey.contacts IS
'how many contacts it took';
COMMENT ON COLUMN failure_demand.journey.channels IS
'their channels, in order';
COMMENT ON COLUMN failure_demand.journey.digital_start IS
'did it begin with a digital contact?';
COMMENT ON COLUMN failure_demand.journey.human_end IS
'was the last contact a human one?';
COMMENT ON COLUMN failure_demand.journey.handle_seconds IS
'seconds of people''s work; null where none is known';

CREATE VIEW failure_demand.snowball WITH (security_invoker = true) AS
SELECT source COLLATE "C", id COLLATE "C", customer COLLATE "C", request COLLATE "C", first, last, contacts,
       channels COLLATE "C", digital_start, human_end, handle_seconds
FROM failure_demand_internal.journeys_of(3)
WHERE contacts >= 3;
ALTER VIEW failure_demand.snowball OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.snowball IS
'journeys of three contacts and more; read of their contacts when it is asked, since it differs by what who asks may '
'see';
COMMENT ON COLUMN failure_demand.snowball.source IS
'source of its first contact';
COMMENT ON COLUMN failure_demand.snowball.id IS
'interaction_id of its first contact';
COMMENT ON COLUMN failure_demand.snowball.customer IS
'whose it was';
COMMENT ON COLUMN failure_demand.snowball.request IS
'what the customer wanted done, at the first contact';
COMMENT ON COLUMN failure_demand.snowball.first IS
'when it began';
COMMENT ON COLUMN failure_demand.snowball.last IS
'when its last contact ended';
COMMENT ON COLUMN failure_demand.snowball.contacts IS
'how many contacts it took';
COMMENT ON COLUMN failure_demand.snowball.channels IS
'their channels, in order';
COMMENT ON COLUMN failure_demand.snowball.digital_start IS
'did it begin with a digital contact?';
COMMENT ON COLUMN failure_demand.snowball.human_end IS
'was the last contact a human one?';
COMMENT ON COLUMN failure_demand.snowball.handle_seconds IS
'seconds of people''s work; null where none is known';

CREATE VIEW failure_demand.channel_transition AS
SELECT from_channel, to_channel, transitions
FROM failure_demand_internal.transition_tally;
ALTER VIEW failure_demand.channel_transition OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_transition IS
'who hands over to whom: consecutive contacts of a journey';
COMMENT ON COLUMN failure_demand.channel_transition.from_channel IS
'channel of the one';
COMMENT ON COLUMN failure_demand.channel_transition.to_channel IS
'channel of the next';
COMMENT ON COLUMN failure_demand.channel_transition.transitions IS
'how often the one was followed by the other';
