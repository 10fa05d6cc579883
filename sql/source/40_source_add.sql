-- The view failure_demand.interaction, which is made of all sources; how sources come and
-- go; and what a role may read of them.

-- What a session has changed by now, and another has changed before it, must both be in
-- interaction.
CREATE FUNCTION failure_demand_internal.check_isolation(doing text)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION '% must see what others have committed', doing USING ERRCODE = 'active_sql_transaction',
            DETAIL = format('The transaction isolation level is %s.', current_setting('transaction_isolation')),
            HINT = 'Call it in a transaction of isolation level READ COMMITTED.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_isolation(text) IS
'errs where a transaction does not see what others commit while it runs (25001)';

CREATE FUNCTION failure_demand_internal.lock_sources()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.check_isolation('a change of the sources');
    LOCK TABLE failure_demand.source IN SHARE ROW EXCLUSIVE MODE;
END $$;
COMMENT ON FUNCTION failure_demand_internal.lock_sources() IS
'waits until nobody else is changing the sources: who makes interaction must see them all';

CREATE TABLE failure_demand_internal.interaction_privilege (
    grantee   text COLLATE "C",
    privilege text COLLATE "C",
    grantable boolean,
    PRIMARY KEY (grantee, privilege, grantable)
);
ALTER TABLE failure_demand_internal.interaction_privilege OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.interaction_privilege IS
'who may read interaction, for when it goes and comes again; none before it was ever made';
COMMENT ON COLUMN failure_demand_internal.interaction_privilege.grantee IS
'the role; public, or empty for the owner';
COMMENT ON COLUMN failure_demand_internal.interaction_privilege.privilege IS
'what was granted';
COMMENT ON COLUMN failure_demand_internal.interaction_privilege.grantable IS
'true: and may be granted to others';

CREATE FUNCTION failure_demand_internal.note_interaction_privileges()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH granted AS (
        SELECT CASE a.grantee WHEN 0 THEN 'public' WHEN c.relowner THEN '' ELSE r.rolname END AS grantee,
               a.privilege_type AS privilege, bool_or(a.is_grantable) AS grantable
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS a
        LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid = to_regclass('failure_demand.interaction')
        GROUP BY 1, 2
    ), revoked AS (
        DELETE FROM failure_demand_internal.interaction_privilege AS p
        WHERE EXISTS (SELECT FROM granted)
          AND NOT EXISTS (SELECT FROM granted AS g
                          WHERE (g.grantee, g.privilege, g.grantable) = (p.grantee, p.privilege, p.grantable))
    )
    INSERT INTO failure_demand_internal.interaction_privilege
    SELECT * FROM granted EXCEPT SELECT * FROM failure_demand_internal.interaction_privilege;
END;
COMMENT ON FUNCTION failure_demand_internal.note_interaction_privileges() IS
'notes who may read interaction, where it is there';

