-- test/sample/report.sql - what the contacts of the sample company say of it.
--
-- A psql script over the table public.interactions; leaves nothing behind. Customers that
-- are not known and contacts without a request are left out of the windows, because SQL
-- puts all nulls into one partition, as if they were one customer.

\set quiet_before :QUIET
\set QUIET on
\pset border 1
\pset linestyle unicode
\pset footer off
\pset pager off
\pset format aligned

BEGIN;
SET LOCAL search_path = public, failure_demand;
SET LOCAL timezone = 'Europe/London';

-- a share of 1 is `width` characters long
CREATE FUNCTION pg_temp.bar(share numeric, width int) RETURNS text IMMUTABLE LANGUAGE sql
    RETURN repeat('█', round(share * width * 2)::int / 2) || repeat('▌', round(share * width * 2)::int % 2);

-- the end of the data: what came later is not known
SELECT max(greatest(started_at, ended_at)) AS as_of FROM interactions WHERE started_at IS NOT NULL \gset

CREATE TEMPORARY TABLE traced ON COMMIT DROP AS
SELECT i.*, trace(kind, started_at, ended_at, '24 hours', :'as_of') OVER same_request AS day,
       trace(kind, started_at, ended_at, '48 hours', :'as_of') OVER same_request AS two_days,
       bounce_origin(channel || ', ' || touchpoint, kind, started_at, ended_at, '48 hours') OVER same_request AS origin
FROM interactions AS i
WHERE customer IS NOT NULL AND request IS NOT NULL
WINDOW same_request AS (PARTITION BY customer, request
                        ORDER BY started_at, kind::channel_kind, ended_at, interaction_id);

\echo
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' An energy supplier, 5 January to 5 April 2026: which contacts should never have happened?'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════'

\echo
\echo '1. The contacts. Without a customer, a request or a time they are in no rate, but they are counted.'
\echo
SELECT coalesce(kind, 'all') AS kind, count(*) AS contacts,
       count(*) FILTER (WHERE started_at IS NOT NULL AND customer IS NOT NULL AND request IS NOT NULL) AS linkable,
       count(*) FILTER (WHERE started_at IS NOT NULL AND (customer IS NULL OR request IS NULL)) AS unlinkable,
       count(*) FILTER (WHERE started_at IS NULL) AS undated,
       count(*) FILTER (WHERE ended_at < started_at) AS reversed,
       coalesce(to_char(sum(handle_seconds) / 3600, 'FM999,999 h'), '') AS "people's work"
FROM interactions GROUP BY ROLLUP (kind) ORDER BY interactions.kind;

CREATE TEMPORARY TABLE bounce_by_touchpoint ON COMMIT DROP AS
SELECT channel, touchpoint, channel || ', ' || touchpoint AS origin,
       count(*) FILTER (WHERE (two_days).mature) AS contacts,
       count(*) FILTER (WHERE (two_days).mature AND (two_days).bounced) AS bounced,
       avg((day).bounced::int) FILTER (WHERE (day).mature) AS in_a_day,
       avg((two_days).bounced::int) FILTER (WHERE (two_days).mature) AS in_two_days
FROM traced WHERE kind = 'digital' GROUP BY channel, touchpoint;

\echo '2. Bounce: who tried to help themselves, and had to ask a person within 24 and within 48 hours?'
\echo
SELECT channel, touchpoint, contacts, round(100 * in_a_day, 1) AS "24 h %", round(100 * in_two_days, 1) AS "48 h %",
       pg_temp.bar(in_two_days, 50) AS "in 48 h"
FROM bounce_by_touchpoint ORDER BY in_two_days DESC, origin;

SELECT format('The whole company: %s %% in 24 hours, %s %% in 48 hours.',
              round(100 * bounce_rate(customer, request, kind, started_at, ended_at, '24 hours')),
              round(100 * bounce_rate(customer, request, kind, started_at, ended_at, '48 hours'))) AS line
FROM interactions \gset
\echo :line
\echo

\echo '3. First contact resolution: each team sees its own contacts only. The customer sees them all.'
\echo
WITH own_world AS (
    SELECT channel, trace(kind, started_at, ended_at, '48 hours', :'as_of') OVER (
               PARTITION BY channel, customer, request
               ORDER BY started_at, kind::channel_kind, ended_at, interaction_id) AS t
    FROM interactions WHERE customer IS NOT NULL AND request IS NOT NULL
), figure AS (
    SELECT 1 AS part, 'the ' || channel || ' team' AS "seen by", 'channel FCR' AS figure,
           avg(((t).contacts = 1)::int) AS rate
    FROM own_world WHERE (t).contact_no = 1 AND (t).mature GROUP BY channel
  UNION ALL
    SELECT 2, 'every contact by itself', 'next contact avoidance',
           next_contact_avoidance(customer, request, kind, started_at, ended_at, '48 hours')::numeric FROM interactions
  UNION ALL
    SELECT 3, 'the customer', 'global FCR',
           global_fcr(customer, request, kind, started_at, ended_at, '48 hours')::numeric FROM interactions
)
SELECT "seen by", figure, round(100 * rate, 1) AS "%", pg_temp.bar(rate, 40) AS "done, and nobody came again"
FROM figure ORDER BY part, rate DESC, "seen by";

\echo '4. The snowball: how many contacts does a request take? Here also those too young to be judged.'
\echo
SELECT CASE contacts WHEN 8 THEN '8 or more' ELSE contacts::text END AS contacts, journeys,
       round(100 * journeys / sum(journeys) OVER (), 1) AS "%",
       pg_temp.bar(journeys / max(journeys) OVER ()::numeric, 60) AS "of all journeys"
