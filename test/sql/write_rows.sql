-- How a refresh writes many rows: as INSERT ... SELECT would, into tables that ask nothing of a row.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned
CREATE SEQUENCE counter MINVALUE -1;
CREATE TYPE fact AS (short text, number bigint, long text);
CREATE TABLE target (customer_group bigint, short text, gone int, number bigint, long text, place int NOT NULL);
CREATE TABLE as_it_was AS TABLE target;
ALTER TABLE target DROP COLUMN gone;
ALTER TABLE as_it_was DROP COLUMN gone;
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(' ', SQLSTATE, SQLERRM, detail);
END $$;

-- Every value stands in its column: nulls, some too long for a page, more rows than wait at once.
CREATE VIEW given AS
SELECT n AS place, n / 3 AS customer_group,
       CASE WHEN n % 7 > 0 THEN ROW(nullif(n % 5, 0)::text, nullif(n, 4), CASE n % 100 WHEN 1 THEN repeat(md5(n::text), 3000) ELSE '' END)::fact END AS facts
FROM generate_series(1, 5000) AS n;
CREATE TABLE given_now AS SELECT place, customer_group::bigint, facts FROM given;
SELECT * FROM write_rows('target', 'SELECT place, customer_group, facts FROM given_now WHERE place % 7 > 0 ORDER BY place', 'counter');
SELECT count(*) AS differ FROM (SELECT customer_group, (facts).short, (facts).number, (facts).long, place FROM given_now WHERE place % 7 > 0) AS g
FULL JOIN target AS t USING (place) WHERE (g.customer_group, g.short, g.number, g.long) IS DISTINCT FROM (t.customer_group, t.short, t.number, t.long);
SELECT last_value AS counted FROM counter;
-- A row is not seen by the query that writes it; nor is one without facts written.
SELECT * FROM write_rows('target', 'SELECT place + 5000 AS place, short, customer_group FROM target ORDER BY customer_group, place', 'counter');
SELECT * FROM write_rows('target', 'SELECT place, customer_group, facts FROM given_now WHERE place % 7 = 0', 'counter');
SELECT count(*), count(short), count(number) FROM target;
-- Errors of the query are its own; what has no place is not lost.
SELECT said($$SELECT write_rows('target', 'SELECT 1 / (place - 4000) AS place FROM given_now', 'counter')$$);
SELECT said($$SELECT write_rows('target', 'SELECT place, 1 AS elsewhere FROM given_now', 'counter')$$);
SELECT said($$SELECT write_rows('target', 'SELECT place::text FROM given_now', 'counter')$$);
SELECT said($$SELECT write_rows('target', 'SELECT 1::bigint AS customer_group', 'counter')$$);
SELECT count(*) FROM target;

-- What differs, to the byte: as it is, and as it was.
TRUNCATE target;
CREATE TABLE former (place int, customer_group bigint, short text, number bigint, long text, own int);
INSERT INTO former VALUES (1, 1, 'same', 1, 'x'), (2, 1, 'another', 2, 'x'), (3, 1, 'gone', 3, 'x'), (5, NULL, 'same', NULL, repeat('x', 9000)), (6, 1, NULL, 6, 'x');
SELECT write_differences('target', 'as_it_was', $$
    SELECT now.place, now.customer_group, now.facts, f AS former
    FROM (VALUES (1, 1::bigint, ROW('same', 1, 'x')::fact), (2, 1, ROW('other', 2, 'x')::fact), (4, 2, ROW('new', 4, 'x')::fact),
                 (5, NULL, ROW('same', NULL, repeat('x', 9000))::fact), (6, 1, ROW('', 6, 'x')::fact)) AS now (place, customer_group, facts)
    FULL JOIN former AS f USING (place)$$, 'counter');
SELECT 'now' AS is, place, customer_group, short, number FROM target
UNION ALL SELECT 'was', place, customer_group, short, number FROM as_it_was ORDER BY 1, 2;

SELECT said($$SELECT write_differences('target', 'former', 'SELECT NULL::fact AS facts, f AS former FROM former AS f', 'counter')$$);

