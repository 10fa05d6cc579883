-- The query that gives the rows of a source as interactions.

-- One fault is told as it is; of several, each in a line.
CREATE FUNCTION failure_demand_internal.raise_faults(source text, faults jsonb[])
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cardinality(faults) = 1 THEN
        RAISE EXCEPTION '%', faults[1] ->> 'message'
            USING ERRCODE = faults[1] ->> 'code', DETAIL = faults[1] ->> 'detail', HINT = faults[1] ->> 'hint';
    ELSIF cardinality(faults) > 1 THEN
        RAISE EXCEPTION 'the mapping of source "%" does not fit in % places', source, cardinality(faults)
            USING ERRCODE = faults[1] ->> 'code',
                  DETAIL = (SELECT string_agg(f ->> 'message', E';\n' ORDER BY place) || '.'
                            FROM unnest(faults) WITH ORDINALITY AS u (f, place)),
                  HINT = (SELECT string_agg(h.hint, E'\n' ORDER BY h.place)
                          FROM (SELECT f ->> 'hint' AS hint, min(place) AS place
                                FROM unnest(faults) WITH ORDINALITY AS u (f, place) GROUP BY 1) AS h);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.raise_faults(text, jsonb[]) IS
'errs where a mapping has faults, and tells all of them';

-- Not safe in a parallel query, which cannot catch errors; nor is what calls it.
CREATE FUNCTION failure_demand_internal.mapping_faults(source text, columns jsonb, constants jsonb)
RETURNS jsonb[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry record;
    faults jsonb[] := '{}';
    detail text;
    hint text;
BEGIN
    FOR entry IN
        SELECT m.key, m.value, m.is_constant
        FROM (SELECT *, false AS is_constant FROM jsonb_each(columns)
              UNION ALL SELECT *, true FROM jsonb_each(constants)) AS m
        LEFT JOIN failure_demand.interaction_column AS c ON c.name = split_part(m.key, '.', 1)
        ORDER BY c.position, m.key COLLATE "C", m.is_constant
    LOOP
        BEGIN
            PERFORM failure_demand_internal.check_mapping_entry(source, entry.key, entry.value, entry.is_constant,
                                                                columns ->> entry.key IS NOT NULL);
        EXCEPTION WHEN undefined_column OR datatype_mismatch OR invalid_parameter_value THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            faults := faults || jsonb_build_object('code', SQLSTATE, 'message', SQLERRM, 'detail', detail, 'hint',
                                                   hint);
        END;
    END LOOP;
    RETURN faults;
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapping_faults(text, jsonb, jsonb) IS
'what is wrong with the names and constants of a mapping, as errors: code, message, detail, hint';

CREATE FUNCTION failure_demand_internal.mapped_column(columns jsonb, constants jsonb)
RETURNS TABLE ("position" integer, name text, type text, required boolean, constant boolean, meaning text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.position, c.name, c.type, c.required, c.constant, c.meaning
    FROM failure_demand.interaction_column AS c WHERE c.name NOT IN ('dimensions', 'identifiers')
    UNION ALL
    SELECT c.position, 'dimensions.' || d.name, 'text', c.required, c.constant, c.meaning
    FROM failure_demand.interaction_column AS c
    CROSS JOIN failure_demand_internal.dimension_names(mapped_column.columns, mapped_column.constants) AS d (name)
    WHERE c.name = 'dimensions'
    UNION ALL
    SELECT c.position, i.name, 'text', c.required, c.constant, c.meaning
    FROM failure_demand.interaction_column AS c
    CROSS JOIN failure_demand_internal.identifier_names(mapped_column.columns) AS i (name)
    WHERE c.name = 'identifiers';
END;
COMMENT ON FUNCTION failure_demand_internal.mapped_column(jsonb, jsonb) IS
'interaction_column, with the dimensions and the identifiers of a mapping, each as a text, in place of the columns '
'that carry them';

CREATE FUNCTION failure_demand_internal.source_attribute(relation regclass, columns jsonb, constants jsonb,
                                                         canonical text)
RETURNS name
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN columns ? canonical
                THEN CASE jsonb_typeof(columns -> canonical) WHEN 'string' THEN columns ->> canonical
                                                             WHEN 'object' THEN columns -> canonical ->> 'column' END
                WHEN NOT constants ? canonical
                THEN (SELECT a.attname FROM pg_attribute AS a
                      WHERE a.attrelid = relation AND a.attname = canonical AND a.attnum > 0 AND NOT a.attisdropped)
           END;
END;
COMMENT ON FUNCTION failure_demand_internal.source_attribute(regclass, jsonb, jsonb, text) IS
'the column of a source that has what a column of interaction says; null where none does';

-- A date is a day beside its first or last moment.
CREATE FUNCTION failure_demand_internal.column_expression(
    source text, relation regclass, columns jsonb, constants jsonb, time_zone text, canonical text, start text,
    OUT expression text, OUT day text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    attribute name := failure_demand_internal.source_attribute(relation, columns, constants, canonical);
    conversion text := failure_demand_internal.source_conversion(columns, canonical);
    told record;
    converted record;
BEGIN
    SELECT * INTO told FROM failure_demand_internal.mapped_column(columns, constants) AS c WHERE c.name = canonical;
    IF conversion IS NOT NULL AND (failure_demand_internal.source_column(relation, attribute)).type IS NOT NULL THEN
        SELECT * INTO converted FROM failure_demand_internal.converted_column(source, relation, attribute, canonical,
                                                                              conversion, time_zone, start);
        day := CASE WHEN converted.is_date THEN converted.reading END;
        expression := CASE WHEN converted.is_date THEN failure_demand_internal.moment_expression(canonical, day)
                           ELSE converted.expression END;
    ELSIF attribute IS NOT NULL THEN
        day := CASE WHEN (failure_demand_internal.source_column(relation, attribute)).type = 'date'::regtype
                    THEN format('s.%I', attribute) END;
        expression := failure_demand_internal.mapped_expression(source, relation, attribute, canonical, told.type,
                                                                time_zone);
    ELSIF told.required AND failure_demand_internal.key_text(constants ->> canonical) IS NULL
          AND NOT (canonical = 'customer'
                   AND EXISTS (SELECT FROM failure_demand_internal.identifier_names(columns))) THEN
        RAISE EXCEPTION 'source "%" has no column for "%"', source, canonical
            USING ERRCODE = 'undefined_column',
                  DETAIL = format('The column %s: %s.', canonical, told.meaning),
                  HINT = format('Say which column of %s it is: add_source(..., columns => ''{"%s": "..."}'')%s.',
                                relation, canonical,
                                CASE WHEN told.constant THEN format(', or constants => ''{"%s": "..."}''', canonical)
                                     ELSE '' END);
    ELSIF told.type = 'text' THEN
        expression := format('%L::text COLLATE "C"', failure_demand_internal.key_text(constants ->> canonical));
    ELSE
        expression := format('%L::%s', constants ->> canonical, told.type);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.column_expression(text, regclass, jsonb, jsonb, text, text, text) IS
'the expression that gives a column of interaction from a source, of a flat mapping, and that of the start; day: that '
'of the day, where the source has a date; errs where the mapping does not fit (42703, 42804, 22023)';

-- What contacts keep, and read, are the customer's own words; hashed_query() has the texts as they are.
CREATE FUNCTION failure_demand_internal.source_query(
    source text, relation regclass, columns jsonb, constants jsonb, time_zone text, text_format text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := failure_demand_internal.flat_mapping(columns);
    fixed jsonb := failure_demand_internal.flat_mapping(constants);
    canonical text;
    made record;
    expressions text[] := ARRAY[format('%L::text COLLATE "C" AS source', source)];
    start text;
    days text[] := ARRAY['NULL', 'NULL'];
    dimensions text[] := '{}';
    dimension_texts text[] := '{}';
    identifiers text[] := '{}';
    identifier_texts text[] := '{}';
    faults jsonb[] := failure_demand_internal.mapping_faults(source, named, fixed);
    detail text;
    hint text;
BEGIN
    FOR canonical IN SELECT c.name FROM failure_demand_internal.mapped_column(named, fixed) AS c
                     ORDER BY c.position, c.name LOOP
        BEGIN
            SELECT NULL AS expression, NULL AS day INTO made;
            SELECT * INTO made FROM failure_demand_internal.column_expression(
                source, relation, named, fixed, time_zone, canonical, start);
        EXCEPTION WHEN undefined_column OR datatype_mismatch OR invalid_parameter_value THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            faults := faults || jsonb_build_object('code', SQLSTATE, 'message', SQLERRM, 'detail', detail, 'hint',
                                                   hint);
        END;
        IF canonical = 'started_at' THEN
            start := made.expression;
            days[1] := coalesce(made.day, 'NULL');
        ELSIF canonical = 'ended_at' AND days[1] <> 'NULL' THEN  -- of a day, the end is the start
            made.expression := 'NULL::timestamptz';
        ELSIF canonical = 'ended_at' THEN
            days[2] := coalesce(made.day, 'NULL');
        ELSIF canonical = 'verbatim'
              AND failure_demand_internal.source_attribute(relation, named, fixed, canonical) IS NOT NULL THEN
            made.expression := format('failure_demand.plain_words(%s, %L) COLLATE "C"', made.expression, text_format);
        END IF;
        IF canonical LIKE 'dimensions.%' THEN
            dimensions := dimensions || substr(canonical, 12);
            dimension_texts := dimension_texts || made.expression;
        ELSIF canonical LIKE 'identifiers.%' THEN
            identifiers := identifiers || canonical;
            identifier_texts := identifier_texts || made.expression;
        ELSE
            expressions := expressions || format('%s AS %I', made.expression, canonical);
        END IF;
    END LOOP;
    PERFORM failure_demand_internal.raise_faults(source, faults);
    expressions := expressions || ARRAY[failure_demand_internal.dimensions_expression(dimensions, dimension_texts)
                                            || ' AS dimensions',
                                        failure_demand_internal.identifiers_expression(identifiers, identifier_texts)
                                            || ' AS identifiers',
                                        days[1] || '::date AS started_on',
                                        days[2] || '::date AS ended_on'];
    RETURN format('SELECT %s FROM %s AS s', array_to_string(expressions, E',\n       '), relation);
END $$;
COMMENT ON FUNCTION failure_demand_internal.source_query(text, regclass, jsonb, jsonb, text, text) IS
'the query that gives the rows of a source with the columns of interaction, and the days of those times that are '
'dates; errs where the mapping does not fit (42703, 42804, 22023), and tells all that does not';

-- Of rows of several tables, some stand in the same place of each.
CREATE FUNCTION failure_demand_internal.has_places(relation regclass)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.relkind = 'r' AND NOT c.relhassubclass AND has_table_privilege(c.oid, 'SELECT')
           AND failure_demand_internal.written_elsewhere(c.oid) IS NULL
    FROM pg_class AS c WHERE c.oid = has_places.relation;
END;
COMMENT ON FUNCTION failure_demand_internal.has_places(regclass) IS
'does where a row stands (ctid) tell it from all others, and may it be asked for?';

-- Two rows of which interaction would say something else differ in a column that it is taken from:
-- so these are hashed as they are stored, and not what becomes of them. But the label of an enum
-- can become another one, and the bytes of two values mean two things where their types differ.
CREATE FUNCTION failure_demand_internal.hashed_query(query text, relation regclass, columns jsonb, constants jsonb)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('SELECT CASE WHEN s.%I IS NOT NULL THEN failure_demand_internal.row_hash(%s, %s) END AS row_hash, '
                  '%s AS place,%s',
                  min(c.attribute) FILTER (WHERE c.name = 'interaction_id'),
                  hashtextextended(string_agg(c.type::oid::text, ' ' ORDER BY c.position, c.name), 0),
                  string_agg(format(CASE c.category WHEN 'E' THEN 's.%I::text' ELSE 's.%I' END, c.attribute), ', '
                             ORDER BY c.position, c.name),
                  CASE WHEN failure_demand_internal.has_places(relation) THEN 's.ctid' ELSE 'NULL::tid' END,
                  substr(hashed_query.query, length('SELECT ')))
    FROM (SELECT i.position, i.name, a.attribute, t.type, t.category
          FROM (SELECT failure_demand_internal.flat_mapping(columns), failure_demand_internal.flat_mapping(constants))
              AS m (named, fixed)
          CROSS JOIN LATERAL failure_demand_internal.mapped_column(m.named, m.fixed) AS i
          CROSS JOIN LATERAL failure_demand_internal.source_attribute(relation, m.named, m.fixed, i.name)
              AS a (attribute)
          CROSS JOIN LATERAL failure_demand_internal.source_column(relation, a.attribute) AS t
          WHERE a.attribute IS NOT NULL) AS c;
END;
COMMENT ON FUNCTION failure_demand_internal.hashed_query(text, regclass, jsonb, jsonb) IS
'the query of a source, which also gives row_hash, a hash of all that a row says, null where it has no id; and place, '
'where the row stands, null where it does not tell one row';

CREATE FUNCTION failure_demand_internal.mapped_source(
    OUT name text, OUT query text, OUT broken text, OUT append_only boolean, OUT closed boolean, OUT slack interval)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source failure_demand.source;
    detail text;
BEGIN
    FOR source IN SELECT * FROM failure_demand.source AS s ORDER BY s.name LOOP
        name := source.name;
        append_only := source.append_only;
        closed := source.closed;
        slack := source.slack;
        broken := NULL;
        query := NULL;
        BEGIN  -- without USAGE on its schema, even the name of a relation is an error
            IF to_regclass(source.relation) IS NULL THEN
                broken := format('relation %s does not exist', source.relation);
            ELSIF NOT has_any_column_privilege(to_regclass(source.relation), 'SELECT') THEN
                broken := format('permission denied for relation %s', source.relation);
            ELSE
                query := failure_demand_internal.source_query(source.name, to_regclass(source.relation),
                                                              source.columns, source.constants, source.time_zone,
                                                              source.format);
            END IF;
        EXCEPTION WHEN undefined_column OR datatype_mismatch OR invalid_parameter_value OR insufficient_privilege THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
            broken := CASE WHEN SQLERRM ~ 'does not fit in \d+ places$' THEN concat_ws(E':\n', SQLERRM, detail)
                           ELSE SQLERRM END;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapped_source() IS
'the sources, each with the query that reads it, or with why its mapping no longer fits, or why it may not be read';
