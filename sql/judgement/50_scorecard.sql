-- What customers feel, what they suffer, and what it costs, side by side: operational
-- figures never stand alone. Rates are of the contacts in the rates; answers, and costs, of
-- those that belong to no journey, too.
--
-- Excess handle minutes compare means within a month, brand and request, so that an easier
-- mix is not taken for progress: those of months add up to their sum, and not to those of
-- handle_time_by_demand, which compares means of all time.

-- Of the day of as_of, contacts that are in no rate count where they start no later than it.
CREATE VIEW failure_demand_internal.brand_month AS
WITH part AS (
    SELECT month, brand, contacts,
           nps_promoters, nps_passives, nps_detractors, csat_answers, csat_satisfied, ces_answers, ces_easy,
           assessed_failure, assessed, bounced, digital, resolved_first, snowballs, journeys, immature
    FROM failure_demand_internal.brand_tally
    UNION ALL
    SELECT date_trunc('month', t.day::timestamp)::date, t.brand, t.contacts,
           t.nps_promoters, t.nps_passives, t.nps_detractors, t.csat_answers, t.csat_satisfied, t.ces_answers,
           t.ces_easy, 0, 0, 0, 0, 0, 0, 0, 0
    FROM failure_demand_internal.outside_tally AS t CROSS JOIN failure_demand.report_basis AS b
    WHERE t.day < (b.as_of AT TIME ZONE b.time_zone)::date
    UNION ALL
    SELECT date_trunc('month', c.day::timestamp)::date, c.brand, 1,
           coalesce(s.promoter, false)::integer, coalesce(s.passive, false)::integer,
           coalesce(s.detractor, false)::integer, coalesce(s.csat_answer, false)::integer,
           coalesce(s.satisfied, false)::integer, coalesce(s.ces_answer, false)::integer,
           coalesce(s.easy, false)::integer, 0, 0, 0, 0, 0, 0, 0, 0
    FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b
    CROSS JOIN LATERAL failure_demand_internal.scored_facts(c.nps, c.csat, c.ces) AS s
    WHERE c.left_out IS NOT NULL AND c.left_out <> 'unlinkable' AND c.day = (b.as_of AT TIME ZONE b.time_zone)::date
      AND c.started_at <= b.as_of
), added AS (
    SELECT month, brand,
           sum(nps_promoters)::bigint AS nps_promoters, sum(nps_passives)::bigint AS nps_passives,
           sum(nps_detractors)::bigint AS nps_detractors, sum(csat_answers)::bigint AS csat_answers,
           sum(csat_satisfied)::bigint AS csat_satisfied, sum(ces_answers)::bigint AS ces_answers,
           sum(ces_easy)::bigint AS ces_easy, sum(assessed_failure)::bigint AS assessed_failure,
           sum(assessed)::bigint AS assessed, sum(bounced)::bigint AS bounced, sum(digital)::bigint AS digital,
           sum(resolved_first)::bigint AS resolved_first, sum(snowballs)::bigint AS snowballs,
           sum(journeys)::bigint AS journeys, sum(immature)::bigint AS immature
    FROM part GROUP BY month, brand HAVING sum(contacts) > 0
)
SELECT a.month, a.brand,
       failure_demand_internal.nps_estimate_final(ARRAY[a.nps_promoters, a.nps_passives, a.nps_detractors]) AS nps,
       a.nps_promoters + a.nps_passives + a.nps_detractors AS nps_answers,
       a.csat_satisfied::double precision / nullif(a.csat_answers, 0) AS csat, a.csat_answers,
       a.ces_easy::double precision / nullif(a.ces_answers, 0) AS ces, a.ces_answers,
       CASE WHEN v.asked THEN a.assessed_failure ELSE 0 END AS assessed_failure,
       CASE WHEN v.asked THEN a.assessed ELSE 0 END AS assessed,
       a.bounced, a.digital, a.resolved_first, a.snowballs, a.journeys, a.immature
