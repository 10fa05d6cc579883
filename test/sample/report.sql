-- test/sample/report.sql - what the contacts of the sample company say of it.
--
-- A psql script over the views of the extension, after add_source() and refresh(); leaves
-- nothing behind.

\set quiet_before :QUIET
\set QUIET on
\pset border 1
\pset linestyle unicode
\pset footer off
\pset pager off
\pset format aligned

BEGIN;
SET LOCAL search_path = public, failure_demand, failure_demand_internal;
SET LOCAL timezone = 'Europe/London';

\echo
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' An energy supplier, 5 January to 5 April 2026: which contacts should never have happened?'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════'

\echo
\echo '1. The contacts. Without a customer, a request or a time they are in no rate, but they are counted.'
\echo
SELECT coalesce(kind, 'all') AS kind, count(*) AS contacts,
       count(*) FILTER (WHERE left_out IS NULL) AS linkable,
       count(*) FILTER (WHERE left_out = 'unlinkable') AS unlinkable,
       count(*) FILTER (WHERE left_out = 'undated') AS undated,
       count(*) FILTER (WHERE ended_at < started_at) AS reversed,
       coalesce(to_char(sum(handle_seconds) / 3600, 'FM999,999 h'), '') AS "people's work"
FROM contact GROUP BY ROLLUP (kind) ORDER BY contact.kind;

\echo '2. Bounce: who tried to help themselves, and had to ask a person within 24 and within 48 hours?'
\echo
-- another window than the reports' is asked of a log
CREATE TEMPORARY TABLE logged ON COMMIT DROP AS
SELECT contact_log(customer, request, channel || ', ' || touchpoint, kind, started_at, ended_at) AS log FROM interaction;

SELECT b.channel, b.touchpoint, b.digital AS contacts, round(100 * day.rate::numeric, 1) AS "24 h %",
       round(100 * b.rate::numeric, 1) AS "48 h %", bar(b.rate, 1, 50) AS "in 48 h"
FROM logged
CROSS JOIN bounce_by_channel(log, '24 hours') AS day
JOIN bounce_by_touchpoint AS b ON day.channel = b.channel || ', ' || b.touchpoint
ORDER BY b.rate DESC, b.channel, b.touchpoint;

SELECT format('The whole company: %s %% in 24 hours, %s %% in 48 hours.',
              round(100 * bounce_rate(log, '24 hours')), round(100 * bounce_rate(log, '48 hours'))) AS line
FROM logged \gset
\echo :line
\echo

\echo '3. First contact resolution: each team sees its own contacts only. The customer sees them all.'
\echo
WITH figure AS (
    SELECT 1 AS part, 'the ' || channel || ' team' AS "seen by", 'channel FCR' AS figure,
           sum(resolved_first) / sum(journeys) AS rate
    FROM channel_fcr_monthly GROUP BY channel
  UNION ALL
    SELECT 2, 'every contact by itself', 'next contact avoidance', next_contact_avoidance(log, '48 hours')::numeric FROM logged
  UNION ALL
    SELECT 3, 'the customer', 'global FCR', sum(resolved_first) / sum(journeys) FROM global_fcr_monthly
)
SELECT "seen by", figure, round(100 * rate, 1) AS "%", bar(rate, 1, 40) AS "done, and nobody came again"
FROM figure ORDER BY part, rate DESC, "seen by";

\echo '4. The snowball: how many contacts does a request take? Here also those too young to be judged.'
\echo
SELECT CASE contacts WHEN 8 THEN '8 or more' ELSE contacts::text END AS contacts, journeys,
       round(100 * journeys / sum(journeys) OVER (), 1) AS "%",
       bar(journeys, max(journeys) OVER (), 60) AS "of all journeys"
FROM (SELECT least(contacts, 8) AS contacts, count(*) AS journeys FROM journey GROUP BY 1) AS length
ORDER BY length.contacts;

