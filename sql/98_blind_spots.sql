-- What the silo does not see.

CREATE TABLE failure_demand.departure (
    customer    text COLLATE "C" PRIMARY KEY,
    departed_at timestamptz NOT NULL
);
ALTER TABLE failure_demand.departure OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.departure IS
'customers who have left';
COMMENT ON COLUMN failure_demand.departure.customer IS
'the customer, as in interaction';
COMMENT ON COLUMN failure_demand.departure.departed_at IS
'when they left';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.departure', '');

CREATE TABLE failure_demand.volume (
    period    daterange PRIMARY KEY CHECK (NOT isempty(period)),
    customers bigint CHECK (customers >= 0),
    orders    bigint CHECK (orders >= 0)
);
ALTER TABLE failure_demand.volume OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.volume IS
'how much business there was: what contacts are to be seen beside';
COMMENT ON COLUMN failure_demand.volume.period IS
'the days';
COMMENT ON COLUMN failure_demand.volume.customers IS
'customers in the period';
COMMENT ON COLUMN failure_demand.volume.orders IS
'orders in the period';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.volume', '');

-- A customer's index is the first mature digital contact of the period; both groups are
-- followed from its end plus the window, when it is known that nobody called.
CREATE FUNCTION failure_demand.silent_churn(
    period daterange, at interval DEFAULT '90 days', inactive interval DEFAULT NULL,
    OUT silent_failure boolean, OUT customers bigint, OUT left_before bigint, OUT departures bigint,
    OUT departed_share double precision, OUT lower double precision, OUT upper double precision,
    OUT expected double precision, OUT chi_square double precision, OUT p_value double precision)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH index AS (
        SELECT DISTINCT ON (c.customer) c.customer, c.containment = 'abandoned' AS silent_failure,
               failure_demand.contact_end(c.started_at, c.ended_at) + b.within AS followed_from, b.as_of
        FROM failure_demand.contact AS c CROSS JOIN failure_demand.report_basis AS b
        WHERE c.kind = 'digital' AND c.mature AND c.day <@ failure_demand.check_period(silent_churn.period)
        ORDER BY c.customer, c.started_at, c.source, c.interaction_id
    ), last_contact AS (
        SELECT c.customer, max(failure_demand.contact_end(c.started_at, c.ended_at)) AS last_end
        FROM failure_demand.contact AS c WHERE silent_churn.inactive IS NOT NULL AND c.left_out IS NULL GROUP BY c.customer
    ), life AS (
        SELECT i.silent_failure, i.followed_from, i.as_of, g.departed_at, g.departed_at < i.followed_from AS left_before,
               extract(epoch FROM least(g.departed_at, i.as_of) - i.followed_from)::double precision AS seconds, g.departed_at <= i.as_of AS departed
        FROM index AS i
        LEFT JOIN failure_demand.departure AS d ON d.customer = i.customer
        LEFT JOIN last_contact AS l ON l.customer = i.customer
        CROSS JOIN LATERAL (SELECT coalesce(d.departed_at, CASE WHEN l.last_end + failure_demand.elapsed(silent_churn.inactive) <= i.as_of
                                                               THEN l.last_end + failure_demand.elapsed(silent_churn.inactive) END)) AS g (departed_at)
    ), test AS (
        SELECT failure_demand.log_rank(l.silent_failure, l.seconds, coalesce(l.departed, false)) AS t FROM life AS l WHERE l.left_before IS NOT TRUE
    ), grouped AS (
        SELECT l.silent_failure, count(*) FILTER (WHERE l.left_before IS NOT TRUE) AS customers, count(*) FILTER (WHERE l.left_before) AS left_before,
               count(*) FILTER (WHERE l.left_before IS NOT TRUE AND l.departed) AS departures,
               failure_demand.survival(l.seconds, coalesce(l.departed, false), extract(epoch FROM failure_demand.elapsed(silent_churn.at))::double precision)
                   FILTER (WHERE l.left_before IS NOT TRUE) AS s
        FROM life AS l GROUP BY l.silent_failure
    )
    SELECT g.silent_failure, g.customers, g.left_before, g.departures, 1 - (g.s).probability, 1 - (g.s).upper, 1 - (g.s).lower,
           CASE WHEN g.silent_failure THEN (test.t).expected_true ELSE (test.t).expected_false END, (test.t).chi_square, (test.t).p_value
    FROM grouped AS g CROSS JOIN test
    ORDER BY g.silent_failure DESC;
END;
COMMENT ON FUNCTION failure_demand.silent_churn(daterange, interval, interval) IS
'do customers leave whose digital contact failed and who did not call? two rows, with and without silent failure: customers, those who had left before, departures, the share departed after the time at (Kaplan-Meier, 95 %), departures expected were there no difference, and the log-rank test; departures are those of table departure, or, where inactive is given, no contact for so long';

