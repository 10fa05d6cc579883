-- Sources as feeds: which can be read, how far each reaches, and until when all of them
-- are known. An absent feed is not "nobody called": what was last read of it is kept, and
-- the reports end where it ends.

CREATE UNLOGGED TABLE failure_demand_internal.work_source (
    name text COLLATE "C" PRIMARY KEY, query text, append_only boolean NOT NULL,
    broken text, stale text, relation oid, mapping text, closed_until timestamptz
);
ALTER TABLE failure_demand_internal.work_source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_source IS
'working table of refresh: the sources, each with the query that reads it, or why it cannot be read; stale: why what '
'was last read is kept; mapping: fingerprint of how it is read, or was last';

CREATE UNLOGGED TABLE failure_demand_internal.work_feed (
    source text COLLATE "C", day date, gone boolean, contacts bigint, first_start timestamptz, last_start timestamptz
);
ALTER TABLE failure_demand_internal.work_feed OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_feed IS
'working table of refresh: starts that have come to each source, and that have gone from it, by day';

-- A relation whose foreign server is down, or whose own tables its owner may no longer
-- read, is there and cannot be read. Nor can one of which row security hides rows, or one
-- of which new rows cannot be told any more.
CREATE FUNCTION failure_demand_internal.missing_because(
    source failure_demand.source, query text, clock timestamptz,
    OUT broken text, OUT is_empty boolean, OUT has_no_mark boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
BEGIN
    broken := CASE WHEN source.append_only
                   THEN failure_demand_internal.append_only_fault(to_regclass(source.relation), query, source.slack)
                        || ', so that it cannot be append-only: map it anew without append_only, or with slack' END;
    has_no_mark := broken IS NOT NULL;
    IF broken IS NULL THEN
        SELECT r.told, r.broken INTO is_empty, broken
        FROM failure_demand_internal.read_source(source.name, query, format(
            'SELECT NOT EXISTS (SELECT FROM (%s) AS i
                                WHERE i.interaction_id IS NOT NULL
                                  AND failure_demand_internal.known_time(i.started_at) <= %L)',
            query, clock)) AS r;
        has_no_mark := coalesce(is_empty, false);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.missing_because(failure_demand.source, text, timestamptz) IS
'why the query of a source cannot be read; or whether it has no row with an id and a start that has come; '
'has_no_mark: what was read of it does not tell what is new';

-- What drop_source has let go is not kept, though it is in contact until the next refresh.
CREATE FUNCTION failure_demand_internal.has_kept(source text)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM failure_demand_internal.source_feed AS f WHERE f.source = has_kept.source
                   AND (f.contacts > 0 OR EXISTS (SELECT FROM failure_demand_internal.contact_fact AS c
                                                  WHERE c.source = f.source)));
END;
COMMENT ON FUNCTION failure_demand_internal.has_kept(text) IS
'has anything been read of a source, be it without a time, that must be kept where it cannot be read?';

-- Contacts of a source that went are in contact alone; where they are gone from there too,
-- as after a restore, nothing right can be computed.
CREATE FUNCTION failure_demand_internal.check_kept(source text, because text)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    had failure_demand_internal.source_feed := (SELECT f FROM failure_demand_internal.source_feed AS f
                                       WHERE f.source = check_kept.source);
    kept bigint := (SELECT count(*) FROM failure_demand_internal.contact_fact AS c
                    WHERE c.source = check_kept.source
                      AND failure_demand_internal.known_time(c.started_at) IS NOT NULL);
BEGIN
    IF kept < had.contacts THEN
        RAISE EXCEPTION 'the contacts of source "%" are gone', source
            USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It had %s, until %s; contact has %s of them, and of the source this is known: %s.',
                            had.contacts, had.feed_end, kept, because),
            HINT = format('Bring its rows back; or let them go: SELECT failure_demand.drop_source(%L).', source);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_kept(text, text) IS
