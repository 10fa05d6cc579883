-- bounced()
SELECT count(*) FROM (
    SELECT bounced(kind, started_at, ended_at, '48 hours') OVER w AS fact FROM contacts
    WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)
    OFFSET 0) AS judged
WHERE fact;
