-- What customers feel, what they suffer and what it costs, beside the targets: by hand, and against
-- plain SQL on random contacts.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
SET client_min_messages = warning;
\pset null '-'

-- Nothing.
TABLE scorecard;
CALL refresh();
TABLE scorecard;

-- January, brand north. Answers of 10, 9, 8, 3: NPS (2 - 1) / 4. Of 5, 4, 2: CSAT 2 / 3. Of 5, 1: CES 1 / 2. Those off the scale are left out; that of somebody unknown counts.
-- Bills: failure calls take 600 and 400 seconds, value calls 300: two times (500 - 300). Moves: no value calls to compare with. So 400 seconds, of two contacts, are more than they had to be.
-- Of the six journeys five take one contact; a session bounces, and that journey has three. Costs: 600 + 400 + 900 + 180 + 120 seconds at 36 an hour are 22, 1.8 of them the south's.
-- The data begin with January, by a session of somebody unknown. Brand south: one call, in January; and one in March. February has nothing. A call of March costs yen. April is not over.
CREATE TABLE log (interaction_id int GENERATED ALWAYS AS IDENTITY, customer text, request text, channel text, brand text, started_at timestamptz, handle_seconds int, reason text, nps float8, csat float8, ces float8, provider text);
INSERT INTO log (customer, request, channel, brand, started_at, handle_seconds, reason, nps, csat, ces, provider) VALUES
    (NULL,  'bill', 'app',   'north', '2026-01-01 10:00Z', NULL, NULL, NULL, NULL, NULL, NULL),
    ('ann', 'bill', 'phone', 'north', '2026-01-05 10:00Z', 600, 'bad', 10, 5, 5, NULL),
    ('ben', 'bill', 'phone', 'north', '2026-01-06 10:00Z', 400, 'bad', 9, 4, 1, NULL),
    ('cat', 'bill', 'phone', 'north', '2026-01-07 10:00Z', 300, 'good', 8, 2, 8, NULL),
    ('dan', 'move', 'phone', 'north', '2026-01-08 10:00Z', 900, 'bad', 11, 6, 0, NULL),
    (NULL,  'bill', 'phone', 'north', '2026-01-09 10:00Z', NULL, 'bad', 3, 0, NULL, NULL),
    ('eve', 'tax',  'app',   'north', '2026-01-10 10:00Z', NULL, NULL, NULL, NULL, NULL, NULL),
    ('eve', 'tax',  'phone', 'south', '2026-01-10 11:00Z', 180, NULL, NULL, NULL, NULL, NULL),
    ('eve', 'tax',  'phone', 'north', '2026-01-10 12:00Z', 120, NULL, NULL, NULL, NULL, NULL),
    ('fay', 'tax',  'app',   'north', '2026-01-10 10:00Z', NULL, NULL, NULL, NULL, NULL, NULL),
    ('gus', 'bill', 'phone', 'south', '2026-03-05 10:00Z', 360, 'bad', NULL, NULL, NULL, 'helper'),
    ('hal', 'bill', 'phone', 'south', '2026-03-06 10:00Z', 720, 'bad', NULL, NULL, NULL, NULL),
    ('ida', 'bill', 'phone', 'north', '2026-04-05 10:00Z', 360, 'bad', 10, NULL, NULL, NULL);
INSERT INTO reason VALUES ('good', 'value', NULL, NULL), ('bad', 'failure', NULL, NULL);
INSERT INTO rate_card (channel, provider, valid, hourly_rate, currency) VALUES ('phone', NULL, '[2026-01-01,)', 36, NULL), ('phone', 'helper', '[2026-01-01,)', 9000, 'JPY');
INSERT INTO target VALUES ('nps', NULL, 25), ('csat', NULL, 0.7), ('ces', 'north', 0.5), ('failure_share', NULL, 0.75), ('bounce', NULL, 0.5), ('global_fcr', NULL, 0.9),
    ('snowball', NULL, 0.1), ('snowball', 'north', 0.2), ('excess_handle_minutes', NULL, 6), ('failure_cost', NULL, 8);
