\set ECHO none
-- Contacts as a contact_log takes them, with channel and handle seconds, and what the
-- oracle and plain SQL answer where a log is asked. An answer is a row: of which
-- question, its key and place, what was counted, and what was computed from that.
SET client_min_messages = warning;
SET search_path = test, failure_demand, failure_demand_internal, public;

CREATE TABLE test.logged (LIKE test.interaction, channel text, handle_seconds integer);

CREATE FUNCTION test.log_of_logged() RETURNS contact_log STABLE LANGUAGE sql
SET search_path = failure_demand, failure_demand_internal AS $$
SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) FROM test.logged
$$;

CREATE FUNCTION test.logged_end() RETURNS timestamptz STABLE LANGUAGE sql AS $$
SELECT max(started_at) FROM test.logged
$$;
CREATE FUNCTION test.logged_beginning() RETURNS timestamptz STABLE LANGUAGE sql AS $$
SELECT min(started_at) FROM test.logged
$$;

-- A channel that is null is written ~ here, which comes after all others as null does.
CREATE FUNCTION test.tilde(channel text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT coalesce($1, '~') $$;

-- Which contacts cannot be linked, and where they are counted.
CREATE TABLE test.unlinkable (channel text, kind text, started_at timestamptz);

-- A log has no contact ids: equals are ordered by channel and handle seconds. The oracle
-- goes by ids, so it is given such as say the same. Matched by customer, it sees one request.
CREATE PROCEDURE test.load_logged(match text) LANGUAGE sql AS $$
TRUNCATE oracle.contact, test.unlinkable;
INSERT INTO oracle.contact
SELECT row_number() OVER (ORDER BY started_at, kind, greatest(started_at, ended_at),
                                   test.tilde(channel) COLLATE "C", handle_seconds NULLS LAST, contact_id),
       customer, CASE match WHEN 'customer' THEN 'any' ELSE request END, test.tilde(channel), kind,
       started_at, greatest(started_at, ended_at), handle_seconds
FROM test.logged
WHERE started_at IS NOT NULL AND customer IS NOT NULL AND (match = 'customer' OR request IS NOT NULL);
INSERT INTO test.unlinkable
SELECT test.tilde(channel), kind, started_at
FROM test.logged
WHERE started_at IS NOT NULL AND (customer IS NULL OR (match = 'request' AND request IS NULL));
$$;

-- What the oracle's trace says at one window and moment, kept for all answers that are
-- made from it.
CREATE TABLE test.fact (
    request text, channel text, kind text, started_at timestamptz, handle_seconds integer, contact_no bigint,
    contacts bigint, bounced boolean, is_bounce_back boolean, followed boolean, mature boolean, truncated boolean
);
CREATE PROCEDURE test.load_facts(within interval, at timestamptz) LANGUAGE sql AS $$
TRUNCATE test.fact;
INSERT INTO test.fact
SELECT c.request, c.channel, c.kind, c.started_at, c.handle_seconds, t.contact_no, t.contacts, t.bounced,
       t.bounced_from IS NOT NULL, coalesce(oracle.us(t.recontact_after) <= oracle.us(within), false), t.mature,
       -- it may be a repeat of what was before the data
       t.contact_no = 1 AND oracle.us(c.started_at) - (SELECT oracle.us(test.logged_beginning())) <= oracle.us(within)
FROM oracle.trace(within, at) t JOIN oracle.contact c USING (contact_id);
$$;

CREATE TYPE test.answer AS (question text, key text, place bigint, counts bigint[], numbers double precision[]);

-- An estimate as an answer: numerator, denominator, immature, left truncated, unlinkable;
-- the rate with Wilson's bounds, as the books write them.
CREATE FUNCTION test.estimate(question text, key text, place bigint, numerator bigint, denominator bigint,
                              immature bigint, left_truncated bigint, unlinkable bigint)
RETURNS test.answer IMMUTABLE LANGUAGE sql AS $$
SELECT question, key, place, ARRAY[numerator, denominator, immature, left_truncated, unlinkable],
       CASE WHEN n > 0
            THEN ARRAY[p, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n),
                       (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)]
            ELSE ARRAY[NULL, NULL, NULL]::double precision[] END
FROM (SELECT denominator::double precision AS n, numerator / nullif(denominator, 0)::double precision AS p,
             1.959963984540054::double precision AS z) i
$$;
-- The same of what the extension gave.
CREATE FUNCTION test.estimate(question text, key text, place bigint, given rate_estimate)
RETURNS test.answer IMMUTABLE LANGUAGE sql AS $$
SELECT question, key, place,
       ARRAY[(given).numerator, (given).denominator, (given).immature, (given).left_truncated, (given).unlinkable],
       ARRAY[(given).rate, (given).lower, (given).upper]
