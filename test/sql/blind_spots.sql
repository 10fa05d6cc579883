-- What the silo does not see, and whether service scales: by hand, and against plain SQL on random
-- contacts.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
SET client_min_messages = warning;
\pset null '-'
CREATE VIEW rows AS
SELECT (SELECT count(*) FROM channel_saturation) AS saturation, (SELECT count(*) FROM cold_start) AS cold_start, (SELECT count(*) FROM contact_evasion) AS evasion, (SELECT count(*) FROM kpi_conflict) AS conflict,
       (SELECT count(*) FROM self_service_limit) AS self_service, (SELECT count(*) FROM generated_demand) AS generated, (SELECT count(*) FROM contact_rate('week')) AS rate;

-- Nothing, before the first refresh and after one of nothing.
TABLE rows;
SELECT * FROM silent_churn('[2026-01-01,2026-02-01)');
CALL refresh();
TABLE rows;
SELECT * FROM silent_churn('[2026-01-01,2026-02-01)', inactive => '30 days');

CREATE TABLE log (interaction_id text, customer text, request text DEFAULT 'bill', channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, handle_seconds int, outcome text, direction text, reason text);
SELECT add_source('log');

-- ---- channel_saturation ----
-- What overlaps, in two channels: b, c (which goes on inside the second call), e (within the third), j (a moment in the middle), m. What does not: a, d (the same channel), f (one ends as the other begins),
-- g (moments), h (the end of nothing), i (another request), k (start together, but the one is over at once), l (no end). Of n the first contact is not mature.
INSERT INTO log (interaction_id, customer, request, channel, started_at, ended_at)
SELECT customer || no, customer, coalesce(request, 'bill'), channel, '2026-01-10Z'::timestamptz + from_minute * interval '1 minute', '2026-01-10Z'::timestamptz + to_minute * interval '1 minute'
FROM (VALUES ('a', 1, NULL, 'app', 0, 5), ('a', 2, NULL, 'phone', 6, 9), ('b', 1, NULL, 'app', 0, 5), ('b', 2, NULL, 'phone', 4, 9),
             ('c', 1, NULL, 'phone', 0, 20), ('c', 2, NULL, 'phone', 21, 40), ('c', 3, NULL, 'chat', 39, 39), ('d', 1, NULL, 'app', 0, 9), ('d', 2, NULL, 'app', 3, 5),
             ('e', 1, NULL, 'app', 0, 100), ('e', 2, NULL, 'app', 10, 20), ('e', 3, NULL, 'phone', 30, 40), ('f', 1, NULL, 'app', 0, 5), ('f', 2, NULL, 'phone', 5, 9),
             ('g', 1, NULL, 'app', 3, 3), ('g', 2, NULL, 'phone', 3, 3), ('h', 1, NULL, 'app', 3, 3), ('h', 2, NULL, 'phone', 3, 9), ('i', 1, NULL, 'app', 0, 9), ('i', 2, 'move', 'phone', 3, 5),
             ('j', 1, NULL, 'phone', 0, 9), ('j', 2, NULL, 'app', 4, 4), ('k', 1, NULL, 'phone', 0, 9), ('k', 2, NULL, 'chat', 0, 0), ('l', 1, NULL, 'phone', 0, NULL), ('l', 2, NULL, 'app', 0, NULL),
             ('m', 1, NULL, 'app', 0, 9), ('m', 2, NULL, 'app', 1, 30), ('m', 3, NULL, 'app', 10, 12), ('m', 4, NULL, 'phone', 29, 31),
             ('n', 1, NULL, 'app', 89000, 89100), ('n', 2, NULL, 'phone', 89050, 89100), ('z', 1, NULL, 'app', 90000, NULL)) AS v (customer, no, request, channel, from_minute, to_minute);
CALL refresh();
SELECT time, saturated, journeys, rate FROM channel_saturation;
-- Two calls that begin and end together are one channel's, whatever the plan: of 1,000 customers, every other has two identical calls, and the others a call and a session an hour apart.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at, ended_at)
SELECT no || ' of ' || n, 'c' || n, CASE WHEN n % 2 = 1 AND no = 2 THEN 'app' ELSE 'phone' END, at, at + interval '10 minutes'
FROM generate_series(1, 1000) AS n, generate_series(1, 2) AS no, LATERAL (SELECT '2026-01-10Z'::timestamptz + CASE WHEN n % 2 = 1 AND no = 2 THEN interval '1 hour' ELSE '0' END AS at) AS t;
INSERT INTO log (interaction_id, customer, channel, started_at) VALUES ('z', 'z', 'phone', '2026-01-20Z');
CALL refresh();
SELECT saturated, journeys FROM channel_saturation;
SET enable_incremental_sort = off;
SELECT saturated, journeys FROM channel_saturation;
RESET enable_incremental_sort; SET enable_hashjoin = off; SET enable_sort = off;
SELECT saturated, journeys FROM channel_saturation;
RESET enable_hashjoin; RESET enable_sort;

