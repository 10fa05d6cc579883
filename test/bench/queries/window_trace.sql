-- trace()
SELECT count(*) FROM (
    SELECT trace(kind, started_at, ended_at, '48 hours', '2025-12-31') OVER w AS fact FROM contacts
    WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)
    OFFSET 0) AS traced
WHERE (fact).bounced;
