-- The dimensions that the sources have.

CREATE VIEW failure_demand.dimension AS
SELECT d.name, array_agg(s.name ORDER BY s.name) AS sources
FROM failure_demand.source AS s
CROSS JOIN LATERAL failure_demand_internal.dimension_names(s.columns, s.constants) AS d (name)
GROUP BY d.name;
ALTER VIEW failure_demand.dimension OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.dimension IS
'the dimensions of one''s own that the sources have: at most five';
COMMENT ON COLUMN failure_demand.dimension.name IS
'name of the dimension, by which it stands in the column dimensions';
COMMENT ON COLUMN failure_demand.dimension.sources IS
'the sources that have it';
GRANT SELECT ON failure_demand.dimension TO PUBLIC;

-- Over all sources: a dashboard lists them.
CREATE FUNCTION failure_demand_internal.check_dimensions(source text, columns jsonb, constants jsonb)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added text[] := ARRAY(SELECT * FROM failure_demand_internal.dimension_names(columns, constants));
    names text[] := ARRAY(SELECT unnest(added)
                          UNION
                          SELECT failure_demand_internal.dimension_names(s.columns, s.constants)
                          FROM failure_demand.source AS s WHERE s.name <> check_dimensions.source
                          ORDER BY 1);
BEGIN
    IF added <> '{}' AND cardinality(names) > 5 THEN
        RAISE EXCEPTION 'there can be five dimensions, over all sources' USING ERRCODE = 'program_limit_exceeded',
            DETAIL = format('With those of source "%s" there would be %s: %s.', source, cardinality(names),
                            array_to_string(names, ', ')),
            HINT = 'Leave some out, or give what is the same the same name in all sources.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_dimensions(text, jsonb, jsonb) IS
'errs where the sources would have more than five dimensions with those of a mapping (54000)';