-- ---- cold_start ----
-- To a person: a once, at 60; b twice, at 60 and 120; c three times, at 60, 180 and without a price; d never; somebody unknown, who is in no journey. 36 an hour are 0.01 a second.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at, handle_seconds)
SELECT customer || no, CASE WHEN customer <> 'u' THEN customer END, channel, '2026-01-10Z'::timestamptz + no * interval '1 hour', seconds
FROM (VALUES ('a', 1, 'phone', 60), ('b', 1, 'app', NULL), ('b', 2, 'phone', 60), ('b', 3, 'phone', 120), ('c', 1, 'phone', 60), ('c', 2, 'phone', 180), ('c', 3, 'app', NULL), ('c', 4, 'phone', NULL),
             ('d', 1, 'app', NULL), ('u', 1, 'phone', 999), ('z', 60, 'app', NULL)) AS v (customer, no, channel, seconds);
INSERT INTO rate_card (channel, valid, hourly_rate) VALUES ('phone', '[2026-01-01,)', 36);
CALL refresh();
SELECT * FROM cold_start ORDER BY told_no, currency;

-- ---- contact_evasion ----
-- a is served at once; b hangs up twice, and is served; c hangs up and never comes again; d hung up just now, and may come again; e hangs up after a service. A stranger hangs up. f is served in March by an e-mail, g only tried the app.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at, outcome)
SELECT customer || no, CASE WHEN customer <> 'u' THEN customer END, channel, '2026-01-10Z'::timestamptz + no * interval '1 hour', outcome
FROM (VALUES ('a', 1, 'phone', 'completed'), ('b', 1, 'phone', 'abandoned'), ('b', 2, 'app', NULL), ('b', 3, 'phone', 'abandoned'), ('b', 4, 'chat', NULL), ('c', 1, 'phone', 'abandoned'), ('e', 1, 'phone', NULL), ('e', 2, 'phone', 'abandoned'),
             ('u', 1, 'phone', 'abandoned'), ('f', 1300, 'email', 'completed'), ('g', 1, 'app', 'abandoned'), ('d', 1399, 'phone', 'abandoned'), ('z', 1400, 'app', NULL)) AS v (customer, no, channel, outcome);
CALL refresh();
SELECT time::date AS month, given_up, attempts, rate, unlinkable, served, never_served, open, mean_attempts_until_served AS mean_attempts FROM contact_evasion;

-- ---- kpi_conflict ----
-- January: of 100 sessions 20 are handed over, 80 journeys take one contact. February: 2, and 60. March: 2, and 60. There is nothing in April. May: 20 of 20 are handed over. June: 2 of 20; it is not over.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at, outcome)
SELECT format('%s.%s.%s', month, n, channel), format('%s.%s', month, n), channel, month::timestamptz + interval '10 days' + later, CASE WHEN channel = 'chatbot' AND n <= handed_over THEN 'transferred' END
FROM (VALUES ('2026-01-01', 100, 20, 20), ('2026-02-01', 100, 2, 40), ('2026-03-01', 100, 2, 40), ('2026-05-01', 20, 20, 4), ('2026-06-01', 20, 2, 16)) AS m (month, sessions, handed_over, calls),
     generate_series(1, sessions) AS n, (VALUES ('chatbot', interval '0'), ('phone', interval '1 hour')) AS c (channel, later)
WHERE channel = 'chatbot' OR n <= calls;
INSERT INTO log (interaction_id, customer, channel, started_at) VALUES ('z', 'z', 'phone', '2026-06-20Z');
CALL refresh();
SELECT time::date AS month, containment, containment_change AS change, fcr, fcr_change, immature, provisional, conflict FROM kpi_conflict;
SELECT near(k.containment_lower, a.lower) AND near(k.containment_upper, a.upper) AND near(k.fcr_lower, b.lower) AND near(k.fcr_upper, b.upper) AS newcombe
FROM kpi_conflict AS k, rate_difference(98, 100, 80, 100) AS a, rate_difference(60, 100, 80, 100) AS b WHERE time = '2026-02-01Z';
-- Were twelve handed over in February, the rise may be chance.
UPDATE log SET outcome = 'transferred' WHERE customer IN ('2026-02-01.3', '2026-02-01.4', '2026-02-01.5', '2026-02-01.6', '2026-02-01.7', '2026-02-01.8', '2026-02-01.9', '2026-02-01.10', '2026-02-01.11', '2026-02-01.12') AND channel = 'chatbot';
CALL refresh();
SELECT containment_change AS change, round(containment_lower::numeric, 4) AS lower, conflict FROM kpi_conflict WHERE time = '2026-02-01Z';
-- In the middle of March: February is judged, March is not over.
CALL refresh(as_of => '2026-03-12Z');
SELECT time::date AS month, immature, provisional, conflict FROM kpi_conflict;

