-- Who is who as slow, plain SQL: the definitions, one after the other. Fill oracle_kind, oracle_identifier and
-- oracle_link; then call oracle_judged() and oracle_customers().
CREATE TABLE oracle_kind (kind text PRIMARY KEY, rank integer NOT NULL UNIQUE, shared_above integer);
CREATE TABLE oracle_identifier (kind text NOT NULL, value text COLLATE "C" NOT NULL);
CREATE TABLE oracle_link (kind text NOT NULL, value text COLLATE "C" NOT NULL,
                          other_kind text NOT NULL, other_value text COLLATE "C" NOT NULL);
-- identifiers that belong to nobody
CREATE TABLE oracle_shared (kind text NOT NULL, value text COLLATE "C" NOT NULL);

-- each link both ways, once
CREATE FUNCTION oracle_links() RETURNS SETOF oracle_link STABLE LANGUAGE sql AS $$
SELECT kind, value, other_kind, other_value FROM oracle_link WHERE (kind, value) <> (other_kind, other_value)
UNION
SELECT other_kind, other_value, kind, value FROM oracle_link WHERE (kind, value) <> (other_kind, other_value)
$$;

-- what is connected, of what is not shared and of kinds up to a rank: each identifier with all that it reaches
CREATE FUNCTION oracle_components(up_to integer)
RETURNS TABLE (kind text, value text, to_kind text, to_value text) STABLE LANGUAGE sql AS $$
WITH RECURSIVE known AS (
    SELECT i.kind, i.value FROM oracle_identifier i JOIN oracle_kind k USING (kind) WHERE k.rank <= up_to
    UNION SELECT l.kind, l.value FROM oracle_link l JOIN oracle_kind k USING (kind) WHERE k.rank <= up_to
    UNION SELECT l.other_kind, l.other_value FROM oracle_link l JOIN oracle_kind k ON k.kind = l.other_kind
    WHERE k.rank <= up_to
    EXCEPT SELECT s.kind, s.value FROM oracle_shared s
), reached AS (
    SELECT k.kind, k.value, k.kind AS to_kind, k.value AS to_value FROM known k
    UNION
    SELECT r.kind, r.value, l.other_kind, l.other_value
    FROM reached r JOIN oracle_links() l ON (l.kind, l.value) = (r.to_kind, r.to_value)
    JOIN known k ON (k.kind, k.value) = (l.other_kind, l.other_value)
)
SELECT * FROM reached
$$;

-- kind after kind, the best first: what is linked to too many customers, as the better kinds alone have made them
CREATE FUNCTION oracle_judged() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k oracle_kind;
BEGIN
    DELETE FROM oracle_shared;
    FOR k IN SELECT * FROM oracle_kind ORDER BY rank LOOP
        INSERT INTO oracle_shared
        WITH made AS (
            SELECT c.kind, c.value, min(c.to_kind || ':' || c.to_value) AS customer
            FROM oracle_components(k.rank - 1) c GROUP BY 1, 2
        )
        SELECT l.kind, l.value FROM oracle_links() l JOIN made m ON (m.kind, m.value) = (l.other_kind, l.other_value)
        WHERE l.kind = k.kind
        GROUP BY 1, 2 HAVING count(DISTINCT m.customer) > k.shared_above;
    END LOOP;
END $$;

-- an identifier as it is written
CREATE FUNCTION oracle_written(kind text, value text) RETURNS text STABLE LANGUAGE sql AS $$
SELECT CASE WHEN kind <> 'customer' OR EXISTS (SELECT FROM oracle_kind k WHERE starts_with(value, k.kind || ':'))
            THEN kind || ':' || value ELSE value END
$$;

-- a row an identifier that is somebody's: the customer that it is of
CREATE FUNCTION oracle_customers(customer_limit bigint)
RETURNS TABLE (identifier text, customer text, identifiers bigint) STABLE LANGUAGE sql AS $$
WITH reached AS (
    SELECT c.*, k.rank, min(k.rank) OVER (PARTITION BY c.kind, c.value) AS best
    FROM oracle_components(2147483647) c JOIN oracle_kind k ON k.kind = c.to_kind
), named AS (
    SELECT r.kind, r.value, count(*) AS identifiers,
           count(*) FILTER (WHERE r.rank = r.best) > customer_limit AS too_large,
           min(r.to_kind) FILTER (WHERE r.rank = r.best) AS best_kind,
           min(r.to_value COLLATE "C") FILTER (WHERE r.rank = r.best) AS best_value
    FROM reached r GROUP BY 1, 2
)
-- of what is too large to be believed, each value of the best kind is a customer, and the others are nobody's
SELECT oracle_written(n.kind, n.value),
       oracle_written(n.best_kind, CASE WHEN n.too_large THEN n.value ELSE n.best_value END),
       CASE WHEN n.too_large THEN 1 ELSE n.identifiers END
FROM named n WHERE NOT n.too_large OR n.kind = n.best_kind
$$;
