-- Who is who, and what is wrong with it.

CREATE FUNCTION failure_demand_internal.kind_of(identifier text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce((SELECT k.kind FROM failure_demand.identifier_kind_in_force AS k
                     WHERE k.kind = split_part(kind_of.identifier, ':', 1) AND strpos(kind_of.identifier, ':') > 0),
                    'customer');
END;
COMMENT ON FUNCTION failure_demand_internal.kind_of(text) IS
'the kind of an identifier as identity() writes it';

CREATE VIEW failure_demand.customer_identifier AS
SELECT m.identifier, failure_demand_internal.kind_of(m.identifier) COLLATE "C" AS kind, m.customer,
       coalesce(m.identifiers, 0) AS identifiers,
       CASE WHEN m.believed IS NULL THEN 'shared' WHEN NOT m.believed THEN 'not believed' END COLLATE "C" AS why_alone
FROM failure_demand_internal.identity_member AS m
UNION ALL
SELECT c.customer, failure_demand_internal.kind_of(c.customer) COLLATE "C", c.customer, 1, NULL
FROM (SELECT DISTINCT f.customer FROM failure_demand_internal.contact_fact AS f) AS c
WHERE c.customer IS NOT NULL
  AND NOT EXISTS (SELECT FROM failure_demand_internal.identity_member AS m WHERE m.identifier = c.customer);
ALTER VIEW failure_demand.customer_identifier OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.customer_identifier IS
'who has which identifiers, at the last refresh: those that stand in links, and those that contacts have alone';
COMMENT ON COLUMN failure_demand.customer_identifier.identifier IS
'kind:value, the value in normal form; of the kind customer the value alone, unless it begins like a kind''s name and '
'a colon';
COMMENT ON COLUMN failure_demand.customer_identifier.kind IS
'its kind';
COMMENT ON COLUMN failure_demand.customer_identifier.customer IS
'name of the customer that it is of, as contact has it; null: nobody''s';
COMMENT ON COLUMN failure_demand.customer_identifier.identifiers IS
'how many identifiers the customer has';
COMMENT ON COLUMN failure_demand.customer_identifier.why_alone IS
'shared: linked to more customers than its kind allows; not believed: what links join it to has more values of its '
'best kind than customer_limit; null: neither';

CREATE FUNCTION failure_demand_internal.identities_said(query text)
RETURNS TABLE (kind text, identifier text, said bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE format($said$
        SELECT v.kind, failure_demand_internal.who(NULL, jsonb_build_object(v.kind, v.value), d.country_code), count(*)
        FROM (%s) AS q CROSS JOIN failure_demand.definition_in_force AS d
        CROSS JOIN LATERAL (
            SELECT 'customer' AS kind, q.customer AS value
            UNION ALL
            SELECT e.key, t.value
            FROM jsonb_each(q.identifiers) AS e
            CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.value) WHEN 'array' THEN e.value
                                                              ELSE jsonb_build_array(e.value) END) AS t (value)) AS v
        WHERE v.value IS NOT NULL
        GROUP BY 1, 2 $said$, query);
END $$;
COMMENT ON FUNCTION failure_demand_internal.identities_said(text) IS
'the identifiers that the query of a source or of a table of links gives, by kind: each in normal form, null for all '
'that stand for nobody, and how many values say it';

CREATE FUNCTION failure_demand_internal.identity_check(
    OUT source text, OUT kind text, OUT said bigint, OUT placeholders bigint, OUT identifiers bigint,
    OUT alone bigint, OUT joined bigint, OUT shared bigint, OUT not_believed bigint,
    OUT largest_customer text, OUT largest bigint, OUT busiest text, OUT busiest_links bigint)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mapped record;
