-- What the silo does not see: the same request in two channels at once, told again, given up;
-- and what a channel's own figures do to the whole.

CREATE VIEW failure_demand.channel_saturation AS
SELECT m.time, n.saturated, n.journeys, r.rate, r.lower, r.upper, n.immature,
       n.immature > 0 OR NOT m.is_whole AS provisional
FROM failure_demand.report_month AS m
LEFT JOIN failure_demand_internal.journey_tally AS s ON s.month = m.month
LEFT JOIN (SELECT date_trunc('month', day::timestamp)::date AS month, sum(journeys)::bigint AS journeys,
                  sum(journeys_immature)::bigint AS immature
           FROM failure_demand_internal.rate_tally GROUP BY 1) AS c ON c.month = m.month
CROSS JOIN LATERAL (SELECT coalesce(s.saturated, 0), coalesce(c.journeys, 0), coalesce(c.immature, 0))
    AS n (saturated, journeys, immature)
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
COMMENT ON COLUMN failure_demand.channel_saturation.immature IS
'journeys whose first contact has a window that is not over: not judged yet';
COMMENT ON COLUMN failure_demand.channel_saturation.provisional IS
'true: the month is not over, or the data begin inside it, or not all of it is judged yet';

CREATE VIEW failure_demand.cold_start AS
WITH told AS (
    SELECT row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS told_no, handle_seconds,
           currency, cost
    FROM failure_demand.contact_cost WHERE contact_no IS NOT NULL
)
SELECT told_no, currency, count(*) AS contacts, (sum(sum((told_no = 1)::integer)) OVER ())::bigint AS journeys,
       (count(*) / sum(sum((told_no = 1)::integer)) OVER ())::double precision AS share,
       count(handle_seconds) AS handled, coalesce(sum(handle_seconds), 0) AS handle_seconds,
       avg(handle_seconds)::double precision AS mean_handle_seconds,
       sum(cost) AS cost, avg(cost)::double precision AS mean_cost
FROM told
GROUP BY told_no, currency;
ALTER VIEW failure_demand.cold_start OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.cold_start IS
'how often customers had to tell it to a person again, and what each further time costs; read of all human contacts '
'when it is asked, since a price is of one contact, and rates may change at any time';
COMMENT ON COLUMN failure_demand.cold_start.told_no IS
'1: the first human contact of a journey; from 2 on, it had to be explained again';
COMMENT ON COLUMN failure_demand.cold_start.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.cold_start.contacts IS
'human contacts, and so journeys that came this far, also of those that are not over';
COMMENT ON COLUMN failure_demand.cold_start.journeys IS
'journeys that reached a person, whatever it cost: the same in all rows';
COMMENT ON COLUMN failure_demand.cold_start.share IS
'contacts / journeys: of the journeys that reached a person, those that came this far';
COMMENT ON COLUMN failure_demand.cold_start.handled IS
'of the contacts, those with a handle time';
COMMENT ON COLUMN failure_demand.cold_start.handle_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand.cold_start.mean_handle_seconds IS
'handle_seconds / handled';
COMMENT ON COLUMN failure_demand.cold_start.cost IS
'their cost';
COMMENT ON COLUMN failure_demand.cold_start.mean_cost IS
'cost / contacts, of those that have a price';

CREATE VIEW failure_demand.contact_evasion AS
SELECT m.time, n.given_up, n.attempts, r.rate, r.lower, r.upper, coalesce(e.unlinkable, 0) AS unlinkable,
       coalesce(e.served, 0) AS served, coalesce(e.never_served, 0) AS never_served,
       coalesce(e.still_asking, 0) AS open,
       coalesce(e.attempts_until_served, 0) AS attempts_until_served,
       e.attempts_until_served::double precision / nullif(e.served, 0) AS mean_attempts_until_served,
       coalesce(e.still_asking > 0, false) OR NOT m.is_whole AS provisional
