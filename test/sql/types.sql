-- Customers and requests of any hashable type: the aggregates hold equal what
-- PostgreSQL holds equal. The oracle is asked with the values numbered by GROUP BY's
-- own equality.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set values :abs_srcdir '/data/values.sql'
\i :values

CREATE TYPE planet AS ENUM ('mercury', 'venus', 'earth', 'mars');
CREATE DOMAIN account AS numeric CHECK (VALUE >= 0);
CREATE DOMAIN old_account AS account;
CREATE TYPE address AS (street text, house numeric, zone "char");
CREATE TYPE person AS (name varchar(20), home address, accounts old_account[], born date);
CREATE DOMAIN customer_key AS person;
CREATE TABLE grown (a integer, gone text, b text);
ALTER TABLE grown DROP COLUMN gone;
ALTER TABLE grown ADD COLUMN c numeric;

-- n runs from 0 to 11; the values repeat, or differ in how they are written only.
CREATE TEMP TABLE type_case (type_no serial, name text, expression text, distinct_values integer);
INSERT INTO type_case (name, expression, distinct_values) VALUES
('smallint', '(n % 7 - 3)::smallint', 7),
('integer', 'n % 7 - 3', 7),
('bigint', '(n % 7 - 3) * 4294967296', 7),
('oid', '(n % 7)::oid', 7),
('boolean', 'n % 2 = 0', 2),
('"char"', '(''{a,b,c}''::"char"[])[n % 3 + 1]', 3),
('real with both zeros and NaN', '(''{0,-0,NaN,1.5,-Infinity,0.1}''::real[])[n % 6 + 1]', 5),
('double precision with both zeros and NaN', '(''{0,-0,NaN,1.5,Infinity,0.1}''::double precision[])[n % 6 + 1]', 5),
('numeric with zeros at the end', '(''{1,1.0,1.00,0,0.000,100,1e2,NaN,-1,0.1,0.10}''::numeric[])[n % 11 + 1]', 6),
('money', '(n % 5)::money', 5),
('text', 'chr(65 + n % 7) || repeat(''x'', n % 7 * 3)', 7),
('text of all lengths', 'repeat(chr(97 + n % 2), n / 2 * 3)', 11),
('long text', 'chr(65 + n % 3) || repeat(''long '', 20000)', 3),
('text in C', '(chr(65 + n % 7)) COLLATE "C"', 7),
('varchar', '(chr(65 + n % 7) || ''  '')::varchar(3)', 7),
('character(n)', '(chr(65 + n % 4) || repeat('' '', n % 3))::character(5)', 4),
('bpchar', 'rpad(chr(65 + n % 4), 1 + n % 3)::bpchar', 4),
('name', '(''n'' || n % 5)::name', 5),
('bytea', '(''{"", "\\x00", "\\x0000", "\\x61", "\\x00000000000000000000000000000000ff"}''::bytea[])[n % 5 + 1]', 5),
('uuid', 'lpad((n % 7)::text, 32, ''0'')::uuid', 7),
('date', 'date ''2024-02-28'' + n % 5', 5),
('time', 'time ''23:59'' + n % 5 * interval ''1 minute''', 5),
('time with time zone', '(''{12:00+00,13:00+01,14:00+00}''::timetz[])[n % 3 + 1]', 3),
('timestamp', 'timestamp ''2024-02-28'' + n % 5 * interval ''1 microsecond''', 5),
('timestamptz', '(''{2024-03-31 01:00+00,2024-03-31 03:00+02,-infinity,infinity}''::timestamptz[])[n % 4 + 1]', 3),
('interval', '(''{1 day,24 hours,1 month,30 days,1 hour}''::interval[])[n % 5 + 1]', 3),
('inet', '(''{10.0.0.1,10.0.0.1/32,10.0.0.0/8,::1}''::inet[])[n % 4 + 1]', 3),
('macaddr', '(''{08:00:2b:01:02:03,08-00-2b-01-02-03,08:00:2b:01:02:04}''::macaddr[])[n % 3 + 1]', 2),
('pg_lsn', '''0/0''::pg_lsn + n % 4', 4),
('jsonb', '(''["{\"a\": 1, \"b\": 2}", "{\"b\":2,\"a\":1}", "1.0", "1", "null"]''::jsonb ->> (n % 5))::jsonb', 3),
('enum', '(enum_range(NULL::planet))[n % 4 + 1]', 4),
('domain', '(''{1,1.0,2}''::account[])[n % 3 + 1]', 2),
('domain over a domain', '(''{1,1.0,2}''::account[])[n % 3 + 1]::old_account', 2),
('integer[]', 'array_fill(n % 3, ARRAY[n % 2])', 4),
('numeric[]', '(CASE n % 3 WHEN 0 THEN ''{1,2}'' WHEN 1 THEN ''{1.0,2.00}'' ELSE ''{1,NULL}'' END)::numeric[]', 2),
('integer[] of several shapes', '(string_to_array(''{1,2} {{1,2}} [2:3]={1,2} {{1},{2}}'', '' ''))[n % 4 + 1]::integer[]', 4),
('enum[]', 'ARRAY[(enum_range(NULL::planet))[n % 4 + 1], NULL]', 4),
('int4range', '(''{"[1,3)","[1,2]","empty","(,)","[1,3]"}''::int4range[])[n % 5 + 1]', 4),
('numrange', '(''{"[1.0,3)","[1,3.00)","(1,3)"}''::numrange[])[n % 3 + 1]', 2),
('int4multirange', '(CASE n % 3 WHEN 0 THEN ''{[1,3),[3,5)}'' WHEN 1 THEN ''{[1,5)}'' ELSE ''{}'' END)::int4multirange', 2),
('composite', '(''s'' || n % 2, CASE n % 3 WHEN 0 THEN 1.0 WHEN 1 THEN 1.00 END, ''a'')::address', 4),
('composite of nulls', 'CASE n % 3 WHEN 0 THEN ROW(NULL, NULL, NULL)::address WHEN 1 THEN ROW('''', NULL, NULL)::address ELSE ROW(NULL, 0, NULL)::address END', 3),
('composite, nested', 'ROW(''p'', CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN ROW(NULL, NULL, NULL)::address WHEN 2 THEN ROW(''s'', 7, ''z'')::address ELSE ROW(''s'', 7.0, ''z'')::address END, ARRAY[1.0 + n % 2 * 0.0, 2], NULL)::person', 3),
('domain over a composite', 'ROW(''p'', ROW(''s'', n % 3, ''z'')::address, NULL, date ''2024-01-01'')::person::customer_key', 3),
('composite[]', 'ARRAY[ROW(''s'', CASE n % 3 WHEN 0 THEN 1 ELSE 1.0 END, ''z'')::address, ROW(NULL, n % 2, NULL)::address]', 2),
('row', 'ROW(n % 3, ''r'' || n % 2, CASE n % 2 WHEN 0 THEN 1.0 ELSE 1.00 END)', 6),
('row of a table with a dropped and an added column', 'ROW(n % 3, ''r'', CASE n % 2 WHEN 0 THEN 1.0 ELSE 1.00 END)::grown', 3),
('row of rows', 'ROW(ROW(n % 2, NULL::text), ROW(''r''::text, ROW(1.0 + n % 3 * 0.0)))', 2);

