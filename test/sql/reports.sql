-- The reports: on a small set made by hand, and on a generated one against the oracle, against
-- the questions to a log of the same contacts, and against each other.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set reports :abs_srcdir '/model/reports_oracle.sql'
\i :setup
\i :reports
SET search_path = test, failure_demand, failure_demand_internal, public;
\pset format unaligned
SET client_min_messages = warning;

-- Nothing, before the first refresh and after one of nothing: no rows, no errors.
CREATE VIEW rows AS
SELECT (SELECT count(*) FROM bounce_daily) + (SELECT count(*) FROM bounce_by_touchpoint) + (SELECT count(*) FROM global_fcr_monthly) + (SELECT count(*) FROM channel_fcr_monthly)
     + (SELECT count(*) FROM containment_daily) + (SELECT count(*) FROM demand_monthly) + (SELECT count(*) FROM handle_time_by_demand) + (SELECT count(*) FROM friction_point)
     + (SELECT count(*) FROM marker_monthly) + (SELECT count(*) FROM journey) + (SELECT count(*) FROM snowball) + (SELECT count(*) FROM channel_transition) AS of_all_reports;
CALL refresh();
TABLE rows;

INSERT INTO marker (id, language, phrase, reason, cause) VALUES (100001, 'sv', 'not again', 'repeat_notification', 'app'), (100002, 'sv', 'still waiting', 'progress_chasing', 'delivery');
INSERT INTO reason VALUES ('late', 'failure', 'progress_chasing', 'delivery'), ('new', 'value', NULL, NULL);
INSERT INTO definition (time_zone) VALUES ('Europe/Berlin');
CREATE TABLE small (
    interaction_id text, customer text, request text, channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, handle_seconds int,
    outcome text, reason text, verbatim text, language text DEFAULT 'sv');
INSERT INTO small VALUES
    -- a bounce on the last evening of March in UTC, and of the first night of April in Berlin; clocks change on 29 March
    ('a1', 'a', 'bill', 'app', 'home', '2026-03-31 22:30Z', '2026-03-31 22:31Z', NULL, 'completed', NULL, NULL),
    ('a2', 'a', 'bill', 'phone', NULL, '2026-03-31 23:30Z', NULL, 600, NULL, NULL, 'Not again. I am still waiting; not again!'),
    ('a3', 'a', 'bill', 'phone', NULL, '2026-04-01 23:30Z', NULL, 300, NULL, NULL, NULL),
    -- silent failure, then nothing; contained; handed over; nothing known; each in March
    ('b1', 'b', 'bill', 'app', 'home', '2026-03-28 22:59Z', NULL, NULL, 'abandoned', NULL, NULL),
    ('b2', 'b', 'move', 'app', 'home', '2026-03-28 23:00Z', NULL, NULL, 'completed', NULL, NULL),
    ('b3', 'b', 'sell', 'portal', NULL, '2026-03-29 22:00Z', NULL, NULL, 'transferred', NULL, NULL),
    ('b4', 'b', 'sell', 'phone', NULL, '2026-03-29 22:10Z', NULL, 60, NULL, 'late', 'fine'),
    ('b5', 'b', 'quit', 'portal', NULL, '2026-03-29 21:59Z', NULL, NULL, NULL, NULL, 'still waiting'),
    -- value, unclassified, and a call a week later; one in the wrong language; one whose words are not read
    ('c1', 'c', 'bill', 'phone', NULL, '2026-03-28 12:00Z', NULL, 200, NULL, 'new', NULL),
    ('c2', 'c', 'bill', 'phone', NULL, '2026-04-04 12:00Z', NULL, NULL, NULL, NULL, '...'),
    ('c3', 'c', 'move', 'email', NULL, '2026-04-04 12:00Z', NULL, 100, NULL, NULL, 'fine'),
    -- immature, and unlinkable
    ('d1', 'd', 'bill', 'app', 'home', '2026-04-06 12:00Z', NULL, NULL, 'completed', NULL, NULL),
    ('d2', 'd', 'bill', 'phone', NULL, '2026-04-06 13:00Z', NULL, 50, NULL, NULL, NULL),
    ('e1', NULL, 'bill', 'app', 'claim', '2026-03-28 12:00Z', NULL, NULL, 'completed', NULL, NULL),
    ('e2', 'e', NULL, 'phone', NULL, '2026-03-28 12:00Z', NULL, 999, NULL, 'late', 'not again'),
    ('z', 'z', 'bill', 'fax', NULL, '2026-04-07 00:00Z', NULL, NULL, NULL, NULL, NULL);
