-- A journey is a maximal chain of contacts in which each starts within the window after
-- the latest end so far. Cases checked by hand; the window is an hour.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set cases :abs_srcdir '/data/cases.sql'
\i :cases

INSERT INTO small_case (title, contacts) VALUES
('one contact', 'd0..5'),
('a microsecond less than the window', 'h0..5 h65<'),
('the window', 'h0..5 h65'),
('a microsecond more than the window', 'h0..5 h65>'),
('a chain longer than the window', 'd0 h60 d120 h180 d240'),
('a chain that breaks', 'd0 h60 d121 h180 d241'),
('kinds do not matter', 'd0 d30 h200 h230'),
('a contact inside another', 'd0..100 h20..30 d160'),
('a contact inside another, too late', 'd0..100 h20..30 d160>'),
('the latest end is not the last one''s', 'd0..100 h20..30 d40..50 h160 d161'),
('the same end and start', 'd0..10 h10..20'),
('overlap: a gap of nothing', 'd0..50 h20..30'),
('ten at one instant', 'h0 d0 h0 d0 d0 d0 h0 d0 d0 h0'),
('ten at one instant, one of them long', 'd0 d0 d0 d0 d0..50 d0 d0 d0 d0 d0 h110'),
('ten at one instant, then too late', 'd0 d0 d0 d0 d0..50 d0 d0 d0 d0 d0 h110>'),
('written in another order', 'h230 d0 h200 d30'),
('no end', 'd0 h60 d121'),
('end before start', 'd50..0 h110 d171'),
('no start', 'd? d0 h?..70 h60');
CALL load_cases();
SELECT title, contacts, journeys, recontact FROM facts('1 hour');
SELECT * FROM differences('1 hour', data_end());

-- One contact a partition, none, and many partitions.
SELECT n, journey_no(at, NULL, '1 hour') OVER (PARTITION BY n), contact_no(at, NULL, '1 hour') OVER (PARTITION BY n),
       (trace('human', at, NULL, '1 hour', at) OVER (PARTITION BY n)).*
FROM generate_series(1, 3) n, CAST('2024-05-01 12:00Z' AS timestamptz) at;
SELECT journey_no(at, NULL, '1 hour') OVER () FROM (SELECT timestamptz '2024-05-01' WHERE false) i (at);
SELECT count(*) AS contacts, count(DISTINCT partition) AS partitions, bool_and(j = n / 3 + 1 AND c = n % 3 + 1) AS as_made
FROM (SELECT partition, n, journey_no(at, NULL, '1 hour') OVER w AS j, contact_no(at, NULL, '1 hour') OVER w AS c
      FROM generate_series(1, 1000) partition, generate_series(0, 11) n,
           LATERAL (SELECT '2024-05-01Z'::timestamptz + n * interval '1 hour' + n / 3 * interval '1 hour') a (at)
      WINDOW w AS (PARTITION BY partition ORDER BY at)) s;

-- Journeys of many contacts, and many journeys of one customer.
SELECT max(journey_no) AS journeys, max(contact_no) AS contacts, bool_and(contacts = 100000) AS whole, bool_and(bounced IS NOT FALSE) AS bounced
FROM (SELECT (t).* FROM (SELECT trace(CASE n % 2 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-05-01Z'::timestamptz + n * interval '1 minute', NULL, '1 hour', NULL)
                                OVER (ORDER BY n) AS t FROM generate_series(1, 100000) n OFFSET 0) s) t;
SELECT max(journey_no) AS journeys, bool_and(contact_no = 1 AND contacts = 1 AND bounced IS NOT TRUE) AS alone
FROM (SELECT (t).* FROM (SELECT trace(CASE n % 2 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-05-01Z'::timestamptz + n * interval '1 minute', NULL, '1 second', NULL)
                                OVER (ORDER BY n) AS t FROM generate_series(1, 100000) n OFFSET 0) s) t;
