-- The company's own tables, as one relation: which there are, what their columns mean,
-- and the view failure_demand.interaction that is made of them.

CREATE TABLE failure_demand.source (
    name        text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
    relation    text NOT NULL,
    columns     jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(columns) = 'object'),
    constants   jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(constants) = 'object'),
    append_only boolean NOT NULL DEFAULT false,
    closed      boolean NOT NULL DEFAULT false
);
ALTER TABLE failure_demand.source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.source IS
'the tables and views that interactions come from: filled by add_source and drop_source';
COMMENT ON COLUMN failure_demand.source.name IS
'name of the source; with interaction_id it identifies an interaction';
COMMENT ON COLUMN failure_demand.source.relation IS
'the table or view, with its schema, as SQL writes it; a name, so that a dump can be restored and a table can be dropped';
COMMENT ON COLUMN failure_demand.source.columns IS
'by column of interaction, the column of the relation that has it, also where it bears the same name; null takes none';
COMMENT ON COLUMN failure_demand.source.constants IS
'by column of interaction, the value that all rows have';
COMMENT ON COLUMN failure_demand.source.append_only IS
'true: no row is ever deleted, and whatever writes one sets updated_at to the time of writing; then a refresh reads only what is new';
COMMENT ON COLUMN failure_demand.source.closed IS
'true: nothing more will come, so that a refresh does not wait for it; set it by UPDATE';
GRANT SELECT ON failure_demand.source TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.source', '');

CREATE VIEW failure_demand.interaction_column AS
SELECT position, name, type, required, constant, meaning
FROM (VALUES
    ( 1, 'interaction_id', 'text',             true,  false, 'identifies the interaction in its source'),
    ( 2, 'customer',       'text',             true,  false, 'who it was, the same in all sources; null where not known'),
    ( 3, 'request',        'text',             false, true,  'what the customer wants done: topic, case, order'),
    ( 4, 'channel',        'text',             true,  true,  'name of the channel, as in table channel'),
    ( 5, 'touchpoint',     'text',             false, true,  'where in the channel: a page, a menu, a line'),
    ( 6, 'started_at',     'timestamptz',      true,  false, 'when it began'),
    ( 7, 'ended_at',       'timestamptz',      false, false, 'when it ended; null counts as its start'),
    ( 8, 'handle_seconds', 'integer',          false, false, 'seconds of a person''s work: talk, hold and wrap-up'),
    ( 9, 'outcome',        'text',             false, true,  'completed, abandoned, transferred, unresolved, or null where not known'),
    (10, 'direction',      'text',             false, true,  'outbound where the company began it; null or inbound where the customer did'),
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
    (21, 'updated_at',     'timestamptz',      false, false, 'when the row was last written')
) AS c (position, name, type, required, constant, meaning);
ALTER VIEW failure_demand.interaction_column OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.interaction_column IS
'the columns of interaction that a source can have, and what each must be';
COMMENT ON COLUMN failure_demand.interaction_column.position IS
'order in interaction';
COMMENT ON COLUMN failure_demand.interaction_column.name IS
'name of the column';
COMMENT ON COLUMN failure_demand.interaction_column.type IS
'its type in interaction; a text can be any string, integer, numeric, uuid, boolean or enum in the source, a number any number';
COMMENT ON COLUMN failure_demand.interaction_column.required IS
'true: each source must have it';
COMMENT ON COLUMN failure_demand.interaction_column.constant IS
'true: may be a constant of the source';
COMMENT ON COLUMN failure_demand.interaction_column.meaning IS
'what it says';
GRANT SELECT ON failure_demand.interaction_column TO PUBLIC;

