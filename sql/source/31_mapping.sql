-- What a source can say of a column of interaction, and the expression that brings it to the type it has there.

CREATE FUNCTION failure_demand_internal.check_converted_entry(entry text, value jsonb)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(value -> 'column') IS DISTINCT FROM 'string'
       OR jsonb_typeof(value -> 'as') IS DISTINCT FROM 'string' OR value - '{column,as}'::text[] <> '{}' THEN
        RAISE EXCEPTION 'column "%" of interaction is mapped to an object that is no conversion', entry
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is mapped to %s.', value),
                  HINT = failure_demand_internal.conversion_hint('...', entry, NULL);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_converted_entry(text, jsonb) IS
'errs where an entry of a mapping names no column and a conversion (22023)';

-- The names of a mapping must be columns of interaction: a slip would else be ignored.
CREATE FUNCTION failure_demand_internal.check_mapping_entry(source text, entry text, value jsonb, is_constant boolean,
                                                            is_mapped boolean)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    canonical record;
BEGIN
    SELECT * INTO canonical FROM failure_demand.interaction_column AS c
    WHERE c.name = CASE WHEN entry ~ '^(dimensions|identifiers)\.' THEN split_part(entry, '.', 1) ELSE entry END;
    PERFORM failure_demand_internal.check_dimension(source, substr(entry, 12)) WHERE entry LIKE 'dimensions.%';
    PERFORM failure_demand_internal.check_identifier_kind(source, regexp_replace(substr(entry, 13), '\.\d+$', ''))
    WHERE entry LIKE 'identifiers.%';
    IF canonical.name IS NULL THEN
        RAISE EXCEPTION 'interaction has no column "%"', entry
            USING ERRCODE = 'undefined_column', DETAIL = format('It is in the mapping of source "%s".', source),
                  HINT = 'Write {"column of interaction": "column of the table"}; SELECT * FROM '
                         'failure_demand.interaction_column lists the former.';
    ELSIF entry IN ('dimensions', 'identifiers') THEN
        RAISE EXCEPTION 'the % of source "%" must be a JSON object', entry, source
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('They are %s.', value),
                  HINT = CASE entry WHEN 'dimensions' THEN 'Write such as {"dimensions": {"region": "land"}}: the '
                                                           'name of each, and the column that has it.'
                              ELSE 'Write such as {"identifiers": {"phone": "caller", "email": ["mail", '
                                   '"other_mail"]}}: the kind of each, and the columns that have it.' END;
    ELSIF NOT is_constant AND jsonb_typeof(value) = 'object'
          AND failure_demand_internal.conversion_names(entry, NULL) IS NOT NULL THEN
        PERFORM failure_demand_internal.check_converted_entry(entry, value);
    ELSIF NOT is_constant AND jsonb_typeof(value) NOT IN ('string', 'null') THEN
        RAISE EXCEPTION 'column "%" of interaction is mapped to something that is no name', entry
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is mapped to %s.', value),
                  HINT = 'Write the name of a column in double quotes, or null to take none.';
    ELSIF NOT is_constant THEN
        RETURN;
    ELSIF NOT canonical.constant THEN
        RAISE EXCEPTION 'column "%" of interaction cannot be a constant', entry
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('In source "%s" it is %s in all rows.', source, value),
                  HINT = 'Map it to a column of the table or view.';
    ELSIF is_mapped THEN
        RAISE EXCEPTION 'column "%" of interaction is both a column and a constant of source "%"', entry, source
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('The constant is %s.', value),
                  HINT = 'Leave one of the two out.';
    ELSIF jsonb_typeof(value) NOT IN (CASE canonical.type WHEN 'boolean' THEN 'boolean' ELSE 'string' END, 'null') THEN
        RAISE EXCEPTION 'the constant "%" of source "%" must be %', entry, source,
                CASE canonical.type WHEN 'boolean' THEN 'true or false' ELSE 'a string' END
            USING ERRCODE = 'datatype_mismatch', DETAIL = format('It is %s.', value),
                  HINT = CASE canonical.type WHEN 'boolean' THEN 'Write it without quotes.'
                              ELSE 'Write it in double quotes.' END;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_mapping_entry(text, text, jsonb, boolean, boolean) IS
'errs where a name or constant of a mapping is none that interaction has (42703, 42804, 22023)';

