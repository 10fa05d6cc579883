-- Who is who: links are read, and where any has come or gone, all customers are made of them anew. What rows say
-- of a customer who is another one then is computed anew, and nothing else.

CREATE UNLOGGED TABLE failure_demand_internal.work_link_source (
    name text COLLATE "C" PRIMARY KEY, stale text
);
ALTER TABLE failure_demand_internal.work_link_source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_link_source IS
'working table of refresh: the tables of links; stale: why what was last read of one is kept';

CREATE UNLOGGED TABLE failure_demand_internal.work_link (
    origin text COLLATE "C", said_group bigint, who text COLLATE "C"
);
ALTER TABLE failure_demand_internal.work_link OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_link IS
'working table of refresh: identifiers that stand in one row, as they are now';

CREATE UNLOGGED TABLE failure_demand_internal.work_member (LIKE failure_demand_internal.identity_member);
ALTER TABLE failure_demand_internal.work_member OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_member IS
'working table of refresh: the identifiers that links know, as they are now';

CREATE UNLOGGED TABLE failure_demand_internal.work_who (LIKE failure_demand_internal.identity_who);
ALTER TABLE failure_demand_internal.work_who OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_who IS
'working table of refresh: whose contacts those are that say who it is otherwise, as it is now';

-- ---- links ----

-- A nested loop over a table that grows beneath it would take time in the square of its rows: an empty one is
-- taken for small, after VACUUM.
CREATE FUNCTION failure_demand_internal.note_links(origins text[])
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $$
DECLARE
    gone bigint;
    come bigint;
BEGIN
    ANALYZE failure_demand_internal.work_link;
    DELETE FROM failure_demand_internal.identifier_link AS l
    WHERE l.origin = ANY (origins)
      AND NOT EXISTS (SELECT FROM failure_demand_internal.work_link AS w
                      WHERE w.said_group = l.said_group AND w.origin = l.origin AND w.who = l.who);
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO failure_demand_internal.identifier_link (origin, said_group, who)
    SELECT w.origin, w.said_group, w.who FROM failure_demand_internal.work_link AS w
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.identifier_link AS l
                      WHERE l.said_group = w.said_group AND l.origin = w.origin AND l.who = w.who);
    GET DIAGNOSTICS come = ROW_COUNT;
    DELETE FROM failure_demand_internal.work_link;
    RETURN gone + come;
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_links(text[]) IS
'makes the links of some origins those of work_link, and empties it; gives how many have come and gone';

-- Before it is read, so that what changes meanwhile is noticed the next time.
CREATE FUNCTION failure_demand_internal.read_links(source text, query text, everything boolean)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fingerprint text := failure_demand_internal.text_digest(query);
    now_there record;
    changed bigint;
BEGIN
    SELECT coalesce(sum(d.interactions), 0)::bigint AS rows, coalesce(max(d.digest), 0) AS digest INTO now_there
    FROM failure_demand_internal.group_digests(format('SELECT 0::bigint, l.row_hash FROM (%s) AS l', query)) AS d;
    IF NOT everything AND EXISTS (SELECT FROM failure_demand_internal.identity_mark AS m
                                  WHERE m.source = read_links.source AND m.mapping = fingerprint
                                    AND (m.rows, m.digest) = (now_there.rows, now_there.digest)) THEN
        RETURN 0;
    END IF;
    PERFORM failure_demand_internal.write_rows('failure_demand_internal.work_link', format(
        'SELECT DISTINCT %L::text AS origin, failure_demand.customer_group(w.who, NULL) AS said_group, w.who '
        'FROM (SELECT %s AS who FROM (%s) AS l OFFSET 0) AS w WHERE w.who IS NOT NULL',
        source, failure_demand_internal.who_expression('l'), query));
    IF NOT EXISTS (SELECT FROM failure_demand_internal.work_link)
       AND EXISTS (SELECT FROM failure_demand_internal.identity_feed AS f
                   WHERE f.source = read_links.source AND f.links > 0) THEN
        RETURN NULL;
    END IF;
    changed := failure_demand_internal.note_links(ARRAY[source]);
    INSERT INTO failure_demand_internal.identity_mark AS m
    VALUES (source, fingerprint, now_there.rows, now_there.digest)
    ON CONFLICT ON CONSTRAINT identity_mark_pkey DO UPDATE
        SET mapping = excluded.mapping, rows = excluded.rows, digest = excluded.digest;
    INSERT INTO failure_demand_internal.identity_feed AS f
    SELECT read_links.source, count(*) FROM failure_demand_internal.identifier_link AS l
    WHERE l.origin = read_links.source
    ON CONFLICT ON CONSTRAINT identity_feed_pkey DO UPDATE SET links = excluded.links;
    RETURN changed;
