-- table.sql - for report.sql: prints the rows of the query in variable query under the line
-- in variable title, without columns that are wholly null; of no rows, nothing.

SELECT string_agg(format('%I', told.name), ', ' ORDER BY told.place) AS columns, count(*) > 0 AS has_rows
FROM (SELECT e.key AS name, min(e.place) AS place
      FROM (:query) AS q CROSS JOIN LATERAL json_each_text(row_to_json(q)) WITH ORDINALITY AS e (key, value, place)
      WHERE e.value <> '' GROUP BY e.key) AS told \gset
\if :has_rows
\echo :title
SELECT :columns FROM (:query) AS q;
\endif
