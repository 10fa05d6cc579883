-- What a refresh must compute anew of the sources: customers whose rows have changed.
--
-- A source is scanned once for a digest of each customer's rows. The rows of those whose digest has changed
-- are gone to where they stand; where that does not tell them, or there are many, the source is scanned once
-- more. An append-only source is read from where the last refresh ended. What has not changed is taken from
-- contact.

CREATE UNLOGGED TABLE failure_demand_internal.work_digest (
    source text COLLATE "C", said_group bigint, interactions bigint, digest bigint
);
ALTER TABLE failure_demand_internal.work_digest OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_digest IS
'working table of refresh: what the rows of each customer are now';

CREATE UNLOGGED TABLE failure_demand_internal.work_reread (
    source text COLLATE "C", said_group bigint, PRIMARY KEY (source, said_group)
);
ALTER TABLE failure_demand_internal.work_reread OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_reread IS
'working table of refresh: customers whose rows in a source have changed';

CREATE UNLOGGED TABLE failure_demand_internal.work_moved (said_group bigint, customer text COLLATE "C");
ALTER TABLE failure_demand_internal.work_moved OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_moved IS
'working table of refresh: what rows say of a customer who is another one now, and who that is';

-- Contacts by what their source says, each found by one of two indexes.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT * FROM (VALUES ('work_replaced_group', 'work_reread', 'r.source = c.source AND r.said_group = '),
                              ('work_moved_contact', 'work_moved', 'r.said_group = ')) AS v (name, groups, joined)
    LOOP
        EXECUTE pg_catalog.format(
            'CREATE VIEW failure_demand_internal.%1$I AS SELECT %2$s FROM failure_demand_internal.contact_fact AS c '
            'JOIN failure_demand_internal.%3$I AS r ON %4$s c.customer_group WHERE c.said_group IS NULL '
            'UNION ALL SELECT %2$s FROM failure_demand_internal.contact_fact AS c '
            'JOIN failure_demand_internal.%3$I AS r ON %4$s c.said_group',
            found.name, failure_demand_internal.kept_columns(), found.groups, found.joined);
    END LOOP;
END $$;
ALTER VIEW failure_demand_internal.work_replaced_group OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_replaced_group IS
'of the customers whose rows in a source have changed: their contacts of it as the interactions that the last refresh '
'read';
ALTER VIEW failure_demand_internal.work_moved_contact OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_moved_contact IS
'the contacts that say who it is in a way that means another customer now, as the interactions that the last refresh '
'read';

CREATE UNLOGGED TABLE failure_demand_internal.work_next (said_group bigint);
ALTER TABLE failure_demand_internal.work_next OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_next IS
'working table of refresh: customers whose rows in a source are to be read next';

CREATE UNLOGGED TABLE failure_demand_internal.work_twice (hash bigint);
ALTER TABLE failure_demand_internal.work_twice OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_twice IS
'working table of refresh: hashes that more than one of the interactions to compute has of its source and id';

CREATE FUNCTION failure_demand_internal.oldest_transaction_start()
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.oldest_transaction_start() IS
'when the oldest transaction began that is running in this database, or its session where it does not say: what '
'others have written since may not be seen yet';

-- The oldest transaction first: it may be prepared while one looks. And a transaction shows
-- that it began a moment after it did.
CREATE FUNCTION failure_demand_internal.unseen_since()
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    oldest timestamptz := failure_demand_internal.oldest_transaction_start();
BEGIN
    -- a prepared transaction may have begun at any time
    RETURN CASE WHEN EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database()) THEN '-infinity'
                ELSE oldest - interval '1 second' END;
END $$;
COMMENT ON FUNCTION failure_demand_internal.unseen_since() IS
'what others have written since then may not be seen yet; -infinity where a transaction is prepared';

CREATE FUNCTION failure_demand_internal.row_hash(VARIADIC columns "any")
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION failure_demand_internal.row_hash("any") IS
'a 64-bit fingerprint of the bytes of values, nulls and all, in their order';

CREATE FUNCTION failure_demand_internal.group_digests(query text)
RETURNS TABLE (said_group bigint, interactions bigint, digest bigint)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.group_digests(text) IS
'a row a group, of a query that gives pairs of group and hash: how many have a hash, and the sum of these, modulo '
'2^64: the same for the same rows in any order';