\echo '5. The three worst touchpoints, and what the customers who bounced there went on to say.'
CREATE TEMPORARY TABLE worst ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY rate DESC, channel, touchpoint) AS place, channel, touchpoint, bounced, digital, bounce_back_minutes
FROM bounce_by_touchpoint
JOIN (SELECT channel, touchpoint, sum(bounce_back_minutes) AS bounce_back_minutes FROM friction_point GROUP BY channel, touchpoint) AS burden
     USING (channel, touchpoint)
ORDER BY place LIMIT 3;

-- of each, a journey of three contacts and one of five in which people took notes
CREATE TEMPORARY TABLE example ON COMMIT DROP AS
SELECT DISTINCT ON (place, contacts) place, journey_source, journey_id
FROM (SELECT *, bool_and(kind = 'digital' OR verbatim IS NOT NULL) OVER (PARTITION BY journey_source, journey_id) AS noted FROM contact) AS c
JOIN worst USING (channel, touchpoint)
WHERE contact_no = 1 AND c.bounced AND mature AND contacts IN (3, 5) AND noted
ORDER BY place, contacts, customer::bigint, interaction_id::bigint;

CREATE FUNCTION pg_temp.later(gap interval) RETURNS text IMMUTABLE LANGUAGE sql
    RETURN CASE WHEN gap < '1 minute' THEN 'at once'
                WHEN gap < '1 hour' THEN floor(extract(epoch FROM gap) / 60) || ' min later'
                ELSE floor(extract(epoch FROM gap) / 3600) || ' h later' END;

\pset tuples_only on
\pset format unaligned
WITH step AS (
    SELECT place, journey_source, journey_id, customer, request, contact_no,
           CASE contact_no WHEN 1 THEN to_char(started_at, 'Dy DD Mon HH24:MI')
                ELSE pg_temp.later(lag(recontact_after) OVER (PARTITION BY place, journey_source, journey_id ORDER BY contact_no)) END AS time,
           CASE kind WHEN 'human' THEN format('%s, %s min: "%s"', channel, (handle_seconds + 30) / 60, verbatim)
                     ELSE format('%s: %s', channel || ', ' || touchpoint, coalesce(outcome, 'no outcome')) END AS what
    FROM contact JOIN example USING (journey_source, journey_id)
), story AS (
    SELECT place, count(*) AS contacts,
           format(E'\n   Customer %s, %s\n', customer, request)
           || string_agg(format('   %16s  %s', time, what), E'\n' ORDER BY contact_no) AS told
    FROM step GROUP BY place, journey_source, journey_id, customer, request
)
SELECT format(E'\n%s. %s, %s: %s of %s contacts bounced, and kept people busy for %s hours.\n',
              place, channel, touchpoint, bounced, digital, floor(bounce_back_minutes / 60))
       || string_agg(told, E'\n' ORDER BY story.contacts)
FROM worst JOIN story USING (place)
GROUP BY place, channel, touchpoint, bounced, digital, bounce_back_minutes ORDER BY place;
\pset tuples_only off
\pset format aligned

\echo
\echo '6. The mailing that went wrong: digital contacts that bounced, by the week in which they began.'
\echo
SELECT week, count(*) FILTER (WHERE bill) AS "bill queries", round(100 * avg(did_bounce) FILTER (WHERE bill), 1) AS "%",
       bar(avg(did_bounce) FILTER (WHERE bill), 1, 60)
           || CASE week WHEN '2026-02-16' THEN ' ◄ the letter' ELSE '' END AS "bounced in 48 h",
       round(100 * avg(did_bounce) FILTER (WHERE NOT bill), 1) AS "others %"
FROM contact
CROSS JOIN LATERAL (SELECT date_trunc('week', day::timestamp)::date, request = 'bill query', contact.bounced::int) AS flag (week, bill, did_bounce)
WHERE kind = 'digital' AND mature
GROUP BY week ORDER BY week;

\echo
\echo '7. Failure demand: what the human contacts were, and by what evidence. What nothing speaks for stays unclassified.'
\echo
SELECT demand, coalesce(evidence, '') AS evidence, count(*) AS contacts,
       round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS "%",
       bar(count(*), sum(count(*)) OVER (), 60) AS "of all human contacts"
