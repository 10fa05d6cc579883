-- What the tests share: a table of interactions as a user would have it, and the
-- differences between what the extension and the oracle say of it. A difference
-- that has rows is a defect.

DROP SCHEMA IF EXISTS test CASCADE;
CREATE SCHEMA test;

-- Anything may be null, reversed or unordered here; kind is text, as in most tables.
CREATE TABLE test.interaction (
    contact_id bigint PRIMARY KEY,
    customer   text,
    request    text,
    kind       text NOT NULL,
    started_at timestamptz,
    ended_at   timestamptz
);

CREATE TYPE test.rates AS (
    bounce_rate            double precision,
    global_fcr             double precision,
    next_contact_avoidance double precision
);

-- The end of the data, its latest start: what as_of is where nobody gives it.
CREATE FUNCTION test.data_end() RETURNS timestamptz STABLE LANGUAGE sql
SET search_path = failure_demand, failure_demand_internal AS $$
SELECT max(started_at) FROM test.interaction
$$;

-- Gives the oracle what it is defined for: linkable, dated, no end before its start.
-- The channel is of no account to what is compared.
CREATE PROCEDURE test.load_oracle() LANGUAGE sql AS $$
TRUNCATE oracle.contact;
INSERT INTO oracle.contact
SELECT contact_id, customer, request, kind, kind, started_at, greatest(started_at, ended_at)
FROM test.interaction
WHERE customer IS NOT NULL AND request IS NOT NULL AND started_at IS NOT NULL
$$;

-- trace() against the oracle, on every contact. A null as_of hides nothing and
-- leaves mature null.
CREATE FUNCTION test.trace_difference(within interval, as_of timestamptz)
RETURNS TABLE (said_by text, contact_id bigint, journey_no bigint, contact_no bigint,
               contacts bigint, bounced boolean, mature boolean, recontact_after interval, followed boolean)
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
WITH traced AS MATERIALIZED (
    SELECT i.contact_id, trace(kind, started_at, ended_at, $1, $2) OVER w AS t
    FROM test.interaction i
    WHERE customer IS NOT NULL AND request IS NOT NULL
    WINDOW w AS (PARTITION BY customer, request
                 ORDER BY started_at, kind::channel_kind, greatest(started_at, ended_at), i.contact_id)
), ours AS (
    SELECT t.contact_id, (t.t).* FROM traced t WHERE NOT t.t IS NULL
), theirs AS MATERIALIZED (
    SELECT o.contact_id, o.journey_no, o.contact_no, o.contacts, o.bounced,
           CASE WHEN $2 IS NOT NULL THEN o.mature END AS mature, o.recontact_after,
           coalesce(o.recontact_after <= $1, false) AS followed
    FROM oracle.trace($1, (SELECT coalesce($2, test.data_end()))) o
)
(SELECT 'extension', * FROM ours EXCEPT ALL SELECT 'extension', * FROM theirs)
UNION ALL
(SELECT 'oracle', * FROM theirs EXCEPT ALL SELECT 'oracle', * FROM ours)
$$;

-- The window functions that say one thing each, which know no as_of: they are
-- shown the contacts that had started by then. The origin is asked for as a
-- value that is passed by value and as one that is not.
CREATE FUNCTION test.fact_difference(within interval, as_of timestamptz)
RETURNS TABLE (said_by text, contact_id bigint, journey_no bigint, contact_no bigint,
               bounced boolean, bounced_from bigint, bounced_from_text text)
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
WITH ours AS MATERIALIZED (
    SELECT i.contact_id,
           journey_no(started_at, ended_at, $1) OVER w AS journey_no,
           contact_no(started_at, ended_at, $1) OVER w AS contact_no,
           bounced(kind, started_at, ended_at, $1) OVER w AS bounced,
           bounce_origin(i.contact_id, kind, started_at, ended_at, $1) OVER w AS bounced_from,
           bounce_origin('contact ' || i.contact_id, kind, started_at, ended_at, $1) OVER w AS bounced_from_text
    FROM test.interaction i
    WHERE customer IS NOT NULL AND request IS NOT NULL
      AND (started_at <= $2 OR started_at IS NULL)
    WINDOW w AS (PARTITION BY customer, request
                 ORDER BY started_at, kind::channel_kind, greatest(started_at, ended_at), i.contact_id)
), said AS (
    SELECT * FROM ours o
    WHERE num_nonnulls(o.journey_no, o.contact_no, o.bounced, o.bounced_from, o.bounced_from_text) > 0
), theirs AS MATERIALIZED (
    SELECT o.contact_id, o.journey_no, o.contact_no, o.bounced, o.bounced_from, 'contact ' || o.bounced_from
    FROM oracle.trace($1, $2) o
)
(SELECT 'extension', * FROM said EXCEPT ALL SELECT 'extension', * FROM theirs)
UNION ALL
(SELECT 'oracle', * FROM theirs EXCEPT ALL SELECT 'oracle', * FROM said)
$$;

