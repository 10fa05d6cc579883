-- A digital contact bounces when a human one of the same request starts at or after it
-- starts, and no later than its end plus the window. Cases checked by hand; the window
-- is an hour.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set cases :abs_srcdir '/data/cases.sql'
\i :cases

INSERT INTO small_case (title, contacts) VALUES
('digital alone', 'd0..5'),
('human alone', 'h0..5'),
('digital, then human', 'd0..5 h30..40'),
('human, then digital', 'h0..5 d30..40'),
('written in another order', 'h30..40 d0..5'),
('a microsecond less than the window', 'd0..5 h65<'),
('the window', 'd0..5 h65'),
('a microsecond more than the window', 'd0..5 h65>'),
('counted from the end', 'd0..100 h160'),
('human during digital', 'd0..50 h20..30'),
('human after a digital that lasts longer', 'd0..300 d10..20 h90'),
('both at once, human first', 'h0..50 d0..10'),
('both at once, digital first', 'd0..10 h0..50'),
('human a microsecond too early', 'd0..10 h0<'),
('all at once', 'h0 d0 h0 d0 d0 d0 h0 d0 d0 h0'),
('one human for three', 'd0..5 d20..25 d40..45 h50'),
('one human for the last of three', 'd0..5 d40..45 d80..85 h140'),
('two humans for one', 'd0..5 h20 h50'),
('the first human is in time, the second is not', 'd0..5 h20 h66'),
('no human in time, a later digital', 'd0..5 d70..75 h80'),
('origin: last in reach, though an earlier one ended later', 'd0..120 d10..20 h60'),
('origin: the last is out of reach', 'd0..120 d10..20 h81'),
('origin: of those that had started', 'd0..5 h20 d30..35 h40'),
('origin: the longer of two that start together', 'd0..30 d0..5 h20'),
('no end', 'd0 h60'),
('no end, too late', 'd0 h60>'),
('end before start', 'd50..0 h110'),
('end before start, too late', 'd50..0 h110>'),
('no start', 'd?..5 d0..5 h? h20');
CALL load_cases();
SELECT title, contacts, bounced, origins FROM facts('1 hour');
SELECT * FROM differences('1 hour', data_end());

-- Customers and requests have nothing to do with each other.
SELECT customer, request, kind, to_char(started_at, 'HH24:MI') AS at, bounced(kind, started_at, NULL, '1 hour') OVER w
FROM (VALUES ('a', 'x', 'digital', timestamptz '2024-05-01 12:00Z'), ('a', 'y', 'human', '2024-05-01 12:10Z'),
             ('b', 'x', 'human', '2024-05-01 12:10Z'), ('a', 'x', 'human', '2024-05-01 13:10Z'),
             ('b', 'x', 'digital', '2024-05-01 12:05Z')) AS i (customer, request, kind, started_at)
WINDOW w AS (PARTITION BY customer, request ORDER BY started_at)
ORDER BY customer, request, started_at;

-- The value at the origin may be of any type, and null.
SELECT kind, to_char(started_at, 'HH24:MI') AS at, bounce_origin(channel, kind, started_at, NULL, '1 hour') OVER w AS channel,
       bounce_origin(place, kind, started_at, NULL, '1 hour') OVER w AS place, bounce_origin(i, kind, started_at, NULL, '1 hour') OVER w AS whole_row
FROM (VALUES ('digital', timestamptz '2024-05-01 12:00Z', 'app', ARRAY[1, NULL]), ('human', '2024-05-01 12:10Z', 'phone', '{2}'),
             ('digital', '2024-05-01 12:20Z', NULL, NULL), ('human', '2024-05-01 13:20Z', 'phone', '{4}'),
             ('human', '2024-05-01 13:21Z', 'phone', '{5}')) AS i (kind, started_at, channel, place)
WINDOW w AS (ORDER BY started_at);
SELECT kind, length(bounce_origin(repeat(kind, 100000), kind, started_at, NULL, '1 hour') OVER (ORDER BY started_at))
FROM (VALUES ('digital', timestamptz '2024-05-01 12:00Z'), ('human', '2024-05-01 12:10Z')) AS i (kind, started_at);