CREATE FUNCTION failure_demand_internal.grant_interaction()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known record;
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand_internal.interaction_privilege) THEN
        GRANT SELECT ON failure_demand.interaction TO PUBLIC;
    END IF;
    FOR known IN SELECT p.*, r.rolname FROM failure_demand_internal.interaction_privilege AS p
                 LEFT JOIN pg_roles AS r ON r.rolname = p.grantee
                 WHERE p.grantee = 'public' OR r.rolname IS NOT NULL LOOP
        EXECUTE format('GRANT %s ON failure_demand.interaction TO %s%s', known.privilege,
                       coalesce(quote_ident(known.rolname), 'PUBLIC'),
                       CASE WHEN known.grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.grant_interaction() IS
'grants interaction, which was just made, as it was granted before; the first time to all, for it has the rights of '
'whoever reads';

CREATE FUNCTION failure_demand_internal.interaction_query()
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(string_agg(m.query, E'\nUNION ALL\n' ORDER BY m.name),
                    (SELECT 'SELECT NULL::text COLLATE "C" AS source, '
                            || string_agg(format('NULL::%s%s AS %I', c.type,
                                                 CASE c.type WHEN 'text' THEN ' COLLATE "C"' ELSE '' END, c.name), ', '
                                          ORDER BY c.position)
                            || ', NULL::date AS started_on, NULL::date AS ended_on WHERE false'
                     FROM failure_demand.interaction_column AS c))
    FROM failure_demand_internal.mapped_source() AS m WHERE m.broken IS NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.interaction_query() IS
'the rows of all sources whose mapping fits, one after the other';

CREATE FUNCTION failure_demand_internal.interaction_remark(query text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.format('the interactions of all sources, with the rights of whoever reads; made by add_source '
                         '(mapping %s)',
                         failure_demand_internal.text_digest(query));
COMMENT ON FUNCTION failure_demand_internal.interaction_remark(text) IS
'the comment on interaction, made of a query: it tells whether it is as it should be';

CREATE FUNCTION failure_demand_internal.replace_interaction()
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former regclass;
    owner regrole := failure_demand_internal.schema_owner();
    arms text;
    start text := 'i.started_at';
BEGIN
    PERFORM failure_demand_internal.lock_sources();
    PERFORM failure_demand_internal.note_interaction_privileges();
    former := to_regclass('failure_demand.interaction');
    arms := failure_demand_internal.interaction_query();
    IF NOT EXISTS (SELECT FROM failure_demand.source) THEN
        BEGIN
            IF former IS NOT NULL THEN
                DROP VIEW failure_demand.interaction;
            END IF;
            RETURN true;
        EXCEPTION WHEN dependent_objects_still_exist THEN
            NULL;  -- what a user has made of it stays, and finds no rows
        END;
    END IF;
    IF obj_description(former, 'pg_class') = failure_demand_internal.interaction_remark(arms) THEN
        RETURN false;
    END IF;
    -- indexes of the sources are of use where it is their own column
    IF arms ~ '(?<!NULL)::date AS started_on' THEN
        start := 'failure_demand_internal.contact_start(i.started_at, i.started_on, c.kind::text,
                                               (SELECT d.time_zone FROM failure_demand.definition_in_force AS d))';
    END IF;
    EXECUTE format($view$
        CREATE OR REPLACE VIEW failure_demand.interaction WITH (security_invoker = true) AS
        SELECT i.source, i.interaction_id, i.customer, i.request, i.channel, c.kind, i.touchpoint,
               %s AS started_at, i.ended_at, i.handle_seconds, i.outcome, i.direction, i.reason, i.verbatim,
               i.language, i.resolved, i.nps, i.csat, i.ces, i.agent, i.provider, i.brand, i.updated_at, i.written_at,
               i.dimensions, i.identifiers
        FROM (%s) AS i LEFT JOIN failure_demand.channel_in_force AS c ON c.name = i.channel $view$, start, arms);
    IF (SELECT relowner FROM pg_class WHERE oid = 'failure_demand.interaction'::regclass) <> owner THEN
        EXECUTE format('ALTER VIEW failure_demand.interaction OWNER TO %s', owner);
    END IF;
    EXECUTE format('COMMENT ON VIEW failure_demand.interaction IS %L',
                   failure_demand_internal.interaction_remark(arms));
    EXECUTE (SELECT string_agg(format('COMMENT ON COLUMN failure_demand.interaction.%I IS %L', name, meaning), '; ')
             FROM (SELECT name, meaning FROM failure_demand.interaction_column
                   UNION ALL
                   VALUES ('source', 'name of the source'),
                          ('kind', 'digital or human: what table channel says of the channel; null where it is '
                                   'not there, or is no contact')) AS c);
    IF former IS NULL THEN
        PERFORM failure_demand_internal.grant_interaction();
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.replace_interaction() IS
'makes the view interaction of the sources whose mapping fits; where there is no source, drops it, or leaves it empty '
'where something depends on it; false where it was as it should be';

-- A refresh finds it as it should be, mostly, and then waits for nobody.
CREATE FUNCTION failure_demand_internal.make_interaction()
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former regclass := to_regclass('failure_demand.interaction');
BEGIN
    PERFORM failure_demand_internal.note_interaction_privileges();
    RETURN NOT (CASE WHEN EXISTS (SELECT FROM failure_demand.source)
                     THEN obj_description(former,
                                          'pg_class') IS NOT DISTINCT FROM
                             failure_demand_internal.interaction_remark(failure_demand_internal.interaction_query())
                     ELSE former IS NULL END)
           AND failure_demand_internal.replace_interaction();
END $$;
COMMENT ON FUNCTION failure_demand_internal.make_interaction() IS
'replaces the view interaction, where it is not as it should be';

-- Another relation may come in the place of one that is renamed or emptied, and no other.
CREATE FUNCTION failure_demand_internal.is_gone(source text)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM failure_demand_internal.mapped_source() AS m
                   WHERE m.name = is_gone.source AND m.broken IS NOT NULL)
           OR EXISTS (SELECT FROM failure_demand.report_basis AS b WHERE is_gone.source = ANY (b.stale_sources));