$$;

-- The silos that are asked for: each channel, some pairs, all.
CREATE FUNCTION test.silos() RETURNS SETOF text[] STABLE LANGUAGE sql AS $$
WITH all_channels AS (
    SELECT array_agg(DISTINCT channel ORDER BY channel) AS names FROM test.logged WHERE started_at IS NOT NULL
)
SELECT ARRAY[name] FROM all_channels, unnest(names) name
UNION SELECT names[:2] FROM all_channels WHERE names IS NOT NULL
UNION SELECT names[cardinality(names) - 1:] FROM all_channels WHERE names IS NOT NULL
UNION SELECT names FROM all_channels WHERE names IS NOT NULL
$$;

-- What a log says.
CREATE FUNCTION test.log_answers(log contact_log, within interval, as_of timestamptz, match text, bucket text,
                                 zone text)
RETURNS SETOF test.answer STABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT 'rates', '', 1, NULL::bigint[], ARRAY[bounce_rate(log, within, as_of, match),
                                             global_fcr(log, within, as_of, match),
                                             next_contact_avoidance(log, within, as_of, match)]
UNION ALL
SELECT (test.estimate('bounce', '', 1, bounce(log, within, as_of, match))).*
UNION ALL
SELECT (test.estimate('fcr', '', 1, fcr(log, within, as_of, match))).*
UNION ALL
SELECT (test.estimate('channel_fcr', s::text, 1, channel_fcr(log, s, within, as_of, match))).* FROM test.silos() s
UNION ALL
SELECT 'journey_lengths', contacts::text, o, ARRAY[journeys], NULL
FROM journey_lengths(log, within, as_of, match) WITH ORDINALITY a (contacts, journeys, o)
UNION ALL
SELECT 'channel_transitions', test.tilde(f) || ' > ' || test.tilde(t), o, ARRAY[transitions], NULL
FROM channel_transitions(log, within, as_of, match) WITH ORDINALITY a (f, t, transitions, o)
UNION ALL
SELECT (test.estimate('bounce_by_channel', test.tilde(channel), o,
                      (numerator, denominator, rate, lower, upper, immature, left_truncated,
                       unlinkable)::rate_estimate)).*
FROM bounce_by_channel(log, within, as_of, match) WITH ORDINALITY
     a (channel, numerator, denominator, rate, lower, upper, immature, left_truncated, unlinkable, o)
UNION ALL
SELECT (test.estimate('bounce_series', "time"::text, o,
                      (numerator, denominator, rate, lower, upper, immature, left_truncated,
                       unlinkable)::rate_estimate)).*
FROM bounce_series(log, within, bucket, zone, as_of, match) WITH ORDINALITY
     a ("time", numerator, denominator, rate, lower, upper, immature, left_truncated, unlinkable, o)
UNION ALL
SELECT (test.estimate('fcr_series', "time"::text, o,
                      (numerator, denominator, rate, lower, upper, immature, left_truncated,
                       unlinkable)::rate_estimate)).*
FROM fcr_series(log, within, bucket, zone, as_of, match) WITH ORDINALITY
     a ("time", numerator, denominator, rate, lower, upper, immature, left_truncated, unlinkable, o)
UNION ALL
SELECT 'recontact_curve', elapsed::text, o, ARRAY[at_risk, events], ARRAY[probability, lower, upper]
FROM recontact_curve(log, within / 3, within * 2, as_of, match) WITH ORDINALITY
     a (elapsed, at_risk, events, probability, lower, upper, o)
UNION ALL
SELECT 'handle_time', role, o, ARRAY[contacts, left_out], ARRAY[mean, median, excess]
FROM handle_time(log, within, as_of, match) WITH ORDINALITY a (role, contacts, mean, median, excess, left_out, o)
$$;

