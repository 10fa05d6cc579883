-- The company's own tables: which are sources, what their columns mean, and the query that
-- gives the rows of each as interactions.

CREATE TABLE failure_demand.source (
    name        text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(name, 'the name of a source', 100)),
    relation    text NOT NULL,
    columns     jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(columns) = 'object'),
    constants   jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(constants) = 'object'),
    append_only boolean NOT NULL DEFAULT false,
    slack       interval CHECK (failure_demand_internal.check_elapsed(slack, 'slack')),
    closed      boolean NOT NULL DEFAULT false,
    closed_until timestamptz CHECK (pg_catalog.isfinite(closed_until))
);
ALTER TABLE failure_demand.source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.source IS
'the tables and views that interactions come from: filled by add_source and drop_source';
COMMENT ON COLUMN failure_demand.source.name IS
'name of the source; with interaction_id it identifies an interaction';
COMMENT ON COLUMN failure_demand.source.relation IS
'the table or view, with its schema, as SQL writes it; a name, so that a dump can be restored and a table can be '
'dropped';
COMMENT ON COLUMN failure_demand.source.columns IS
'by column of interaction, the column of the relation that has it, also where it bears the same name; null takes '
'none; of dimensions, the same by name of dimension';
COMMENT ON COLUMN failure_demand.source.constants IS
'by column of interaction, the value that all rows have; of dimensions, the same by name of dimension';
COMMENT ON COLUMN failure_demand.source.append_only IS
'true: no row is ever deleted, and whatever writes one sets written_at to the time of writing; then a refresh reads '
'only what is new';
COMMENT ON COLUMN failure_demand.source.slack IS
'append-only: by how much further back a refresh reads, where rows may be seen later than this server''s transactions '
'explain';
COMMENT ON COLUMN failure_demand.source.closed IS
'true: nothing more will come, so that a refresh does not wait for it; set it by UPDATE';
COMMENT ON COLUMN failure_demand.source.closed_until IS
'rows that start before it change no more: a refresh does not read them again, unless it is full; null, and '
'append-only: none is said to; set it by UPDATE';
GRANT SELECT ON failure_demand.source TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.source', '');

CREATE VIEW failure_demand.interaction_column AS
SELECT position, name, type, required, constant, meaning
FROM (VALUES
    ( 1, 'interaction_id', 'text',             true,  false, 'identifies the interaction in its source'),
    ( 2, 'customer',       'text',             true,  false,
     'who it was, the same in all sources; null where not known'),
    ( 3, 'request',        'text',             false, true,  'what the customer wants done: topic, case, order'),
    ( 4, 'channel',        'text',             true,  true,  'name of the channel, as in table channel'),
    ( 5, 'touchpoint',     'text',             false, true,  'where in the channel: a page, a menu, a line'),
    ( 6, 'started_at',     'timestamptz',      true,  false, 'when it began'),
    ( 7, 'ended_at',       'timestamptz',      false, false, 'when it ended; null counts as its start'),
    ( 8, 'handle_seconds', 'integer',          false, false, 'seconds of a person''s work: talk, hold and wrap-up'),
    ( 9, 'outcome',        'text',             false, true, 
     'completed, abandoned, transferred, unresolved, or null where not known'),
    (10, 'direction',      'text',             false, true, 
     'outbound where the company began it; null or inbound where the customer did'),
    (11, 'reason',         'text',             false, true,  'reason code that the agent gave, as in table reason'),
    (12, 'verbatim',       'text',             false, false, 'the customer''s own words'),
    (13, 'language',       'text',             false, true,  'language of the words (BCP 47, such as en)'),
    (14, 'resolved',       'boolean',          false, true,  'did the customer, or the agent, call it resolved?'),
    (15, 'nps',            'double precision', false, false, 'would recommend, 0 to 10'),
    (16, 'csat',           'double precision', false, false, 'satisfaction, on the scale of the survey'),
    (17, 'ces',            'double precision', false, false, 'effort, 1 to 7'),
    (18, 'agent',          'text',             false, true,  'who answered'),
    (19, 'provider',       'text',             false, true,  'company that answered, where it is not one''s own'),
    (20, 'brand',          'text',             false, true,  'brand that the customer turned to'),
    (21, 'updated_at',     'timestamptz',      false, false,
     'which version this is: of rows with one id, the latest counts'),
    (22, 'written_at',     'timestamptz',      false, false,
     'when the row was written here: tells an append-only source where to read on'),
    (23, 'dimensions',     'jsonb',            false, true,
     'up to five dimensions of one''s own, by name: such as region and product')
) AS c (position, name, type, required, constant, meaning);
ALTER VIEW failure_demand.interaction_column OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.interaction_column IS
'the columns of interaction that a source can have, and what each must be';
COMMENT ON COLUMN failure_demand.interaction_column.position IS
'order in interaction';
COMMENT ON COLUMN failure_demand.interaction_column.name IS
'name of the column';
COMMENT ON COLUMN failure_demand.interaction_column.type IS
'its type in interaction; a text, and each dimension, can be any string, integer, numeric, uuid, boolean or enum in '
'the source, a number any number, started_at and ended_at a date';
COMMENT ON COLUMN failure_demand.interaction_column.required IS
'true: each source must have it';
COMMENT ON COLUMN failure_demand.interaction_column.constant IS
'true: may be a constant of the source';
COMMENT ON COLUMN failure_demand.interaction_column.meaning IS
'what it says';
GRANT SELECT ON failure_demand.interaction_column TO PUBLIC;

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
    WHERE c.name = CASE WHEN entry LIKE 'dimensions.%' THEN 'dimensions' ELSE entry END;
    PERFORM failure_demand_internal.check_dimension(source, substr(entry, 12)) WHERE entry LIKE 'dimensions.%';
    IF canonical.name IS NULL THEN
        RAISE EXCEPTION 'interaction has no column "%"', entry
            USING ERRCODE = 'undefined_column', DETAIL = format('It is in the mapping of source "%s".', source),
                  HINT = 'Write {"column of interaction": "column of the table"}; SELECT * FROM '
                         'failure_demand.interaction_column lists the former.';
    ELSIF entry = 'dimensions' THEN
        RAISE EXCEPTION 'the dimensions of source "%" must be a JSON object', source
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('They are %s.', value),
                  HINT = 'Write such as {"dimensions": {"region": "land"}}: the name of each, and the column that has '
                         'it.';
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
-- a bytea as text does not. And equal values must be one text: a number without trailing
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
    IF (category = 'S' OR type = 'numeric'::regtype) AND canonical <> 'verbatim' THEN
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