SELECT add_source('log');
CALL refresh();
SELECT time::date AS month, brand, dimension, metric, value::numeric(10, 4), currency, n, target, reached, provisional FROM scorecard ORDER BY time, brand, position, currency;
-- Where they begin a day later, what was before is not known.
UPDATE log SET started_at = '2026-01-02Z' WHERE channel = 'app' AND customer IS NULL;
CALL refresh();
SELECT time::date AS month, bool_and(provisional) AS provisional, count(reached) AS reached FROM scorecard GROUP BY time ORDER BY time;
UPDATE log SET started_at = '2026-01-01Z' WHERE channel = 'app' AND customer IS NULL;
CALL refresh();
-- Of the north's January: the sums that each rate is of; and the excess minutes are those of the whole, where the whole is one month of one brand, and only there.
SELECT metric, value::numeric(10, 4), numerator, n FROM scorecard WHERE time = '2026-01-01Z' AND brand = 'north' ORDER BY position, currency;
CREATE FUNCTION excess() RETURNS TABLE (scorecard numeric, handle_time_by_demand numeric) LANGUAGE sql AS $$
    SELECT (SELECT sum(value)::numeric(10, 4) FROM scorecard WHERE metric = 'excess_handle_minutes'), (SELECT sum(excess_minutes)::numeric(10, 4) FROM handle_time_by_demand) $$;
SELECT * FROM excess();
CREATE TABLE other AS SELECT * FROM log WHERE started_at > '2026-02-01Z';
DELETE FROM log WHERE started_at > '2026-02-01Z';
CALL refresh();
SELECT * FROM excess();
INSERT INTO log OVERRIDING SYSTEM VALUE SELECT * FROM other;
-- A brand that nobody noted.
UPDATE log SET brand = NULL WHERE customer = 'hal';
CALL refresh();
SELECT time::date AS month, brand, metric, value, currency, n, target, reached FROM scorecard WHERE brand IS NULL AND metric IN ('failure_share', 'failure_cost') ORDER BY time, position;
-- What is answered in a channel that nobody knows counts from the moment on at which it begins, though no contact is computed anew.
INSERT INTO log (customer, request, channel, brand, started_at, nps) VALUES ('kim', 'bill', 'fax', 'north', '2026-04-05 11:00Z', 0), ('kim', 'bill', 'fax', 'west', '2026-04-06 09:00Z', 10);
CALL refresh(as_of => '2026-04-05 10:59Z');
CREATE VIEW answered AS SELECT brand, value, numerator, n, (SELECT contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1) AS written FROM scorecard WHERE metric = 'nps' AND time = '2026-04-01Z' ORDER BY brand;
TABLE answered;
CALL refresh(as_of => '2026-04-05 11:00Z');
TABLE answered;
CALL refresh(as_of => '2026-04-06 09:00Z');
TABLE answered;
DELETE FROM log WHERE channel = 'fax' AND brand = 'north';
CALL refresh(as_of => '2026-04-06 10:00Z');
TABLE answered;
DROP VIEW answered;
SELECT drop_source('log');
DELETE FROM reason; DELETE FROM rate_card; DELETE FROM target;
DROP TABLE log;

-- Random contacts, against plain SQL.
\i :company
SET client_min_messages = warning;
INSERT INTO target VALUES ('nps', NULL, -40), ('nps', 'one', -30), ('bounce', NULL, 0.12), ('failure_cost', NULL, 500);
CREATE VIEW plain_month AS
SELECT to_char(day, 'YYYY-MM') AS month, c.*, CASE WHEN nps BETWEEN 0 AND 10 THEN CASE WHEN nps > 8 THEN 100 WHEN nps < 7 THEN -100 ELSE 0 END END AS promotes,
       CASE WHEN csat BETWEEN 1 AND 5 THEN (csat > 3)::int END AS satisfied, CASE WHEN ces BETWEEN 1 AND 7 THEN (ces > 4)::int END AS easy
