-- report.sql - failure demand on one page, for psql.
--
--     \i `pg_config --sharedir`/extension/failure_demand/report.sql
--
-- Prints what the reports of the extension say of the last 90 days, with pictures: is it
-- getting better, where does it come from, what does it cost and whom, what is not seen,
-- where to act first. At most 100 columns wide. Only reads; run CALL
-- failure_demand.refresh() before. What a company has not told (rates, owners, targets,
-- departures) is left out, and so is what the reader may not see. Afterwards output is as
-- psql has it by default.

\set quiet_before :QUIET
\set QUIET on
\pset pager off

-- what is always read
SELECT count(*) FILTER (WHERE NOT r.readable) = 0 AND count(*) > 0 AS sees_reports,
       CASE WHEN count(*) = 0 THEN 'There is no report: in this database the extension failure_demand is not installed.'
            ELSE format('Role %I may not read the reports: let role %s grant it USAGE on schema failure_demand, and SELECT there on %s.', current_user,
                        string_agg(DISTINCT r.owner, ', '), string_agg(r.name, ', ' ORDER BY r.name) FILTER (WHERE NOT r.readable)) END AS sees_nothing
FROM (SELECT c.relname AS name, c.relowner::regrole::text AS owner,
             has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
      FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
      WHERE n.nspname = 'failure_demand'
        AND c.relname = ANY ('{report_basis,scorecard,rate_tally,control_chart,fcr_trend,friction_point,touchpoint,
                               transfer_price_monthly,kpi_conflict,cold_start,generated_demand,self_service_limit,
                               contact_evasion,channel_saturation}')) AS r \gset
\if :sees_reports
\else
\echo :sees_nothing
\pset pager on
\set QUIET :quiet_before
\quit
\endif
SELECT current_setting('jit') AS jit_before \gset
SET jit = off;
\pset footer off
\pset null ''
\pset format wrapped
\pset columns 100

-- the last 90 days of the data, and the last month that is wholly judged
SELECT daterange(d.last - 89, d.last + 1) AS period
FROM (SELECT coalesce(max((as_of AT TIME ZONE time_zone)::date), current_date) AS last FROM failure_demand.report_basis) AS d \gset
SELECT coalesce(max(time), '-infinity') AS month, to_char(max(time), 'FMMonth YYYY') AS month_name FROM failure_demand.scorecard WHERE NOT provisional \gset

-- what the reader may see: contacts, without the words of customers or with them
SELECT has_table_privilege('failure_demand.journey', 'SELECT') AND bool_and(has_column_privilege('failure_demand.contact', name, 'SELECT')) AS sees_journeys
FROM unnest('{customer,request,channel,kind,started_at,ended_at,handle_seconds,left_out,journey_source,journey_id,contact_no,contacts}'::text[]) AS name \gset
SELECT bool_and(has_table_privilege('failure_demand.' || name, 'SELECT')) AS sees_words
FROM unnest('{contact,contact_cost,touchpoint,departure}'::text[]) AS name \gset

\echo
SELECT format(E'FAILURE DEMAND, as of %s\n%s contacts, of which %s cannot be linked;\na contact within %s of another, by the same %s, is a repeat%s',
              to_char(b.as_of AT TIME ZONE b.time_zone, 'YYYY-MM-DD HH24:MI'), t.contacts, t.unlinkable, b.within, b.match,
              (SELECT string_agg(format(E';\nof %s within %s', w.key, w.value), '' ORDER BY w.key) FROM jsonb_each_text(b.request_windows) AS w)) AS line
FROM failure_demand.report_basis AS b, (SELECT coalesce(sum(contacts), 0) AS contacts, coalesce(sum(unlinkable), 0) AS unlinkable FROM failure_demand_internal.rate_tally) AS t
UNION ALL
SELECT 'There is nothing to report yet: CALL failure_demand.refresh().' WHERE NOT EXISTS (SELECT FROM failure_demand.report_basis)
\g (format=unaligned tuples_only=on)
\echo

\set title 'Is it getting better, and is it chance? Of weeks that are judged; signals are more than chance.'
SELECT $query$
SELECT c.metric, failure_demand.sparkline(array_agg(c.value ORDER BY c.time)) AS weeks,
       round(100 * (array_agg(c.value ORDER BY c.time DESC))[1]::numeric, 1) AS "last %", round(100 * min(c.centre)::numeric, 1) AS "mean %",
       string_agg(to_char(c.time, 'DD Mon') || ' ' || array_to_string(c.signals, '+'), ', ' ORDER BY c.time) FILTER (WHERE c.signals <> '{}') AS "signals",
       CASE WHEN c.metric = 'global_fcr' AND t.p_value IS NOT NULL
            THEN concat(CASE WHEN t.deteriorating THEN 'falls: ' END, round(100 * t.slope::numeric, 2), ' a week, p = ', round(t.p_value::numeric, 3)) END AS trend
FROM failure_demand.control_chart AS c LEFT JOIN failure_demand.fcr_trend AS t ON t.weeks = 26
WHERE c.department IS NULL AND NOT c.provisional
GROUP BY c.metric, t.deteriorating, t.slope, t.p_value ORDER BY c.metric
$query$ AS query \gset
\ir table.sql

\set title 'What customers feel, what they suffer, what it costs, in ' :month_name '.'
SELECT $query$
SELECT brand, dimension, metric, round(value::numeric, 2) AS value, currency, n, target, CASE WHEN reached THEN 'yes' WHEN NOT reached THEN 'no' END AS reached
FROM failure_demand.scorecard WHERE time = :'month' AND n > 0 ORDER BY brand, position, currency
$query$ AS query \gset
\ir table.sql

\set title 'Where they tried to help themselves, and had to ask a person.'
SELECT $query$
SELECT concat_ws(', ', f.channel, f.touchpoint) AS "where", f.request, t.department AS owner, f.bounced, f.digital AS of,
       failure_demand.bar(f.bounced, max(f.bounced) OVER (), 8) AS "from it", round(100 * f.cumulative_share::numeric) AS "% so far"
FROM failure_demand.friction_point AS f LEFT JOIN failure_demand.touchpoint AS t ON t.name = f.touchpoint
WHERE f.bounced > 0 ORDER BY f.bounced DESC, f.channel, f.touchpoint, f.request LIMIT 5
$query$ AS query \gset
\ir table.sql

\if :sees_journeys
\set title 'How many contacts a request takes.'
SELECT $query$
SELECT CASE length WHEN 5 THEN '5 or more' ELSE length::text END AS contacts, count(*) AS journeys,
       failure_demand.bar(count(*), max(count(*)) OVER (), 50) AS "of all journeys"
FROM failure_demand.journey, LATERAL (SELECT least(contacts, 5)) AS l (length) GROUP BY length ORDER BY length
$query$ AS query \gset
\ir table.sql
\endif

\set title 'Whom it is charged to, of ' :month_name '.'
SELECT $query$
SELECT department, contacts, currency, round(cost) AS cost, failure_demand.bar(cost::double precision, (sum(cost) OVER (PARTITION BY currency))::double precision, 50) AS "of the failure cost"
FROM failure_demand.transfer_price_monthly
WHERE time = :'month' AND currency IS NOT NULL ORDER BY currency, transfer_price_monthly.cost DESC LIMIT 6
$query$ AS query \gset
\ir table.sql

\if :sees_words
SELECT $query$
    SELECT 1 AS position, format('%s of %s customers whom self-service failed, and who did not call, have left; as many as of the others would be %s (%s).',
                     departures, customers, round(expected::numeric, 1), CASE WHEN p_value < 0.001 THEN 'p < 0.001' ELSE 'p = ' || round(p_value::numeric, 3) END) AS line
    FROM failure_demand.silent_churn(:'period') WHERE silent_failure AND expected > 0
    UNION ALL
$query$ AS left_silently \gset
\else
\set left_silently ''
\endif
SELECT w.part
FROM (SELECT position, line, count(*) OVER () > 1 AS any FROM (
    :left_silently
    SELECT 2 AS position, format('In %s, reported containment rose by %s points, and global FCR fell by %s: they are in conflict.',
                     to_char(time, 'FMMonth'), round(100 * containment_change::numeric, 1), round(-100 * fcr_change::numeric, 1)) AS line
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
    UNION ALL
    SELECT 0, 'What no channel sees.'
) AS line) AS said
CROSS JOIN LATERAL failure_demand_internal.wrapped_line(said.line, 100) AS w
WHERE said.any
ORDER BY said.position, said.line, w.place
\g (format=unaligned tuples_only=on)
\echo

\if :sees_words
SELECT line FROM failure_demand.diagnostic_report(:'period') AS r (line) \g (format=unaligned tuples_only=on)
\else
\echo 'Where to act first, in the words of customers, and who left without a word, is shown to who may'
\echo 'read failure_demand.contact, contact_cost, touchpoint and departure.'
\endif
\echo

-- as psql has them
\pset format aligned
\pset columns 0
\pset footer on
\pset pager on
SET jit = :jit_before;
\unset title
\unset query
\unset columns
\unset has_rows
\unset left_silently
\unset sees_journeys
\unset sees_words
\unset period
\unset month
\unset month_name
\unset jit_before
\set QUIET :quiet_before
\unset quiet_before