CREATE FUNCTION failure_demand_internal.mapped_expression(
    source text, relation regclass, attribute name, canonical text, type text)
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
        RETURN format('failure_demand_internal.%s(%s::date, (SELECT d.time_zone FROM '
                      'failure_demand.definition_in_force AS d))',
                      CASE canonical WHEN 'started_at' THEN 'first_moment' ELSE 'last_moment' END, expression);
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
              HINT = CASE WHEN type = 'timestamptz' AND actual.type IN ('timestamp'::regtype, 'date'::regtype)
                          THEN format('Make a view with %I::timestamp AT TIME ZONE ''...'' AS %I, and add that: only '
                                      'you know the time zone.', attribute, canonical)
                          ELSE 'Make a view that casts it, and add that.' END;
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapped_expression(text, regclass, name, text, text) IS
'the expression that gives a column of interaction from a column of a source; errs where there is no such column '
'(42703), or it is of a type or collation that does not fit (42804)';

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
    FROM failure_demand.interaction_column AS c WHERE c.name <> 'dimensions'
    UNION ALL
    SELECT c.position, 'dimensions.' || d.name, 'text', c.required, c.constant, c.meaning
    FROM failure_demand.interaction_column AS c
    CROSS JOIN failure_demand_internal.dimension_names(mapped_column.columns, mapped_column.constants) AS d (name)
    WHERE c.name = 'dimensions';
END;
COMMENT ON FUNCTION failure_demand_internal.mapped_column(jsonb, jsonb) IS
'interaction_column, with the dimensions of a mapping, each as a text, in place of the column that carries them';

CREATE FUNCTION failure_demand_internal.source_attribute(relation regclass, columns jsonb, constants jsonb,
                                                         canonical text)
RETURNS name
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN columns ? canonical
                THEN CASE jsonb_typeof(columns -> canonical) WHEN 'string' THEN columns ->> canonical END
                WHEN NOT constants ? canonical
                THEN (SELECT a.attname FROM pg_attribute AS a
                      WHERE a.attrelid = relation AND a.attname = canonical AND a.attnum > 0 AND NOT a.attisdropped)
           END;
END;
COMMENT ON FUNCTION failure_demand_internal.source_attribute(regclass, jsonb, jsonb, text) IS
'the column of a source that has what a column of interaction says; null where none does';