-- What a type is made of, and how its values are told apart: two texts that it calls equal
-- must be one text in interaction.
CREATE FUNCTION failure_demand_internal.source_column(
    relation regclass, attribute name,
    OUT type regtype, OUT category text, OUT written text, OUT is_citext boolean, OUT equality text)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    WITH RECURSIVE base AS (
        SELECT a.atttypid AS oid, format_type(a.atttypid, a.atttypmod) AS written, a.attcollation
        FROM pg_attribute AS a
        WHERE a.attrelid = source_column.relation AND a.attname = source_column.attribute
          AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL  -- a domain is what it is made of
        SELECT t.typbasetype, b.written, b.attcollation FROM base AS b JOIN pg_type AS t USING (oid)
        WHERE t.typtype = 'd'
    )
    SELECT t.oid::regtype, t.typcategory::text, b.written, c.is_citext,
           CASE WHEN c.is_citext THEN NULL
                WHEN l.oid IS NOT NULL THEN format('collation %s', l.oid::regcollation)
                WHEN t.typcategory = 'S' AND t.typnamespace <> 'pg_catalog'::regnamespace
                     AND EXISTS (SELECT FROM pg_opclass AS o WHERE o.opcintype = t.oid AND o.opcdefault)
                THEN format('type %s', t.oid::regtype)
           END
    INTO type, category, written, is_citext, equality
    FROM base AS b JOIN pg_type AS t USING (oid)
    LEFT JOIN pg_collation AS l ON l.oid = b.attcollation AND NOT l.collisdeterministic
    CROSS JOIN LATERAL (SELECT t.typname = 'citext' AND EXISTS (
        SELECT FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.refclassid = 'pg_extension'::regclass
          AND e.extname = 'citext')) AS c (is_citext)
    WHERE t.typtype <> 'd';
END $$;
COMMENT ON FUNCTION failure_demand_internal.source_column(regclass, name) IS
'what a column of a source is: its type, through domains; equality: the type or collation by which it may call '
'different texts equal; null where there is no such column';

-- A text must look the same whatever the settings of the session are: a time, a float or
-- a bytea as text does not. A blank one is null. And equal values must be one text: a number without trailing
-- zeros; citext in the lower case by which it compares, whatever collation a column has.
CREATE FUNCTION failure_demand_internal.mapped_text(expression text, type regtype, category text, is_citext boolean,
                                                    canonical text)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    expression := format(CASE WHEN type = 'numeric'::regtype THEN 'trim_scale(%s)::text' ELSE '%s::text' END,
                         expression);
    IF is_citext AND canonical <> 'verbatim' THEN
        expression := format('lower(%s COLLATE "default")', expression);
    END IF;
    IF (category IN ('S', 'E') OR type = 'numeric'::regtype) AND canonical <> 'verbatim' THEN
        expression := format('failure_demand_internal.key_text(%s)', expression);
    END IF;
    RETURN expression || ' COLLATE "C"';
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapped_text(text, regtype, text, boolean, text) IS
'the expression that makes a text of interaction of a column that can be one: see source_column()';

-- A day lasts until the next one begins: where clocks change at midnight, midnight comes twice
-- or not at all, and the day begins right after the last microsecond of the one before. A date
-- that would be a time in one time zone, and one that stands for none in another, is none.
CREATE FUNCTION failure_demand_internal.last_moment(day date, time_zone text)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN day < '1901-01-02' THEN '-infinity' WHEN day > '9998-12-30' THEN 'infinity'
            ELSE ((day + 1)::timestamp - interval '1 microsecond') AT TIME ZONE time_zone END;
COMMENT ON FUNCTION failure_demand_internal.last_moment(date, text) IS
'the last microsecond of a day in a time zone; infinite where the date is one that systems write for none';

CREATE FUNCTION failure_demand_internal.first_moment(day date, time_zone text)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN day < '1901-01-02' THEN '-infinity' WHEN day > '9998-12-30' THEN 'infinity'
            ELSE least(day::timestamp AT TIME ZONE time_zone,
                       ((day::timestamp - interval '1 microsecond') AT TIME ZONE time_zone) + interval '1 microsecond')
            END;
COMMENT ON FUNCTION failure_demand_internal.first_moment(date, text) IS
'the first microsecond of a day in a time zone; infinite where the date is one that systems write for none';

