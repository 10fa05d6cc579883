-- plain SQL: the next human contact by a window function
SELECT count(*) FILTER (WHERE next_human - ended_at <= interval '48 hours')::double precision / count(*)
FROM (
    SELECT kind, ended_at,
           min(started_at) FILTER (WHERE kind = 'human')
               OVER (PARTITION BY customer, request ORDER BY started_at DESC) AS next_human
    FROM contacts
) AS looked_ahead
WHERE kind = 'digital'
  AND ended_at + interval '48 hours' <= (SELECT max(started_at) FROM contacts);
