\set ECHO none
-- What the reports must say: each one again, over the functions of the oracle, from the
-- rows of the view interaction alone; nothing that refresh() writes is read. A view of
-- schema reports bears the name of the report that it checks. difference() says where the
-- two are not the same: if it has rows, that is a defect.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS reports CASCADE;
CREATE SCHEMA reports;
SET search_path = reports, failure_demand, failure_demand_internal, public;
-- there is no view interaction before the first source
SET check_function_bodies = off;

-- A time that stands for none is none.
CREATE FUNCTION reports.known(at timestamptz) RETURNS timestamptz IMMUTABLE LANGUAGE sql AS $$
SELECT CASE WHEN isfinite(at) AND extract(year FROM at AT TIME ZONE 'UTC') BETWEEN 1901 AND 9998 THEN at END $$;

-- Of the rows with one id, the one that counts.
CREATE PROCEDURE reports.load_counting() LANGUAGE plpgsql
SET search_path = reports, failure_demand, failure_demand_internal AS $$
BEGIN
    DROP TABLE IF EXISTS reports.counting;
    CREATE TABLE reports.counting AS
    SELECT DISTINCT ON (source, interaction_id) *, reports.known(i.started_at) AS start,
           reports.known(i.ended_at) AS finish
    FROM interaction i
    WHERE interaction_id IS NOT NULL
    ORDER BY source, interaction_id, updated_at DESC NULLS LAST, reports.known(i.started_at) DESC NULLS LAST,
             reports.known(i.ended_at) DESC NULLS LAST,
             customer DESC NULLS LAST, request DESC NULLS LAST, channel DESC NULLS LAST, touchpoint DESC NULLS LAST,
             started_at DESC NULLS LAST, ended_at DESC NULLS LAST,
             handle_seconds DESC NULLS LAST, outcome DESC NULLS LAST, direction DESC NULLS LAST,
             reason DESC NULLS LAST, verbatim DESC NULLS LAST, language DESC NULLS LAST;
END
$$;

-- Which feeds explain by neither chance nor habit that they are silent: day by day.
CREATE FUNCTION reports.longest_pause(of_source text, zone text) RETURNS bigint STABLE
LANGUAGE sql SET search_path = reports AS $$
WITH start AS (SELECT (start AT TIME ZONE zone)::date AS day FROM counting
               WHERE source = of_source AND start IS NOT NULL),
     silent AS (SELECT d::date AS day, d::date - row_number() OVER (ORDER BY d)::integer AS run
                FROM (SELECT min(day) AS first, max(day) AS last FROM start) e,
                    generate_series(greatest(first, last - 90)::timestamp, last::timestamp, '1 day') d
                WHERE d::date NOT IN (SELECT day FROM start))
SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM silent GROUP BY run) r
$$;

-- What is judged by: the definition, and the latest start, or the end of a feed that is behind.
CREATE TABLE reports.basis (within interval, match text, time_zone text, as_of timestamptz);
CREATE PROCEDURE reports.load_basis() LANGUAGE sql
SET search_path = reports, failure_demand, failure_demand_internal AS $$
TRUNCATE basis;
INSERT INTO basis
WITH feed AS (
    SELECT i.source, s.closed, count(*) AS n, min(i.start) AS first, max(i.start) AS last FROM counting i
    JOIN source s ON s.name = i.source
    WHERE i.start <= now() GROUP BY i.source, s.closed
), open_feed AS (
    SELECT f.*, max(last) OVER () - last AS silence, last - first AS span FROM feed f WHERE NOT closed
)
SELECT d.within, d.match, d.time_zone, least(
    CASE WHEN EXISTS (TABLE open_feed) THEN (SELECT max(last) FROM open_feed) ELSE (SELECT max(last) FROM feed) END,
    (SELECT min(f.last) FROM open_feed f
     WHERE f.n >= 30 AND f.span >= '14 days' AND oracle.us(f.silence) > 14 * oracle.us(f.span) / f.n
       AND f.silence > reports.longest_pause(f.source, d.time_zone) * interval '1 day' + interval '1 day'))
FROM definition_in_force d
$$;