-- Written so that partitions are passed by in which no row is, also where the start is a date.
CREATE FUNCTION failure_demand_internal.open_rows(closed_until timestamptz)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN closed_until IS NULL THEN 'true'
                ELSE format('(i.started_at >= %L OR i.started_at IS NULL) '
                            'AND (i.started_on IS NULL OR i.started_on >= %L)',
                            closed_until, (closed_until - interval '2 days')::date) END;
END;
COMMENT ON FUNCTION failure_demand_internal.open_rows(timestamptz) IS
'the condition that a row i of a source is none of those that change no more';

CREATE FUNCTION failure_demand_internal.changed_groups(query text, known text)
RETURNS TABLE (said_group bigint, place tid)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.changed_groups(text, text) IS
'of a query that gives rows of group, hash and place, and one that gives what group_digests() once gave: a row, '
'without a place, each group that is another one; and a row each of its rows, where these are few and have a place';

CREATE FUNCTION failure_demand_internal.placed_hashes(query text, closed_until timestamptz)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('SELECT failure_demand.customer_group(%s, i.started_at) AS said_group, i.row_hash, i.place '
                  'FROM (%s) AS i WHERE %s',
                  failure_demand_internal.who_expression('i'), placed_hashes.query,
                  failure_demand_internal.open_rows(closed_until));
END;
COMMENT ON FUNCTION failure_demand_internal.placed_hashes(text, timestamptz) IS
'the query that gives, of the rows of a source that may change, the customer, or day without one, hash and place';

CREATE FUNCTION failure_demand_internal.digest_of(query text, closed_until timestamptz)
RETURNS TABLE (said_group bigint, interactions bigint, digest bigint)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM failure_demand_internal.group_digests(format(
        'SELECT p.said_group, p.row_hash FROM (%s) AS p',
        failure_demand_internal.placed_hashes(digest_of.query, closed_until)));
END;
COMMENT ON FUNCTION failure_demand_internal.digest_of(text, timestamptz) IS
'a row a customer, or day without one: how many rows with an id the query of a source gives, of those that may '
'change, and the sum of their hashes';

-- A source may change between two looks at it. So what is noted is the digest of the rows
-- that were put to use.
CREATE FUNCTION failure_demand_internal.staged_digest(source text, closed_until timestamptz)
RETURNS TABLE (said_group bigint, interactions bigint, digest bigint)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM failure_demand_internal.group_digests(format(
        'SELECT i.said_group, i.row_hash FROM failure_demand_internal.work_interaction AS i '
        'WHERE i.source = %L AND %s', staged_digest.source, failure_demand_internal.open_rows(closed_until)));
END;
COMMENT ON FUNCTION failure_demand_internal.staged_digest(text, timestamptz) IS
'what digest_of() a source was, of those of its rows that are among the interactions to compute';

-- Who it is that a row speaks of is found once, behind a fence that conditions on the rows of the source
-- do not have to pass.
CREATE FUNCTION failure_demand_internal.staging_query(query text, condition text, group_condition text DEFAULT 'true')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format($stage$
        SELECT %s, c.kind, %s AS named_request,
               failure_demand_internal.said_beside(w.customer, w.identifiers, w.who) AS said_customer,
               w.said_group, w.row_hash
        FROM (SELECT n.*, failure_demand.customer_group(n.who, n.started_at) AS said_group
              FROM (SELECT i.*, %s AS who FROM (%s) AS i WHERE i.interaction_id IS NOT NULL AND (%s) OFFSET 0) AS n
             ) AS w
        LEFT JOIN failure_demand.channel_in_force AS c ON c.name = w.channel %s
        WHERE %s $stage$,
        failure_demand_internal.interaction_columns('w.%I', '{"customer": "w.who"}'),
        failure_demand_internal.named_request('w'), failure_demand_internal.who_expression('i'),
        staging_query.query, staging_query.condition,
        failure_demand_internal.request_name_join('w'), staging_query.group_condition);
