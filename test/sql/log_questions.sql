-- Every question to a log says what the oracle, or plain SQL, says of its contacts: on random
-- data of several shapes, at three windows, as of several moments, by request and by customer.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set logs :abs_srcdir '/model/logs.sql'
\i :logs
-- Some sets have no human contact.
SET client_min_messages = warning;

-- Each shape is there for a reason. Most contacts start at whole hours, so that they tie,
-- overlap, and lie a window apart to the microsecond.
CREATE TABLE shape (shape_no serial, title text, contacts integer, customers integer, requests integer, span integer, digital integer, unit interval, base timestamptz);
INSERT INTO shape (title, contacts, customers, requests, span, digital, unit, base) VALUES
('one contact', 1, 1, 1, 10, 10, '1 hour', '2024-03-29 22:00Z'),
('two contacts', 2, 1, 1, 4, 5, '1 hour', '2024-03-29 22:00Z'),
('three contacts', 3, 1, 1, 4, 7, '1 hour', '2024-03-29 22:00Z'),
('dense', 360, 20, 3, 60, 6, '1 hour', '2024-03-29 22:00Z'),
('sparse', 360, 90, 2, 480, 6, '1 hour', '2024-10-20 22:00Z'),
('all digital', 100, 10, 2, 60, 10, '1 hour', '2024-03-29 22:00Z'),
('all human', 100, 10, 2, 60, 0, '1 hour', '2024-03-29 22:00Z'),
('one request, more than a block', 520, 1, 1, 2000, 6, '1 hour', '2024-03-29 22:00Z'),
('ties', 240, 60, 3, 2, 9, '1 hour', '2024-03-29 22:00Z'),
('milliseconds', 240, 20, 2, 100, 6, '1 hour 1 millisecond', '2024-03-29 22:00:00.5Z'),
('microseconds', 240, 20, 2, 100, 6, '1 hour 1 microsecond', '2024-03-29 22:00Z'),
('long ago', 200, 20, 2, 60, 6, '1 hour', '4713-03-01 BC'),
('far ahead', 200, 20, 2, 60, 6, '1 hour', '294246-03-01Z');

CREATE PROCEDURE load_shape(the_shape integer) LANGUAGE sql AS $$
TRUNCATE test.logged;
INSERT INTO test.logged
SELECT i, CASE WHEN test.pick(12, n, i, 1) > 0 THEN 'customer ' || test.pick(customers, n, i, 2) END,
       CASE WHEN test.pick(12, n, i, 3) > 0 THEN 'request ' || test.pick(requests, n, i, 4) END,
       CASE WHEN test.pick(10, n, i, 5) < digital THEN 'digital' ELSE 'human' END,
       CASE WHEN test.pick(25, n, i, 6) > 0 THEN started_at END,
       CASE test.pick(8, n, i, 7)
           WHEN 0 THEN NULL
           WHEN 1 THEN started_at
           WHEN 2 THEN started_at - test.pick(9, n, i, 8) * unit
           WHEN 3 THEN started_at + test.pick(50, n, i, 8) * unit
           ELSE started_at + test.pick(4, n, i, 8) * unit END,
       ('{app,web,Chat,phone,branch,""}'::text[])[1 + test.pick(7, n, i, 9)],
       CASE WHEN test.pick(4, n, i, 10) > 0 THEN test.pick(30, n, i, 11) * 20 - 40 END
FROM test.shape s, generate_series(1, s.contacts) i, LATERAL (SELECT shape_no AS n) x,
     -- some a microsecond beside the hour, where the unit is an hour
     LATERAL (SELECT base + test.pick(span, n, i, 12) * unit
                     + CASE WHEN shape_no > 3 AND test.pick(6, n, i, 13) = 0 THEN interval '1 microsecond' ELSE '0' END * (test.pick(3, n, i, 14) - 1)) AS d (started_at)
WHERE shape_no = the_shape
$$;

-- As of: not given; in the midst of it; before all of it; long after it.
CREATE FUNCTION moments() RETURNS SETOF timestamptz STABLE LANGUAGE sql AS $$
SELECT unnest(ARRAY[NULL, min(started_at) + (max(started_at) - min(started_at)) / 2, min(started_at) - interval '1 second',
                    test.logged_end() + interval '20 days'])
FROM test.logged
$$;

DO $$
DECLARE
    log failure_demand.contact_log;
    the_match text;
    q record;
BEGIN
    FOR n IN 1..(SELECT max(shape_no) FROM test.shape) LOOP
        CALL test.load_shape(n);
        log := test.log_of_logged();
        FOREACH the_match IN ARRAY '{request,customer}'::text[] LOOP
            CONTINUE WHEN the_match = 'customer' AND (SELECT requests = 1 FROM test.shape WHERE shape_no = n);
            CALL test.load_logged(the_match);
            ANALYZE oracle.contact;
            FOR q IN SELECT * FROM unnest('{30 minutes,4 hours,2 days}'::interval[], '{day,day,week}'::text[]) w (within, bucket), test.moments() as_of LOOP
                PERFORM test.compare_answers(log, q.within, q.as_of, the_match, q.bucket, 'Europe/Paris');
            END LOOP;
        END LOOP;
    END LOOP;
END
$$;
SELECT * FROM answer_difference ORDER BY question, match, within, as_of, key LIMIT 10;
-- Something was asked, and answered.
SELECT question, sum(answers) >= 90 AS many FROM answered GROUP BY 1 ORDER BY 1;
