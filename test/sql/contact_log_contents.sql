-- What a log holds: no contacts, contacts that cannot be used, channels, handle seconds and times
-- of every kind, and numbers of contacts around those at which its form changes.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- No rows: no log. Rows that cannot be used: a log that counts them, and has no rates.
SELECT contact_log(1, 1, 'app', 'digital', now(), now()) IS NULL AS no_rows FROM generate_series(1, 0);
CREATE TABLE odd (title text, log contact_log);
INSERT INTO odd VALUES
('undated', (SELECT contact_log(i, i, 'app', 'digital', NULL, '2024-05-01Z', i) FROM generate_series(1, 3) i)),
('no customer', (SELECT contact_log(NULL::integer, i, 'app', 'digital', '2024-05-01Z', '2024-05-02Z', i) FROM generate_series(1, 3) i)),
('no request', (SELECT contact_log(i, NULL::text, 'app', 'digital', '2024-05-01Z', '2024-05-02Z', i) FROM generate_series(1, 3) i)),
('nothing', (SELECT contact_log(NULL::text, NULL::text, NULL, 'human', NULL, NULL, NULL) FROM generate_series(1, 3))),
('reversed', (SELECT contact_log(i, i, 'app', 'digital', '2024-05-02Z', '2024-05-01Z', i) FROM generate_series(1, 3) i));
INSERT INTO odd SELECT 'all of them', rollup(log) FROM odd;
SELECT title, q.* FROM odd, quality(log) q ORDER BY title COLLATE "C";
SELECT title, match, bounce_rate(log, '1 day', '2024-06-01Z', match) AS rate, b.denominator, b.unlinkable,
       (SELECT count(*) FROM journey_lengths(log, '1 day', NULL, match)) AS lengths, (SELECT count(*) FROM bounce_series(log, '1 day', match => match)) AS days,
       (SELECT count(*) FROM bounce_by_channel(log, '1 day', NULL, match)) AS channels, (SELECT string_agg(contacts::text, ' ') FROM handle_time(log, '1 day', NULL, match)) AS handled,
       (SELECT count(probability) FROM recontact_curve(log, '1 day', '1 day', NULL, match)) AS points
FROM odd, unnest('{request,customer}'::text[]) match, bounce(log, '1 day', '2024-06-01Z', match) b ORDER BY title COLLATE "C", match DESC;

-- ---- channels ----

-- By bytes, whatever the collation; null last; the empty name is a name.
SELECT channel, denominator, unlinkable
FROM (SELECT contact_log(i, CASE WHEN i % 4 > 0 THEN 1 END, channel, 'digital', '2024-05-01Z', NULL) FROM unnest(ARRAY['b', 'B', NULL, 'ab', '', 'Ä', 'a', 'é']) WITH ORDINALITY c (channel, i)) l (log),
     bounce_by_channel(log, '1 day', '2024-06-01Z');
-- quality() counts null as one, as long as a dated contact has it.
SELECT (quality(contact_log(1, 1, channel, 'digital', started_at, NULL))).channels
FROM (VALUES (1, 'app', timestamptz '2024-05-01Z'), (1, NULL, '2024-05-01Z'), (2, 'app', '2024-05-01Z'), (2, '', '2024-05-01Z'), (3, NULL, '2024-05-01Z'),
             (4, 'app', '2024-05-01Z'), (4, NULL, NULL)) c (log, channel, started_at) GROUP BY log ORDER BY log;
-- A name of 65,535 bytes is the longest.
SELECT n, error_of(format($$SELECT (quality(contact_log(1, 1, repeat('é', %s) || 'x', 'digital', now(), NULL))).channels$$, n)) FROM unnest('{32767,32768}'::integer[]) n;
SELECT length(channel), denominator
FROM (SELECT contact_log(i, 1, repeat('x', i), 'digital', '2024-05-01Z', NULL) FROM unnest('{65534,65535}'::integer[]) i) l (log), bounce_by_channel(log, '1 day', '2024-06-01Z');
SELECT error_of($$SELECT channel_fcr(contact_log(1, 1, repeat('x', 65535), 'human', now(), NULL), ARRAY[repeat('x', 65536)], '1 day')$$) ~ '^22023: the log has no channel "x+"' AS too_long_is_none;
-- Many: each is told apart, alone and after a rollup; 65,535 are the most.
CREATE VIEW channels AS
SELECT n, i, contact_log(1, 1, 'channel ' || i, 'digital', '2024-05-01Z', NULL, i) AS log FROM unnest('{255,256,257,1000}'::integer[]) n, generate_series(1, n) i GROUP BY n, i;
SELECT n, (quality(rollup)).channels, (SELECT count(*) FROM bounce_by_channel(rollup, '1 day', '2024-06-01Z') WHERE denominator = 1) AS told_apart, rollup::text = direct::text AS same
FROM (SELECT n, rollup(log ORDER BY hashint8(i)) FROM channels GROUP BY n) r
JOIN (SELECT n, contact_log(1, 1, 'channel ' || i, 'digital', '2024-05-01Z', NULL, i) AS direct FROM unnest('{255,256,257,1000}'::integer[]) n, generate_series(1, n) i GROUP BY n) d USING (n) ORDER BY n;
SELECT (quality(contact_log(1, 1, 'channel ' || i, 'digital', '2024-05-01Z', NULL))).channels FROM generate_series(1, 65535) i;
SELECT error_of($$SELECT contact_log(1, 1, 'channel ' || i, 'digital', '2024-05-01Z', NULL) FROM generate_series(1, 70000) i$$);
SELECT error_of($$SELECT rollup(log) FROM (SELECT contact_log(1, 1, 'channel ' || i, 'digital', '2024-05-01Z', NULL) AS log FROM generate_series(1, 70000) i GROUP BY i % 2) l$$) ~ '^54000' AS by_rollup;

