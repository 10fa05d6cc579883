-- The logs of the benchmark: one of all contacts, with length and channel, one a day, and that which a refresh keeps.

DROP TABLE IF EXISTS stored_log, daily_log;
CREATE UNLOGGED TABLE stored_log AS
SELECT contact_log(customer, request, channel, kind, started_at, ended_at) AS log FROM contacts;
CREATE UNLOGGED TABLE daily_log AS
SELECT started_at::date AS day, contact_log(customer, request, channel, kind, started_at, ended_at) AS log
FROM contacts GROUP BY day;
VACUUM (ANALYZE) stored_log, daily_log;

-- As it is some time after it was made of all contacts: some have changed since, and gone and come.
TRUNCATE failure_demand_internal.company_log_kept, failure_demand_internal.company_log_part;
INSERT INTO failure_demand_internal.company_log_kept VALUES (true, true, true, true);
INSERT INTO failure_demand_internal.company_log_part (part, removed, log, counts)
SELECT made.part, made.removed, made.log, failure_demand_internal.kept_log_counts(made.log)
FROM (
    SELECT p.part, p.removed,
           failure_demand_internal.kept_log(c.customer::text, c.request::text, c.channel, 'page ' || c.id % 10, NULL, c.kind,
                                            c.started_at, c.ended_at, c.handle_seconds + CASE WHEN c.id % 30 = 0 AND p.part < 2 THEN 1 ELSE 0 END) AS log
    FROM contacts AS c
    JOIN (VALUES (0, false), (1, true), (2, false)) AS p (part, removed)
      ON CASE WHEN p.part = 0 THEN true ELSE c.id % 30 = 0 END
    GROUP BY p.part, p.removed
) AS made;
VACUUM (ANALYZE) failure_demand_internal.company_log_part;
