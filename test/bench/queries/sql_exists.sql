-- plain SQL: a semi-join to the human contacts within the window
WITH mature AS NOT MATERIALIZED (
    SELECT customer, request, started_at, ended_at FROM contacts
    WHERE kind = 'digital'
      AND ended_at + interval '48 hours' <= (SELECT max(started_at) FROM contacts)
)
SELECT (SELECT count(*) FROM mature d
        WHERE EXISTS (
            SELECT FROM contacts h
            WHERE h.customer = d.customer AND h.request = d.request AND h.kind = 'human'
              AND h.started_at BETWEEN d.started_at AND d.ended_at + interval '48 hours')
       )::double precision / (SELECT count(*) FROM mature);
