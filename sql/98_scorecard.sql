-- What customers feel, what they suffer, and what it costs, side by side: operational
-- figures never stand alone.

CREATE VIEW failure_demand.scorecard AS
WITH monthly AS (
    SELECT date_trunc('month', c.day::timestamp)::date AS month, c.brand,
           failure_demand.nps(c.nps) FILTER (WHERE c.nps BETWEEN 0 AND 10) AS nps, count(*) FILTER (WHERE c.nps BETWEEN 0 AND 10) AS nps_answers,
           failure_demand.csat(c.csat, 5) FILTER (WHERE c.csat BETWEEN 1 AND 5) AS csat, count(*) FILTER (WHERE c.csat BETWEEN 1 AND 5) AS csat_answers,
           failure_demand.ces(c.ces, 'top3of7') FILTER (WHERE c.ces BETWEEN 1 AND 7) AS ces, count(*) FILTER (WHERE c.ces BETWEEN 1 AND 7) AS ces_answers,
           count(*) FILTER (WHERE c.assessed AND c.demand = 'failure' AND c.left_out IS NULL) AS assessed_failure, count(*) FILTER (WHERE c.assessed AND c.left_out IS NULL) AS assessed,
           count(*) FILTER (WHERE c.bounced AND c.mature) AS bounced, count(*) FILTER (WHERE c.kind = 'digital' AND c.mature) AS digital,
           count(*) FILTER (WHERE c.contact_no = 1 AND c.mature AND c.contacts = 1) AS resolved_first,
           count(*) FILTER (WHERE c.contact_no = 1 AND c.mature AND c.contacts >= 3) AS snowballs, count(*) FILTER (WHERE c.contact_no = 1 AND c.mature) AS journeys,
           avg(c.handle_seconds) FILTER (WHERE c.demand = 'failure') - avg(c.handle_seconds) FILTER (WHERE c.demand = 'value') AS excess_seconds,
           count(c.handle_seconds) FILTER (WHERE c.demand = 'failure') AS failure_handled
    FROM failure_demand.contact AS c
    WHERE c.left_out IS NULL
    GROUP BY 1, c.brand
), cost AS (
    SELECT date_trunc('month', c.day::timestamp)::date AS month, c.brand, c.currency, sum(c.cost) AS cost, count(*) AS contacts
    FROM failure_demand.contact_cost AS c WHERE c.demand = 'failure' AND c.cost IS NOT NULL
    GROUP BY 1, c.brand, c.currency
), figure AS (
    SELECT m.month, m.brand, f.*, NULL AS currency FROM monthly AS m
    CROSS JOIN LATERAL (VALUES
        (1, 'feel', 'nps', m.nps, m.nps_answers), (2, 'feel', 'csat', m.csat, m.csat_answers), (3, 'feel', 'ces', m.ces, m.ces_answers),
        (4, 'suffer', 'failure_share', m.assessed_failure::double precision / nullif(m.assessed, 0), m.assessed),
        (5, 'suffer', 'bounce', m.bounced::double precision / nullif(m.digital, 0), m.digital),
        (6, 'suffer', 'global_fcr', m.resolved_first::double precision / nullif(m.journeys, 0), m.journeys),
        (7, 'suffer', 'snowball', m.snowballs::double precision / nullif(m.journeys, 0), m.journeys),
        (8, 'suffer', 'excess_handle_minutes', m.failure_handled * m.excess_seconds::double precision / 60, m.failure_handled)
    ) AS f (position, dimension, metric, value, n)
    UNION ALL
    SELECT month, brand, 9, 'cost', 'failure_cost', cost::double precision, contacts, currency FROM cost
)
SELECT m.time, f.brand, f.position, f.dimension, f.metric, f.value, f.currency, f.n, t.value AS target,
       CASE WHEN f.metric IN ('nps', 'csat', 'ces', 'global_fcr') THEN f.value >= t.value ELSE f.value <= t.value END AS reached
FROM figure AS f
JOIN failure_demand.report_month AS m ON m.month = f.month
LEFT JOIN LATERAL (SELECT value FROM failure_demand.target AS t
                   WHERE t.metric = f.metric AND (t.brand = f.brand OR t.brand IS NULL) ORDER BY t.brand NULLS LAST LIMIT 1) AS t ON true;
ALTER VIEW failure_demand.scorecard OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.scorecard IS
'what customers feel, what they suffer and what it costs, by month and brand, beside the targets';
COMMENT ON COLUMN failure_demand.scorecard.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.scorecard.brand IS
'the brand';
COMMENT ON COLUMN failure_demand.scorecard.position IS
'order of the metrics';
COMMENT ON COLUMN failure_demand.scorecard.dimension IS
'feel, suffer or cost';
COMMENT ON COLUMN failure_demand.scorecard.metric IS
'nps, csat (share of the top two of 1 to 5), ces (share of 5 to 7 of 1 to 7), failure_share, bounce, global_fcr, snowball (share of journeys of three contacts and more), excess_handle_minutes, failure_cost';
COMMENT ON COLUMN failure_demand.scorecard.value IS
'the figure; null where there is nothing to count';
COMMENT ON COLUMN failure_demand.scorecard.currency IS
'of a cost, ISO 4217';
COMMENT ON COLUMN failure_demand.scorecard.n IS
'answers, contacts or journeys that it is of; answers outside the scale are left out';
COMMENT ON COLUMN failure_demand.scorecard.target IS
'what is aimed at; null: nothing yet';
COMMENT ON COLUMN failure_demand.scorecard.reached IS
'is it reached?';
