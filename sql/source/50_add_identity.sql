-- Tables of links: which identifiers are one customer's, as a CRM, a log of logins or a loyalty scheme knows.

CREATE TABLE failure_demand.identity_source (
    name        text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(name, 'the name of a table of links', 100)),
    relation    text NOT NULL,
    identifiers jsonb NOT NULL CHECK (pg_catalog.jsonb_typeof(identifiers) = 'object')
);
ALTER TABLE failure_demand.identity_source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.identity_source IS
'the tables and views in which it stands which identifiers are one customer''s: filled by add_identity and '
'drop_source';
COMMENT ON COLUMN failure_demand.identity_source.name IS
'name of the table of links; no source bears it';
COMMENT ON COLUMN failure_demand.identity_source.relation IS
'the table or view, with its schema, as SQL writes it';
COMMENT ON COLUMN failure_demand.identity_source.identifiers IS
'by kind of identifiers, the column of the relation that has it, or an array of several';
GRANT SELECT ON failure_demand.identity_source TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.identity_source', '');

CREATE FUNCTION failure_demand_internal.link_query(source text, relation regclass, identifiers jsonb)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := failure_demand_internal.flat_identifiers(jsonb_build_object('identifiers', identifiers));
    entry record;
    names text[] := '{}';
    texts text[] := '{}';
    stored text[] := '{}';
    types text[] := '{}';
BEGIN
    FOR entry IN SELECT m.key, m.value, m.value #>> '{}' AS attribute FROM jsonb_each(named) AS m
                 ORDER BY m.key COLLATE "C" LOOP
        PERFORM failure_demand_internal.check_mapping_entry(source, entry.key, entry.value, false, true);
        CONTINUE WHEN entry.attribute IS NULL;
        names := names || entry.key;
        texts := texts || failure_demand_internal.mapped_expression(source, relation, entry.attribute::name,
                                                                    entry.key, 'text', NULL);
        SELECT stored || format(CASE c.category WHEN 'E' THEN 's.%I::text' ELSE 's.%I' END, entry.attribute),
               types || c.type::oid::text
        INTO stored, types FROM failure_demand_internal.source_column(relation, entry.attribute::name) AS c;
    END LOOP;
    IF cardinality(names) < 2 THEN
        RAISE EXCEPTION 'a table of links has two identifiers in a row, or more'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('"%s" maps %s.', source, identifiers),
                  HINT = 'Write such as {"account": "acc_no", "phone": ["mobile", "landline"]}.';
    END IF;
    RETURN format('SELECT failure_demand_internal.row_hash(%s, %s) AS row_hash, NULL::text AS customer, '
                  '%s AS identifiers FROM %s AS s',
                  hashtextextended(array_to_string(types, ' '), 0), array_to_string(stored, ', '),
                  failure_demand_internal.identifiers_expression(names, texts), relation);
END $$;
COMMENT ON FUNCTION failure_demand_internal.link_query(text, regclass, jsonb) IS
'the query that gives the identifiers of the rows of a table of links, and of each a hash of what is stored; errs '
'where the mapping does not fit (42703, 42804, 22023)';

-- A name is a source's or a table of links', as drop_source takes either away.
CREATE FUNCTION failure_demand_internal.check_name_is_free(name text, is_link boolean)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM failure_demand.source AS s WHERE is_link AND s.name = check_name_is_free.name
               UNION ALL
               SELECT FROM failure_demand.identity_source AS l WHERE NOT is_link AND l.name = check_name_is_free.name)
    THEN
        RAISE EXCEPTION 'there is a % "%" already', CASE WHEN is_link THEN 'source' ELSE 'table of links' END, name
            USING ERRCODE = 'duplicate_object', DETAIL = 'Sources and tables of links have names of their own.',
                  HINT = format('Give this one a name of its own: name => ''...''; or take the other away first: '
                                'drop_source(%L).', name);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_name_is_free(text, boolean) IS
'errs where a table of links bears a source''s name, or a source a table of links'' (42710)';

CREATE FUNCTION failure_demand_internal.check_links_replaced(name text, written text)
RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former text := (SELECT l.relation FROM failure_demand.identity_source AS l
                    WHERE l.name = check_links_replaced.name AND l.relation <> written);
BEGIN
    IF to_regclass(former) IS NOT NULL THEN
        RAISE EXCEPTION 'there is a table of links "%" already, of another relation', name
            USING ERRCODE = 'duplicate_object', DETAIL = format('It is of %s, and not of %s.', former, written),
                  HINT = format('Give this one a name of its own: add_identity(..., name => ''...''); '
                                'or take the other away first: drop_source(%L).', name);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_links_replaced(text, text) IS
'errs where there is a table of links of the name, of another relation that is there (42710)';

CREATE FUNCTION failure_demand.add_identity(relation regclass, identifiers jsonb, name text DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written text;
    link_name text;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    IF relation IS NULL OR identifiers IS NULL THEN
        RAISE EXCEPTION 'relation and identifiers must not be null' USING ERRCODE = 'null_value_not_allowed',
            DETAIL = format('Null is: %s.', concat_ws(', ', CASE WHEN relation IS NULL THEN 'relation' END,
                                                      CASE WHEN identifiers IS NULL THEN 'identifiers' END)),
            HINT = 'Name the table or view, and by kind the columns that have identifiers.';
    END IF;
    written := failure_demand_internal.source_relation(relation);
    link_name := coalesce(add_identity.name,
                          (SELECT c.relname FROM pg_class AS c WHERE c.oid = add_identity.relation));
    PERFORM failure_demand_internal.check_source(link_name, add_identity.relation);
    EXECUTE format('SELECT FROM (%s) AS q LIMIT 0',
                   failure_demand_internal.link_query(link_name, add_identity.relation, add_identity.identifiers));
    PERFORM failure_demand_internal.check_writer('add_identity', 'map tables of links',
                                                 'failure_demand.identity_source');
    PERFORM failure_demand_internal.lock_sources();
    PERFORM failure_demand_internal.check_name_is_free(link_name, true);
    PERFORM failure_demand_internal.check_links_replaced(link_name, written);
    INSERT INTO failure_demand.identity_source AS l (name, relation, identifiers)
    VALUES (link_name, written, add_identity.identifiers)
    ON CONFLICT ON CONSTRAINT identity_source_pkey DO UPDATE
        SET relation = excluded.relation, identifiers = excluded.identifiers;
    RETURN link_name;
END $$;
COMMENT ON FUNCTION failure_demand.add_identity(regclass, jsonb, text) IS
'makes a table or view one in which it stands which identifiers are one customer''s, or maps it anew: identifiers '
'maps kinds to its columns, a kind perhaps to an array of several; gives its name; errs on columns that are missing '
'(42703) or of a wrong type (42804); the next refresh reads it';

CREATE FUNCTION failure_demand_internal.mapped_links(link failure_demand.identity_source, OUT query text,
                                                     OUT broken text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass(link.relation) IS NULL THEN
        broken := format('relation %s does not exist', link.relation);
    ELSIF NOT has_any_column_privilege(to_regclass(link.relation), 'SELECT') THEN
        broken := format('permission denied for relation %s', link.relation);
    ELSE
        query := failure_demand_internal.link_query(link.name, to_regclass(link.relation), link.identifiers);
    END IF;
EXCEPTION WHEN undefined_column OR datatype_mismatch OR invalid_parameter_value OR insufficient_privilege THEN
    broken := SQLERRM;
END $$;
COMMENT ON FUNCTION failure_demand_internal.mapped_links(failure_demand.identity_source) IS
'the query of a table of links, or why its mapping no longer fits, or it may not be read';