-- ---- self_service_limit ----
-- Who calls at once costs 4 (two calls); who comes from a session 5 (six calls); repeats cost 9, and say nothing here. A form costs 1: break-even at (4 - 1) / 5. Of 10 forms 8 bounce, of 10 sessions of the app 2; of the app it is 4 / 5.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, touchpoint, started_at, handle_seconds)
SELECT format('%s.%s.%s', kind, n, no), format('%s.%s', kind, n), channel, CASE kind WHEN 'x' THEN NULL ELSE kind END, '2026-01-10Z'::timestamptz + no * interval '1 hour', seconds
FROM (VALUES ('form', 1, 'web_form', NULL, 10), ('form', 2, 'phone', 500, 8), ('menu', 1, 'app', NULL, 10), ('menu', 2, 'phone', 500, 2), ('x', 1, 'phone', 400, 2), ('x', 2, 'phone', 900, 2)) AS v (kind, no, channel, seconds, times), generate_series(1, times) AS n;
INSERT INTO log (interaction_id, customer, channel, started_at) VALUES ('z', 'z', 'chatbot', '2026-01-20Z');
INSERT INTO rate_card (channel, valid, hourly_rate, cost_per_contact) VALUES ('web_form', '[2025-01-01,2026-01-15)', 0, 7), ('web_form', '[2026-01-15,)', 0, 1);
CALL refresh();
SELECT channel, touchpoint, bounced, digital, round(lower::numeric, 3) AS lower, currency, digital_cost, human_cost, bounce_back_cost, break_even, beyond FROM self_service_limit ORDER BY channel;
-- Of forty forms all bounce: even the lower bound is beyond. A form dearer than a person: beyond, whatever bounces.
INSERT INTO log (interaction_id, customer, channel, touchpoint, started_at, handle_seconds)
SELECT format('m%s.%s', n, channel), 'm' || n, channel, 'form', '2026-01-12Z'::timestamptz + CASE channel WHEN 'phone' THEN interval '1 hour' ELSE '0' END, CASE channel WHEN 'phone' THEN 500 END FROM generate_series(1, 40) AS n, unnest('{web_form,phone}'::text[]) AS channel;
CALL refresh();
SELECT bounced, digital, round(lower::numeric, 3) AS lower, break_even, beyond FROM self_service_limit WHERE channel = 'web_form';
UPDATE rate_card SET cost_per_contact = 9 WHERE channel = 'web_form' AND valid @> date '2026-01-20';
SELECT digital_cost, break_even, beyond FROM self_service_limit WHERE channel = 'web_form';
-- Nobody calls at once, or nothing has a price: no break-even.
DELETE FROM log WHERE interaction_id LIKE 'x%';
CALL refresh();
SELECT channel, human_cost, bounce_back_cost, break_even, beyond FROM self_service_limit ORDER BY channel;
DELETE FROM rate_card;
SELECT channel, touchpoint, digital, currency, digital_cost, human_cost, break_even, beyond FROM self_service_limit ORDER BY channel;

-- ---- generated_demand ----
-- chatbot, phone, phone; chatbot, chatbot, phone; chatbot alone, twice; app, chatbot, app; a chatbot's session too young to be judged, and its call. Of the chatbot: 6 mature sessions, 4 followed, by 2 + 2 + 1 contacts, of which 3 are human.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at)
SELECT customer || no, customer, channel, '2026-01-10Z'::timestamptz + no * interval '1 hour'
FROM (VALUES ('a', 1, 'chatbot'), ('a', 2, 'phone'), ('a', 3, 'phone'), ('b', 1, 'chatbot'), ('b', 2, 'chatbot'), ('b', 3, 'phone'), ('c', 1, 'chatbot'), ('d', 1, 'chatbot'), ('e', 1, 'app'), ('e', 2, 'chatbot'), ('e', 3, 'app'),
             ('f', 198, 'chatbot'), ('f', 199, 'phone'), ('z', 200, 'ivr')) AS v (customer, no, channel);
CALL refresh();
SELECT * FROM generated_demand ORDER BY channel;