SELECT add_source('small');
CALL refresh();
SELECT as_of, within, match, time_zone, currency FROM report_basis;
TABLE bounce_daily;
SELECT * FROM bounce_by_touchpoint ORDER BY channel, touchpoint;
TABLE global_fcr_monthly;
SELECT * FROM channel_fcr_monthly ORDER BY time, channel;
TABLE containment_daily;
SELECT * FROM demand_monthly ORDER BY time, request, channel;
-- Where no code is mapped to value, nobody was asked for it: there is no share, not one of 100 %, in any report.
BEGIN;
DELETE FROM reason WHERE demand = 'value';
CALL refresh();
SELECT time, sum(assessed) AS assessed, count(failure_share) AS shares, bool_or(value_asked) AS value_asked FROM demand_monthly GROUP BY time ORDER BY time;
SELECT 'scorecard', sum(n), max(value) FROM scorecard WHERE metric = 'failure_share' UNION ALL SELECT 'rate_weekly', sum(denominator), max(value) FROM rate_weekly WHERE metric = 'failure_share'
UNION ALL SELECT 'control_chart', sum(denominator), max(centre) FROM control_chart WHERE metric = 'failure_share';
SELECT sum(assessed), sum(assessed_failure) FROM period_count('[2026-01-01,2026-12-31)', NULL);
SELECT denominator AS n, rate, note LIKE '%No reason code is mapped to value%' AS told FROM progress('none', '[2026-01-01,2026-12-31)') WHERE metric = 'failure_share';
ROLLBACK;
SELECT * FROM handle_time_by_demand ORDER BY request;
TABLE friction_point;
SELECT * FROM marker_monthly ORDER BY time, language, cause;
-- It is of human contacts in the rates: words that were written to a bot, or by nobody knows whom, are not in it.
SELECT sum(contacts) = (SELECT count(*) FROM failure_demand.contact WHERE kind = 'human' AND left_out IS NULL AND markers IS NOT NULL) AS read,
       (SELECT count(*) FROM failure_demand.contact WHERE (kind <> 'human' OR left_out = 'unlinkable') AND markers IS NOT NULL) AS others FROM marker_tally WHERE cause IS NULL;
SELECT * FROM journey ORDER BY source, id;
SELECT * FROM snowball ORDER BY source, id;
SELECT * FROM channel_transition ORDER BY from_channel, to_channel;
-- By customer.
UPDATE definition SET match = 'customer';
CALL refresh();
SELECT * FROM snowball ORDER BY source, id;
SELECT * FROM handle_time_by_demand ORDER BY request;
SELECT drop_source('small');

-- Generated: many contacts of few customers over a year, with what may be wrong, in two sources. There is a customer 0.
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES ('customer', '0', false);
CREATE TABLE generated AS
SELECT n::text AS interaction_id, CASE WHEN pick(20, n, 1) > 0 THEN pick(60, n, 2) END AS customer, CASE WHEN pick(20, n, 3) > 0 THEN 'request ' || pick(3, n, 4) END AS request,
       ('{app,app,portal,phone,phone,email,pigeon}'::text[])[1 + pick(7, n, 5)] AS channel, ('{home,claim,NULL}'::text[])[1 + pick(3, n, 6)] AS touchpoint, started_at,
       CASE pick(4, n, 7) WHEN 0 THEN NULL WHEN 1 THEN started_at - interval '1 hour' ELSE started_at + pick(300, n, 8) * interval '1 minute' END AS ended_at,
       CASE WHEN pick(9, n, 9) > 0 THEN pick(900, n, 10) END AS handle_seconds, ('{completed,abandoned,transferred,unresolved,NULL}'::text[])[1 + pick(5, n, 11)] AS outcome,
       CASE WHEN pick(20, n, 12) = 0 THEN 'outbound' END AS direction, ('{late,new,unknown,NULL,NULL}'::text[])[1 + pick(5, n, 13)] AS reason,
       ('{not again,fine,...,"still waiting, not again",NULL}'::text[])[1 + pick(5, n, 14)] AS verbatim, ('{sv,sv-SE,no}'::text[])[1 + pick(3, n, 15)] AS language
