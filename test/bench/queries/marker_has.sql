-- failure markers, the whole shipped lexicon of English
\timing off
SET max_parallel_workers_per_gather = 0;
\timing on
SELECT count(*) FILTER (WHERE has_failure_marker(words, 'en')) AS found FROM verbatim;