-- ---- silent_churn ----
-- Followed from the end of the index plus two days, until the end of January 2026-01-31: of those who failed in silence a leaves after 5 days, b after 10, c stays; of the others d leaves after 10 and e, f, g (who called), and h stay.
-- i had left before it could be known that nobody called, j is not known to have left yet at the end of the data, k failed in silence only later, l is no customer of the period, m has no customer. x's index is not mature.
DELETE FROM log;
INSERT INTO log (interaction_id, customer, channel, started_at, outcome)
SELECT customer || no, CASE WHEN customer <> 'm' THEN customer END, channel, '2026-01-05Z'::timestamptz + day * interval '1 day', outcome
FROM (VALUES ('a', 1, 'app', 0, 'abandoned'), ('b', 1, 'portal', 0, 'unresolved'), ('c', 1, 'app', 0, 'abandoned'), ('d', 1, 'app', 0, 'completed'), ('e', 1, 'app', 0, 'transferred'), ('f', 1, 'app', 0, NULL), ('g', 1, 'app', 0, 'abandoned'), ('g', 2, 'phone', 1, NULL),
             ('h', 1, 'phone', 0, NULL), ('h', 2, 'app', 10, 'completed'), ('i', 1, 'app', 0, 'abandoned'), ('j', 1, 'app', 0, 'completed'), ('k', 1, 'app', 0, 'completed'), ('k', 2, 'app', 5, 'abandoned'), ('l', 1, 'app', -3, 'abandoned'), ('m', 1, 'app', 0, 'abandoned'),
             ('x', 1, 'app', 25, 'abandoned'), ('z', 1, 'phone', 26, NULL)) AS v (customer, no, channel, day, outcome);
INSERT INTO departure VALUES ('a', '2026-01-12Z'), ('b', '2026-01-17Z'), ('d', '2026-01-17Z'), ('i', '2026-01-06 23:59:59.999999Z'), ('j', '2026-01-31 00:00:01Z'), ('l', '2026-01-12Z'), ('nobody', '2026-01-12Z');
CALL refresh();
-- Of the three, 2 / 3 have left after ten days; of the seven one, 1 / 7. At the first departure 3 of 10 were at risk, at the second 2 of 9: 3 / 10 + 2 2 / 9 are expected of them. The variance is 3 / 10 7 / 10 + 2 2 / 9 7 / 9 7 / 8.
SELECT silent_failure, customers, left_before, departures, departed_share, near(expected, CASE WHEN silent_failure THEN 0.3 + 4.0 / 9 ELSE 3 - 0.3 - 4.0 / 9 END) AS expected,
       near(chi_square, (2 - 0.3 - 4.0 / 9) ^ 2 / (0.21 + 28.0 / 81 * 7 / 8)) AS chi_square, p_value BETWEEN 0.0794 AND 0.0795 AS p_value
FROM silent_churn('[2026-01-05,2026-02-01)', '10 days');
-- Before ten days are over, one; beyond the last who was watched, nobody knows. The end of the window is the beginning: a departure then counts, at time 0.
SELECT silent_failure, departures, departed_share, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper FROM silent_churn('[2026-01-05,2026-02-01)', '9 days 23:59:59.999999');
SELECT silent_failure, departures, departed_share FROM silent_churn('[2026-01-05,2026-02-01)', '90 days');
UPDATE departure SET departed_at = '2026-01-07Z' WHERE customer = 'i';
SELECT silent_failure, customers, left_before, departures FROM silent_churn('[2026-01-05,2026-02-01)', '1 second');
-- Those who were not heard of for 15 days have left, too: all but j, of whom it is known that it was later. The last of those who failed left after 13 days: of 18 nobody knows.
SELECT silent_failure, customers, left_before, departures, departed_share FROM silent_churn('[2026-01-05,2026-02-01)', '18 days', inactive => '15 days');
SELECT silent_failure, customers, left_before, departures FROM silent_churn('[2026-02-05,2026-03-01)');
SELECT silent_failure, customers, chi_square, p_value FROM silent_churn('[2026-01-15,2026-01-20)', '1 day');
SELECT error_of($$SELECT silent_churn('(,)')$$);
SELECT error_of($$SELECT silent_churn('[2026-01-05,2026-02-01)', '1 month')$$);
SELECT error_of($$SELECT silent_churn('[2026-01-05,2026-02-01)', '1 day', '-1 day')$$);
SELECT error_of($$INSERT INTO failure_demand.departure VALUES ('inf', '-infinity')$$);
DELETE FROM departure;

-- ---- contact_rate ----
-- January begins on the 12th: it is no whole month. February: 30 calls, 10 of them failed; one of these is nobody's. March 60 and 20, April 30 and 10, May is not over.
DELETE FROM log;
INSERT INTO reason VALUES ('bad', 'failure', NULL, NULL);
INSERT INTO log (interaction_id, customer, channel, started_at, reason, direction)
SELECT format('%s.%s', month, n), CASE WHEN n > 1 THEN format('%s.%s', month, n) END, 'phone', month::timestamptz + n * interval '6 hours', CASE WHEN n <= calls / 3 THEN 'bad' END, CASE WHEN n > calls THEN 'outbound' END
FROM (VALUES ('2026-01-12', 3), ('2026-02-01', 30), ('2026-03-01', 60), ('2026-04-01', 30), ('2026-05-01', 3)) AS m (month, calls), generate_series(1, calls + 5) AS n;
CALL refresh();
SELECT time::date AS month, contacts, failure, is_whole, customers, orders, contacts_per_1000_customers, contacts_per_1000_orders, contact_growth_with_customers FROM contact_rate();
-- February: 1000 customers, of March the mean of 2000 and 3100 by days, 2816.13; of April a third is not known. Orders: 280, and 155 and 200; a row of 40 days that begins in March.
INSERT INTO volume VALUES ('[2026-02-01,2026-03-01)', 1000, 280), ('[2026-03-01,2026-03-09)', 2000, 155), ('[2026-03-09,2026-04-18)', 3100, 200), ('[2026-04-18,2026-05-01)', NULL, 65), ('[2026-05-01,2026-06-01)', 0, 0);
SELECT time::date AS month, contacts, failure, round(customers::numeric, 3) AS customers, orders, round(contacts_per_1000_customers::numeric, 3) AS per_customers, failure_per_1000_customers AS failure_per_customers,
       contacts_per_1000_orders AS per_orders, round(failure_per_1000_orders::numeric, 3) AS failure_per_orders, contact_growth_with_customers AS growth, near(contact_growth_with_orders, failure_growth_with_orders) AS same_growth FROM contact_rate('month');
