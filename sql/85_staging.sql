-- What a refresh must compute anew: customers whose rows have changed, and customers
-- whose contacts have become mature.
--
-- A source is scanned once for a digest of each customer's rows, and once more for the
-- rows of those whose digest has changed. An append-only source is read from where the
-- last refresh ended. What has not changed is taken from contact.

CREATE UNLOGGED TABLE failure_demand.work_digest (
    source text COLLATE "C", customer_group bigint, interactions bigint, digest bigint
);
ALTER TABLE failure_demand.work_digest OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.work_digest IS
'working table of refresh: what the rows of each customer are now';

CREATE UNLOGGED TABLE failure_demand.work_reread (
    source text COLLATE "C", customer_group bigint, PRIMARY KEY (source, customer_group)
);
ALTER TABLE failure_demand.work_reread OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.work_reread IS
'working table of refresh: customers whose rows in a source have changed';

CREATE UNLOGGED TABLE failure_demand.work_next (customer_group bigint);
ALTER TABLE failure_demand.work_next OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.work_next IS
'working table of refresh: customers whose rows in a source are to be read next';

CREATE UNLOGGED TABLE failure_demand.work_touched (customer_group bigint PRIMARY KEY);
ALTER TABLE failure_demand.work_touched OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.work_touched IS
'working table of refresh: customers whose contacts are computed anew';

CREATE FUNCTION failure_demand.oldest_transaction_start()
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.oldest_transaction_start() IS
'when the oldest transaction began that is running in this database, or its session where it does not say: what others have written since may not be seen yet';

CREATE FUNCTION failure_demand.unseen_since()
RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    -- a prepared transaction may have begun at any time
    SELECT CASE WHEN EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database()) THEN '-infinity'
                ELSE failure_demand.oldest_transaction_start() END;
END;
COMMENT ON FUNCTION failure_demand.unseen_since() IS
'what others have written since then may not be seen yet; -infinity where a transaction is prepared';

CREATE FUNCTION failure_demand.digest_add(bigint, bigint)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.digest_add(bigint, bigint) IS
'the sum of two hashes, modulo 2^64';

