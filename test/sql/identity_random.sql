-- 200 random sets of links, with kinds, limits and identifiers that are shared: the customers are those of the
-- definition, and any order gives the same bytes.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
BEGIN;
SET LOCAL client_min_messages = warning;
\set oracle :abs_srcdir '/model/identity_oracle.sql'
\set ECHO none
\i :oracle
\set ECHO all

CREATE TABLE difference (set_no integer, what text, identifier text, customer text, identifiers bigint);
CREATE TABLE seen (set_no integer, shared bigint, customers bigint, largest bigint, named_with_kind bigint);
CREATE FUNCTION drawn_kind() RETURNS text LANGUAGE sql AS
$$SELECT ('{customer,customer,account,email,phone,device,loyalty_card}'::text[])[1 + floor(random() * 7)]$$;
-- some customers are named like an account
CREATE FUNCTION drawn_value(n integer) RETURNS text LANGUAGE sql AS
$$SELECT CASE WHEN random() < 0.05 THEN 'account:' ELSE '' END || floor(random() * n)$$;

CREATE FUNCTION try_set(set_no integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    most integer := 3 + set_no % 9;
    i identity;
BEGIN
    PERFORM setseed(set_no / 1000.0);
    DELETE FROM identifier_kind;
    INSERT INTO identifier_kind (kind, form, rank, shared_above)
    VALUES ('loyalty_card', 'exact', (ARRAY[0, 6, 33])[1 + set_no % 3], NULLIF(set_no % 4, 0)),
           ('email', 'email', 3, 1 + set_no % 3), ('phone', 'phone', 4, 1), ('device', 'exact', 5, 1 + set_no % 2), ('account', 'exact', 2, NULLIF(set_no % 5, 0));
    DELETE FROM definition;
    INSERT INTO definition (customer_limit) VALUES (1 + set_no % 4);
    DELETE FROM oracle_kind;
    INSERT INTO oracle_kind SELECT kind, rank, shared_above FROM identifier_kind_in_force;
    DELETE FROM oracle_link;
    INSERT INTO oracle_link
    SELECT drawn_kind(), drawn_value(most), drawn_kind(), drawn_value(most) FROM generate_series(1, 5 + set_no % 37) AS n;
    DELETE FROM oracle_identifier;
    INSERT INTO oracle_identifier SELECT drawn_kind(), drawn_value(most) FROM generate_series(1, set_no % 5) AS n;
    PERFORM oracle_judged();

    SELECT identity(a, b ORDER BY a, b) INTO i FROM (
        SELECT l.kind || ':' || l.value, l.other_kind || ':' || l.other_value FROM oracle_link l
        UNION ALL SELECT kind || ':' || value, NULL FROM oracle_identifier) AS l (a, b);
    INSERT INTO difference
    SELECT set_no, 'too many', c.* FROM (SELECT * FROM customers(i) EXCEPT ALL SELECT * FROM oracle_customers(1 + set_no % 4)) AS c
    UNION ALL
    SELECT set_no, 'missing', c.* FROM (SELECT * FROM oracle_customers(1 + set_no % 4) EXCEPT ALL SELECT * FROM customers(i)) AS c;
    -- one by one, and by a way of links
    INSERT INTO difference
    SELECT set_no, 'customer_of', c.* FROM customers(i) AS c WHERE customer_of(i, c.identifier) IS DISTINCT FROM c.customer
    UNION ALL
    SELECT set_no, 'shared, but somebody''s', s.value, s.kind, NULL FROM oracle_shared s WHERE customer_of(i, s.kind || ':' || s.value) IS NOT NULL
    UNION ALL
    SELECT set_no, 'no way', c.* FROM customers(i) AS c WHERE c.identifier <> c.customer AND NOT EXISTS (SELECT FROM why_same(i, c.identifier, c.customer))
    UNION ALL
    SELECT set_no, 'no link', w.identifier, w.linked_to, w.step FROM customers(i) AS c, why_same(i, c.identifier, c.customer) AS w
    WHERE NOT EXISTS (SELECT FROM oracle_links() l WHERE oracle_written(l.kind, l.value) = w.identifier AND oracle_written(l.other_kind, l.other_value) = w.linked_to);
    -- any order, direction and split
    INSERT INTO difference
    SELECT set_no, 'other bytes', NULL, NULL, NULL FROM (
        SELECT rollup(part) AS again FROM (
            SELECT identity(b, a) AS part FROM (
                SELECT l.kind || ':' || l.value, l.other_kind || ':' || l.other_value FROM oracle_link l
                UNION ALL SELECT kind || ':' || value, NULL FROM oracle_identifier ORDER BY 1 DESC) AS l (a, b)
            GROUP BY hashtext(a) % 3) AS p) AS r
    WHERE again::text <> i::text;
    INSERT INTO seen
    SELECT set_no, (SELECT count(*) FROM oracle_shared), count(DISTINCT customer), max(identifiers), count(*) FILTER (WHERE customer ~ '^customer:account:') FROM customers(i);
END
$$;
SELECT count(try_set(n)) FROM generate_series(1, 200) AS n;
SELECT * FROM difference ORDER BY set_no, what LIMIT 10;
-- The sets are what they are meant to be.
SELECT count(*) AS sets, count(*) FILTER (WHERE shared > 0) > 50 AS shared, sum(customers) > 1000 AS customers, count(*) FILTER (WHERE largest > 5) > 50 AS large,
       sum(named_with_kind) > 10 AS named_with_kind FROM seen;
ROLLBACK;
