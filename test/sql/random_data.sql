-- 240 random data sets: the extension says what the oracle says, on every contact
-- and every rate, at three windows, and as of several moments.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set random :abs_srcdir '/data/random.sql'
\i :random
-- Some sets have no human contact.
SET client_min_messages = warning;

CREATE TEMP TABLE difference (set_no integer, within interval, as_of_no integer, what text, difference text);
DO $$
BEGIN
    FOR n IN 1..240 LOOP
        CALL test.load_set(n);
        INSERT INTO difference
        SELECT n, q.within, q.as_of_no, d.*
        FROM test.question q, LATERAL test.moment(q.as_of_no) AS at, LATERAL test.differences(q.within, at) d;
    END LOOP;
END
$$;
SELECT * FROM difference ORDER BY set_no, within, as_of_no LIMIT 10;

-- The data are what they are meant to be.
SELECT count(DISTINCT set_no) >= 200 AS sets,
       count(*) FILTER (WHERE customer IS NULL OR request IS NULL) > 100 AS unlinkable,
       count(*) FILTER (WHERE started_at IS NULL) > 100 AS undated,
       count(*) FILTER (WHERE ended_at < started_at) > 100 AS reversed
FROM random;
WITH next AS (
    SELECT started_at, ended_at, kind, lead(started_at) OVER w AS next_start, lead(kind) OVER w AS next_kind
    FROM random WINDOW w AS (PARTITION BY set_no, customer, request ORDER BY started_at)
)
SELECT count(*) FILTER (WHERE next_start = started_at) > 100 AS ties,
       count(*) FILTER (WHERE next_start = started_at AND next_kind <> kind) > 100 AS ties_of_both_kinds,
       count(*) FILTER (WHERE next_start < ended_at) > 100 AS overlaps,
       count(*) FILTER (WHERE next_start = greatest(started_at, ended_at) + interval '4 hours') > 10 AS gaps_of_the_window,
       count(*) FILTER (WHERE next_start = greatest(started_at, ended_at) + interval '4 hours 1 microsecond') > 10 AS a_little_more
FROM next;
