-- Words of sources that reports cannot use as they are, counted: what unmapped lists. It is what the rows say,
-- whatever the tables say of it now: so it is added up like all else, and a row in a table takes its word off the
-- list at once.

-- Few contacts have such a word, mostly; those are looked at one by one. A request nearly all have: these are
-- counted only where requests are called by names. RETURN QUERY lets workers take part.
CREATE FUNCTION failure_demand_internal.count_words()
RETURNS TABLE (source text, "column" text, value text, interactions bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    everything boolean := (SELECT r.everything FROM failure_demand_internal.work_refresh AS r);
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT c.source, w.kind, w.value, sum(c.n)::bigint
        FROM failure_demand_internal.%I AS c
        CROSS JOIN LATERAL (VALUES
            ('channel' COLLATE "C", CASE WHEN c.kind IS NULL THEN c.channel END,
             c.kind IS NULL AND c.left_out IS DISTINCT FROM 'no contact'),
            ('outcome', c.said_outcome, c.outcome IS NULL AND c.said_outcome IS NOT NULL),
            ('direction', c.said_direction, c.direction IS NULL AND c.said_direction IS NOT NULL),
            ('reason', c.reason, c.reason IS NOT NULL),
            ('request', coalesce(c.said_request, c.request), %L AND c.request IS NOT NULL)) AS w (kind, value, counts)
        WHERE w.counts AND (c.kind IS NULL OR c.said_outcome IS NOT NULL OR c.said_direction IS NOT NULL
                            OR c.reason IS NOT NULL OR %2$L)
        GROUP BY c.source, w.kind, w.value $count$,
        CASE WHEN everything THEN 'work_everything' ELSE 'work_changes' END,
        CASE WHEN everything THEN EXISTS (SELECT FROM failure_demand.request_name)
             ELSE EXISTS (SELECT FROM failure_demand_internal.tally_basis AS b
                          WHERE b.tally = 'word_tally' AND b.basis = 'requests') END);
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_words() IS
'what a refresh adds to word_tally: all contacts counted, or those that have changed';

CREATE VIEW failure_demand_internal.work_word_tally AS
SELECT * FROM failure_demand_internal.count_words();
ALTER VIEW failure_demand_internal.work_word_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_word_tally IS
'what a refresh adds to word_tally';

CREATE TABLE failure_demand_internal.word_tally (
    source       text COLLATE "C",
    "column"     text COLLATE "C",
    value        text COLLATE "C",
    interactions bigint NOT NULL
);
ALTER TABLE failure_demand_internal.word_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX word_tally_key ON failure_demand_internal.word_tally (source, "column", value) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.word_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.word_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.word_tally IS
'words of sources that had no meaning at the last refresh, all reasons, and, where requests have names, all requests';
COMMENT ON COLUMN failure_demand_internal.word_tally.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.word_tally."column" IS
'channel, outcome, direction, reason or request';
COMMENT ON COLUMN failure_demand_internal.word_tally.value IS
'the word; null: of a channel, that there is none';
COMMENT ON COLUMN failure_demand_internal.word_tally.interactions IS
'interactions that bear it';

-- Requests are counted from when the first has a name until none has: then once more, of all contacts.
CREATE FUNCTION failure_demand_internal.keep_word_tally(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counted text := CASE WHEN EXISTS (SELECT FROM failure_demand.request_name) THEN 'requests' ELSE 'none' END;
BEGIN
    IF EXISTS (SELECT FROM failure_demand_internal.tally_basis AS b
               WHERE (b.tally, b.basis) = ('word_tally', counted)) THEN
        RETURN;
    END IF;
    INSERT INTO failure_demand_internal.tally_basis VALUES ('word_tally', counted)
    ON CONFLICT ON CONSTRAINT tally_basis_pkey DO UPDATE SET basis = excluded.basis;
    IF everything THEN
        RETURN;
    END IF;
    DELETE FROM failure_demand_internal.word_tally AS t WHERE t."column" = 'request';
    IF counted = 'requests' THEN
        DELETE FROM failure_demand_internal.work_refresh;
        INSERT INTO failure_demand_internal.work_refresh VALUES (true);
        PERFORM failure_demand_internal.add_tally('failure_demand_internal.word_tally');
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.keep_word_tally(boolean) IS
'counts requests from when the first has a name, and no longer when none has; everything: all has just been counted';