FROM failure_demand.report_month AS m
LEFT JOIN failure_demand_internal.journey_tally AS e ON e.month = m.month
CROSS JOIN LATERAL (SELECT coalesce(e.given_up, 0), coalesce(e.attempts, 0)) AS n (given_up, attempts)
CROSS JOIN LATERAL failure_demand.rate_bounds(n.given_up, n.attempts) AS r;
ALTER VIEW failure_demand.contact_evasion OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_evasion IS
'attempts to reach a person that were given up or blocked, and how many it takes, by month: fewer contacts may be '
'evaded ones';
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
COMMENT ON COLUMN failure_demand.contact_evasion.attempts_until_served IS
'attempts that those needed who did, the last one included';
COMMENT ON COLUMN failure_demand.contact_evasion.mean_attempts_until_served IS
'attempts_until_served / served';
COMMENT ON COLUMN failure_demand.contact_evasion.provisional IS
'true: the month is not over, or the data begin inside it, or a journey of it is open';

CREATE VIEW failure_demand.kpi_conflict AS
WITH rate AS (
    SELECT date_trunc('month', day::timestamp)::date AS month, sum(resolved_first)::bigint AS resolved_first,
           sum(journeys)::bigint AS journeys,
           sum(journeys_immature)::bigint AS immature, sum(digital_immature) AS digital_immature
    FROM failure_demand_internal.rate_tally GROUP BY 1
), containment AS (
    SELECT date_trunc('month', t.day::timestamp)::date AS month, sum(n.digital - t.escalated)::bigint AS not_escalated,
           sum(n.digital)::bigint AS digital
    FROM failure_demand_internal.containment_tally AS t
    CROSS JOIN LATERAL (SELECT t.escalated + t.bounced + t.abandoned + t.contained + t.unknown) AS n (digital)
    GROUP BY 1
), monthly AS (
    SELECT m.time, c.not_escalated, c.digital, r.resolved_first, r.journeys, coalesce(r.immature, 0) AS immature,
           lag(c.not_escalated) OVER w AS not_escalated_before, lag(c.digital) OVER w AS digital_before,
           lag(r.resolved_first) OVER w AS resolved_before, lag(r.journeys) OVER w AS journeys_before,
           coalesce(r.immature + r.digital_immature > 0, false) OR NOT m.is_whole AS provisional
    FROM failure_demand.report_month AS m
    LEFT JOIN rate AS r ON r.month = m.month
    LEFT JOIN containment AS c ON c.month = m.month
    WINDOW w AS (ORDER BY m.month)
)
SELECT m.time, coalesce(m.not_escalated, 0) AS not_escalated, coalesce(m.digital, 0) AS digital,
       m.not_escalated::double precision / nullif(m.digital, 0) AS containment,
       k.difference AS containment_change, k.lower AS containment_lower, k.upper AS containment_upper,
       coalesce(m.resolved_first, 0) AS resolved_first, coalesce(m.journeys, 0) AS journeys,
       m.resolved_first::double precision / nullif(m.journeys, 0) AS fcr, g.difference AS fcr_change,
       g.lower AS fcr_lower, g.upper AS fcr_upper,
       m.immature, m.provisional, CASE WHEN NOT m.provisional THEN k.lower > 0 AND g.upper < 0 END AS conflict
FROM monthly AS m
CROSS JOIN LATERAL failure_demand.rate_difference(m.not_escalated, m.digital, m.not_escalated_before,
                                                  m.digital_before) AS k
CROSS JOIN LATERAL failure_demand.rate_difference(m.resolved_first, m.journeys, m.resolved_before,
                                                  m.journeys_before) AS g;
ALTER VIEW failure_demand.kpi_conflict OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.kpi_conflict IS
'months in which what the digital team reports went up while what customers got went down: reported containment and '
'global FCR beside the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.kpi_conflict.not_escalated IS
'mature digital contacts of the month that were not handed over';
COMMENT ON COLUMN failure_demand.kpi_conflict.digital IS
'mature digital contacts of the month';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment IS
'reported containment: not_escalated / digital';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_change IS
'the same, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.resolved_first IS
'journeys of the month that took one contact';
COMMENT ON COLUMN failure_demand.kpi_conflict.journeys IS
'journeys that began in the month, and whose first contact is mature';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr IS
'global first contact resolution: resolved_first / journeys';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_change IS
'the same, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.immature IS
'journeys of the month that are not judged yet';
COMMENT ON COLUMN failure_demand.kpi_conflict.provisional IS
'true: the month is not over, or the data begin inside it, or not all of it is judged yet';
COMMENT ON COLUMN failure_demand.kpi_conflict.conflict IS
'did containment rise and global FCR fall, both by more than chance? null: provisional, or nothing to compare with';

