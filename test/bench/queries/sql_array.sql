-- plain SQL: each request's human contacts in an array
SELECT sum(bounced)::double precision / sum(digital)
FROM (
    SELECT (SELECT count(*) FROM unnest(d_start, d_end) AS d(started_at, ended_at)
            WHERE EXISTS (SELECT FROM unnest(h_start) AS h
                          WHERE h BETWEEN d.started_at AND d.ended_at + interval '48 hours')) AS bounced,
           cardinality(d_start) AS digital
    FROM (
        SELECT array_agg(started_at) FILTER (WHERE is_mature_digital) AS d_start,
               array_agg(ended_at) FILTER (WHERE is_mature_digital) AS d_end,
               array_agg(started_at) FILTER (WHERE kind = 'human') AS h_start
        FROM (SELECT *, kind = 'digital' AND ended_at + interval '48 hours'
                        <= (SELECT max(started_at) FROM contacts) AS is_mature_digital
              FROM contacts) AS marked
        GROUP BY customer, request
    ) AS gathered
) AS judged;
