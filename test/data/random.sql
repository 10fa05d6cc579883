\set ECHO none
-- Random data sets, the same at every run: small, so that contacts tie, overlap
-- and lie a window apart to the microsecond; some near the ends of what a timestamp
-- holds (extract(epoch), on which the oracle rests, is exact until 294247); rows in no order.
SET client_min_messages = warning;

CREATE TABLE test.data_set (
    set_no    integer PRIMARY KEY,
    contacts  integer,
    customers integer,
    requests  integer,
    span      integer,      -- hours in which contacts start
    digital   integer,      -- tenths of the contacts
    base      timestamptz
);
INSERT INTO test.data_set
SELECT n, CASE WHEN n <= 3 THEN n - 1 ELSE test.pick(48, n, 1) END,
       1 + test.pick(4, n, 2), 1 + test.pick(3, n, 3),
       1 + test.pick(CASE n % 3 WHEN 0 THEN 4 ELSE 72 END, n, 4),
       CASE n % 8 WHEN 0 THEN 0 WHEN 1 THEN 10 ELSE 2 + test.pick(7, n, 5) END,
       CASE n % 10 WHEN 0 THEN '4714-11-25 00:00:00+00 BC'
                   WHEN 1 THEN '294246-12-01 00:00:00+00'
                   ELSE '2024-03-30 12:00:00+00' END::timestamptz
FROM generate_series(1, 240) n;

CREATE TABLE test.random (LIKE test.interaction, set_no integer NOT NULL);
INSERT INTO test.random
SELECT s.set_no * 1000 + i,
       CASE WHEN test.pick(12, set_no, i, 1) > 0 THEN 'customer ' || test.pick(customers, set_no, i, 2) END,
       CASE WHEN test.pick(12, set_no, i, 3) > 0 THEN 'request ' || test.pick(requests, set_no, i, 4) END,
       CASE WHEN test.pick(10, set_no, i, 5) < digital THEN 'digital' ELSE 'human' END,
       CASE WHEN test.pick(20, set_no, i, 6) > 0 THEN started_at END,
       CASE test.pick(10, set_no, i, 7)
           WHEN 0 THEN NULL
           WHEN 1 THEN NULL
           WHEN 2 THEN started_at
           WHEN 3 THEN started_at
           WHEN 4 THEN started_at - test.pick(9, set_no, i, 8) * interval '1 hour'
           WHEN 5 THEN started_at + test.pick(100, set_no, i, 8) * interval '1 hour'
           ELSE started_at + test.pick(6, set_no, i, 8) * interval '1 hour' END,
       set_no
FROM test.data_set s, generate_series(1, s.contacts) i,
     -- mostly whole hours, some a microsecond beside
     LATERAL (SELECT base + test.pick(span, set_no, i, 9) * interval '1 hour'
                     + greatest(test.pick(5, set_no, i, 10) - 2, -1) % 2 * interval '1 microsecond') AS d (started_at);

-- The windows and moments at which every set is looked at.
CREATE TABLE test.question (within interval, as_of_no integer);
INSERT INTO test.question
SELECT within::interval, as_of_no
FROM unnest('{30 minutes,4 hours,2 days}'::text[]) within, generate_series(0, 4) as_of_no;

-- As of: not given, the end of the data, in the midst of it twice, and before all of it.
CREATE FUNCTION test.moment(as_of_no integer) RETURNS timestamptz STABLE LANGUAGE sql AS $$
SELECT CASE as_of_no
    WHEN 1 THEN test.data_end()
    WHEN 2 THEN test.data_end() - interval '4 hours'
    WHEN 3 THEN min(started_at) + (max(started_at) - min(started_at)) / 2
    WHEN 4 THEN min(started_at) - interval '1 microsecond' END
FROM test.interaction
$$;

CREATE PROCEDURE test.load_set(the_set integer) LANGUAGE sql AS $$
DELETE FROM test.interaction;
INSERT INTO test.interaction
SELECT contact_id, customer, request, kind, started_at, ended_at FROM test.random WHERE set_no = the_set;
CALL test.load_oracle();
$$;

-- The rates of every set, at the end of its own data. Filled by test.ask_oracle().
CREATE TABLE test.oracle_rate (set_no integer, within interval, rates test.rates);

CREATE PROCEDURE test.ask_oracle() LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1..(SELECT max(set_no) FROM test.data_set) LOOP
        CALL test.load_set(n);
        INSERT INTO test.oracle_rate
        SELECT n, within, test.oracle_rates(within, test.data_end())
        FROM (SELECT DISTINCT within FROM test.question) q;
    END LOOP;
    DELETE FROM test.interaction;
END
$$;

-- The question for the rates of every set that has contacts, of a table like test.random.
CREATE FUNCTION test.rates_query(of_table text, within interval) RETURNS text IMMUTABLE LANGUAGE sql AS $$
SELECT format('SELECT set_no, ROW(bounce_rate(customer, request, kind, started_at, ended_at, %2$L),
                                  global_fcr(customer, request, kind, started_at, ended_at, %2$L),
                                  next_contact_avoidance(customer, request, kind, started_at, ended_at, %2$L)
                              )::test.rates
               FROM %1$s GROUP BY set_no', $1, $2)
$$;

-- The sets of which the extension, asked so, does not say what the oracle says.
CREATE FUNCTION test.grouped_difference(of_table text)
RETURNS TABLE (within interval, set_no integer, extension test.rates, oracle test.rates) LANGUAGE plpgsql AS $$
BEGIN
    FOR within IN SELECT DISTINCT q.within FROM test.question q LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L::interval, set_no, e.rates, o.rates
             FROM (%s) AS e (set_no, rates)
             FULL JOIN (SELECT * FROM test.oracle_rate WHERE within = %1$L AND set_no IN (SELECT set_no FROM %3$s)) o
                 USING (set_no)
             WHERE e.rates IS DISTINCT FROM o.rates',
            within, test.rates_query(of_table, within), of_table);
    END LOOP;
END
$$;

RESET client_min_messages;
\set ECHO all
