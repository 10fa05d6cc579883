-- Is it getting better, and is it chance? Weeks of the main rates on a control chart, and
-- the trend of global first contact resolution.
--
-- A week is provisional while a contact in it is not mature, or more may come, and where
-- the data begin inside it, for what was before is not known: it is shown, but is in no
-- limit, and gives no signal.

CREATE VIEW failure_demand.rate_weekly AS
WITH counted AS (
    SELECT date_trunc('week', t.day::timestamp)::date AS week, p.department, grouping(p.department) = 1 AS is_all,
           sum(t.bounced)::bigint AS bounced, sum(t.digital)::bigint AS digital,
           sum(t.digital_immature) AS digital_open,
           sum(t.resolved_first)::bigint AS resolved_first, sum(t.journeys)::bigint AS journeys,
           sum(t.journeys_immature) AS journeys_open,
           sum(t.assessed_failure)::bigint AS assessed_failure, sum(t.assessed)::bigint AS assessed
    FROM failure_demand_internal.rate_tally AS t LEFT JOIN failure_demand.touchpoint AS p ON p.name = t.touchpoint
    GROUP BY GROUPING SETS ((1, p.department), (1))
), owner AS (
    SELECT DISTINCT is_all, department FROM counted
    WHERE is_all OR department IS NOT NULL AND digital + digital_open > 0
)
SELECT m.metric, o.department, w.time, coalesce(m.numerator, 0) AS numerator,
       coalesce(m.denominator, 0) AS denominator,
       m.numerator::double precision / nullif(m.denominator, 0) AS value,
       coalesce(m.open > 0, false) OR NOT w.is_whole AS provisional
FROM failure_demand.report_week AS w
CROSS JOIN owner AS o
CROSS JOIN (SELECT failure_demand.value_asked()) AS v (asked)
LEFT JOIN counted AS c ON c.week = w.week AND c.is_all = o.is_all AND (o.is_all OR c.department = o.department)
CROSS JOIN LATERAL (VALUES
    ('bounce', c.bounced, c.digital, c.digital_open, true),
    ('global_fcr', c.resolved_first, c.journeys, c.journeys_open, o.is_all),
    ('failure_share', CASE WHEN v.asked THEN c.assessed_failure END, CASE WHEN v.asked THEN c.assessed END, 0,
     o.is_all))
    AS m (metric, numerator, denominator, open, told)
WHERE m.told;
ALTER VIEW failure_demand.rate_weekly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.rate_weekly IS
'the main rates by ISO week, of all and, for bounce, of each department''s touchpoints; also of weeks in which '
'nothing happened';
COMMENT ON COLUMN failure_demand.rate_weekly.metric IS
'bounce, global_fcr or failure_share';
COMMENT ON COLUMN failure_demand.rate_weekly.department IS
'department that owns the touchpoints; null: all';
COMMENT ON COLUMN failure_demand.rate_weekly.time IS
'when the week began';
COMMENT ON COLUMN failure_demand.rate_weekly.numerator IS
'what counts';
COMMENT ON COLUMN failure_demand.rate_weekly.denominator IS
'of how many; of failure_share, 0 where no reason code is mapped to value';
COMMENT ON COLUMN failure_demand.rate_weekly.value IS
'numerator / denominator; null where there is none';
COMMENT ON COLUMN failure_demand.rate_weekly.provisional IS
'true: not all of the week is known or judged yet, be it the first, in which the data begin';