CREATE VIEW failure_demand.channel_saturation AS
SELECT m.time, c.saturated, c.journeys, r.rate, r.lower, r.upper
FROM (
    SELECT date_trunc('month', f.day::timestamp)::date AS month, count(*) AS journeys,
           count(*) FILTER (WHERE f.contacts > 1 AND EXISTS (
               SELECT FROM failure_demand.contact AS a JOIN failure_demand.contact AS b
                   ON (b.customer_group, b.journey_source, b.journey_id) = (a.customer_group, a.journey_source, a.journey_id)
               WHERE (a.customer_group, a.journey_source, a.journey_id) = (f.customer_group, f.journey_source, f.journey_id)
                 AND b.contact_no > a.contact_no AND b.channel <> a.channel
                 AND b.started_at < failure_demand.contact_end(a.started_at, a.ended_at))) AS saturated
    FROM failure_demand.contact AS f WHERE f.contact_no = 1 AND f.mature
    GROUP BY 1) AS c
JOIN failure_demand.report_month AS m USING (month)
CROSS JOIN LATERAL failure_demand.rate_bounds(c.saturated, c.journeys) AS r;
ALTER VIEW failure_demand.channel_saturation OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_saturation IS
'requests brought to two or more channels at the same time, by month';
COMMENT ON COLUMN failure_demand.channel_saturation.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.channel_saturation.saturated IS
'journeys in which contacts of different channels overlap in time';
COMMENT ON COLUMN failure_demand.channel_saturation.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand.channel_saturation.rate IS
'saturated / journeys';
COMMENT ON COLUMN failure_demand.channel_saturation.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.channel_saturation.upper IS
'upper bound of the rate (Wilson 95 %)';

CREATE VIEW failure_demand.cold_start AS
SELECT t.told_no, t.currency, count(*) AS contacts, avg(t.handle_seconds)::double precision AS mean_handle_seconds, sum(t.cost) AS cost, avg(t.cost)::double precision AS mean_cost
FROM (SELECT row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS told_no, handle_seconds, currency, cost
      FROM failure_demand.contact_cost WHERE contact_no IS NOT NULL) AS t
GROUP BY t.told_no, t.currency
ORDER BY t.told_no, t.currency;
ALTER VIEW failure_demand.cold_start OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.cold_start IS
'how often customers had to tell it to a person again, and what each further time costs';
COMMENT ON COLUMN failure_demand.cold_start.told_no IS
'1: the first human contact of a journey; from 2 on, it had to be explained again';
COMMENT ON COLUMN failure_demand.cold_start.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.cold_start.contacts IS
'human contacts';
COMMENT ON COLUMN failure_demand.cold_start.mean_handle_seconds IS
'mean handle time';
COMMENT ON COLUMN failure_demand.cold_start.cost IS
'their cost';
COMMENT ON COLUMN failure_demand.cold_start.mean_cost IS
'mean cost';

CREATE VIEW failure_demand.contact_evasion AS
WITH attempt AS (
    SELECT date_trunc('month', day::timestamp)::date AS month, journey_source, journey_id, contact_no, outcome = 'abandoned' IS TRUE AS given_up
    FROM failure_demand.contact WHERE kind = 'human' AND left_out IS NULL
), journey AS (
    SELECT min(month) AS month, count(*) FILTER (WHERE given_up) AS given_up,
           min(tries) FILTER (WHERE NOT given_up) AS tries_until_served
    FROM (SELECT *, row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS tries FROM attempt) AS numbered
    GROUP BY journey_source, journey_id
)
SELECT m.time, a.given_up, a.attempts, r.rate, r.lower, r.upper, j.served, j.never_served, j.mean_attempts_until_served
FROM (SELECT month, count(*) AS attempts, count(*) FILTER (WHERE given_up) AS given_up FROM attempt GROUP BY month) AS a
JOIN (SELECT month, count(tries_until_served) AS served, count(*) - count(tries_until_served) AS never_served,
             avg(tries_until_served)::double precision AS mean_attempts_until_served FROM journey GROUP BY month) AS j USING (month)
