-- The facts of a contact: from interactions in a working table to rows as contact has
-- them. Bounce, journey and maturity are trace()'s, demand is demand()'s; here they are
-- put side by side.
--
-- Working tables are empty between refreshes. They are unlogged: after a crash there is
-- nothing in them to be missed.

CREATE UNLOGGED TABLE failure_demand_internal.work_interaction AS
SELECT source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds,
       outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand,
       updated_at, written_at, started_on, ended_on, customer_group
FROM failure_demand_internal.contact_fact WITH NO DATA;
ALTER TABLE failure_demand_internal.work_interaction OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_interaction IS
'working table of refresh: interactions whose facts are to be computed, each once';

-- A source that cannot be read is kept as it was, and what was kept is computed anew as if
-- it had been read: so contact loses nothing of what a source said.
CREATE VIEW failure_demand_internal.work_kept AS
SELECT source, interaction_id, customer, request, channel, kind, touchpoint,
       coalesce(failure_demand_internal.first_moment(
                    started_on, (SELECT d.time_zone FROM failure_demand.definition_in_force AS d)),
                started_at) AS started_at,
       coalesce(failure_demand_internal.last_moment(
                    ended_on, (SELECT d.time_zone FROM failure_demand.definition_in_force AS d)),
                ended_at) AS ended_at,
       coalesce(negative_handle_seconds, handle_seconds) AS handle_seconds,
       coalesce(unknown_outcome, outcome) AS outcome, direction, reason,
       verbatim, language, resolved, nps, csat, ces, agent, provider, brand, updated_at, written_at,
       started_on, ended_on, customer_group
FROM failure_demand_internal.contact_fact;
ALTER VIEW failure_demand_internal.work_kept OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_kept IS
'the contacts as the interactions that the last refresh read';

CREATE TYPE failure_demand_internal.contact_origin AS (
    source         text COLLATE "C",
    interaction_id text COLLATE "C",
    channel        text COLLATE "C",
    touchpoint     text COLLATE "C",
    request        text COLLATE "C"
);
COMMENT ON TYPE failure_demand_internal.contact_origin IS
'the digital contact that a human one bounced from';
COMMENT ON COLUMN failure_demand_internal.contact_origin.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.contact_origin.interaction_id IS
'identifies it in its source';
COMMENT ON COLUMN failure_demand_internal.contact_origin.channel IS
'its channel';
COMMENT ON COLUMN failure_demand_internal.contact_origin.touchpoint IS
'its touchpoint';
COMMENT ON COLUMN failure_demand_internal.contact_origin.request IS
'its request';

-- What is taken as it is, what is not, and what is in the rates.
CREATE VIEW failure_demand_internal.work_judged AS
SELECT i.source, i.interaction_id, i.customer, i.request, i.channel, i.kind, i.touchpoint, s.started_at, i.ended_at,
       CASE WHEN i.handle_seconds >= 0 THEN i.handle_seconds END AS handle_seconds,
       CASE WHEN i.outcome IN ('completed', 'abandoned', 'transferred', 'unresolved') THEN i.outcome END AS outcome,
       i.direction, i.reason, i.verbatim, i.language, i.resolved, i.nps, i.csat, i.ces, i.agent, i.provider, i.brand,
       i.updated_at, i.written_at, i.started_on, i.ended_on,
       CASE WHEN i.outcome NOT IN ('completed', 'abandoned', 'transferred', 'unresolved')
            THEN i.outcome END AS unknown_outcome,
       CASE WHEN i.handle_seconds < 0 THEN i.handle_seconds END AS negative_handle_seconds, i.customer_group,
       CASE WHEN failure_demand_internal.known_time(s.started_at) > b.refreshed_at THEN 'ahead'
            WHEN i.direction = 'outbound' THEN 'outbound'
            WHEN failure_demand_internal.known_time(s.started_at) IS NULL THEN 'undated'
            WHEN i.kind IS NULL THEN 'unknown channel'
            WHEN s.started_at > b.as_of THEN 'not yet'
            WHEN i.customer IS NULL OR b.match = 'request' AND i.request IS NULL THEN 'unlinkable'
       END COLLATE "C" AS left_out,
       CASE WHEN b.match = 'request' THEN i.request END AS matched_request,
       failure_demand.contact_end(s.started_at, i.ended_at) AS effective_end,
       failure_demand.demand_class(r.demand) AS reason_demand, r.avoidable_reason COLLATE "C" AS reason_avoidable,
       r.cause AS reason_cause,
       b.within, b.as_of, b.time_zone
FROM failure_demand_internal.work_interaction AS i
CROSS JOIN failure_demand.report_basis AS b
CROSS JOIN LATERAL (SELECT failure_demand_internal.contact_start(i.started_at, i.started_on, i.kind, b.time_zone))
    AS s (started_at)
LEFT JOIN failure_demand.reason AS r ON r.code = i.reason;
ALTER VIEW failure_demand_internal.work_judged OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_judged IS
'the interactions to compute: why one is in no rate, and what it is computed by';