-- Kaplan and Meier's bounds at each time of the curve, with Greenwood's variance and on
-- the scale of log(-log S), written out over the table of lives.
CREATE FUNCTION test.curve_bounds(step interval, upto interval, at timestamptz)
RETURNS TABLE (elapsed interval, lower double precision, upper double precision) STABLE LANGUAGE sql AS $$
WITH life AS (
    SELECT greatest(coalesce(min(oracle.us(h.started_at)), oracle.us(at)) - oracle.us(d.ended_at), 0) AS t,
           count(h.*) > 0 AS is_event
    FROM oracle.seen(at) d LEFT JOIN oracle.seen(at) h
         ON h.customer = d.customer AND h.request = d.request AND h.kind = 'human' AND h.started_at >= d.started_at
    WHERE d.kind = 'digital' GROUP BY d.contact_id, d.ended_at
), time AS MATERIALIZED (
    SELECT t, count(*) FILTER (WHERE is_event)::double precision AS d,
           (sum(count(*)) OVER (ORDER BY t DESC))::double precision AS n
    FROM life GROUP BY t
)
SELECT g.elapsed, 1 - power(s, exp(1.959963984540054 * e / ln(s))), 1 - power(s, exp(-1.959963984540054 * e / ln(s)))
FROM (SELECT make_interval(secs => (i / 1000000)::double precision)
      FROM generate_series(0, oracle.us(upto), oracle.us(step)) i) g (elapsed)
LEFT JOIN LATERAL (
    SELECT exp(sum(CASE WHEN d < n THEN ln(1 - d / n) END)) AS s,
           sqrt(sum(CASE WHEN d < n THEN d / (n * (n - d)) END)) AS e
    FROM time WHERE t <= oracle.us(g.elapsed)
    -- neither 0 nor 1, and somebody is at risk
    HAVING sum(d) > 0 AND bool_and(d < n) AND oracle.us(g.elapsed) <= (SELECT max(t) FROM time)
) x ON true
$$;

-- oracle.channel_fcr() with the journeys that may have begun before the data, in one pass: for
-- the oracle's own is slow on many contacts. On few it is compared with it below.
CREATE FUNCTION test.silo_fcr(channels text[], within interval, at timestamptz,
                              OUT journeys bigint, OUT resolved_first bigint, OUT immature bigint,
                              OUT left_truncated bigint) STABLE LANGUAGE sql AS $$
SELECT count(*) FILTER (WHERE mature), count(*) FILTER (WHERE mature AND alone), count(*) FILTER (WHERE NOT mature),
       count(*) FILTER (WHERE mature AND truncated)
FROM (SELECT *, next_start IS NULL OR oracle.us(next_start) - oracle.us(ended_at) > oracle.us(within) AS alone,
             oracle.us(ended_at) + oracle.us(within) <= oracle.us(at) AS mature,
             oracle.us(started_at) - (SELECT oracle.us(test.logged_beginning())) <= oracle.us(within) AS truncated
      FROM (SELECT *, max(oracle.us(ended_at)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
                   lead(started_at) OVER w AS next_start
            FROM oracle.seen(at) WHERE channel = ANY (array_replace(channels, NULL, '~'))
            WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, contact_id)) o
      WHERE busy_until IS NULL OR oracle.us(started_at) - busy_until > oracle.us(within)) first
$$;

-- What the oracle says, of the facts that were loaded. What has no oracle is plain SQL.
CREATE FUNCTION test.oracle_answers(within interval, at timestamptz, bucket text, zone text)
RETURNS SETOF test.answer STABLE LANGUAGE sql AS $$
WITH unlinkable AS MATERIALIZED (
    SELECT * FROM test.unlinkable WHERE started_at <= at
), contact AS MATERIALIZED (
    SELECT f.*, date_trunc(bucket, started_at AT TIME ZONE zone) AS begins FROM test.fact f
), bounce AS MATERIALIZED (
    SELECT channel, begins, count(*) FILTER (WHERE mature AND bounced) AS numerator,
           count(*) FILTER (WHERE mature) AS denominator,
           count(*) FILTER (WHERE NOT mature) AS immature,
           count(*) FILTER (WHERE mature AND truncated) AS left_truncated
    FROM contact WHERE kind = 'digital' GROUP BY channel, begins
), fcr AS MATERIALIZED (
    SELECT begins, count(*) FILTER (WHERE mature AND contacts = 1) AS numerator,
           count(*) FILTER (WHERE mature) AS denominator,
           count(*) FILTER (WHERE NOT mature) AS immature,
           count(*) FILTER (WHERE mature AND truncated) AS left_truncated
    FROM contact WHERE contact_no = 1 GROUP BY begins
), begins AS (
    -- all days from the first start of the data to the last one that is seen
    SELECT generate_series(date_trunc(bucket, test.logged_beginning() AT TIME ZONE zone), max(b),
                           ('1 ' || bucket)::interval) AS begins
    FROM (SELECT begins FROM contact UNION ALL SELECT date_trunc(bucket, started_at AT TIME ZONE zone)
                                               FROM unlinkable) s (b)
), outside AS (
    SELECT date_trunc(bucket, started_at AT TIME ZONE zone) AS begins, count(*) AS unlinkable FROM unlinkable
    GROUP BY 1
)
SELECT 'rates', '', 1, NULL::bigint[],
       ARRAY[(SELECT sum(numerator) / nullif(sum(denominator), 0) FROM bounce),
             (SELECT sum(numerator) / nullif(sum(denominator), 0) FROM fcr),
             (SELECT count(*) FILTER (WHERE NOT followed) / nullif(count(*), 0)::double precision FROM contact
              WHERE mature)]::double precision[]