CREATE TEMP TABLE result AS SELECT t.*, a.* FROM type_case t, LATERAL agreement(t.expression) a;
SELECT name, distinct_values, values_found, as_customer, as_request, as_both FROM result
WHERE NOT (values_found = distinct_values AND as_customer AND as_request AND as_both) ORDER BY type_no;
SELECT count(*) AS types FROM result;

-- Two customers are as different in one type as in another.
SELECT typed_rates('n % 7', 'n % 3') = typed_rates('(n % 7)::smallint', '(n % 3)::bigint') AS integers,
       typed_rates('n % 7', 'n % 3') = typed_rates('(n % 7)::text', '(n % 3)::varchar(3)') AS words,
       typed_rates('n % 7', 'n % 3') = typed_rates('(n % 7)::numeric', '(n % 3)::text::name') AS others;

-- An untyped literal is text.
SELECT global_fcr('x', request_n, kind, started_at, ended_at, '1 day')
           = global_fcr('x'::text, request_n, kind, started_at, ended_at, '1 day') AS customer,
       global_fcr(customer_n, 'x', kind, started_at, ended_at, '1 day')
           = global_fcr(customer_n, 'x'::text, kind, started_at, ended_at, '1 day') AS request,
       global_fcr('x', 'y', kind, started_at, ended_at, '1 day')
           = global_fcr(1, true, kind, started_at, ended_at, '1 day') AS "both",
       global_fcr(NULL, 'y', kind, started_at, ended_at, '1 day') IS NULL AS null_customer,
       global_fcr('x', NULL, kind, started_at, ended_at, '1 day') IS NULL AS null_request
FROM numbered;

-- A type that cannot be hashed has no customers, not even null ones.
SELECT type, error_of(format($$SELECT bounce_rate(NULL::%s, 'r', 'human', now(), NULL, '1 day')$$, type))
FROM unnest('{json,xml,point,tsvector}'::text[]) type;
SELECT error_of($$SELECT bounce_rate('c', ROW(1, json '{}'), 'human', now(), NULL, '1 day')$$);
SELECT error_of($$SELECT bounce_rate(ARRAY[json '{}'], 'r', 'human', now(), NULL, '1 day')$$);

-- A row type that its owner has altered is refused by C that takes its rows, where it would read another type; what was dropped is null.
BEGIN;
ALTER TYPE limits ALTER ATTRIBUTE sigma_z TYPE text;
SELECT error_of($$SELECT control_signal(1, ROW(1, 1, 1, 1, 1, 'xmr', 1, 'far')::limits) OVER ()$$);
ALTER TYPE limits DROP ATTRIBUTE sigma_z;
SELECT control_signal(1, ROW(1, 1, 1, 1, 1, 'xmr', 1)::limits) OVER ();
ROLLBACK;
