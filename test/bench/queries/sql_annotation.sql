-- plain SQL: the annotation that says the same as trace()
SELECT count(*) FROM (
    SELECT journey_no, next_human - ended_at <= interval '48 hours' AS bounced,
           ended_at + interval '48 hours' <= timestamptz '2025-12-31' AS mature,
           next_start - ended_at AS recontact_after,
           row_number() OVER journey AS contact_no, count(*) OVER (PARTITION BY customer, request, journey_no) AS contacts
    FROM (
        SELECT *, count(*) FILTER (WHERE started_at > busy_until + interval '48 hours') OVER w AS journey_no
        FROM (
            SELECT id, customer, request, kind, started_at, ended_at,
                   max(ended_at) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
                   lead(started_at) OVER w AS next_start,
                   min(started_at) FILTER (WHERE kind = 'human') OVER (
                       PARTITION BY customer, request ORDER BY started_at DESC) AS next_human
            FROM contacts
            WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)
        ) AS looked_around
        WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)
    ) AS chained
    WINDOW journey AS (PARTITION BY customer, request, journey_no ORDER BY started_at, kind, ended_at, id)
    OFFSET 0) AS annotated
WHERE bounced;
