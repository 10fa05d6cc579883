-- What else a source knows its customers by: identifiers, each of a kind. They have names in a mapping, and
-- one column of interaction carries them all.

-- To what looks at a mapping, an identifier is one more column, identifiers.email; of several of a kind the
-- second is identifiers.email.2.
CREATE FUNCTION failure_demand_internal.flat_identifiers(mapping jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE jsonb_typeof(flat_identifiers.mapping -> 'identifiers')
           WHEN 'object' THEN flat_identifiers.mapping - 'identifiers' || coalesce((
               SELECT jsonb_object_agg(concat_ws('.', 'identifiers', i.key, CASE WHEN v.place > 1 THEN v.place END),
                                       v.value)
               FROM jsonb_each(flat_identifiers.mapping -> 'identifiers') AS i
               CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(i.value) WHEN 'array' THEN i.value
                                                            ELSE jsonb_build_array(i.value) END)
                   WITH ORDINALITY AS v (value, place)), '{}')
           WHEN 'null' THEN flat_identifiers.mapping - 'identifiers'
           ELSE flat_identifiers.mapping END;
END;
COMMENT ON FUNCTION failure_demand_internal.flat_identifiers(jsonb) IS
'a mapping with each of its identifiers as an entry of its own: identifiers.phone';

CREATE FUNCTION failure_demand_internal.identifier_names(mapping jsonb)
RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT m.key COLLATE "C"
    FROM jsonb_each_text(failure_demand_internal.flat_identifiers(identifier_names.mapping)) AS m
    WHERE m.key LIKE 'identifiers.%' AND m.value IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.identifier_names(jsonb) IS
'the identifiers of a mapping, as entries of the flat one';

CREATE FUNCTION failure_demand_internal.check_identifier_kind(source text, kind text)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kinds text[] := ARRAY(SELECT k.kind FROM failure_demand.identifier_kind_in_force AS k ORDER BY k.rank);
BEGIN
    IF kind <> ALL (kinds) THEN
        RAISE EXCEPTION 'unknown kind of identifiers: "%"', left(kind, 80) USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('It is in the mapping of source "%s"; there are %s.', source,
                            array_to_string(kinds, ', ')),
            HINT = 'Write one of these, or add a row to table failure_demand.identifier_kind.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_identifier_kind(text, text) IS
'errs where there is no such kind of identifiers (22023)';

CREATE FUNCTION failure_demand_internal.identifiers_of(kinds text[], texts text[])
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identifiers_of(text[], text[]) IS
'an object of the texts by their kinds, without spaces around them: an array of those of a kind that is named more '
'than once, one time after the other; without those that are null, or spaces alone; null where none is left';

CREATE FUNCTION failure_demand_internal.identifiers_expression(names text[], expressions text[])
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN names = '{}' THEN 'NULL::jsonb'
                ELSE format('failure_demand_internal.identifiers_of(%L, ARRAY[%s])',
                            ARRAY(SELECT split_part(n, '.', 2) FROM unnest(names) WITH ORDINALITY AS u (n, place)
                                  ORDER BY place),
                            array_to_string(expressions, ', ')) END;
END;
COMMENT ON FUNCTION failure_demand_internal.identifiers_expression(text[], text[]) IS
'the expression that gives the identifiers of a row, of their names in the flat mapping and the expressions of their '
'texts';