UNION ALL
SELECT (test.estimate('bounce', '', 1, coalesce(sum(numerator), 0)::bigint, coalesce(sum(denominator), 0)::bigint,
                      coalesce(sum(immature), 0)::bigint,
                      coalesce(sum(left_truncated), 0)::bigint, (SELECT count(*) FROM unlinkable))).* FROM bounce
UNION ALL
SELECT (test.estimate('fcr', '', 1, coalesce(sum(numerator), 0)::bigint, coalesce(sum(denominator), 0)::bigint,
                      coalesce(sum(immature), 0)::bigint,
                      coalesce(sum(left_truncated), 0)::bigint, (SELECT count(*) FROM unlinkable))).* FROM fcr
UNION ALL
SELECT (test.estimate('channel_fcr', s::text, 1, resolved_first, journeys, immature, left_truncated,
                      (SELECT count(*) FROM unlinkable WHERE channel = ANY (array_replace(s, NULL, '~'))))).*
FROM test.silos() s, test.silo_fcr(s, within, at)
UNION ALL
SELECT 'journey_lengths', contacts::text, row_number() OVER (ORDER BY contacts), ARRAY[count(*)], NULL
FROM contact WHERE contact_no = 1 GROUP BY contacts
UNION ALL
SELECT 'channel_transitions', from_channel || ' > ' || to_channel,
       row_number() OVER (ORDER BY from_channel COLLATE "C", to_channel COLLATE "C"), ARRAY[transitions], NULL
FROM oracle.channel_transitions(within, at)
UNION ALL
SELECT (test.estimate('bounce_by_channel', channel, row_number() OVER (ORDER BY channel COLLATE "C"),
                      coalesce(sum(numerator), 0)::bigint,
                      coalesce(sum(denominator), 0)::bigint, coalesce(sum(immature), 0)::bigint,
                      coalesce(sum(left_truncated), 0)::bigint,
                      (SELECT count(*) FROM unlinkable u WHERE u.channel = c.channel))).*
FROM (SELECT channel FROM bounce UNION SELECT channel FROM unlinkable WHERE kind = 'digital') c
LEFT JOIN bounce USING (channel)
GROUP BY channel
UNION ALL
SELECT (test.estimate('bounce_series', (begins AT TIME ZONE zone)::text, row_number() OVER (ORDER BY begins),
                      coalesce(sum(numerator), 0)::bigint,
                      coalesce(sum(denominator), 0)::bigint, coalesce(sum(immature), 0)::bigint,
                      coalesce(sum(left_truncated), 0)::bigint,
                      coalesce(unlinkable, 0))).*
FROM begins LEFT JOIN bounce USING (begins) LEFT JOIN outside USING (begins) GROUP BY begins, unlinkable
UNION ALL
SELECT (test.estimate('fcr_series', (begins AT TIME ZONE zone)::text, row_number() OVER (ORDER BY begins),
                      coalesce(numerator, 0),
                      coalesce(denominator, 0), coalesce(immature, 0), coalesce(left_truncated, 0),
                      coalesce(unlinkable, 0))).*
FROM begins LEFT JOIN fcr USING (begins) LEFT JOIN outside USING (begins)
UNION ALL
SELECT 'recontact_curve', elapsed::text, row_number() OVER (ORDER BY elapsed), ARRAY[at_risk, events],
       ARRAY[probability, lower, upper]
FROM oracle.recontact_curve(within / 3, within * 2, at)
JOIN test.curve_bounds(within / 3, within * 2, at) USING (elapsed)
UNION ALL
SELECT 'handle_time', role, place, ARRAY[count(handle_seconds), CASE place WHEN 2 THEN left_out END],
       ARRAY[avg(handle_seconds), percentile_cont(0.5) WITHIN GROUP (ORDER BY handle_seconds),
             CASE place WHEN 2 THEN excess END]