-- Every interaction that exists and can be judged, once, with what its reason code and its
-- words say.
CREATE TABLE reports.told (
    contact_id bigint PRIMARY KEY, source text, interaction_id text, customer text, request text, channel text,
    kind text, touchpoint text,
    started_at timestamptz, ended_at timestamptz, handle_seconds integer, outcome text, language text,
    linkable boolean, same_request text, day date,
    reason_demand text, reason_avoidable text, reason_cause text, is_read boolean, markers integer[]
);
CREATE PROCEDURE reports.load_told() LANGUAGE sql
SET search_path = reports, failure_demand, failure_demand_internal AS $$
TRUNCATE told;
INSERT INTO told
SELECT row_number() OVER (ORDER BY i.source COLLATE "C", interaction_id COLLATE "C"), i.source, interaction_id,
       customer, request, channel,
       kind, touchpoint, start, greatest(start, finish), CASE WHEN handle_seconds >= 0 THEN handle_seconds END,
       o.outcome, language,
       customer IS NOT NULL AND (match = 'customer' OR request IS NOT NULL),
       CASE match WHEN 'customer' THEN 'any' ELSE request END,
       (start AT TIME ZONE time_zone)::date, r.demand, r.avoidable_reason, r.cause,
       has_failure_marker(verbatim, language) IS NOT NULL,
       (SELECT array_agg(m.marker ORDER BY m.position) FROM failure_markers(verbatim, language) m)
FROM counting i
LEFT JOIN reason r ON r.code = i.reason
LEFT JOIN (SELECT lower(trim(code)) AS code, outcome FROM outcome UNION ALL
           SELECT s.code, s.outcome FROM shipped_outcome s
           WHERE s.code NOT IN (SELECT lower(trim(code)) FROM outcome)) o ON o.code = lower(trim(i.outcome))
LEFT JOIN (SELECT lower(trim(code)) AS code, direction FROM direction UNION ALL
           SELECT s.code, s.direction FROM shipped_direction s
           WHERE s.code NOT IN (SELECT lower(trim(code)) FROM direction)) n ON n.code = lower(trim(i.direction))
CROSS JOIN basis
WHERE n.direction IS DISTINCT FROM 'outbound' AND start <= now() AND kind IS NOT NULL AND start <= as_of
$$;

-- What the oracle says of each contact; and of each where every channel is a world of its
-- own, in which no other channel's contacts exist.
CREATE TABLE reports.traced AS SELECT * FROM oracle.trace('1 day', now()) WITH NO DATA;
CREATE TABLE reports.traced_silo AS SELECT * FROM reports.traced WITH NO DATA;
CREATE PROCEDURE reports.load_oracle(silos boolean) LANGUAGE sql AS $$
TRUNCATE oracle.contact;
INSERT INTO oracle.contact
SELECT contact_id, customer, CASE WHEN silos THEN format('%L %s', channel, same_request) ELSE same_request END,
       channel, kind, started_at, ended_at, handle_seconds
FROM reports.told WHERE linkable
$$;
-- All that is known of a contact. The first that speaks decides whether it is failure demand;
-- of one that cannot be linked only reason and words can.
CREATE VIEW reports.spoken AS
SELECT c.*, t.journey_no, t.contact_no, t.contacts, t.bounced, t.mature, t.recontact_after, t.bounced_from,
       coalesce(oracle.us(t.recontact_after) <= oracle.us(b.within), false) AS followed,
       s.contact_no AS silo_contact_no, s.contacts AS silo_contacts,
       coalesce(oracle.us(s.recontact_after) <= oracle.us(b.within), false) AS silo_followed,
       CASE WHEN kind = 'digital' THEN NULL
            WHEN reason_demand IN ('failure', 'value') THEN 'reason'
            WHEN markers IS NOT NULL THEN 'marker'
            WHEN t.bounced_from IS NOT NULL THEN 'bounce'
            WHEN t.contact_no > 1 THEN 'repeat' END AS evidence,
       CASE WHEN kind = 'human' THEN coalesce(reason_demand IN ('failure', 'value'), false) END AS assessed,
       CASE WHEN kind = 'human' OR t.mature IS NOT TRUE THEN NULL
            WHEN outcome = 'transferred' THEN 'escalated'
            WHEN t.bounced THEN 'bounced'
            WHEN outcome IN ('abandoned', 'unresolved') THEN 'abandoned'
            WHEN outcome = 'completed' THEN 'contained'
            ELSE 'unknown' END AS containment
FROM reports.told c
LEFT JOIN reports.traced t USING (contact_id)
LEFT JOIN reports.traced_silo s USING (contact_id)
CROSS JOIN reports.basis b;
CREATE VIEW reports.judged AS
SELECT *, CASE WHEN kind = 'digital' THEN NULL
               WHEN evidence IS NULL THEN 'unclassified'
               WHEN evidence = 'reason' THEN reason_demand
               ELSE 'failure' END AS demand