SELECT near(contact_growth_with_orders, regr_slope(ln(y), ln(x))) AS growth FROM contact_rate('month'), (VALUES (30 / 28.0::float8, 280 / 28.0::float8), (60 / 31.0, (155 + 200 * 23 / 40.0) / 31), (1, (200 * 17 / 40.0 + 65) / 30)) AS v (y, x) WHERE time = '2026-02-01Z' GROUP BY contact_growth_with_orders;
SELECT count(*) AS days, count(contacts_per_1000_customers) AS known, sum(contacts) AS contacts, sum(failure) AS failure, max(customers), min(orders) FROM contact_rate('day');
SELECT time::date AS week, contacts, is_whole, customers, orders FROM contact_rate('week') WHERE time < '2026-02-10Z' OR time > '2026-04-12Z';
-- A volume that is constant explains nothing: of the same customers each month, of a mean that differs by rounding only, and of orders that follow the days of the months. A call for each of
-- the orders of a day is a growth of 1, however long the months are.
BEGIN;
CREATE VIEW growth AS SELECT bucket, contact_growth_with_customers AS customers, failure_growth_with_customers AS failure_customers, contact_growth_with_orders AS orders, failure_growth_with_orders AS failure_orders FROM unnest('{day,week,month}'::text[]) AS bucket, contact_rate(bucket) GROUP BY 1, 2, 3, 4, 5;
DELETE FROM volume;
INSERT INTO volume SELECT daterange(m::date, (m + interval '1 month')::date), 777777777, 10 * extract(day FROM m + interval '1 month' - interval '1 day') FROM generate_series(timestamp '2026-01-01', '2026-05-01', '1 month') AS m;
TABLE growth ORDER BY bucket;
DELETE FROM volume;
INSERT INTO volume SELECT daterange(w::date, w::date + 7), 33333333333333333, 100 FROM generate_series(timestamp '2025-12-29', '2026-06-01', '7 days') AS w;
SELECT count(DISTINCT customers) > 1 AS customers_rounded, count(DISTINCT orders / extract(day FROM time + interval '1 month' - time)::float8) > 1 AS orders_rounded FROM contact_rate() WHERE is_whole;
TABLE growth ORDER BY bucket;
DELETE FROM volume;
INSERT INTO volume SELECT daterange(m::date, (m + interval '1 month')::date), NULL, contacts * 1000 FROM contact_rate(), LATERAL (SELECT time AT TIME ZONE 'UTC') AS t (m);
SELECT near(orders, 1) AS orders, near(failure_orders, 1) AS failure FROM growth WHERE bucket = 'month';
-- Nor do as many orders in each month, which are more a day in a short one.
DELETE FROM volume;
INSERT INTO volume SELECT daterange(m::date, (m + interval '1 month')::date), NULL, 500 FROM generate_series(timestamp '2026-01-01', '2026-05-01', '1 month') AS m;
TABLE growth ORDER BY bucket;
ROLLBACK;
SELECT error_of($$SELECT contact_rate('year')$$);
SELECT error_of($$SELECT contact_rate(NULL)$$);
SELECT error_of($$INSERT INTO failure_demand.volume VALUES ('[2026-05-31,2026-06-02)', 1, 1)$$);
SELECT error_of($$INSERT INTO failure_demand.volume VALUES ('[2026-06-01,)', 1, 1)$$);
SELECT error_of($$INSERT INTO failure_demand.volume VALUES ('[2026-06-01,infinity)', 1, 1)$$);
SELECT error_of($$INSERT INTO failure_demand.volume VALUES ('[2026-06-01,2026-07-01)', -1, 1)$$);
SELECT drop_source('log');
DELETE FROM reason; DELETE FROM volume;
DROP TABLE log;