END $$;
COMMENT ON FUNCTION failure_demand_internal.is_gone(text) IS
'can a source not be read, or was it stale at the last refresh?';

CREATE FUNCTION failure_demand_internal.check_source_arguments(
    relation regclass, columns jsonb, constants jsonb, append_only boolean, slack interval, text_format text)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF relation IS NULL OR columns IS NULL OR constants IS NULL OR append_only IS NULL OR text_format IS NULL THEN
        RAISE EXCEPTION 'relation, columns, constants, append_only and format must not be null'
            USING ERRCODE = 'null_value_not_allowed',
            DETAIL = format('Null is: %s.', concat_ws(', ', CASE WHEN relation IS NULL THEN 'relation' END,
                                                      CASE WHEN columns IS NULL THEN 'columns' END,
                                                      CASE WHEN constants IS NULL THEN 'constants' END,
                                                      CASE WHEN append_only IS NULL THEN 'append_only' END,
                                                      CASE WHEN text_format IS NULL THEN 'format' END)),
            HINT = 'Name the table or view, and leave out what there is nothing to say of.';
    ELSIF jsonb_typeof(columns) <> 'object' OR jsonb_typeof(constants) <> 'object' THEN
        RAISE EXCEPTION 'columns and constants must be JSON objects' USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('columns is of type %s, constants of type %s.', jsonb_typeof(columns),
                            jsonb_typeof(constants)),
            HINT = 'Write such as {"customer": "account_no"}.';
    ELSIF failure_demand_internal.check_elapsed(slack, 'slack') AND NOT append_only THEN
        RAISE EXCEPTION 'slack is for append-only sources' USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'Of any other source a refresh reads everything.', HINT = 'Leave slack out.';
    END IF;
    PERFORM failure_demand.plain_words('', text_format);
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_source_arguments(regclass, jsonb, jsonb, boolean, interval, text) IS
'errs where what add_source is told is none that it can be (22004, 22023)';

CREATE FUNCTION failure_demand_internal.source_relation(relation regclass)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found pg_class := (SELECT c FROM pg_class AS c WHERE c.oid = source_relation.relation);
    room text := (SELECT n.nspname FROM pg_namespace AS n WHERE n.oid = found.relnamespace);
    written text := format('%I.%I', room, found.relname);
BEGIN
    IF (found.relkind IN ('r', 'v', 'm', 'f', 'p')) IS NOT TRUE THEN
        RAISE EXCEPTION '% is not a table or view', relation USING ERRCODE = 'wrong_object_type',
            DETAIL = CASE WHEN found.oid IS NULL THEN 'There is no relation of this number.'
                          ELSE format('It is %s.',
                                      CASE found.relkind WHEN 'i' THEN 'an index' WHEN 'I' THEN 'an index'
                                                         WHEN 'S' THEN 'a sequence' WHEN 'c' THEN 'a composite type'
                                                         ELSE format('a relation of kind "%s"', found.relkind) END)
                          END,
            HINT = 'Name the table or view that has a row an interaction.';
    ELSIF found.relpersistence = 't' OR room IN ('failure_demand', 'failure_demand_internal') THEN
        RAISE EXCEPTION '% is temporary, or of this extension', relation USING ERRCODE = 'wrong_object_type',
            DETAIL = CASE WHEN found.relpersistence = 't' THEN 'It goes when the session ends.'
                          ELSE format('It is %s, which is made of sources.', written) END,
            HINT = 'Take a table or view that stays, and that does not rest on sources itself.';
    END IF;
    RETURN written;
END $$;
COMMENT ON FUNCTION failure_demand_internal.source_relation(regclass) IS
'a relation with its schema, as SQL writes it; errs where it cannot be a source (42809)';