CREATE FUNCTION failure_demand_internal.moment_expression(canonical text, day text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format('failure_demand_internal.%s(%s::date, (SELECT d.time_zone FROM '
                         'failure_demand.definition_in_force AS d))',
                         CASE canonical WHEN 'started_at' THEN 'first_moment' ELSE 'last_moment' END, day);
COMMENT ON FUNCTION failure_demand_internal.moment_expression(text, text) IS
'the expression of a time of interaction, of that of its day';

CREATE FUNCTION failure_demand_internal.mapped_expression(
    source text, relation regclass, attribute name, canonical text, type text, time_zone text)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actual record;
    expression text := format('s.%I', attribute);
BEGIN
    SELECT * INTO actual FROM failure_demand_internal.source_column(relation, attribute);
    IF actual.type IS NULL THEN
        RAISE EXCEPTION 'column "%" of relation % does not exist', attribute, relation
            USING ERRCODE = 'undefined_column',
                  DETAIL = format('Source "%s" needs it for column "%s" of interaction.', source, canonical),
                  HINT = format('Say which column it is: add_source(..., columns => ''%s'').',
                                CASE WHEN canonical LIKE 'dimensions.%'
                                     THEN format('{"dimensions": {"%s": "..."}}', substr(canonical, 12))
                                     ELSE format('{"%s": "..."}', canonical) END);
    END IF;
    IF type = 'text' AND actual.equality IS NOT NULL AND canonical <> 'verbatim' THEN
        RAISE EXCEPTION 'column "%" of relation % is compared by %, which may call different texts equal',
                attribute, relation, actual.equality
            USING ERRCODE = 'datatype_mismatch',
                  DETAIL = format('Source "%s" maps it to column "%s" of interaction, which is compared by its bytes.',
                                  source, canonical),
                  HINT = format('Make a view that brings it to one form, such as lower(%1$I::text COLLATE "default") '
                                'AS %1$I, and add that.', attribute);
    ELSIF type = 'text'
          AND (actual.category IN ('S', 'E')
               OR actual.type = ANY ('{smallint,integer,bigint,numeric,uuid,boolean}'::regtype[])) THEN
        RETURN failure_demand_internal.mapped_text(expression, actual.type, actual.category, actual.is_citext,
                                                   canonical);
    ELSIF canonical IN ('started_at', 'ended_at') AND actual.type = 'date'::regtype THEN
        RETURN failure_demand_internal.moment_expression(canonical, expression);
    ELSIF type = 'timestamptz' AND time_zone IS NOT NULL
          AND actual.type = ANY ('{timestamptz,timestamp}'::regtype[]) THEN
        RETURN format('failure_demand_internal.zoned_time(%s::%s, %L)', expression, actual.type, time_zone);
    ELSIF type IN ('timestamptz', 'boolean') AND actual.type = type::regtype THEN
        RETURN expression || '::' || type;
    ELSIF type = 'integer' AND actual.type = ANY ('{smallint,integer}'::regtype[]) THEN
        RETURN expression || '::integer';
    ELSIF type = 'integer' AND actual.type = 'bigint'::regtype THEN
        RETURN format('CASE WHEN %1$s BETWEEN -2147483648 AND 2147483647 THEN %1$s::integer END', expression);
    ELSIF type = 'double precision'
          AND actual.type = ANY ('{smallint,integer,bigint,real,double precision}'::regtype[]) THEN
        RETURN expression || '::double precision + 0';
    ELSIF type = 'double precision' AND actual.type = 'numeric'::regtype THEN
        RETURN format('CASE WHEN abs(%1$s) < 1e300 THEN round(%1$s, 300)::double precision END', expression);
    END IF;
    RAISE EXCEPTION 'column "%" of relation % is of type %, but column "%" of interaction is %',
            attribute, relation, actual.written, canonical, type
        USING ERRCODE = 'datatype_mismatch', DETAIL = format('Source "%s" maps the one to the other.', source),
              HINT = CASE WHEN type = 'timestamptz' AND actual.type = 'timestamp'::regtype
                          THEN 'Say in which time zone it was written, for only you know: add_source(..., time_zone '
                               '=> ''Europe/Berlin'').'
                          WHEN type = 'timestamptz' AND actual.type = 'date'::regtype
                          THEN format('Make a view with %I::timestamp AT TIME ZONE ''...'' AS %I, and add that: only '
                                      'you know the time zone.', attribute, canonical)
                          ELSE coalesce(failure_demand_internal.conversion_hint(
                                            attribute, canonical,
                                            (failure_demand_internal.convertible(actual.type, actual.category)).takes),
                                        'Make a view that casts it, and add that.') END;
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapped_expression(text, regclass, name, text, text, text) IS
'the expression that gives a column of interaction from a column of a source; errs where there is no such column '
'(42703), or it is of a type or collation that does not fit (42804)';
