-- Coarser tables of counts: what contact_daily_tally adds up to; and what is counted by
-- something else, each from the contacts that it concerns.

-- Rates, by where and when a contact began.
CREATE VIEW failure_demand_internal.work_rate_tally AS
SELECT day, channel, kind, touchpoint,
       coalesce(sum(contacts), 0)::bigint AS contacts,
       coalesce(sum(unlinkable), 0)::bigint AS unlinkable,
       coalesce(sum(mature) FILTER (WHERE kind = 'digital'), 0)::bigint AS digital,
       coalesce(sum(bounced), 0)::bigint AS bounced,
       (coalesce(sum(contacts) FILTER (WHERE kind = 'digital'), 0)
        - coalesce(sum(unlinkable) FILTER (WHERE kind = 'digital'), 0)
        - coalesce(sum(mature) FILTER (WHERE kind = 'digital'), 0))::bigint AS digital_immature,
       coalesce(sum(journeys), 0)::bigint AS journeys,
       coalesce(sum(resolved_first), 0)::bigint AS resolved_first,
       coalesce(sum(journeys_immature), 0)::bigint AS journeys_immature,
       coalesce(sum(mature), 0)::bigint AS mature,
       (coalesce(sum(mature), 0) - coalesce(sum(followed), 0))::bigint AS avoided,
       coalesce(sum(channel_journeys), 0)::bigint AS channel_journeys,
       coalesce(sum(channel_resolved_first), 0)::bigint AS channel_resolved_first,
       coalesce(sum(channel_journeys_immature), 0)::bigint AS channel_journeys_immature,
       (coalesce(sum(mature), 0) - coalesce(sum(channel_followed), 0))::bigint AS channel_avoided,
       coalesce(sum(failure), 0)::bigint AS failure,
       coalesce(sum(assessed), 0)::bigint AS assessed,
       coalesce(sum(assessed_failure), 0)::bigint AS assessed_failure
FROM failure_demand_internal.work_daily_counted
GROUP BY day, channel, kind, touchpoint;
ALTER VIEW failure_demand_internal.work_rate_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_rate_tally IS
'what a refresh adds to rate_tally';
CREATE TABLE failure_demand_internal.rate_tally AS SELECT * FROM failure_demand_internal.work_rate_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.rate_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX rate_tally_key ON failure_demand_internal.rate_tally (day, channel, kind, touchpoint)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.rate_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.rate_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.rate_tally IS
'contacts and journeys in the rates, counted by where and when they began: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.rate_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel IS
'their channel';
COMMENT ON COLUMN failure_demand_internal.rate_tally.kind IS
'digital or human';
COMMENT ON COLUMN failure_demand_internal.rate_tally.touchpoint IS
'their touchpoint';
COMMENT ON COLUMN failure_demand_internal.rate_tally.contacts IS
'contacts that exist, linkable or not';
COMMENT ON COLUMN failure_demand_internal.rate_tally.unlinkable IS
'contacts without a customer, or without a request where it is matched';
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.rate_tally.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital_immature IS
'digital contacts not judged yet';
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand_internal.rate_tally.resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys_immature IS
'journeys not judged yet';
COMMENT ON COLUMN failure_demand_internal.rate_tally.mature IS
'mature contacts';
COMMENT ON COLUMN failure_demand_internal.rate_tally.avoided IS
'of these, those not followed by another within the window';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys IS
'journeys whose first contact is mature, as the channel alone sees them';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys_immature IS
'journeys not judged yet, as the channel alone sees them';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_avoided IS
'mature contacts not followed by another of the channel within the window';
COMMENT ON COLUMN failure_demand_internal.rate_tally.failure IS
'human contacts that are failure demand';
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed IS
'human contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed_failure IS
'of these, failure demand';

-- Containment of digital contacts.
CREATE VIEW failure_demand_internal.work_containment_tally AS
SELECT day,
       coalesce(sum(escalated), 0)::bigint AS escalated,
       (coalesce(sum(bounced), 0) - coalesce(sum(escalated_and_bounced), 0))::bigint AS bounced,
       coalesce(sum(abandoned), 0)::bigint AS abandoned,
       coalesce(sum(contained), 0)::bigint AS contained,
       coalesce(sum(unknown), 0)::bigint AS unknown,
       coalesce(sum(escalated_and_bounced), 0)::bigint AS escalated_and_bounced,
       (coalesce(sum(contacts), 0) - coalesce(sum(unlinkable), 0) - coalesce(sum(mature), 0))::bigint AS immature
