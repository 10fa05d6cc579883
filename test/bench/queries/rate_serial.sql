-- bounce_rate at another window, without parallel workers
\timing off
SET max_parallel_workers_per_gather = 0;
\timing on
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '24 hours') FROM contacts;
