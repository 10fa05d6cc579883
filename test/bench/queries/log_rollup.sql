-- the logs of all days rolled up, and a rate asked of that
SELECT bounce_rate(rollup(log), '48 hours') FROM daily_log;
