\set ECHO none
-- Contacts whose customers and requests are the values of an expression over n.
SET client_min_messages = warning;

CREATE TABLE test.numbered (
    contact_id bigint, customer_n integer, request_n integer, kind text, started_at timestamptz, ended_at timestamptz
);
INSERT INTO test.numbered
SELECT i, test.pick(15, i, 1), test.pick(15, i, 2), CASE test.pick(2, i, 3) WHEN 0 THEN 'digital' ELSE 'human' END,
       started_at, started_at + test.pick(4, i, 4) * interval '1 hour'
FROM generate_series(1, 500) i,
     LATERAL (SELECT '2024-01-01'::timestamptz + test.pick(1000, i, 5) * interval '1 hour') AS s (started_at);

-- The rates where customer and request are expressions over n, from 0 to 11; a fifth
-- of the contacts have neither.
CREATE FUNCTION test.typed_rates(customer text, request text) RETURNS test.rates LANGUAGE plpgsql AS $$
DECLARE
    result test.rates;
BEGIN
    EXECUTE format(
        'SELECT bounce_rate(c.v, r.v, kind, started_at, ended_at, ''1 day''),
                global_fcr(c.v, r.v, kind, started_at, ended_at, ''1 day''),
                next_contact_avoidance(c.v, r.v, kind, started_at, ended_at, ''1 day'')
         FROM test.numbered
         LEFT JOIN (SELECT n, %s AS v FROM generate_series(0, 11) n OFFSET 0) c ON c.n = customer_n
         LEFT JOIN (SELECT n, %s AS v FROM generate_series(0, 11) n OFFSET 0) r ON r.n = request_n',
        customer, request) INTO result;
    RETURN result;
END
$$;

-- The same by the oracle, to which a value is the least n of its equals.
CREATE FUNCTION test.typed_oracle_rates(customer text, request text) RETURNS test.rates LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE test.interaction;
    EXECUTE format(
        'INSERT INTO test.interaction
         SELECT contact_id, c.v, r.v, kind, started_at, ended_at
         FROM test.numbered
         LEFT JOIN (SELECT n, min(n) OVER (PARTITION BY %s) AS v FROM generate_series(0, 11) n) c ON c.n = customer_n
         LEFT JOIN (SELECT n, min(n) OVER (PARTITION BY %s) AS v FROM generate_series(0, 11) n) r ON r.n = request_n',
        customer, request);
    CALL test.load_oracle();
    RETURN test.oracle_rates('1 day', test.data_end());
END
$$;

-- How many values an expression has, and whether the extension takes the same ones
-- for equal, be they customers, requests, or both.
CREATE FUNCTION test.agreement(expression text, OUT values_found integer, OUT as_customer boolean,
                               OUT as_request boolean, OUT as_both boolean) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM generate_series(0, 11) n GROUP BY %s) g',
                   expression) INTO values_found;
    as_customer := test.typed_rates(expression, 'n % 3') = test.typed_oracle_rates(expression, 'n % 3');
    as_request := test.typed_rates('n % 3', expression) = test.typed_oracle_rates('n % 3', expression);
    as_both := test.typed_rates(expression, expression) = test.typed_oracle_rates(expression, expression);
END
$$;
RESET client_min_messages;
\set ECHO all
