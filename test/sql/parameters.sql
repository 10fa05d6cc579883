-- Parameters of a driver, with a type or without, where a literal could stand.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

INSERT INTO interaction VALUES
(1, 'anna', 'bill', 'digital', '2024-05-01 09:00Z', NULL), (2, 'anna', 'bill', 'human', '2024-05-01 12:00Z', NULL), (3, 'bo', 'bill', 'digital', '2024-05-01 09:00Z', NULL),
(4, NULL, 'bill', 'human', '2024-05-09 09:00Z', NULL);
CREATE TABLE made AS SELECT contact_log(customer, request, 'app', kind, started_at, ended_at) AS log FROM interaction;

-- What has a type needs none: kind, times, windows, and all that is asked of a log.
PREPARE rate AS SELECT bounce_rate(customer, request, $1, $2, $3, $4) FROM interaction WHERE contact_id < 3;
EXECUTE rate ('digital', '2024-05-01 09:00Z', NULL, '1 day');
PREPARE facts AS SELECT bounced(kind, started_at, ended_at, $1) OVER (PARTITION BY customer ORDER BY started_at) FROM interaction WHERE customer = $2 ORDER BY contact_id;
EXECUTE facts ('1 day', 'anna');
PREPARE question AS SELECT numerator, denominator, immature FROM made, bounce(log, $1, $2, $3);
EXECUTE question ('1 day', '2024-05-02 12:00Z', 'customer');
PREPARE silo AS SELECT s.denominator, f.denominator FROM made, bounce_series(log, $1, $2, $3) s, channel_fcr(log, $4, $1) f;
EXECUTE silo ('1 day', 'month', 'Europe/Paris', '{app}');
PREPARE channel AS SELECT (quality(contact_log(customer, request, $1, kind, started_at, ended_at))).channels FROM interaction;
EXECUTE channel ('app');

-- Customer and request may be of any type, so that one without a type has none: PostgreSQL says so. With one, all works;
-- a literal is text.
PREPARE untyped AS SELECT bounce_rate(customer, $1, kind, started_at, ended_at, $2) FROM interaction;
PREPARE untyped AS SELECT contact_log($1, request, 'app', kind, started_at, ended_at) FROM interaction;
PREPARE any_request AS SELECT bounce_rate(customer, $1::text, kind, started_at, ended_at, $2) = bounce_rate(customer, 'any', kind, started_at, ended_at, '1 day') AS same FROM interaction;
EXECUTE any_request ('any', '1 day');
PREPARE typed (text, interval) AS SELECT global_fcr(customer, $1, kind, started_at, ended_at, $2) FROM interaction;
EXECUTE typed ('any', '1 day');
PREPARE by_column AS SELECT (quality(contact_log(coalesce(customer, $1), request, 'app', kind, started_at, ended_at))).customers FROM interaction;
EXECUTE by_column ('nobody');
DEALLOCATE ALL;
