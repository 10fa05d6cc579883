-- What a statement is told of what it asks, once, however many groups, partitions, rows and workers it has; and that the
-- value is what the definition says all the same.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- Ten customers who try the app and call an hour later, in a table without time zones.
CREATE TABLE local_contact AS
SELECT i AS id, i / 2 % 10 AS customer, i % 3 AS request, CASE WHEN i % 2 = 0 THEN 'app' ELSE 'phone' END AS channel, CASE WHEN i % 2 = 0 THEN 'digital' ELSE 'human' END AS kind,
       timestamp '2024-05-01 08:00' + i / 2 * interval '1 day' + i % 2 * interval '1 hour' AS at, NULL::timestamp AS until, timestamptz '2024-05-01 08:00Z' + i / 2 * interval '1 day' + i % 2 * interval '1 hour' AS at_tz
FROM generate_series(0, 199) i;
CREATE VIEW zoned AS SELECT id, customer, 'any' AS request, channel, kind, at_tz AS at, NULL::timestamptz AS until FROM local_contact;
CREATE TABLE made AS SELECT contact_log(customer, request, channel, kind, at, until) AS log FROM zoned;

-- ---- a window of less than a minute ----

-- '48' is 48 seconds: through every door.
SELECT bounce_rate(customer, request, kind, at, until, '48') FROM zoned;
SELECT count(global_fcr), count(next_contact_avoidance) FROM (SELECT global_fcr(customer, request, kind, at, until, '48'), next_contact_avoidance(customer, request, kind, at, until, '48') FROM zoned GROUP BY customer) g;
SELECT count(no) FROM (SELECT journey_no(at, until, '48') OVER (PARTITION BY customer ORDER BY at) AS no FROM zoned) j;
SELECT DISTINCT (trace(kind, at, until, '48', NULL) OVER w).contacts FROM zoned WINDOW w AS (PARTITION BY customer ORDER BY at);
SELECT DISTINCT bounced(kind, at, until, '48') OVER w FROM zoned WINDOW w AS (PARTITION BY customer ORDER BY at);
SELECT (bounce(log, '48')).rate, (fcr(log, '48')).rate, global_fcr(log, '48'), n FROM made, generate_series(1, 3) n;
INSERT INTO failure_demand.definition (within) VALUES ('48');
DELETE FROM failure_demand.definition;
-- A minute is none of these; a step of a curve may be a second.
SELECT bounce_rate(customer, request, kind, at, until, '1 minute'), (SELECT count(*) FROM made, recontact_curve(log, '1 second', '9 seconds')) FROM zoned;
SELECT bounce_rate(customer, request, kind, at, until, '59.999999 seconds') FROM zoned;

-- ---- times without a zone ----

SET TimeZone = 'America/New_York';
-- Implicit, through every door that takes times.
SELECT customer, bounce_rate(customer, 1, kind, at, until, '2 hours'), global_fcr(customer, 1, kind, at, until, '2 hours') FROM local_contact WHERE customer < 3 GROUP BY customer ORDER BY customer;
SELECT (quality(contact_log(customer, request, channel, kind, at, until))).first FROM local_contact;
SELECT (quality(contact_log(customer, request, channel, kind, at::date, NULL, 1))).first FROM local_contact;
SELECT id, bounce_rate(customer, 1, kind, at, until, '2 hours') OVER (PARTITION BY customer ORDER BY at) FROM local_contact ORDER BY id DESC LIMIT 1;
SELECT id, bounced(kind, at, until, '2 hours') OVER (PARTITION BY customer ORDER BY at) FROM local_contact ORDER BY id LIMIT 1;
SELECT id, contact_no(at, until, '2 hours') OVER (PARTITION BY customer ORDER BY at) FROM local_contact ORDER BY id LIMIT 1;
SELECT (fcr(log, '2 hours', as_of => timestamp '2024-06-01')).immature FROM made;
-- By workers, in parts or whole: once.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has('SELECT customer, bounce_rate(customer, 1, kind, at, until, ''48'') FROM test.local_contact GROUP BY customer', '"Partial Mode": "Finalize"', '"Gather') AS in_parts;
SELECT customer, bounce_rate(customer, 1, kind, at, until, '48') FROM local_contact WHERE kind = 'digital' AND customer < 3 GROUP BY customer ORDER BY customer;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
-- Whoever says which zone it is, or that it is the session's, is not told.
SELECT bounce_rate(customer, 1, kind, at AT TIME ZONE 'Europe/Paris', NULL, '2 hours'), bounce_rate(customer, 1, kind, at::timestamptz, CAST(until AS timestamptz), '2 hours') FROM local_contact;
SELECT (quality(log)).last, (fcr(log, '2 hours', as_of => '2024-06-01')).immature FROM made;
SET TimeZone = 'UTC';

-- ---- a bounce rate among digital contacts alone ----

-- The most natural mistake; and what to ask instead.
SELECT channel, bounce_rate(customer, request, kind, at, until, '2 hours') FROM zoned GROUP BY channel ORDER BY channel;
SELECT channel, (bounce(log, '2 hours')).numerator FROM (SELECT channel, contact_log(customer, request, channel, kind, at, until) AS log FROM zoned GROUP BY channel) l ORDER BY channel;
SELECT channel, bounce_rate(log, '2 hours') FROM (SELECT channel, contact_log(customer, request, channel, kind, at, until) AS log FROM zoned GROUP BY channel) l ORDER BY channel;
SELECT s.numerator, s.denominator FROM (SELECT contact_log(customer, request, channel, kind, at, until) AS log FROM zoned WHERE channel = 'app') l, bounce_series(log, '2 hours', 'month') s;
SELECT c.numerator, c.denominator FROM (SELECT contact_log(customer, request, channel, kind, at, until) AS log FROM zoned WHERE channel = 'app') l, bounce_by_channel(log, '2 hours') c;
SELECT channel, c.numerator, c.denominator FROM made, bounce_by_channel(log, '2 hours') c;
-- One human contact, mature or not, of whomever, is enough; where nothing can be judged, or no bounce is asked of, nothing is said.
SELECT count(s), (SELECT bounce_rate(customer, request, kind, at, until, '2 hours') FROM zoned WHERE channel = 'app' OR id = 199) FROM made, bounce_series(log, '2 hours', 'day') s;
SELECT channel, bounce_rate(customer, request, kind, at, until, '1000 days'), global_fcr(customer, request, kind, at, until, '2 hours') FROM zoned GROUP BY channel ORDER BY channel;
-- A block is one statement, two are two.
DO $$ BEGIN FOR i IN 1..3 LOOP PERFORM failure_demand.bounce_rate(customer, request, kind, at, until, '2 hours') FROM test.zoned WHERE channel = 'app'; END LOOP; END $$;
SELECT bounce_rate(customer, request, kind, at, until, '2 hours') FROM zoned WHERE channel = 'app';
SELECT bounce_rate(customer, request, kind, at, until, '2 hours') FROM zoned WHERE channel = 'app';