FROM reports.spoken;
CREATE TABLE reports.fact AS SELECT * FROM reports.judged WITH NO DATA;

CREATE PROCEDURE reports.load() LANGUAGE plpgsql AS $$
DECLARE
    given reports.basis;
BEGIN
    TRUNCATE reports.traced, reports.traced_silo, reports.fact;
    CALL reports.load_counting();
    CALL reports.load_basis();
    CALL reports.load_told();
    SELECT * INTO given FROM reports.basis;
    CALL reports.load_oracle(true);
    ANALYZE oracle.contact, reports.told, reports.basis;
    INSERT INTO reports.traced_silo SELECT * FROM oracle.trace(given.within, given.as_of);
    CALL reports.load_oracle(false);
    INSERT INTO reports.traced SELECT * FROM oracle.trace(given.within, given.as_of);
    ANALYZE reports.traced, reports.traced_silo;
    INSERT INTO reports.fact SELECT * FROM reports.judged;
    ANALYZE reports.fact;
END
$$;

-- A rate with Wilson's bounds, as the books write them.
CREATE FUNCTION reports.rate(numerator bigint, denominator bigint,
                             OUT rate double precision, OUT lower double precision, OUT upper double precision)
                             IMMUTABLE LANGUAGE sql AS $$
SELECT p, (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n),
       (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)
FROM (SELECT numerator / nullif(denominator, 0)::double precision AS p, nullif(denominator, 0)::double precision AS n,
             1.959963984540054::double precision AS z) i
$$;

-- Days and months from the first contact to the last, with those on which nothing happened; and
-- whether all of them is known: of the first month, what was before the data begin is not.
CREATE VIEW reports.day AS
SELECT day::date, date_trunc('month', day)::date AS month, day AT TIME ZONE time_zone AS time,
       date_trunc('month', day) AT TIME ZONE time_zone AS month_time,
       as_of < (day + interval '1 day') AT TIME ZONE time_zone AS day_goes_on,
       as_of < (date_trunc('month', day) + interval '1 month') AT TIME ZONE time_zone
       OR date_trunc('month', day) < first AS month_is_part
FROM reports.basis, (SELECT min(day)::timestamp, generate_series(min(day)::timestamp, max(day), '1 day')
                     FROM reports.told) s (first, day);

-- ---- rates ----

CREATE VIEW reports.bounce_daily AS
SELECT r.time, bounced, digital, rate, lower, upper, immature, unlinkable, provisional
FROM (SELECT d.time, bool_or(day_goes_on OR kind = 'digital' AND mature IS FALSE) AS provisional,
             count(*) FILTER (WHERE mature AND bounced) AS bounced,
             count(*) FILTER (WHERE mature AND kind = 'digital') AS digital,
             count(*) FILTER (WHERE NOT mature AND kind = 'digital') AS immature,
             count(*) FILTER (WHERE NOT linkable) AS unlinkable
      FROM reports.day d LEFT JOIN reports.fact USING (day) GROUP BY d.time) r, reports.rate(bounced, digital);

CREATE VIEW reports.bounce_by_touchpoint AS
SELECT channel, touchpoint, bounced, digital, rate, lower, upper, immature, unlinkable
FROM (SELECT channel, touchpoint, count(*) FILTER (WHERE mature AND bounced) AS bounced,
             count(*) FILTER (WHERE mature) AS digital,
             count(*) FILTER (WHERE NOT mature) AS immature, count(*) FILTER (WHERE NOT linkable) AS unlinkable
      FROM reports.fact WHERE kind = 'digital' GROUP BY channel, touchpoint) r, reports.rate(bounced, digital);

CREATE VIEW reports.global_fcr_monthly AS
SELECT r.time, resolved_first, journeys, rate, lower, upper, immature, unlinkable, avoided, mature,
       avoided / nullif(mature, 0)::double precision AS next_contact_avoidance,
       provisional
FROM (SELECT month_time AS time, bool_or(month_is_part OR mature IS FALSE) AS provisional,
             count(*) FILTER (WHERE contact_no = 1 AND mature AND contacts = 1) AS resolved_first,
             count(*) FILTER (WHERE contact_no = 1 AND mature) AS journeys,
             count(*) FILTER (WHERE contact_no = 1 AND NOT mature) AS immature,
             count(*) FILTER (WHERE NOT linkable) AS unlinkable,
             count(*) FILTER (WHERE mature AND NOT followed) AS avoided, count(*) FILTER (WHERE mature) AS mature
      FROM reports.day d LEFT JOIN reports.fact USING (day) GROUP BY 1) r, reports.rate(resolved_first, journeys);