-- Facts of those in the rates, which are all that exist for one another.
CREATE VIEW failure_demand_internal.work_traced AS
WITH traced AS (
    SELECT j.*,
           failure_demand.trace(kind, started_at, effective_end, within, as_of) OVER same_request AS t,
           failure_demand.bounce_origin(
               ROW(source, interaction_id, channel, touchpoint, request)::failure_demand_internal.contact_origin,
               kind, started_at, effective_end, within) OVER same_request AS origin,
           failure_demand.demand(kind, started_at, effective_end, within, reason_demand, verbatim, language)
               OVER same_request AS verdict,
           failure_demand.trace(kind, started_at, effective_end, within, as_of) OVER same_channel AS own
    FROM failure_demand_internal.work_judged AS j
    WHERE left_out IS NULL
    WINDOW same_request AS (PARTITION BY customer, matched_request
                            ORDER BY started_at, kind, effective_end, source, interaction_id),
           same_channel AS (PARTITION BY customer, matched_request, channel
                            ORDER BY started_at, kind, effective_end, source, interaction_id)
)
SELECT *, first_value(source) OVER journey AS journey_source, first_value(interaction_id) OVER journey AS journey_id,
       lead(channel) OVER journey AS next_channel
FROM traced
WINDOW journey AS (PARTITION BY customer, matched_request, (t).journey_no
                   ORDER BY started_at, kind, effective_end, source, interaction_id);
ALTER VIEW failure_demand_internal.work_traced OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_traced IS
'the interactions to compute that are in the rates, with what trace(), bounce_origin() and demand() say of them';

-- The others belong to no journey, but where there are words or a reason these may speak.
CREATE VIEW failure_demand_internal.work_enriched AS
WITH fact AS (
    SELECT source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds,
           outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand,
           updated_at, written_at, started_on, ended_on,
           unknown_outcome, negative_handle_seconds, customer_group, left_out, time_zone,
           reason_avoidable, reason_cause, t, origin, verdict, own, journey_source, journey_id, next_channel
    FROM failure_demand_internal.work_traced
  UNION ALL
    SELECT source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds,
           outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand,
           updated_at, written_at, started_on, ended_on,
           unknown_outcome, negative_handle_seconds, customer_group, left_out, time_zone,
           reason_avoidable, reason_cause, NULL, NULL,
           failure_demand.demand(coalesce(CASE WHEN left_out IN ('undated', 'unlinkable') THEN kind END, 'digital'),
                                 NULL, NULL, within, reason_demand, verbatim, language)
               OVER (PARTITION BY source, interaction_id),
           NULL, NULL, NULL, NULL
    FROM failure_demand_internal.work_judged
    WHERE left_out IS NOT NULL
)
SELECT f.source, f.interaction_id, f.customer, f.request, f.channel, f.kind, f.touchpoint, f.started_at, f.ended_at,
       f.handle_seconds, f.outcome, f.direction, f.reason, f.verbatim, f.language, f.resolved, f.nps, f.csat, f.ces,
       f.agent, f.provider, f.brand, f.updated_at, f.written_at, f.started_on, f.ended_on,
       f.unknown_outcome, f.negative_handle_seconds, f.customer_group, f.left_out,
       (failure_demand_internal.known_time(f.started_at) AT TIME ZONE f.time_zone)::date AS day,
       f.journey_source, f.journey_id, (f.t).contact_no, (f.t).contacts, (f.t).bounced, (f.t).mature,
       (f.t).recontact_after,
       (f.origin).source AS origin_source, (f.origin).interaction_id AS origin_id,
       (f.origin).channel AS origin_channel, (f.origin).touchpoint AS origin_touchpoint,
       (f.origin).request AS origin_request,
       (f.verdict).demand::text COLLATE "C" AS demand, (f.verdict).evidence::text COLLATE "C" AS evidence,
       (f.verdict).assessed,
       CASE WHEN (f.verdict).demand = 'failure'
            THEN coalesce(f.reason_avoidable, m.reason,
                          CASE WHEN (f.verdict).evidence = 'bounce' THEN 'failed_self_service' END)
       END COLLATE "C" AS avoidable_reason,
       CASE WHEN (f.verdict).demand = 'failure' THEN coalesce(f.reason_cause, m.cause) END AS cause,
       CASE WHEN f.left_out IN ('not yet', 'ahead') THEN NULL
            WHEN m.markers IS NOT NULL THEN m.markers
            WHEN failure_demand.has_failure_marker(f.verbatim, f.language) IS NOT NULL THEN '{}' END AS markers,
       CASE WHEN f.kind = 'digital' AND (f.t).mature
            THEN CASE WHEN f.outcome = 'transferred' THEN 'escalated'
                      WHEN (f.t).bounced THEN 'bounced'
                      WHEN f.outcome IN ('abandoned', 'unresolved') THEN 'abandoned'
                      WHEN f.outcome = 'completed' THEN 'contained'
                      ELSE 'unknown' END
       END AS containment,
       f.next_channel, (f.own).contact_no AS channel_contact_no, (f.own).contacts AS channel_contacts,
       (f.own).recontact_after AS channel_recontact_after
FROM fact AS f
LEFT JOIN LATERAL (
    SELECT array_agg(marker ORDER BY ordinality) AS markers,
           (array_agg(reason ORDER BY ordinality))[1] AS reason, (array_agg(cause ORDER BY ordinality))[1] AS cause
    FROM failure_demand.failure_markers(f.verbatim, f.language) WITH ORDINALITY
    WHERE f.verbatim IS NOT NULL) AS m ON true;
ALTER VIEW failure_demand_internal.work_enriched OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_enriched IS
'the interactions to compute, with all their facts: as they stand in contact afterwards';

CREATE UNLOGGED TABLE failure_demand_internal.work_contact (LIKE failure_demand_internal.contact_fact);
ALTER TABLE failure_demand_internal.work_contact OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_contact IS
'working table of refresh: contacts that are new or changed';

CREATE UNLOGGED TABLE failure_demand_internal.work_removed (LIKE failure_demand_internal.contact_fact);
ALTER TABLE failure_demand_internal.work_removed OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_removed IS
'working table of refresh: contacts that are gone, or were otherwise';
