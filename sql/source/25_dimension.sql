-- Dimensions of a company's own, such as a region or a product: what reports are filtered by
-- and the columns of interaction do not have. They have names, in a mapping and in the one
-- column that carries them all.

-- To what looks at a mapping, a dimension is one more column, dimensions.region.
CREATE FUNCTION failure_demand_internal.flat_mapping(mapping jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE jsonb_typeof(m.mapping -> 'dimensions')
           WHEN 'object' THEN m.mapping - 'dimensions'
                              || coalesce((SELECT jsonb_object_agg('dimensions.' || d.key, d.value)
                                           FROM jsonb_each(m.mapping -> 'dimensions') AS d), '{}')
           WHEN 'null' THEN m.mapping - 'dimensions'
           ELSE m.mapping END
    FROM (SELECT failure_demand_internal.flat_identifiers(flat_mapping.mapping)) AS m (mapping);
END;
COMMENT ON FUNCTION failure_demand_internal.flat_mapping(jsonb) IS
'a mapping, columns or constants, with each of its dimensions and identifiers as an entry of its own: '
'dimensions.region';

-- Their names are keys, for ever beside the columns of interaction.
CREATE FUNCTION failure_demand_internal.check_dimension(source text, name text)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF name COLLATE "C" !~ '^[a-z_][a-z0-9_]{0,62}$' THEN
        RAISE EXCEPTION 'the name of a dimension must be a short key in small letters'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('It is "%s", in the mapping of source "%s".', left(name, 80), source),
                  HINT = 'Write up to 63 letters from a to z, digits and underscores, such as region.';
    ELSIF name IN ('source', 'kind') OR EXISTS (SELECT FROM failure_demand.interaction_column AS c
                                                WHERE c.name = check_dimension.name) THEN
        RAISE EXCEPTION '"%" is a column of interaction, and no name for a dimension', name
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('It is in the mapping of source "%s".', source),
                  HINT = CASE WHEN name IN ('source', 'kind', 'dimensions') THEN 'Call the dimension otherwise.'
                              ELSE format('Map the column itself: add_source(..., columns => ''{"%s": "..."}''); or '
                                          'call the dimension otherwise.', name) END;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_dimension(text, text) IS
'errs where a text cannot be the name of a dimension (22023)';

CREATE FUNCTION failure_demand_internal.dimension_names(columns jsonb, constants jsonb)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT DISTINCT substr(m.key, 12) COLLATE "C"
    FROM (SELECT * FROM jsonb_each_text(failure_demand_internal.flat_mapping(dimension_names.columns))
          UNION ALL
          SELECT * FROM jsonb_each_text(failure_demand_internal.flat_mapping(dimension_names.constants))) AS m
    WHERE m.key LIKE 'dimensions.%' AND m.value IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.dimension_names(jsonb, jsonb) IS
'the names of the dimensions of a mapping';

CREATE FUNCTION failure_demand_internal.dimensions_of(names text[], texts text[])
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.dimensions_of(text[], text[]) IS
'an object of the texts by their names, without spaces around them: without those that are null, or spaces alone; '
'null where none is left';

CREATE FUNCTION failure_demand_internal.dimensions_expression(names text[], expressions text[])
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN names = '{}' THEN 'NULL::jsonb'
            ELSE pg_catalog.format('failure_demand_internal.dimensions_of(%L, ARRAY[%s])', names,
                                   pg_catalog.array_to_string(expressions, ', ')) END;
COMMENT ON FUNCTION failure_demand_internal.dimensions_expression(text[], text[]) IS
'the expression that gives the dimensions of an interaction, of their names and the expressions of their texts';