CREATE VIEW failure_demand.self_service_limit AS
WITH human AS (
    -- by the code of the table, of which the planner knows how many there are
    SELECT k.code AS currency, count(*) FILTER (WHERE c.contact_no = 1) AS contacts,
           sum(c.cost) FILTER (WHERE c.contact_no = 1) AS contacts_cost,
           count(*) FILTER (WHERE c.origin_channel IS NOT NULL) AS bounce_backs,
           sum(c.cost) FILTER (WHERE c.origin_channel IS NOT NULL) AS bounce_backs_cost
    FROM failure_demand.contact_cost AS c JOIN failure_demand.currency_in_force AS k ON k.code = c.currency
    GROUP BY k.code
), digital AS (
    SELECT r.channel, r.currency, max(r.cost_per_contact) AS cost
    FROM failure_demand.rate_in_force AS r CROSS JOIN failure_demand.report_basis AS b
    WHERE r.provider IS NULL AND r.valid @> (b.as_of AT TIME ZONE b.time_zone)::date
    GROUP BY r.channel, r.currency
)
SELECT p.channel, p.touchpoint, p.bounced, p.digital, p.rate, p.lower, p.upper, h.currency, m.digital_cost,
       coalesce(h.contacts, 0) AS human_contacts, h.contacts_cost AS human_contacts_cost, m.human_cost,
       coalesce(h.bounce_backs, 0) AS bounce_backs, h.bounce_backs_cost, m.bounce_back_cost, e.break_even,
       p.lower > e.break_even AS beyond
FROM failure_demand.bounce_by_touchpoint AS p
CROSS JOIN failure_demand.report_basis AS b
LEFT JOIN human AS h ON true
LEFT JOIN digital AS d ON d.channel = p.channel AND d.currency = coalesce(h.currency, b.currency)
CROSS JOIN LATERAL (
    SELECT coalesce(d.cost, 0)::double precision AS digital_cost,
           (h.contacts_cost / nullif(h.contacts, 0))::double precision AS human_cost,
           (h.bounce_backs_cost / nullif(h.bounce_backs, 0))::double precision AS bounce_back_cost) AS m
CROSS JOIN LATERAL (SELECT (m.human_cost - m.digital_cost) / nullif(m.bounce_back_cost, 0) AS break_even) AS e;
ALTER VIEW failure_demand.self_service_limit OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.self_service_limit IS
'where self-service costs more than it saves: touchpoints whose bounce is beyond the break-even, (human - digital) / '
'human after a bounce; read of all human contacts when it is asked, since a price is of one contact, and rates may '
'change at any time';
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
COMMENT ON COLUMN failure_demand.self_service_limit.human_contacts IS
'human contacts with a price that open a journey';
COMMENT ON COLUMN failure_demand.self_service_limit.human_contacts_cost IS
'their cost';
COMMENT ON COLUMN failure_demand.self_service_limit.human_cost IS
'human_contacts_cost / human_contacts: what it had cost to call at once';
COMMENT ON COLUMN failure_demand.self_service_limit.bounce_backs IS
'bounce-backs with a price';
COMMENT ON COLUMN failure_demand.self_service_limit.bounce_backs_cost IS
'their cost';
COMMENT ON COLUMN failure_demand.self_service_limit.bounce_back_cost IS
'bounce_backs_cost / bounce_backs';
COMMENT ON COLUMN failure_demand.self_service_limit.break_even IS
'bounce rate from which a digital contact costs more than a human one had; above 1: none does, below 0: each does';
COMMENT ON COLUMN failure_demand.self_service_limit.beyond IS
'is even the lower bound of the rate above it?';

CREATE VIEW failure_demand.generated_demand AS
SELECT s.channel, s.sessions, coalesce(g.followed_sessions, 0) AS followed,
       coalesce(g.generated, 0) AS contacts,
       coalesce(g.generated_human, 0) AS human,
       100 * coalesce(g.generated, 0)::double precision / nullif(s.sessions, 0) AS per_100_sessions, s.immature
FROM (SELECT channel, sum(digital)::bigint AS sessions, sum(digital_immature)::bigint AS immature
      FROM failure_demand_internal.rate_tally WHERE kind = 'digital' GROUP BY channel) AS s
LEFT JOIN failure_demand_internal.journey_tally AS g ON g.month IS NULL AND g.channel = s.channel;
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