CREATE AGGREGATE failure_demand.digest(hash bigint) (
    SFUNC = failure_demand.digest_add, STYPE = bigint, COMBINEFUNC = failure_demand.digest_add, PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.digest(bigint) IS
'the sum of the hashes of rows, modulo 2^64: the same for the same rows in any order';

-- RETURN QUERY lets workers take part, which INSERT would not. Rows without a customer
-- are apart, so that the planner can tell how many groups there are.
CREATE FUNCTION failure_demand.digest_of(query text)
RETURNS TABLE (customer_group bigint, interactions bigint, digest bigint, feed_end timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE format($scan$
        SELECT failure_demand.customer_group(i.customer, NULL), count(*), failure_demand.digest(hash_record_extended(i, 0)),
               max(failure_demand.contact_end(i.started_at, i.ended_at))
        FROM (%1$s) AS i WHERE i.customer IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT failure_demand.customer_group(NULL, i.started_at), count(*), failure_demand.digest(hash_record_extended(i, 0)),
               max(failure_demand.contact_end(i.started_at, i.ended_at))
        FROM (%1$s) AS i WHERE i.customer IS NULL GROUP BY 1 $scan$, query);
END $$;
COMMENT ON FUNCTION failure_demand.digest_of(text) IS
'a row a customer: how many rows the query of a source gives, the sum of their hashes, and their latest end';

CREATE FUNCTION failure_demand.stage_rows(query text, condition text)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    staged bigint;
BEGIN
    EXECUTE format($stage$
        INSERT INTO failure_demand.work_interaction
        SELECT i.source, i.interaction_id, i.customer, i.request, i.channel, c.kind, i.touchpoint, i.started_at, i.ended_at, i.handle_seconds,
               i.outcome, i.direction, i.reason, i.verbatim, i.language, i.resolved, i.nps, i.csat, i.ces, i.agent, i.provider, i.brand,
               i.updated_at, failure_demand.customer_group(i.customer, i.started_at)
        FROM (%s) AS i LEFT JOIN failure_demand.channel_in_force AS c ON c.name = i.channel
        WHERE i.interaction_id IS NOT NULL AND (%s) $stage$, query, condition);
    GET DIAGNOSTICS staged = ROW_COUNT;
    RETURN staged;
END $$;
COMMENT ON FUNCTION failure_demand.stage_rows(text, text) IS
'puts rows of a source, those that meet the condition, among the interactions to compute; gives how many';

-- Where rows bear the same id, one counts: the latest updated_at, then the greatest
-- (started_at, ended_at).
CREATE FUNCTION failure_demand.supersede()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH repeated AS (
        SELECT source, interaction_id FROM failure_demand.work_interaction GROUP BY source, interaction_id HAVING count(*) > 1
    ), ranked AS (
        SELECT w.ctid AS place, row_number() OVER (PARTITION BY w.source, w.interaction_id
                   ORDER BY w.updated_at DESC NULLS LAST, w.started_at DESC NULLS LAST, w.ended_at DESC NULLS LAST,
                            hash_record_extended(w, 0)) AS rank
        FROM failure_demand.work_interaction AS w JOIN repeated USING (source, interaction_id)
    ), superseded AS (
        DELETE FROM failure_demand.work_interaction AS w USING ranked AS r WHERE w.ctid = r.place AND r.rank > 1
        RETURNING w.source, w.interaction_id, w.customer_group
    )
    INSERT INTO failure_demand.superseded SELECT DISTINCT s.source, s.interaction_id, s.customer_group FROM superseded AS s
    ON CONFLICT DO NOTHING;
END;
COMMENT ON FUNCTION failure_demand.supersede() IS
'of the interactions to compute, keeps one of each identity, and notes whose rows gave way';

CREATE FUNCTION failure_demand.stage_everything()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record;
    staged bigint;
BEGIN
    DELETE FROM failure_demand.superseded;
    DELETE FROM failure_demand.source_feed;
    FOR source IN SELECT * FROM failure_demand.mapped_source() WHERE broken IS NULL LOOP
        WITH digest AS (
            SELECT * FROM failure_demand.digest_of(source.query)
        ), noted AS (
            INSERT INTO failure_demand.work_digest
            SELECT source.name, d.customer_group, d.interactions, d.digest FROM digest AS d WHERE NOT source.append_only
        )
        INSERT INTO failure_demand.source_feed SELECT source.name, max(feed_end), failure_demand.unseen_since() FROM digest;
        staged := failure_demand.stage_rows(source.query, 'true');
        RAISE NOTICE '%: % interactions', source.name, staged;
    END LOOP;
    ANALYZE failure_demand.work_interaction;
    PERFORM failure_demand.supersede();
    INSERT INTO failure_demand.work_removed SELECT * FROM failure_demand.contact;
END $$;
COMMENT ON FUNCTION failure_demand.stage_everything() IS
'makes all interactions those to compute, and all contacts those that may be gone';

-- Of a source in which anything may change: the customers whose digest is another one.
-- Where an id that another customer has is now theirs too, or one that they had is
-- another's too, that customer's rows are read as well: they may no longer count, or
-- count again.
CREATE FUNCTION failure_demand.stage_changed_customers(changed_source text, query text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint;
BEGIN
    WITH digest AS (
        SELECT * FROM failure_demand.digest_of(query)
    ), noted AS (
        UPDATE failure_demand.source_feed SET feed_end = (SELECT max(d.feed_end) FROM digest AS d) WHERE source = changed_source
    ), old AS (
        SELECT customer_group, interactions, digest FROM failure_demand.source_digest WHERE source = changed_source
    )
    INSERT INTO failure_demand.work_digest
    SELECT changed_source, customer_group, d.interactions, d.digest
    FROM digest AS d FULL JOIN old AS o USING (customer_group)
    WHERE (d.interactions, d.digest) IS DISTINCT FROM (o.interactions, o.digest);
    GET DIAGNOSTICS changed = ROW_COUNT;
    RAISE NOTICE '%: % customers changed', changed_source, changed;
    INSERT INTO failure_demand.work_next SELECT customer_group FROM failure_demand.work_digest WHERE source = changed_source;
    WHILE EXISTS (SELECT FROM failure_demand.work_next) LOOP
        ANALYZE failure_demand.work_next;
        PERFORM failure_demand.stage_rows(query,
            'failure_demand.customer_group(i.customer, i.started_at) IN (SELECT n.customer_group FROM failure_demand.work_next AS n)');
        INSERT INTO failure_demand.work_reread SELECT changed_source, customer_group FROM failure_demand.work_next;
        TRUNCATE failure_demand.work_next;
        INSERT INTO failure_demand.work_next
        SELECT c.customer_group FROM failure_demand.contact AS c JOIN failure_demand.work_interaction AS w USING (source, interaction_id)
        WHERE c.source = changed_source AND c.customer_group <> w.customer_group
        UNION
        SELECT u.customer_group FROM failure_demand.superseded AS u JOIN failure_demand.contact AS c USING (source, interaction_id)
        JOIN failure_demand.work_reread AS r ON (r.source, r.customer_group) = (c.source, c.customer_group) WHERE u.source = changed_source
        EXCEPT
        SELECT customer_group FROM failure_demand.work_reread WHERE source = changed_source;
    END LOOP;
    DELETE FROM failure_demand.superseded AS s USING failure_demand.work_reread AS r
    WHERE s.source = changed_source AND (r.source, r.customer_group) = (s.source, s.customer_group);
END $$;
COMMENT ON FUNCTION failure_demand.stage_changed_customers(text, text) IS
'reads a source for what has changed: the rows of customers whose digest is another one';

-- Of an append-only source: what was written since, and the customers who have or had it.
CREATE FUNCTION failure_demand.stage_new_rows(changed_source text, query text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unseen timestamptz := failure_demand.unseen_since();  -- before anything is read
    staged bigint;
BEGIN
    staged := failure_demand.stage_rows(query, format(
        'i.updated_at >= (SELECT f.read_from FROM failure_demand.source_feed AS f WHERE f.source = %L) OR i.updated_at IS NULL', changed_source));
    RAISE NOTICE '%: % interactions written since, or about, the last refresh', changed_source, staged;
    UPDATE failure_demand.source_feed AS f
    SET read_from = greatest(read_from, unseen),
        feed_end = greatest(feed_end, (SELECT max(failure_demand.contact_end(w.started_at, w.ended_at))
                                       FROM failure_demand.work_interaction AS w WHERE w.source = changed_source))
    WHERE f.source = changed_source;
    INSERT INTO failure_demand.work_touched
    SELECT customer_group FROM failure_demand.work_interaction WHERE source = changed_source
    UNION
    SELECT c.customer_group FROM failure_demand.contact AS c
    JOIN failure_demand.work_interaction AS w USING (source, interaction_id) WHERE source = changed_source
    ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION failure_demand.stage_new_rows(text, text) IS
'reads an append-only source for what was written since the last refresh, less the age of the oldest transaction then running';

-- Whose contacts become mature, or begin to exist, between two moments.
CREATE FUNCTION failure_demand.stage_time(as_of timestamptz)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO failure_demand.work_touched
    SELECT DISTINCT c.customer_group
    FROM failure_demand.contact AS c, failure_demand.report_basis AS b
    WHERE c.mature IS NOT TRUE AND coalesce(c.left_out, 'not yet') = 'not yet'
      AND CASE WHEN c.left_out IS NULL THEN greatest(c.started_at, c.ended_at) + b.within ELSE c.started_at END <= stage_time.as_of
    ON CONFLICT DO NOTHING;
END;
COMMENT ON FUNCTION failure_demand.stage_time(timestamptz) IS
'makes those customers compute anew whose contacts become mature by a moment';

-- What the customers to compute were, and what they have beside what was read.
CREATE FUNCTION failure_demand.stage_unchanged()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO failure_demand.work_touched SELECT DISTINCT customer_group FROM failure_demand.work_reread ON CONFLICT DO NOTHING;
    INSERT INTO failure_demand.work_removed
    SELECT c.* FROM failure_demand.contact AS c JOIN failure_demand.work_touched USING (customer_group);
    INSERT INTO failure_demand.work_interaction
    SELECT c.source, c.interaction_id, c.customer, c.request, c.channel, c.kind, c.touchpoint, c.started_at, c.ended_at, c.handle_seconds,
           c.outcome, c.direction, c.reason, c.verbatim, c.language, c.resolved, c.nps, c.csat, c.ces, c.agent, c.provider, c.brand,
           c.updated_at, c.customer_group
    FROM failure_demand.work_removed AS c
    WHERE NOT EXISTS (SELECT FROM failure_demand.work_reread AS r WHERE (r.source, r.customer_group) = (c.source, c.customer_group))
      AND NOT EXISTS (SELECT FROM failure_demand.work_interaction AS w WHERE (w.source, w.interaction_id) = (c.source, c.interaction_id));
END;
COMMENT ON FUNCTION failure_demand.stage_unchanged() IS
'takes the contacts of the customers to compute: as what may be gone, and, but for what was read, as interactions to compute';