JOIN failure_demand.report_month AS m USING (month)
CROSS JOIN LATERAL failure_demand.rate_bounds(a.given_up, a.attempts) AS r;
ALTER VIEW failure_demand.contact_evasion OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_evasion IS
'attempts to reach a person that were given up, and how many it takes, by month: fewer contacts may be evaded ones';
COMMENT ON COLUMN failure_demand.contact_evasion.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.contact_evasion.given_up IS
'human contacts that were abandoned';
COMMENT ON COLUMN failure_demand.contact_evasion.attempts IS
'human contacts';
COMMENT ON COLUMN failure_demand.contact_evasion.rate IS
'given_up / attempts';
COMMENT ON COLUMN failure_demand.contact_evasion.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.contact_evasion.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.contact_evasion.served IS
'journeys that reached a person';
COMMENT ON COLUMN failure_demand.contact_evasion.never_served IS
'journeys that tried and never did';
COMMENT ON COLUMN failure_demand.contact_evasion.mean_attempts_until_served IS
'attempts that those needed who did';

CREATE VIEW failure_demand.kpi_conflict AS
WITH monthly AS (
    SELECT f.time, c.digital - c.escalated AS kept, c.digital, f.resolved_first, f.journeys,
           lag(c.digital - c.escalated) OVER w AS kept_before, lag(c.digital) OVER w AS digital_before,
           lag(f.resolved_first) OVER w AS resolved_before, lag(f.journeys) OVER w AS journeys_before, f.immature
    FROM failure_demand.global_fcr_monthly AS f
    JOIN LATERAL (SELECT coalesce(sum(d.escalated), 0)::bigint AS escalated, coalesce(sum(d.digital), 0)::bigint AS digital
                  FROM failure_demand.containment_daily AS d CROSS JOIN failure_demand.report_basis AS b
                  WHERE date_trunc('month', d.time AT TIME ZONE b.time_zone) = f.time AT TIME ZONE b.time_zone) AS c ON true
    WINDOW w AS (ORDER BY f.time)
)
SELECT m.time, k.difference AS containment_change, k.lower AS containment_lower, k.upper AS containment_upper,
       g.difference AS fcr_change, g.lower AS fcr_lower, g.upper AS fcr_upper, m.immature,
       coalesce(k.lower > 0 AND g.upper < 0, false) AS conflict
FROM monthly AS m
CROSS JOIN LATERAL failure_demand.rate_difference(m.kept, m.digital, m.kept_before, m.digital_before) AS k
CROSS JOIN LATERAL failure_demand.rate_difference(m.resolved_first, m.journeys, m.resolved_before, m.journeys_before) AS g;
ALTER VIEW failure_demand.kpi_conflict OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.kpi_conflict IS
'months in which what the digital team reports went up while what customers got went down: reported containment and global FCR beside the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_change IS
'reported containment, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.containment_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_change IS
'global FCR, less that of the month before';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_lower IS
'lower bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.fcr_upper IS
'upper bound of the change (Newcombe 95 %)';
COMMENT ON COLUMN failure_demand.kpi_conflict.immature IS
'journeys of the month that are not judged yet';
COMMENT ON COLUMN failure_demand.kpi_conflict.conflict IS
'containment rose and global FCR fell, both by more than chance';

CREATE VIEW failure_demand.self_service_limit AS
WITH human AS (
    SELECT currency, avg(cost) FILTER (WHERE origin_channel IS NULL) AS direct, avg(cost) FILTER (WHERE origin_channel IS NOT NULL) AS after_bounce
    FROM failure_demand.contact_cost WHERE cost IS NOT NULL GROUP BY currency
)
SELECT p.channel, p.touchpoint, p.bounced, p.digital, p.rate, p.lower, p.upper, h.currency,
       d.cost AS digital_cost, h.direct AS human_cost, h.after_bounce AS bounce_back_cost, (h.direct - d.cost) / nullif(h.after_bounce, 0) AS break_even,
       p.lower > (h.direct - d.cost) / nullif(h.after_bounce, 0) AS beyond
FROM failure_demand.bounce_by_touchpoint AS p
CROSS JOIN human AS h
CROSS JOIN failure_demand.report_basis AS b
CROSS JOIN LATERAL (
    SELECT coalesce(max(r.cost_per_contact), 0) AS cost FROM failure_demand.rate_card AS r
    WHERE r.channel = p.channel AND r.provider IS NULL AND coalesce(r.currency, b.currency) = h.currency
      AND r.valid @> (b.as_of AT TIME ZONE b.time_zone)::date) AS d;
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
'bounced / digital';
COMMENT ON COLUMN failure_demand.self_service_limit.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.self_service_limit.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.self_service_limit.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.self_service_limit.digital_cost IS
'fixed cost of a contact of the channel, by the rate card as of the end of the data; 0 where it has none';
COMMENT ON COLUMN failure_demand.self_service_limit.human_cost IS
'mean cost of a human contact that is no bounce-back';
COMMENT ON COLUMN failure_demand.self_service_limit.bounce_back_cost IS
'mean cost of a bounce-back';
COMMENT ON COLUMN failure_demand.self_service_limit.break_even IS
'bounce rate from which a contact costs more than had it been a human one';
COMMENT ON COLUMN failure_demand.self_service_limit.beyond IS
'is even the lower bound of the rate above it?';