FROM contact AS c WHERE started_at <= '2026-03-27 12:00Z' AND day IS NOT NULL;
CREATE VIEW plain_excess AS
SELECT to_char(day, 'YYYY-MM') AS month, brand, sum(failures * (failure_mean - value_mean)) / 60 AS minutes, sum(failures) AS failures
FROM (SELECT min(day) AS day, brand, request, count(*) FILTER (WHERE demand = 'failure') AS failures, avg(handle_seconds) FILTER (WHERE demand = 'failure')::float8 AS failure_mean,
             avg(handle_seconds) FILTER (WHERE demand = 'value')::float8 AS value_mean
      FROM contact WHERE left_out IS NULL AND kind = 'human' AND handle_seconds IS NOT NULL GROUP BY to_char(day, 'YYYY-MM'), brand, request) AS handled
WHERE failure_mean IS NOT NULL AND value_mean IS NOT NULL GROUP BY 1, 2;
CREATE VIEW plain_score AS
SELECT month, brand, f.*, NULL AS currency FROM (SELECT month, brand, avg(promotes)::float8 AS nps, count(promotes) AS nps_n, avg(satisfied)::float8 AS csat, count(satisfied) AS csat_n, avg(easy)::float8 AS ces, count(easy) AS ces_n,
    avg((demand = 'failure')::int) FILTER (WHERE assessed AND left_out IS NULL)::float8 AS share, count(*) FILTER (WHERE assessed AND left_out IS NULL) AS assessed,
    avg(bounced::int) FILTER (WHERE kind = 'digital' AND mature)::float8 AS bounce, count(*) FILTER (WHERE kind = 'digital' AND mature) AS digital,
    avg((contacts = 1)::int) FILTER (WHERE contact_no = 1 AND mature)::float8 AS fcr, avg((contacts > 2)::int) FILTER (WHERE contact_no = 1 AND mature)::float8 AS snowball, count(*) FILTER (WHERE contact_no = 1 AND mature) AS journeys
    FROM plain_month GROUP BY month, brand) AS m, LATERAL (VALUES ('nps', nps, nps_n), ('csat', csat, csat_n), ('ces', ces, ces_n), ('failure_share', share, assessed), ('bounce', bounce, digital), ('global_fcr', fcr, journeys), ('snowball', snowball, journeys)) AS f (metric, value, n)
UNION ALL SELECT month, brand, 'excess_handle_minutes', minutes, failures, NULL FROM plain_excess
UNION ALL SELECT to_char(day, 'YYYY-MM'), brand, 'failure_cost', sum(cost)::float8, count(*), currency FROM contact_cost WHERE demand = 'failure' GROUP BY 1, 2, currency;
SELECT s.metric, count(*) AS rows, count(s.value) AS values, bool_and(near(s.value, p.value) AND s.n = coalesce(p.n, 0)) AS right, bool_and(s.provisional = (s.time >= '2026-02-28 23:00Z' OR s.time < (SELECT min(started_at) FROM contact WHERE day IS NOT NULL))) AS provisional,
       count(*) FILTER (WHERE s.reached IS DISTINCT FROM CASE WHEN NOT s.provisional AND coalesce(s.currency, 'EUR') = 'EUR' THEN
           CASE s.metric WHEN 'nps' THEN p.value >= CASE s.brand WHEN 'one' THEN -30 ELSE -40 END WHEN 'bounce' THEN p.value <= 0.12 WHEN 'failure_cost' THEN p.value <= 500 END END) AS wrongly_reached
FROM scorecard AS s LEFT JOIN plain_score AS p ON p.month = to_char(s.time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM') AND p.brand IS NOT DISTINCT FROM s.brand AND p.metric = s.metric AND p.currency IS NOT DISTINCT FROM s.currency
GROUP BY s.metric, s.position ORDER BY s.position;
SELECT count(*) AS not_on_the_card FROM plain_score AS p LEFT JOIN scorecard AS s ON p.month = to_char(s.time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM') AND p.brand IS NOT DISTINCT FROM s.brand AND p.metric = s.metric AND p.currency IS NOT DISTINCT FROM s.currency WHERE s.time IS NULL;
CALL forget_company();
DROP SCHEMA test CASCADE;