-- Where contacts start together, the order of the rows decides position, origin
-- and re-contact time, and nothing else.
CREATE FUNCTION test.row_order_difference(within interval, as_of timestamptz)
RETURNS TABLE (contact_id bigint, ordered failure_demand.contact_trace, shuffled failure_demand.contact_trace)
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
WITH traced AS MATERIALIZED (
    SELECT i.contact_id,
           trace(kind, started_at, ended_at, $1, $2) OVER ordered AS o,
           trace(kind, started_at, ended_at, $1, $2) OVER shuffled AS s,
           bounced(kind, started_at, ended_at, $1) OVER ordered AS bo,
           bounced(kind, started_at, ended_at, $1) OVER shuffled AS bs,
           bounce_origin(1, kind, started_at, ended_at, $1) OVER ordered AS oo,
           bounce_origin(1, kind, started_at, ended_at, $1) OVER shuffled AS os
    FROM test.interaction i
    WHERE customer IS NOT NULL AND request IS NOT NULL
    WINDOW ordered AS (PARTITION BY customer, request
                       ORDER BY started_at, kind::channel_kind, greatest(started_at, ended_at), i.contact_id),
           shuffled AS (PARTITION BY customer, request
                        ORDER BY started_at, hashint8extended(i.contact_id, 1))
)
SELECT t.contact_id, o, s FROM traced t
WHERE ((o).journey_no, (o).contacts, (o).bounced, (o).mature, bo)
      IS DISTINCT FROM ((s).journey_no, (s).contacts, (s).bounced, (s).mature, bs)
$$;

-- The three rates as of a moment. An aggregate takes as_of from its rows, so it is
-- shown the data as they stood then: what had started, and one contact of nobody that
-- starts then.
CREATE FUNCTION test.rates(within interval, as_of timestamptz) RETURNS test.rates
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
SELECT bounce_rate(customer, request, kind, started_at, ended_at, $1),
       global_fcr(customer, request, kind, started_at, ended_at, $1),
       next_contact_avoidance(customer, request, kind, started_at, ended_at, $1)
FROM (SELECT customer, request, kind, started_at, ended_at
      FROM test.interaction WHERE started_at <= $2 OR started_at IS NULL
      UNION ALL
      SELECT NULL, NULL, 'digital', $2, NULL) AS i (customer, request, kind, started_at, ended_at)
$$;

-- The same as of the end of the data, which the aggregates find for themselves.
CREATE FUNCTION test.rates(within interval) RETURNS test.rates
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
SELECT bounce_rate(customer, request, kind, started_at, ended_at, $1),
       global_fcr(customer, request, kind, started_at, ended_at, $1),
       next_contact_avoidance(customer, request, kind, started_at, ended_at, $1)
FROM test.interaction
$$;

CREATE FUNCTION test.oracle_rates(within interval, as_of timestamptz) RETURNS test.rates
STABLE LANGUAGE sql AS $$
SELECT b.rate, f.rate, oracle.next_contact_avoidance($1, $2)
FROM oracle.bounce($1, $2) b, oracle.global_fcr($1, $2) f
$$;

CREATE FUNCTION test.rate_difference(within interval, as_of timestamptz)
RETURNS TABLE (extension test.rates, oracle test.rates)
STABLE LANGUAGE sql AS $$
SELECT ours, theirs
FROM coalesce($2, test.data_end()) AS at,
     LATERAL (SELECT CASE WHEN $2 IS NULL THEN test.rates($1) ELSE test.rates($1, $2) END) AS o (ours),
     test.oracle_rates($1, at) AS theirs