CREATE VIEW failure_demand.generated_demand AS
SELECT s.channel, s.sessions, coalesce(t.contacts, 0) AS contacts, 100 * coalesce(t.contacts, 0)::double precision / nullif(s.sessions, 0) AS per_100_sessions
FROM (SELECT channel, sum(contacts - unlinkable)::bigint AS sessions FROM failure_demand.rate_tally WHERE kind = 'digital' GROUP BY channel) AS s
LEFT JOIN (SELECT from_channel AS channel, sum(transitions)::bigint AS contacts FROM failure_demand.channel_transition GROUP BY from_channel) AS t USING (channel);
ALTER VIEW failure_demand.generated_demand OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.generated_demand IS
'contacts that follow a session of a bot, an AI agent or another digital channel, per 100 of its sessions';
COMMENT ON COLUMN failure_demand.generated_demand.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand.generated_demand.sessions IS
'its linkable contacts';
COMMENT ON COLUMN failure_demand.generated_demand.contacts IS
'contacts, of any channel, that followed one in the same journey';
COMMENT ON COLUMN failure_demand.generated_demand.per_100_sessions IS
'contacts per 100 sessions';

CREATE FUNCTION failure_demand.contact_rate(
    bucket text DEFAULT 'month',
    OUT "time" timestamptz, OUT contacts bigint, OUT failure bigint, OUT customers double precision, OUT orders double precision,
    OUT contacts_per_1000_customers double precision, OUT failure_per_1000_customers double precision,
    OUT contacts_per_1000_orders double precision, OUT failure_per_1000_orders double precision, OUT growth_with_customers double precision, OUT growth_with_orders double precision)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF bucket IN ('day', 'week', 'month') IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown bucket: %', coalesce(quote_literal(bucket), 'null') USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write ''day'', ''week'' or ''month''.';
    END IF;
    RETURN QUERY
    WITH counted AS (
        SELECT date_trunc(contact_rate.bucket, d.day::timestamp) AS start, coalesce(sum(t.contacts), 0)::bigint AS contacts, coalesce(sum(t.failure), 0)::bigint AS failure
        FROM failure_demand.report_day AS d LEFT JOIN failure_demand.rate_tally AS t ON t.day = d.day AND t.kind = 'human'
        GROUP BY 1
    ), measured AS (
        -- a volume that spans buckets is shared between them by days
        SELECT c.*, v.customers, v.orders
        FROM counted AS c
        CROSS JOIN LATERAL (SELECT daterange(c.start::date, (c.start + ('1 ' || contact_rate.bucket)::interval)::date) AS days) AS b
        CROSS JOIN LATERAL (
            SELECT CASE WHEN sum(s.days) = upper(b.days) - lower(b.days) THEN sum(v.customers * s.days)::double precision / sum(s.days) END AS customers,
                   CASE WHEN sum(s.days) = upper(b.days) - lower(b.days) THEN sum(v.orders * s.days / (upper(v.period) - lower(v.period))::double precision) END AS orders
            FROM failure_demand.volume AS v
            CROSS JOIN LATERAL (SELECT upper(v.period * b.days) - lower(v.period * b.days) AS days) AS s
            WHERE v.period && b.days) AS v
    )
    SELECT m.start AT TIME ZONE b.time_zone, m.contacts, m.failure, m.customers, m.orders,
           1000 * m.contacts / nullif(m.customers, 0), 1000 * m.failure / nullif(m.customers, 0),
           1000 * m.contacts / nullif(m.orders, 0), 1000 * m.failure / nullif(m.orders, 0),
           CASE WHEN count(*) FILTER (WHERE m.customers > 0 AND m.contacts > 0) OVER () >= 3
                THEN regr_slope(ln(nullif(m.contacts, 0)::double precision), ln(nullif(m.customers, 0))) OVER () END,
           CASE WHEN count(*) FILTER (WHERE m.orders > 0 AND m.contacts > 0) OVER () >= 3
                THEN regr_slope(ln(nullif(m.contacts, 0)::double precision), ln(nullif(m.orders, 0))) OVER () END
    FROM measured AS m CROSS JOIN failure_demand.report_basis AS b
    ORDER BY m.start;
END $$;
COMMENT ON FUNCTION failure_demand.contact_rate(text) IS
'human contacts and failure demand per 1,000 customers and orders of table volume, by day, week or month; growth: percent more contacts for a percent more customers or orders (slope of the logarithms), above 1 where service fails to scale; null without volume, growth below three buckets';