-- The names of a mapping must be columns of interaction: a slip would else be ignored.
CREATE FUNCTION failure_demand.check_mapping(source text, columns jsonb, constants jsonb)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry record;
BEGIN
    FOR entry IN
        SELECT m.key, m.value, m.is_constant, c.name, c.type, c.constant AS may_be
        FROM (SELECT *, false AS is_constant FROM jsonb_each(columns)
              UNION ALL SELECT *, true FROM jsonb_each(constants)) AS m
        LEFT JOIN failure_demand.interaction_column AS c ON c.name = m.key
        ORDER BY c.position
    LOOP
        IF entry.name IS NULL THEN
            RAISE EXCEPTION 'interaction has no column "%"', entry.key
                USING ERRCODE = 'undefined_column', DETAIL = format('It is in the mapping of source "%s".', source),
                      HINT = 'Write {"column of interaction": "column of the table"}; SELECT * FROM failure_demand.interaction_column lists the former.';
        ELSIF NOT entry.is_constant AND jsonb_typeof(entry.value) NOT IN ('string', 'null') THEN
            RAISE EXCEPTION 'column "%" of interaction is mapped to something that is no name', entry.key
                USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is mapped to %s.', entry.value),
                      HINT = 'Write the name of a column in double quotes, or null to take none.';
        ELSIF NOT entry.is_constant THEN
            CONTINUE;
        ELSIF NOT entry.may_be THEN
            RAISE EXCEPTION 'column "%" of interaction cannot be a constant', entry.key
                USING ERRCODE = 'invalid_parameter_value', HINT = 'Map it to a column of the table or view.';
        ELSIF columns ->> entry.key IS NOT NULL THEN
            RAISE EXCEPTION 'column "%" of interaction is both a column and a constant of source "%"', entry.key, source
                USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave one of the two out.';
        ELSIF jsonb_typeof(entry.value) NOT IN (CASE entry.type WHEN 'boolean' THEN 'boolean' ELSE 'string' END, 'null') THEN
            RAISE EXCEPTION 'the constant "%" of source "%" must be %', entry.key, source,
                    CASE entry.type WHEN 'boolean' THEN 'true or false' ELSE 'a string' END
                USING ERRCODE = 'datatype_mismatch', DETAIL = format('It is %s.', entry.value);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand.check_mapping(text, jsonb, jsonb) IS
'errs where the names or constants of a mapping are none that interaction has (42703, 42804, 22023)';

-- A text must look the same whatever the settings of the session are: a time, a float or
-- a bytea as text does not. What is in a key must fit into an index, and be told apart.
CREATE FUNCTION failure_demand.mapped_expression(
    source text, relation regclass, attribute name, canonical text, type text)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actual record;
    expression text := format('s.%I', attribute);
BEGIN
    WITH RECURSIVE base AS (
        SELECT a.atttypid AS oid, format_type(a.atttypid, a.atttypmod) AS written
        FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attname = attribute AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL  -- a domain is what it is made of
        SELECT t.typbasetype, written FROM base JOIN pg_type AS t USING (oid) WHERE t.typtype = 'd'
    )
    SELECT t.oid::regtype AS type, t.typcategory AS category, written INTO actual
    FROM base JOIN pg_type AS t USING (oid) WHERE t.typtype <> 'd';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'column "%" of relation % does not exist', attribute, relation
            USING ERRCODE = 'undefined_column', DETAIL = format('Source "%s" needs it for column "%s" of interaction.', source, canonical),
                  HINT = format('Say which column it is: add_source(..., columns => ''{"%s": "..."}'').', canonical);
    END IF;
    IF type = 'text' AND (actual.category IN ('S', 'E') OR actual.type = ANY ('{smallint,integer,bigint,numeric,uuid,boolean}'::regtype[])) THEN
        expression := expression || '::text';
        RETURN CASE WHEN actual.category = 'S' AND canonical IN ('interaction_id', 'request', 'touchpoint', 'language')
                    THEN format('CASE WHEN octet_length(%1$s) > 500 THEN left(%1$s, 100) || ''...'' || md5(%1$s) ELSE %1$s END', expression)
                    ELSE expression END || ' COLLATE "C"';
    ELSIF type IN ('timestamptz', 'boolean') AND actual.type = type::regtype THEN
        RETURN expression || '::' || type;
    ELSIF type = 'integer' AND actual.type = ANY ('{smallint,integer}'::regtype[]) THEN
        RETURN expression || '::integer';
    ELSIF type = 'integer' AND actual.type = 'bigint'::regtype THEN
        RETURN format('CASE WHEN %1$s BETWEEN -2147483648 AND 2147483647 THEN %1$s::integer END', expression);
    ELSIF type = 'double precision' AND actual.type = ANY ('{smallint,integer,bigint,real,double precision}'::regtype[]) THEN
        RETURN expression || '::double precision + 0';
    ELSIF type = 'double precision' AND actual.type = 'numeric'::regtype THEN
        RETURN format('CASE WHEN abs(%1$s) < 1e300 THEN round(%1$s, 300)::double precision END', expression);
    END IF;
    RAISE EXCEPTION 'column "%" of relation % is of type %, but column "%" of interaction is %',
            attribute, relation, actual.written, canonical, type
        USING ERRCODE = 'datatype_mismatch', DETAIL = format('Source "%s" maps the one to the other.', source),
              HINT = CASE WHEN type = 'timestamptz' AND actual.type IN ('timestamp'::regtype, 'date'::regtype)
                          THEN format('Make a view with %I::timestamp AT TIME ZONE ''...'' AS %I, and add that: only you know the time zone.', attribute, canonical)
                          ELSE 'Make a view that casts it, and add that.' END;