END $$;
COMMENT ON FUNCTION failure_demand_internal.read_links(text, text, boolean) IS
'reads a table of links by its query, where it is not as it was; gives how many links have come and gone, null where '
'it has none any more';

CREATE FUNCTION failure_demand_internal.give_up_links(source text, because text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    had bigint := (SELECT f.links FROM failure_demand_internal.identity_feed AS f
                   WHERE f.source = give_up_links.source);
    kept bigint := (SELECT count(*) FROM failure_demand_internal.identifier_link AS l
                    WHERE l.origin = give_up_links.source);
BEGIN
    IF kept < had THEN
        RAISE EXCEPTION 'the links of "%" are gone', source USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It had %s; %s of them are kept, and of the table this is known: %s.', had, kept, because),
            HINT = format('Bring its rows back; or let them go: SELECT failure_demand.drop_source(%L).', source);
    ELSIF kept = 0 THEN
        RAISE WARNING 'the table of links "%" is left out: %', source, because
            USING HINT = 'Mend it, map it anew with add_identity, or take it away with drop_source.';
        RETURN;
    END IF;
    UPDATE failure_demand_internal.work_link_source AS w SET stale = because WHERE w.name = give_up_links.source;
    RAISE WARNING 'the table of links "%" is stale: %', source, because
        USING DETAIL = format('Its %s links are kept, also those that were deleted for the sake of a person.', kept),
              HINT = 'Mend it, or map it anew with add_identity; drop_source lets its links go.';
END $$;
COMMENT ON FUNCTION failure_demand_internal.give_up_links(text, text) IS
'says that a table of links cannot be read, and that its links are kept; errs where they are gone (55000)';

CREATE FUNCTION failure_demand_internal.stage_link_tables(everything boolean)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    link failure_demand.identity_source;
    query text;
    broken text;
    told text;
    changed bigint;
BEGIN
    DELETE FROM failure_demand_internal.identity_mark AS m
    WHERE m.source NOT IN (SELECT l.name FROM failure_demand.identity_source AS l);
    DELETE FROM failure_demand_internal.identifier_link AS l
    WHERE l.origin NOT IN (SELECT i.name FROM failure_demand.identity_source AS i
                           UNION ALL SELECT s.name FROM failure_demand.source AS s);
    GET DIAGNOSTICS changed = ROW_COUNT;
    DELETE FROM failure_demand_internal.work_link_source;
    FOR link IN SELECT * FROM failure_demand.identity_source AS l ORDER BY l.name LOOP
        PERFORM failure_demand_internal.begin_phase('reading links', link.name);
        INSERT INTO failure_demand_internal.work_link_source (name) VALUES (link.name);
        SELECT m.query, m.broken INTO query, broken FROM failure_demand_internal.mapped_links(link) AS m;
        IF broken IS NULL THEN
            SELECT r.told, coalesce(r.broken, CASE WHEN r.told IS NULL THEN 'it has no link any more' END)
            INTO told, broken
            FROM failure_demand_internal.read_source(link.name, query, format(
                'SELECT failure_demand_internal.read_links(%L, %L, %L)', link.name, query, everything)) AS r;
        END IF;
        IF broken IS NOT NULL THEN
            PERFORM failure_demand_internal.give_up_links(link.name, broken);
        ELSE
            changed := changed + told::bigint;
            PERFORM failure_demand_internal.end_phase(told::bigint, format('%s links came and went', told));
        END IF;
    END LOOP;
    RETURN changed;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_link_tables(boolean) IS
'reads all tables of links that can be read; gives how many links have come and gone';

-- Of what is computed, each row is there: what was read, and, of everything, what was kept. A link stays while a
-- contact that was not read says it.
CREATE FUNCTION failure_demand_internal.stage_said_links(everything boolean)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    changed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand.source AS s
                   CROSS JOIN LATERAL failure_demand_internal.identifier_names(s.columns)
                   UNION ALL
                   SELECT FROM failure_demand_internal.identifier_link AS l
                   JOIN failure_demand.source AS s ON s.name = l.origin) THEN
        RETURN 0;
    END IF;
    PERFORM failure_demand_internal.write_rows('failure_demand_internal.work_link',
        'SELECT DISTINCT w.source AS origin, w.said_group, w.customer AS who '
        'FROM failure_demand_internal.work_interaction AS w '
        'WHERE w.identifiers IS NOT NULL AND starts_with(w.customer, E''\n'')');
    IF everything THEN
        RETURN failure_demand_internal.note_links(ARRAY(SELECT s.name FROM failure_demand.source AS s));
    END IF;
    WITH concerned AS (
        SELECT r.source, r.said_group FROM failure_demand_internal.work_reread AS r
        UNION
        SELECT c.source, c.said_group FROM failure_demand_internal.contact_fact AS c
        JOIN failure_demand_internal.work_interaction AS w USING (source, interaction_id)
        WHERE c.said_group IS NOT NULL
    )
    DELETE FROM failure_demand_internal.identifier_link AS l USING concerned AS g
    WHERE (l.said_group, l.origin) = (g.said_group, g.source)
      AND NOT EXISTS (SELECT FROM failure_demand_internal.work_link AS w
                      WHERE w.said_group = l.said_group AND w.origin = l.origin)
      AND NOT EXISTS (SELECT FROM failure_demand_internal.contact_fact AS c
                      WHERE c.said_group = l.said_group AND c.source = l.origin
                        AND NOT EXISTS (SELECT FROM failure_demand_internal.work_reread AS r
                                        WHERE (r.source, r.said_group) = (c.source, c.said_group))
                        AND NOT EXISTS (SELECT FROM failure_demand_internal.work_interaction AS w
                                        WHERE (w.source, w.interaction_id) = (c.source, c.interaction_id)));
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed + failure_demand_internal.note_links('{}');
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_said_links(boolean) IS
'notes the links that interactions say which are computed, and lets those go that none says any more; gives how many '
'have come and gone';

