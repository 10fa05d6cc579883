-- counts of the same arguments in the same groups, without parallel workers
\timing off
SET max_parallel_workers_per_gather = 0;
SELECT greatest(count(*) / 25, 1) AS groups FROM contacts \gset
\timing on
SELECT count(contacts) FROM (
    SELECT count(customer) + count(request) + count(kind) + count(started_at) + count(ended_at) AS contacts
    FROM contacts GROUP BY customer % :groups
    OFFSET 0) AS grouped;