'errs where a source has no rows any more, and not all that it had are in contact (55000)';

CREATE FUNCTION failure_demand_internal.warn_of_missing(source text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    missing record;
BEGIN
    SELECT w.broken, w.stale,
           CASE WHEN f.contacts > 0 THEN format('%s contacts until %s', f.contacts, f.feed_end)
                ELSE format('%s contacts without a start that has come',
                            (SELECT count(*) FROM failure_demand_internal.contact_fact AS c
                             WHERE c.source = w.name)) END AS kept
    INTO missing
    FROM failure_demand_internal.work_source AS w
    LEFT JOIN failure_demand_internal.source_feed AS f ON f.source = w.name
    WHERE w.name = warn_of_missing.source;
    IF missing.stale IS NULL THEN
        RAISE WARNING 'source "%" is left out: %', source, missing.broken
            USING HINT = 'Mend it, map it anew with add_source, or take it away with drop_source.';
    ELSE
        RAISE WARNING 'source "%" is stale: %', source, missing.stale
            USING DETAIL = format('Its %s are kept, also those that were deleted for the sake of a person.',
                                  missing.kept),
                  HINT = format('Mend it, map it anew, or put another table in its place: '
                                'add_source(..., name => %L); drop_source lets its contacts go.', source);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.warn_of_missing(text) IS
'warns that a source cannot be read, and says what becomes of its contacts';

-- By the mapping that the contacts were read by: that of a source that went is the one
-- that it had.
CREATE FUNCTION failure_demand_internal.stage_sources(clock timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record;
    missing record;
    stale text;
BEGIN
    DELETE FROM failure_demand_internal.work_source;
    FOR source IN SELECT m.*, s AS told, f.contacts > 0 AS had_dated, k.mapping AS former
                  FROM failure_demand_internal.mapped_source() AS m JOIN failure_demand.source AS s USING (name)
                  LEFT JOIN failure_demand_internal.source_feed AS f ON f.source = m.name
                  LEFT JOIN failure_demand_internal.source_mark AS k ON k.source = m.name LOOP
        SELECT source.broken, false AS is_empty, false AS has_no_mark INTO missing;
        IF source.broken IS NULL THEN
            missing := failure_demand_internal.missing_because(source.told, source.query, clock);
        END IF;
        stale := CASE WHEN missing.broken IS NOT NULL
                      THEN CASE WHEN failure_demand_internal.has_kept(source.name) THEN missing.broken END
                      WHEN missing.is_empty AND source.had_dated THEN 'it has no dated row any more' END;
        -- a name in a schema that may not be used errs where it is looked up
        INSERT INTO failure_demand_internal.work_source
        VALUES (source.name,
                CASE WHEN source.query IS NOT NULL
                     THEN failure_demand_internal.hashed_query(source.query, to_regclass((source.told).relation),
                                                               (source.told).columns, (source.told).constants) END,
                source.append_only, missing.broken, stale,
                CASE WHEN source.broken IS NULL AND source.append_only THEN to_regclass((source.told).relation) END,
                CASE WHEN source.broken IS NULL AND stale IS NULL
                     THEN failure_demand_internal.text_digest(ROW(source.query, source.append_only)::text)
                     ELSE source.former END,
                CASE WHEN NOT source.append_only THEN (source.told).closed_until END);
        PERFORM failure_demand_internal.forget_reading(source.name)
        WHERE source.append_only AND stale IS NOT NULL AND missing.has_no_mark;
    END LOOP;
    PERFORM failure_demand_internal.check_kept(w.name, w.stale) FROM failure_demand_internal.work_source AS w
    WHERE w.stale IS NOT NULL ORDER BY w.name;
    PERFORM failure_demand_internal.warn_of_missing(w.name) FROM failure_demand_internal.work_source AS w
    WHERE coalesce(w.broken, w.stale) IS NOT NULL ORDER BY w.name;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_sources(timestamptz) IS
'looks at all sources: which can be read; warns of those that cannot; errs where what one had is gone (55000)';

-- A value may turn out not to be computable only when its row is read: then the source
-- cannot be read either.
CREATE FUNCTION failure_demand_internal.give_up_source(source text, because text)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_stale boolean := because IS NOT NULL AND failure_demand_internal.has_kept(source);
BEGIN
    IF because IS NOT NULL THEN
        UPDATE failure_demand_internal.work_source AS w
        SET broken = because, stale = CASE WHEN is_stale THEN because END
        WHERE w.name = give_up_source.source;
        PERFORM failure_demand_internal.check_kept(source, because) WHERE is_stale;
        PERFORM failure_demand_internal.warn_of_missing(source);
    END IF;
    RETURN is_stale;
END $$;
COMMENT ON FUNCTION failure_demand_internal.give_up_source(text, text) IS
'makes a source one that cannot be read, with a warning, where there is a reason; had it contacts, which are kept? '
'errs where these are gone (55000)';

-- Before a digest or a mark can tell what has changed, there must be one; and what drop_source
-- has let go of a source that came again, and cannot be read, is still to go.
CREATE FUNCTION failure_demand_internal.unread_source()
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT min(w.name)
    FROM failure_demand_internal.work_source AS w
    LEFT JOIN failure_demand_internal.source_mark AS k ON k.source = w.name
    WHERE w.stale IS NULL
      AND CASE WHEN w.broken IS NULL THEN k.source IS NULL OR k.relation IS DISTINCT FROM w.relation
               ELSE EXISTS (SELECT FROM failure_demand_internal.contact_fact AS c WHERE c.source = w.name) END;
END;
COMMENT ON FUNCTION failure_demand_internal.unread_source() IS
'a source that was never read, is another table than it was, or was dropped and came again; null where there is none';

CREATE VIEW failure_demand_internal.work_replaced AS
SELECT c.source, c.interaction_id, c.started_at
FROM failure_demand_internal.work_replaced_group AS c
UNION ALL
SELECT c.source, c.interaction_id, c.started_at
FROM failure_demand_internal.work_kept AS c
JOIN failure_demand_internal.work_interaction AS w USING (source, interaction_id)
JOIN failure_demand_internal.work_source AS s ON s.name = w.source AND s.append_only;
ALTER VIEW failure_demand_internal.work_replaced OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_replaced IS
'the contacts in whose place are now the interactions that were read, with the start that was read';

-- Starts that have come and gone since the last refresh, also those whose time has come. A
-- source has come as far as the first moment of its latest day, though a contact may begin later.
CREATE FUNCTION failure_demand_internal.stage_feeds(everything boolean, clock timestamptz)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
BEGIN ATOMIC
    WITH start AS (
        SELECT w.source, w.started_at, false AS gone FROM failure_demand_internal.work_interaction AS w
        WHERE failure_demand_internal.known_time(w.started_at) <= stage_feeds.clock
        UNION ALL
        SELECT r.source, r.started_at, true
        FROM failure_demand_internal.work_replaced AS r CROSS JOIN failure_demand.report_basis AS b
        WHERE NOT stage_feeds.everything AND failure_demand_internal.known_time(r.started_at) <= b.refreshed_at
        UNION ALL
        SELECT c.source, k.started_at, false
        FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b
        CROSS JOIN LATERAL (
            SELECT coalesce(failure_demand_internal.first_moment(
                                c.started_on, (SELECT d.time_zone FROM failure_demand.definition_in_force AS d)),
                            c.started_at)) AS k (started_at)
        WHERE NOT stage_feeds.everything AND c.left_out = 'ahead'
          AND c.mature IS NOT TRUE AND coalesce(c.left_out, 'not yet') IN ('not yet', 'ahead')  -- as the index has it
          AND k.started_at > b.refreshed_at AND k.started_at <= stage_feeds.clock
          AND NOT EXISTS (SELECT FROM failure_demand_internal.work_replaced AS r
                          WHERE (r.source, r.interaction_id) = (c.source, c.interaction_id))
    )
    INSERT INTO failure_demand_internal.work_feed
    SELECT s.source,
           (s.started_at AT TIME ZONE (SELECT d.time_zone FROM failure_demand.definition_in_force AS d))::date AS day,
           s.gone, count(*), min(s.started_at), max(s.started_at)
    FROM start AS s GROUP BY s.source, 2, s.gone;
END;
COMMENT ON FUNCTION failure_demand_internal.stage_feeds(boolean, timestamptz) IS
'counts by source and day the starts that have come and gone, after what was read has been put among the interactions '
'to compute';

CREATE FUNCTION failure_demand_internal.note_feeds(everything boolean, clock timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    change record;
    feed failure_demand_internal.source_feed;
BEGIN
    DELETE FROM failure_demand_internal.source_feed AS f
    WHERE everything OR f.source NOT IN (SELECT s.name FROM failure_demand.source AS s);
    DELETE FROM failure_demand_internal.feed_day WHERE everything;
    INSERT INTO failure_demand_internal.source_feed (source)
    SELECT s.name FROM failure_demand.source AS s ON CONFLICT DO NOTHING;
    PERFORM failure_demand_internal.stage_feeds(everything, clock);
    INSERT INTO failure_demand_internal.feed_day AS d
    SELECT w.source, w.day, sum(CASE WHEN w.gone THEN -w.contacts ELSE w.contacts END)
    FROM failure_demand_internal.work_feed AS w GROUP BY w.source, w.day
    ON CONFLICT ON CONSTRAINT feed_day_pkey DO UPDATE SET contacts = d.contacts + excluded.contacts;
    DELETE FROM failure_demand_internal.feed_day WHERE contacts = 0;
    FOR change IN SELECT w.source, min(w.first_start) FILTER (WHERE NOT w.gone) AS first_come,
                         max(w.last_start) FILTER (WHERE NOT w.gone) AS last_come,
                         min(w.first_start) FILTER (WHERE w.gone) AS first_gone,
                         max(w.last_start) FILTER (WHERE w.gone) AS last_gone
                  FROM failure_demand_internal.work_feed AS w GROUP BY w.source LOOP
        SELECT * INTO feed FROM failure_demand_internal.source_feed AS f WHERE f.source = change.source;
        -- where the first or the last has gone, the others must be asked
        IF change.first_gone = feed.first_start AND (change.first_come <= feed.first_start) IS NOT TRUE
           OR change.last_gone = feed.feed_end AND (change.last_come >= feed.feed_end) IS NOT TRUE THEN
            SELECT min(c.started_at), max(c.started_at) INTO feed.first_start, feed.feed_end
            FROM failure_demand_internal.work_kept AS c CROSS JOIN failure_demand.report_basis AS b
            WHERE c.source = change.source AND failure_demand_internal.known_time(c.started_at) <= b.refreshed_at
              AND NOT EXISTS (SELECT FROM failure_demand_internal.work_replaced AS r
                              WHERE (r.source, r.interaction_id) = (c.source, c.interaction_id));
        END IF;
        UPDATE failure_demand_internal.source_feed AS f
        SET first_start = least(feed.first_start, change.first_come),
            feed_end = greatest(feed.feed_end, change.last_come),
            contacts = (SELECT coalesce(sum(d.contacts), 0) FROM failure_demand_internal.feed_day AS d
                        WHERE d.source = change.source)
        WHERE f.source = change.source;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_feeds(boolean, timestamptz) IS
'notes how many rows that count each source has, on which days, and how far it reaches, after what was read has been '
'put among the interactions to compute';

-- The longest run of whole days without a start, of the 90 days before the latest.
CREATE FUNCTION failure_demand_internal.longest_pause(source text)
RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(max(d.day - greatest(d.former, d.latest - 91) - 1), 0)
    FROM (SELECT f.day, lag(f.day) OVER (ORDER BY f.day) AS former, max(f.day) OVER () AS latest
          FROM failure_demand_internal.feed_day AS f WHERE f.source = longest_pause.source) AS d
    WHERE d.day >= d.latest - 90 AND d.former IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.longest_pause(text) IS
'for how many whole days a source has been silent at most, in the 90 days before its latest start';

-- Neither chance nor a closed weekend explains that a feed which is behind is silent. Of a
-- few rows, or of days, no habit can be told.
CREATE FUNCTION failure_demand_internal.feed_state(
    OUT source text, OUT closed boolean, OUT contacts bigint, OUT feed_end timestamptz, OUT behind boolean)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH feed AS (
        SELECT s.name, s.closed, f.contacts, f.feed_end, f.feed_end - f.first_start AS span,
               max(f.feed_end) FILTER (WHERE NOT s.closed) OVER () - f.feed_end AS silence
        FROM failure_demand.source AS s JOIN failure_demand_internal.source_feed AS f ON f.source = s.name
    )
    SELECT f.name, f.closed, f.contacts, f.feed_end,
           coalesce(NOT f.closed AND f.contacts >= 30 AND f.span >= '14 days'
                    AND extract(epoch FROM f.silence) * f.contacts > 14 * extract(epoch FROM f.span)
                    AND extract(epoch FROM f.silence) > (failure_demand_internal.longest_pause(f.name) + 1) * 86400,
                        false)
    FROM feed AS f;
END;
COMMENT ON FUNCTION failure_demand_internal.feed_state() IS
'how far each source reaches; behind: it is open, has 30 contacts in 14 days or more, and is silent for longer than '
'14 of its mean gaps and than its longest pause and a day';

CREATE FUNCTION failure_demand_internal.end_of_feeds(OUT as_of timestamptz, OUT held_back_by text)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(h.feed_end, l.latest), h.source
    FROM (SELECT coalesce(max(f.feed_end) FILTER (WHERE NOT f.closed), max(f.feed_end)) AS latest
          FROM failure_demand_internal.feed_state() AS f) AS l
    LEFT JOIN LATERAL (
        SELECT f.source, f.feed_end
        FROM failure_demand_internal.feed_state() AS f
        LEFT JOIN failure_demand_internal.work_source AS w ON w.name = f.source
        WHERE NOT f.closed AND (f.behind OR w.stale IS NOT NULL) AND f.feed_end < l.latest
        ORDER BY f.feed_end, f.source LIMIT 1) AS h ON true;
END;
COMMENT ON FUNCTION failure_demand_internal.end_of_feeds() IS
'the moment until which the open sources are known: the latest start in any, or the earliest latest start of those '
'that are behind or stale, and the source that this is; of closed ones alone, the latest start';

-- Said when it is known what does not exist for it.
CREATE FUNCTION failure_demand_internal.warn_of_held_back(source text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE WARNING 'source "%" holds the reports back: it ends at %', source,
            (SELECT f.feed_end FROM failure_demand_internal.source_feed AS f WHERE f.source = warn_of_held_back.source)
        USING DETAIL = format('For it, %s contacts do not exist yet.',
                              (SELECT count(*) FROM failure_demand_internal.contact_fact AS c
                               WHERE c.left_out = 'not yet' AND c.mature IS NOT TRUE
                                 AND coalesce(c.left_out, 'not yet') IN ('not yet', 'ahead'))),
              HINT = format('Where nothing more will come of it: '
                            'UPDATE failure_demand.source SET closed = true WHERE name = %L.', source);
END $$;
COMMENT ON FUNCTION failure_demand_internal.warn_of_held_back(text) IS
'warns that all is judged as of the end of one source, and how many contacts do not exist yet for it';
