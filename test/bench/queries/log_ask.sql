-- another window asked of the stored log
SELECT bounce_rate(log, '24 hours') FROM stored_log;
