-- Is it getting better, and is it chance? Weeks of the main rates on a control chart, and
-- the trend of global first contact resolution.
--
-- A week is provisional while a contact in it is not mature, or more may come: it is
-- shown, but is in no limit, and gives no signal.

CREATE VIEW failure_demand.rate_weekly AS
WITH counted AS (
    SELECT date_trunc('week', t.day::timestamp)::date AS week, p.department, grouping(p.department) = 1 AS all_departments,
           sum(t.bounced)::bigint AS bounced, sum(t.digital)::bigint AS digital, sum(t.digital_immature) > 0 AS digital_open,
           sum(t.resolved_first)::bigint AS resolved_first, sum(t.journeys)::bigint AS journeys, sum(t.journeys_immature) > 0 AS journeys_open,
           sum(t.assessed_failure)::bigint AS assessed_failure, sum(t.assessed)::bigint AS assessed
    FROM failure_demand.rate_tally AS t LEFT JOIN failure_demand.touchpoint AS p ON p.name = t.touchpoint
    GROUP BY GROUPING SETS ((1, p.department), (1))
)
SELECT m.metric, c.department, c.week::timestamp AT TIME ZONE b.time_zone AS time, m.numerator, m.denominator,
       m.numerator::double precision / nullif(m.denominator, 0) AS value,
       m.open OR (c.week + 7)::timestamp AT TIME ZONE b.time_zone > b.as_of AS provisional
FROM counted AS c
CROSS JOIN failure_demand.report_basis AS b
CROSS JOIN LATERAL (VALUES
    ('bounce', c.bounced, c.digital, c.digital_open, true),
    ('global_fcr', c.resolved_first, c.journeys, c.journeys_open, c.all_departments),
    ('failure_share', c.assessed_failure, c.assessed, false, c.all_departments)) AS m (metric, numerator, denominator, open, told)
WHERE m.told AND (c.all_departments OR c.department IS NOT NULL);
ALTER VIEW failure_demand.rate_weekly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.rate_weekly IS
'the main rates by ISO week, of all and, for bounce, of each department''s touchpoints';
COMMENT ON COLUMN failure_demand.rate_weekly.metric IS
'bounce, global_fcr or failure_share';
COMMENT ON COLUMN failure_demand.rate_weekly.department IS
'department that owns the touchpoints; null: all';
COMMENT ON COLUMN failure_demand.rate_weekly.time IS
'when the week began';
COMMENT ON COLUMN failure_demand.rate_weekly.numerator IS
'what counts';
COMMENT ON COLUMN failure_demand.rate_weekly.denominator IS
'of how many';
COMMENT ON COLUMN failure_demand.rate_weekly.value IS
'numerator / denominator; null where there is none';
COMMENT ON COLUMN failure_demand.rate_weekly.provisional IS
'true: not all of the week is known or judged yet';

CREATE VIEW failure_demand.control_chart AS
WITH limit_of AS (
    SELECT metric, department, failure_demand.process_limits(numerator, denominator, 'laney' ORDER BY time) AS limits
    FROM failure_demand.rate_weekly WHERE NOT provisional
    GROUP BY metric, department
), charted AS (
    SELECT w.*, failure_demand.limits_at(l.limits, w.denominator) AS limits
    FROM failure_demand.rate_weekly AS w
    LEFT JOIN limit_of AS l ON l.metric = w.metric AND l.department IS NOT DISTINCT FROM w.department
)
SELECT metric, department, time, numerator, denominator, value, provisional,
       (limits).centre, (limits).lower, (limits).upper,
       failure_demand.control_signal(CASE WHEN NOT provisional THEN value END, limits, NULL)
           OVER (PARTITION BY metric, department ORDER BY time) AS signals
FROM charted;
ALTER VIEW failure_demand.control_chart OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.control_chart IS
'the main rates by week, with the limits of chance (Laney p-prime chart) and the rules that a week breaks: a special cause';
COMMENT ON COLUMN failure_demand.control_chart.metric IS
'bounce, global_fcr or failure_share';
COMMENT ON COLUMN failure_demand.control_chart.department IS
'department that owns the touchpoints; null: all';
COMMENT ON COLUMN failure_demand.control_chart.time IS
'when the week began';
COMMENT ON COLUMN failure_demand.control_chart.numerator IS
'what counts';
COMMENT ON COLUMN failure_demand.control_chart.denominator IS
'of how many';
COMMENT ON COLUMN failure_demand.control_chart.value IS
'numerator / denominator; null where there is none';
COMMENT ON COLUMN failure_demand.control_chart.provisional IS
'true: not all of the week is known or judged yet: no signal';
COMMENT ON COLUMN failure_demand.control_chart.centre IS
'centre line: the mean rate of the weeks that are not provisional';
COMMENT ON COLUMN failure_demand.control_chart.lower IS
'lower limit of the week';
COMMENT ON COLUMN failure_demand.control_chart.upper IS
'upper limit of the week';
COMMENT ON COLUMN failure_demand.control_chart.signals IS
'rules that the week breaks; empty: chance explains it; null: not judged';

CREATE VIEW failure_demand.fcr_trend AS
WITH week AS (
    SELECT time, value, row_number() OVER (ORDER BY time DESC) AS back
    FROM failure_demand.rate_weekly
    WHERE metric = 'global_fcr' AND department IS NULL AND NOT provisional AND value IS NOT NULL
)
SELECT w.weeks, t.first_week, t.last_week, (t.test).tau, (t.test).p_value, (t.line).slope, (t.line).lower, (t.line).upper,
       coalesce((t.line).slope < 0 AND (t.test).p_value < 0.05, false) AS deteriorating
FROM (VALUES (13), (26)) AS w (weeks)
CROSS JOIN LATERAL (
    SELECT min(time) AS first_week, max(time) AS last_week, failure_demand.mann_kendall(value ORDER BY time) AS test,
           failure_demand.theil_sen(value ORDER BY time) AS line
    FROM week WHERE back <= w.weeks) AS t;
ALTER VIEW failure_demand.fcr_trend OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.fcr_trend IS
'trend of global first contact resolution over the last 13 and 26 judged weeks: a lasting fall is the first visible sign of structural failure demand';
COMMENT ON COLUMN failure_demand.fcr_trend.weeks IS
'at most so many weeks back';
COMMENT ON COLUMN failure_demand.fcr_trend.first_week IS
'the first week in it';
COMMENT ON COLUMN failure_demand.fcr_trend.last_week IS
'the last week in it';
COMMENT ON COLUMN failure_demand.fcr_trend.tau IS
'strength of the trend, -1 to 1 (Kendall)';
COMMENT ON COLUMN failure_demand.fcr_trend.p_value IS
'chance of a trend as strong where there is none (Mann-Kendall, two-sided); null below five weeks';
COMMENT ON COLUMN failure_demand.fcr_trend.slope IS
'change of the rate a week (Theil-Sen)';
COMMENT ON COLUMN failure_demand.fcr_trend.lower IS
'lower bound of the slope, 95 %';
COMMENT ON COLUMN failure_demand.fcr_trend.upper IS
'upper bound of the slope, 95 %';
COMMENT ON COLUMN failure_demand.fcr_trend.deteriorating IS
'does it fall, and is that more than chance (5 %)?';