FROM generate_series(1, 3000) AS n,
     LATERAL (SELECT CASE WHEN pick(40, n, 16) > 0 THEN '2025-08-01Z'::timestamptz + pick(9000, n, 17) * interval '1 hour' END AS started_at) AS s;
CREATE VIEW odd AS SELECT * FROM generated WHERE interaction_id::int % 2 = 1;
CREATE VIEW even AS SELECT * FROM generated WHERE interaction_id::int % 2 = 0;
SELECT add_source('odd'), add_source('even');

-- The same contacts as a log: what does not count is not in it.
CREATE VIEW log AS
SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log, b.within, b.as_of, b.match, b.time_zone
FROM failure_demand.contact, report_basis AS b WHERE coalesce(left_out, 'unlinkable') IN ('unlinkable', 'not yet') GROUP BY b.within, b.as_of, b.match, b.time_zone;
-- No rows: what a report says otherwise than the question to the log, or than the sum of another report.
CREATE VIEW log_difference AS
WITH bounce AS (
    SELECT time, numerator, denominator, rate, lower, upper, immature, unlinkable FROM log, bounce_series(log, within, 'day', time_zone, as_of, match)
), fcr AS (
    SELECT time, numerator, denominator, rate, lower, upper, immature, unlinkable FROM log, fcr_series(log, within, 'month', time_zone, as_of, match)
), alone AS (
    -- contacts alike in kind and times are in the order of their ids; in a log, which has none, of their channels
    SELECT c.*, bool_or(alike > 1) OVER (PARTITION BY c.customer, c.same) AS in_doubt
    FROM (SELECT c.*, k.same, count(*) OVER (PARTITION BY customer, k.same, kind, started_at, greatest(started_at, ended_at)) AS alike
          FROM failure_demand.contact AS c, report_basis AS b, LATERAL (SELECT CASE b.match WHEN 'request' THEN c.request END) AS k (same) WHERE left_out IS NULL) AS c
), plain AS (
    SELECT * FROM alone WHERE NOT in_doubt
), transition AS (
    SELECT t.* FROM report_basis AS b, (SELECT contact_log(customer, request, channel, kind, started_at, ended_at) AS log FROM plain) AS l, channel_transitions(log, within, as_of, match) AS t
), next AS (
    SELECT channel, next_channel, count(*) FROM plain WHERE next_channel IS NOT NULL GROUP BY 1, 2
), avoided AS (
    SELECT count(*) FILTER (WHERE coalesce(recontact_after > within, true)) / nullif(count(*), 0)::double precision AS rate FROM failure_demand.contact, report_basis WHERE mature
)
SELECT 'bounce_daily' AS report, d::text
FROM ((SELECT time, bounced, digital, rate, lower, upper, immature, unlinkable FROM bounce_daily EXCEPT ALL TABLE bounce)
      UNION ALL (TABLE bounce EXCEPT ALL SELECT time, bounced, digital, rate, lower, upper, immature, unlinkable FROM bounce_daily)) AS d
UNION ALL
SELECT 'global_fcr_monthly', d::text
FROM ((SELECT time, resolved_first, journeys, rate, lower, upper, immature, unlinkable FROM global_fcr_monthly EXCEPT ALL TABLE fcr)
      UNION ALL (TABLE fcr EXCEPT ALL SELECT time, resolved_first, journeys, rate, lower, upper, immature, unlinkable FROM global_fcr_monthly)) AS d
UNION ALL
SELECT 'next_contact_avoidance', avoided.rate::text FROM log, avoided WHERE avoided.rate IS DISTINCT FROM next_contact_avoidance(log, within, as_of, match)
UNION ALL
SELECT 'channel_transition', d::text FROM ((TABLE next EXCEPT ALL TABLE transition) UNION ALL (TABLE transition EXCEPT ALL TABLE next)) AS d
UNION ALL
SELECT 'transitions', l.transitions::text FROM (SELECT sum(transitions) AS transitions FROM log, channel_transitions(log, within, as_of, match)) AS l
WHERE l.transitions IS DISTINCT FROM (SELECT sum(transitions) FROM channel_transition)
UNION ALL
SELECT 'channel_fcr_monthly', c::text
FROM log, (SELECT channel, sum(resolved_first) AS resolved_first, sum(journeys) AS journeys, sum(immature) AS immature, sum(unlinkable) AS unlinkable FROM channel_fcr_monthly GROUP BY channel) AS c,
     LATERAL channel_fcr(log, ARRAY[channel], within, as_of, match) AS f
