-- the same with twice as many phrases
\timing off
SET max_parallel_workers_per_gather = 0;
BEGIN;
INSERT INTO marker (language, phrase, reason, cause)
SELECT language, translate(phrase, 'aeiou', 'eioua'), reason, cause FROM failure_demand_internal.shipped_marker WHERE language = 'en';
\timing on
SELECT count(*) FILTER (WHERE has_failure_marker(words, 'en')) AS found FROM verbatim;
\timing off
ROLLBACK;