-- ---- customers ----

CREATE FUNCTION failure_demand_internal.linked()
RETURNS failure_demand.identity
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand.identity(l.identifiers[a.place], l.identifiers[b.place])
    FROM (SELECT failure_demand_internal.who_identifiers(k.who) AS identifiers
          FROM failure_demand_internal.identifier_link AS k WHERE starts_with(k.who, E'\n') OFFSET 0) AS l
    CROSS JOIN LATERAL generate_series(1, cardinality(l.identifiers) - 1) AS a (place)
    CROSS JOIN LATERAL generate_series(a.place + 1, cardinality(l.identifiers)) AS b (place);
END;
COMMENT ON FUNCTION failure_demand_internal.linked() IS
'who is who, of all links that are known; null where there is none';

-- What says itself needs no row; what says several identifiers is the customer's of the best that is somebody's.
CREATE FUNCTION failure_demand_internal.stage_customers_of_links()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO failure_demand_internal.work_member (identifier, customer, identifiers, believed)
    SELECT m.identifier, m.customer, m.identifiers, m.believed
    FROM failure_demand_internal.identity_members(failure_demand_internal.linked()) AS m;
    ANALYZE failure_demand_internal.work_member;
    INSERT INTO failure_demand_internal.work_who (said_group, who, customer)
    SELECT failure_demand.customer_group(m.identifier, NULL), m.identifier, m.customer
    FROM failure_demand_internal.work_member AS m WHERE m.customer IS DISTINCT FROM m.identifier;
    INSERT INTO failure_demand_internal.work_who (said_group, who, customer)
    SELECT DISTINCT ON (l.said_group, l.who) l.said_group, l.who, m.customer
    FROM (SELECT DISTINCT k.said_group, k.who FROM failure_demand_internal.identifier_link AS k
          JOIN failure_demand.source AS s ON s.name = k.origin) AS l
    CROSS JOIN LATERAL unnest(failure_demand_internal.who_identifiers(l.who)) WITH ORDINALITY AS i (identifier, place)
    LEFT JOIN failure_demand_internal.work_member AS m
           ON m.identifier = i.identifier COLLATE "C" AND m.customer IS NOT NULL
    ORDER BY l.said_group, l.who, m.customer IS NULL, i.place;
    ANALYZE failure_demand_internal.work_who;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_customers_of_links() IS