WHERE (c.resolved_first, c.journeys, c.immature) IS DISTINCT FROM ((f).numerator, (f).denominator, (f).immature)
UNION ALL
SELECT 'bounce_by_touchpoint', c::text
FROM log, (SELECT channel, sum(bounced) AS bounced, sum(digital) AS digital, sum(immature) AS immature, sum(unlinkable) AS unlinkable FROM bounce_by_touchpoint GROUP BY channel) AS c
     FULL JOIN (SELECT b.* FROM log, bounce_by_channel(log, within, as_of, match) AS b) AS b USING (channel)
WHERE (c.bounced, c.digital, c.immature, c.unlinkable) IS DISTINCT FROM (b.numerator, b.denominator, b.immature, b.unlinkable)
UNION ALL
SELECT 'journey', l::text FROM log, journey_lengths(log, within, as_of, match) AS l FULL JOIN (SELECT contacts, count(*) AS journeys FROM journey GROUP BY 1) AS j USING (contacts) WHERE j.journeys IS DISTINCT FROM l.journeys;
-- No rows: sums that are not the same in two reports.
CREATE VIEW sum_difference AS
SELECT * FROM (VALUES
    ('bounced', (SELECT sum(bounced) FROM bounce_daily), (SELECT sum(bounced) FROM bounce_by_touchpoint), (SELECT sum(bounced) FROM friction_point),
                (SELECT sum(bounced + escalated_and_bounced) FROM containment_daily)),
    ('digital', (SELECT sum(digital) FROM bounce_daily), (SELECT sum(digital) FROM bounce_by_touchpoint), (SELECT sum(digital) FROM friction_point), (SELECT sum(digital) FROM containment_daily)),
    ('digital of the five', (SELECT sum(digital) FROM containment_daily), (SELECT sum(contained + escalated + bounced + abandoned + unknown) FROM containment_daily), NULL, NULL),
    ('unlinkable', (SELECT sum(unlinkable) FROM bounce_daily), (SELECT sum(unlinkable) FROM global_fcr_monthly), (SELECT sum(unlinkable) FROM channel_fcr_monthly),
                   (SELECT count(*) FROM failure_demand.contact WHERE left_out = 'unlinkable')),
    ('journeys', (SELECT sum(journeys + immature) FROM global_fcr_monthly), (SELECT count(*) FROM journey), NULL, NULL),
    ('contacts', (SELECT sum(contacts) FROM journey), (SELECT sum(contacts) FROM rate_tally) - (SELECT sum(unlinkable) FROM rate_tally), (SELECT count(*) FROM failure_demand.contact WHERE left_out IS NULL), NULL),
    ('transitions', (SELECT sum(transitions) FROM channel_transition), (SELECT sum(contacts - 1) FROM journey), NULL, NULL),
    ('human', (SELECT sum(failure + value + unclassified) FROM demand_monthly), (SELECT count(*) FROM failure_demand.contact WHERE kind = 'human' AND left_out IS NULL), NULL, NULL),
    ('seconds', (SELECT round(sum(handle_minutes) * 60) FROM demand_monthly), (SELECT sum(handle_seconds) FROM failure_demand.contact WHERE kind = 'human' AND left_out IS NULL), NULL, NULL),
    ('snowball', (SELECT count(*) FROM snowball), (SELECT count(*) FROM journey WHERE contacts > 2), NULL, NULL),
    ('shares', (SELECT round(sum(share)::numeric, 9) FROM friction_point), 1, (SELECT round(max(cumulative_share)::numeric, 9) FROM friction_point), NULL)
) AS s (what, a, b, c, d)
WHERE a IS DISTINCT FROM b OR a <> c OR a <> d;
-- No rows: what contact_daily says otherwise than contact.
CREATE VIEW daily_difference AS
WITH said AS (
    SELECT day, channel, kind, touchpoint, request, brand, provider, count(*) AS contacts, count(left_out) AS unlinkable,
           count(*) FILTER (WHERE NOT mature) AS immature, count(*) FILTER (WHERE mature) AS mature,
           count(*) FILTER (WHERE kind = 'digital' AND mature) AS digital, count(*) FILTER (WHERE bounced AND mature) AS bounced,
           count(*) FILTER (WHERE recontact_after <= within AND mature) AS followed, count(*) FILTER (WHERE contact_no = 1 AND mature) AS journeys,
           count(*) FILTER (WHERE contact_no = 1 AND contacts = 1 AND mature) AS resolved_first, count(*) FILTER (WHERE contact_no = 1 AND contacts > 2 AND mature) AS snowballs,
           count(*) FILTER (WHERE contact_no = 1 AND NOT mature) AS journeys_immature, count(*) FILTER (WHERE channel_recontact_after <= within AND mature) AS channel_followed,
           count(*) FILTER (WHERE channel_contact_no = 1 AND mature) AS channel_journeys,
           count(*) FILTER (WHERE channel_contact_no = 1 AND channel_contacts = 1 AND mature) AS channel_resolved_first,
           count(*) FILTER (WHERE channel_contact_no = 1 AND NOT mature) AS channel_journeys_immature,
           count(*) FILTER (WHERE containment = 'escalated') AS escalated, count(*) FILTER (WHERE containment = 'escalated' AND bounced) AS escalated_and_bounced,
           count(*) FILTER (WHERE containment = 'abandoned') AS abandoned, count(*) FILTER (WHERE containment = 'contained') AS contained,
           count(*) FILTER (WHERE containment = 'unknown') AS unknown, count(*) FILTER (WHERE kind = 'human' AND outcome = 'abandoned') AS given_up,
           count(*) FILTER (WHERE saturated AND mature) AS saturated, count(*) FILTER (WHERE kind = 'digital' AND mature AND contact_no < contacts) AS followed_sessions,
           coalesce(sum(contacts - contact_no) FILTER (WHERE generated_human IS NOT NULL), 0) AS generated, coalesce(sum(generated_human), 0) AS generated_human,
           count(attempts_until_served) AS served, coalesce(sum(attempts_until_served), 0) AS attempts_until_served,
           count(*) FILTER (WHERE NOT still_asking AND attempts_until_served IS NULL) AS never_served, count(*) FILTER (WHERE still_asking) AS still_asking, count(*) FILTER (WHERE demand = 'failure' AND left_out IS NULL) AS failure,
           count(*) FILTER (WHERE demand = 'value' AND left_out IS NULL) AS value, count(*) FILTER (WHERE demand = 'unclassified' AND left_out IS NULL) AS unclassified,
           count(*) FILTER (WHERE assessed AND left_out IS NULL) AS assessed, count(*) FILTER (WHERE assessed AND demand = 'failure' AND left_out IS NULL) AS assessed_failure,
           coalesce(sum(handle_seconds) FILTER (WHERE left_out IS NULL), 0) AS handle_seconds,
           count(handle_seconds) FILTER (WHERE demand = 'failure' AND left_out IS NULL) AS failure_handled,
           coalesce(sum(handle_seconds) FILTER (WHERE demand = 'failure' AND left_out IS NULL), 0) AS failure_seconds,
           count(handle_seconds) FILTER (WHERE demand = 'value' AND left_out IS NULL) AS value_handled,
           coalesce(sum(handle_seconds) FILTER (WHERE demand = 'value' AND left_out IS NULL), 0) AS value_seconds,
           count(*) FILTER (WHERE nps BETWEEN 9 AND 10) AS nps_promoters, count(*) FILTER (WHERE nps > 6 AND nps < 9) AS nps_passives, count(*) FILTER (WHERE nps BETWEEN 0 AND 6) AS nps_detractors,
           count(*) FILTER (WHERE csat BETWEEN 1 AND 5) AS csat_answers, count(*) FILTER (WHERE csat BETWEEN 4 AND 5) AS csat_satisfied,
           count(*) FILTER (WHERE ces BETWEEN 1 AND 7) AS ces_answers, count(*) FILTER (WHERE ces BETWEEN 5 AND 7) AS ces_easy
    FROM failure_demand.contact, report_basis WHERE coalesce(left_out, 'unlinkable') = 'unlinkable' GROUP BY day, channel, kind, touchpoint, request, brand, provider
)
SELECT 'contact' AS said_by, d::text FROM (TABLE said EXCEPT ALL TABLE contact_daily) AS d UNION ALL SELECT 'contact_daily', d::text FROM (TABLE contact_daily EXCEPT ALL TABLE said) AS d;
CREATE FUNCTION oracle_difference() RETURNS TABLE (report text, said_by text, said text) LANGUAGE plpgsql AS $$
BEGIN
    CALL reports.load();
    RETURN QUERY SELECT r, d.* FROM unnest('{bounce_daily,bounce_by_touchpoint,global_fcr_monthly,channel_fcr_monthly,containment_daily,demand_monthly,handle_time_by_demand,friction_point,
                                             marker_monthly,journey,snowball,channel_transition,contact}'::text[]) AS r, reports.difference(r) AS d;