-- Triggers of the statement are fired; whatever asks of a row keeps them out.
CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING '% %: %', tg_when, tg_op, (SELECT count(*) FROM target); RETURN NEW; END $$;
CREATE TRIGGER before BEFORE INSERT ON target EXECUTE FUNCTION told();
CREATE TRIGGER after AFTER INSERT ON target EXECUTE FUNCTION told();
TRUNCATE target;
SELECT * FROM write_rows('target', 'SELECT place, customer_group FROM given_now WHERE place < 4', 'counter');
DROP TRIGGER before ON target;
DROP TRIGGER after ON target;
TRUNCATE target;
CREATE FUNCTION taken_by(made text, undone text) RETURNS TABLE (thing text, takes boolean, told text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE made;
    RETURN QUERY SELECT made, failure_demand_internal.takes_rows('test.target'), test.said($s$SELECT failure_demand_internal.write_rows('test.target', 'SELECT 1 AS place', 'test.counter')$s$);
    EXECUTE undone;
END $$;
SELECT t.* FROM (VALUES
    ('CREATE INDEX part ON target (place)', 'DROP INDEX part'),
    ('ALTER TABLE target ADD CONSTRAINT part UNIQUE (place)', 'ALTER TABLE target DROP CONSTRAINT part'),
    ('ALTER TABLE target ADD CONSTRAINT part CHECK (place > 0)', 'ALTER TABLE target DROP CONSTRAINT part'),
    ('ALTER TABLE target ALTER short SET DEFAULT 1', 'ALTER TABLE target ALTER short DROP DEFAULT'),
    ('ALTER TABLE target ADD COLUMN part bigint GENERATED BY DEFAULT AS IDENTITY', 'ALTER TABLE target DROP COLUMN part'),
    ('ALTER TABLE target ADD COLUMN part information_schema.yes_or_no', 'ALTER TABLE target DROP COLUMN part'),
    ('CREATE TRIGGER part BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION told()', 'DROP TRIGGER part ON target'),
    ('CREATE TRIGGER part AFTER INSERT ON target REFERENCING NEW TABLE AS new EXECUTE FUNCTION told()', 'DROP TRIGGER part ON target'),
    ('CREATE RULE part AS ON INSERT TO target DO INSTEAD NOTHING', 'DROP RULE part ON target'),
    ('COMMENT ON TABLE target IS ''plain''', 'TRUNCATE target')) AS f (made, undone)
CROSS JOIN LATERAL taken_by(f.made, f.undone) AS t;
-- A working table is the extension's: nothing is asked but of its indexes.
CREATE UNLOGGED TABLE working (place int CHECK (place < 0));
SELECT said($$SELECT write_rows('working', 'SELECT 1 AS place', 'counter')$$);
CREATE INDEX ON working ((place * 2));
SELECT said($$SELECT write_rows('working', 'SELECT n AS place FROM generate_series(2, 5000) AS n', 'counter')$$);
CREATE UNIQUE INDEX ON working (place);
SELECT said($$SELECT write_rows('working', 'SELECT n AS place FROM generate_series(5000, 4999, -1) AS n', 'counter')$$);
SET enable_seqscan = off;
SELECT place FROM working WHERE place * 2 IN (2, 10000) ORDER BY place;
RESET enable_seqscan;
-- Nor may anybody write what he may not.
CREATE ROLE regress_reader;
GRANT USAGE ON SCHEMA test, failure_demand, failure_demand_internal TO regress_reader;
GRANT SELECT ON target TO regress_reader;
GRANT EXECUTE ON FUNCTION write_rows TO regress_reader;
SET ROLE regress_reader;
SELECT said($$SELECT failure_demand_internal.write_rows('test.target', 'SELECT 1 AS place', 'test.counter')$$);
RESET ROLE;
BEGIN READ ONLY;
SELECT said($$SELECT failure_demand_internal.write_rows('test.target', 'SELECT 1 AS place', 'test.counter')$$);
ROLLBACK;
DROP OWNED BY regress_reader;
DROP ROLE regress_reader;

-- A first refresh writes before there are indexes. They are again what they were, each with its comment; and where its
-- owner has more of his own, or a trigger that asks of a row, the same stands in contact.
CREATE TABLE call AS
SELECT n AS interaction_id, n % 60 AS customer, 'r' || n % 3 AS request, (ARRAY['app', 'portal', 'phone', 'email'])[1 + n % 4] AS channel,
       '2026-01-01'::timestamptz + n * 7919 % 3000 * interval '1 hour' AS started_at, n % 700 AS handle_seconds FROM generate_series(1, 3000) AS n;
SELECT add_source('call') \g /dev/null
CREATE VIEW indexes AS
SELECT i.indexrelid::regclass::text AS index, pg_get_indexdef(i.indexrelid) AS made, i.indisvalid AS valid, obj_description(i.indexrelid, 'pg_class') AS comment,
       pg_get_constraintdef(k.oid) AS constrained
FROM pg_index AS i LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid WHERE i.indrelid = 'contact_fact'::regclass;
SELECT 'source_digest_pkey'::regclass::oid AS digest_key \gset
CREATE TABLE indexes_before AS SELECT * FROM indexes;
CREATE FUNCTION facts() RETURNS text LANGUAGE sql SET search_path = failure_demand, failure_demand_internal, public AS $$
SELECT concat_ws(' ', count(*), md5(string_agg(c::text, ';' ORDER BY c.interaction_id)), (SELECT groups_computed FROM refresh_log ORDER BY id DESC LIMIT 1)) FROM contact AS c $$;
CREATE TABLE first_refresh (facts text);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
SELECT 'contact_fact_pkey'::regclass::oid AS key \gset
CALL refresh();
INSERT INTO first_refresh SELECT facts();
SELECT count(*) = (SELECT count(*) FROM indexes_before) AS as_many FROM (TABLE indexes INTERSECT TABLE indexes_before) AS same;
SELECT 'contact_fact_pkey'::regclass::oid <> :key AS built_afterwards, 'source_digest_pkey'::regclass::oid <> :digest_key AS and_of_digests;
TRUNCATE contact_fact;
CREATE UNIQUE INDEX own ON contact_fact (source, interaction_id);
SELECT 'contact_fact_pkey'::regclass::oid AS key \gset
CALL refresh();
SELECT facts() = (SELECT facts FROM first_refresh) AS same, 'contact_fact_pkey'::regclass::oid <> :key AS built_afterwards, to_regclass('own') IS NOT NULL AS has_own;
TRUNCATE contact_fact;
CREATE TRIGGER own BEFORE INSERT ON contact_fact FOR EACH ROW EXECUTE FUNCTION nothing();
CALL refresh();
SELECT facts() = (SELECT facts FROM first_refresh) AS same, to_regclass('contact_fact_pkey') IS NOT NULL AS has_key;
DROP TRIGGER own ON contact_fact;
TRUNCATE contact_fact;
CREATE TABLE pinned (customer_group bigint, source text COLLATE "C", interaction_id text COLLATE "C", FOREIGN KEY (customer_group, source, interaction_id) REFERENCES contact_fact);
SELECT 'contact_fact_pkey'::regclass::oid AS key \gset
CALL refresh();
SELECT facts() = (SELECT facts FROM first_refresh) AS same, 'contact_fact_pkey'::regclass::oid = :key AS stays;
-- A full one again writes nothing: neither contacts nor digests. Where one of these is gone, another one, or too much, it is mended.
CREATE TABLE digests_before AS SELECT ctid AS place, * FROM source_digest;
CALL refresh(true);
SELECT contacts_written, contacts_removed FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT count(*) FROM (TABLE digests_before EXCEPT SELECT ctid, * FROM source_digest) AS moved;
DELETE FROM source_digest WHERE said_group = (SELECT min(said_group) FROM source_digest);
UPDATE source_digest SET digest = digest + 1 WHERE said_group = (SELECT max(said_group) FROM source_digest);
INSERT INTO source_digest VALUES ('call', 0, 1, 1), ('gone', 0, 1, 1);
CALL refresh(true);
SELECT count(*) FROM (SELECT source, said_group, interactions, digest FROM digests_before EXCEPT TABLE source_digest) AS lost;
SELECT count(*) FROM (TABLE source_digest EXCEPT SELECT source, said_group, interactions, digest FROM digests_before) AS more;
SELECT facts() = (SELECT facts FROM first_refresh) AS same;
DROP TABLE pinned;
SELECT drop_source('call') \g /dev/null
CALL refresh();
DROP SCHEMA test CASCADE;
