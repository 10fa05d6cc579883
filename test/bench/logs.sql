-- The logs of the benchmark: one of all contacts, with length and channel, and one a day.

DROP TABLE IF EXISTS stored_log, daily_log;
CREATE UNLOGGED TABLE stored_log AS
SELECT contact_log(customer, request, channel, kind, started_at, ended_at) AS log FROM contacts;
CREATE UNLOGGED TABLE daily_log AS
SELECT started_at::date AS day, contact_log(customer, request, channel, kind, started_at, ended_at) AS log
FROM contacts GROUP BY day;
VACUUM (ANALYZE) stored_log, daily_log;
