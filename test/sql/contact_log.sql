-- The type contact_log: text and binary forms, and that the same contacts are the same bytes,
-- in whatever order, in however many logs, and by whatever plan they came.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set logs :abs_srcdir '/model/logs.sql'
\i :logs

-- 40,000 contacts: as many kinds of row as there are, and more than what is kept unsorted in one
-- array (32,768).
TRUNCATE logged;
INSERT INTO logged
SELECT i, CASE WHEN i % 11 > 0 THEN 'customer ' || i * 7919 % 9973 END, CASE WHEN i % 13 > 0 THEN 'request ' || i % 3 END,
       CASE WHEN i * 31 % 10 < 6 THEN 'digital' ELSE 'human' END,
       CASE WHEN i % 97 > 0 THEN '2024-01-01Z'::timestamptz + i * 104729::bigint % 8640000 * interval '1 second' END,
       CASE WHEN i % 5 > 0 THEN '2024-01-01Z'::timestamptz + i * 104729::bigint % 8640000 * interval '1 second' + (i % 50 - 5) * interval '1 minute' END,
       ('{app,web,phone,branch,Ärger,""}'::text[])[1 + i % 7], CASE WHEN i % 3 > 0 THEN i % 900 END
FROM generate_series(1, 40000) i;
ANALYZE logged;
CREATE TABLE whole AS SELECT log_of_logged() AS log;

-- ---- the forms ----

SELECT log::text::contact_log::text = log::text AS text_again, pg_typeof(log), left(log::text, 4) AS begins, contact_log_send(log) = log::text::bytea AS binary_is_the_same,
       log::text ~ '^\\x([0-9a-f]{2})+$' AS is_hexadecimal
FROM whole;
SELECT upper(substr(log::text, 3)) <> substr(log::text, 3) AS has_letters, ('\x' || upper(substr(log::text, 3)))::contact_log::text = log::text AS capitals FROM whole;
-- Through COPY, in text and in binary; and into a table, where it is not compressed a second time.
CREATE TABLE stored (log contact_log);
\getenv abs_builddir PG_ABS_BUILDDIR
\set file :abs_builddir '/results/contact_log.data'
\set write '\\copy whole TO ' :'file'
\set read '\\copy stored FROM ' :'file'
\set write_binary :write ' (FORMAT binary)'
\set read_binary :read ' (FORMAT binary)'
\set ECHO none
:write
:read
:write_binary
:read_binary
\set ECHO all
INSERT INTO stored SELECT log FROM whole;
SELECT count(*) AS logs, count(DISTINCT log::text) AS different FROM (TABLE stored UNION ALL TABLE whole) l;
SELECT bool_and(pg_column_size(log) = octet_length(contact_log_send(log))) AS not_compressed FROM stored;

-- ---- damage ----

CREATE FUNCTION state_of(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bytes::text::failure_demand.contact_log;
    RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
CREATE TABLE small AS
SELECT contact_log_send(log) AS bytes
FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) FROM logged WHERE contact_id < 6
      UNION ALL SELECT contact_log(1, 1, 'app', 'digital', NULL, NULL)) l (log);
