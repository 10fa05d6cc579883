-- The links of the benchmark: :links of them, between a fifth more identifiers than there are links. Ten
-- hold together what is one person, or up to four: four accounts, each with a telephone and a mail of its
-- own, and two that one of them may share with another. More share nothing, so that who is who is what a
-- graph alone says. They lie in no order.
--
-- sql_customers() is who is who in plain SQL: edges are drawn together, round by round, until none is
-- left. Looking for what each identifier reaches by WITH RECURSIVE takes longer, and so does drawing the
-- least name along all edges until nothing changes.

DROP TABLE IF EXISTS links;
CREATE UNLOGGED TABLE links (a text COLLATE "C", b text COLLATE "C") WITH (autovacuum_enabled = off);
INSERT INTO links
SELECT 'account:A' || lpad((knot * 4 + CASE WHEN n < 8 THEN n / 2 ELSE h & 3 END)::text, 10, '0'),
       CASE n % 2 WHEN 0 THEN 'phone:+44' || 2000000000 + knot * 4 + CASE WHEN n < 8 THEN n / 2 ELSE (h >> 2) & 3 END
            ELSE 'email:customer' || knot * 4 + CASE WHEN n < 8 THEN n / 2 ELSE (h >> 2) & 3 END || '@example.com' END
FROM (SELECT i / 10 AS knot, i % 10 AS n, hashint8extended(i, 1) AS h, hashint8extended(i, 2) AS place
      FROM generate_series(0, :links::bigint - 1) AS i) AS drawn
ORDER BY place;
VACUUM (ANALYZE) links;

CREATE OR REPLACE FUNCTION sql_customers() RETURNS TABLE (identifier text, customer text, identifiers bigint)
LANGUAGE plpgsql SET client_min_messages = warning AS $$
BEGIN
    DROP TABLE IF EXISTS vertex, edge, whose, drawn;
    CREATE TEMPORARY TABLE vertex AS
    SELECT name, row_number() OVER (ORDER BY name)::integer AS v FROM (SELECT a FROM links UNION SELECT b FROM links) AS v (name);
    ANALYZE vertex;
    CREATE TEMPORARY TABLE edge AS
    SELECT DISTINCT least(a.v, b.v) AS v, greatest(a.v, b.v) AS w FROM links AS l JOIN vertex AS a ON a.name = l.a JOIN vertex AS b ON b.name = l.b;
    CREATE TEMPORARY TABLE whose AS SELECT v, v AS least FROM vertex;
    WHILE EXISTS (SELECT FROM edge) LOOP
        ANALYZE edge, whose;
        CREATE TEMPORARY TABLE drawn AS
        SELECT e.v, min(e.w) AS to_v FROM (SELECT v, w FROM edge UNION ALL SELECT w, v FROM edge UNION ALL SELECT v, v FROM edge) AS e GROUP BY e.v;
        ANALYZE drawn;
        CREATE TEMPORARY TABLE edge_next AS
        SELECT DISTINCT least(v, w) AS v, greatest(v, w) AS w
        FROM (SELECT coalesce(a.to_v, e.v) AS v, coalesce(b.to_v, e.w) AS w
              FROM edge AS e LEFT JOIN drawn AS a ON a.v = e.v LEFT JOIN drawn AS b ON b.v = e.w) AS d WHERE v <> w;
        CREATE TEMPORARY TABLE whose_next AS
        SELECT w.v, coalesce(d.to_v, w.least) AS least FROM whose AS w LEFT JOIN drawn AS d ON d.v = w.least;
        DROP TABLE edge, whose, drawn;
        ALTER TABLE edge_next RENAME TO edge;
        ALTER TABLE whose_next RENAME TO whose;
    END LOOP;
    RETURN QUERY
    SELECT i.name, c.name, count(*) OVER (PARTITION BY w.least)
    FROM whose AS w JOIN vertex AS i ON i.v = w.v JOIN vertex AS c ON c.v = w.least;
END $$;