WHERE ours IS DISTINCT FROM theirs
$$;

-- All of these at once: what the extension and the oracle do not agree on, in words.
CREATE FUNCTION test.differences(within interval, as_of timestamptz)
RETURNS TABLE (what text, difference text)
STABLE LANGUAGE sql AS $$
SELECT 'trace', d::text FROM test.trace_difference($1, $2) d
UNION ALL
SELECT 'facts', d::text FROM test.fact_difference($1, coalesce($2, test.data_end())) d
UNION ALL
SELECT 'row order', d::text FROM test.row_order_difference($1, $2) d
UNION ALL
SELECT 'rates', d::text FROM test.rate_difference($1, $2) d
$$;

-- What an erring statement says, without the place in the source.
CREATE FUNCTION test.error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail  text;
    hint    text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', SQLSTATE || ': ' || message,
                     'DETAIL: ' || nullif(detail, ''), 'HINT: ' || nullif(hint, ''));
END
$$;

-- Does the plan of a query have a node of this type, so that a test tests what it says?
CREATE FUNCTION test.plan_has(query text, VARIADIC patterns text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
    RETURN (SELECT bool_and(plan::text ~ p) FROM unnest(patterns) p);
END
$$;

-- A number from 0 to n - 1 that looks random and depends on the rest.
CREATE FUNCTION test.pick(n integer, VARIADIC salt integer[]) RETURNS integer
IMMUTABLE LANGUAGE sql AS $$ SELECT ((hashtextextended($2::text COLLATE "C", 0) % n + n) % n)::integer $$;

-- The same number, but for rounding; or both null.
CREATE FUNCTION test.near(a double precision, b double precision) RETURNS boolean
IMMUTABLE LANGUAGE sql AS $$
SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL
            ELSE abs(a - b) <= 1e-9 * greatest(1, abs(b)) END
$$;

-- Is the answer of a query, over a partitioned table of many pages, the same bytes in any plan
-- that aggregates in parts: by workers, and partition by partition?
CREATE FUNCTION test.same_in_all_plans(query text) RETURNS TABLE (plan text, is_so boolean, same boolean)
LANGUAGE plpgsql SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    whole    text := format('SELECT string_agg(r::text, E''\n'' ORDER BY r::text) FROM (%s) AS r', query);
    serially text;
    answer   text;
BEGIN
    EXECUTE whole INTO serially;
    SET LOCAL parallel_setup_cost = 0;
    SET LOCAL parallel_tuple_cost = 0;
    SET LOCAL min_parallel_table_scan_size = 0;
    FOR workers IN 1 .. 4 LOOP
        PERFORM set_config('max_parallel_workers_per_gather', workers::text, true);
        EXECUTE whole INTO answer;
        RETURN QUERY SELECT workers || ' workers',
                            test.plan_has(query, '"Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"'),
                            answer = serially;
    END LOOP;
    SET LOCAL max_parallel_workers_per_gather = 0;
    SET LOCAL enable_partitionwise_aggregate = on;
    SET LOCAL cpu_tuple_cost = 100;
    SET LOCAL cpu_operator_cost = 0;
    EXECUTE whole INTO answer;
    RETURN QUERY SELECT 'partitions', test.plan_has(query, '("Partial Mode": "Partial".*){4}',
                                                    '"Partial Mode": "Finalize"'), answer = serially;
END
$$;

-- The checksum of a value of the extension's types, as its last bytes have it.
CREATE FUNCTION test.crc32c(bytes bytea) RETURNS bytea IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    crc bigint := 4294967295;
BEGIN
    FOR i IN 0..octet_length(bytes) - 1 LOOP
        crc := crc # get_byte(bytes, i);
        FOR bit IN 1..8 LOOP
            crc := (crc >> 1) # CASE crc & 1 WHEN 1 THEN 2197175160 ELSE 0 END;
        END LOOP;
    END LOOP;
    crc := crc # 4294967295;
    RETURN set_byte(set_byte(set_byte(set_byte('\x00000000', 0, (crc & 255)::integer), 1, (crc >> 8 & 255)::integer),
                             2, (crc >> 16 & 255)::integer), 3, (crc >> 24 & 255)::integer);
END
$$;