FROM (SELECT least((two_days).contacts, 8) AS contacts, count(*) AS journeys
      FROM traced WHERE (two_days).contact_no = 1 GROUP BY 1) AS length
ORDER BY length.contacts;

\echo '5. The three worst touchpoints, and what the customers who bounced there went on to say.'
CREATE TEMPORARY TABLE worst ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY in_two_days DESC, origin) AS place, *
FROM bounce_by_touchpoint ORDER BY place LIMIT 3;

-- of each, a journey of three contacts and one of five in which people took notes
CREATE TEMPORARY TABLE example ON COMMIT DROP AS
SELECT DISTINCT ON (place, (two_days).contacts) place, customer, request, (two_days).journey_no
FROM (SELECT *, bool_and(kind = 'digital' OR verbatim IS NOT NULL)
                OVER (PARTITION BY customer, request, (two_days).journey_no) AS noted FROM traced) AS t
JOIN worst USING (channel, touchpoint)
WHERE (two_days).contact_no = 1 AND (two_days).bounced AND (two_days).contacts IN (3, 5) AND noted
ORDER BY place, (two_days).contacts, customer, interaction_id;

CREATE FUNCTION pg_temp.later(gap interval) RETURNS text IMMUTABLE LANGUAGE sql
    RETURN CASE WHEN gap < '1 minute' THEN 'at once'
                WHEN gap < '1 hour' THEN floor(extract(epoch FROM gap) / 60) || ' min later'
                ELSE floor(extract(epoch FROM gap) / 3600) || ' h later' END;

\pset tuples_only on
\pset format unaligned
WITH step AS (
    SELECT place, customer, request, interaction_id, (two_days).contact_no,
           CASE (two_days).contact_no WHEN 1 THEN to_char(started_at, 'Dy DD Mon HH24:MI')
                ELSE pg_temp.later(lag((two_days).recontact_after) OVER journey) END AS time,
           CASE kind WHEN 'human' THEN format('%s, %s min: "%s"', channel, (handle_seconds + 30) / 60, verbatim)
                     ELSE format('%s: %s', channel || ', ' || touchpoint, coalesce(outcome, 'no outcome')) END AS what
    FROM traced JOIN example USING (customer, request)
    WHERE (two_days).journey_no = example.journey_no
    WINDOW journey AS (PARTITION BY place, customer, request ORDER BY (two_days).contact_no)
), story AS (
    SELECT place, count(*) AS contacts,
           format(E'\n   Customer %s, %s\n', customer, request)
           || string_agg(format('   %16s  %s', time, what), E'\n' ORDER BY contact_no) AS told
    FROM step GROUP BY place, customer, request
), burden AS (
    SELECT origin, sum(handle_seconds) / 3600 AS hours FROM traced WHERE kind = 'human' GROUP BY origin
)
SELECT format(E'\n%s. %s: %s of %s contacts bounced, and kept people busy for %s hours.\n',
              place, origin, bounced, worst.contacts, hours)
       || string_agg(told, E'\n' ORDER BY story.contacts)
FROM worst JOIN burden USING (origin) JOIN story USING (place)
GROUP BY place, origin, bounced, worst.contacts, hours ORDER BY place;
\pset tuples_only off
\pset format aligned

\echo
\echo '6. The mailing that went wrong: digital contacts that bounced, by the week in which they began.'
\echo
SELECT week, count(*) FILTER (WHERE bill) AS "bill queries", round(100 * avg(bounced) FILTER (WHERE bill), 1) AS "%",
       pg_temp.bar(avg(bounced) FILTER (WHERE bill), 60)
           || CASE week WHEN '2026-02-16' THEN ' ◄ the letter' ELSE '' END AS "bounced in 48 h",
       round(100 * avg(bounced) FILTER (WHERE NOT bill), 1) AS "others %"
FROM traced
CROSS JOIN LATERAL (SELECT date_trunc('week', started_at)::date, request = 'bill query',
                           (two_days).bounced::int) AS flag (week, bill, bounced)
WHERE kind = 'digital' AND (two_days).mature
GROUP BY week ORDER BY week;

\echo
\echo '7. Failure demand: what the human contacts were, and by what evidence. What nothing speaks for stays unclassified.'
\echo
WITH verdict AS (
    SELECT demand(kind, started_at, ended_at, '48 hours', NULL, verbatim, language) OVER same_request AS verdict, kind
    FROM interactions
    WHERE customer IS NOT NULL AND request IS NOT NULL
    WINDOW same_request AS (PARTITION BY customer, request
                            ORDER BY started_at, kind::channel_kind, ended_at, interaction_id)
)
SELECT (verdict).demand, coalesce((verdict).evidence::text, '') AS evidence, count(*) AS contacts,
       round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS "%",
       pg_temp.bar(count(*) / sum(count(*)) OVER (), 60) AS "of all human contacts"
FROM verdict WHERE kind = 'human'
GROUP BY (verdict).demand, (verdict).evidence ORDER BY (verdict).demand, (verdict).evidence;

\echo
\echo '8. Their own words: what failed before they came, in each hundred of the human contacts whose words were noted.'
\echo
SELECT cause, reason, count(*) AS markers, round(100.0 * count(*) / noted, 1) AS "in 100",
       pg_temp.bar(count(*)::numeric / noted, 200) AS "how often", min(matched) AS "for example"
FROM (SELECT count(*) AS noted FROM interactions WHERE kind = 'human' AND verbatim IS NOT NULL) AS all_noted,
     interactions AS i, failure_markers(verbatim, language)
WHERE kind = 'human'
GROUP BY cause, reason, noted ORDER BY markers DESC, cause LIMIT 10;

ROLLBACK;
\set QUIET :quiet_before