END $$;
COMMENT ON FUNCTION failure_demand.mapped_expression(text, regclass, name, text, text) IS
'the expression that gives a column of interaction from a column of a source; errs where there is no such column (42703), or it is of a type that does not fit (42804)';

CREATE FUNCTION failure_demand.source_query(
    source text, relation regclass, columns jsonb, constants jsonb)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    canonical record;
    attribute name;
    expression text;
    expressions text[] := ARRAY[format('%L::text COLLATE "C" AS source', source)];
BEGIN
    PERFORM failure_demand.check_mapping(source, columns, constants);
    FOR canonical IN SELECT * FROM failure_demand.interaction_column ORDER BY position LOOP
        attribute := columns ->> canonical.name;
        IF attribute IS NULL AND NOT columns ? canonical.name AND NOT constants ? canonical.name THEN
            SELECT attname INTO attribute FROM pg_attribute
            WHERE attrelid = relation AND attname = canonical.name AND attnum > 0 AND NOT attisdropped;
        END IF;
        IF attribute IS NOT NULL THEN
            expression := failure_demand.mapped_expression(source, relation, attribute, canonical.name, canonical.type);
        ELSIF canonical.required AND constants ->> canonical.name IS NULL THEN
            RAISE EXCEPTION 'source "%" has no column for "%"', source, canonical.name
                USING ERRCODE = 'undefined_column', DETAIL = format('The column %s: %s.', canonical.name, canonical.meaning),
                      HINT = format('Say which column of %s it is: add_source(..., columns => ''{"%s": "..."}'')%s.', relation, canonical.name,
                                    CASE WHEN canonical.constant THEN format(', or constants => ''{"%s": "..."}''', canonical.name) ELSE '' END);
        ELSE
            expression := format('%L::%s', constants ->> canonical.name,
                                 CASE canonical.type WHEN 'text' THEN 'text COLLATE "C"' ELSE canonical.type END);
        END IF;
        expressions := expressions || format('%s AS %I', expression, canonical.name);
    END LOOP;
    RETURN format('SELECT %s FROM %s AS s', array_to_string(expressions, E',\n       '), relation);
END $$;
COMMENT ON FUNCTION failure_demand.source_query(text, regclass, jsonb, jsonb) IS
'the query that gives the rows of a source with the columns of interaction; errs where the mapping does not fit (42703, 42804, 22023)';

-- Not safe in a parallel query, which cannot catch errors; nor is what calls it.
CREATE FUNCTION failure_demand.mapped_source(
    OUT name text, OUT query text, OUT broken text, OUT append_only boolean, OUT closed boolean)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source failure_demand.source;
BEGIN
    FOR source IN SELECT * FROM failure_demand.source AS s ORDER BY s.name LOOP
        name := source.name;
        append_only := source.append_only;
        closed := source.closed;
        broken := NULL;
        query := NULL;
        BEGIN  -- without USAGE on its schema, even the name of a relation is an error
            IF to_regclass(source.relation) IS NULL THEN
                broken := format('relation %s does not exist', source.relation);
            ELSIF NOT has_any_column_privilege(to_regclass(source.relation), 'SELECT') THEN
                broken := format('permission denied for relation %s', source.relation);
            ELSE
                query := failure_demand.source_query(source.name, to_regclass(source.relation), source.columns, source.constants);
            END IF;
        EXCEPTION WHEN undefined_column OR datatype_mismatch OR invalid_parameter_value OR insufficient_privilege THEN
            broken := SQLERRM;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand.mapped_source() IS
'the sources, each with the query that reads it, or with why its mapping no longer fits, or why it may not be read';