END;
COMMENT ON FUNCTION failure_demand_internal.staging_query(text, text, text) IS
'the query that gives rows i of a source, those that meet a condition, and of these as rows w, which have a '
'said_group, those that meet another, in the columns of work_interaction';

CREATE FUNCTION failure_demand_internal.stage_rows(query text, condition text, group_condition text DEFAULT 'true')
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (failure_demand_internal.write_rows(
        'failure_demand_internal.work_interaction',
        failure_demand_internal.staging_query(query, condition, group_condition),
        'failure_demand_internal.progress_rows_done')).written;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_rows(text, text, text) IS
'puts rows i of a source, those that meet a condition, and of these as rows w, which have a said_group, those that '
'meet another, among the interactions to compute; gives how many';

-- Where rows bear the same id, which their hashes tell first, one counts: the latest updated_at, then the greatest
-- (started_at, ended_at), then the greatest of all else that the source has, in the order
-- of interaction; what is equal in all that is the same row. Nothing decides that is not
-- the user's: a copy of the database has other oids, and rows in other places.
-- Hashes are sorted quicker than they are looked up, one by one, among as many others.
CREATE FUNCTION failure_demand_internal.supersede()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_hashagg = off
AS $$
BEGIN
    PERFORM failure_demand_internal.write_rows('failure_demand_internal.work_twice',
        'SELECT hashtextextended(w.interaction_id, hashtextextended(w.source, 0)) AS hash '
        'FROM failure_demand_internal.work_interaction AS w GROUP BY 1 HAVING count(*) > 1');
    IF NOT EXISTS (SELECT FROM failure_demand_internal.work_twice) THEN
        RETURN;
    END IF;
    ANALYZE failure_demand_internal.work_twice;
    EXECUTE format($rank$
        WITH ranked AS (
            SELECT w.ctid AS place, row_number() OVER (
                       PARTITION BY w.source, w.interaction_id
                       ORDER BY w.updated_at DESC NULLS LAST,
                                failure_demand_internal.known_time(w.started_at) DESC NULLS LAST,
                                failure_demand_internal.known_time(w.ended_at) DESC NULLS LAST, %s) AS rank
            FROM (SELECT i.ctid, %s FROM failure_demand_internal.work_interaction AS i) AS w
            JOIN failure_demand_internal.work_twice AS h
              ON h.hash = hashtextextended(w.interaction_id, hashtextextended(w.source, 0))
        ), superseded AS (
            DELETE FROM failure_demand_internal.work_interaction AS w USING ranked AS r
            WHERE w.ctid = r.place AND r.rank > 1
            RETURNING w.source, w.interaction_id, w.said_group
        )
        INSERT INTO failure_demand_internal.superseded
        SELECT DISTINCT s.source, s.interaction_id, s.said_group FROM superseded AS s
        ON CONFLICT DO NOTHING $rank$,
        failure_demand_internal.interaction_columns('w.%I DESC NULLS LAST'),
        failure_demand_internal.interaction_columns('i.%I', jsonb_build_object(
            'customer', 'failure_demand_internal.customer_said(i.said_customer, i.identifiers, i.customer)')));
END $$;
COMMENT ON FUNCTION failure_demand_internal.supersede() IS
'of the interactions to compute, keeps one of each identity, and notes whose rows gave way';

-- Its mapping stays noted, by which it is not taken for another when it comes again.
CREATE FUNCTION failure_demand_internal.forget_reading(source text)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM failure_demand_internal.superseded AS u WHERE u.source = forget_reading.source;
    UPDATE failure_demand_internal.source_mark AS m SET relation = NULL WHERE m.source = forget_reading.source;
END;
COMMENT ON FUNCTION failure_demand_internal.forget_reading(text) IS
'forgets how far a source was read, so that all of it is read the next time that it can be';

CREATE FUNCTION failure_demand_internal.stage_source(source text, query text)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.forget_reading(source);
    PERFORM failure_demand_internal.expect_rows(failure_demand_internal.planned_rows(query));
    RETURN failure_demand_internal.stage_rows(query, 'true');
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_source(text, text) IS
'puts all rows of a source among the interactions to compute; gives how many';

