-- What a modeller would schedule instead of a refresh: the annotation in plain SQL, with a regular
-- expression over the words, as a table with the three indexes that contact has. A channel's kind is
-- known by heart; there are no rules, no reasons, no sources, and all of it is made again each day.

CREATE TABLE modelled AS
SELECT interaction_id, customer, request, channel, is_human, touchpoint, started_at, ended_at, handle_seconds,
       verbatim, language, written_at, journey_no, started_at::date AS day,
       row_number() OVER journey AS contact_no,
       count(*) OVER (PARTITION BY customer, request, journey_no) AS contacts,
       NOT is_human AND next_human - ended_at <= interval '48 hours' AS bounced,
       ended_at + interval '48 hours' <= as_of AS mature,
       greatest(next_start - ended_at, '0') AS recontact_after,
       CASE WHEN is_human AND started_at - digital_until <= interval '48 hours' THEN last_digital[2] END AS origin,
       lead(channel) OVER journey AS next_channel,
       verbatim ~* ('tried (the|your) app|tried your website|already called|still waiting|no answer|never received|'
                    || 'called me back|second time|not working|could not log in|chatbot|nobody answered') AS failure
FROM (
    SELECT *, count(*) FILTER (WHERE started_at > busy_until + interval '48 hours') OVER w AS journey_no,
           max(ended_at) FILTER (WHERE NOT is_human) OVER before AS digital_until,
           max(ARRAY[place, interaction_id]) FILTER (WHERE NOT is_human) OVER before AS last_digital
    FROM (
        SELECT s.*, is_human, as_of, row_number() OVER w AS place,
               max(ended_at) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
               lead(started_at) OVER w AS next_start,
               min(started_at) FILTER (WHERE is_human) OVER (
                   PARTITION BY customer, request ORDER BY started_at DESC) AS next_human
        FROM interactions AS s
        CROSS JOIN (SELECT max(started_at) AS as_of FROM interactions) AS latest
        CROSS JOIN LATERAL (SELECT channel IN ('phone', 'email', 'chat') AS is_human) AS known
        WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, is_human, ended_at, interaction_id)
    ) AS looked_around
    WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, is_human, ended_at, interaction_id),
           before AS (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS chained
WINDOW journey AS (PARTITION BY customer, request, journey_no ORDER BY started_at, is_human, ended_at, interaction_id);
CREATE UNIQUE INDEX ON modelled (customer, interaction_id);
CREATE INDEX ON modelled (interaction_id);
CREATE INDEX ON modelled (customer) WHERE NOT mature;
