-- The aggregates in queries of every kind.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set random :abs_srcdir '/data/random.sql'
\i :random
-- Some sets have no human contact.
SET client_min_messages = warning;
CALL ask_oracle();

-- A sum that can be done by hand; the window is a day.
--   anna  the app, and a call three hours later: it bounced, and is a journey of two
--   bo    the app, and nothing after
--   cy    the app twice, and a call two days later: two journeys, of two and of one
--   di    a call, and nothing after
--   ed    the app, and a call, less than a day before the end of the data: immature
INSERT INTO interaction VALUES
(1, 'anna', 'bill', 'digital', '2024-05-01 09:00Z', '2024-05-01 09:10Z'), (2, 'anna', 'bill', 'human', '2024-05-01 12:10Z', '2024-05-01 12:20Z'),
(3, 'bo', 'bill', 'digital', '2024-05-02 09:00Z', NULL),
(4, 'cy', 'move', 'digital', '2024-05-03 09:00Z', NULL), (5, 'cy', 'move', 'digital', '2024-05-03 10:00Z', NULL), (6, 'cy', 'move', 'human', '2024-05-05 10:01Z', NULL),
(7, 'di', 'bill', 'human', '2024-05-03 09:00Z', '2024-05-03 09:30Z'),
(8, 'ed', 'bill', 'digital', '2024-05-09 09:00Z', NULL), (9, 'ed', 'bill', 'human', '2024-05-09 10:00Z', NULL),
(10, NULL, 'bill', 'human', '2024-05-10 08:00Z', NULL), (11, 'di', NULL, 'human', '2024-05-09 08:00Z', NULL), (12, 'ed', 'bill', 'human', NULL, NULL);
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '1 day') AS one_of_four,
       global_fcr(customer, request, kind, started_at, ended_at, '1 day') AS three_of_five,
       next_contact_avoidance(customer, request, kind, started_at, ended_at, '1 day') AS five_of_seven
FROM interaction;
CALL load_oracle();
SELECT * FROM differences('1 day', NULL);

-- No rows, nulls only, one row, groups of one row: nothing can be judged.
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '1 day'), global_fcr(customer, request, kind, started_at, ended_at, '1 day'),
       next_contact_avoidance(customer, request, kind, started_at, ended_at, '1 day')
FROM interaction WHERE false;
SELECT bounce_rate(NULL, NULL, kind, NULL, NULL, '1 day'), global_fcr(NULL::text, request, kind, started_at, ended_at, '1 day'),
       next_contact_avoidance(customer, NULL::uuid, kind, started_at, ended_at, '1 day')
FROM interaction;
SELECT bounce_rate('c', 'r', 'digital', '2024-05-01', NULL, '1 day'), global_fcr('c', 'r', 'digital', '2024-05-01', '2024-05-02', '1 day'),
       next_contact_avoidance('c', 'r', 'human', '2024-05-01', '2024-04-01', '1 day');
SELECT count(*), count(rate) FROM (SELECT global_fcr(customer, request, kind, started_at, ended_at, '1 day') FROM interaction GROUP BY contact_id) g (rate);
-- Only humans: no digital contact to bounce, but journeys; only digital: nobody bounced.
SELECT kind, bounce_rate(customer, request, kind, started_at, ended_at, '1 day'), global_fcr(customer, request, kind, started_at, ended_at, '1 day') > 0 AS fcr
FROM interaction GROUP BY kind ORDER BY kind;

-- Three rates of one query, in any order, are each what it is alone.
SELECT all_three = (b, f, n)::rates AS together, backwards = (n, f, b) AS in_any_order
FROM (SELECT rates('1 day') AS all_three) a,
     (SELECT (next_contact_avoidance(customer, request, kind, started_at, ended_at, '1 day'), global_fcr(customer, request, kind, started_at, ended_at, '1 day'),
              bounce_rate(customer, request, kind, started_at, ended_at, '1 day')) AS backwards FROM interaction) r,
     (SELECT bounce_rate(customer, request, kind, started_at, ended_at, '1 day') AS b FROM interaction) b,
     (SELECT global_fcr(customer, request, kind, started_at, ended_at, '1 day') AS f FROM interaction) f,
     (SELECT next_contact_avoidance(customer, request, kind, started_at, ended_at, '1 day') AS n FROM interaction) n;