END $$;

-- A day that has 23 hours, one that has 25, one that begins at one o'clock, and one that there never was.
UPDATE definition SET (time_zone, within, match) = ('Europe/Berlin', '48 hours', 'request');
CALL refresh();
SELECT * FROM oracle_difference();
TABLE log_difference;
TABLE sum_difference;
TABLE daily_difference;
SELECT count(*) FROM bounce_daily; SELECT count(*) FROM global_fcr_monthly;
SELECT time AT TIME ZONE 'Europe/Berlin' AS day, length FROM (SELECT time, lead(time) OVER (ORDER BY time) - time AS length FROM bounce_daily) AS d WHERE length <> '24:00';
UPDATE definition SET (time_zone, within, match) = ('America/Havana', '7 days', 'customer');
CALL refresh(as_of => '2026-05-01 05:00Z');
TABLE log_difference;
TABLE sum_difference;
TABLE daily_difference;
SELECT time AT TIME ZONE 'America/Havana' AS day FROM bounce_daily WHERE (time AT TIME ZONE 'America/Havana')::time <> '00:00';
UPDATE definition SET (time_zone, within, match) = ('Pacific/Apia', '36 hours', 'request');
UPDATE generated SET started_at = started_at - interval '14 years', ended_at = ended_at - interval '14 years';
CALL refresh();
SELECT * FROM oracle_difference();
TABLE log_difference;
TABLE sum_difference;
TABLE daily_difference;
SELECT time, digital > 0 AS some FROM bounce_daily WHERE time BETWEEN '2011-12-29 00:00Z' AND '2012-01-01 00:00Z';
-- They are not empty.
SELECT (SELECT sum(bounced) > 20 FROM bounce_daily) AS bounced, (SELECT count(*) > 20 FROM marker_monthly) AS marked, (SELECT count(*) > 5 FROM channel_transition) AS transitions,
       (SELECT bool_and(excess_minutes IS NOT NULL) FROM handle_time_by_demand) AS compared;

-- A full refresh of what is as it was writes nothing of it.
CREATE TABLE daily_before AS SELECT ctid AS place, xmin::text AS written_by FROM contact_daily_tally;
CALL refresh(true);
SELECT count(*) > 100 AS many, count(t.ctid) = count(*) AS all_as_they_were FROM daily_before AS b LEFT JOIN contact_daily_tally AS t ON (t.ctid, t.xmin::text) = (b.place, b.written_by);
DROP TABLE daily_before;

-- Nothing again: all that was counted is taken away.
SELECT drop_source('odd'), drop_source('even');
CALL refresh();
TABLE rows;
SELECT (SELECT count(*) FROM rate_tally) + (SELECT count(*) FROM containment_tally) + (SELECT count(*) FROM demand_tally) + (SELECT count(*) FROM friction_tally) + (SELECT count(*) FROM transition_tally) + (SELECT count(*) FROM marker_tally) + (SELECT count(*) FROM contact_daily) AS tallies;
DELETE FROM definition; DELETE FROM reason; DELETE FROM marker; DELETE FROM placeholder;
DROP SCHEMA reports CASCADE;
DROP SCHEMA test CASCADE;
