-- doc/psql/report.sql - failure demand on one page, for psql.
--
--     \i doc/psql/report.sql
--
-- Prints what the reports of the extension say of the last 90 days, with pictures: is it
-- getting better, where does it come from, what does it cost and whom, what is not seen,
-- where to act first. Only reads; run CALL failure_demand.refresh() before. What a company
-- has not told (rates, owners, targets, departures) is left blank.

\set quiet_before :QUIET
\set QUIET on
\pset footer off
\pset null ''

-- the last 90 days of the data, and the last month that is wholly judged
SELECT daterange(d.last - 89, d.last + 1) AS period, format('%s to %s', d.last - 89, d.last) AS period_name
FROM (SELECT coalesce(max((as_of AT TIME ZONE time_zone)::date), current_date) AS last FROM failure_demand.report_basis) AS d \gset
SELECT coalesce(max(time), '-infinity') AS month FROM failure_demand.scorecard WHERE NOT provisional \gset

\echo
SELECT format(E'FAILURE DEMAND, as of %s\n%s contacts, of which %s cannot be linked; a contact within %s of another, by the same %s, is a repeat',
              to_char(b.as_of AT TIME ZONE b.time_zone, 'YYYY-MM-DD HH24:MI'), t.contacts, t.unlinkable, b.within, b.match) AS line
FROM failure_demand.report_basis AS b, (SELECT coalesce(sum(contacts), 0) AS contacts, coalesce(sum(unlinkable), 0) AS unlinkable FROM failure_demand.rate_tally) AS t
UNION ALL
SELECT 'There is nothing to report yet: CALL failure_demand.refresh().' WHERE NOT EXISTS (SELECT FROM failure_demand.report_basis)
\g (format=unaligned tuples_only=on)

\echo
\echo 'Is it getting better, and is it chance? Weeks that are judged; a signal is what chance does not explain.'
SELECT c.metric, failure_demand.sparkline(array_agg(c.value ORDER BY c.time)) AS weeks, round(100 * (array_agg(c.value ORDER BY c.time DESC))[1]::numeric, 1) AS "last %", round(100 * min(c.centre)::numeric, 1) AS "mean %",
       string_agg(to_char(c.time, 'DD Mon') || ' ' || array_to_string(c.signals, '+'), ', ' ORDER BY c.time) FILTER (WHERE c.signals <> '{}') AS "signals",
       CASE WHEN c.metric = 'global_fcr' THEN concat(CASE WHEN t.deteriorating THEN 'falls: ' END, round(100 * t.slope::numeric, 2), ' a week, p = ', round(t.p_value::numeric, 3)) END AS trend
FROM failure_demand.control_chart AS c LEFT JOIN failure_demand.fcr_trend AS t ON t.weeks = 26
WHERE c.department IS NULL AND NOT c.provisional
GROUP BY c.metric, t.deteriorating, t.slope, t.p_value ORDER BY c.metric;

\echo 'What customers feel, what they suffer, what it costs, in the last whole month.'
SELECT brand, dimension, metric, round(value::numeric, 2) AS value, currency, n, target, CASE WHEN reached THEN 'yes' WHEN NOT reached THEN 'no' END AS reached
FROM failure_demand.scorecard WHERE time = :'month' AND n > 0 ORDER BY brand, position, currency;

\echo 'Where they tried to help themselves, and had to ask a person.'
SELECT f.channel, f.touchpoint, f.request, t.department AS owner, f.bounced, f.digital AS of, failure_demand.bar(f.bounced, max(f.bounced) OVER (), 30) AS "bounced", round(100 * f.cumulative_share::numeric) AS "% of all so far"
FROM failure_demand.friction_point AS f LEFT JOIN failure_demand.touchpoint AS t ON t.name = f.touchpoint
WHERE f.bounced > 0 ORDER BY f.bounced DESC, f.channel, f.touchpoint, f.request LIMIT 5;

\echo 'How many contacts a request takes.'
SELECT CASE length WHEN 5 THEN '5 or more' ELSE length::text END AS contacts, count(*) AS journeys, failure_demand.bar(count(*), max(count(*)) OVER (), 50) AS "of all journeys"
FROM failure_demand.journey, LATERAL (SELECT least(contacts, 5)) AS l (length) GROUP BY length ORDER BY length;

\echo 'Whom it is charged to, in these 90 days.'
SELECT department, contacts, currency, round(cost) AS cost, failure_demand.bar(share, 1, 60) AS "of the failure cost"
FROM failure_demand.transfer_price(:'period') WHERE currency IS NOT NULL ORDER BY currency, transfer_price.cost DESC LIMIT 6;

\echo 'What no channel sees.'
SELECT line FROM (
    SELECT 1, format('%s of %s customers whom self-service failed, and who did not call, have left; as many as of the others would be %s (%s).',
                     departures, customers, round(expected::numeric, 1), CASE WHEN p_value < 0.001 THEN 'p < 0.001' ELSE 'p = ' || round(p_value::numeric, 3) END)
    FROM failure_demand.silent_churn(:'period') WHERE silent_failure AND expected > 0
    UNION ALL
    SELECT 2, format('In %s, reported containment rose by %s points, and global FCR fell by %s: they are in conflict.',
                     to_char(time, 'FMMonth'), round(100 * containment_change::numeric, 1), round(-100 * fcr_change::numeric, 1))
    FROM failure_demand.kpi_conflict WHERE conflict
    UNION ALL
    SELECT told_no + 1, format('%s requests had to be explained to a person a %s time.', contacts, CASE told_no WHEN 2 THEN 'second' ELSE 'third' END)
    FROM (SELECT told_no, sum(contacts) AS contacts FROM failure_demand.cold_start WHERE told_no IN (2, 3) GROUP BY told_no) AS told
    UNION ALL
    SELECT 5, format('%s contacts follow each 100 sessions of %s, %s of them with a person.', round(per_100_sessions::numeric, 1), channel, round(100.0 * human / sessions, 1))
    FROM failure_demand.generated_demand WHERE sessions > 0
    UNION ALL
    SELECT 6, format('%s, %s costs more than it saves: %s %% of its contacts bounce.', channel, coalesce(touchpoint, 'somewhere'), round(100 * rate::numeric, 1))
    FROM failure_demand.self_service_limit WHERE beyond
    UNION ALL
    SELECT 7, format('%s of %s attempts to reach a person were given up.', sum(given_up), sum(attempts)) FROM failure_demand.contact_evasion HAVING sum(given_up) > 0
    UNION ALL
    SELECT 8, format('%s of %s requests were in two channels at once.', sum(saturated), sum(journeys)) FROM failure_demand.channel_saturation HAVING sum(saturated) > 0
) AS said (position, line) ORDER BY position, line
\g (format=unaligned tuples_only=on)

\echo
SELECT line FROM failure_demand.diagnostic_report(:'period') AS r (line) \g (format=unaligned tuples_only=on)
\echo

\pset footer on
\unset period
\unset period_name
\unset month
\set QUIET :quiet_before
\unset quiet_before
