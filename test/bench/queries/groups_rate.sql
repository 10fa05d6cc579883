-- bounce_rate in 25 contacts a group (400,000 groups of 10 million contacts), without parallel workers
\timing off
SET max_parallel_workers_per_gather = 0;
SELECT greatest(count(*) / 25, 1) AS groups FROM contacts \gset
\timing on
SELECT count(rate) FROM (
    SELECT bounce_rate(customer, request, kind, started_at, ended_at, '48 hours') AS rate
    FROM contacts GROUP BY customer % :groups
    OFFSET 0) AS grouped;