CREATE FUNCTION failure_demand.make_interaction()
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    arms text;
    remark text;
    owner name := (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'failure_demand');
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand.source) THEN
        BEGIN
            IF to_regclass('failure_demand.interaction') IS NOT NULL THEN
                DROP VIEW failure_demand.interaction;
            END IF;
            RETURN true;
        EXCEPTION WHEN dependent_objects_still_exist THEN
            NULL;  -- what a user has made of it stays, and finds no rows
        END;
    END IF;
    SELECT string_agg(query, E'\nUNION ALL\n' ORDER BY name) INTO arms
    FROM failure_demand.mapped_source() WHERE broken IS NULL;
    arms := coalesce(arms, (SELECT 'SELECT NULL::text COLLATE "C" AS source, '
                                   || string_agg(format('NULL::%s%s AS %I', type, CASE type WHEN 'text' THEN ' COLLATE "C"' ELSE '' END, name), ', ' ORDER BY position)
                                   || ' WHERE false'
                            FROM failure_demand.interaction_column));
    remark := format('the interactions of all sources, with the rights of whoever reads; made by add_source (mapping %s)', md5(arms));
    IF obj_description(to_regclass('failure_demand.interaction'), 'pg_class') = remark THEN
        RETURN false;
    END IF;
    EXECUTE format($view$
        CREATE OR REPLACE VIEW failure_demand.interaction WITH (security_invoker = true) AS
        SELECT i.source, i.interaction_id, i.customer, i.request, i.channel, c.kind, i.touchpoint,
               i.started_at, i.ended_at, i.handle_seconds, i.outcome, i.direction, i.reason, i.verbatim, i.language,
               i.resolved, i.nps, i.csat, i.ces, i.agent, i.provider, i.brand, i.updated_at
        FROM (%s) AS i LEFT JOIN failure_demand.channel_in_force AS c ON c.name = i.channel $view$, arms);
    IF (SELECT relowner FROM pg_class WHERE oid = 'failure_demand.interaction'::regclass) <> owner::regrole THEN
        EXECUTE format('ALTER VIEW failure_demand.interaction OWNER TO %s', owner);
    END IF;
    EXECUTE format('COMMENT ON VIEW failure_demand.interaction IS %L', remark);
    EXECUTE (SELECT string_agg(format('COMMENT ON COLUMN failure_demand.interaction.%I IS %L', name, meaning), '; ')
             FROM (SELECT name, meaning FROM failure_demand.interaction_column
                   UNION ALL VALUES ('source', 'name of the source'), ('kind', 'digital or human: what table channel says of the channel; null where it is not there')) AS c);
    GRANT SELECT ON failure_demand.interaction TO PUBLIC;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand.make_interaction() IS
'makes the view interaction of the sources whose mapping fits; where there is no source, drops it, or leaves it empty where something depends on it; false where it was as it should be';

CREATE FUNCTION failure_demand.add_source(
    relation regclass, columns jsonb DEFAULT '{}', constants jsonb DEFAULT '{}',
    name text DEFAULT NULL, append_only boolean DEFAULT false)
RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written text;
    source text;
    query text;