CREATE FUNCTION failure_demand_internal.source_query(
    source text, relation regclass, columns jsonb, constants jsonb)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := failure_demand_internal.flat_mapping(columns);
    fixed jsonb := failure_demand_internal.flat_mapping(constants);
    canonical record;
    attribute name;
    expression text;
    expressions text[] := ARRAY[format('%L::text COLLATE "C" AS source', source)];
    started_on text := 'NULL';
    ended_on text := 'NULL';
    dimensions text[] := '{}';
    dimension_texts text[] := '{}';
    faults jsonb[] := failure_demand_internal.mapping_faults(source, named, fixed);
    detail text;
    hint text;
BEGIN
    FOR canonical IN SELECT * FROM failure_demand_internal.mapped_column(named, fixed) ORDER BY position, name LOOP
        attribute := failure_demand_internal.source_attribute(relation, named, fixed, canonical.name);
        BEGIN
            IF attribute IS NOT NULL THEN
                expression := failure_demand_internal.mapped_expression(source, relation, attribute, canonical.name,
                                                                        canonical.type);
            ELSIF canonical.required AND fixed ->> canonical.name IS NULL THEN
                RAISE EXCEPTION 'source "%" has no column for "%"', source, canonical.name
                    USING ERRCODE = 'undefined_column',
                          DETAIL = format('The column %s: %s.', canonical.name, canonical.meaning),
                          HINT = format('Say which column of %s it is: add_source(..., columns => ''{"%s": '
                                        '"..."}'')%s.', relation, canonical.name,
                                        CASE WHEN canonical.constant
                                             THEN format(', or constants => ''{"%s": "..."}''', canonical.name)
                                             ELSE '' END);
            ELSIF canonical.type = 'text' THEN
                expression := format('%L::text COLLATE "C"',
                                     failure_demand_internal.key_text(fixed ->> canonical.name));
            ELSE
                expression := format('%L::%s', fixed ->> canonical.name, canonical.type);
            END IF;
        EXCEPTION WHEN undefined_column OR datatype_mismatch THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            faults := faults || jsonb_build_object('code', SQLSTATE, 'message', SQLERRM, 'detail', detail, 'hint',
                                                   hint);
        END;
        IF canonical.name IN ('started_at', 'ended_at')
           AND (failure_demand_internal.source_column(relation, attribute)).type = 'date'::regtype THEN
            CASE canonical.name WHEN 'started_at' THEN started_on := format('s.%I', attribute);
                                ELSE ended_on := format('s.%I', attribute); END CASE;
        END IF;
        IF canonical.name = 'ended_at' AND started_on <> 'NULL' THEN  -- of a day, the end is the start
            expression := 'NULL::timestamptz';
            ended_on := 'NULL';
        END IF;
        IF canonical.name LIKE 'dimensions.%' THEN
            dimensions := dimensions || substr(canonical.name, 12);
            dimension_texts := dimension_texts || expression;
        ELSE
            expressions := expressions || format('%s AS %I', expression, canonical.name);
        END IF;
    END LOOP;
    PERFORM failure_demand_internal.raise_faults(source, faults);
    expressions := expressions || ARRAY[failure_demand_internal.dimensions_expression(dimensions, dimension_texts)
                                            || ' AS dimensions',
                                        started_on || '::date AS started_on',
                                        ended_on || '::date AS ended_on'];
    RETURN format('SELECT %s FROM %s AS s', array_to_string(expressions, E',\n       '), relation);
END $$;
COMMENT ON FUNCTION failure_demand_internal.source_query(text, regclass, jsonb, jsonb) IS
'the query that gives the rows of a source with the columns of interaction, and the days of those times that are '
'dates; errs where the mapping does not fit (42703, 42804, 22023), and tells all that does not';

-- Two rows of which interaction would say something else differ in a column that it is taken from:
-- so these are hashed as they are stored, and not what becomes of them. But the label of an enum
-- can become another one, and the bytes of two values mean two things where their types differ.
CREATE FUNCTION failure_demand_internal.hashed_query(query text, relation regclass, columns jsonb, constants jsonb)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('SELECT CASE WHEN s.%I IS NOT NULL THEN failure_demand_internal.row_hash(%s, %s) END AS row_hash,%s',
                  min(c.attribute) FILTER (WHERE c.name = 'interaction_id'),
                  hashtextextended(string_agg(c.type::oid::text, ' ' ORDER BY c.position, c.name), 0),
                  string_agg(format(CASE c.category WHEN 'E' THEN 's.%I::text' ELSE 's.%I' END, c.attribute), ', '
                             ORDER BY c.position, c.name),
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
'the query of a source, which also gives row_hash, a hash of all that a row says; null where it has no id';

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
                                                              source.columns, source.constants);
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