-- ---- handle seconds ----

SELECT seconds, mean, median, contacts
FROM (VALUES ('{0}'::integer[]), ('{-2147483648}'), ('{2147483647}'), ('{NULL}'), ('{-1,0,1,2}'), ('{2147483647,2147483647,2147483646}'), ('{-2147483648,2147483647,NULL}')) v (seconds),
     LATERAL (SELECT contact_log(i, 1, 'phone', 'human', '2024-05-01Z', NULL, s) FROM unnest(seconds) WITH ORDINALITY u (s, i)) l (log),
     handle_time(log, '1 day') WHERE role = 'first';
-- A log with and one without are one log of both.
SELECT count(DISTINCT log::text) AS different, count(*) AS logs
FROM (SELECT contact_log(1, 1, 'a', 'human', '2024-01-01Z', NULL) UNION ALL SELECT contact_log(1, 1, 'a', 'human', '2024-01-01Z', NULL, NULL)
      UNION ALL SELECT contact_log(1, 1, 'a', 'human', '2024-01-01Z', NULL, 0)) l (log);

-- ---- times ----

-- Whole seconds, milliseconds and microseconds, in one log and in several: each time is kept to the
-- microsecond, so that windows are, and the bytes are the same.
CREATE TABLE timed AS
SELECT i, p, CASE WHEN i % 2 = 0 THEN 'digital' ELSE 'human' END AS kind,
       '2024-01-01Z'::timestamptz + i / 2 * interval '1 day' + i % 2 * interval '1 hour' + i * precise AS at
FROM (VALUES (1, interval '1 second'), (2, '1 millisecond'), (3, '1 microsecond')) u (p, precise), generate_series(0, 199) i;
CREATE TABLE timed_log AS SELECT p, contact_log(i / 2, p, 'any', kind, at, NULL) AS log FROM timed GROUP BY p;
SELECT rollup(log ORDER BY p)::text = direct::text AS up, rollup(log ORDER BY p DESC)::text = direct::text AS down
FROM timed_log, (SELECT contact_log(i / 2, p, 'any', kind, at, NULL) AS direct FROM timed) d GROUP BY direct::text;
-- The human contact comes an hour and one unit after the digital one.
SELECT p, within, (bounce(log, within)).numerator, (bounce(whole, within)).numerator AS of_the_whole
FROM timed_log, (SELECT rollup(log) AS whole FROM timed_log) w,
     unnest('{1 hour,01:00:00.000001,01:00:00.000999,01:00:00.001,01:00:00.999999,01:00:01}'::interval[]) within ORDER BY p, within;
SELECT p, first, last FROM timed_log, quality(log) ORDER BY p;

-- From end to end of what a timestamp holds.
CREATE TABLE far_apart AS
SELECT contact_log(1, 1, 'any', kind, at, until, 1) AS log
FROM (VALUES ('digital', timestamptz '4714-11-24 00:00:00Z BC', NULL::timestamptz), ('human', '4714-11-24 01:00:00Z BC', NULL), ('digital', '294276-12-31 22:59:59.999999Z', NULL),
             ('human', '294276-12-31 23:59:59.999999Z', NULL), ('human', '2000-01-01Z', '294276-12-31 23:59:59.999999Z')) v (kind, at, until);
SELECT first, last FROM far_apart, quality(log);
SELECT within, (bounce(log, within)).*, (SELECT string_agg(contacts || ':' || journeys, ' ') FROM journey_lengths(log, within)) AS journeys
FROM far_apart, unnest('{00:59:59.999999,1 hour,100000000 days,2562047788:00:54.775807}'::interval[]) within;
SELECT elapsed, at_risk, events, round(probability::numeric, 6) AS probability FROM far_apart, recontact_curve(log, '1000000 hours', '2000000 hours');
SELECT error_of($$SELECT contact_log(1, 1, 'a', 'human', '4714-11-24Z BC', '294276-12-31Z')$$);
SELECT error_of(format($$SELECT contact_log(1, 1, 'a', 'human', %s)$$, times)) FROM unnest(ARRAY['''infinity'', NULL', 'NULL, ''-infinity''']) times;

-- ---- numbers of contacts ----

-- Pairs of a digital contact and a call an hour later; the last may be alone.
CREATE FUNCTION pairs(first integer, last integer) RETURNS contact_log LANGUAGE sql STABLE AS $$
SELECT contact_log(i / 2, 1, 'any', CASE WHEN i % 2 = 0 THEN 'digital' ELSE 'human' END, '2024-01-01Z'::timestamptz + i * interval '1 hour', NULL, i)
FROM (SELECT i FROM generate_series(first, last - 1) i ORDER BY hashint4(i)) s
$$;
SELECT n, (q).contacts = n AS contacts, (b).numerator = n / 2 AND (b).denominator = (n + 1) / 2 AS bounced, half::text = whole::text AS merged, other::text = whole::text AS one_more
FROM unnest('{1,2,511,512,513,1023,1024,1025,1535,1536,1537,2047,2048,2049,16383,16384,16385,32767,32768,32769}'::integer[]) n,
     LATERAL (SELECT pairs(0, n) AS whole, pairs(0, n / 2) AS first_half, pairs(n / 2, n) AS second_half, pairs(0, n - 1) AS but_one, pairs(n - 1, n) AS last) l,
     LATERAL (SELECT quality(whole) AS q, bounce(whole, '1 hour', '2030-01-01Z') AS b) q,
     LATERAL (SELECT rollup(log) AS half FROM unnest(ARRAY[second_half, first_half]) log) h, LATERAL (SELECT rollup(log) AS other FROM unnest(ARRAY[but_one, last]) log) o;