CREATE VIEW reports.channel_fcr_monthly AS
SELECT r.time, channel, resolved_first, journeys, rate, lower, upper, immature, unlinkable, avoided, mature,
       avoided / nullif(mature, 0)::double precision AS next_contact_avoidance, provisional
FROM (SELECT month_time AS time, channel, bool_or(month_is_part OR mature IS FALSE) AS provisional,
             count(*) FILTER (WHERE silo_contact_no = 1 AND mature AND silo_contacts = 1) AS resolved_first,
             count(*) FILTER (WHERE silo_contact_no = 1 AND mature) AS journeys,
             count(*) FILTER (WHERE silo_contact_no = 1 AND NOT mature) AS immature,
             count(*) FILTER (WHERE NOT linkable) AS unlinkable,
             count(*) FILTER (WHERE mature AND NOT silo_followed) AS avoided, count(*) FILTER (WHERE mature) AS mature
      FROM reports.day d JOIN reports.fact USING (day) GROUP BY 1, channel) r, reports.rate(resolved_first, journeys);

CREATE VIEW reports.containment_daily AS
SELECT r.time, contained, escalated, bounced, abandoned, unknown, digital, not_escalated,
       not_escalated / nullif(digital, 0)::double precision AS reported_containment,
       contained / nullif(digital, 0)::double precision AS true_containment, escalated_and_bounced, immature,
       provisional
FROM (SELECT d.time, bool_or(day_goes_on OR kind = 'digital' AND mature IS FALSE) AS provisional,
             count(*) FILTER (WHERE mature AND kind = 'digital' AND outcome IS DISTINCT FROM 'transferred')
                 AS not_escalated,
             count(*) FILTER (WHERE NOT mature AND kind = 'digital') AS immature,
             count(*) FILTER (WHERE containment = 'contained') AS contained,
             count(*) FILTER (WHERE containment = 'escalated') AS escalated,
             count(*) FILTER (WHERE containment = 'bounced') AS bounced,
             count(*) FILTER (WHERE containment = 'abandoned') AS abandoned,
             count(*) FILTER (WHERE containment = 'unknown') AS unknown,
             count(*) FILTER (WHERE mature AND kind = 'digital') AS digital,
             count(*) FILTER (WHERE mature AND bounced AND outcome = 'transferred') AS escalated_and_bounced
      FROM reports.day d LEFT JOIN reports.fact USING (day) GROUP BY d.time) r;

-- ---- demand, friction, words ----

CREATE VIEW reports.demand_monthly AS
SELECT r.time, request, channel, contacts, failure, value, unclassified, assessed, assessed_failure,
       CASE WHEN asked THEN assessed_failure / nullif(assessed_failure + assessed_value, 0)::double precision END
           AS failure_share,
       failure / contacts::double precision AS lower_bound,
       (failure + unclassified) / contacts::double precision AS upper_bound,
       handle_seconds / 60.0::double precision AS handle_minutes, asked AS value_asked, provisional
FROM (SELECT EXISTS (SELECT FROM reason WHERE demand = 'value')) v (asked),
     (SELECT month_time AS time, request, channel, bool_or(month_is_part) AS provisional, count(*) AS contacts,
             count(*) FILTER (WHERE demand = 'failure') AS failure,
             count(*) FILTER (WHERE demand = 'value') AS value,
             count(*) FILTER (WHERE demand = 'unclassified') AS unclassified,
             count(*) FILTER (WHERE assessed) AS assessed,
             count(*) FILTER (WHERE assessed AND demand = 'failure') AS assessed_failure,
             count(*) FILTER (WHERE assessed AND demand = 'value') AS assessed_value,
             coalesce(sum(handle_seconds), 0) AS handle_seconds
      FROM reports.day d JOIN reports.fact USING (day)
      WHERE kind = 'human' AND linkable GROUP BY 1, request, channel) r;

CREATE VIEW reports.handle_time_by_demand AS
SELECT request, failure_handled, failure_seconds, failure_mean_seconds, value_handled, value_seconds,
       value_mean_seconds,
       failure_handled * (failure_mean_seconds - value_mean_seconds) / 60 AS excess_minutes