FROM contact
WHERE kind = 'human' AND left_out IS NULL
GROUP BY demand, contact.evidence ORDER BY demand::demand_class, contact.evidence::demand_evidence;

\echo
\echo '8. Their own words: what failed before they came, in each hundred of the human contacts whose words were noted.'
\echo
SELECT m.cause, m.reason, count(*) AS markers, round(100.0 * count(*) / noted, 1) AS "in 100",
       bar(count(*), noted, 200) AS "how often", min(matched) AS "for example"
FROM (SELECT count(*) AS noted FROM contact WHERE markers IS NOT NULL) AS all_noted,
     contact, failure_markers(verbatim, language) AS m
GROUP BY m.cause, m.reason, noted ORDER BY count(*) DESC, m.cause LIMIT 10;

\echo
\echo '9. Who pays: the failure cost of the first quarter, charged to the departments that cause it.'
\echo
SELECT department, contacts, round(handle_minutes / 60) AS hours, to_char(cost, 'FM999,999,990.00') || ' ' || currency AS cost,
       round(100 * share::numeric, 1) AS "%", bar(share, 1, 120) AS "of the failure cost"
FROM transfer_price('[2026-01-01,2026-04-01)') AS price
ORDER BY price.cost DESC;

\echo
\echo '10. Is it chance? Bounce by week, by department that owns the touchpoint, and the weeks that chance does not explain.'
\echo
SELECT coalesce(department, 'all') AS department, sparkline(array_agg(value ORDER BY time) FILTER (WHERE NOT provisional)) AS "weeks 1 to 12",
       round(100 * min(centre)::numeric, 1) AS "mean %",
       coalesce(string_agg(format('week of %s: %s %%, limits %s to %s (%s)', to_char(time, 'DD Mon'), round(100 * value::numeric, 1),
                                  round(100 * lower::numeric, 1), round(100 * upper::numeric, 1), array_to_string(signals, ', ')), '; ' ORDER BY time)
                FILTER (WHERE signals <> '{}'), '') AS "special cause"
FROM control_chart WHERE metric = 'bounce'
GROUP BY control_chart.department ORDER BY control_chart.department;

\echo '11. The conflict: from February the chatbot no longer hands over. Its team reports more containment; customers need more contacts.'
\echo
SELECT to_char(time, 'FMMonth') || CASE WHEN provisional THEN ' (not over)' ELSE '' END AS month, round(100 * containment::numeric, 1) AS "contained %",
       coalesce(round(100 * containment_lower::numeric, 1) || ' to ' || round(100 * containment_upper::numeric, 1), '') AS "changed by",
       round(100 * fcr::numeric, 1) AS "global FCR %", coalesce(round(100 * fcr_lower::numeric, 1) || ' to ' || round(100 * fcr_upper::numeric, 1), '') AS "changed by ",
       CASE WHEN conflict THEN '◄ conflict' ELSE '' END AS " "
FROM kpi_conflict ORDER BY time;

\echo '12. Silent churn: customers whom self-service failed, and who did not call. Who of January''s had left 60 days later?'
\echo
SELECT CASE WHEN silent_failure THEN 'failed, and did not call' ELSE 'others' END AS "first contact of January", customers, departures AS left,
       round(expected::numeric, 1) AS "as many as others", round(100 * departed_share::numeric, 1) AS "% in 60 days", bar(departed_share, 0.05, 40) AS "left in 60 days",
       CASE WHEN p_value < 0.001 THEN 'below 0.1 %' ELSE round(100 * p_value::numeric, 1) || ' %' END AS "were it chance"
FROM silent_churn('[2026-01-05,2026-02-01)', '60 days');

\echo '13. Where to act first.'
\echo
\pset tuples_only on
\pset format unaligned
SELECT line FROM diagnostic_report('[2026-01-05,2026-04-06)') AS r (line);

ROLLBACK;
\set QUIET :quiet_before