FROM added AS a CROSS JOIN (SELECT failure_demand.value_asked()) AS v (asked);
ALTER VIEW failure_demand_internal.brand_month OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.brand_month IS
'what customers feel and what they suffer, counted by month and brand';
COMMENT ON COLUMN failure_demand_internal.brand_month.month IS
'first day of the month';
COMMENT ON COLUMN failure_demand_internal.brand_month.brand IS
'the brand; null: none is known';
COMMENT ON COLUMN failure_demand_internal.brand_month.nps IS
'net promoter score: see nps_estimate()';
COMMENT ON COLUMN failure_demand_internal.brand_month.nps_answers IS
'answers that it is of: 0 to 10';
COMMENT ON COLUMN failure_demand_internal.brand_month.csat IS
'share of the top two of 1 to 5';
COMMENT ON COLUMN failure_demand_internal.brand_month.csat_answers IS
'answers that it is of: 1 to 5';
COMMENT ON COLUMN failure_demand_internal.brand_month.ces IS
'share of 5 to 7 of 1 to 7';
COMMENT ON COLUMN failure_demand_internal.brand_month.ces_answers IS
'answers that it is of: 1 to 7';
COMMENT ON COLUMN failure_demand_internal.brand_month.assessed_failure IS
'of the assessed, failure demand';
COMMENT ON COLUMN failure_demand_internal.brand_month.assessed IS
'human contacts with a reason code that is mapped to failure or value; 0 where no code is mapped to value';
COMMENT ON COLUMN failure_demand_internal.brand_month.bounced IS
'of the digital, those that bounced';
COMMENT ON COLUMN failure_demand_internal.brand_month.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.brand_month.resolved_first IS
'of the journeys, those of one contact';
COMMENT ON COLUMN failure_demand_internal.brand_month.snowballs IS
'of the journeys, those of three contacts and more';
COMMENT ON COLUMN failure_demand_internal.brand_month.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand_internal.brand_month.immature IS
'contacts that are not judged yet';

CREATE VIEW failure_demand_internal.excess_handle_month AS
SELECT h.month, h.brand, sum(h.failures * h.excess_seconds)::double precision / 60 AS minutes,
       sum(h.failures)::bigint AS failures
FROM (SELECT month, brand, failure_handled AS failures,
             failure_seconds::numeric / nullif(failure_handled, 0)
             - value_seconds::numeric / nullif(value_handled, 0) AS excess_seconds
      FROM failure_demand_internal.brand_tally) AS h
WHERE h.excess_seconds IS NOT NULL
GROUP BY h.month, h.brand;
ALTER VIEW failure_demand_internal.excess_handle_month OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.excess_handle_month IS
'how much longer failure contacts took than value contacts of the same month, brand and request';
COMMENT ON COLUMN failure_demand_internal.excess_handle_month.month IS
'first day of the month';
COMMENT ON COLUMN failure_demand_internal.excess_handle_month.brand IS
'the brand; null: none is known';
COMMENT ON COLUMN failure_demand_internal.excess_handle_month.minutes IS
'failure contacts times the difference of the mean handle times, over all requests that have both';
COMMENT ON COLUMN failure_demand_internal.excess_handle_month.failures IS
'failure contacts of these requests';

CREATE VIEW failure_demand_internal.failure_cost_month AS
SELECT date_trunc('month', c.day::timestamp)::date AS month, c.brand, c.currency, sum(c.cost) AS cost,
       sum(c.contacts)::bigint AS contacts
FROM failure_demand_internal.failure_daily AS c
GROUP BY 1, c.brand, c.currency;
ALTER VIEW failure_demand_internal.failure_cost_month OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.failure_cost_month IS
'what failure demand costs, by month, brand and currency';
COMMENT ON COLUMN failure_demand_internal.failure_cost_month.month IS
'first day of the month';
COMMENT ON COLUMN failure_demand_internal.failure_cost_month.brand IS
'the brand; null: none is known';
COMMENT ON COLUMN failure_demand_internal.failure_cost_month.currency IS
'ISO 4217; null: these contacts have no price';
COMMENT ON COLUMN failure_demand_internal.failure_cost_month.cost IS
'their cost';
COMMENT ON COLUMN failure_demand_internal.failure_cost_month.contacts IS
'failure contacts';