FROM failure_demand_internal.work_daily_counted
WHERE kind = 'digital'
GROUP BY day;
ALTER VIEW failure_demand_internal.work_containment_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_containment_tally IS
'what a refresh adds to containment_tally';
CREATE TABLE failure_demand_internal.containment_tally AS SELECT *
                                                          FROM failure_demand_internal.work_containment_tally
                                                                     WITH NO DATA;
ALTER TABLE failure_demand_internal.containment_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.containment_tally ADD PRIMARY KEY (day);
COMMENT ON TABLE failure_demand_internal.containment_tally IS
'digital contacts, counted by what became of them: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.containment_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.containment_tally.escalated IS
'handed over to a person in the same session';
COMMENT ON COLUMN failure_demand_internal.containment_tally.bounced IS
'followed by a human contact within the window';
COMMENT ON COLUMN failure_demand_internal.containment_tally.abandoned IS
'given up, and nobody called';
COMMENT ON COLUMN failure_demand_internal.containment_tally.contained IS
'completed';
COMMENT ON COLUMN failure_demand_internal.containment_tally.unknown IS
'no outcome known';
COMMENT ON COLUMN failure_demand_internal.containment_tally.escalated_and_bounced IS
'handed over, and followed by a human contact';
COMMENT ON COLUMN failure_demand_internal.containment_tally.immature IS
'not judged yet';

-- Failure and value demand of human contacts, and what they took.
CREATE VIEW failure_demand_internal.work_demand_tally AS
SELECT date_trunc('month', day::timestamp)::date AS month, channel, request,
       coalesce(sum(failure), 0)::bigint AS failure,
       coalesce(sum(value), 0)::bigint AS value,
       coalesce(sum(unclassified), 0)::bigint AS unclassified,
       coalesce(sum(assessed), 0)::bigint AS assessed,
       coalesce(sum(assessed_failure), 0)::bigint AS assessed_failure,
       coalesce(sum(handle_seconds), 0)::bigint AS handle_seconds,
       coalesce(sum(failure_handled), 0)::bigint AS failure_handled,
       coalesce(sum(failure_seconds), 0)::bigint AS failure_seconds,
       coalesce(sum(value_handled), 0)::bigint AS value_handled,
       coalesce(sum(value_seconds), 0)::bigint AS value_seconds
FROM failure_demand_internal.work_daily_counted
WHERE kind = 'human'
GROUP BY 1, channel, request;
ALTER VIEW failure_demand_internal.work_demand_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_demand_tally IS
'what a refresh adds to demand_tally';
CREATE TABLE failure_demand_internal.demand_tally AS SELECT *
                                                     FROM failure_demand_internal.work_demand_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.demand_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX demand_tally_key ON failure_demand_internal.demand_tally (month, channel, request)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.demand_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.demand_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.demand_tally IS
'human contacts, counted by what they were: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.demand_tally.month IS
'first day of the month in which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.demand_tally.channel IS
'their channel';
COMMENT ON COLUMN failure_demand_internal.demand_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure IS
'contacts that are failure demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value IS
'contacts that are value demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.unclassified IS
'contacts of which nothing speaks';
COMMENT ON COLUMN failure_demand_internal.demand_tally.assessed IS
'contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.demand_tally.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.handle_seconds IS
'seconds of people''s work';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure_handled IS
'failure contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value_handled IS
'value contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value_seconds IS
'their handle time';