BEGIN
    PERFORM failure_demand_internal.set_time_zone();
    FOR mapped IN SELECT m.name, m.query FROM failure_demand_internal.mapped_source() AS m WHERE m.broken IS NULL
                  UNION ALL
                  SELECT l.name, m.query FROM failure_demand.identity_source AS l
                  CROSS JOIN LATERAL failure_demand_internal.mapped_links(l) AS m WHERE m.broken IS NULL
                  ORDER BY 1 LOOP
        RETURN QUERY
        WITH said AS MATERIALIZED (
            SELECT s.kind, s.identifier, s.said, m.customer, m.identifiers, m.believed,
                   m.identifier IS NOT NULL AS known
            FROM failure_demand_internal.identities_said(mapped.query) AS s
            LEFT JOIN failure_demand_internal.identity_member AS m ON m.identifier = s.identifier COLLATE "C"
        ), busy AS (
            SELECT i.identifier, count(*) AS links
            FROM failure_demand_internal.identifier_link AS l
            CROSS JOIN LATERAL unnest(failure_demand_internal.who_identifiers(l.who)) AS i (identifier)
            WHERE starts_with(l.who, E'\n') GROUP BY 1
        ), most AS (
            SELECT DISTINCT ON (s.kind) s.kind, b.identifier, b.links
            FROM said AS s JOIN busy AS b USING (identifier) ORDER BY s.kind, b.links DESC, b.identifier COLLATE "C"
        ), large AS (
            SELECT DISTINCT ON (s.kind) s.kind, s.customer, s.identifiers FROM said AS s
            WHERE s.identifiers > 1 ORDER BY s.kind, s.identifiers DESC, s.customer COLLATE "C"
        )
        SELECT mapped.name, s.kind, sum(s.said)::bigint,
               coalesce(sum(s.said) FILTER (WHERE s.identifier IS NULL), 0)::bigint, count(s.identifier),
               count(s.identifier) FILTER (WHERE NOT s.known OR s.identifiers = 1 AND s.believed),
               count(s.identifier) FILTER (WHERE s.identifiers > 1),
               count(s.identifier) FILTER (WHERE s.known AND s.believed IS NULL),
               count(s.identifier) FILTER (WHERE NOT s.believed),
               max(l.customer), max(l.identifiers), max(b.identifier), max(b.links)
        FROM said AS s LEFT JOIN large AS l USING (kind) LEFT JOIN most AS b USING (kind)
        GROUP BY s.kind ORDER BY s.kind COLLATE "C";
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.identity_check() IS
'a row a source or table of links and kind of identifiers: see the view of this name; reads each once';

CREATE VIEW failure_demand.identity_check WITH (security_invoker = true) AS
SELECT * FROM failure_demand_internal.identity_check();
ALTER VIEW failure_demand.identity_check OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.identity_check IS
'a row a source, or table of links, and kind of identifiers: how many there are, what stands for nobody, and what the '
'last refresh has made of them';
COMMENT ON COLUMN failure_demand.identity_check.source IS
'name of the source, or of the table of links';
COMMENT ON COLUMN failure_demand.identity_check.kind IS
'kind of identifiers';
COMMENT ON COLUMN failure_demand.identity_check.said IS
'values that its rows have now';
COMMENT ON COLUMN failure_demand.identity_check.placeholders IS
'of these, those that stand for nobody';
COMMENT ON COLUMN failure_demand.identity_check.identifiers IS
'different identifiers, in normal form';
COMMENT ON COLUMN failure_demand.identity_check.alone IS
'of these, those that no link joins to any other';
COMMENT ON COLUMN failure_demand.identity_check.joined IS
'those whose customer has others, too';
COMMENT ON COLUMN failure_demand.identity_check.shared IS
'those that are linked to more customers than their kind allows: they identify nobody';
COMMENT ON COLUMN failure_demand.identity_check.not_believed IS
'those that links join to more values of the best kind than customer_limit: what was joined is taken apart again';
COMMENT ON COLUMN failure_demand.identity_check.largest_customer IS
'the customer of most identifiers that one of them is of';
COMMENT ON COLUMN failure_demand.identity_check.largest IS
'how many identifiers that customer has';
COMMENT ON COLUMN failure_demand.identity_check.busiest IS
'the identifier that stands in most links: where many are shared or not believed, what holds them together';
COMMENT ON COLUMN failure_demand.identity_check.busiest_links IS
'in how many, each once an origin';