-- Of a source that went, what was kept is all there is, with its digest, by which it is
-- known when it returns.
CREATE FUNCTION failure_demand_internal.stage_everything()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record;
    unseen timestamptz;
    staged bigint;
BEGIN
    DELETE FROM failure_demand_internal.superseded AS u
    WHERE u.source NOT IN (SELECT w.name FROM failure_demand_internal.work_source AS w);
    DELETE FROM failure_demand_internal.source_mark AS m
    WHERE m.source NOT IN (SELECT w.name FROM failure_demand_internal.work_source AS w);
    FOR source IN SELECT * FROM failure_demand_internal.work_source AS w ORDER BY w.name LOOP
        PERFORM failure_demand_internal.begin_phase('reading', source.name);
        unseen := failure_demand_internal.unseen_since();  -- before anything is read
        IF source.broken IS NULL AND source.stale IS NULL THEN
            SELECT r.told, r.broken INTO staged, source.broken
            FROM failure_demand_internal.read_source(source.name, source.query,
                format('SELECT failure_demand_internal.stage_source(%L, %L)', source.name, source.query)) AS r;
            IF failure_demand_internal.give_up_source(source.name, source.broken) THEN
                source.stale := source.broken;
                -- which of its rows were read by another mapping, no mark tells
                PERFORM failure_demand_internal.forget_reading(source.name) WHERE source.append_only;
            END IF;
        END IF;
        IF source.stale IS NOT NULL THEN
            staged := failure_demand_internal.stage_rows(
                format('SELECT %s, NULL::bigint AS row_hash FROM failure_demand_internal.work_kept AS k '
                       'WHERE k.source = %L', failure_demand_internal.interaction_columns('k.%I'), source.name),
                'true');
            PERFORM failure_demand_internal.end_phase(staged, format('%s interactions, as they were', staged));
        ELSIF source.broken IS NOT NULL THEN
            PERFORM failure_demand_internal.forget_reading(source.name);
        ELSE
            PERFORM failure_demand_internal.end_phase(staged, format('%s interactions', staged));
            IF NOT source.append_only THEN
                INSERT INTO failure_demand_internal.work_digest
                SELECT source.name, d.*
                FROM failure_demand_internal.staged_digest(source.name, source.closed_until) AS d;
            END IF;
            INSERT INTO failure_demand_internal.source_mark
            VALUES (source.name, source.mapping, source.relation, unseen, source.closed_until)
            ON CONFLICT ON CONSTRAINT source_mark_pkey DO UPDATE
                SET mapping = excluded.mapping, relation = excluded.relation, read_from = excluded.read_from,
                    closed_until = excluded.closed_until;
        END IF;
    END LOOP;
    PERFORM failure_demand_internal.begin_phase('sorting and judging');
    PERFORM failure_demand_internal.supersede();
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_everything() IS
'makes all interactions those to compute';