-- Each byte changed, in three ways; each length that is shorter, or a byte longer.
SELECT state_of(set_byte(bytes, at, get_byte(bytes, at) # bits)) AS state, count(*) > 500 AS many
FROM small, generate_series(0, octet_length(bytes) - 1) at, unnest('{1,128,255}'::integer[]) bits GROUP BY 1;
SELECT state_of(substr(bytes, 1, length)) AS state, count(*) > 100 AS many
FROM small, generate_series(0, octet_length(bytes) + 1) length WHERE length < octet_length(bytes) GROUP BY 1;
SELECT DISTINCT state_of(bytes || '\x00'), state_of('\x00' || bytes), state_of(bytes || bytes), state_of(bytes) FROM small;
-- What is no hexadecimal of whole bytes, or begins otherwise.
SELECT left(error_of(format('SELECT %L::contact_log', text)), 5) AS state, count(*)
FROM unnest(ARRAY['', '\', '\x', 'x', '\x0', '0x01', '\x0g', '\x 01', '\x01', '{}']) text GROUP BY 1;
SELECT error_of($$SELECT 'log'::contact_log$$);
-- The same for what comes in binary.
CREATE TABLE sent (bytes bytea);
INSERT INTO sent SELECT set_byte(bytes, 60, get_byte(bytes, 60) # 1) FROM small LIMIT 1;
\set write_damaged '\\copy sent TO ' :'file' ' (FORMAT binary)'
\set VERBOSITY sqlstate
\set ECHO none
:write_damaged
:read_binary
TRUNCATE sent;
INSERT INTO sent VALUES ('');
:write_damaged
:read_binary
\set ECHO all
\set VERBOSITY default

-- ---- the same contacts, the same bytes ----

-- In any order of the rows.
SELECT name, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds ORDER BY key)::text = (SELECT log::text FROM whole) AS same
FROM logged, LATERAL (VALUES ('by id', contact_id), ('shuffled', hashint8(contact_id)), ('by time', (extract(epoch FROM started_at) * 10)::bigint),
                             ('backwards', -contact_id), ('by customer', hashtext(customer))) k (name, key)
GROUP BY name ORDER BY name COLLATE "C";
-- Numbers of any type are the same customers and requests, and so are texts of any type.
SELECT count(DISTINCT log::text) AS different
FROM (SELECT contact_log(contact_id, 1, channel, kind, started_at, ended_at) FROM logged
      UNION ALL SELECT contact_log(contact_id::integer, 1::smallint, channel::varchar, kind::channel_kind, started_at, ended_at, NULL) FROM logged
      UNION ALL SELECT contact_log(contact_id::text::varchar, '1', channel, kind, started_at, ended_at) FROM logged
      UNION ALL SELECT contact_log(contact_id::text COLLATE "C", '1'::varchar(3), channel, kind, started_at, ended_at) FROM logged) l (log);
-- No end is an end at the start; a reversed one is that too, and counted.
SELECT contact_log(1, 1, 'a', 'human', '2024-01-01Z', NULL)::text = contact_log(1, 1, 'a', 'human', '2024-01-01Z', '2024-01-01Z')::text AS no_end_is_the_start,
       contact_log(1, 1, 'a', 'human', '2024-01-01Z', NULL)::text = contact_log(1, 1, 'a', 'human', '2024-01-01Z', '2023-01-01Z')::text AS reversed_is_counted;

-- Split into so many logs, and merged in some order, by rollup, by rollup of rollups, and one by one.
CREATE TABLE part AS
SELECT n, contact_id % n AS p, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log
FROM logged, unnest('{1,2,3,7,16,64}'::integer[]) n GROUP BY 1, 2;
SELECT n, rollup(log)::text = (SELECT log::text FROM whole) AS plain, rollup(log ORDER BY hashint8(p))::text = (SELECT log::text FROM whole) AS shuffled,
       rollup(log ORDER BY p DESC)::text = (SELECT log::text FROM whole) AS backwards
FROM part GROUP BY n ORDER BY n;
SELECT n, rollup(log)::text = (SELECT log::text FROM whole) AS nested
FROM (SELECT n, p % 5, rollup(log) FROM part GROUP BY 1, 2) r (n, p, log) GROUP BY n ORDER BY n;
WITH RECURSIVE merged AS (
    SELECT p, log FROM part WHERE n = 16 AND p = 0
    UNION ALL SELECT part.p, CASE WHEN part.p % 2 = 0 THEN part.log || merged.log ELSE merged.log || part.log END FROM merged JOIN part ON n = 16 AND part.p = merged.p + 1
)
SELECT merged.log::text = whole.log::text AS one_by_one FROM merged, whole WHERE p = 15;
-- Split by customer, request, channel, kind and day, where dictionaries and units differ.
SELECT bool_and(rollup.log::text = whole.log::text) AS split_by_value
FROM whole, LATERAL (SELECT rollup(log) FROM (SELECT by, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds)
                                              FROM logged, LATERAL (VALUES (1, hashtext(customer) % 9), (2, hashtext(request)), (3, hashtext(channel)), (4, hashtext(kind)),
                                                                           (5, extract(doy FROM started_at)::integer), (6, handle_seconds / 60)) v (by, value)
                                              GROUP BY by, value) s (by, log) GROUP BY by) rollup (log);
-- Logs without a contact, and nulls, add nothing; || of a null is null.
SELECT rollup(log ORDER BY p)::text = (SELECT log::text FROM whole) AS with_nulls FROM (SELECT p, log FROM part WHERE n = 3 UNION ALL SELECT 1, NULL UNION ALL SELECT -1, NULL) l;
SELECT rollup(log) IS NULL AS of_nulls, (SELECT rollup(log) IS NULL FROM part WHERE false) AS of_none, bool_and(log || whole IS NULL) AS with_null FROM (SELECT log AS whole, NULL::contact_log AS log FROM whole) l;
-- A contact that two logs have is there twice.
SELECT (quality(log || log)).contacts = 2 * (quality(log)).contacts AS twice, (quality(log || log)).requests = (quality(log)).requests AS requests_once FROM whole;

-- Over a window: the log goes on after it was asked.
SELECT count(*) FILTER (WHERE grown::text IS DISTINCT FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds)::text FROM logged l WHERE l.contact_id <= g.contact_id)) AS grown_differences,
       count(*) FILTER (WHERE slid::text IS DISTINCT FROM (SELECT contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds)::text FROM logged l WHERE abs(l.contact_id - g.contact_id) <= 3)) AS slid_differences
FROM (SELECT contact_id, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) OVER (ORDER BY contact_id) AS grown,
             contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) OVER (ORDER BY contact_id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING) AS slid
      FROM logged WHERE contact_id <= 1100) g
WHERE contact_id % 53 = 0 OR contact_id BETWEEN 1022 AND 1028;
SELECT count(*) AS differences
FROM (SELECT p, rollup(log) OVER (ORDER BY p) AS grown FROM part WHERE n = 16) g
WHERE grown::text IS DISTINCT FROM (SELECT rollup(log)::text FROM part WHERE n = 16 AND part.p <= g.p);