-- What customers feel and what they suffer, by whom they turned to.
CREATE VIEW failure_demand_internal.work_brand_tally AS
SELECT date_trunc('month', day::timestamp)::date AS month, brand, request,
       coalesce(sum(contacts), 0)::bigint AS contacts,
       coalesce(sum(nps_promoters), 0)::bigint AS nps_promoters,
       coalesce(sum(nps_passives), 0)::bigint AS nps_passives,
       coalesce(sum(nps_detractors), 0)::bigint AS nps_detractors,
       coalesce(sum(csat_answers), 0)::bigint AS csat_answers,
       coalesce(sum(csat_satisfied), 0)::bigint AS csat_satisfied,
       coalesce(sum(ces_answers), 0)::bigint AS ces_answers,
       coalesce(sum(ces_easy), 0)::bigint AS ces_easy,
       coalesce(sum(assessed), 0)::bigint AS assessed,
       coalesce(sum(assessed_failure), 0)::bigint AS assessed_failure,
       coalesce(sum(bounced), 0)::bigint AS bounced,
       coalesce(sum(mature) FILTER (WHERE kind = 'digital'), 0)::bigint AS digital,
       coalesce(sum(resolved_first), 0)::bigint AS resolved_first,
       coalesce(sum(snowballs), 0)::bigint AS snowballs,
       coalesce(sum(journeys), 0)::bigint AS journeys,
       coalesce(sum(failure_handled), 0)::bigint AS failure_handled,
       coalesce(sum(failure_seconds), 0)::bigint AS failure_seconds,
       coalesce(sum(value_handled), 0)::bigint AS value_handled,
       coalesce(sum(value_seconds), 0)::bigint AS value_seconds,
       (coalesce(sum(contacts), 0) - coalesce(sum(unlinkable), 0) - coalesce(sum(mature), 0))::bigint
           AS immature
FROM failure_demand_internal.work_daily_counted
GROUP BY 1, brand, request;
ALTER VIEW failure_demand_internal.work_brand_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_brand_tally IS
'what a refresh adds to brand_tally';
CREATE TABLE failure_demand_internal.brand_tally AS
SELECT * FROM failure_demand_internal.work_brand_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.brand_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX brand_tally_key ON failure_demand_internal.brand_tally (month, brand, request) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.brand_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.brand_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.brand_tally IS
'contacts in the rates and their answers, counted by brand: what the scorecard adds up';
COMMENT ON COLUMN failure_demand_internal.brand_tally.month IS
'first day of the month in which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.brand_tally.brand IS
'the brand; null: none is known';
COMMENT ON COLUMN failure_demand_internal.brand_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.brand_tally.contacts IS
'contacts that exist, linkable or not';
COMMENT ON COLUMN failure_demand_internal.brand_tally.nps_promoters IS
'contacts whose customer would recommend with 9 or 10';
COMMENT ON COLUMN failure_demand_internal.brand_tally.nps_passives IS
'with more than 6, and less than 9';
COMMENT ON COLUMN failure_demand_internal.brand_tally.nps_detractors IS
'with 6 or less';
COMMENT ON COLUMN failure_demand_internal.brand_tally.csat_answers IS
'contacts whose satisfaction is known, from 1 to 5';
COMMENT ON COLUMN failure_demand_internal.brand_tally.csat_satisfied IS
'of these, those with 4 or 5';
COMMENT ON COLUMN failure_demand_internal.brand_tally.ces_answers IS
'contacts whose effort is known, from 1 to 7';
COMMENT ON COLUMN failure_demand_internal.brand_tally.ces_easy IS
'of these, those with 5 or more';
COMMENT ON COLUMN failure_demand_internal.brand_tally.assessed IS
'human contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.brand_tally.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.brand_tally.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.brand_tally.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.brand_tally.resolved_first IS
'journeys of one contact, which is mature';
COMMENT ON COLUMN failure_demand_internal.brand_tally.snowballs IS
'journeys of three contacts and more, whose first is mature';
COMMENT ON COLUMN failure_demand_internal.brand_tally.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand_internal.brand_tally.failure_handled IS
'failure contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.brand_tally.failure_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.brand_tally.value_handled IS
'value contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.brand_tally.value_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.brand_tally.immature IS
'linkable contacts not judged yet';

-- Where those who tried to help themselves got stuck, and what that cost afterwards.
CREATE VIEW failure_demand_internal.work_friction_tally AS
SELECT channel, touchpoint, request, coalesce(sum(digital), 0)::bigint AS digital,
       coalesce(sum(bounced), 0)::bigint AS bounced, coalesce(sum(bounce_backs), 0)::bigint AS bounce_backs,
       coalesce(sum(bounce_back_seconds), 0)::bigint AS bounce_back_seconds