-- ---- random contacts, against plain SQL ----
\i :company
SET client_min_messages = warning;
CREATE TABLE fact AS
SELECT to_char(day, 'YYYY-MM') AS month, *, greatest(started_at, ended_at) AS until, (journey_source, journey_id)::text AS journey FROM contact WHERE left_out IS NULL;
CREATE INDEX ON fact (journey);
ANALYZE fact;
CREATE VIEW plain_saturation AS
SELECT month, count(*) AS journeys, count(*) FILTER (WHERE EXISTS (SELECT FROM fact AS a JOIN fact AS b ON a.journey = b.journey AND a.channel < b.channel AND a.started_at < b.until AND b.started_at < a.until WHERE a.journey = f.journey)) AS saturated
FROM fact AS f WHERE contact_no = 1 AND mature GROUP BY month;
SELECT count(*) AS months, sum(s.saturated) > 20 AS some, bool_and((s.saturated, s.journeys) = (p.saturated, p.journeys) AND near(s.rate, p.saturated::float8 / p.journeys)) AS right
FROM channel_saturation AS s JOIN plain_saturation AS p ON p.month = to_char(s.time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM');
CREATE VIEW plain_told AS
SELECT f.journey, f.contact_no, f.handle_seconds, c.currency, c.cost, (SELECT count(*) FROM fact AS e WHERE e.journey = f.journey AND e.kind = 'human' AND e.contact_no <= f.contact_no) AS told_no
FROM fact AS f JOIN contact_cost AS c USING (source, interaction_id) WHERE f.kind = 'human';
SELECT count(*) AS rows, max(s.told_no) AS most, bool_and((s.contacts, s.cost) IS NOT DISTINCT FROM (p.contacts, p.cost) AND near(s.mean_cost, p.mean_cost) AND near(s.mean_handle_seconds, p.seconds) AND near(s.share, p.contacts / p.first)) AS right
FROM cold_start AS s FULL JOIN (SELECT told_no, currency, count(*) AS contacts, sum(cost) AS cost, avg(cost)::float8 AS mean_cost, avg(handle_seconds)::float8 AS seconds,
                                       (SELECT count(*) FROM plain_told WHERE told_no = 1)::float8 AS first FROM plain_told GROUP BY told_no, currency) AS p ON p.told_no = s.told_no AND coalesce(p.currency, '') = coalesce(s.currency, '');
CREATE VIEW plain_try AS
SELECT f.journey, f.month, f.outcome = 'abandoned' IS TRUE AS given_up, f.contact_no, (SELECT mature FROM fact AS l WHERE l.journey = f.journey ORDER BY contact_no DESC LIMIT 1) AS over FROM fact AS f WHERE kind = 'human';
CREATE VIEW plain_evasion AS
SELECT min(month) AS month, coalesce(bool_or(NOT given_up), false) AS served, bool_or(over) AS over,
       (SELECT count(*) FROM plain_try AS u WHERE u.journey = t.journey AND u.contact_no <= min(t.contact_no) FILTER (WHERE NOT t.given_up)) AS needed
FROM plain_try AS t GROUP BY journey;
SELECT count(*) AS months, bool_and((s.served, s.never_served, s.open) = (p.served, p.never_served, p.open) AND near(s.mean_attempts_until_served, p.needed) AND (s.attempts, s.given_up, s.unlinkable) = (t.attempts, t.given_up, t.unlinkable)) AS right,
       sum(s.never_served) > 100 AS some, sum(s.open) > 0 AS open
FROM contact_evasion AS s
JOIN (SELECT month, count(*) FILTER (WHERE served) AS served, count(*) FILTER (WHERE NOT served AND over) AS never_served, count(*) FILTER (WHERE NOT served AND NOT over) AS open, avg(needed) FILTER (WHERE served)::float8 AS needed FROM plain_evasion GROUP BY month) AS p
    ON p.month = to_char(s.time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM')
JOIN (SELECT to_char(day, 'YYYY-MM') AS month, count(*) AS attempts, count(*) FILTER (WHERE outcome = 'abandoned') AS given_up, count(left_out) AS unlinkable FROM contact WHERE kind = 'human' AND (left_out IS NULL OR left_out = 'unlinkable') GROUP BY 1) AS t ON t.month = p.month;
CREATE VIEW plain_kpi AS
SELECT month, count(*) FILTER (WHERE containment <> 'escalated') AS kept, count(containment) AS digital, count(*) FILTER (WHERE contact_no = 1 AND mature AND contacts = 1) AS resolved, count(*) FILTER (WHERE contact_no = 1 AND mature) AS journeys, bool_or(NOT mature) AS open
FROM fact GROUP BY month;
SELECT count(*) AS months, count(k.conflict) AS judged,
       bool_and(near(k.containment, p.kept::float8 / p.digital) AND near(k.fcr, p.resolved::float8 / p.journeys) AND near(k.containment_change, p.kept::float8 / p.digital - b.kept::float8 / b.digital) AND near(k.fcr_change, p.resolved::float8 / p.journeys - b.resolved::float8 / b.journeys)
                AND k.provisional = (p.open OR p.month = '2026-03' OR k.time < (SELECT min(started_at) FROM contact WHERE day IS NOT NULL)) AND k.conflict IS NOT DISTINCT FROM CASE WHEN NOT k.provisional THEN k.containment_lower > 0 AND k.fcr_upper < 0 END) AS right
FROM kpi_conflict AS k JOIN plain_kpi AS p ON p.month = to_char(k.time AT TIME ZONE 'Europe/Berlin', 'YYYY-MM') LEFT JOIN plain_kpi AS b ON b.month = to_char(k.time AT TIME ZONE 'Europe/Berlin' - interval '1 month', 'YYYY-MM');
SELECT count(*) AS touchpoints, bool_and(near(s.break_even, (p.direct - CASE s.channel WHEN 'portal' THEN CASE s.currency WHEN 'EUR' THEN 0.2 ELSE 0 END ELSE 0 END) / p.back) AND (s.beyond = (s.lower > s.break_even))) AS right
FROM self_service_limit AS s JOIN (SELECT currency, avg(cost) FILTER (WHERE contact_no = 1)::float8 AS direct, avg(cost) FILTER (WHERE origin_channel IS NOT NULL)::float8 AS back FROM contact_cost GROUP BY currency) AS p USING (currency);
SELECT count(*) AS channels, bool_and((g.sessions, g.followed, g.contacts, g.human, g.immature) = (p.sessions, p.followed, p.contacts, p.human, p.immature) AND near(g.per_100_sessions, 100.0 * p.contacts / p.sessions)) AS right
FROM generated_demand AS g JOIN (
    SELECT channel, count(*) FILTER (WHERE mature) AS sessions, count(*) FILTER (WHERE NOT mature) AS immature, count(*) FILTER (WHERE mature AND contact_no < contacts) AS followed,
           (SELECT count(*) FROM fact AS l WHERE EXISTS (SELECT FROM fact AS s WHERE s.journey = l.journey AND s.channel = d.channel AND s.mature AND s.contact_no < l.contact_no)) AS contacts,
           (SELECT count(*) FROM fact AS l WHERE l.kind = 'human' AND EXISTS (SELECT FROM fact AS s WHERE s.journey = l.journey AND s.channel = d.channel AND s.mature AND s.contact_no < l.contact_no)) AS human
    FROM fact AS d WHERE kind = 'digital' GROUP BY channel) AS p USING (channel);
-- Kaplan and Meier's product, and the log-rank sums, by departure.
INSERT INTO departure SELECT 'c' || n, '2025-11-10Z'::timestamptz + pick(3500, n, 30) * interval '1 hour' FROM generate_series(0, 699) AS n WHERE pick(3, n, 31) = 0;
CREATE FUNCTION lives(inactive interval) RETURNS TABLE (failed boolean, seconds float8, left_at timestamptz, followed_from timestamptz) LANGUAGE sql STABLE AS $$
    SELECT i.containment = 'abandoned', extract(epoch FROM least(d.departed_at, '2026-03-27 12:00Z') - f)::float8, CASE WHEN d.departed_at <= '2026-03-27 12:00Z' THEN d.departed_at END, f
    FROM (SELECT *, row_number() OVER (PARTITION BY customer ORDER BY started_at, source, interaction_id) AS n FROM fact WHERE kind = 'digital' AND mature AND day >= '2025-11-05' AND day < '2026-02-01') AS i
    CROSS JOIN LATERAL (SELECT i.until + interval '30 hours') AS u (f)
    LEFT JOIN departure AS given USING (customer)
    CROSS JOIN LATERAL (SELECT coalesce(given.departed_at, (SELECT max(until) + inactive FROM (SELECT customer, greatest(started_at, ended_at) AS until FROM contact
                                         WHERE left_out IS NULL OR left_out = 'unlinkable') AS c WHERE c.customer = i.customer HAVING max(until) + inactive <= '2026-03-27 12:00Z')) AS departed_at) AS d
    WHERE n = 1
$$;
CREATE FUNCTION plain_churn(at interval, inactive interval) RETURNS TABLE (failed boolean, customers bigint, left_before bigint, departures bigint, share float8, expected float8, chi_square float8) LANGUAGE sql STABLE AS $$
    WITH life AS MATERIALIZED (SELECT * FROM lives(inactive)), watched AS MATERIALIZED (SELECT failed, seconds, left_at IS NOT NULL AS departed FROM life WHERE left_at IS NULL OR left_at >= followed_from),
    moment AS MATERIALIZED (
        SELECT t.seconds, (SELECT count(*) FROM watched w WHERE w.seconds >= t.seconds)::float8 AS n, (SELECT count(*) FROM watched w WHERE w.seconds >= t.seconds AND w.failed)::float8 AS n1,
               (SELECT count(*) FROM watched w WHERE w.seconds = t.seconds AND w.departed)::float8 AS d, (SELECT count(*) FROM watched w WHERE w.seconds = t.seconds AND w.departed AND w.failed)::float8 AS d1
        FROM (SELECT DISTINCT seconds FROM watched WHERE departed) AS t
    ), test AS (
        SELECT sum(d * n1 / n) AS e1, sum(d * (n - n1) / n) AS e0, (sum(d1) - sum(d * n1 / n)) ^ 2 / sum(CASE WHEN n > 1 THEN d * n1 * (n - n1) * (n - d) / n / n / (n - 1) ELSE 0 END) AS chi FROM moment
    )
    SELECT g, (SELECT count(*) FROM watched WHERE failed = g), (SELECT count(*) FROM life WHERE failed = g AND left_at < followed_from), (SELECT count(*) FROM watched WHERE failed = g AND departed),
           CASE WHEN (SELECT max(seconds) FROM watched WHERE failed = g) >= extract(epoch FROM at) THEN
               1 - (SELECT exp(sum(ln(1 - CASE WHEN g THEN d1 / nullif(n1, 0) ELSE (d - d1) / nullif(n - n1, 0) END))) FROM moment WHERE seconds <= extract(epoch FROM at)) END, CASE WHEN g THEN e1 ELSE e0 END, chi
    FROM (VALUES (true), (false)) AS v (g), test
$$;
SELECT p.at, p.inactive, s.silent_failure, s.customers > 50 AS many, s.departures > 20 AS some, (s.customers, s.left_before, s.departures) = (o.customers, o.left_before, o.departures) AS counts,
       near(s.departed_share, o.share) AS share, near(s.expected, o.expected) AS expected, near(s.chi_square, o.chi_square) AS chi_square
FROM (VALUES (interval '30 days', NULL::interval), ('60 days', '40 days')) AS p (at, inactive), silent_churn('[2025-11-05,2026-02-01)', p.at, p.inactive) AS s, plain_churn(p.at, p.inactive) AS o WHERE o.failed = s.silent_failure;
-- Contacts per order, and their growth.
INSERT INTO volume SELECT daterange(d::date, d::date + 7), 1000 + pick(300, n::int, 40), 50 + pick(40, n::int, 41) FROM generate_series(timestamp '2025-11-03', '2026-03-30', '7 days') WITH ORDINALITY AS g (d, n);
CREATE FUNCTION plain_rate(bucket text) RETURNS TABLE (start timestamp, days float8, contacts bigint, failure bigint, whole boolean, customers float8, orders float8) LANGUAGE sql STABLE AS $$
    SELECT b, extract(day FROM b + ('1 ' || bucket)::interval - b), (SELECT count(*) FROM contact WHERE kind = 'human' AND (left_out IS NULL OR left_out = 'unlinkable') AND date_trunc(bucket, day::timestamp) = b),
           (SELECT count(*) FROM contact WHERE demand = 'failure' AND (left_out IS NULL OR left_out = 'unlinkable') AND date_trunc(bucket, day::timestamp) = b),
           b >= (SELECT min(day) FROM fact)::timestamp AND b + ('1 ' || bucket)::interval <= '2026-03-27 13:00', v.customers, v.orders
    FROM (SELECT DISTINCT date_trunc(bucket, d) AS b FROM generate_series((SELECT min(day) FROM fact)::timestamp, '2026-03-27', '1 day') AS d) AS g
    CROSS JOIN LATERAL (SELECT CASE WHEN count(customers) = count(*) THEN avg(customers)::float8 END, CASE WHEN count(customers) = count(*) THEN sum(orders / 7.0)::float8 END
                        FROM generate_series(b, b + ('1 ' || bucket)::interval - interval '1 day', '1 day') AS d LEFT JOIN volume ON period @> d::date) AS v (customers, orders)
$$;
SELECT bucket, count(*) AS buckets, bool_and(r.contacts = p.contacts AND r.failure = p.failure AND r.is_whole = p.whole AND near(r.orders, p.orders) AND near(r.contacts_per_1000_orders, CASE WHEN p.whole THEN 1000 * p.contacts / p.orders END)) AS right,
       bool_and(CASE WHEN p.whole THEN near(r.customers, p.customers) AND near(r.failure_per_1000_customers, 1000 * p.failure / p.customers) ELSE r.failure_per_1000_customers IS NULL END) AS customers,
       near(max(contact_growth_with_orders), CASE WHEN count(*) FILTER (WHERE p.whole) >= 3 THEN regr_slope(ln(nullif(p.contacts, 0) / p.days), ln(p.orders / p.days)) FILTER (WHERE p.whole) END) AS growth, count(failure_growth_with_customers) > 0 AS some
FROM unnest('{day,week,month}'::text[]) AS bucket, contact_rate(bucket) AS r, plain_rate(bucket) AS p WHERE p.start = r.time AT TIME ZONE 'Europe/Berlin' GROUP BY bucket ORDER BY bucket;
CALL forget_company();
DROP SCHEMA test CASCADE;