FROM (SELECT request, count(handle_seconds) FILTER (WHERE demand = 'failure') AS failure_handled,
             coalesce(sum(handle_seconds) FILTER (WHERE demand = 'failure'), 0) AS failure_seconds,
             count(handle_seconds) FILTER (WHERE demand = 'value') AS value_handled,
             coalesce(sum(handle_seconds) FILTER (WHERE demand = 'value'), 0) AS value_seconds,
             sum(handle_seconds) FILTER (WHERE demand = 'failure')
                 / nullif(count(handle_seconds) FILTER (WHERE demand = 'failure'),
                          0)::double precision AS failure_mean_seconds,
             sum(handle_seconds) FILTER (WHERE demand = 'value')
                 / nullif(count(handle_seconds) FILTER (WHERE demand = 'value'),
                          0)::double precision AS value_mean_seconds
      FROM reports.fact WHERE kind = 'human' AND linkable GROUP BY request) r;

-- A human contact is laid to the one digital contact that it bounced from. Points that are
-- equally bad come in the order of their names; ~~ comes after all names, as null does.
CREATE VIEW reports.friction_point AS
WITH point AS (
    SELECT channel, touchpoint, request,
           (channel, coalesce(touchpoint, '~~'), coalesce(request, '~~'))::text COLLATE "C" AS name,
           count(*) FILTER (WHERE mature) AS digital, count(*) FILTER (WHERE mature AND bounced) AS bounced,
           coalesce(sum(spent), 0)::double precision AS bounce_back_seconds,
           coalesce(sum(bounce_backs), 0) AS bounce_backs
    FROM reports.fact
    LEFT JOIN (SELECT bounced_from, sum(handle_seconds), count(*) FROM reports.fact
               GROUP BY 1) b (contact_id, spent, bounce_backs) USING (contact_id)
    WHERE kind = 'digital' AND linkable GROUP BY channel, touchpoint, request
)
SELECT channel, touchpoint, request, digital, bounced, bounce_back_seconds / 60 AS bounce_back_minutes,
       (SELECT sum(bounced) FROM point)::bigint AS all_bounced,
       bounced::double precision / nullif((SELECT sum(bounced) FROM point), 0) AS share,
       (SELECT sum(w.bounced) FROM point w WHERE w.bounced > p.bounced OR w.bounced = p.bounced
                                             AND w.name <= p.name)::bigint AS cumulative_bounced,
       (SELECT sum(w.bounced) FROM point w WHERE w.bounced > p.bounced OR w.bounced = p.bounced
                                             AND w.name <= p.name)::double precision
           / nullif((SELECT sum(bounced) FROM point), 0) AS cumulative_share
FROM point p
WHERE digital > 0 OR bounce_backs > 0;

CREATE VIEW reports.marker AS
SELECT id, reason, cause FROM failure_demand.marker
UNION ALL
SELECT id, reason, cause FROM failure_demand_internal.shipped_marker;

CREATE VIEW reports.marker_monthly AS
SELECT r.time, r.language, reason::text, cause, count(*) AS contacts, words.contacts AS contacts_read,
       count(*)::double precision / words.contacts AS share,
       bool_or(month_is_part) AS provisional
FROM (SELECT DISTINCT month_time AS time, month_is_part, contact_id, f.language, m.reason, m.cause
      FROM reports.day d JOIN reports.fact f USING (day) JOIN reports.marker m ON m.id = ANY (f.markers)
      WHERE kind = 'human' AND linkable) r
JOIN (SELECT month_time AS time, language, count(*) AS contacts FROM reports.day d JOIN reports.fact f USING (day)
      WHERE is_read AND kind = 'human' AND linkable GROUP BY 1, 2) words
     ON words.time = r.time AND words.language IS NOT DISTINCT FROM r.language
GROUP BY r.time, r.language, reason, cause, words.contacts;

-- ---- journeys, and contact as far as the oracle speaks of it ----

CREATE VIEW reports.opening AS
SELECT source AS journey_source, interaction_id AS journey_id, customer, same_request, journey_no, request
FROM reports.fact WHERE contact_no = 1;

CREATE VIEW reports.journey AS
SELECT journey_source AS source, journey_id AS id, customer, o.request, min(started_at) AS first,
       max(ended_at) AS last, count(*) AS contacts,
       array_agg(channel ORDER BY contact_no) AS channels,
       (array_agg(kind ORDER BY contact_no))[1] = 'digital' AS digital_start,
       (array_agg(kind ORDER BY contact_no DESC))[1] = 'human' AS human_end, sum(handle_seconds) AS handle_seconds