FROM (VALUES (1, 'first'), (2, 'repeat'), (3, 'bounce_back')) r (place, role)
LEFT JOIN contact ON CASE place WHEN 1 THEN contact_no = 1 WHEN 2 THEN contact_no > 1 ELSE is_bounce_back END,
     (SELECT coalesce(sum(repeats * (mean_repeat - mean_first)), 0) AS excess,
             count(*) FILTER (WHERE repeats > 0 AND mean_first IS NULL) AS left_out
      FROM (SELECT count(handle_seconds) FILTER (WHERE contact_no > 1) AS repeats,
                   avg(handle_seconds) FILTER (WHERE contact_no > 1) AS mean_repeat,
                   avg(handle_seconds) FILTER (WHERE contact_no = 1) AS mean_first
            FROM contact GROUP BY request) q) x
GROUP BY place, role, excess, left_out
$$;

-- What is counted from facts above is what the oracle counts.
CREATE FUNCTION test.oracle_difference(within interval, at timestamptz) RETURNS TABLE (question text, key text) STABLE
LANGUAGE sql AS $$
SELECT 'oracle.bounce', '' FROM oracle.bounce(within, at) o
WHERE (digital, bounced, immature) IS DISTINCT FROM
      (SELECT (count(*) FILTER (WHERE f.mature), count(*) FILTER (WHERE f.mature AND f.bounced),
               count(*) FILTER (WHERE NOT f.mature)) FROM test.fact f WHERE kind = 'digital')
UNION ALL
SELECT 'oracle.global_fcr', '' FROM oracle.global_fcr(within, at) o
WHERE (journeys, resolved_first, immature) IS DISTINCT FROM
      (SELECT (count(*) FILTER (WHERE f.mature), count(*) FILTER (WHERE f.mature AND f.contacts = 1),
               count(*) FILTER (WHERE NOT f.mature)) FROM test.fact f WHERE contact_no = 1)
UNION ALL
SELECT 'oracle.next_contact_avoidance', ''
WHERE oracle.next_contact_avoidance(within, at) IS DISTINCT FROM
      (SELECT count(*) FILTER (WHERE NOT followed) / nullif(count(*), 0)::double precision FROM test.fact WHERE mature)
UNION ALL
SELECT 'oracle.journey_lengths', contacts::text
FROM oracle.journey_lengths(within, at) o
FULL JOIN (SELECT contacts, count(*) FROM test.fact WHERE contact_no = 1 GROUP BY 1) f USING (contacts)
WHERE o.journeys IS DISTINCT FROM f.count
UNION ALL
SELECT 'oracle.channel_fcr', s::text
FROM test.silos() s, test.silo_fcr(s, within, at) f, oracle.channel_fcr(array_replace(s, NULL, '~'), within, at) o
WHERE (f.journeys, f.resolved_first, f.immature) IS DISTINCT FROM (o.journeys, o.resolved_first, o.immature)
$$;

-- Do two numbers agree, but for rounding?
CREATE FUNCTION test.near(a double precision[], b double precision[], tolerance double precision) RETURNS boolean
IMMUTABLE LANGUAGE sql AS $$
SELECT coalesce(bool_and(x IS NOT DISTINCT FROM y OR coalesce(abs(x - y) <= tolerance, false)), true)
FROM unnest(a, b) n (x, y)
$$;

-- Where a log and the oracle do not agree, at a window and a moment.
CREATE FUNCTION test.compare_answers(log contact_log, within interval, as_of timestamptz, match text, bucket text,
                                     zone text)
RETURNS void LANGUAGE plpgsql SET search_path = test, failure_demand, failure_demand_internal AS $$
DECLARE
    at timestamptz := coalesce(as_of, logged_end());
BEGIN
    CALL load_facts(within, at);
    TRUNCATE given;
    INSERT INTO given SELECT * FROM log_answers(log, within, as_of, match, bucket, zone);
    INSERT INTO answer_difference
    SELECT match, within, as_of, question, key, ours, theirs
    FROM given ours
    FULL JOIN oracle_answers(within, at, bucket, zone) theirs USING (question, key, place)
    WHERE ours.counts IS DISTINCT FROM theirs.counts
       OR NOT near(ours.numbers, theirs.numbers, CASE question WHEN 'handle_time' THEN 1e-6 ELSE 1e-12 END);
    IF (SELECT count(*) FROM oracle.contact) < 1000 THEN
        INSERT INTO answer_difference SELECT match, within, as_of, d.* FROM oracle_difference(within, at) d;
    END IF;
    INSERT INTO answered SELECT question, count(*) FROM given GROUP BY 1;
END
$$;
CREATE TABLE test.answer_difference (match text, within interval, as_of timestamptz, question text, key text,
                                     extension test.answer, oracle test.answer);
CREATE TABLE test.given OF test.answer;
CREATE TABLE test.answered (question text, answers bigint);
RESET client_min_messages;
\set ECHO all