CREATE VIEW failure_demand.control_chart AS
WITH limited AS (
    SELECT w.*, failure_demand.process_limits(w.numerator, CASE WHEN NOT w.provisional THEN w.denominator END, 'laney')
               OVER chart AS limits
    FROM failure_demand.rate_weekly AS w
    WINDOW chart AS (PARTITION BY w.metric, w.department
                     ORDER BY w.time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT l.metric, l.department, l.time, l.numerator, l.denominator, l.value, l.provisional,
       (l.limits).centre, (a.at).lower, (a.at).upper,
       failure_demand.control_signal(CASE WHEN NOT l.provisional THEN l.value END, a.at, NULL)
           OVER (PARTITION BY l.metric, l.department ORDER BY l.time) AS signals
FROM limited AS l
CROSS JOIN LATERAL (SELECT failure_demand.limits_at(l.limits, l.denominator)) AS a (at);
ALTER VIEW failure_demand.control_chart OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.control_chart IS
'the main rates by week, with the limits of chance (Laney p-prime chart) and the rules that a week breaks: a special '
'cause';
COMMENT ON COLUMN failure_demand.control_chart.metric IS
'bounce, global_fcr or failure_share';
COMMENT ON COLUMN failure_demand.control_chart.department IS
'department that owns the touchpoints; null: all';
COMMENT ON COLUMN failure_demand.control_chart.time IS
'when the week began';
COMMENT ON COLUMN failure_demand.control_chart.numerator IS
'what counts';
COMMENT ON COLUMN failure_demand.control_chart.denominator IS
'of how many; of failure_share, 0 where no reason code is mapped to value';
COMMENT ON COLUMN failure_demand.control_chart.value IS
'numerator / denominator; null where there is none';
COMMENT ON COLUMN failure_demand.control_chart.provisional IS
'true: not all of the week is known or judged yet, be it the first, in which the data begin: no signal';
COMMENT ON COLUMN failure_demand.control_chart.centre IS
'centre line: all numerators over all denominators of the weeks that are not provisional';
COMMENT ON COLUMN failure_demand.control_chart.lower IS
'lower limit of the week; null with fewer than two weeks in a row';
COMMENT ON COLUMN failure_demand.control_chart.upper IS
'upper limit of the week; null as lower is';
COMMENT ON COLUMN failure_demand.control_chart.signals IS
'rules that the week breaks; empty: chance explains it; null: not judged';

CREATE VIEW failure_demand.fcr_trend AS
WITH judged AS (
    SELECT time, CASE WHEN NOT provisional THEN value END AS value
    FROM failure_demand.rate_weekly WHERE metric = 'global_fcr' AND department IS NULL
), week AS (
    SELECT time, value, row_number() OVER (ORDER BY time DESC) AS back
    FROM judged WHERE time <= (SELECT max(time) FROM judged WHERE value IS NOT NULL)
)
SELECT w.weeks, t.points, t.first_week, t.last_week, (t.test).tau, (t.test).p_value, (t.line).slope, (t.line).lower,
       (t.line).upper,
       (t.test).tau < 0 AND (t.test).p_value < 0.05 AS deteriorating
FROM (VALUES (13), (26)) AS w (weeks)
CROSS JOIN LATERAL (
    SELECT count(value) AS points, min(time) FILTER (WHERE value IS NOT NULL) AS first_week, max(time) AS last_week,
           failure_demand.mann_kendall(value ORDER BY time) AS test,
           failure_demand.theil_sen(value ORDER BY time) AS line
    FROM week WHERE back <= w.weeks) AS t;
ALTER VIEW failure_demand.fcr_trend OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.fcr_trend IS
'trend of global first contact resolution over the 13 and the 26 weeks up to the last one that is judged: a lasting '
'fall is the first visible sign of structural failure demand';
COMMENT ON COLUMN failure_demand.fcr_trend.weeks IS
'weeks back: 13, a quarter, or 26, half a year';
COMMENT ON COLUMN failure_demand.fcr_trend.points IS
'of these, those with a rate that is judged';
COMMENT ON COLUMN failure_demand.fcr_trend.first_week IS
'the first week in it';
COMMENT ON COLUMN failure_demand.fcr_trend.last_week IS
'the last week in it';
COMMENT ON COLUMN failure_demand.fcr_trend.tau IS
'strength of the trend, -1 to 1 (Kendall''s tau-b); null below five points, and where all are equal';
COMMENT ON COLUMN failure_demand.fcr_trend.p_value IS
'chance of a trend as strong where there is none (Mann-Kendall, two-sided); null below five points';
COMMENT ON COLUMN failure_demand.fcr_trend.slope IS
'change of the rate a week (Theil-Sen); null below two points';
COMMENT ON COLUMN failure_demand.fcr_trend.lower IS
'lower bound of the slope, 95 %';
COMMENT ON COLUMN failure_demand.fcr_trend.upper IS
'upper bound of the slope, 95 %';
COMMENT ON COLUMN failure_demand.fcr_trend.deteriorating IS
'does it fall, and is that more than chance (5 %)? null below five points: nobody knows';
