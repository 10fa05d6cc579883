-- row_number() over the same window: the sort that nothing avoids
SELECT count(*) FROM (
    SELECT row_number() OVER w AS n FROM contacts
    WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)
    OFFSET 0) AS numbered
WHERE n IS NULL;