-- Of customers to read: their rows. Those that change no more are in contact as they are; but where one
-- gave way to another, it is not, and all is read.
CREATE FUNCTION failure_demand_internal.stage_customers(changed_source text, query text, closed_until timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    next text := 'w.said_group IN (SELECT n.said_group FROM failure_demand_internal.work_next AS n)';
BEGIN
    IF EXISTS (SELECT FROM failure_demand_internal.superseded AS u
               JOIN failure_demand_internal.work_next AS n USING (said_group)
               WHERE u.source = changed_source) THEN
        closed_until := NULL;
    END IF;
    PERFORM failure_demand_internal.stage_rows(query, failure_demand_internal.open_rows(closed_until), next);
    PERFORM failure_demand_internal.stage_rows(
        format('SELECT %s, NULL::bigint AS row_hash FROM failure_demand_internal.work_replaced_group AS k',
               failure_demand_internal.interaction_columns('k.%I')),
        format('i.source = %L AND i.started_at < %L', changed_source, closed_until), next)
    WHERE closed_until IS NOT NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_customers(text, text, timestamptz) IS
'puts the rows of the customers to read next among the interactions to compute';

-- Until when rows are closed can be put off, and drawn back. What is closed now was read as open once
-- more; what is open again differs from what is known of it.
-- All of one snapshot: what stood somewhere may stand elsewhere a moment later.
CREATE FUNCTION failure_demand_internal.find_changed_customers(
    changed_source text, query text, was timestamptz, closed_until timestamptz, OUT changed bigint, OUT staged bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    open timestamptz := nullif(least(coalesce(was, '-infinity'), coalesce(closed_until, '-infinity')), '-infinity');
BEGIN
    IF open IS NULL THEN
        PERFORM set_config('random_page_cost', '0.1', true);  -- places are gone to in their order
    END IF;
    WITH change AS MATERIALIZED (
        SELECT * FROM failure_demand_internal.changed_groups(
            failure_demand_internal.placed_hashes(query, open),
            format('SELECT d.said_group, d.interactions, d.digest FROM failure_demand_internal.source_digest AS d '
                   'WHERE d.source = %L', changed_source))
    ), changed_group AS (
        INSERT INTO failure_demand_internal.work_next
        SELECT c.said_group FROM change AS c WHERE c.place IS NULL
        RETURNING said_group
    ), later AS (
        SELECT o.said_group, d.interactions, d.digest
        FROM failure_demand_internal.source_digest AS o
        LEFT JOIN failure_demand_internal.digest_of(query, closed_until) AS d USING (said_group)
        WHERE o.source = changed_source
          AND (closed_until > was OR was IS NULL AND closed_until IS NOT NULL)
    ), noted AS (
        INSERT INTO failure_demand_internal.work_digest
        SELECT changed_source, l.said_group, l.interactions, l.digest
        FROM later AS l WHERE NOT EXISTS (SELECT FROM changed_group AS g WHERE g.said_group = l.said_group)
    )
    SELECT count(*) FILTER (WHERE c.place IS NULL),
           CASE WHEN count(c.place) > 0 AND open IS NULL
                THEN (failure_demand_internal.write_rows(
                          'failure_demand_internal.work_interaction',
                          failure_demand_internal.staging_query(query, format('i.place = ANY (%L)',
                                                                              array_remove(array_agg(c.place), NULL))),
                          'failure_demand_internal.progress_rows_done')).written END
    INTO changed, staged FROM change AS c;
    UPDATE failure_demand_internal.source_mark AS m SET closed_until = find_changed_customers.closed_until
    WHERE m.source = changed_source AND was IS DISTINCT FROM find_changed_customers.closed_until;
END $$;
COMMENT ON FUNCTION failure_demand_internal.find_changed_customers(text, text, timestamptz, timestamptz) IS
'finds the customers whose digest is another one; notes those of all others by what is closed now, where it was not; '
'where their rows can be told by their places, puts them among the interactions to compute: staged is how many, or '
'null';

-- Of a source in which anything may change: the customers whose digest is another one.
-- Where an id that another customer has is now theirs too, or one that they had is
-- another's too, that customer's rows are read as well: they may no longer count, or
-- count again.
CREATE FUNCTION failure_demand_internal.stage_changed_customers(changed_source text, query text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    was timestamptz := (SELECT m.closed_until FROM failure_demand_internal.source_mark AS m
                        WHERE m.source = changed_source);
    closed_now timestamptz := (SELECT w.closed_until FROM failure_demand_internal.work_source AS w
                               WHERE w.name = changed_source);
    found record := failure_demand_internal.find_changed_customers(changed_source, query, was, closed_now);
BEGIN
    PERFORM failure_demand_internal.end_phase(found.changed, format('%s customers changed', found.changed));
    WHILE EXISTS (SELECT FROM failure_demand_internal.work_next) LOOP
        ANALYZE failure_demand_internal.work_next;
        INSERT INTO failure_demand_internal.work_reread
        SELECT changed_source, said_group FROM failure_demand_internal.work_next;
        IF found.staged IS NULL THEN
            PERFORM failure_demand_internal.stage_customers(changed_source, query, CASE
                WHEN was IS NOT NULL AND closed_now IS NOT NULL THEN least(was, closed_now) END);
        END IF;
        found.staged := NULL;
        DELETE FROM failure_demand_internal.work_next;
        ANALYZE failure_demand_internal.work_interaction (said_group, source, interaction_id),
                failure_demand_internal.work_reread;
        INSERT INTO failure_demand_internal.work_next
        SELECT k.said_group
        FROM (SELECT w.interaction_id FROM failure_demand_internal.work_interaction AS w
              WHERE w.source = changed_source
              EXCEPT
              SELECT g.interaction_id FROM failure_demand_internal.work_replaced_group AS g
              WHERE g.source = changed_source) AS unknown
        CROSS JOIN LATERAL (  -- each is looked up: few are unknown to the customer and not new
            SELECT f.said_group FROM failure_demand_internal.work_kept AS f
            WHERE f.source = changed_source AND f.interaction_id = unknown.interaction_id OFFSET 0) AS k
        UNION
        SELECT u.said_group FROM failure_demand_internal.superseded AS u
        JOIN failure_demand_internal.work_kept AS k USING (source, interaction_id)
        JOIN failure_demand_internal.work_reread AS r ON (r.source, r.said_group) = (k.source, k.said_group)
        WHERE u.source = changed_source
        EXCEPT
        SELECT said_group FROM failure_demand_internal.work_reread WHERE source = changed_source;
    END LOOP;
    INSERT INTO failure_demand_internal.work_digest
    SELECT changed_source, said_group, d.interactions, d.digest
    FROM failure_demand_internal.work_reread AS r
    LEFT JOIN failure_demand_internal.staged_digest(changed_source, closed_now) AS d USING (said_group)
    WHERE r.source = changed_source;
    DELETE FROM failure_demand_internal.superseded AS s USING failure_demand_internal.work_reread AS r
    WHERE s.source = changed_source AND (r.source, r.said_group) = (s.source, s.said_group);
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_changed_customers(text, text) IS
'reads a source for what has changed: the rows of customers whose digest is another one';

-- A copy that comes late must not win over a later version that was written before it. But
-- a row may also have been changed where it stands: only the source knows.
CREATE FUNCTION failure_demand_internal.older_version_counts(source text)
RETURNS TABLE (interaction_id text)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.interaction_id
    FROM (SELECT w.interaction_id, max(w.updated_at) AS updated_at FROM failure_demand_internal.work_interaction AS w
          WHERE w.source = older_version_counts.source GROUP BY w.interaction_id) AS w
    JOIN failure_demand_internal.work_kept AS f ON f.source = older_version_counts.source
      AND f.interaction_id = w.interaction_id
    WHERE (w.updated_at > f.updated_at OR w.updated_at IS NOT NULL AND f.updated_at IS NULL) IS NOT TRUE
      AND NOT EXISTS (SELECT FROM failure_demand_internal.work_said AS s
                      WHERE s.source = f.source AND s.interaction_id = f.interaction_id AND s *= f);
END;
COMMENT ON FUNCTION failure_demand_internal.older_version_counts(text) IS
'the ids of an append-only source of which a row was read, but another one counted that was not read, and may be the '
'later version';

-- Of an append-only source: what was written since.
CREATE FUNCTION failure_demand_internal.stage_new_rows(changed_source text, query text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    unseen timestamptz := failure_demand_internal.unseen_since();  -- before anything is read
    known text := format('(SELECT m.read_from - coalesce(s.slack, ''0'') FROM failure_demand_internal.source_mark AS m
                           JOIN failure_demand.source AS s ON s.name = m.source WHERE m.source = %L)', changed_source);
    staged bigint;
BEGIN
    staged := failure_demand_internal.stage_rows(query, format('i.written_at >= %s OR i.written_at IS NULL', known));
    IF EXISTS (SELECT FROM failure_demand_internal.older_version_counts(changed_source)) THEN
        PERFORM failure_demand_internal.stage_rows(query, format(
            'i.written_at < %s AND i.interaction_id IN (SELECT o.interaction_id FROM '
            'failure_demand_internal.older_version_counts(%L) AS o)',
            known, changed_source));
    END IF;
    PERFORM failure_demand_internal.end_phase(staged, format(
        '%s interactions written since, or about, the last refresh', staged));
    UPDATE failure_demand_internal.source_mark SET read_from = greatest(read_from, unseen)
    WHERE source = changed_source;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_new_rows(text, text) IS
'reads an append-only source for what was written since the last refresh, less the age of the oldest transaction then '
'running';
