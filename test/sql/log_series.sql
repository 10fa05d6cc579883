-- Series by day, week and month in a time zone, where clocks change and days begin late: by
-- the local date of the start, and looking ahead over the edge of a bucket.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set logs :abs_srcdir '/model/logs.sql'
\i :logs

-- Contacts every few minutes or hours around a moment, some on the hour, some at the last
-- microsecond before.
CREATE PROCEDURE load_around(moment timestamptz, step interval) LANGUAGE sql AS $$
TRUNCATE test.logged;
INSERT INTO test.logged
SELECT i, 'customer ' || test.pick(40, i, 1), CASE WHEN i % 15 > 0 THEN 'request ' || test.pick(2, i, 2) END,
       CASE WHEN test.pick(10, i, 3) < 7 THEN 'digital' ELSE 'human' END,
       moment + (i - 100) * step - CASE WHEN i % 3 = 0 THEN interval '1 microsecond' ELSE '0' END, NULL,
       'channel ' || test.pick(3, i, 4), i
FROM generate_series(1, 200) i;
CALL test.load_logged('request');
ANALYZE oracle.contact;
$$;

-- Paris: the day of 23 hours and the day of 25, a week and a month that have one, and the turn
-- of a year whose last days are of the next year's first week. Sao Paulo: clocks went
-- forward at midnight, so that a day began at one o'clock, and back at midnight. Kathmandu: three
-- quarters of an hour beside the others. New Zealand: the first to have a new year. The Azores and
-- Cuba: the first hour of a day comes twice. Newfoundland: clocks went back a minute after midnight.
CREATE TABLE place (zone text, moment timestamptz);
INSERT INTO place VALUES
('Europe/Paris', '2024-03-31 01:00Z'), ('Europe/Paris', '2024-10-27 01:00Z'), ('Europe/Paris', '2024-12-30 23:00Z'), ('Europe/Paris', '2020-12-31 23:00Z'),
('America/Sao_Paulo', '2018-11-04 03:00Z'), ('America/Sao_Paulo', '2018-02-18 02:00Z'), ('Asia/Kathmandu', '2024-02-29 18:15Z'),
('Pacific/Auckland', '2023-12-31 11:00Z'), ('Atlantic/Azores', '2024-10-27 01:00Z'), ('America/Havana', '2024-11-03 05:00Z'),
('America/St_Johns', '2010-11-07 02:31Z'), ('UTC', '2024-02-29 00:00Z');
DO $$
DECLARE
    p record;
    b record;
BEGIN
    FOR p IN SELECT * FROM test.place LOOP
        FOR b IN SELECT * FROM unnest('{day,week,month}'::text[], '{20 minutes,4 hours,12 hours}'::interval[]) b (bucket, step) LOOP
            CALL test.load_around(p.moment, b.step);
            PERFORM test.compare_answers(test.log_of_logged(), '4 hours', NULL, 'request', b.bucket, p.zone);
        END LOOP;
    END LOOP;
END
$$;
SELECT * FROM answer_difference ORDER BY question, match, within, as_of, key LIMIT 10;

-- Days begin where they do, and are as long as they are.
CALL load_around('2024-03-31 01:00Z', '4 hours');
SELECT "time" AT TIME ZONE 'Europe/Paris' AS begins, lead("time") OVER (ORDER BY "time") - "time" AS lasts
FROM fcr_series(log_of_logged(), '4 hours', 'day', 'Europe/Paris') WHERE "time" BETWEEN '2024-03-29' AND '2024-04-02';
CALL load_around('2018-11-04 03:00Z', '4 hours');
SELECT "time" AT TIME ZONE 'America/Sao_Paulo' AS begins, lead("time") OVER (ORDER BY "time") - "time" AS lasts
FROM bounce_series(log_of_logged(), '4 hours', time_zone => 'America/Sao_Paulo') WHERE "time" BETWEEN '2018-11-02' AND '2018-11-06';

-- A day that a place has skipped is not there; the contacts before and after it are.
SELECT "time" AT TIME ZONE 'Pacific/Apia' AS begins, denominator + immature AS journeys
FROM (SELECT contact_log(i, 1, 'app', 'digital', at, NULL) FROM unnest('{2011-12-29 12:00Z,2011-12-30 09:59:59.999999Z,2011-12-30 10:00Z,2012-01-02 00:00Z}'::timestamptz[]) WITH ORDINALITY u (at, i)) l (log),
     fcr_series(log, '1 hour', 'day', 'Pacific/Apia');

-- Weeks begin on Monday, also where the year does not; the default is the day of UTC.
CALL load_around('2024-12-30 23:00Z', '12 hours');
SELECT to_char("time" AT TIME ZONE 'Europe/Paris', 'IYYY-"W"IW-ID HH24:MI') AS begins
FROM bounce_series(log_of_logged(), '4 hours', 'week', 'Europe/Paris') WHERE "time" BETWEEN '2024-12-20' AND '2025-01-10';
SELECT count(*) = 0 AS same
FROM (SELECT * FROM bounce_series(log_of_logged(), '4 hours') EXCEPT ALL SELECT * FROM bounce_series(log_of_logged(), '4 hours', 'day', 'UTC')) d;

-- A zone may be an abbreviation or an offset, as in AT TIME ZONE.
SELECT zone, min("time") FROM unnest('{CET,+05:30}'::text[]) zone, bounce_series(log_of_logged(), '4 hours', 'month', zone) GROUP BY zone ORDER BY zone COLLATE "C" DESC;

-- Looking ahead: tried just before midnight, called just after it; counted where it was tried.
-- Between them is a month without contacts: zeros, and a null rate.
SELECT which, s.time, numerator, denominator, rate, immature
FROM (SELECT contact_log(c, 'r', 'any', k, t, NULL)
      FROM (VALUES (1, 'digital', timestamptz '2024-05-31 23:59Z'), (1, 'human', '2024-06-01 00:01Z'), (2, 'digital', '2024-07-02 00:00Z'), (3, 'human', '2024-07-09 00:00Z')) v (c, k, t)) l (log),
     unnest('{bounce,fcr}'::text[]) WITH ORDINALITY q (which, place),
     LATERAL (SELECT * FROM bounce_series(log, '1 hour', 'month') WHERE which = 'bounce'
              UNION ALL SELECT * FROM fcr_series(log, '1 hour', 'month') WHERE which = 'fcr') s
ORDER BY place, s.time;