BEGIN
    PERFORM failure_demand.check_caller();
    IF relation IS NULL OR columns IS NULL OR constants IS NULL OR append_only IS NULL THEN
        RAISE EXCEPTION 'relation, columns, constants and append_only must not be null' USING ERRCODE = 'null_value_not_allowed';
    ELSIF jsonb_typeof(columns) <> 'object' OR jsonb_typeof(constants) <> 'object' THEN
        RAISE EXCEPTION 'columns and constants must be JSON objects' USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write such as {"customer": "account_no"}.';
    END IF;
    SELECT format('%I.%I', n.nspname, c.relname), coalesce(add_source.name, c.relname) INTO written, source
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = add_source.relation AND c.relkind IN ('r', 'v', 'm', 'f', 'p');
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is not a table or view', relation USING ERRCODE = 'wrong_object_type';
    ELSIF EXISTS (SELECT FROM pg_class WHERE oid = add_source.relation AND (relpersistence = 't' OR relnamespace = 'failure_demand'::regnamespace)) THEN
        RAISE EXCEPTION '% is temporary, or of this extension', relation USING ERRCODE = 'wrong_object_type',
            HINT = 'Take a table or view that stays, and that does not rest on sources itself.';
    END IF;
    -- a column that bears the name is noted, so that it is missed when it is renamed
    columns := columns || coalesce((SELECT jsonb_object_agg(c.name, c.name)
                                    FROM failure_demand.interaction_column AS c
                                    JOIN pg_attribute AS a ON a.attrelid = add_source.relation AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped
                                    WHERE NOT columns ? c.name AND NOT constants ? c.name), '{}');
    PERFORM failure_demand.check_source(source, add_source.relation);
    query := failure_demand.source_query(source, add_source.relation, add_source.columns, add_source.constants);
    IF add_source.append_only AND position('NULL::timestamptz AS updated_at' IN query) > 0 THEN
        RAISE EXCEPTION 'an append-only source needs a column for "updated_at"' USING ERRCODE = 'undefined_column',
            HINT = 'Map the column that says when a row was written, or leave append_only out: then each refresh reads the whole source.';
    END IF;
    EXECUTE format('SELECT FROM (%s) AS q LIMIT 0', query);
    INSERT INTO failure_demand.source AS s (name, relation, columns, constants, append_only)
    VALUES (source, written, add_source.columns, add_source.constants, add_source.append_only)
    ON CONFLICT ON CONSTRAINT source_pkey DO UPDATE
        SET columns = excluded.columns, constants = excluded.constants, append_only = excluded.append_only
        WHERE s.relation = excluded.relation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is a source "%" already, of another relation', source USING ERRCODE = 'duplicate_object',
            HINT = format('Give this one a name of its own: add_source(..., name => ''...''); or take the other away first: drop_source(%L).', source);
    END IF;
    PERFORM failure_demand.make_interaction();
    RETURN source;
END $$;
COMMENT ON FUNCTION failure_demand.add_source(regclass, jsonb, jsonb, text, boolean) IS
'makes a table or view a source of interactions, or maps it anew: columns maps columns of interaction to its own, constants fills what it does not say; gives the name of the source; errs on columns that are missing (42703) or of a wrong type (42804)';

CREATE FUNCTION failure_demand.drop_source(source text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand.check_caller();
    DELETE FROM failure_demand.source AS s WHERE s.name = drop_source.source;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no source "%"', source USING ERRCODE = 'undefined_object',
            HINT = 'SELECT name, relation FROM failure_demand.source lists them.';
    END IF;
    PERFORM failure_demand.make_interaction();
END $$;
COMMENT ON FUNCTION failure_demand.drop_source(text) IS
'takes a source away; its contacts go with the next refresh, the table itself stays; errs where there is no such source (42704)';

CREATE FUNCTION failure_demand.drop_source(relation regclass)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand.check_caller();
    DELETE FROM failure_demand.source AS s WHERE to_regclass(s.relation) = drop_source.relation;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is no source', relation USING ERRCODE = 'undefined_object',
            HINT = 'SELECT name, relation FROM failure_demand.source lists them.';
    END IF;
    PERFORM failure_demand.make_interaction();
END $$;
COMMENT ON FUNCTION failure_demand.drop_source(regclass) IS
'takes all sources away that are this table or view; errs where it is none (42704)';

-- What a role may read of the sources: for policies on contact, whose rows came out of
-- them. Nothing here depends on interaction, which goes and comes again.
CREATE VIEW failure_demand.readable_source AS
SELECT s.name
FROM failure_demand.source AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = (pg_catalog.parse_ident(s.relation))[1]
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = (pg_catalog.parse_ident(s.relation))[2]
WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT');
ALTER VIEW failure_demand.readable_source OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.readable_source IS
'the sources that whoever asks may select from: for a policy on contact';
COMMENT ON COLUMN failure_demand.readable_source.name IS
'name of the source';
GRANT SELECT ON failure_demand.readable_source TO PUBLIC;

CREATE FUNCTION failure_demand.readable_interaction(OUT source text, OUT interaction_id text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    readable record;
BEGIN
    FOR readable IN SELECT m.query FROM failure_demand.mapped_source() AS m JOIN failure_demand.readable_source AS r USING (name)
                    WHERE m.broken IS NULL ORDER BY m.name LOOP
        RETURN QUERY EXECUTE format('SELECT i.source, i.interaction_id FROM (%s) AS i', readable.query);
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand.readable_interaction() IS
'the interactions that whoever asks may select, of the sources that they may select from, under their row security: for a policy on contact';
