-- Text is compared by its own collation: two names that a nondeterministic collation
-- holds equal are one customer. Where the server has no ICU, there is nothing to test.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set values :abs_srcdir '/data/values.sql'
\i :values

CREATE FUNCTION make_collation(name text, locale text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE COLLATION test.%I (PROVIDER = icu, LOCALE = %L, DETERMINISTIC = false)', name, locale);
EXCEPTION WHEN OTHERS THEN
    EXECUTE format('CREATE COLLATION test.%I FROM "C"', name);
END
$$;
\o /dev/null
SET client_min_messages = warning;
SELECT make_collation('ignore_case', 'und-u-ks-level2');
SELECT make_collation('ignore_accent', 'und-u-ks-level1-kc-true');
RESET client_min_messages;
\o

CREATE DOMAIN login AS text COLLATE ignore_case;
CREATE TYPE owner AS (name text COLLATE ignore_case, number integer);
CREATE TYPE span AS RANGE (SUBTYPE = text, COLLATION = ignore_case);

CREATE FUNCTION name_of(n integer) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT ('{Anna,ANNA,anna,Änna,änna,Anne,ANNE,"","Anna ",Straße,STRASSE,Bo}'::text[])[n + 1] $$;
SELECT expression, a.as_customer, a.as_request, a.as_both
FROM unnest(ARRAY['name_of(n)', 'name_of(n) COLLATE "C"', 'name_of(n) COLLATE ignore_case', 'name_of(n) COLLATE ignore_accent',
                  'name_of(n)::varchar(6) COLLATE ignore_case', 'name_of(n)::character(8) COLLATE ignore_case',
                  'name_of(n)::login', 'name_of(n)::login COLLATE "C"', 'ARRAY[name_of(n)] COLLATE ignore_case',
                  'ROW(name_of(n), 1)::owner', 'ROW(name_of(n) COLLATE ignore_case, n / 6)', 'ARRAY[ROW(name_of(n), 1)::owner]',
                  'span(name_of(n), NULL)']) WITH ORDINALITY AS e (expression, no),
     LATERAL agreement(expression) a
ORDER BY no;

-- With ICU, fewer of the twelve names are different: the above tests something.
SELECT names = 12 AND
       CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'ignore_case' AND NOT collisdeterministic)
            THEN less_case = 8 AND less_accent < 12 ELSE less_case = 12 AND less_accent = 12 END AS as_meant
FROM (SELECT count(DISTINCT name_of(n) COLLATE "C") AS names, count(DISTINCT name_of(n) COLLATE ignore_case) AS less_case,
             count(DISTINCT name_of(n) COLLATE ignore_accent) AS less_accent
      FROM generate_series(0, 11) n) s;

-- Customer and request each by its own, whichever the other's.
SELECT customer, request, typed_rates(customer, request) = typed_oracle_rates(customer, request) AS agree
FROM unnest(ARRAY['name_of(n)', 'name_of(n) COLLATE "C"', 'name_of(n) COLLATE ignore_case', 'name_of(n) COLLATE ignore_accent']) customer,
     unnest(ARRAY['name_of(n)', 'name_of(n) COLLATE "C"', 'name_of(n) COLLATE ignore_case', 'name_of(n) COLLATE ignore_accent']) request
WHERE customer <> request;

-- So it is with columns, in a parallel plan, and over a window.
CREATE TABLE named (
    customer text COLLATE ignore_case, request text COLLATE "C", kind text, started_at timestamptz, ended_at timestamptz
) WITH (parallel_workers = 2);
INSERT INTO named SELECT name_of(customer_n), name_of(request_n), kind, started_at, ended_at FROM numbered;
CREATE VIEW rate_of_named AS SELECT global_fcr(customer, request, kind, started_at, ended_at, '1 day') FROM named;
SELECT global_fcr = (typed_oracle_rates('name_of(n) COLLATE ignore_case', 'name_of(n) COLLATE "C"')).global_fcr AS agree FROM rate_of_named;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has('TABLE rate_of_named', '"Gather"') AS is_parallel;
SELECT global_fcr = (typed_oracle_rates('name_of(n) COLLATE ignore_case', 'name_of(n) COLLATE "C"')).global_fcr AS agree FROM rate_of_named;
SELECT DISTINCT global_fcr(customer, request, kind, started_at, ended_at, '1 day') OVER ()
    = (SELECT global_fcr FROM rate_of_named) AS over_a_window_agrees
FROM named;

-- Over one window, the same rate cannot be asked by two collations of text.
SELECT error_of($$SELECT global_fcr(customer, request, kind, started_at, ended_at, '1 day') OVER (),
                         global_fcr(customer COLLATE "C", request, kind, started_at, ended_at, '1 day') OVER () FROM named$$);

-- A text without one collation cannot be compared.
SELECT error_of($$SELECT bounce_rate(customer || request, 'r', kind, started_at, ended_at, '1 day') FROM named$$);