-- Rates of one query that differ in an argument do not share anything.
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '3 hours') AS three_hours, bounce_rate(customer, request, kind, started_at, ended_at, '1 hour') AS one_hour,
       bounce_rate(customer, 1, kind, started_at, ended_at, '3 days') AS any_request, bounce_rate(request, request, kind, started_at, ended_at, '3 days') AS one_customer,
       bounce_rate(customer, request, 'digital', started_at, ended_at, '1 day') AS all_digital
FROM interaction;

-- Many groups, against the oracle; having, filter, grouping sets, subqueries, order.
SELECT * FROM grouped_difference('random');
SELECT count(*) AS differences
FROM (SELECT set_no FROM random GROUP BY set_no HAVING bounce_rate(customer, request, kind, started_at, ended_at, '2 days') > 0.5
      EXCEPT SELECT set_no FROM oracle_rate WHERE within = '2 days' AND (rates).bounce_rate > 0.5) d;
SELECT count(*) AS differences
FROM oracle_rate o
WHERE within = '4 hours' AND (rates).global_fcr IS DISTINCT FROM
    (SELECT global_fcr(customer, request, kind, started_at, ended_at, '4 hours') FROM random r WHERE r.set_no = o.set_no);
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') FILTER (WHERE set_no = 43) = (SELECT (rates).bounce_rate FROM oracle_rate WHERE set_no = 43 AND within = '4 hours') AS of_one,
       bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') FILTER (WHERE set_no < 0) AS of_none
FROM random;
SELECT count(*) AS differences
FROM (SELECT set_no, bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') AS rate FROM random GROUP BY ROLLUP (set_no)
      EXCEPT SELECT set_no, (rates).bounce_rate FROM oracle_rate WHERE within = '4 hours') d
WHERE set_no IS NOT NULL;
SELECT count(*) AS differences
FROM (SELECT set_no, within, bounce_rate(customer, request, kind, started_at, ended_at, within) FROM random, (SELECT DISTINCT within FROM question) q GROUP BY set_no, within
      EXCEPT SELECT set_no, within, (rates).bounce_rate FROM oracle_rate) d;
SELECT count(*) AS differences
FROM (SELECT set_no, next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours' ORDER BY hashint8(contact_id)) FROM random GROUP BY set_no
      EXCEPT SELECT set_no, (rates).next_contact_avoidance FROM oracle_rate WHERE within = '4 hours') d;

-- DISTINCT counts equal contacts once.
SELECT global_fcr(DISTINCT customer, request, kind, started_at, ended_at, '1 day')
     = (SELECT global_fcr(customer, request, kind, started_at, ended_at, '1 day') FROM interaction) AS as_if_once,
       global_fcr(customer, request, kind, started_at, ended_at, '1 day') AS all_are_repeats
FROM (TABLE interaction UNION ALL TABLE interaction) i;

-- A text column, a varchar, an enum and a literal are all a kind.
SELECT bounce_rate(customer, request, kind::varchar, started_at, ended_at, '1 day') AS varchar,
       bounce_rate(customer, request, kind::channel_kind, started_at, ended_at, '1 day') AS enum,
       bounce_rate(customer, request, kind::character(7)::text, started_at, ended_at, '1 day') AS character
FROM interaction;
PREPARE asked (interval) AS SELECT bounce_rate(customer, request, kind, started_at, ended_at, $1) FROM interaction;
EXECUTE asked ('1 day');
EXECUTE asked ('1 hour');
SET plan_cache_mode = force_generic_plan;
EXECUTE asked ('1 day');
EXECUTE asked ('1 hour');