'makes customers of all links, in work_member and work_who';

-- Without nested loops, as note_links().
CREATE FUNCTION failure_demand_internal.note_customers_of_links()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $$
BEGIN
    INSERT INTO failure_demand_internal.work_moved (said_group, customer)
    SELECT coalesce(n.said_group, o.said_group), CASE WHEN n.who IS NULL THEN o.who ELSE n.customer END
    FROM failure_demand_internal.work_who AS n
    FULL JOIN failure_demand_internal.identity_who AS o ON n.said_group = o.said_group AND n.who = o.who
    WHERE n.who IS NULL OR o.who IS NULL OR n.customer IS DISTINCT FROM o.customer;
    ANALYZE failure_demand_internal.work_moved;
    DELETE FROM failure_demand_internal.identity_who AS o
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_who AS n
                      WHERE n.said_group = o.said_group AND n.who = o.who
                        AND n.customer IS NOT DISTINCT FROM o.customer);
    INSERT INTO failure_demand_internal.identity_who (said_group, who, customer)
    SELECT n.said_group, n.who, n.customer FROM failure_demand_internal.work_who AS n
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.identity_who AS o
                      WHERE n.said_group = o.said_group AND n.who = o.who);
    DELETE FROM failure_demand_internal.identity_member AS o
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_member AS n
                      WHERE n.identifier = o.identifier AND n *= o);
    INSERT INTO failure_demand_internal.identity_member (identifier, customer, identifiers, believed)
    SELECT n.identifier, n.customer, n.identifiers, n.believed FROM failure_demand_internal.work_member AS n
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.identity_member AS o WHERE n.identifier = o.identifier);
    ANALYZE failure_demand_internal.identity_who, failure_demand_internal.identity_member,
            failure_demand_internal.identifier_link;
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_customers_of_links() IS
'notes what links have made of customers, and in work_moved what rows say of those who are others now';

CREATE FUNCTION failure_demand_internal.stage_moved_contacts()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
BEGIN
    EXECUTE format($moved$
        INSERT INTO failure_demand_internal.work_request
        SELECT DISTINCT g.customer_group, failure_demand_internal.compared_request(g.request, b.match)
        FROM failure_demand_internal.work_moved_contact AS c
        JOIN failure_demand_internal.work_moved AS m USING (said_group)
        CROSS JOIN failure_demand.report_basis AS b %s
        CROSS JOIN LATERAL (VALUES (c.customer_group, c.named_request),
                                   (failure_demand.customer_group(m.customer, c.started_at), %s))
            AS g (customer_group, request)
        ON CONFLICT DO NOTHING $moved$,
        failure_demand_internal.request_name_join('c'), failure_demand_internal.named_request('c'));
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_moved_contacts() IS
'makes those requests compute anew from which a contact goes, or to which one comes, because its customer is another';

CREATE FUNCTION failure_demand_internal.stage_identities(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint := failure_demand_internal.stage_link_tables(everything)
                      + failure_demand_internal.stage_said_links(everything);
BEGIN
    IF changed > 0 OR everything AND EXISTS (SELECT FROM failure_demand_internal.identifier_link
                                             UNION ALL SELECT FROM failure_demand_internal.identity_who
                                             UNION ALL SELECT FROM failure_demand_internal.identity_member) THEN
        PERFORM failure_demand_internal.begin_phase('joining identifiers');
        PERFORM failure_demand_internal.stage_customers_of_links();
        PERFORM failure_demand_internal.note_customers_of_links();
        PERFORM failure_demand_internal.stage_moved_contacts() WHERE NOT everything;
        changed := (SELECT count(*) FROM failure_demand_internal.work_moved);
        PERFORM failure_demand_internal.end_phase(changed, format('%s identifiers moved', changed));
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_identities(boolean) IS
'reads links, and makes customers of them where any has come or gone, or of everything';