CREATE FUNCTION failure_demand_internal.check_replaced(source text, written text, is_named boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former text;
    is_gone boolean;
BEGIN
    SELECT s.relation, failure_demand_internal.is_gone(s.name) INTO former, is_gone FROM failure_demand.source AS s
    WHERE s.name = source AND s.relation <> written;
    IF NOT is_gone OR is_gone AND NOT is_named THEN
        RAISE EXCEPTION 'there is a source "%" already, of another relation', source
            USING ERRCODE = 'duplicate_object',
            DETAIL = format('It is of %s, and not of %s.', former, written),
            HINT = format(CASE WHEN is_gone
                               THEN 'Where this has come in its place, say so: add_source(..., name => %L); '
                                    'else give it a name of its own.'
                               ELSE 'Give this one a name of its own: add_source(..., name => ''...''); '
                                    'or take the other away first: drop_source(%L).' END, source);
    ELSIF is_gone THEN
        RAISE NOTICE 'source "%" was %, which cannot be read: it is % from now on', source, former, written
            USING DETAIL = 'What was read of it is kept until the next refresh.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_replaced(text, text, boolean) IS
'errs where there is a source of the name, of another relation that can be read (42710); says so where one comes in '
'the place of another';

CREATE FUNCTION failure_demand.add_source(
    relation regclass, columns jsonb DEFAULT '{}', constants jsonb DEFAULT '{}',
    name text DEFAULT NULL, append_only boolean DEFAULT false, slack interval DEFAULT NULL,
    time_zone text DEFAULT NULL, format text DEFAULT 'plain')
RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written text;
    source text;
    query text;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_source_arguments(relation, columns, constants, append_only, slack,
                                                           add_source.format);
    written := failure_demand_internal.source_relation(relation);
    source := coalesce(add_source.name, (SELECT c.relname FROM pg_class AS c WHERE c.oid = add_source.relation));
    -- a column that bears the name is noted, so that it is missed when it is renamed
    columns := columns || coalesce((SELECT jsonb_object_agg(c.name, c.name)
                                    FROM failure_demand.interaction_column AS c
                                    JOIN pg_attribute AS a ON a.attrelid = add_source.relation AND a.attname = c.name
                                      AND a.attnum > 0 AND NOT a.attisdropped
                                    WHERE c.name NOT IN ('dimensions', 'identifiers') AND NOT columns ? c.name
                                      AND NOT constants ? c.name),
                                   '{}');
    PERFORM failure_demand_internal.check_source(source, add_source.relation);
    query := failure_demand_internal.source_query(source, add_source.relation, add_source.columns,
                                                  add_source.constants, add_source.time_zone, add_source.format);
    PERFORM failure_demand_internal.check_append_only(source, add_source.relation, query, add_source.slack)
    WHERE add_source.append_only;
    EXECUTE format('SELECT FROM (%s) AS q LIMIT 0', query);
    PERFORM failure_demand_internal.check_writer('add_source', 'add sources', 'failure_demand.source');
    PERFORM failure_demand_internal.lock_sources();
    PERFORM failure_demand_internal.check_name_is_free(source, false);
    PERFORM failure_demand_internal.check_replaced(source, written, add_source.name IS NOT NULL);
    PERFORM failure_demand_internal.check_dimensions(source, add_source.columns, add_source.constants);
    INSERT INTO failure_demand.source AS s (name, relation, columns, constants, append_only, slack, time_zone, format)
    VALUES (source, written, add_source.columns, add_source.constants, add_source.append_only,
            failure_demand_internal.elapsed(add_source.slack, 'slack'), add_source.time_zone,
            add_source.format)
    ON CONFLICT ON CONSTRAINT source_pkey DO UPDATE
        SET relation = excluded.relation, columns = excluded.columns, constants = excluded.constants,
            append_only = excluded.append_only, slack = excluded.slack, time_zone = excluded.time_zone,
            format = excluded.format;
    PERFORM failure_demand_internal.replace_interaction();
    RETURN source;
END $$;
COMMENT ON FUNCTION failure_demand.add_source(regclass, jsonb, jsonb, text, boolean, interval, text, text) IS
'makes a table or view a source of interactions, or maps it anew: columns maps columns of interaction to its own, '
'up to five "dimensions", and "identifiers" by kind; constants fills what it does not say; time_zone: that of times '
'without one; format: of its verbatims; gives the name of the source; errs on columns that are missing (42703) or do '
'not fit (42804, 22023)';

CREATE FUNCTION failure_demand.drop_source(source text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_writer('drop_source', 'drop sources', 'failure_demand.source');
    PERFORM failure_demand_internal.lock_sources();
    DELETE FROM failure_demand.identity_source AS l WHERE l.name = drop_source.source;
    IF FOUND THEN
        DELETE FROM failure_demand_internal.identity_feed AS f WHERE f.source = drop_source.source;
        RETURN;
    END IF;
    DELETE FROM failure_demand.source AS s WHERE s.name = drop_source.source;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no source "%"', coalesce(source, 'null') USING ERRCODE = 'undefined_object',
            DETAIL = coalesce('The sources are: ' || (SELECT string_agg(format('"%s"', s.name), ', ' ORDER BY s.name)
                                                      FROM failure_demand.source AS s) || '.',
                              'There is no source at all.'),
            HINT = 'SELECT name, relation FROM failure_demand.source lists them.';
    END IF;
    DELETE FROM failure_demand_internal.source_feed AS f
    WHERE f.source NOT IN (SELECT s.name FROM failure_demand.source AS s);
    PERFORM failure_demand_internal.replace_interaction();
END $$;
COMMENT ON FUNCTION failure_demand.drop_source(text) IS
'takes a source away, or a table of links; its contacts and links go with the next refresh, the table itself stays; '
'errs where there is no such source (42704)';

CREATE FUNCTION failure_demand.drop_source(relation regclass)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_writer('drop_source', 'drop sources', 'failure_demand.source');
    PERFORM failure_demand_internal.lock_sources();
    PERFORM failure_demand.drop_source(s.name)
    FROM (SELECT o.name, o.relation FROM failure_demand.source AS o
          UNION ALL SELECT l.name, l.relation FROM failure_demand.identity_source AS l) AS s
    WHERE s.relation = (SELECT format('%I.%I', n.nspname, c.relname)
                        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.oid = drop_source.relation);
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is no source', coalesce(relation::text, 'null') USING ERRCODE = 'undefined_object',
            DETAIL = coalesce('The sources are: ' || (SELECT string_agg(s.relation, ', ' ORDER BY s.relation)
                                                      FROM failure_demand.source AS s) || '.',
                              'There is no source at all.'),
            HINT = 'SELECT name, relation FROM failure_demand.source lists them.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand.drop_source(regclass) IS
'takes all sources and tables of links away that are this table or view; errs where it is none (42704)';

-- What a role may read of the sources: for views on contact, whose rows came out of
-- them. Nothing here depends on interaction, which goes and comes again.
CREATE VIEW failure_demand.readable_source AS
SELECT s.name
FROM failure_demand.source AS s
JOIN pg_catalog.pg_namespace AS n ON n.nspname = (pg_catalog.parse_ident(s.relation))[1]
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = (pg_catalog.parse_ident(s.relation))[2]
WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT');
ALTER VIEW failure_demand.readable_source OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.readable_source IS
'the sources that whoever asks may select from: for views on contact';
COMMENT ON COLUMN failure_demand.readable_source.name IS
'name of the source';
GRANT SELECT ON failure_demand.readable_source TO PUBLIC;

CREATE TYPE failure_demand.interaction_key AS (
    source         text,
    interaction_id text
);
COMMENT ON TYPE failure_demand.interaction_key IS
'what identifies an interaction';
COMMENT ON COLUMN failure_demand.interaction_key.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.interaction_key.interaction_id IS
'identifies the interaction in its source';

CREATE FUNCTION failure_demand.readable_interaction()
RETURNS SETOF failure_demand.interaction_key
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    readable record;
BEGIN
    PERFORM failure_demand_internal.set_time_zone();
    FOR readable IN SELECT m.query FROM failure_demand_internal.mapped_source() AS m
                    JOIN failure_demand.readable_source AS r USING (name)
                    WHERE m.broken IS NULL ORDER BY m.name LOOP
        RETURN QUERY EXECUTE format('SELECT i.source, i.interaction_id FROM (%s) AS i', readable.query);
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand.readable_interaction() IS
'the interactions that whoever asks may select, of the sources that they may select from, under their row security: '
'for views on contact';
