-- What the silo does not see: the same request in two channels at once, told again, given up;
-- and what a channel's own figures do to the whole.

CREATE VIEW failure_demand.channel_saturation AS
WITH running AS (
    -- the latest end so far, of all channels and of its own: both windows must agree on what is so far, also of contacts
    -- that begin and end together
    SELECT c.journey_source, c.journey_id, c.started_at, max(e.ended_at) OVER journey AS any_end,
           max(e.ended_at) OVER own_channel AS own_end
    FROM failure_demand.contact AS c
    CROSS JOIN LATERAL (SELECT failure_demand.contact_end(c.started_at, c.ended_at)) AS e (ended_at)
    WHERE c.contacts > 1
    WINDOW journey AS (PARTITION BY c.journey_source, c.journey_id
                       ORDER BY c.started_at, e.ended_at, c.contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           own_channel AS (PARTITION BY c.journey_source, c.journey_id, c.channel
                           ORDER BY c.started_at, e.ended_at, c.contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), saturated AS (
    -- Where the latest end is of its own channel, an end of another that is later than its
    -- start overlaps with that one: the journey is found by an earlier contact.
    SELECT DISTINCT journey_source, journey_id FROM running
    WHERE any_end > started_at AND (own_end IS NULL OR own_end < any_end)
), counted AS (
    SELECT date_trunc('month', f.day::timestamp)::date AS month, count(*) AS journeys, count(s.journey_id) AS saturated
    FROM failure_demand.contact AS f
    LEFT JOIN saturated AS s ON (s.journey_source, s.journey_id) = (f.journey_source, f.journey_id)
    WHERE f.contact_no = 1 AND f.mature
    GROUP BY 1
)
SELECT m.time, n.saturated, n.journeys, r.rate, r.lower, r.upper
FROM failure_demand.report_month AS m
LEFT JOIN counted AS c ON c.month = m.month
CROSS JOIN LATERAL (SELECT coalesce(c.saturated, 0), coalesce(c.journeys, 0)) AS n (saturated, journeys)
CROSS JOIN LATERAL failure_demand.rate_bounds(n.saturated, n.journeys) AS r;
ALTER VIEW failure_demand.channel_saturation OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_saturation IS
'requests brought to two or more channels at the same time, by month in which the journey began';
COMMENT ON COLUMN failure_demand.channel_saturation.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.channel_saturation.saturated IS
'journeys in which contacts of different channels overlap: each starts before the other ends';
COMMENT ON COLUMN failure_demand.channel_saturation.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand.channel_saturation.rate IS
'saturated / journeys; null where there is none';
COMMENT ON COLUMN failure_demand.channel_saturation.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.channel_saturation.upper IS
'upper bound of the rate (Wilson 95 %)';

CREATE VIEW failure_demand.cold_start AS
WITH told AS (
    SELECT row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS told_no, handle_seconds, currency, cost
    FROM failure_demand.contact_cost WHERE contact_no IS NOT NULL
)
SELECT told_no, currency, count(*) AS contacts, (count(*) / sum(sum((told_no = 1)::integer)) OVER ())::double precision AS share,
       avg(handle_seconds)::double precision AS mean_handle_seconds, sum(cost) AS cost, avg(cost)::double precision AS mean_cost
FROM told
GROUP BY told_no, currency;
ALTER VIEW failure_demand.cold_start OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.cold_start IS
'how often customers had to tell it to a person again, and what each further time costs';
COMMENT ON COLUMN failure_demand.cold_start.told_no IS
'1: the first human contact of a journey; from 2 on, it had to be explained again';
COMMENT ON COLUMN failure_demand.cold_start.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.cold_start.contacts IS
'human contacts, and so journeys that came this far, also of those that are not over';
COMMENT ON COLUMN failure_demand.cold_start.share IS
'of the journeys that reached a person, those that came this far';
COMMENT ON COLUMN failure_demand.cold_start.mean_handle_seconds IS
'mean handle time';
COMMENT ON COLUMN failure_demand.cold_start.cost IS
'their cost';
COMMENT ON COLUMN failure_demand.cold_start.mean_cost IS
'mean cost';

CREATE VIEW failure_demand.contact_evasion AS
WITH attempt AS (
    SELECT date_trunc('month', day::timestamp)::date AS month, left_out, journey_source, journey_id, contact_no, contacts, mature,
           outcome IS NOT DISTINCT FROM 'abandoned' AS given_up
    FROM failure_demand.contact
    WHERE kind = 'human' AND coalesce(left_out, 'unlinkable') = 'unlinkable'
), attempted AS (
    SELECT month, count(*) AS attempts, count(*) FILTER (WHERE given_up) AS given_up, count(left_out) AS unlinkable FROM attempt GROUP BY month
), journey AS (
    -- until the last contact of a journey is mature, the customer may try again
    SELECT min(month) AS month, min(attempt_no) FILTER (WHERE NOT given_up) AS needed,
           coalesce(bool_or(NOT mature) FILTER (WHERE contact_no = contacts), false) AS is_open
    FROM (SELECT *, row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS attempt_no FROM attempt WHERE left_out IS NULL) AS numbered
    GROUP BY journey_source, journey_id
), ended AS (
    SELECT month, count(needed) AS served, count(*) FILTER (WHERE needed IS NULL AND NOT is_open) AS never_served,
           count(*) FILTER (WHERE needed IS NULL AND is_open) AS open, avg(needed)::double precision AS mean_attempts_until_served
    FROM journey GROUP BY month
)
SELECT m.time, n.given_up, n.attempts, r.rate, r.lower, r.upper, coalesce(a.unlinkable, 0) AS unlinkable,
       coalesce(e.served, 0) AS served, coalesce(e.never_served, 0) AS never_served, coalesce(e.open, 0) AS open, e.mean_attempts_until_served
FROM failure_demand.report_month AS m
LEFT JOIN attempted AS a ON a.month = m.month
LEFT JOIN ended AS e ON e.month = m.month
CROSS JOIN LATERAL (SELECT coalesce(a.given_up, 0), coalesce(a.attempts, 0)) AS n (given_up, attempts)
CROSS JOIN LATERAL failure_demand.rate_bounds(n.given_up, n.attempts) AS r;
ALTER VIEW failure_demand.contact_evasion OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_evasion IS
'attempts to reach a person that were given up or blocked, and how many it takes, by month: fewer contacts may be evaded ones';
COMMENT ON COLUMN failure_demand.contact_evasion.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.contact_evasion.given_up IS
'human contacts with the outcome abandoned: hung up, blocked, not answered';
COMMENT ON COLUMN failure_demand.contact_evasion.attempts IS
'human contacts, linkable or not';
COMMENT ON COLUMN failure_demand.contact_evasion.rate IS
'given_up / attempts; null where there is none';
COMMENT ON COLUMN failure_demand.contact_evasion.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.contact_evasion.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.contact_evasion.unlinkable IS
'of the attempts, those in no journey, for want of a customer or request';
COMMENT ON COLUMN failure_demand.contact_evasion.served IS
'journeys whose first attempt was in the month, and that reached a person';
COMMENT ON COLUMN failure_demand.contact_evasion.never_served IS
'journeys that tried and never did';
COMMENT ON COLUMN failure_demand.contact_evasion.open IS
'journeys that did not yet: the window after their last contact is not over';
COMMENT ON COLUMN failure_demand.contact_evasion.mean_attempts_until_served IS
'attempts that those needed who did';

CREATE VIEW failure_demand.kpi_conflict AS
WITH rate AS (
    SELECT date_trunc('month', day::timestamp)::date AS month, sum(resolved_first)::bigint AS resolved_first, sum(journeys)::bigint AS journeys,
           sum(journeys_immature)::bigint AS immature, sum(digital_immature) AS digital_immature
    FROM failure_demand.rate_tally GROUP BY 1
), containment AS (
    SELECT date_trunc('month', t.day::timestamp)::date AS month, sum(n.digital - t.escalated)::bigint AS kept, sum(n.digital)::bigint AS digital
    FROM failure_demand.containment_tally AS t
    CROSS JOIN LATERAL (SELECT t.escalated + t.bounced + t.abandoned + t.contained + t.unknown) AS n (digital)
    GROUP BY 1
), monthly AS (
    SELECT m.time, c.kept, c.digital, r.resolved_first, r.journeys, coalesce(r.immature, 0) AS immature,
           lag(c.kept) OVER w AS kept_before, lag(c.digital) OVER w AS digital_before,
           lag(r.resolved_first) OVER w AS resolved_before, lag(r.journeys) OVER w AS journeys_before,
           coalesce(r.immature + r.digital_immature > 0, false) OR (m.month + interval '1 month') AT TIME ZONE b.time_zone > b.as_of AS provisional
    FROM failure_demand.report_month AS m
    CROSS JOIN failure_demand.report_basis AS b
    LEFT JOIN rate AS r ON r.month = m.month
    LEFT JOIN containment AS c ON c.month = m.month
    WINDOW w AS (ORDER BY m.month)
)
SELECT m.time, m.kept::double precision / nullif(m.digital, 0) AS containment,
       k.difference AS containment_change, k.lower AS containment_lower, k.upper AS containment_upper,
       m.resolved_first::double precision / nullif(m.journeys, 0) AS fcr, g.difference AS fcr_change, g.lower AS fcr_lower, g.upper AS fcr_upper,
       m.immature, m.provisional, CASE WHEN NOT m.provisional THEN k.lower > 0 AND g.upper < 0 END AS conflict
FROM monthly AS m
CROSS JOIN LATERAL failure_demand.rate_difference(m.kept, m.digital, m.kept_before, m.digital_before) AS k
CROSS JOIN LATERAL failure_demand.rate_difference(m.resolved_first, m.journeys, m.resolved_before, m.journeys_before) AS g;
ALTER VIEW failure_demand.kpi_conflict OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.kpi_conflict IS
'months in which what the digital team reports went up while what customers got went down: reported containment and global FCR beside the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment IS
'reported containment: mature digital contacts that were not handed over / all of them';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_change IS
'the same, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr IS
'global first contact resolution of the journeys that began in the month';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_change IS
'the same, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.immature IS
'journeys of the month that are not judged yet';
COMMENT ON COLUMN failure_demand.kpi_conflict.provisional IS
'true: the month is not over, or not all of it is judged yet';
COMMENT ON COLUMN failure_demand.kpi_conflict.conflict IS
'did containment rise and global FCR fall, both by more than chance? null: provisional, or nothing to compare with';

CREATE VIEW failure_demand.self_service_limit AS
WITH human AS (
    SELECT currency, avg(cost) FILTER (WHERE contact_no = 1)::double precision AS direct,
           avg(cost) FILTER (WHERE origin_channel IS NOT NULL)::double precision AS after_bounce
    FROM failure_demand.contact_cost WHERE cost IS NOT NULL GROUP BY currency
)
SELECT p.channel, p.touchpoint, p.bounced, p.digital, p.rate, p.lower, p.upper, h.currency,
       d.cost::double precision AS digital_cost, h.direct AS human_cost, h.after_bounce AS bounce_back_cost, e.break_even, p.lower > e.break_even AS beyond
FROM failure_demand.bounce_by_touchpoint AS p
CROSS JOIN failure_demand.report_basis AS b
LEFT JOIN human AS h ON true
CROSS JOIN LATERAL (
    SELECT coalesce(max(r.cost_per_contact), 0) AS cost FROM failure_demand.rate_card AS r
    WHERE r.channel = p.channel AND r.provider IS NULL AND coalesce(r.currency, b.currency) = coalesce(h.currency, b.currency)
      AND r.valid @> (b.as_of AT TIME ZONE b.time_zone)::date) AS d
CROSS JOIN LATERAL (SELECT (h.direct - d.cost::double precision) / nullif(h.after_bounce, 0) AS break_even) AS e;
ALTER VIEW failure_demand.self_service_limit OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.self_service_limit IS
'where self-service costs more than it saves: touchpoints whose bounce is beyond the break-even, (human - digital) / human after a bounce';
COMMENT ON COLUMN failure_demand.self_service_limit.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand.self_service_limit.touchpoint IS
'where in the channel';
COMMENT ON COLUMN failure_demand.self_service_limit.bounced IS
'mature contacts that bounced';
COMMENT ON COLUMN failure_demand.self_service_limit.digital IS
'mature contacts';
COMMENT ON COLUMN failure_demand.self_service_limit.rate IS
'bounced / digital; null where there is none';
COMMENT ON COLUMN failure_demand.self_service_limit.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.self_service_limit.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.self_service_limit.currency IS
'ISO 4217; null: no human contact has a price';
COMMENT ON COLUMN failure_demand.self_service_limit.digital_cost IS
'fixed cost of a contact of the channel, by the rate card as of the end of the data; 0 where it has none';
COMMENT ON COLUMN failure_demand.self_service_limit.human_cost IS
'mean cost of a human contact that opens a journey: what it had cost to call at once';
COMMENT ON COLUMN failure_demand.self_service_limit.bounce_back_cost IS
'mean cost of a bounce-back';
COMMENT ON COLUMN failure_demand.self_service_limit.break_even IS
'bounce rate from which a digital contact costs more than a human one had; above 1: none does, below 0: each does';
COMMENT ON COLUMN failure_demand.self_service_limit.beyond IS
'is even the lower bound of the rate above it?';

CREATE VIEW failure_demand.generated_demand AS
WITH placed AS (
    SELECT channel, kind, mature, journey_source, journey_id, contact_no, contacts - contact_no AS later,
           count(*) FILTER (WHERE kind = 'human') OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no DESC
                                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later_human
    FROM failure_demand.contact WHERE contacts > 1
), session AS (
    SELECT *, row_number() OVER (PARTITION BY journey_source, journey_id, channel ORDER BY contact_no) AS session_no
    FROM placed WHERE kind = 'digital' AND mature
), generated AS (
    -- what follows the first session follows the others, too
    SELECT channel, count(*) FILTER (WHERE later > 0) AS followed, sum(later) FILTER (WHERE session_no = 1)::bigint AS contacts,
           sum(later_human) FILTER (WHERE session_no = 1)::bigint AS human
    FROM session GROUP BY channel
)
SELECT s.channel, s.sessions, coalesce(g.followed, 0) AS followed, coalesce(g.contacts, 0) AS contacts, coalesce(g.human, 0) AS human,
       100 * coalesce(g.contacts, 0)::double precision / nullif(s.sessions, 0) AS per_100_sessions, s.immature
FROM (SELECT channel, sum(digital)::bigint AS sessions, sum(digital_immature)::bigint AS immature
      FROM failure_demand.rate_tally WHERE kind = 'digital' GROUP BY channel) AS s
LEFT JOIN generated AS g ON g.channel = s.channel;
ALTER VIEW failure_demand.generated_demand OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.generated_demand IS
'contacts that follow a session of a bot, an AI agent or another digital channel, per 100 of its sessions';
COMMENT ON COLUMN failure_demand.generated_demand.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand.generated_demand.sessions IS
'its mature contacts';
COMMENT ON COLUMN failure_demand.generated_demand.followed IS
'of these, those that another contact of the journey follows';
COMMENT ON COLUMN failure_demand.generated_demand.contacts IS
'contacts, of any channel, that come after one of its sessions in the same journey, each once';
COMMENT ON COLUMN failure_demand.generated_demand.human IS
'of these, those that took a person';
COMMENT ON COLUMN failure_demand.generated_demand.per_100_sessions IS
'contacts per 100 sessions; null where there is none';
COMMENT ON COLUMN failure_demand.generated_demand.immature IS
'sessions that are not judged yet: not counted';