FROM reports.opening o JOIN reports.fact USING (customer, same_request, journey_no)
GROUP BY journey_source, journey_id, customer, o.request;

CREATE VIEW reports.snowball AS SELECT * FROM reports.journey WHERE contacts > 2;

-- Ids decide between contacts that are alike, here as everywhere: a log, which has none, goes by their channels.
CREATE VIEW reports.step AS
SELECT contact_id, channel, lead(channel) OVER (PARTITION BY customer, same_request, journey_no
                                                ORDER BY contact_no) AS next_channel
FROM reports.fact WHERE linkable;

CREATE VIEW reports.channel_transition AS
SELECT channel AS from_channel, next_channel AS to_channel, count(*) AS transitions
FROM reports.step WHERE next_channel IS NOT NULL GROUP BY channel, next_channel;

CREATE VIEW reports.contact AS
SELECT v.source, v.interaction_id, v.day, CASE WHEN NOT v.linkable THEN 'unlinkable' END AS left_out, journey_source,
       journey_id,
       v.contact_no, v.contacts, v.bounced, v.mature, v.recontact_after,
       o.source AS origin_source, o.interaction_id AS origin_id, o.channel AS origin_channel,
       o.touchpoint AS origin_touchpoint, o.request AS origin_request,
       v.demand, v.evidence, v.assessed, v.containment,
       CASE WHEN v.is_read THEN coalesce(v.markers, '{}') END AS markers,
       CASE v.demand WHEN 'failure' THEN coalesce(v.reason_avoidable, m.reason::text,
                                                  CASE v.evidence WHEN 'bounce' THEN 'failed_self_service' END) END
           AS avoidable_reason,
       CASE v.demand WHEN 'failure' THEN coalesce(v.reason_cause, m.cause) END AS cause,
       n.next_channel, v.silo_contact_no AS channel_contact_no, v.silo_contacts AS channel_contacts
FROM reports.fact v
LEFT JOIN reports.opening j USING (customer, same_request, journey_no)
LEFT JOIN reports.told o ON o.contact_id = v.bounced_from
LEFT JOIN reports.step n ON n.contact_id = v.contact_id
LEFT JOIN reports.marker m ON m.id = v.markers[1];

-- ---- the comparison ----

-- Bounds and differences of means are computed in another order: they agree to 12 and to 6
-- decimals, and all else exactly.
CREATE FUNCTION reports.as_compared(said regclass, like_view regclass) RETURNS text STABLE LANGUAGE sql AS $$
SELECT format('SELECT x::text FROM (SELECT %s FROM %s) x',
              string_agg(CASE WHEN attname IN ('lower', 'upper') THEN format('round(%I::numeric, 12)', attname)
                              WHEN attname = 'excess_minutes' THEN format('round(%I::numeric, 6)', attname)
                              ELSE quote_ident(attname) END, ', ' ORDER BY attnum), said)
FROM pg_attribute WHERE attrelid = like_view AND attnum > 0
$$;

CREATE FUNCTION reports.columns_of(relation regclass) RETURNS text STABLE LANGUAGE sql AS $$
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = relation AND attnum > 0
$$;

CREATE FUNCTION reports.difference(report text) RETURNS TABLE (said_by text, said text) STABLE
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    ours   regclass := format('failure_demand.%I', report);
    theirs regclass := format('reports.%I', report);
    ours_said   text := reports.as_compared(ours, theirs);
    theirs_said text := reports.as_compared(theirs, theirs);
BEGIN
    IF report <> 'contact' AND reports.columns_of(ours) <> reports.columns_of(theirs) THEN
        RETURN QUERY VALUES ('extension', reports.columns_of(ours)), ('oracle', reports.columns_of(theirs));
    END IF;
    IF report = 'contact' THEN
        ours_said := ours_said || ' WHERE coalesce(left_out, ''unlinkable'') = ''unlinkable''';
    END IF;
    RETURN QUERY EXECUTE format($compare$
        (SELECT 'extension', * FROM (%1$s) o EXCEPT ALL SELECT 'extension', * FROM (%2$s) t)
        UNION ALL
        (SELECT 'oracle', * FROM (%2$s) t EXCEPT ALL SELECT 'oracle', * FROM (%1$s) o) $compare$, ours_said,
            theirs_said);
END
$$;
RESET client_min_messages;
RESET check_function_bodies;
\set ECHO all