CREATE VIEW failure_demand.scorecard AS
WITH monthly AS (
    SELECT * FROM failure_demand_internal.brand_month
), period AS (
    SELECT m.month, m.time, n.brand,
           NOT m.is_whole OR m.month IN (SELECT month FROM monthly WHERE immature > 0) AS provisional,
           b.currency AS own_currency
    FROM failure_demand.report_month AS m CROSS JOIN (SELECT DISTINCT brand FROM monthly) AS n
    CROSS JOIN failure_demand.report_basis AS b
), figure AS (
    SELECT p.*, f.*, NULL AS currency
    FROM period AS p
    LEFT JOIN monthly AS m ON m.month = p.month AND m.brand IS NOT DISTINCT FROM p.brand
    LEFT JOIN failure_demand_internal.excess_handle_month AS e
           ON e.month = p.month AND e.brand IS NOT DISTINCT FROM p.brand
    CROSS JOIN LATERAL (VALUES
        (1, 'feel', 'nps', (m.nps).nps, (m.nps).promoters - (m.nps).detractors, m.nps_answers),
        (2, 'feel', 'csat', m.csat, round(m.csat * m.csat_answers)::bigint, m.csat_answers),
        (3, 'feel', 'ces', m.ces, round(m.ces * m.ces_answers)::bigint, m.ces_answers),
        (4, 'suffer', 'failure_share', m.assessed_failure::double precision / nullif(m.assessed, 0),
         m.assessed_failure, m.assessed),
        (5, 'suffer', 'bounce', m.bounced::double precision / nullif(m.digital, 0), m.bounced, m.digital),
        (6, 'suffer', 'global_fcr', m.resolved_first::double precision / nullif(m.journeys, 0),
         m.resolved_first, m.journeys),
        (7, 'suffer', 'snowball', m.snowballs::double precision / nullif(m.journeys, 0), m.snowballs, m.journeys),
        (8, 'suffer', 'excess_handle_minutes', e.minutes, NULL, e.failures))
        AS f (position, dimension, metric, value, numerator, n)
    UNION ALL
    SELECT p.*, 9, 'cost', 'failure_cost', c.cost::double precision, NULL, c.contacts, c.currency
    FROM period AS p
    LEFT JOIN failure_demand_internal.failure_cost_month AS c
           ON c.month = p.month AND c.brand IS NOT DISTINCT FROM p.brand
)
SELECT f.time, f.brand, f.position, f.dimension, f.metric, f.value, f.currency,
       CASE WHEN f.position < 8 THEN coalesce(f.numerator, 0) END AS numerator, coalesce(f.n, 0) AS n,
       t.value AS target,
       CASE WHEN NOT f.provisional
            THEN CASE WHEN f.metric IN ('nps', 'csat', 'ces', 'global_fcr') THEN f.value >= t.value
                      ELSE f.value <= t.value END END AS reached,
       f.provisional
FROM figure AS f
LEFT JOIN failure_demand.target AS own ON own.metric = f.metric AND own.brand = f.brand
LEFT JOIN failure_demand.target AS every ON every.metric = f.metric AND every.brand IS NULL
CROSS JOIN LATERAL (SELECT CASE WHEN coalesce(f.currency, f.own_currency) = f.own_currency
                                THEN coalesce(own.value, every.value) END AS value) AS t;
ALTER VIEW failure_demand.scorecard OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.scorecard IS
'what customers feel, what they suffer and what it costs, by month and brand, beside the targets';
COMMENT ON COLUMN failure_demand.scorecard.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.scorecard.brand IS
'the brand; of a journey, that of its first contact; null: none is known';
COMMENT ON COLUMN failure_demand.scorecard.position IS
'order of the metrics';
COMMENT ON COLUMN failure_demand.scorecard.dimension IS
'feel, suffer or cost';
COMMENT ON COLUMN failure_demand.scorecard.metric IS
'nps, csat (share of the top two of 1 to 5), ces (share of 5 to 7 of 1 to 7), failure_share, bounce, global_fcr, '
'snowball (share of journeys of three contacts and more), excess_handle_minutes (of the month and brand), '
'failure_cost';
COMMENT ON COLUMN failure_demand.scorecard.value IS
'the figure; null where there is nothing to count, and, of failure_share, where no reason code is mapped to value';
COMMENT ON COLUMN failure_demand.scorecard.currency IS
'of a cost, ISO 4217; null: these contacts have no price';
COMMENT ON COLUMN failure_demand.scorecard.numerator IS
'what counts of n: value is numerator / n, of nps 100 times that (promoters less detractors); null for the sums, '
'excess_handle_minutes and failure_cost';
COMMENT ON COLUMN failure_demand.scorecard.n IS
'answers, contacts or journeys that it is of; of excess_handle_minutes, failure contacts of requests that also have '
'value contacts';
COMMENT ON COLUMN failure_demand.scorecard.target IS
'what is aimed at: that of the brand, else that of all brands; of costs, in the currency of the definition; null: '
'nothing yet';
COMMENT ON COLUMN failure_demand.scorecard.reached IS
'is it reached? null: provisional, or nothing to compare';
COMMENT ON COLUMN failure_demand.scorecard.provisional IS
'true: the month is not over, or the data begin inside it, or not all of it is judged yet';