FROM (SELECT channel, touchpoint, request, mature AS digital, bounced, NULL::bigint AS bounce_backs,
             NULL::bigint AS bounce_back_seconds
      FROM failure_demand_internal.work_daily_counted
      WHERE kind = 'digital'
      UNION ALL
      SELECT origin_channel, origin_touchpoint, origin_request, NULL, NULL, sum(n), sum(n * handle_seconds)
      FROM failure_demand_internal.work_counted
      WHERE origin_id IS NOT NULL AND linkable
      GROUP BY origin_channel, origin_touchpoint, origin_request) AS c
GROUP BY channel, touchpoint, request;
ALTER VIEW failure_demand_internal.work_friction_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_friction_tally IS
'what a refresh adds to friction_tally';
CREATE TABLE failure_demand_internal.friction_tally AS SELECT *
                                                       FROM failure_demand_internal.work_friction_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.friction_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX friction_tally_key ON failure_demand_internal.friction_tally (channel, touchpoint, request)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.friction_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.friction_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.friction_tally IS
'digital contacts and their bounce-backs, counted by touchpoint: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.friction_tally.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand_internal.friction_tally.touchpoint IS
'the digital touchpoint';
COMMENT ON COLUMN failure_demand_internal.friction_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.friction_tally.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounce_backs IS
'human contacts that bounced from here';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounce_back_seconds IS
'seconds of people''s work that they took';

-- Who hands over to whom.
CREATE VIEW failure_demand_internal.work_transition_tally AS
SELECT channel AS from_channel, next_channel AS to_channel, sum(n) AS transitions
FROM failure_demand_internal.work_counted
WHERE next_channel IS NOT NULL
GROUP BY from_channel, to_channel;
ALTER VIEW failure_demand_internal.work_transition_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_transition_tally IS
'what a refresh adds to transition_tally';
CREATE TABLE failure_demand_internal.transition_tally AS SELECT *
                                                         FROM failure_demand_internal.work_transition_tally
                                                                    WITH NO DATA;
ALTER TABLE failure_demand_internal.transition_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.transition_tally ADD PRIMARY KEY (from_channel, to_channel);
COMMENT ON TABLE failure_demand_internal.transition_tally IS
'consecutive contacts of a journey, counted by their channels: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.transition_tally.from_channel IS
'channel of the one';
COMMENT ON COLUMN failure_demand_internal.transition_tally.to_channel IS
'channel of the next';
COMMENT ON COLUMN failure_demand_internal.transition_tally.transitions IS
'how often the one was followed by the other';

-- What customers say to people; a contact counts once for each thing.
CREATE VIEW failure_demand_internal.work_marker_tally AS
SELECT c.day, c.language, m.reason, m.cause, sum(c.contacts)::bigint AS contacts
FROM (SELECT day, language, markers, sum(n) AS contacts
      FROM failure_demand_internal.work_counted
      WHERE markers IS NOT NULL AND kind = 'human' AND linkable
      GROUP BY day, language, markers) AS c
CROSS JOIN LATERAL (SELECT NULL::text COLLATE "C" AS reason, NULL::text AS cause
                    UNION ALL
                    (SELECT reason::text, cause FROM failure_demand.marker WHERE id = ANY (c.markers)
                     UNION SELECT reason::text, cause FROM failure_demand_internal.shipped_marker
                           WHERE id = ANY (c.markers))) AS m
GROUP BY c.day, c.language, m.reason, m.cause;
ALTER VIEW failure_demand_internal.work_marker_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_marker_tally IS
'what a refresh adds to marker_tally';
CREATE TABLE failure_demand_internal.marker_tally AS SELECT *
                                                     FROM failure_demand_internal.work_marker_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.marker_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX marker_tally_key ON failure_demand_internal.marker_tally (day, language, reason, cause)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.marker_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.marker_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.marker_tally IS
'human contacts in the rates whose words were read, counted by what was found in them: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.marker_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.marker_tally.language IS
'language of the words, as the interactions have it';
COMMENT ON COLUMN failure_demand_internal.marker_tally.reason IS
'avoidable reason of a marker found; null, as is cause, in the row that counts all contacts read';
COMMENT ON COLUMN failure_demand_internal.marker_tally.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.marker_tally.contacts IS
'contacts';
