-- one regular expression of twelve alternatives
\timing off
SET max_parallel_workers_per_gather = 0;
\timing on
SELECT count(*) FROM verbatim
WHERE words ~* 'tried (the|your) app|tried your website|already called|still waiting|no answer|never received|called me back|second time|not working|could not log in|chatbot|nobody answered';
